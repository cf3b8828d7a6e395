//! Articles that go on on another page: every pair of marks joins in the order in which it is read.

use crate::support::{Site, attributes, dibao, texts};
use serde_json::Value;

const BOOK: &str = "[[source]]\ndir = \"content\"\nname = \"晚报\"\npermalink = \":date/:page/:position\"\n";

/// Page 9's text ends with one mark, and page 13's begins with the other.
fn paper(going: &str, coming: &str) -> Site {
    let first = format!("---\npage: 9\n---\n# 港口开放三十年\n\n先的一段。\n\n又一段。{going}\n");
    let second = format!("---\npage: 13\n---\n# 港口开放三十年\n\n{coming}后的一段。\n\n末一段。\n");
    Site::new(&[
        ("book.toml", BOOK),
        ("content/2024-07-04/a.md", &first),
        ("content/2024-07-04/b.md", &second),
        ("content/2024-07-04/c.md", "---\npage: 9\n---\n# 市场\n\n别的。"),
        ("content/2024-07-04/d.md", "---\npage: 13\n---\n# 天气\n\n晴。"),
    ])
}

fn check(site: &Site) -> Value {
    let output = dibao().arg("check").arg("--root").arg(site.path()).arg("--json").output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

fn told<'j>(json: &'j Value, kind: &str) -> Vec<&'j Value> {
    json["diagnostics"].as_array().unwrap().iter().filter(|found| found["code"] == kind).collect()
}

fn assert_joined(site: &Site, what: &str) {
    let (code, json) = site.build_json();
    assert_eq!((code, json["warnings"].as_u64()), (0, Some(0)), "{what}: {json:#}");
    let (first, second) = (site.page("zh-hans/2024-07-04/9/1.html"), site.page("zh-hans/2024-07-04/13/1.html"));
    assert_eq!(texts(&first, ".reading li"), ["港口开放三十年 第9版", "港口开放三十年 第13版"], "{what}");
    let on = attributes(first.as_bytes(), ".prose a", "href");
    assert_eq!(on, ["../../../zh-hans/2024-07-04/13/1.html"], "{what}: the mark leads on");
    let back = attributes(second.as_bytes(), ".prose a", "href");
    assert_eq!(back, ["../../../zh-hans/2024-07-04/9/1.html"], "{what}: the mark leads back");
    let whole = texts(&site.page("zh-hans/2024-07-04/9/1/whole.html"), ".part .prose").concat();
    let (before, after) = (whole.find("先的一段").unwrap(), whole.find("后的一段").unwrap());
    assert!(before < after, "{what}: {whole}");
}

#[test]
fn every_pair_of_marks_is_joined_in_order() {
    for (going, coming) in [
        ("（紧转第13版）", "（紧接第9版）"),
        ("▲下转13版", "▲上接9版\n\n"),
        ("（文转13版）", "（文接9版）"),
        ("→下转13版", "←上接9版\n\n"),
        ("〔下接十三版〕", "〔上接九版〕"),
        ("（下轉第十三版）", "（上接第九版）"),
        ("（緊轉第十三版）", "（緊接第九版）"),
        ("（接转第13版）", "（承接第9版）"),
        ("（续转13版）", "（续9版）"),
        ("［转第１３版］", "［接第９版］"),
        ("【下转13版】", "【上接9版】"),
        ("●转13版", "●接9版\n\n"),
        ("（下转第十三版《港口开放三十年》）", "（上接第九版《港口开放三十年》）"),
        ("（下转13版·国际）", "（上接9版·要闻）"),
    ] {
        assert_joined(&paper(going, coming), &format!("{going} {coming}"));
        // On lines of their own.
        assert_joined(&paper(&format!("\n\n{going}"), &format!("{}\n\n", coming.trim())), &format!("{going} alone"));
    }
}

#[test]
fn the_place_wins_over_the_word_and_that_is_told() {
    for (going, coming, file) in [
        ("（紧接第13版）", "（紧接第9版）", "a.md"),
        ("（上接第13版）", "（上接第9版）", "a.md"),
        ("▲上接13版", "▲上接9版\n\n", "a.md"),
        ("（下转第13版）", "（下转第9版）", "b.md"),
        ("（文转13版）", "（文转9版）", "b.md"),
    ] {
        let site = paper(going, coming);
        let (code, json) = site.build_json();
        assert_eq!(code, 0);
        let found = told(&json, "jump-mark");
        assert_eq!(found.len(), 1, "{going} {coming}: {json:#}");
        assert!(found[0]["file"].as_str().unwrap().ends_with(file), "{found:?}");
        assert!(found[0]["line"].as_u64().is_some_and(|line| line > 4) && found[0]["help"].is_string(), "{found:?}");
        let first = site.page("zh-hans/2024-07-04/9/1.html");
        assert_eq!(texts(&first, ".reading li"), ["港口开放三十年 第9版", "港口开放三十年 第13版"], "{going}");
    }
}

#[test]
fn a_chain_of_jumps_is_read_from_its_begin() {
    for (one, two, three, four) in [
        ("（下转第二版）", "（上接第一版）", "（下转第三版）", "（上接第二版）"),
        ("▲下转2版", "▲上接1版\n\n", "▲下转3版", "▲上接2版\n\n"),
        ("〔下接二版〕", "〔上接一版〕", "〔下接三版〕", "〔上接二版〕"),
        ("（紧转第2版）", "（紧接第1版）", "（紧转第3版）", "（紧接第2版）"),
        ("（下转第二、三版）", "（上接第一版）", "", "（上接第一、二版）"),
    ] {
        let article = |page: u32, coming: &str, going: &str| {
            format!("---\npage: {page}\n---\n# 长江全线通航\n\n{coming}第{page}段。\n\n完第{page}段。{going}\n")
        };
        let site = Site::new(&[
            ("book.toml", BOOK),
            ("content/2024-07-04/a.md", &article(3, four, "")),
            ("content/2024-07-04/b.md", &article(2, two, three)),
            ("content/2024-07-04/c.md", &article(1, "", one)),
        ]);
        let (code, json) = site.build_json();
        assert_eq!((code, json["warnings"].as_u64()), (0, Some(0)), "{one}: {json:#}");
        let page = site.page("zh-hans/2024-07-04/1/1.html");
        let expected = ["第1版", "第2版", "第3版"].map(|page| format!("长江全线通航 {page}"));
        assert_eq!(texts(&page, ".reading li"), expected, "{one}");
        let whole = texts(&site.page("zh-hans/2024-07-04/1/1/whole.html"), ".part .prose").concat();
        let places: Vec<usize> = (1..=3).map(|page| whole.find(&format!("第{page}段")).unwrap()).collect();
        assert!(places.is_sorted(), "{whole}");
        assert!(told(&check(&site), "unmatched-jump").is_empty(), "{one}");
    }
}

#[test]
fn a_mark_that_names_another_title_joins_it() {
    for mark in [
        "（下转第二版《开幕侧记》）",
        "（《开幕侧记》下转第二版）",
        "▲下转2版《开幕侧记》",
        "（下转2版《开幕侧记》）",
        "〔下接二版 《开幕侧记》〕",
    ] {
        let site = Site::new(&[
            ("book.toml", BOOK),
            ("content/2024-07-04/a.md", &format!("---\npage: 1\n---\n# 峰会今天开始\n\n文。{mark}\n")),
            ("content/2024-07-04/b.md", "---\npage: 2\n---\n# 开幕侧记\n\n另一段。"),
            ("content/2024-07-04/c.md", "---\npage: 2\n---\n# 天气\n\n晴。"),
        ]);
        assert_eq!(site.build_json().0, 0);
        let page = site.page("zh-hans/2024-07-04/1/1.html");
        assert_eq!(texts(&page, ".reading li"), ["峰会今天开始 第1版", "开幕侧记 第2版"], "{mark}");
    }
}

#[test]
fn sentences_about_pages_join_nothing() {
    for sentence in [
        "（见第二版）",
        "请转2版看。",
        "文接下来说到2版。",
        "（转2路车）",
        "接2版合同。",
        "（接2版合同已签）",
        "他转第二版给我看。",
    ] {
        let site = Site::new(&[
            ("book.toml", BOOK),
            ("content/2024-07-04/a.md", &format!("---\npage: 1\n---\n# 港口开放\n\n文。{sentence}\n")),
            ("content/2024-07-04/b.md", "---\npage: 2\n---\n# 港口开放\n\n另一段。"),
        ]);
        assert_eq!(site.build_json().0, 0);
        let page = site.page("zh-hans/2024-07-04/1/1.html");
        assert!(texts(&page, ".reading li").is_empty(), "{sentence}");
        assert!(told(&check(&site), "unmatched-jump").is_empty(), "{sentence}");
    }
}
