//! Script conversion as an author and an editor meet it: markup, glossaries, versions, faults
//! and the audit.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::Stdio;

use crate::support::{Site, attributes, dibao, texts};
use serde_json::Value;

const BOOK: (&str, &str) =
    ("book.toml", "base_url = \"https://x.example/\"\nscripts = [\"zh-Hans\", \"zh-Hant\", \"zh-Hant-TW\"]\n");

/// What wrong phrases make of sentences like those in `conversion/`.
const WRONG: [&str; 13] = [
    "新徵程",
    "箇中國",
    "明瞭方向",
    "護髮展",
    "年曆史",
    "食麵積",
    "馬裡",
    "統制造",
    "生髮展",
    "資金鍊",
    "俄製裁",
    "烏髮動",
    "南嶽陽",
];

fn prose(site: &Site, page: &str) -> String {
    texts(&site.page(page), ".prose").concat().trim().to_owned()
}

#[test]
fn fifty_sentences_of_news_are_right() {
    let (hans, hant) =
        (include_str!("../conversion/sentences.hans.txt"), include_str!("../conversion/sentences.hant.txt"));
    assert_eq!((hans.lines().count(), hant.lines().count()), (50, 50));
    for to in ["zh-Hant", "zh-Hant-HK", "zh-Hant-TW"] {
        let mut child = dibao()
            .args(["convert", "--plain", "--to", to])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(hans.as_bytes()).unwrap();
        let converted = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
        assert!(WRONG.iter().all(|wrong| !converted.contains(wrong)), "{to}: {converted}");
        if to == "zh-Hant" {
            for (converted, expected) in converted.lines().zip(hant.lines()) {
                assert_eq!(converted, expected);
            }
        }
    }
}

#[test]
fn a_text_is_one_through_its_markup() {
    let site = Site::new(&[
        BOOK,
        (
            "content/2024-07-04-a.md",
            "# 题\n\n理**发**店，皇**后**，头[发](b.md \"发展\")，<span title=\"头发\">干</span>部，\n头\n发\n\n发\n\n`头发` https://x.example/头发 <a@头发.中国>",
        ),
        ("content/2024-07-04-b.md", "# 题"),
    ]);
    site.build_json();
    let text = prose(&site, "zh-hant/2024/07/04/a.html");
    assert_eq!(text, "理髮店，皇后，頭髮，幹部，頭髮\n發\n头发 https://x.example/头发 <a@头发.中国>");
    let page = site.page("zh-hant/2024/07/04/a.html");
    assert_eq!(attributes(page.as_bytes(), ".prose [title]", "title"), ["發展", "頭髮"]);
}

#[test]
fn nearer_rules_win_and_longer_ones_before() {
    let site = Site::new(&[
        (
            "book.toml",
            &format!("{}\n[[source]]\ndir = \"content/s\"\nname = \"某报\"\nglossary = \"own.toml\"\n", BOOK.1),
        ),
        (
            "glossary/site.toml",
            "keep = [\"后村\"]\nnames = [\"余后里\"]\n[zh-Hant]\n\"软件\" = \"軟件\"\n\"打印\" = \"打印\"\n[zh-Hant-TW]\n\"打印\" = \"列印\"\n",
        ),
        ("own.toml", "[zh-Hant]\n\"软件\" = \"軟件程式\"\n\"软件园\" = \"軟體園\"\n"),
        ("content/2024-07-04-a.md", "# 题\n\n软件，打印，后村，是余后里"),
        ("content/s/2024-07-04-b.md", "# 题\n\n软件，软件园"),
        (
            "content/s/2024-07-04-c.md",
            "---\ntitle: 题\nconvert:\n  keep: 打印\n  zh-Hant: { 软件: 軟體 }\n---\n软件，软件园，打印",
        ),
    ]);
    let (code, json) = site.build_json();
    assert_eq!(code, 0, "{json:#}");
    assert_eq!(prose(&site, "zh-hant/2024/07/04/a.html"), "軟件，打印，后村，是余后里");
    assert_eq!(prose(&site, "zh-hant-tw/2024/07/04/a.html"), "軟件，列印，后村，是余后里");
    assert_eq!(prose(&site, "zh-hant/2024/07/04/b.html"), "軟件程式，軟體園");
    assert_eq!(prose(&site, "zh-hant/2024/07/04/c.html"), "軟體，軟體園，打印");
}

#[test]
fn an_author_may_protect_write_both_forms_or_switch_off() {
    let site = Site::new(&[
        BOOK,
        (
            "content/2024-07-04-a.md",
            "# 题\n\n-{后}-发，-{zh-hans:老挝;zh-hant:老撾;zh-tw:寮國}-，-{zh-hans:**甲**;zh-hant:乙}-",
        ),
        ("content/2024-07-04-b.md", "---\ntitle: 头发\nconvert: false\n---\n头发"),
        ("content/2024-07-04-c.md", "# 头发\n\n软件"),
        ("content/2024-07-04-c.zh-hant.md", "# 頭髮二則\n\n手寫的軟體"),
    ]);
    let (code, json) = site.build_json();
    assert_eq!((code, json["articles"].as_u64()), (0, Some(3)), "{json:#}");
    assert!(prose(&site, "zh-hant/2024/07/04/a.html").starts_with("后發，老撾，"));
    assert!(prose(&site, "zh-hant-tw/2024/07/04/a.html").starts_with("后發，寮國，"));
    assert!(prose(&site, "zh-hans/2024/07/04/a.html").starts_with("后发，老挝，"));
    assert_eq!(prose(&site, "zh-hant/2024/07/04/b.html"), "头发");
    let unconverted = site.page("zh-hant/2024/07/04/b.html");
    assert_eq!(attributes(unconverted.as_bytes(), ".prose", "lang"), ["zh-Hans"], "it says what it is");
    assert_eq!(prose(&site, "zh-hant/2024/07/04/c.html"), "手寫的軟體");
    assert_eq!(texts(&site.page("zh-hant/2024/07/04/c.html"), "h1"), ["頭髮二則"]);
    assert_eq!(prose(&site, "zh-hans/2024/07/04/c.html"), "软件");
}

#[test]
fn people_are_written_as_they_write_themselves() {
    let site = Site::new(&[
        BOOK,
        ("content/2024-07-04-a.md", "# 题\n\n本报记者 余晓葵 范长江\n\n余晓葵和范长江后来又去了。"),
        ("content/2024-07-04-b.md", "---\ntitle: 题\nauthors: [沈后里]\n---\n沈后里说，里面的头发。"),
    ]);
    site.build_json();
    assert_eq!(prose(&site, "zh-hant/2024/07/04/a.html"), "本報記者 余曉葵 范長江\n余曉葵和范長江後來又去了。");
    assert_eq!(prose(&site, "zh-hant/2024/07/04/b.html"), "沈后里說，裡面的頭髮。");
}

#[test]
fn faulty_rules_are_told_with_what_was_done_instead() {
    let site = Site::new(&[
        BOOK,
        (
            "glossary/a.toml",
            "keep = [\"后\"]\n[zh-Hant]\n\"后\" = \"後\"\n\"甲\" = \"乙\"\n[zh-Latn]\n\"里\" = \"li\"\n",
        ),
        ("glossary/b.toml", "keep = [\"一\"\n"),
        ("content/2024-07-04-a.md", "# 题\n\n后甲，头发-{后"),
        ("content/2024-07-04-b.md", "---\ntitle: 题\nconvert:\n  zh-Latn: { 里: li }\n---\n里面"),
    ]);
    let (code, json) = site.build_json();
    assert_eq!(code, 1);
    let found: BTreeMap<String, &str> = json["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| {
            let file = fault["file"].as_str().unwrap();
            (format!("{file}:{}:{}", fault["line"], fault["column"]), fault["message"].as_str().unwrap())
        })
        .collect();
    let places: Vec<&String> = found.keys().collect();
    assert_eq!(
        places[..4],
        ["content/2024-07-04-a.md:3:6", "content/2024-07-04-b.md:4:3", "glossary/a.toml:3:1", "glossary/a.toml:5:2"]
    );
    assert!(places[4].starts_with("glossary/b.toml:"), "{places:?}");
    assert!(found["glossary/a.toml:3:1"].contains("an earlier rule, which holds"), "{found:?}");
    assert!(found["glossary/a.toml:5:2"].contains("left out"), "{found:?}");
    assert_eq!(prose(&site, "zh-hant/2024/07/04/a.html"), "后乙，頭髮-{后");
    assert_eq!(prose(&site, "zh-hant/2024/07/04/b.html"), "裡面");
}

fn audit(site: &Site, arguments: &[&str]) -> (Option<i32>, Value) {
    let output =
        dibao().args(["check", "--conversion", "--json", "--root"]).arg(site.path()).args(arguments).output().unwrap();
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap())
}

fn doubtful() -> Site {
    Site::new(&[BOOK, ("content/2024-07-04-a.md", "# 发\n\n他说：发。复。《干》 `发` -{发}-\n\n头发，皇后，发，里")])
}

#[test]
fn the_audit_accounts_for_every_character_and_a_settled_one_stays_settled() {
    let site = doubtful();
    let (code, report) = audit(&site, &["--all"]);
    assert_eq!(code, Some(0));
    let backings = report["backings"].as_object().unwrap();
    let sum: u64 = backings.values().map(|count| count.as_u64().unwrap()).sum();
    assert_eq!(report["characters"].as_u64(), Some(sum));
    let items = report["items"].as_array().unwrap();
    assert!(!items.is_empty(), "{report:#}");
    let place = &items[0]["places"][0];
    assert_eq!(place["file"], "content/2024-07-04-a.md");
    let mut glossary: BTreeMap<&str, String> = BTreeMap::new();
    for item in items {
        let rule = |key: &str| item["rule"][key].as_str().unwrap();
        let lines = glossary.entry(rule("script")).or_default();
        *lines += &format!("{:?} = {:?}\n", rule("from"), rule("to"));
    }
    let glossary: String = glossary.iter().map(|(script, lines)| format!("[{script}]\n{lines}")).collect();
    site.write("glossary/settled.toml", glossary.as_bytes());
    let (_, report) = audit(&site, &[]);
    assert_eq!(report["to_read"], 0, "{glossary}\n{report:#}");
}

#[test]
fn a_baseline_fails_on_what_is_new() {
    let site = doubtful();
    let baseline = site.path().join("reviewed.txt");
    let baseline = ["--audit-baseline", baseline.to_str().unwrap()];
    assert_eq!(audit(&site, &[&baseline[..], &["--accept"]].concat()).0, Some(0));
    assert_eq!(audit(&site, &baseline).0, Some(0));
    site.write("content/2024-07-05-b.md", "# 题\n\n公司的云服务。".as_bytes());
    let (code, report) = audit(&site, &baseline);
    assert_eq!((code, report["items"].as_array().unwrap().len()), (Some(1), 1), "{report:#}");
}

#[test]
fn the_audit_is_a_page_when_asked_for() {
    let site = doubtful();
    site.build_json();
    assert!(!site.path().join("public/audit").exists());
    assert_eq!(site.build(&["--audit"]).status.code(), Some(0));
    let page = site.page("audit/index.html");
    assert_eq!(attributes(page.as_bytes(), "meta[name=robots]", "content"), ["noindex"]);
    assert!(!site.page("sitemap-lists.xml").contains("audit"));
    let rules = texts(&page, ".audit pre");
    assert!(rules.iter().any(|rule| rule.starts_with("[zh-Hant]\n\"") && rule.contains(" = ")), "{rules:?}");
    for link in attributes(page.as_bytes(), ".audit a", "href") {
        assert!(site.path().join("public/audit").join(&link).exists(), "{link}");
    }
}
