//! Addresses that cannot be had, and files that have no place: each is told, the page is built elsewhere, and what
//! a failed build left does not stop the next.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::support::{Site, assert_clean, dibao, files, skipped, texts};
use serde_json::Value;

const BOOK: (&str, &str) = ("book.toml", "title = \"试报\"\nbase_url = \"https://x.example/\"\n");
const ARTICLE: (&str, &str) = ("content/2024-07-04-a.md", "---\nevents: [峰会]\nsource: 晚报\n---\n# 第一篇\n\n头发。");

/// The findings of a kind: the file, the place, the message.
fn told(json: &Value, kind: &str) -> Vec<(String, String)> {
    let found = json["diagnostics"].as_array().unwrap().iter().filter(|found| found["code"] == kind);
    let text = |found: &Value, key: &str| found[key].as_str().unwrap_or_default().to_owned();
    found.map(|found| (format!("{}:{}", text(found, "file"), found["line"]), text(found, "message"))).collect()
}

/// The pages of a script whose headline is this one.
fn page_of(site: &Site, headline: &str) -> Vec<String> {
    let all = files(&site.path().join("public/zh-hans"));
    let pages = all.into_iter().filter(|(name, _)| name.ends_with(".html"));
    let has = |html: &[u8]| texts(&String::from_utf8_lossy(html), "h1").iter().any(|text| text.trim() == headline);
    pages.filter(|(_, html)| has(html)).map(|(name, _)| name).collect()
}

/// The pages of a script by their headlines.
fn pages(site: &Site) -> BTreeMap<String, Vec<String>> {
    let mut by_headline: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, html) in files(&site.path().join("public/zh-hans")) {
        if name.ends_with(".html") {
            let headline = texts(&String::from_utf8_lossy(&html), "h1").concat().trim().to_owned();
            by_headline.entry(headline).or_default().push(name);
        }
    }
    by_headline
}

fn with_permalink(permalink: &str, headline: &str) -> String {
    format!("---\npermalink: {}\n---\n# {headline}\n\n字。", serde_json::to_string(permalink).unwrap())
}

/// The file of the page that a finding tells of.
fn file_told(message: &str, form: &str) -> String {
    let at = message.rsplit('`').nth(1).unwrap();
    if form == "flat" { format!("{at}.html") } else { format!("{at}/index.html") }
}

#[test]
fn an_address_that_cannot_be_is_told_and_the_page_is_elsewhere() {
    let long = "长".repeat(300);
    let letters = "a".repeat(300);
    let asked = [
        "../../pwn",
        "..",
        "/",
        "a/../../b",
        &long,
        &letters,
        "\"><svg onload=x>",
        "CON",
        "a/nul.txt",
        "a//b",
        "a/b.",
        "？！",
        "a?b=c",
        "a.html/b",
        "C:\\a",
        "search/index",
        "dates/index",
        "events/index",
        "2024/07/04/index",
        "page/2",
        "sources/晚报",
        "events/峰会",
        "2024/07/04",
        "2024/07/04/a",
        "dates/07-04",
        "data",
        "map",
        "feed.xml",
        "events/峰会/feed.xml",
        "sources",
        "index",
    ];
    for form in ["flat", "folder"] {
        let book = format!("{}page_form = \"{form}\"\nper_page = 1\n", BOOK.1);
        let site = Site::new(&[("book.toml", &book), ARTICLE, ("content/2024-07-04-b.md", "# 第二篇\n\n字。")]);
        site.build(&[]);
        let before = files(&site.path().join("public"));
        for (number, asked) in asked.iter().enumerate() {
            site.write(
                &format!("content/pages/p{number}.md"),
                with_permalink(asked, &format!("自己的{number}号")).as_bytes(),
            );
        }
        let (code, json) = site.build_json();
        assert_eq!(code, 1, "{json:#}");
        let found = told(&json, "address");
        assert_eq!(found.len(), asked.len(), "{json:#}");
        let pages = pages(&site);
        for (number, asked) in asked.iter().enumerate() {
            let place = format!("content/pages/p{number}.md:2");
            let (_, message) =
                found.iter().find(|(at, _)| *at == place).unwrap_or_else(|| panic!("{asked} is not told"));
            assert_eq!(pages[&format!("自己的{number}号")], [file_told(message, form)], "{asked} {form}: {message}");
        }
        for name in before.into_keys().filter(|name| !name.starts_with("search/")) {
            assert!(site.path().join("public").join(&name).is_file(), "{form}: {name} is lost");
        }
        assert_clean(&site, form);
        // What was wrong is gone: as if it had never been.
        fs_err::remove_dir_all(site.path().join("content/pages")).unwrap();
        assert_eq!(site.build_json().0, 0);
        assert_clean(&site, form);
    }
}

#[test]
fn an_articles_address_is_settled_by_the_same_rule() {
    let long = "长".repeat(300);
    let asked = [
        "../../pwn",
        &long,
        "CON",
        "a//b",
        "a?b",
        "search/index",
        "events/a",
        "2024/07/04",
        "page/2",
        "a.json/b",
        "..",
    ];
    let tidy = ["/2024/Seven/Our Day/", "关于/本馆.html", "about", "./a", "node.js"];
    let site = Site::new(&[BOOK, ARTICLE]);
    for (number, asked) in asked.iter().chain(&tidy).enumerate() {
        site.write(
            &format!("content/2024-07-05-b{number}.md"),
            with_permalink(asked, &format!("另{number}篇")).as_bytes(),
        );
    }
    let (code, json) = site.build_json();
    let found = told(&json, "address");
    assert_eq!((code, found.len()), (1, asked.len()), "{json:#}");
    let pages = pages(&site);
    for (number, asked) in asked.iter().enumerate() {
        let place = format!("content/2024-07-05-b{number}.md:2");
        let (_, message) = found.iter().find(|(at, _)| *at == place).unwrap_or_else(|| panic!("{asked} is not told"));
        assert_eq!(pages[&format!("另{number}篇")], [file_told(message, "flat")], "{asked}");
    }
    for (number, path) in (asked.len()..).zip(["2024/seven/our-day", "关于/本馆", "about", "a", "node.js"]) {
        assert_eq!(pages[&format!("另{number}篇")], [format!("{path}.html")]);
    }
}

#[test]
fn slugs_patterns_and_file_names_are_settled_too() {
    for (slug, place) in [("../x", "x"), ("nul", "nul-"), ("a:b", "a-b"), ("b.", "b"), ("？", "file")] {
        let text = format!("---\nslug: \"{slug}\"\n---\n# 一篇\n\n字。");
        let site = Site::new(&[BOOK, ("content/2024-07-05-file.md", &text)]);
        let (code, json) = site.build_json();
        assert_eq!((code, told(&json, "address").len()), (1, 1), "{slug}: {json:#}");
        assert_eq!(page_of(&site, "一篇"), [format!("2024/07/05/{place}.html")], "{slug}");
    }
    for (pattern, place) in [
        ("../../:slug", "a"),
        ("search/:slug", "articles/search/a-article"),
        ("nul/:slug", "nul-/a"),
        (":year//:slug", "2024/a"),
        ("x.html/:slug", "x-html/a"),
    ] {
        let book = format!("{}[[source]]\ndir = \"content\"\npermalink = \"{pattern}\"\n", BOOK.1);
        let site = Site::new(&[
            ("book.toml", &book),
            ("content/2024-07-05-a.md", "# 一篇\n\n字。"),
            ("content/2024-07-06-b.md", "# 二篇\n\n字。"),
        ]);
        let (code, json) = site.build_json();
        let found = told(&json, "address");
        assert_eq!(code, 0, "{pattern}: {json:#}");
        assert_eq!(found.len(), usize::from(!pattern.contains("//")), "one finding for a pattern: {json:#}");
        assert_eq!(page_of(&site, "一篇"), [format!("{place}.html")], "{pattern}");
        assert_eq!(page_of(&site, "二篇").len(), 1, "{pattern}");
    }
    // Names of entities' files.
    let site = Site::new(&[
        BOOK,
        ("content/events/CON.md", "# 甲事"),
        ("content/events/a?.md", "# 乙事"),
        ("content/events/A.md", "# 丙事"),
        ("content/events/index-.md", "# 丁事"),
        ("content/events/b.md", "---\nid: ../../b\n---\n# 戊事"),
    ]);
    let (code, json) = site.build_json();
    assert_eq!(code, 1, "{json:#}");
    for (headline, file) in [("甲事", "con-"), ("戊事", "b"), ("丁事", "entity")] {
        assert_eq!(page_of(&site, headline), [format!("events/{file}.html")], "{json:#}");
    }
    assert_eq!(page_of(&site, "乙事").len() + page_of(&site, "丙事").len(), 2, "{json:#}");
}

#[test]
fn addresses_differ_in_more_than_case_and_normal_form() {
    for (one, other) in
        [("About", "about"), ("caf\u{e9}", "cafe\u{301}"), ("关于", "/关于/"), ("a b", "a-b"), ("σ", "Σ")]
    {
        let site = Site::new(&[
            BOOK,
            ARTICLE,
            ("content/pages/x.md", &with_permalink(one, "甲页")),
            ("content/pages/y.md", &with_permalink(other, "乙页")),
            ("content/2024-07-05-b.md", &with_permalink(&format!("x/{one}"), "甲篇")),
            ("content/2024-07-05-c.md", &with_permalink(&format!("x/{}", other.trim_matches('/')), "乙篇")),
        ]);
        let (code, json) = site.build_json();
        assert_eq!(code, 0);
        let found = told(&json, "address");
        assert_eq!(found.len(), 2, "{one} {other}: {json:#} {:?}", pages(&site));
        let mut paths: Vec<String> = Vec::new();
        for headline in ["甲页", "乙页", "甲篇", "乙篇"] {
            let pages = page_of(&site, headline);
            assert_eq!(pages.len(), 1, "{headline}");
            paths.extend(pages.into_iter().map(|path| path.to_lowercase()));
        }
        paths.sort();
        paths.dedup();
        assert_eq!(paths.len(), 4, "{paths:?}");
    }
}

#[test]
fn many_of_one_address_are_all_built_and_told() {
    let site = Site::new(&[BOOK]);
    let name = "长".repeat(60);
    for number in 0..30 {
        site.write(&format!("content/{name}{number}/2024-07-05-x.md"), with_permalink(&name, "同").as_bytes());
        site.write(&format!("content/pages/{number:02}.md"), with_permalink(&name, "页").as_bytes());
    }
    let (code, json) = site.build_json();
    assert_eq!(code, 0);
    assert_eq!(told(&json, "address").len(), 59);
    assert_eq!(page_of(&site, "同").len(), 30);
    // The articles have the address itself, one made from a folder, and the numbers to 29.
    let mut pages: Vec<String> = (30..60).map(|number| format!("{name}-{number}.html")).collect();
    pages.sort();
    assert_eq!(page_of(&site, "页"), pages);
}

#[test]
fn an_address_that_is_kept_is_not_told_to_be_taken() {
    for (asked, place) in [
        ("sources/x", "pages/sources/x"),
        ("sources", "pages/sources"),
        ("Sources/甲/乙", "pages/sources/甲/乙"),
        ("events", "events-2"),
        ("page/7", "page/7-2"),
        ("2024/07", "2024/07-2"),
        ("甲/feed.xml", "甲/feed.xml-2"),
    ] {
        let site = Site::new(&[BOOK, ("content/pages/a.md", &with_permalink(asked, "一页"))]);
        let (code, json) = site.build_json();
        let message =
            format!("The address `{asked}` is kept for the site's own lists, so that this page is at `{place}`.");
        assert_eq!((code, told(&json, "address")), (1, vec![("content/pages/a.md:2".to_owned(), message)]));
    }
    let site = Site::new(&[
        BOOK,
        ("content/pages/a.md", &with_permalink("x", "一页")),
        ("content/pages/b.md", &with_permalink("x", "二页")),
    ]);
    let (_, json) = site.build_json();
    assert!(told(&json, "address")[0].1.contains("`x` is taken"), "{json:#}");
}

#[test]
fn a_static_file_without_a_place_is_told_and_left_out() {
    for wrong in [
        &["theme", "zh-hans", "search", "data", "media", "index.html/x.txt"][..],
        &[
            "zh-hant/2024",
            "zh-hans/2024/07/04/a.html/b.txt",
            "robots.txt/a/b.txt",
            "theme/style.css/x",
            "media/a.png/x",
        ],
    ] {
        let site = Site::new(&[
            BOOK,
            ("content/2024-07-04-a.md", "# 第一篇\n\n![图](a.png)"),
            ("content/a.png", "png"),
            ("static/own.txt", "mine"),
        ]);
        wrong.iter().for_each(|file| site.write(&format!("static/{file}"), b"x"));
        let mut expected: Vec<String> = wrong.iter().map(|file| format!("static/{file}:null")).collect();
        expected.sort();
        let places = |json: &Value| told(json, "address").into_iter().map(|(place, _)| place).collect::<Vec<_>>();
        for round in 0..2 {
            let (code, json) = site.build_json();
            assert_eq!((code, places(&json)), (1, expected.clone()), "{round}: {json:#}");
            assert_eq!(site.page("own.txt"), "mine");
            assert!(site.path().join("public/media/a.png").is_file());
            assert!(site.page("zh-hans/2024/07/04/a.html").contains("第一篇"));
            assert!(json.get("doubt").is_none(), "{round}: {json:#}");
        }
        let checked = dibao().arg("check").arg("--json").arg("--root").arg(site.path()).output().unwrap();
        let json: Value = serde_json::from_slice(&checked.stdout).unwrap();
        assert_eq!(places(&json), expected, "a check tells it, too: {json:#}");
        fs_err::remove_dir_all(site.path().join("static")).unwrap();
        let (code, json) = site.build_json();
        assert_eq!(code, 0, "{json:#}");
        assert_clean(&site, "without them");
    }
}

/// The findings of a check.
fn checked(site: &Site) -> Value {
    let checked = dibao().arg("check").arg("--json").arg("--root").arg(site.path()).output().unwrap();
    serde_json::from_slice(&checked.stdout).unwrap()
}

/// A drawing that says which file it is.
fn drawing(of: &str) -> String {
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><title>{of}</title></svg>")
}

#[test]
fn a_static_file_has_the_place_that_an_articles_file_would_have() {
    for (file, asset, links) in [
        ("content/a.svg", "media/a.svg", "![](a.svg) ![](/media/a.svg)"),
        ("content/a.svg", "media/a.svg", "![](a.svg)"),
        ("content/a.txt", "media/a.txt", "[甲](a.txt) [乙](/media/a.txt)"),
        ("content/图/甲.svg", "media/图/甲.svg", "![](图/甲.svg) ![](/media/图/甲.svg)"),
        ("img/a.svg", "media-elsewhere/site/img/a.svg", "![](../img/a.svg) ![](/media-elsewhere/site/img/a.svg)"),
    ] {
        let (one, other) = (drawing("article"), drawing("asset"));
        let article = format!("# 第一篇\n\n{links}\n");
        let site = Site::new(&[
            BOOK,
            ("content/2024-07-04-a.md", &article),
            (file, &one),
            (&format!("static/{asset}"), &other),
        ]);
        let message = format!(
            "This file is not published: `static/{asset}` is at `{asset}` in its place, also in the articles that show it."
        );
        let expected = vec![(format!("{file}:null"), message)];
        for round in 0..3 {
            let (code, json) = site.build_json();
            assert_eq!((code, told(&json, "address")), (1, expected.clone()), "{round} {links}: {json:#}");
            assert!(site.page(asset).contains("asset"), "{round} {links}");
        }
        assert_eq!(told(&checked(&site), "address"), expected, "{links}");
        fs_err::remove_dir_all(site.path().join("static")).unwrap();
        let (_, json) = site.build_json();
        assert_eq!(told(&json, "address"), []);
        assert!(site.page(asset).contains("article"), "{links}");
    }
}

#[test]
fn a_picture_that_is_shown_has_no_place_below_a_file() {
    let mut png = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(1200, 4).write_to(&mut png, image::ImageFormat::Png).unwrap();
    let png = png.into_inner();
    for (file, link) in [
        ("static/robots.txt/a.png", "![x](/robots.txt/a.png)"),
        ("static/robots.txt/a.png", "[x](/robots.txt/a.png)"),
        ("static/index.html/图/a.png", "![x](/index.html/图/a.png)"),
        ("static/zh-hans/2024/07/04/a.html/a.png", "![x](/zh-hans/2024/07/04/a.html/a.png)"),
        ("static/theme/style.css/a.png", "![x](/theme/style.css/a.png)"),
        ("static/media/b.txt/a.png", "[b](b.txt) ![x](/media/b.txt/a.png)"),
        ("static/zh-hans", "[x](/zh-hans)"),
    ] {
        let article = format!("# 第一篇\n\n{link}\n");
        let site = Site::new(&[BOOK, ("content/2024-07-04-a.md", &article), ("content/b.txt", "b")]);
        site.write(file, &png);
        let places = |json: &Value| told(json, "address").into_iter().map(|(place, _)| place).collect::<Vec<_>>();
        for round in 0..2 {
            let (code, json) = site.build_json();
            assert_eq!((code, places(&json)), (1, vec![format!("{file}:null")]), "{round} {link}: {json:#}");
            assert!(site.page("zh-hans/2024/07/04/a.html").contains("第一篇"));
        }
        assert_eq!(places(&checked(&site)), [format!("{file}:null")], "{link}");
    }
}

#[test]
fn a_static_file_still_takes_the_place_of_a_page() {
    for file in ["index.html", "robots.txt", "404.html", "zh-hans/2024/07/04/a.html", "theme/own.css"] {
        let site = Site::new(&[BOOK, ARTICLE, (&format!("static/{file}"), "mine")]);
        let (code, json) = site.build_json();
        assert_eq!(code, 0, "{file}: {json:#}");
        assert_eq!(site.page(file), "mine");
        fs_err::remove_dir_all(site.path().join("static")).unwrap();
        assert_eq!(site.build_json().0, 0);
        assert_clean(&site, file);
    }
}

#[test]
fn what_has_pages_below_it_is_not_called_like_another_page() {
    let article = |number: u32, front: &str| {
        let name = format!("content/2024-07-{:02}-a{number}.md", 1 + number % 28);
        (name, format!("---\ntitle: 第{number}篇\n{front}\n---\n字。"))
    };
    let entity = |name: &str, front: &str| (format!("content/events/{name}.md"), format!("---\n{front}\n---\n会。"));
    let sites = [
        vec![article(1, "source: x"), article(2, "source: x.html")],
        vec![article(1, "source: 人民日报"), article(2, "source: 人民日报.html")],
        vec![
            article(1, "source: x\npage: 1\nissue: 1"),
            article(2, "source: x.json\npage: 1\nissue: 1"),
            article(3, "source: x.xml\npage: 1\nissue: 2"),
        ],
        vec![
            entity("x", "name: 甲会"),
            entity("x.html", "name: 乙会"),
            entity("y", "name: 丙会\nid: x.json"),
            article(1, "events: [甲会, 乙会, 丙会]"),
        ],
        (0..5).map(|number| article(number, "persons: [x, x.html, x.json]")).collect(),
    ];
    for form in ["flat", "folder"] {
        for files in &sites {
            let site =
                Site::new(&[("book.toml", &format!("title = \"试报\"\nper_page = 2\npage_form = \"{form}\"\n"))]);
            files.iter().for_each(|(name, text)| site.write(name, text.as_bytes()));
            let (code, json) = site.build_json();
            assert!(code < 2 && json["failed"] == 0, "{form} {files:?}: {json}");
            assert_clean(&site, form);
        }
    }
}

#[test]
fn a_picture_with_a_long_name_is_published() {
    for (letter, count) in [("a", 249), ("图", 83), ("长 ", 60), ("b", 240), ("c", 241)] {
        let name = letter.repeat(count).trim().to_owned();
        let site = Site::new(&[
            BOOK,
            ("content/2024-07-04-a.md", &format!("# 第一篇\n\n![图](<{name}.png>)")),
            (&format!("content/{name}.png"), "png"),
        ]);
        let (code, json) = site.build_json();
        assert_eq!((code, json["warnings"].as_u64()), (0, Some(0)), "{json:#}");
        let published = files(&site.path().join("public/media"));
        assert!(published.contains_key(&format!("{name}.png")), "{:?}", published.keys());
        let page = site.page("zh-hans/2024/07/04/a.html");
        assert_eq!(page.contains("srcset"), published.len() > 1, "the page knows which files there are: {name}");
    }
}

/// The journal of a site's output.
fn journal(site: &Site) -> std::path::PathBuf {
    let entries = fs_err::read_dir(site.path().join(".dibao/outputs")).unwrap();
    entries.map(|entry| entry.unwrap().path()).find(|path| path.extension().is_some_and(|it| it == "journal")).unwrap()
}

#[test]
fn what_an_older_build_left_in_its_journal_heals() {
    let long = format!("zh-hans/{}.html", "a".repeat(300));
    for poison in
        [&long, "theme", "zh-hans", "index.html/x.txt", "zh-hans/2024/07/04/a.html/b/c", "search", "no/such/file"]
    {
        let site = Site::new(&[BOOK, ARTICLE]);
        assert_eq!(site.build_json().0, 0);
        fs_err::write(journal(&site), format!("\0{poison}\0half")).unwrap();
        let (code, json) = site.build_json();
        assert_eq!(code, 0, "{poison}: {json:#}");
        assert_clean(&site, poison);
        let (_, json) = site.build_json();
        assert_eq!(json["made"], 0, "the next one has nothing to do: {poison} {json:#}");
    }
}

#[test]
#[cfg(unix)]
fn what_cannot_be_removed_is_named_and_tried_again() {
    // The superuser may remove anything: as whom this cannot be tried without a file that nobody may.
    for name in ["b", "c/d"] {
        let site = Site::new(&[BOOK, ARTICLE]);
        site.write(&format!("content/pages/{name}.md"), "# 一页\n\n字。".as_bytes());
        assert_eq!(site.build_json().0, 0);
        fs_err::remove_file(site.path().join(format!("content/pages/{name}.md"))).unwrap();
        let page = site.path().join(format!("public/zh-hans/{name}.html"));
        let lock = |flag: &str| std::process::Command::new("chattr").arg(flag).arg(&page).status();
        if !lock("+i").is_ok_and(|status| status.success()) {
            skipped("a file that cannot be removed: this system does not let a test lock one");
            return;
        }
        for _ in 0..2 {
            let (code, json) = site.build_json();
            let found = told(&json, "left-over");
            assert!(lock("-i").unwrap().success());
            assert_eq!((code, found.len()), (0, 1), "{json:#}");
            assert!(found[0].0.contains(&format!("zh-hans/{name}.html")), "{found:?}");
            assert!(lock("+i").unwrap().success());
        }
        assert!(lock("-i").unwrap().success());
        let (code, json) = site.build_json();
        assert_eq!((code, told(&json, "left-over").len()), (0, 0), "{json:#}");
        assert_clean(&site, name);
    }
}

#[test]
fn a_preview_goes_on_after_a_bad_page() {
    let site = Site::new(&[BOOK, ARTICLE]);
    let folder = tempfile::tempdir().unwrap();
    let mut preview = dibao()
        .env("TMPDIR", folder.path())
        .args(["serve", "--port", "8900", "--root"])
        .arg(site.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(preview.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut addresses = lines.filter_map(|line| Some(line.split_once("http://")?.1.split_once('/')?.0.to_owned()));
    let address = addresses.next().unwrap();
    let page = || {
        let mut stream = TcpStream::connect(&address).ok()?;
        let request =
            format!("GET /zh-hans/2024/07/04/a.html HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok()?;
        Some(String::from_utf8_lossy(&answer).into_owned())
    };
    let shows = |words: &str| {
        let end = Instant::now() + Duration::from_secs(60);
        while Instant::now() < end {
            if page().is_some_and(|page| page.contains(words)) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        false
    };
    let mut outcome = vec![shows("头发")];
    let long = "a".repeat(300);
    for (round, permalink) in ["../../pwn", &long, "search/index", "page/2", "CON"].into_iter().enumerate() {
        site.write("content/pages/bad.md", with_permalink(permalink, "坏页").as_bytes());
        site.write("static/theme", b"x");
        site.write(ARTICLE.0, ARTICLE.1.replace("头发", &format!("坏了{round}次")).as_bytes());
        outcome.push(shows(&format!("坏了{round}次")));
        fs_err::remove_file(site.path().join("content/pages/bad.md")).unwrap();
        fs_err::remove_file(site.path().join("static/theme")).unwrap();
        site.write(ARTICLE.0, ARTICLE.1.replace("头发", &format!("改了{round}次")).as_bytes());
        outcome.push(shows(&format!("改了{round}次")));
    }
    preview.kill().unwrap();
    preview.wait().unwrap();
    assert!(outcome.iter().all(|&is_shown| is_shown), "{outcome:?}");
}

#[test]
fn files_that_are_one_on_some_disks_are_told() {
    for (own, other) in [
        ("static/Index.html", "index.html"),
        ("static/ZH-HANS/about.html", "zh-hans/about.html"),
        ("static/a/CAFÉ.txt", "a/cafe\u{301}.txt"),
        ("theme/Style.css", "theme/style.css"),
    ] {
        let second = format!("static/{other}");
        let mut files = vec![BOOK, ARTICLE, ("content/pages/about.md", "# 关于"), (own, "x")];
        if other.contains("cafe") {
            files.push((&second, "y"));
        }
        let site = Site::new(&files);
        let (code, json) = site.build_json();
        let told: Vec<&serde_json::Value> =
            json["diagnostics"].as_array().unwrap().iter().filter(|found| found["code"] == "address").collect();
        assert_eq!((code, told.len()), (0, 1), "{own}: {told:?}");
        let published = own.trim_start_matches("static/");
        let names = format!("{} {}", told[0]["file"].as_str().unwrap(), told[0]["message"].as_str().unwrap());
        assert!(names.contains(published) && names.contains(other), "{names}");
    }
}
