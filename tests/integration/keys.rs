//! One table of front-matter keys: what a source may rename, and what `dibao convert` takes for prose.

use std::io::Write as _;
use std::process::Stdio;

use crate::support::{Site, dibao, texts};

#[test]
fn a_source_may_rename_every_key_that_is_known() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let (_, list) = readme.split_once("Known keys are ").unwrap();
    let (list, _) = list.split_once("; others are kept").unwrap();
    let keys: Vec<&str> = list.split('`').skip(1).step_by(2).collect();
    assert!(keys.contains(&"writing") && keys.contains(&"convert") && keys.len() > 25);
    let table: String = keys.iter().map(|key| format!("{key} = \"甲{key}\"\n")).collect();
    let book = format!("[[source]]\ndir = \"content\"\n[source.keys]\n{table}");
    let text =
        "---\n甲title: 头发\n甲writing: 竖排\n甲convert: false\n甲date: 2024-07-05\n甲section: 要闻\n---\n头发。\n";
    let site = Site::new(&[("book.toml", &book), ("content/a.md", text)]);
    let (code, json) = site.build_json();
    assert_eq!(code, 0, "{json:#}");
    let page = site.page("zh-hant/2024/07/05/a.html");
    assert!(texts(&page, "h1")[0].contains("头发"), "it is not converted");
    assert!(page.contains("vertical"), "it is set from top to bottom");
    let wrong = format!("{book}titel = \"标题\"\n");
    site.write("book.toml", wrong.as_bytes());
    assert_eq!(site.build(&[]).status.code(), Some(2));
}

fn converted(text: &str) -> String {
    let mut process = dibao()
        .args(["convert", "--to", "zh-Hant"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    process.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = process.wait_with_output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn prose_is_converted_under_every_spelling_and_all_else_stays() {
    for key in [
        "title",
        "Title",
        "headline",
        "标题",
        "標題",
        "题目",
        "subject",
        "summary",
        "摘要",
        "description",
        "excerpt",
        "副题",
        "section",
        "栏目",
        "专栏",
        "column",
        "dateline",
        "电头",
        "tags",
        "标签",
        "source",
        "来源",
        "series",
        "连载",
        "edition",
        "subtitle",
        "caption",
        "keywords",
    ] {
        for (before, after) in [("", ""), ("\"", "\""), ("'", "'"), ("[", "]"), (">-\n  ", "")] {
            let yaml = |words: &str| {
                format!("---\nslug: 头发\n{key}: {before}{words}{after}\ndate: 2024-07-04 # 头发\n---\n\n{words}\n")
            };
            assert_eq!(converted(&yaml("头发")), yaml("頭髮"), "{key} {before}");
        }
        let toml = |words: &str| {
            format!("+++\nslug = \"头发\"\n\"{key}\" = \"{words}\" # 头发\ndate = 2024-07-04\n+++\n{words}\n")
        };
        assert_eq!(converted(&toml("头发")), toml("頭髮"), "{key}");
        let json = |words: &str| {
            format!("{{\"slug\": \"头发\", \"{key}\": \"{words}\", \"date\": \"2024-07-04\"}}\n\n{words}\n")
        };
        assert_eq!(converted(&json("头发")), json("頭髮"), "{key}");
    }
    for key in [
        "slug",
        "permalink",
        "date",
        "events",
        "persons",
        "地点",
        "continues",
        "上接",
        "layout",
        "image",
        "redirect_from",
        "own",
    ] {
        let text = format!("---\n{key}: 头发\n---\n");
        assert_eq!(converted(&text), text, "{key}");
    }
}

#[test]
fn what_is_nested_is_prose_where_readers_see_it() {
    for (text, expected) in [
        (
            "---\ncorrections:\n  - date: 2024年7月6日\n    was: 头发\n    now: \"发\"\n    note: >\n      里面\n      发\n---\n",
            "---\ncorrections:\n  - date: 2024年7月6日\n    was: 頭髮\n    now: \"發\"\n    note: >\n      裡面\n      發\n---\n",
        ),
        (
            "---\n更正: [{日期: 昨日发, 原文: 头发, 正: 发}]\n---\n",
            "---\n更正: [{日期: 昨日发, 原文: 頭髮, 正: 發}]\n---\n",
        ),
        (
            "---\ncover:\n  image: 头发.png\n  caption: 头发\n  title: 发\n---\n",
            "---\ncover:\n  image: 头发.png\n  caption: 頭髮\n  title: 发\n---\n",
        ),
        (
            "---\nnames: {zh-Hans: 老挝, zh-Hant-TW: 寮國}\nconvert:\n  keep: [头发]\nmentions: false\n---\n",
            "---\nnames: {zh-Hans: 老挝, zh-Hant-TW: 寮國}\nconvert:\n  keep: [头发]\nmentions: false\n---\n",
        ),
        (
            "+++\n[[corrections]]\nwas = \"头发\"\ndate = \"发\"\n[cover]\nalt = '头发'\nfile = '头发'\n+++\n",
            "+++\n[[corrections]]\nwas = \"頭髮\"\ndate = \"发\"\n[cover]\nalt = '頭髮'\nfile = '头发'\n+++\n",
        ),
        (
            "{\"tags\": [\"头发\", \"里面\"], \"cover\": {\"src\": \"头发\", \"caption\": \"头\\\"发\"}, \"x\": [\"头发\"]}\n",
            "{\"tags\": [\"頭髮\", \"裡面\"], \"cover\": {\"src\": \"头发\", \"caption\": \"頭\\\"發\"}, \"x\": [\"头发\"]}\n",
        ),
        ("[#]: subject: \"头发\"\n[#]: url: \"头发\"\n\n", "[#]: subject: \"頭髮\"\n[#]: url: \"头发\"\n\n"),
        ("---\ntitle：头发\nslug：头发\ntags:\n\t- 发\n---\n", "---\ntitle：頭髮\nslug：头发\ntags:\n\t- 發\n---\n"),
    ] {
        assert_eq!(converted(text), expected);
    }
}
