//! Bad input: each fault is reported where it is, and the rest is built.

use crate::support::{Site, dibao};

const BOOK: (&str, &str) = ("book.toml", "title = \"样\"\nbase_url = \"https://x.example/\"\n");
const GOOD: (&str, &str) = ("content/2024-07-04-good.md", "# 好\n\n头发");

/// The location and code of each finding.
fn found(json: &serde_json::Value) -> Vec<(String, String)> {
    let place = |record: &serde_json::Value| match (&record["line"], &record["column"]) {
        (serde_json::Value::Number(line), serde_json::Value::Number(column)) => {
            format!("{}:{line}:{column}", record["file"].as_str().unwrap())
        }
        _ => record["file"].as_str().unwrap().to_owned(),
    };
    json["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|record| (place(record), record["code"].as_str().unwrap().to_owned()))
        .collect()
}

#[test]
fn every_fault_is_reported_and_the_rest_is_built() {
    let site = Site::new(&[
        BOOK,
        GOOD,
        ("content/a-yaml.md", "---\ntitle: 一\nsubtitle: 副: 题\n---\n文"),
        ("content/b-date.md", "---\ntitle: 二\ndate: 昨天\n---\n文"),
        ("content/c-picture.md", "---\ndate: 2024-07-01\n---\n\n字 ![图](没有.png)\n"),
        ("content/d-open.md", "---\ntitle: 四\n\n文"),
        ("content/e/same.md", "---\ndate: 2024-07-02\n---\n甲"),
        ("content/f/same.md", "---\ndate: 2024-07-02\nslug: same\n---\n乙"),
        ("content/g-event.md", "---\ndate: 2024-07-03\nevents: [没有的事]\n---\n文"),
        ("content/i-unsafe.md", "[点](javascript:alert(1))<script>alert(1)</script>"),
    ]);
    site.write("content/h-bytes.md", b"---\ntitle: x\n---\n\xb9\xfa\n");
    let (code, json) = site.build_json();
    assert_eq!(code, 1);
    let expected = [
        ("content/a-yaml.md:3:11", "front-matter-repaired"),
        ("content/b-date.md:3:7", "date"),
        ("content/c-picture.md:5:3", "missing-picture"),
        ("content/d-open.md:2:1", "front-matter-repaired"),
        ("content/f/same.md:3:7", "address"),
        ("content/g-event.md:3:9", "unknown-entity"),
        ("content/h-bytes.md:4:1", "encoding"),
        ("content/i-unsafe.md:1:1", "unsafe-link"),
        ("content/i-unsafe.md:1:25", "dropped-html"),
    ];
    assert_eq!(found(&json), expected.map(|(place, code)| (place.to_owned(), code.to_owned())));
    assert_eq!((json["errors"].as_u64(), json["warnings"].as_u64()), (Some(2), Some(7)));
    for page in [
        "2024/07/04/good",
        "undated/a-yaml",
        "undated/b-date",
        "undated/d-open",
        "undated/h-bytes",
        "2024/07/01/c-picture",
        "2024/07/02/same",
        "2024/07/02/same-f",
        "events/没有的事",
    ] {
        assert!(site.page(&format!("zh-hant/{page}.html")).ends_with("</html>\n"), "{page}");
    }
    assert!(site.page("zh-hant/2024/07/04/good.html").contains("頭髮"));
    let unsafe_page = site.page("zh-hans/undated/i-unsafe.html");
    assert!(!unsafe_page.contains("javascript:") && !unsafe_page.contains("alert(1)</script>"), "{unsafe_page}");
}

#[test]
fn control_characters_and_old_line_ends_do_no_harm() {
    let site = Site::new(&[
        BOOK,
        ("content/2024-07-04-cr.md", "---\rtitle: 旧\r---\r一\r\r二"),
        ("content/2024-07-04-ctl.md", "# 题\u{8}\n\n文\u{0}&#8;"),
    ]);
    let (code, json) = site.build_json();
    assert_eq!(code, 0, "{json:#}");
    assert_eq!(found(&json), [("content/2024-07-04-ctl.md:1:4".to_owned(), "control-characters".to_owned())]);
    assert!(site.page("zh-hans/2024/07/04/cr.html").contains("<p>一</p>\n<p>二</p>"));
    assert!(!site.page("zh-hans/feed.xml").contains(|character: char| character.is_control() && character != '\n'));
}

#[test]
fn what_a_person_sees_names_the_place_and_the_way_to_mend_it() {
    let site = Site::new(&[BOOK, GOOD, ("content/日期.md", "---\ndate: 昨天\n---\n文")]);
    let output = site.build(&[]);
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    for part in ["content/日期.md:2:7", "date: 昨天", "2024年7月4日", "Found 1 error."] {
        assert!(text.contains(part), "{text}");
    }
    assert!(!text.contains('\u{1b}'), "no colours but on a terminal");
}

#[test]
fn a_wrong_configuration_stops_at_once() {
    for (book, part) in
        [("titel = \"x\"", "Did you mean `title`?"), ("scripts = []", "at least one"), ("title = ", "book.toml:1:")]
    {
        let site = Site::new(&[("book.toml", book), GOOD]);
        let output = site.build(&[]);
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(text.contains(part), "{text}");
        assert!(!site.path().join("public").exists());
    }
    let nowhere = dibao().args(["build", "--root", "/nonexistent"]).output().unwrap();
    assert_eq!(nowhere.status.code(), Some(2));
    assert!(String::from_utf8(nowhere.stderr).unwrap().contains("dibao new"));
}

#[test]
fn faulty_templates_are_reported_and_the_rest_is_built() {
    let site = Site::new(&[
        BOOK,
        GOOD,
        ("templates/home.html", "{% extends \"base.html\" %}\n{% block main %}{{ 头 | nosuch }}{% endblock %}"),
        (
            "templates/article.html",
            "{% extends \"base.html\" %}\n{% block main %}\n  {{ article.nosuch }}{% endblock %}",
        ),
        ("templates/404.html", "{% if %}"),
    ]);
    let (code, json) = site.build_json();
    let found = found(&json);
    assert_eq!(code, 1);
    let places: Vec<&str> = found.iter().map(|(place, _)| place.as_str()).collect();
    assert_eq!(places.len(), 3, "{json:#}");
    assert!(places[0].starts_with("templates/404.html:1:"), "{places:?}");
    assert!(places[1].starts_with("templates/article.html:3:"), "{places:?}");
    assert!(places[2].starts_with("templates/home.html:2:"), "{places:?}");
    // The built-in templates stand in for those that do not parse; a page that fails is not
    // written at all.
    assert!(site.page("zh-hans/index.html").contains("2024/07/04/good.html"));
    assert!(site.page("404.html").contains("noindex"));
    assert!(!site.path().join("public/zh-hans/2024/07/04/good.html").exists());
    assert!(site.page("zh-hans/2024/07/index.html").contains("好"));
}
