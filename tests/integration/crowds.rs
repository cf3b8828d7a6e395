//! Files full of faults: what a build tells of them costs what it says.

use crate::support::{Site, dibao, files};

const BOOK: (&str, &str) =
    ("book.toml", "title = \"样\"\nbase_url = \"https://x.example/\"\n[search]\nenabled = false\n");

/// Texts with thousands of findings in one line, and how many findings of that kind there are.
fn crowds() -> [(&'static str, String, &'static str, u64); 8] {
    let links: String = (0..3000).map(|number| format!("[字](n{number}.md) ")).collect();
    let lines: String = (0..1000).map(|number| format!("[字](n{number}.md)\n")).collect();
    let headings: String = (0..800).map(|number| format!("## 题{number} {{onclick=x}}\n\n")).collect();
    [
        ("links", links, "dead-link", 3000),
        ("lines", lines, "dead-link", 1000),
        ("fragments", "[字](#没有) ".repeat(700), "dead-link", 700),
        ("nested", format!("{}字{}", "![".repeat(2000), "](x.png)".repeat(2000)), "missing-picture", 2000),
        ("shortcodes", "{{< figure src=a.png >}}".repeat(1000), "missing-picture", 1000),
        ("tags", "<img src=x alt=字>".repeat(1500), "missing-picture", 1500),
        ("unsafe", "[字](javascript:x)".repeat(900), "unsafe-link", 900),
        ("headings", headings, "unsafe-attribute", 800),
    ]
}

#[test]
fn a_finding_costs_what_it_says() {
    for (name, text, code, count) in crowds() {
        let site = Site::new(&[BOOK, ("content/2024-07-04-a.md", &format!("# 题\n\n{text}\n"))]);
        let (_, json) = site.build_json();
        let all = json["diagnostics"].as_array().unwrap();
        let of_kind: Vec<&serde_json::Value> = all.iter().filter(|found| found["code"] == code).collect();
        assert_eq!(of_kind.len(), 100, "{name}");
        let more = count - 100;
        assert_eq!(of_kind[99]["more"].as_u64(), Some(more), "{name}");
        let message = of_kind[99]["message"].as_str().unwrap();
        assert!(message.ends_with(&format!("There are {more} more findings of this kind in the file.")), "{message}");
        assert!(of_kind[..99].iter().all(|found| found.get("more").is_none()), "{name}");
        assert_eq!(json["errors"].as_u64().unwrap() + json["warnings"].as_u64().unwrap(), count, "{name}");
        // Nothing that is kept grows with the number of findings.
        let kept: usize = files(&site.path().join(".dibao")).values().map(Vec::len).sum();
        assert!(kept < 300_000, "{name}: {kept} bytes");
        // The next build tells the same of what it did not make again.
        let (_, again) = site.build_json();
        assert_eq!(again["diagnostics"], json["diagnostics"], "{name}");
        assert_eq!(again["made"].as_u64(), Some(0), "{name}");
        // A person sees a part of the line.
        let shown = String::from_utf8(site.build(&[]).stderr).unwrap();
        let longest = shown.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(longest < 400, "{name}: {longest}");
        assert!(shown.contains(&format!("Found {count} ")), "{name}: {}", shown.lines().last().unwrap());
    }
}

#[test]
fn a_column_is_that_of_the_whole_line() {
    for (before, length) in [("[字](/)", 900), ("字", 4000), ("a", 9000), ("\t字", 3000), ("😀", 2500)] {
        let line = before.repeat(length);
        let site = Site::new(&[BOOK, ("content/2024-07-04-a.md", &format!("# 题\n\n字{line}[去](没有.md)字\n"))]);
        let (_, json) = site.build_json();
        let found = json["diagnostics"].as_array().unwrap();
        let column = before.chars().count() * length + 2;
        assert_eq!(
            (found[0]["line"].as_u64(), found[0]["column"].as_u64()),
            (Some(3), Some(column as u64)),
            "{json:#}"
        );
        let shown = String::from_utf8(site.build(&[]).stderr).unwrap();
        assert!(shown.contains(&format!("a.md:3:{column}\n")) && shown.contains("[去](没有.md)"), "{shown}");
    }
}

#[test]
fn waivers_and_kinds_are_minded_beyond_the_limit() {
    let text: String =
        (0..450).map(|number| format!("[字]({}{number}.md) ", if number % 3 == 0 { "old" } else { "n" })).collect();
    let check = |waivers: &str, arguments: &[&str]| -> (i32, serde_json::Value) {
        let book = format!("title = \"样\"\n{waivers}");
        let site = Site::new(&[("book.toml", &book), ("content/2024-07-04-a.md", &format!("# 题\n\n{text}\n"))]);
        let output = dibao().args(["check", "--json", "--root"]).arg(site.path()).args(arguments).output().unwrap();
        (output.status.code().unwrap(), serde_json::from_slice(&output.stdout).unwrap())
    };
    let links = |json: &serde_json::Value| {
        let all = json["diagnostics"].as_array().unwrap();
        let links = all.iter().filter(|found| found["code"] == "dead-link");
        let count = |found: &serde_json::Value| (1, found["more"].as_u64().unwrap_or_default());
        links.map(count).fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    };
    let (code, json) = check("", &[]);
    assert_eq!((code, links(&json), json["waived"].as_u64()), (0, (100, 350), Some(0)));
    let kinds = json["kinds"].as_array().unwrap();
    assert!(kinds.iter().any(|kind| kind["code"] == "dead-link" && kind["count"].as_u64() == Some(450)));
    // Who asks for a kind gets all of it.
    let (_, json) = check("", &["--kind", "dead-link"]);
    assert_eq!(links(&json), (450, 0));
    // What is waived hides nothing of the rest, and nothing of it is left.
    let (_, json) = check("[[check.waive]]\nkind = \"dead-link\"\nmessage = \"`old\"\n", &[]);
    assert_eq!((links(&json), json["waived"].as_u64()), ((100, 200), Some(150)));
    let (code, json) = check("[[check.waive]]\nkind = \"dead-link\"\nfile = \"2024-*.md\"\n", &["--deny", "dead-link"]);
    assert_eq!((code, links(&json), json["waived"].as_u64()), (0, (0, 0), Some(450)));
    let (code, json) = check("[[check.waive]]\nkind = \"dead-link\"\nmessage = \"`n1\"\n", &["--deny", "dead-link"]);
    let waived = (0..450).filter(|number| number % 3 != 0 && number.to_string().starts_with('1')).count() as u64;
    assert_eq!((code, json["errors"].as_u64(), json["waived"].as_u64()), (1, Some(450 - waived), Some(waived)));
}

#[test]
fn front_matter_full_of_faults_costs_what_it_says() {
    let letters = ('a'..='z').flat_map(|letter| (1..5).map(move |at| (letter, at)));
    let misspellings = letters.map(|(letter, at)| format!("{}{letter}{}: v\n", &"title"[..at], &"title"[at..]));
    for (name, front) in [
        ("twice", "k: v\n".repeat(2000)),
        ("spaces", (0..2000).map(|_| "tags:甲\n").collect::<String>()),
        ("typos", misspellings.collect()),
        ("list", format!("tags: [{}]\n", "甲，".repeat(2000))),
        ("events", format!("events: [{}]\n", (0..400).map(|number| format!("事{number}, ")).collect::<String>())),
    ] {
        let text = format!("---\ntitle: 一\n{front}---\n字\n");
        let site = Site::new(&[BOOK, ("content/2024-07-04-a.md", &text)]);
        let (_, json) = site.build_json();
        let all = json["diagnostics"].as_array().unwrap();
        assert!((1..=300).contains(&all.len()), "{name}: {}", all.len());
        let (_, again) = site.build_json();
        assert_eq!(again["diagnostics"], json["diagnostics"], "{name}");
        assert!(site.page("zh-hans/2024/07/04/a.html").contains("字"), "{name}");
    }
}
