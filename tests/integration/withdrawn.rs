//! Articles that are withdrawn: a notice stands at their addresses, and nothing of them is in any file.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{Site, assert_clean, attributes, dibao, files, readable, texts};
use dibao::artefact::Role;
use dibao::pipeline::{self, Options, Session};
use serde_json::Value;

const BOOK: &str = "title = \"试报\"\nper_page = 2\npage_json = true\npictures = { widths = [16] }\n";

/// Words that stand in the withdrawn article alone, in both scripts where these differ; a part of its pictures' names.
const MARKS: [&str; 19] = [
    "机密头条",
    "機密頭條",
    "绝密内文",
    "絕密內文",
    "密摘要",
    "钟离记者",
    "鍾離記者",
    "鐘離記者",
    "密会场",
    "密會場",
    "密标签",
    "密標籤",
    "密更正",
    "密栏",
    "密欄",
    "secretpicture",
    "secretfile",
    "secretextra",
    "secretalt",
];

/// An article that has all that an article can have; `more` is more of its front matter.
fn secret(more: &str) -> String {
    format!(
        "---\ntitle: 机密头条\nauthors: [钟离记者]\nsummary: 密摘要\ntags: [密标签]\nsection: 密栏\nsource: 晚报\npage: 2\n\
         position: 1\nevents: [summit, 密会场]\nlocations: [密会场]\nmystery: secretextra\n\
         corrections: [{{date: 2024-07-05, was: 内文, now: 密更正}}]\n{more}---\n绝密内文。\n\n![secretalt](secretpicture.png)\n\n\
         [下载](secretfile.pdf)，峰会。\n"
    )
}

const SECRET: &str = "content/2024-07-04-b.md";

fn write_picture(site: &Site, name: &str) {
    image::RgbImage::new(64, 48).save(site.path().join(name)).unwrap();
}

/// An archive with the article among others that have to do with it.
fn archive(more: &str) -> Site {
    let other = |title: &str, page: u32, text: &str| {
        format!("---\ntitle: {title}\nsource: 晚报\npage: {page}\nevents: [summit]\nlocations: [青岛]\n---\n{text}\n")
    };
    let site = Site::new(&[
        ("book.toml", BOOK),
        ("content/events/summit.md", "---\nname: 峰会\nstart: 2024-07-03\n---\n开会。"),
        ("content/locations/青岛.md", "---\nname: 青岛\ncoordinates: [36, 120]\n---\n港口。"),
        ("content/2024-07-03-a.md", &other("昨天", 1, "先。")),
        ("content/2024-07-04-a.md", &other("今天", 1, "同日。![图](shared.png)")),
        (SECRET, &secret(more)),
        ("content/2024-07-04-c.md", &other("还有", 2, "同日同版。")),
        ("content/2024-07-05-a.md", &other("明天", 1, "后。")),
        ("content/secretfile.pdf", "%PDF secretfile"),
    ]);
    write_picture(&site, "content/secretpicture.png");
    write_picture(&site, "content/shared.png");
    site
}

/// Where each of the marks stands that stand anywhere.
fn found<'m>(site: &Site, marks: &[&'m str]) -> BTreeMap<&'m str, Vec<String>> {
    let readable = readable(&files(&site.path().join("public")));
    let places = |mark: &&'m str| {
        let places = readable.iter().filter(|(_, text)| text.contains(*mark)).map(|(place, _)| place.clone());
        (*mark, places.collect::<Vec<_>>())
    };
    marks.iter().map(places).filter(|(_, places)| !places.is_empty()).collect()
}

fn assert_nothing_of(site: &Site, marks: &[&str], what: &str) {
    let found = found(site, marks);
    assert!(found.is_empty(), "{what}: {found:#?}");
}

fn json_of(site: &Site, arguments: &[&str]) -> Value {
    let output = dibao().args(arguments).arg("--json").arg("--root").arg(site.path()).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"))
}

#[test]
fn nothing_of_it_is_in_any_file_and_it_comes_back_as_it_was() {
    let site = archive("");
    site.write("static/secretstatic.txt", b"the owner's");
    let (_, json) = site.build_json();
    assert_eq!((json["articles"].as_u64(), json["withdrawn"].as_u64()), (Some(5), Some(0)), "{json:#}");
    let before = files(&site.path().join("public"));
    let there = found(&site, &MARKS);
    let missing: Vec<&&str> = MARKS.iter().filter(|mark| !there.contains_key(**mark)).collect();
    assert_eq!(missing, [&"鐘離記者"], "the marks say nothing if they are nowhere");
    let index = found(&site, &["绝密内文"]);
    assert!(index["绝密内文"].iter().any(|place| place.starts_with("the index")), "the index was not read");

    for (value, reason) in [("{date: 2026-11-01, reason: 法院头发裁定}", true), ("true", false), ("[胡说, 密]", false)]
    {
        site.write(SECRET, secret(&format!("withdrawn: {value}\n")).as_bytes());
        let (code, json) = site.build_json();
        assert_eq!((code, json["articles"].as_u64(), json["withdrawn"].as_u64()), (0, Some(4), Some(1)), "{json:#}");
        assert_nothing_of(&site, &MARKS, value);
        let reasons = found(&site, &["法院头发裁定", "法院頭髮裁定"]);
        assert_eq!(reasons.len(), if reason { 2 } else { 0 }, "{value}: {reasons:#?}");
        for (script, places) in ["zh-hans", "zh-hant"].iter().zip(reasons.values()) {
            assert!(places.iter().all(|place| place.contains(&format!("{script}/2024/07/04/b.html"))), "{places:#?}");
        }
        assert_clean(&site, value);
        assert_eq!(site.page("secretstatic.txt"), "the owner's");
        assert!(files(&site.path().join("public/media")).keys().all(|name| name.starts_with("shared")));
    }

    site.write(SECRET, secret("withdrawn: false\n").as_bytes());
    site.build(&[]);
    let after = files(&site.path().join("public"));
    let names = after.keys().chain(before.keys());
    let others: Vec<&String> = names.filter(|name| after.get(*name) != before.get(*name)).collect();
    assert!(others.is_empty(), "it did not come back as it was: {others:?}");
}

/// Whatever is made of articles, now or later: besides the notices, the output is that of a site without the article.
#[test]
fn but_for_the_notices_the_output_is_that_of_a_site_without_it() {
    let (with, without) = (archive("withdrawn: {date: 2026-11-01, reason: 裁定}\n"), archive(""));
    for name in [SECRET, "content/secretfile.pdf", "content/secretpicture.png"] {
        std::fs::remove_file(without.path().join(name)).unwrap();
    }
    // It keeps the position that the article before it leaves to it.
    let text = std::fs::read_to_string(without.path().join("content/2024-07-04-c.md")).unwrap();
    let text = text.replace("page: 2\n", "page: 2\nposition: 2\n");
    for site in [&with, &without] {
        site.write("content/2024-07-04-c.md", text.as_bytes());
        assert_eq!(site.build(&["--audit"]).status.code(), Some(0));
    }
    let (mut with, without) = (files(&with.path().join("public")), files(&without.path().join("public")));
    for notice in ["zh-hans/2024/07/04/b.html", "zh-hant/2024/07/04/b.html"] {
        assert!(with.remove(notice).is_some() && !without.contains_key(notice));
    }
    let different: Vec<&String> = with
        .keys()
        .chain(without.keys())
        .filter(|name| with.get(*name) != without.get(*name))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    assert_eq!(different, [""; 0]);
}

#[test]
fn the_notice_is_a_page_like_others_in_each_script_and_no_list_has_it() {
    let site = archive("withdrawn: {date: 2026-11-01, reason: 法院头发裁定}\n");
    site.build(&[]);
    for (script, reason, notice, words) in [
        ("zh-Hans", "法院头发裁定", "本页内容已撤回，不再提供。", "撤回日期 2026年11月1日"),
        ("zh-Hant", "法院頭髮裁定", "本頁內容已撤回，不再提供。", "撤回日期 2026年11月1日"),
    ] {
        let folder = script.to_lowercase();
        let page = site.page(&format!("{folder}/2024/07/04/b.html"));
        let html = page.as_bytes();
        assert_eq!(attributes(html, "html", "lang"), [script]);
        assert_eq!(attributes(html, "meta[name=robots]", "content"), ["noindex"]);
        assert_eq!(attributes(html, "link[hreflang]", "hreflang"), ["zh-Hans", "zh-Hant", "x-default"]);
        assert_eq!(attributes(html, "body", "class"), ["page-withdrawn"]);
        assert!(attributes(html, "link[type='application/json'], script[type]", "type").is_empty(), "{page}");
        assert!(texts(&page, "title")[0].starts_with("已撤回 · "), "{page}");
        assert_eq!(texts(&page, "h1"), ["已撤回"]);
        assert_eq!(texts(&page, ".prose p"), [notice.to_owned(), format!("原因：{reason}")]);
        assert_eq!(texts(&page, ".provenance"), [words]);
        assert_eq!(attributes(html, ".scripts a", "href").len(), 1);
        // The day's list, where there are others of the day.
        let day = site.page(&format!("{folder}/2024/07/04/index.html"));
        assert!(!day.contains("04/b.html") && day.contains("04/c.html"), "{day}");
    }
    for file in ["sitemap-2024.xml", "sitemap-news.xml", "zh-hans/feed.xml", "data/articles/2024.csv"] {
        assert!(!site.page(file).contains("04/b"), "{file}");
    }
    let manifest = json_of(&site, &["build"])["manifest"]["files"].as_array().unwrap().clone();
    let entry = manifest.iter().find(|file| file["path"] == "zh-hant/2024/07/04/b.html").unwrap();
    assert_eq!((&entry["role"], &entry["lang"]), (&"withdrawn".into(), &"zh-Hant".into()));

    site.write("templates/withdrawn.html", b"{{ withdrawn.reason }}|{{ withdrawn.date }}|{{ withdrawn.lang }}");
    site.write("theme/i18n/zh-Hans.ftl", "withdrawn = 稿件已撤".as_bytes());
    site.build(&[]);
    assert_eq!(site.page("zh-hant/2024/07/04/b.html"), "法院頭髮裁定|2026-11-01|zh-Hant");
    std::fs::remove_dir_all(site.path().join("templates")).unwrap();
    site.build(&[]);
    assert_eq!(texts(&site.page("zh-hans/2024/07/04/b.html"), "h1"), ["稿件已撤"]);
}

/// The notices of a site, by the manifest, as a publisher finds them.
fn notices(session: &Session) -> Vec<String> {
    let manifest = session.manifest();
    let notices = manifest.files().filter(|file| file.role == Role::Withdrawn);
    notices.map(|file| file.path.to_string()).collect()
}

#[test]
fn a_site_lists_counts_and_gives_what_is_withdrawn() {
    let site = archive("withdrawn: 2026-11-01\n");
    let options = Options::default();
    let (summary, session) = pipeline::open(site.path(), &options, &|_, _| {}).unwrap();
    assert_eq!((summary.articles, summary.withdrawn), (4, 1));
    let paths: Vec<String> = notices(&session);
    assert_eq!(paths, ["zh-hans/2024/07/04/b.html", "zh-hant/2024/07/04/b.html"]);
    let manifest = session.manifest();
    drop(session);
    let (_, session) = pipeline::open(site.path(), &options, &|_, _| {}).unwrap();
    assert_eq!((notices(&session).len(), session.manifest() == manifest), (2, true), "an unchanged archive");
    drop(session);
    let list = json_of(&site, &["list"]);
    let marked: Vec<&str> = list.as_array().unwrap().iter().filter(|it| it["withdrawn"] == true).map(title).collect();
    assert_eq!((list.as_array().unwrap().len(), marked), (5, vec!["机密头条"]));
    let dates: Vec<&str> = list.as_array().unwrap().iter().map(|it| it["date"].as_str().unwrap()).collect();
    assert!(dates.is_sorted_by(|one, other| one >= other), "{dates:?}");
    let text = dibao().args(["list", "--root"]).arg(site.path()).output().unwrap().stdout;
    let text = String::from_utf8(text).unwrap();
    assert!(text.lines().any(|line| line.contains("机密头条") && line.contains("[withdrawn]")), "{text}");
    let output = site.build(&[]);
    let built = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(built.contains("1 article withdrawn"), "{built}");
}

fn title(listed: &Value) -> &str {
    listed["title"].as_str().unwrap()
}

/// An edit that the preview would make at once is not made at once if it withdraws.
#[test]
fn a_session_sees_a_withdrawal() {
    let site = archive("");
    let (_, mut session) = pipeline::open(site.path(), &Options::default(), &|_, _| {}).unwrap();
    site.write(SECRET, secret("withdrawn: true\n").as_bytes());
    assert!(session.edit([SECRET]).unwrap().is_none(), "the site has to be built as a whole");
    drop(session);
    let (_, mut session) = pipeline::open(site.path(), &Options::default(), &|_, _| {}).unwrap();
    assert_nothing_of(&site, &MARKS, "a withdrawal");
    // What a withdrawn article says now is nobody's business either.
    let edited = secret("withdrawn: true\n").replace("绝密内文", "绝密内文新闻");
    site.write(SECRET, edited.as_bytes());
    let summary = session.edit([SECRET]).unwrap().expect("only its text is another");
    assert_eq!((summary.written, summary.withdrawn), (0, 1));
    drop(session);
    site.write(SECRET, edited.replace("机密头条", "机密头条之二").as_bytes());
    site.build(&[]);
    assert_nothing_of(&site, &MARKS, "an edit of it");
    assert_clean(&site, "an edit of it");
}

#[test]
fn links_lead_to_the_notice() {
    let article = "---\ntitle: 甲稿\nwithdrawn: 2026-11-01\n---\n文。";
    let links = "[一](2024-07-04-gone.md) [二](/2024/07/04/gone/) [三](gone) [四](/zh-hant/2024/07/04/gone.html) \
                 {% post_link gone %} [五](2024-07-04-gone.en.md) [六](pages/about.md)";
    let site = Site::new(&[
        ("book.toml", BOOK),
        ("content/2024-07-04-gone.md", article),
        ("content/2024-07-04-gone.en.md", "---\ntitle: Gone\n---\nAll of this text is in English and is gone now."),
        ("content/2024-07-05-a.md", &format!("---\ntitle: 乙\ncontinues: 2024-07-04-gone.md\n---\n{links}\n")),
        ("content/2024-07-06-a.md", "---\ntitle: 丙\ncontinues: 甲稿\n---\n文。"),
        ("content/pages/about.md", "---\ntitle: 关于密页\nwithdrawn: {date: 2026-11-01, reason: 误}\n---\n密文。"),
    ]);
    let (code, json) = site.build_json();
    assert_eq!((code, &json["diagnostics"]), (0, &serde_json::json!([])), "{json:#}");
    let page = site.page("zh-hans/2024/07/05/a.html");
    let hrefs = attributes(page.as_bytes(), ".prose a", "href");
    let gone = "../../../../zh-hans/2024/07/04/gone.html";
    let english = gone.replace("zh-hans", "en");
    assert_eq!(hrefs, [gone, gone, gone, gone, gone, &english, "../../../../zh-hans/about.html"]);
    for path in ["zh-hans/2024/07/04/gone.html", "zh-hant/2024/07/04/gone.html", "en/2024/07/04/gone.html"] {
        assert!(site.page(path).contains("page-withdrawn"), "{path}");
    }
    let english = site.page("en/2024/07/04/gone.html");
    assert_eq!(
        (attributes(english.as_bytes(), "html", "lang"), texts(&english, "h1")),
        (vec!["en".to_owned()], vec!["Withdrawn".to_owned()])
    );
    assert_eq!(attributes(english.as_bytes(), "link[hreflang]", "hreflang"), ["zh-Hans", "zh-Hant", "en", "x-default"]);
    assert_nothing_of(&site, &["甲稿", "Gone", "All of this text", "关于密页", "密文"], "articles and pages");
    assert_clean(&site, "links");
}

#[test]
fn one_version_withdraws_all_and_its_reason_is_each_ones() {
    let site = Site::new(&[
        ("book.toml", "title = \"试报\"\npage_form = \"folder\"\n"),
        ("content/2024-07-04-a.md", "---\ntitle: 简体密题\n---\n简体密文。"),
        (
            "content/2024-07-04-a.zh-hant.md",
            "---\ntitle: 繁體密題\nwithdrawn: {date: 2026-11-01, reason: 頭髮}\n---\n繁體密文。",
        ),
        ("content/2024-07-04-a.en.md", "---\ntitle: Secret\n---\nAll of this text is in English and secret."),
        ("content/2024-07-05-k1.md", "---\ntitle: 甲\ntranslationKey: post\n---\n在。"),
        ("content/2024-07-05-k2.md", "---\ntitle: 密乙\ntranslationKey: post\nwithdrawn: 2026-11-01\n---\n文。"),
    ]);
    site.build(&[]);
    assert_nothing_of(&site, &["简体密", "簡體密", "繁體密", "繁体密", "Secret", "密乙"], "versions");
    for (folder, reason) in [("zh-hans", "头发"), ("zh-hant", "頭髮"), ("en", "头发")] {
        let page = site.page(&format!("{folder}/2024/07/04/a/index.html"));
        assert!(texts(&page, ".prose p")[1].ends_with(reason), "{folder}: {page}");
        assert_eq!(texts(&page, ".provenance time").len(), 1, "{folder}");
    }
    assert!(site.page("zh-hans/2024/07/05/k1/index.html").contains("在。"), "no version of it, whatever its key");
}

#[test]
fn drafts_parts_of_files_and_what_has_no_day_are_withdrawn_too() {
    let day = "---\ntitle: 一日\nwithdrawn: 2026-11-01\n---\n### 密甲\n\n密文。\n\n### 密乙\n\n密文。\n";
    let site = Site::new(&[
        ("book.toml", "[[source]]\ndir = \"old\"\nsplit = { heading = 3 }\npermalink = \":year/:slug\"\n"),
        ("content/a.md", "---\ntitle: 密丙\ndraft: true\nwithdrawn: 2026-11-01\n---\n密文。"),
        ("content/b.md", "---\ntitle: 密丁\npublished: false\n撤稿: 是\n---\n密文。"),
        ("content/c.md", "---\ntitle: 密戊\ndraft: true\nwithdrawn: false\n---\n密文。"),
        ("content/f.md", "---\ntitle: 密壬\n---\n密文。"),
        ("content/f.json", "{\n\"tags\": [\"密\"],\n\"withdrawn\": true,\n}"),
        ("content/g.md", "---\ntitle: 密癸\nwithdrawn: false\n---\n密文。"),
        ("content/g.yaml", "withdrawn: 2026-11-01\n"),
        ("content/events/e.md", "---\nname: 会\nwithdrawn: true\n---\n文。"),
        ("old/2024-07-04.md", day),
    ]);
    let (_, json) = site.build_json();
    assert_eq!((&json["withdrawn"], &json["drafts_skipped"]), (&6.into(), &1.into()), "{json:#}");
    let told: Vec<(&str, u64)> = json["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|found| found["code"] == "withdrawal")
        .map(|found| (found["file"].as_str().unwrap(), found["line"].as_u64().unwrap()))
        .collect();
    assert_eq!(told, [("content/b.md", 4), ("content/events/e.md", 3), ("content/f.json", 3)]);
    assert_nothing_of(&site, &["密"], "drafts and parts");
    for path in ["undated/a", "undated/b", "undated/f", "undated/g", "2024/2024-07-04-01", "2024/2024-07-04-02"] {
        assert!(site.page(&format!("zh-hant/{path}.html")).contains("page-withdrawn"), "{path}");
    }
    assert!(!site.path().join("public/zh-hans/undated/c.html").exists());
}

/// Two want one address, two stand on one page of a newspaper: neither moves when the other is withdrawn.
#[test]
fn no_address_and_no_position_changes() {
    let book = "[[source]]\ndir = \"content\"\nname = \"晚报\"\npermalink = \":date/:page/:position\"\n\
                [[source]]\ndir = \"other\"\npermalink = \":year/:slug\"\n";
    let paper = |title: &str, more: &str| format!("---\ntitle: {title}\npage: 2\n{more}---\n文{title}。");
    let other = |more: &str| format!("---\ntitle: 密己\n{more}---\n文。");
    let site = Site::new(&[
        ("book.toml", book),
        ("content/2024-07-04/a.md", &paper("密庚", "")),
        ("content/2024-07-04/b.md", &paper("乙", "")),
        ("content/2024-07-05/only.md", &paper("密辛", "")),
        ("other/x/2024-07-04-same.md", &other("")),
        ("other/y/2024-07-05-same.md", "---\ntitle: 在\n---\n文。"),
    ]);
    site.build(&[]);
    let pages = |site: &Site| {
        let pages = files(&site.path().join("public")).into_keys();
        pages.filter(|name| name.starts_with("zh-hans/2024") && !name.ends_with("index.html")).collect::<Vec<_>>()
    };
    let before = pages(&site);
    let own = ["2024-07-04/2/1", "2024-07-04/2/2", "2024-07-05/2/1", "2024/same", "2024/same-y"];
    let own = own.map(|path| format!("zh-hans/{path}.html"));
    assert!(own.iter().all(|page| before.contains(page)), "{before:#?}");
    let withdrawn = "withdrawn: 2026-11-01\n";
    site.write("content/2024-07-04/a.md", paper("密庚", withdrawn).as_bytes());
    site.write("content/2024-07-05/only.md", paper("密辛", withdrawn).as_bytes());
    site.write("other/x/2024-07-04-same.md", other(withdrawn).as_bytes());
    site.build(&[]);
    assert_eq!(pages(&site), before);
    assert_nothing_of(&site, &["密"], "a newspaper");
    assert!(site.page("zh-hans/2024-07-04/2/2.html").contains("文乙"));
    assert!(site.page("zh-hans/2024/same-y.html").contains("<h1>在</h1>"));
    let issues = files(&site.path().join("public/zh-hans/sources/晚报")).into_keys().collect::<Vec<_>>();
    assert!(issues.contains(&"2024-07-04.html".to_owned()), "{issues:?}");
    assert!(!issues.contains(&"2024-07-05.html".to_owned()), "nothing of that issue is left: {issues:?}");
    assert_clean(&site, "a newspaper");
}

#[test]
fn a_part_of_a_joined_article_leaves_the_others() {
    let book = "[[source]]\ndir = \"content\"\nname = \"晚报\"\npermalink = \":date/:page/:position\"\n";
    let part = |title: &str, page: u32, text: &str, more: &str| {
        format!("---\ntitle: {title}\npage: {page}\n{more}---\n{text}\n")
    };
    let first = |more: &str| part("港口三十年", 1, "先的一段密文。（下转第二版）", more);
    let second = |more: &str| part("港口三十年", 2, "（上接第一版）后的一段密文。", more);
    let site = Site::new(&[
        ("book.toml", book),
        ("content/2024-07-04/a.md", &first("")),
        ("content/2024-07-04/b.md", &second("")),
        ("content/2024-07-04/c.md", &part("天气", 2, "（上接第一版）晴。", "")),
    ]);
    site.build(&[]);
    let whole = "zh-hans/2024-07-04/1/1/whole.html";
    assert_eq!(texts(&site.page(whole), ".part .prose").len(), 2);

    site.write("content/2024-07-04/b.md", second("withdrawn: 2026-11-01\n").as_bytes());
    let (_, json) = site.build_json();
    assert_nothing_of(&site, &["后的一段", "後的一段"], "the second");
    assert!(!site.path().join("public").join(whole).exists(), "there is nothing to join");
    let left = site.page("zh-hans/2024-07-04/1/1.html");
    assert!(left.contains("先的一段") && attributes(left.as_bytes(), ".prose a", "href").is_empty(), "{left}");
    let weather = site.page("zh-hans/2024-07-04/2/2.html");
    assert!(texts(&weather, ".reading li").is_empty(), "two marks that are left are not of one article: {json:#}");
    assert_clean(&site, "the second");

    site.write("content/2024-07-04/b.md", second("").as_bytes());
    site.write("content/2024-07-04/a.md", first("withdrawn: {date: 2026-11-01, reason: 误}\n").as_bytes());
    site.build(&[]);
    assert_nothing_of(&site, &["先的一段"], "the first");
    let notice = site.page(whole);
    assert_eq!(texts(&notice, ".prose p")[1], "原因：误");
    assert_eq!(attributes(notice.as_bytes(), "link[hreflang]", "hreflang"), ["zh-Hans", "zh-Hant", "x-default"]);
    let (_, session) = pipeline::open(site.path(), &Options::default(), &|_, _| {}).unwrap();
    let paths: Vec<String> = notices(&session);
    assert!(paths.contains(&whole.to_owned()) && paths.len() == 4 && paths.is_sorted(), "{paths:?}");
    assert_clean(&site, "the first");
}

/// A picture that another shows stays, at each step; one beside the article that nobody shows was never there.
#[test]
fn pictures_go_with_the_last_that_shows_them() {
    let show = |more: &str| format!("---\ntitle: 一\n{more}---\n![图](both.png) ![图](own.png) ![图](/asset.png)\n");
    let site = Site::new(&[
        ("book.toml", BOOK),
        ("content/2024-07-04-a/index.md", &show("")),
        ("content/2024-07-04-a/unused.pdf", "unused"),
        ("content/2024-07-05-b.md", "---\ntitle: 二\n---\n![图](2024-07-04-a/both.png)"),
    ]);
    for name in ["content/2024-07-04-a/own.png", "content/2024-07-04-a/both.png"] {
        write_picture(&site, name);
    }
    std::fs::create_dir(site.path().join("static")).unwrap();
    write_picture(&site, "static/asset.png");
    let pictures = |site: &Site| {
        let names = files(&site.path().join("public")).into_keys();
        let wanted = |name: &String| ["own", "both", "asset", "unused"].iter().any(|part| name.contains(part));
        names.filter(wanted).map(|name| name.rsplit('/').next().unwrap().to_owned()).collect::<BTreeSet<_>>()
    };
    site.build(&[]);
    let before = pictures(&site);
    assert!(before.len() > 3 && before.contains("own.png"), "with smaller ones: {before:?}");
    site.write("content/2024-07-04-a/index.md", show("withdrawn: true\n").as_bytes());
    site.build(&[]);
    let after = pictures(&site);
    assert!(after.contains("both.png") && after.contains("asset.png"), "{after:?}");
    assert!(!after.iter().any(|name| name.starts_with("own") || name.contains("unused")), "{after:?}");
    assert_clean(&site, "pictures");
}
