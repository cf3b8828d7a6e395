//! `dibao check`: what it finds, how it tells, and what an editor may do about it.

use crate::support::{self, Site, dibao};

fn check(site: &Site, arguments: &[&str]) -> (i32, String) {
    let output = dibao().arg("check").arg("--root").arg(site.path()).args(arguments).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

fn kinds(site: &Site) -> Vec<(String, u64)> {
    let (_, text) = check(site, &["--json"]);
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let kinds = json["kinds"].as_array().unwrap().iter();
    kinds.map(|kind| (kind["code"].as_str().unwrap().to_owned(), kind["count"].as_u64().unwrap())).collect()
}

const FILES: [(&str, &str); 9] = [
    ("book.toml", "title = \"样\"\n"),
    (
        "content/2024-07-04-a.md",
        "---\ntitle: 港口\ndescrition: 错\nevents: [没有]\n---\n![](a.png) [死](b.md) [也死](/2024/x.html)\n",
    ),
    (
        "content/2024-07-04-b-two.md",
        "---\ntitle: 港口\n---\n![](没有.png)\n\n##小题\n\n    这里是四个空格开头的一段话。\n",
    ),
    ("content/undated.md", "# 没有日期\n\n说。"),
    ("content/a.png", "png"),
    ("content/events/unused.md", "---\nname: 没人说的事\n---\n"),
    ("content/events/whole.md", "---\nname: 大\n---\n"),
    ("content/events/part.md", "---\nname: 小\nparent: whole\n---\n"),
    ("content/locations/used.md", "---\nname: 海\n---\n"),
];

/// A `book.toml` that a check has nothing to say of.
const ADDRESS: (&str, &str) = ("book.toml", "base_url = \"https://a.example/\"\n");

#[test]
fn each_kind_is_found_and_counted() {
    let site = Site::new(&FILES);
    assert_eq!(
        kinds(&site),
        [
            ("missing-picture", 1),
            ("base-url", 1),
            ("unknown-key", 1),
            ("undated", 1),
            ("duplicate-title", 1),
            ("unknown-entity", 1),
            ("unused-entity", 3),
            ("missing-alt", 2),
            ("dead-link", 2),
            ("indented-code", 1),
            ("heading-space", 1),
        ]
        .map(|(kind, count)| (kind.to_owned(), count))
    );
    // What only a check minds is no matter of a build.
    let (_, json) = site.build_json();
    let codes: Vec<&str> =
        json["diagnostics"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect();
    assert!(
        !codes.contains(&"missing-alt") && !codes.contains(&"undated") && codes.contains(&"dead-link"),
        "{codes:?}"
    );
}

#[test]
fn a_report_is_a_screen_a_kind_and_leads_to_the_place() {
    let pictures: String = (1..=40).map(|number| format!("![图](没有{number}.png)\n\n")).collect();
    let site = Site::new(&[ADDRESS, ("content/2024-07-04-a.md", &format!("# 题\n\n{pictures}"))]);
    let (code, text) = check(&site, &[]);
    assert_eq!(code, 1);
    assert!(text.lines().count() < 20, "{text}");
    for part in [
        "error[missing-picture] A picture is not there. 40 in 1 file",
        "  content/2024-07-04-a.md:3:1\n      There is no picture `没有1.png`.",
        "and 35 more: `dibao check --root ",
        "Checked 1 article: 40 errors.",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let (_, all) = check(&site, &["--kind", "missing-picture"]);
    assert!(all.contains("没有40.png"));
    assert!(!text.contains('\u{1b}'), "no colours but on a terminal");
    let (code, kinds) = check(&site, &["--kinds"]);
    assert!(code == 0 && kinds.contains("missing-picture"));
}

#[test]
fn links_within_a_page_lead_somewhere() {
    let site = Site::new(&[
        ("book.toml", ""),
        (
            "content/2024-07-04-a.md",
            "# 题\n\n[一](#背景-一) [二](#背景：一) [三](#own) [四](#锚) [五](#没有) [六](#top)\n\n## 背景：一\n\n## 自选 {#own}\n\n<a name=\"锚\"></a>\n",
        ),
    ]);
    let (_, json) = site.build_json();
    let found = json["diagnostics"].as_array().unwrap();
    assert_eq!(found.len(), 1, "{json:#}");
    assert_eq!((found[0]["code"].as_str(), found[0]["column"].as_u64()), (Some("dead-link"), Some(41)));
    let page = site.page("zh-hant/2024/07/04/a.html");
    let links = support::attributes(page.as_bytes(), ".prose p a[href]", "href");
    let decoded: Vec<_> =
        links.iter().map(|it| percent_encoding::percent_decode_str(it).decode_utf8().unwrap()).collect();
    assert_eq!(decoded[..4], ["#背景一", "#背景一", "#own", "#锚"]);
    assert!(page.contains("id=\"背景一\"") && page.contains("name=\"锚\""), "{page}");
}

#[test]
fn kinds_are_denied_and_findings_waived() {
    let site = Site::new(&[("book.toml", ""), ("content/undated.md", "# 题\n\n说。[死](b.md)")]);
    assert_eq!(check(&site, &[]).0, 0, "warnings alone are no failure");
    assert_eq!(check(&site, &["--deny", "undated"]).0, 1);
    assert_eq!(check(&site, &["--deny", "all"]).0, 1);
    assert_eq!(check(&site, &["--deny", "nonsense"]).0, 2);
    let site = Site::new(&[
        (
            "book.toml",
            "base_url = \"https://a.example/\"\n[check]\ndeny = [\"dead-link\", \"undated\"]\n[[check.waive]]\nkind = \"undated\"\nfile = \"content/un*.md\"\nreason = \"没有\"\n",
        ),
        ("content/undated.md", "# 题\n\n说。[死](b.md)"),
    ]);
    let (code, text) = check(&site, &[]);
    assert!(code == 1 && text.contains("1 error (1 waived)"), "{text}");
    let site = Site::new(&[("book.toml", "[check]\ndeny = [\"dead-lnk\"]\n")]);
    let output = dibao().arg("check").arg("--root").arg(site.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("book.toml:2:8"));
}

#[test]
fn days_without_an_issue_are_told() {
    let site = Site::new(&[("book.toml", "[[source]]\ndir = \"content/报\"\nname = \"日报\"\ndaily = true\n")]);
    for day in [1, 2, 3, 6, 7] {
        site.write(&format!("content/报/2024-07-0{day}-a.md"), "# 题".as_bytes());
    }
    let (_, text) = check(&site, &["--kind", "missing-issue"]);
    assert!(
        text.contains("content/报/2024-07-03-a.md\n")
            && text.contains("No article of 日报 is of the 2 days from 2024-07-04 to 2024-07-05"),
        "{text}"
    );
}

#[test]
fn a_host_is_told_from_one_that_takes_less() {
    let site = Site::new(&[ADDRESS, ("content/2024-07-04-a.md", "# 港口\n\n说。")]);
    let every = ["github-pages", "gitlab-pages", "cloudflare-pages", "netlify", "s3"];
    let all: Vec<&str> = every.iter().flat_map(|host| ["--host", host]).collect();
    let (code, text) = check(&site, &all);
    assert_eq!(code, 0, "{text}");
    assert!(every.iter().all(|host| text.contains(&format!("{host} takes all of it\n"))), "{text}");
    assert!(!site.path().join("public").exists() && !site.path().join(".dibao").exists());

    // Measured as it is published.
    std::fs::create_dir_all(site.path().join("static/影")).unwrap();
    std::fs::File::create(site.path().join("static/影/片.bin")).unwrap().set_len((25 << 20) + 1).unwrap();
    let (code, text) = check(&site, &all);
    assert_eq!(code, 1, "{text}");
    for part in [
        "cloudflare-pages does not take all of it\n",
        "largest file: 26,214,401 of 26,214,400 bytes (影/片.bin)",
        "gitlab-pages takes all of it\n",
        "These take all of it: github-pages, gitlab-pages, netlify, s3.\n",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let (code, json) = check(&site, &["--host", "cloudflare-pages", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let host = &json["hosts"][0];
    assert_eq!((code, host["host"].as_str(), host["fits"].as_bool()), (1, Some("cloudflare-pages"), Some(false)));
    assert_eq!(host["limits"][1]["have"], (25 << 20) + 1);
    let (_, built) = site.build_json();
    assert_eq!(host["limits"][0]["have"], built["manifest"]["files"].as_array().unwrap().len());
    assert_eq!(json["roles"]["static"]["files"], 1);

    let output = dibao().args(["check", "--host", "geocities", "--root"]).arg(site.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("gitlab-pages"), "{output:?}");
}

#[test]
fn what_cannot_be_built_is_not_taken_for_small() {
    let site = Site::new(&[
        ADDRESS,
        ("content/2024-07-04-a.md", "# 港口\n\n说。"),
        ("templates/article.html", "{{ 1 / article.no }}"),
    ]);
    let (code, text) = check(&site, &["--host", "netlify"]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("what could not be built is not counted"), "{text}");
}
