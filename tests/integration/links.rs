//! How an archive hangs together: entities, names in texts, newspapers, corrections, and what
//! programs get of it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::support::{self, Site, attributes, built_sample, files, texts};
use serde_json::Value;

/// The findings of a build: code, place, message.
fn findings(json: &Value) -> Vec<(String, String, String)> {
    let found = json["diagnostics"].as_array().unwrap().iter().map(|found| {
        let text = |key: &str| found[key].as_str().unwrap_or_default().to_owned();
        (text("code"), format!("{}:{}", text("file"), found["line"]), text("message"))
    });
    found.collect()
}

#[test]
fn ill_formed_entities_are_reported_and_the_build_goes_on() {
    let site = Site::new(&[
        ("book.toml", ""),
        ("content/2024-07-04-a.md", "---\nevents: [甲]\nlocations: [丙]\n---\n# 题\n\n文"),
        ("content/events/a.md", "---\nname: 甲\nparent: b\nstart: 2024-07-05\nend: 2024-07-04\n---\n"),
        ("content/events/b.md", "---\nname: 乙\nparent: a\n---\n"),
        ("content/events/c.md", "---\nname: 自\nparent: c\n---\n"),
        ("content/locations/c.md", "---\nname: 丙\ncoordinates: [120.38, 36.07]\n---\n"),
        ("content/locations/d.md", "---\nname: 丁\nid: c\ncoordinates: [91, 181]\n---\n"),
        ("content/locations/e.md", "---\nname: 戊\nlat: 甲\nlon: 5\nwikidata: 不是\n---\n"),
        ("content/persons/f.md", "---\nname: 己\norganizations: [没有]\nborn: 1950\ndied: 1949-10\n---\n"),
    ]);
    let (code, json) = site.build_json();
    assert_eq!(code, 1);
    let found = findings(&json);
    let told = |code: &str, place: &str, part: &str| {
        assert!(
            found.iter().any(|(a, b, c)| a == code && b == place && c.contains(part)),
            "{code} {place} {part}: {found:#?}"
        );
    };
    told("entity-dates", "content/events/a.md:5", "2024-07-04, is before the start, 2024-07-05");
    told("entity-cycle", "content/events/b.md:3", "part of itself");
    told("entity-cycle", "content/events/c.md:3", "part of itself");
    told("front-matter", "content/locations/c.md:3", "the latitude first");
    told("entity-id", "content/locations/d.md:3", "this one is `c-2`");
    told("front-matter", "content/locations/d.md:4", "from -90 to 90");
    told("front-matter", "content/locations/e.md:3", "a number from -90 to 90");
    told("front-matter", "content/locations/e.md:5", "no number of an item");
    told("unknown-entity", "content/persons/f.md:3", "没有");
    told("entity-dates", "content/persons/f.md:5", "is before the start");
    for page in ["events/a", "events/b", "events/c", "locations/c", "locations/c-2", "locations/e", "persons/f"] {
        assert!(site.page(&format!("zh-hant/{page}.html")).contains("<h1>"), "{page}");
    }
    let event = site.page("zh-hans/events/a.html");
    assert_eq!(texts(&event, ".facts time"), ["2024年7月5日"], "an end before the start is left out");
}

#[test]
fn names_become_links_once_a_section_in_either_script() {
    let site = Site::new(&[
        ("book.toml", ""),
        ("content/organizations/sco.md", "---\nname: 上海合作组织\naliases: [上合组织]\n---\n"),
        ("content/locations/shanghai.md", "---\nname: 上海\n---\n上海合作组织在上海成立。"),
        ("content/locations/astana.md", "---\nname: 阿斯塔纳\n---\n"),
        ("content/persons/off.md", "---\nname: 大家好\nmentions: false\n---\n"),
        (
            "content/2024-07-04-a.md",
            "---\nlocations: [astana]\n---\n# 题\n\n上海合作组织在阿斯塔纳开会。上合组织，阿斯塔纳。\n\n[上海](http://e.example/)和`上海`和《上海宣言》，海上海鲜，-{上海}-。\n\n## 上海的事\n\n**上海**和上海，大家好。\n",
        ),
        ("content/2024-07-05-b.md", "---\nscript: zh-Hant\n---\n# 題\n\n上海合作組織的會議在上海舉行。\n"),
        ("content/2024-07-06-c.md", "---\nmentions: false\n---\n# 题\n\n上海。\n"),
    ]);
    let (code, json) = site.build_json();
    assert_eq!((code, json["warnings"].as_u64()), (0, Some(0)), "{json:#}");
    let mentions = |page: &str| {
        let html = site.page(page);
        let names = texts(&html, ".prose a.mention");
        let targets = attributes(html.as_bytes(), ".prose a.mention", "href");
        names
            .into_iter()
            .zip(targets.into_iter().map(|it| it.rsplit('/').next().unwrap().to_owned()))
            .collect::<Vec<_>>()
    };
    let pair = |name: &str, target: &str| (name.to_owned(), target.to_owned());
    assert_eq!(
        mentions("zh-hans/2024/07/04/a.html"),
        [pair("上海合作组织", "sco.html"), pair("阿斯塔纳", "astana.html"), pair("上海", "shanghai.html")]
    );
    assert_eq!(
        mentions("zh-hant/2024/07/05/b.html"),
        [pair("上海合作組織", "sco.html"), pair("上海", "shanghai.html")]
    );
    assert!(mentions("zh-hans/2024/07/06/c.html").is_empty());
    assert_eq!(mentions("zh-hant/locations/shanghai.html"), [pair("上海合作組織", "sco.html")], "not to itself");
    let page = site.page("zh-hans/locations/shanghai.html");
    assert_eq!(attributes(page.as_bytes(), ".mentioned li a", "href").len(), 2);
    let about = site.page("zh-hans/locations/astana.html");
    assert_eq!(texts(&about, ".card-title a"), ["题"], "what it is about is no mention");
    assert!(texts(&about, ".mentioned").is_empty());
    site.write("book.toml", b"mentions = false");
    assert_eq!(site.build_json().0, 0);
    assert!(mentions("zh-hans/2024/07/04/a.html").is_empty());
}

#[test]
fn a_name_of_several_is_decided_by_the_article_or_not_at_all() {
    let site = Site::new(&[
        ("book.toml", ""),
        ("content/locations/beijing.md", "---\nname: 北京\n---\n"),
        ("content/locations/liaoning.md", "---\nname: 辽宁\n---\n"),
        ("content/locations/chaoyang-bj.md", "---\nname: 朝阳区\naliases: [朝阳]\nparent: beijing\n---\n"),
        ("content/locations/chaoyang-ln.md", "---\nname: 朝阳市\naliases: [朝阳]\nparent: liaoning\n---\n"),
        ("content/2024-07-04-a.md", "---\nlocations: [辽宁]\n---\n# 甲\n\n他到朝阳去。"),
        ("content/2024-07-05-b.md", "---\nlocations: [chaoyang-bj]\n---\n# 乙\n\n他到朝阳去。"),
        ("content/2024-07-06-c.md", "# 丙\n\n他到朝阳去。"),
        ("content/2024-07-07-d.md", "---\nlocations: [北京, 朝阳]\n---\n# 丁\n\n文。"),
    ]);
    let (code, json) = site.build_json();
    let found = findings(&json);
    assert_eq!(code, 0);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(
        (found[0].0.as_str(), found[0].1.as_str()),
        ("ambiguous-name", "content/2024-07-06-c.md:3"),
        "{found:#?}"
    );
    let linked = |page: &str| attributes(site.page(page).as_bytes(), "a.mention", "href");
    assert!(linked("zh-hans/2024/07/04/a.html")[0].ends_with("chaoyang-ln.html"));
    assert!(linked("zh-hans/2024/07/05/b.html")[0].ends_with("chaoyang-bj.html"));
    assert!(linked("zh-hans/2024/07/06/c.html").is_empty());
    assert_eq!(texts(&site.page("zh-hans/2024/07/07/d.html"), ".ties dd a")[..2], ["北京", "朝阳区"]);
}

fn paper() -> Site {
    Site::new(&[
        ("book.toml", "[[source]]\ndir = \"content\"\nname = \"晚报\"\npermalink = \":date/:page/:position\"\n"),
        ("content/2024-07-04/a.md", "---\npage: 第一版\nissue: 18\n---\n# 港口开放\n\n开头。（下转第二版）"),
        ("content/2024-07-04/b.md", "---\npage: 2\n---\n# 市场\n\n别的。"),
        ("content/2024-07-04/c.md", "---\npage: 2\n---\n# 港口开放\n\n（上接第一版）结尾。[^1]\n\n[^1]: 注"),
        ("content/2024-07-04/d.md", "---\npage: 3\n---\n# 远方\n\n不见了。（下转第五版）"),
        ("content/2024-07-04/e.md", "---\npage: 10\nposition: 1\n---\n# 见闻（续一）\n\n第二天。"),
        ("content/2024-07-03/x.md", "---\npage: 4\n---\n# 见闻\n\n第一天。"),
        ("content/2024-07-05/y.md", "---\npage: 1\ncontinues: ../2024-07-04/b.md\n---\n# 市场又开\n\n又是。"),
    ])
}

#[test]
fn a_newspaper_has_issues_pages_and_what_goes_on_elsewhere() {
    let site = paper();
    let (code, json) = site.build_json();
    assert_eq!((code, json["warnings"].as_u64()), (0, Some(0)), "{json:#}");
    let issue = site.page("zh-hant/sources/晚报/2024-07-04.html");
    assert_eq!(texts(&issue, "h2"), ["第1版", "第2版", "第3版", "第10版"]);
    assert_eq!(texts(&issue, ".page-articles a"), ["港口開放", "市場", "港口開放", "遠方", "見聞（續一）"]);
    assert_eq!(texts(&issue, "nav.pager a"), ["← 2024年7月3日", "2024年7月5日 →"]);
    // Addresses by date, page and position.
    let first = site.page("zh-hans/2024-07-04/1/1.html");
    assert_eq!(texts(&first, ".reading li"), ["港口开放 第1版", "港口开放 第2版"]);
    let jump = attributes(first.as_bytes(), ".prose a", "href");
    assert_eq!(jump, ["../../../zh-hans/2024-07-04/2/2.html"], "下转第二版 leads on");
    let second = site.page("zh-hans/2024-07-04/2/2.html");
    assert_eq!(attributes(second.as_bytes(), ".prose > p > a", "href"), ["../../../zh-hans/2024-07-04/1/1.html"]);
    let whole = site.page("zh-hant/2024-07-04/1/1/whole.html");
    assert_eq!(texts(&whole, ".part .prose > p"), ["開頭。（下轉第二版）", "（上接第一版）結尾。1"]);
    assert_eq!(attributes(whole.as_bytes(), ".footnote-mark a", "href"), ["#part-2-fn-1"]);
    assert_eq!(texts(&site.page("zh-hans/2024-07-04/10/1.html"), ".reading li a"), ["见闻"]);
    assert_eq!(texts(&site.page("zh-hans/2024-07-05/1/1.html"), ".reading a"), ["合并阅读", "市场"]);
    // Within an issue from the front page on, over the bounds of pages.
    assert_eq!(texts(&second, ".neighbours li"), ["上一篇 市场", "下一篇 远方"]);
}

#[test]
fn a_jump_to_nowhere_is_told_by_check() {
    let site = paper();
    let output = support::dibao().arg("check").arg("--root").arg(site.path()).arg("--json").output().unwrap();
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let found = findings(&json);
    let jumps: Vec<_> = found.iter().filter(|(code, ..)| code == "unmatched-jump").collect();
    assert_eq!(jumps.len(), 1, "{found:#?}");
    assert_eq!(jumps[0].1, "content/2024-07-04/d.md:6");
}

#[test]
fn corrections_stand_beside_what_was_printed() {
    let site = Site::new(&[
        ("book.toml", ""),
        (
            "content/2024-07-04-a.md",
            "---\ncorrections:\n  - {date: 2024-07-06, was: 里面, now: 裡頭, by: 編輯, note: 手民之誤。}\n  - {was: 沒有的字, now: 有}\n  - [不是]\n  - {date: 昨日, note: 只有說明。}\n---\n# 題目\n\n在里面，又在**里面**。後來\n",
        ),
    ]);
    let (code, json) = site.build_json();
    assert_eq!(code, 1);
    let found = findings(&json);
    let codes: Vec<(&str, &str)> = found.iter().map(|(code, place, _)| (code.as_str(), place.as_str())).collect();
    assert!(codes.contains(&("correction", "content/2024-07-04-a.md:4")), "{found:#?}");
    assert!(codes.iter().filter(|(code, _)| *code == "correction").count() == 2, "{found:#?}");
    assert!(codes.iter().any(|(code, _)| *code == "date"), "{found:#?}");
    let page = site.page("zh-hans/2024/07/04/a.html");
    assert_eq!(texts(&page, ".prose mark"), ["里面"], "the printed words stay, and are marked once");
    assert_eq!(attributes(page.as_bytes(), ".prose .correction-mark a", "href"), ["#correction-1"]);
    assert_eq!(texts(&page, "#correction-1 ins"), ["里头"]);
    assert_eq!(attributes(page.as_bytes(), "#correction-1 a", "href"), ["#corrected-1"]);
    let list = site.page("zh-hant/corrections/index.html");
    assert_eq!(texts(&list, ".correction-list del"), ["里面", "沒有的字"]);
    assert!(page.contains("\"CorrectionComment\""));
}

/// A version made by hand has its own words, and so have its corrections.
#[test]
fn a_version_is_corrected_in_its_own_script() {
    let site = Site::new(&[
        ("book.toml", ""),
        ("content/2024-07-04-v.md", "# 题\n\n在后面。"),
        ("content/2024-07-04-v.zh-hant.md", "---\ncorrections: [{was: 后頭, now: 皇后}]\n---\n# 題\n\n在后頭。"),
    ]);
    let (code, json) = site.build_json();
    assert_eq!((code, json["warnings"].as_u64()), (0, Some(0)), "{json:#}");
    let page = site.page("zh-hant/2024/07/04/v.html");
    assert_eq!(texts(&page, ".prose mark"), ["后頭"]);
    assert_eq!(texts(&page, "#correction-1 del, #correction-1 ins"), ["后頭", "皇后"]);
    assert!(texts(&site.page("zh-hans/2024/07/04/v.html"), ".corrections").is_empty());
}

#[test]
fn every_entity_of_the_sample_is_four_clicks_away_and_no_link_is_dead() {
    let site = built_sample();
    let mut distance = BTreeMap::from([("zh-hans/index.html".to_owned(), 0)]);
    let mut open = VecDeque::from(["zh-hans/index.html".to_owned()]);
    while let Some(page) = open.pop_front() {
        let base = url::Url::parse(&format!("http://x/{page}")).unwrap();
        for link in attributes(&site[&page], "a[href]", "href") {
            let to = base.join(&link).unwrap();
            if to.host_str() != Some("x") || to.scheme() != "http" {
                continue;
            }
            let path = percent_encoding::percent_decode_str(&to.path()[1..]).decode_utf8().unwrap().into_owned();
            assert!(site.contains_key(&path), "{page} leads to {path}");
            if let Some(fragment) = to.fragment().filter(|_| path.ends_with(".html")) {
                let id = percent_encoding::percent_decode_str(fragment).decode_utf8().unwrap().into_owned();
                let ids: BTreeSet<String> = attributes(&site[&path], "[id]", "id").into_iter().collect();
                assert!(ids.contains(&id), "{page} leads to {path}#{id}");
            }
            if path.ends_with(".html") && !distance.contains_key(&path) {
                distance.insert(path.clone(), distance[&page] + 1);
                open.push_back(path);
            }
        }
    }
    for page in site.keys().filter(|page| page.starts_with("zh-hans/") && page.ends_with(".html")) {
        let is_entity =
            ["events/", "locations/", "persons/", "organizations/"].iter().any(|it| page[8..].starts_with(it));
        let clicks = distance.get(page).copied();
        assert!(clicks.is_some(), "{page} cannot be reached");
        assert!(!is_entity || clicks <= Some(4), "{page} is {clicks:?} clicks away");
    }
}

/// A long index has parts, and each is one click from its begin.
#[test]
fn an_index_of_a_thousand_names_is_walked_by_letters() {
    let names: Vec<(String, String)> = (0..1000)
        .map(|number| {
            let first = ["青", "山", "阿", "白", "重", "杜"][number % 6];
            (format!("content/locations/{number}.md"), format!("---\nname: {first}城{number}\n---\n"))
        })
        .collect();
    let mut all = vec![("book.toml", ""), ("content/2024-07-04-a.md", "# 题\n\n文")];
    all.extend(names.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    let site = Site::new(&all);
    assert_eq!(site.build_json().0, 0);
    let index = site.page("zh-hans/locations/index.html");
    assert_eq!(texts(&index, ".letters a"), ["A", "B", "D", "Q", "S", "Z"]);
    assert_eq!(texts(&site.page("zh-hant/locations/index.html"), ".letters a"), ["3畫", "5畫", "7畫", "8畫", "9畫"]);
    assert_eq!(texts(&index, ".pager-pages li"), ["1", "2", "3"]);
    let mut seen = BTreeSet::new();
    for (letter, link) in
        texts(&index, ".letters a").into_iter().zip(attributes(index.as_bytes(), ".letters a", "href"))
    {
        let (path, id) = link.split_once('#').unwrap();
        let page = site.page(&path.replace("../../", ""));
        assert_eq!(texts(&page, &format!("#{id}")), [letter]);
    }
    for part in ["index.html", "page/2.html", "page/3.html"] {
        seen.extend(attributes(site.page(&format!("zh-hans/locations/{part}")).as_bytes(), ".entries a", "href"));
    }
    assert_eq!(seen.len(), 1000);
}

#[test]
fn programs_can_read_what_is_given_to_them() {
    let site = built_sample();
    let text = |name: &str| std::str::from_utf8(&site[name]).unwrap();
    let geojson: geojson::FeatureCollection =
        text("data/places.geojson").parse::<geojson::GeoJson>().unwrap().try_into().unwrap();
    assert!(geojson.features.len() >= 8);
    let articles: Vec<Value> = serde_json::from_str(text("data/articles/2024.json")).unwrap();
    let mut rows = csv::Reader::from_reader(site["data/articles/2024.csv"].as_slice());
    assert_eq!(rows.records().map(Result::unwrap).count(), articles.len());
    assert!(
        articles.iter().all(|article| article["title_zh_hans"].is_string() && article["title_zh_hant"].is_string())
    );
    let package: Value = serde_json::from_str(text("data/datapackage.json")).unwrap();
    for resource in package["resources"].as_array().unwrap() {
        assert!(site.contains_key(&format!("data/{}", resource["path"].as_str().unwrap())), "{resource}");
    }
}

/// What `theme/cite.js` makes of `work.json`; `script/validate` compares the two.
#[test]
fn citations_are_what_libraries_read() {
    let parsed = biblatex::Bibliography::parse(include_str!("../citations/work.bib")).unwrap();
    let entry = parsed.get("work").unwrap();
    let plain = |chunks: &[biblatex::Spanned<biblatex::Chunk>]| biblatex::ChunksExt::format_verbatim(chunks);
    assert_eq!(plain(entry.title().unwrap()), "涨价 5%：“A & B”{一}");
    assert_eq!(entry.author().unwrap().len(), 4);
    assert_eq!(entry.url().unwrap(), "https://e.example/a_b");
    assert!(matches!(entry.date().unwrap(), biblatex::PermissiveType::Typed(_)));
    let items: Vec<citationberg::json::Item> =
        serde_json::from_str(include_str!("../citations/work.csl.json")).unwrap();
    assert!(items.len() == 1 && items[0].0.contains_key("title") && items[0].0.contains_key("issued"));
    let ris = include_str!("../citations/work.ris");
    assert!(ris.starts_with("TY  - NEWS\n") && ris.contains("\nDA  - 2024/07/05/\n") && ris.ends_with("ER  - \n"));
}

#[test]
fn the_facts_of_a_days_articles_are_in_one_file_if_they_are_asked_for() {
    let content = [
        (
            "content/2024-07-04-a.md",
            "---\nsummary: 摘要\nevents: [峰会]\nseen:\n  - text: 原报\n    uri: https://a.example/\n---\n# 甲\n\n文",
        ),
        ("content/2024-07-04-b.md", "---\nevents: [峰会]\n---\n# 乙\n\n文"),
        ("content/2024-07-04-b.en.md", "# B\n\ntext"),
        ("content/m.md", "---\ndate: 2024-07\n---\n# 月\n\n文"),
        ("content/u.md", "# 无\n\n文"),
    ];
    let site = Site::new(&[&[("book.toml", "page_json = true\n")], &content[..]].concat());
    assert_eq!(site.build_json().0, 0);
    let titles = |file: &str| -> Vec<String> {
        let json: Value = serde_json::from_str(&site.page(file)).unwrap();
        let articles = json["articles"].as_array().unwrap().iter();
        articles.map(|article| article["pages"]["zh-Hans"]["title"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(titles("data/pages/2024/07/04.json"), ["甲", "乙"]);
    assert_eq!(titles("data/pages/2024/07.json"), ["月"]);
    assert_eq!(titles("data/pages/undated.json"), ["无"]);
    let day: Value = serde_json::from_str(&site.page("data/pages/2024/07/04.json")).unwrap();
    let page = &day["articles"][0]["pages"]["zh-Hant"];
    assert_eq!((&page["summary"], &day["date"]), (&"摘要".into(), &"2024-07-04".into()));
    assert_eq!(page["extra"]["seen"][0]["uri"], "https://a.example/");
    assert_eq!(page["events"][0]["name"], "峰會");
    assert_eq!(day["articles"][1]["pages"]["en"]["title"], "B");
    let led = attributes(site.page("zh-hant/2024/07/04/a.html").as_bytes(), "link[type='application/json']", "href");
    assert_eq!(led, ["../../../../data/pages/2024/07/04.json"]);
    let site = Site::new(&[&[("book.toml", "")], &content[..]].concat());
    assert_eq!(site.build_json().0, 0);
    assert!(!site.path().join("public/data/pages").exists());
}

#[test]
fn feeds_are_of_the_formats_that_are_asked_for_and_of_what_has_enough_articles() {
    let articles: Vec<(String, String)> = (1..=5)
        .map(|day| {
            let place = if day == 5 { "locations: [甲]" } else { "locations: [甲, 乙]" };
            (format!("content/2024-07-0{day}-a.md"), format!("---\n{place}\n---\n# 第{day}篇\n\n文"))
        })
        .collect();
    let feeds = |book: &str| -> Vec<String> {
        let mut all = vec![("book.toml", book)];
        all.extend(articles.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        let site = Site::new(&all);
        assert_eq!(site.build_json().0, 0);
        let is_feed =
            |file: &&String| file.starts_with("zh-hans/") && file.contains("/feed.") || file.ends_with(".opml");
        files(&site.path().join("public")).keys().filter(is_feed).cloned().collect()
    };
    assert_eq!(feeds(""), ["feeds.opml", "zh-hans/feed.xml", "zh-hans/locations/甲/feed.xml"]);
    assert_eq!(feeds("feeds = [\"json\"]"), ["feeds.opml", "zh-hans/feed.json", "zh-hans/locations/甲/feed.json"]);
    assert_eq!(
        feeds("feeds = [\"atom\", \"json\"]\nfeed_minimum = 6"),
        ["feeds.opml", "zh-hans/feed.json", "zh-hans/feed.xml"]
    );
    assert!(feeds("feeds = []").is_empty());
}

#[test]
fn no_page_is_written_over_another() {
    let site = Site::new(&[
        ("book.toml", ""),
        ("content/a.md", "---\ndate: 2024-07-05\nsource: 晚\nedition: 早!\n---\n# 甲\n\n文"),
        ("content/b.md", "---\ndate: 2024-07-05\nsource: 晚\nedition: 早\n---\n# 乙\n\n文"),
        ("content/c.md", "---\ndate: 2024-07-05\nsource: 晚!\nedition: 早\n---\n# 丙\n\n文"),
        ("content/d.md", "---\ndate: 2024-07-05\nsource: 晚-2\n---\n# 丁\n\n文"),
        ("content/h.md", "---\ndate: 2024-07-05\ncontinued_by: i\n---\n# 戊\n\n文"),
        ("content/i.md", "---\ndate: 2024-07-05\n---\n# 己\n\n文"),
        ("content/j.md", "---\ndate: 2024-07-05\npermalink: 2024/07/05/h/whole\n---\n# 庚\n\n文"),
        ("content/k.md", "---\ndate: 2024-07-05\npermalink: entities\n---\n# 辛\n\n文"),
    ]);
    assert_eq!(site.build_json().0, 0);
    let titles = |page: &str| texts(&site.page(page), ".page-articles a");
    assert_eq!(titles("zh-hans/sources/晚/2024-07-05-早.html"), ["乙"]);
    assert_eq!(titles("zh-hans/sources/晚/2024-07-05-早-2.html"), ["甲"]);
    let sources = attributes(site.page("zh-hans/sources/index.html").as_bytes(), ".entries a", "href");
    assert_eq!(sources.iter().collect::<BTreeSet<_>>().len(), 3, "{sources:?}");
    assert_eq!(texts(&site.page("zh-hans/2024/07/05/h/whole.html"), "h1"), ["庚"]);
    assert_eq!(texts(&site.page("zh-hans/2024/07/05/h/whole-2.html"), "h1"), ["戊"]);
    assert_eq!(texts(&site.page("zh-hans/entities.html"), "h1"), ["辛"]);
    assert!(site.page("data/entities.json").starts_with('['));
}

#[test]
fn odd_pages_of_a_newspaper() {
    let site = Site::new(&[
        ("book.toml", "[[source]]\ndir = \"content\"\nname = \"晚报\"\n"),
        ("content/2024-07-04-a.md", "---\npage: 要闻 & 综合\n---\n# 甲\n\n文"),
        ("content/2024-07-04-b.md", "---\npage: 要聞 & 綜合\nscript: zh-Hant\n---\n# 乙\n\n文"),
        ("content/2024-07-04-c.md", "---\npage: A02\n---\n# 港口\n\n始。（下转A3版）"),
        ("content/2024-07-04-d.md", "---\npage: A03\n---\n# 港口\n\n（上接A2版）终。"),
        ("content/e.md", "# 没有日子\n\n文"),
    ]);
    assert_eq!(site.build_json().0, 0);
    let issue = site.page("zh-hant/sources/晚报/2024-07-04.html");
    assert_eq!(texts(&issue, "h2"), ["第A2版", "第A3版", "第要聞 & 綜合版"]);
    let article = site.page("zh-hant/2024/07/04/a.html");
    let link = attributes(article.as_bytes(), ".kicker a", "href").into_iter().find(|it| it.contains('#')).unwrap();
    let id = link.rsplit('#').next().unwrap();
    assert!(!id.contains(' ') && attributes(issue.as_bytes(), "h2", "id").contains(&id.to_owned()), "{link}");
    assert_eq!(texts(&site.page("zh-hans/2024/07/04/c.html"), ".reading li"), ["港口 第A2版", "港口 第A3版"]);
    assert_eq!(texts(&site.page("zh-hans/sources/晚报.html"), ".card-title a"), ["没有日子"], "what is in no issue");
}

#[test]
fn marks_stay_out_of_links() {
    let site = Site::new(&[
        ("book.toml", ""),
        ("content/locations/s.md", "---\nname: 上海\n---\n"),
        (
            "content/2024-07-04-a.md",
            "---\ncorrections: [{was: 链接里, now: 链接外}]\n---\n# 题\n\n[链接里的字](https://x.example)，<a title=\"a<b\" href=\"https://y.example\">在上海举行</a>。\n",
        ),
    ]);
    let (code, json) = site.build_json();
    assert_eq!((code, json["warnings"].as_u64()), (0, Some(0)), "{json:#}");
    let page = site.page("zh-hans/2024/07/04/a.html");
    assert_eq!(texts(&page, ".prose a"), ["链接里的字", "在上海举行"]);
    assert_eq!(texts(&page, ".prose a mark"), ["链接里"]);
}

#[test]
fn an_event_tells_each_of_its_parts_once() {
    let mut all: Vec<(String, String)> = (0..40)
        .map(|day| {
            (format!("content/2024-{:02}-{:02}-m.md", day / 28 + 1, day % 28 + 1), "# 题\n\n大会议开了。".to_owned())
        })
        .collect();
    all.push(("content/events/e.md".to_owned(), "---\nname: 大会议\nstart: 2024-01-01\n---\n".to_owned()));
    for part in 1..=3 {
        let text = format!("---\nname: 分会{part}\nparent: e\nstart: 2024-01-0{part}\n---\n");
        all.push((format!("content/events/p{part}.md"), text));
    }
    all.push(("content/2024-03-01-about.md".to_owned(), "---\nevents: [e]\n---\n# 关于\n\n文".to_owned()));
    let mut files = vec![("book.toml", "per_page = 2")];
    files.extend(all.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    let site = Site::new(&files);
    assert_eq!(site.build_json().0, 0);
    let parts = |page: &str| texts(&site.page(page), ".timeline-event a");
    assert_eq!(parts("zh-hans/events/e.html"), ["分会1", "分会2", "分会3"]);
    assert!(parts("zh-hans/events/e/page/2.html").is_empty());
    assert_eq!(texts(&site.page("zh-hans/events/e/page/3.html"), ".mentioned li").len(), 8);
}

#[test]
fn a_long_serial_has_a_page_of_its_own() {
    let all: Vec<(String, String)> = (1..=20)
        .map(|day| (format!("content/2024-07-{day:02}-s.md"), format!("---\nseries: 专栏\n---\n# 第{day}篇\n\n文")))
        .collect();
    let mut files = vec![("book.toml", "per_page = 8")];
    files.extend(all.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    let site = Site::new(&files);
    assert_eq!(site.build_json().0, 0);
    let page = site.page("zh-hans/2024/07/10/s.html");
    assert_eq!(texts(&page, ".reading li").len(), 9, "those near");
    assert_eq!(attributes(page.as_bytes(), ".reading ol", "start"), ["6"]);
    assert_eq!(texts(&site.page("zh-hans/2024/07/01/s/parts.html"), ".card-title").len(), 8);
    assert_eq!(texts(&site.page("zh-hans/2024/07/01/s/parts/page/3.html"), ".card-title").len(), 4);
}

#[test]
fn an_address_without_its_scheme_is_told_with_what_is_meant() {
    let meant = [
        ("a@b.com", "dead-link", "`mailto:a@b.com`"),
        ("www.site.com/x", "dead-link", "`https://www.site.com/x`"),
        ("m.site.com/y?z", "dead-link", "`https://m.site.com/y`"),
        ("mail:a@b.com", "unsafe-link", "`mailto:a@b.com`"),
        ("obsidian://open?x", "unsafe-link", "`obsidian:` is for a program"),
        ("javascript:alert(1)", "unsafe-link", "could run a program"),
    ];
    for (address, code, said) in meant {
        let text = format!("# 题\n\n见[字]({address})。\n");
        let site = Site::new(&[
            ("book.toml", "base_url = \"https://x.example/\"\n"),
            ("content/2024-07-04-a.md", text.as_str()),
        ]);
        let (_, json) = site.build_json();
        let found = &json["diagnostics"][0];
        let told = found.to_string();
        assert_eq!(found["code"], code, "{address}: {json:#}");
        assert!(told.contains(said), "{address}: {told}");
    }
}
