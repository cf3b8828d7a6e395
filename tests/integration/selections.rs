//! Packs of a part of an archive: its lists, counts, search and links know nothing else.

use std::collections::BTreeMap;
use std::process::Output;

use crate::support::{self, Site, dibao, leads, readable, target, texts};

const BOOK: &str = "title = \"试报\"\nbase_url = \"https://news.example/\"\nscripts = [\"zh-Hans\", \"zh-Hant\"]\n";

fn article(front: &str, body: &str) -> String {
    format!("---\n{front}\n---\n{body}\n")
}

/// Two events, of which one has a part; what is about neither; persons who are named, and one whose name is not to be a
/// link; notices; and links from each to the other.
fn site() -> Site {
    let links = "[甲](2024-07-04-a.md) [其余](2024-07-06-b.md#end) <a href=\"2024-07-06-b.md\">原文</a> [会](/events/e2) \
                 [英文](2024-07-06-b.en.md)";
    Site::new(&[
        ("book.toml", BOOK),
        ("content/events/e1.md", "---\nname: 头一件\naliases: [首件]\n---\n见[另一件](/events/e2)。\n"),
        ("content/events/e1-part.md", "---\nname: 分会\npart_of: e1\n---\n"),
        ("content/events/e2.md", "---\nname: 别一件\nlocation: 秘地\n---\n独有丙。\n"),
        ("content/persons/fa.md", "---\nname: 余发\n---\n他。\n"),
        ("content/persons/gu.md", "---\nname: 谷里\nnames: {zh-Hant: 榖裏}\nmentions: false\n---\n独有丁。\n"),
        ("content/persons/bi.md", "---\nname: 毕干\n---\n独有戊。\n"),
        (
            "content/2024-07-04-a.md",
            &article(
                "title: 甲\nsource: 晚报\npage: 1\nposition: 1\nevents: [分会]\nlocations: [青岛]",
                &format!("余发和谷里在青岛。\n\n{links}\n\n（下转第3版）"),
            ),
        ),
        (
            "content/2024-07-04-c.md",
            &article("title: 甲\nsource: 晚报\npage: 3\nposition: 1", "（上接第1版）甲的后半篇。"),
        ),
        (
            "content/2024-07-06-b.md",
            &article(
                "title: 独有乙\ncorrections: [{was: 独, now: 毒}]\nsource: 日报\nevents: [e2]\nlocations: [秘地]\ntags: [秘签]",
                "独有文，毕干。[回](2024-07-04-a.md)",
            ),
        ),
        ("content/2024-07-06-b.en.md", &article("title: Secret B\nlang: en", "Own words.")),
        ("content/2024-07-07-w.md", &article("title: 收\nwithdrawn: 2024-08-01\nevents: [首件]", "收回的甲。")),
        ("content/2024-07-08-v.md", &article("title: 收\nwithdrawn: 2024-08-01\nevents: [e2]", "收回的乙。")),
        (
            "content/pages/about.md",
            "---\ntitle: 关于\n---\n[甲](../2024-07-04-a.md) [乙](../2024-07-06-b.md) [勘误](/corrections/)\n",
        ),
    ])
}

fn pack(site: &Site, arguments: &[&str]) -> Output {
    dibao().args(["pack", "folder", "--json", "--root"]).arg(site.path()).args(arguments).output().unwrap()
}

/// The files of the site in a pack.
fn packed(site: &Site, arguments: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let output = pack(site, &[&["--force"], arguments].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let folder = report["packs"][0]["path"].as_str().unwrap();
    support::files(&std::path::Path::new(folder).join("site"))
}

fn refused(site: &Site, arguments: &[&str]) -> String {
    let output = pack(site, arguments);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(!site.path().join("dist").exists());
    String::from_utf8(output.stderr).unwrap()
}

fn page<'f>(files: &'f BTreeMap<String, Vec<u8>>, path: &str) -> &'f str {
    std::str::from_utf8(files.get(path).unwrap_or_else(|| panic!("{path} of {:#?}", files.keys()))).unwrap()
}

fn assert_no_link_is_dead(files: &BTreeMap<String, Vec<u8>>, what: &str) {
    for (from, address) in leads(files) {
        let is_local = !address.contains("://") && !address.starts_with('#');
        assert!(!is_local || files.contains_key(&target(&from, &address)), "{what}: {address} of {from}");
    }
}

#[test]
fn a_pack_of_an_event_knows_nothing_else() {
    let site = site();
    for event in ["e1", "头一件", "頭一件", "首件", "E1"] {
        let files = packed(&site, &["--event", event]);
        assert_no_link_is_dead(&files, event);
        for secret in ["独有", "獨有", "Secret B", "Own words", "秘地", "秘签", "祕", "毕干", "日报", "收回"]
        {
            let told: Vec<String> =
                readable(&files).into_iter().filter(|(_, text)| text.contains(secret)).map(|it| it.0).collect();
            assert!(told.is_empty(), "{event}: {secret}: {told:#?}");
        }
        let pages: Vec<&str> = files.keys().filter_map(|path| path.strip_prefix("zh-hant/")).collect();
        for there in [
            "2024/07/04/a.html",
            "2024/07/04/c.html",
            "2024/07/07/w.html",
            "persons/fa.html",
            "events/e1.html",
            "about.html",
        ] {
            assert!(pages.contains(&there), "{event}: {there}: {pages:#?}");
        }
        for absent in [
            "2024/07/06/b.html",
            "2024/07/08/v.html",
            "persons/gu.html",
            "persons/bi.html",
            "events/e2.html",
            "2024/07/06/index.html",
        ] {
            assert!(!pages.contains(&absent), "{event}: {absent}");
        }
        let rows = crate::support::table_of_articles(&files);
        assert_eq!(rows.len(), 2, "the article and the part of it on another page");
    }
}

#[test]
fn what_is_elsewhere_is_linked_at_the_address_of_the_site() {
    let site = site();
    let files = packed(&site, &["--event", "e1"]);
    for script in ["zh-hans", "zh-hant"] {
        let html = page(&files, &format!("{script}/2024/07/04/a.html"));
        let links = support::attributes(html.as_bytes(), ".prose a:not(.mention)", "href");
        let b = format!("https://news.example/{script}/2024/07/06/b.html");
        let event = format!("https://news.example/{script}/events/e2.html");
        let english = "https://news.example/en/2024/07/06/b.html";
        for expected in [format!("{b}#end"), b.clone(), event.clone(), english.to_owned()] {
            assert!(links.contains(&expected), "{expected}: {links:#?}");
        }
        assert!(
            support::attributes(page(&files, &format!("{script}/about.html")).as_bytes(), ".prose a", "href")
                .contains(&b)
        );
        assert!(
            support::attributes(page(&files, &format!("{script}/events/e1.html")).as_bytes(), ".prose a", "href")
                .contains(&event)
        );
        let lists = format!("https://news.example/{script}/corrections/index.html");
        let about = page(&files, &format!("{script}/about.html"));
        assert!(support::attributes(about.as_bytes(), ".prose a", "href").contains(&lists), "{about}");
    }
    // Without an address there is nothing to lead to.
    site.write("book.toml", BOOK.replace("base_url = \"https://news.example/\"\n", "").as_bytes());
    let files = packed(&site, &["--event", "e1"]);
    let html = page(&files, "zh-hans/2024/07/04/a.html");
    assert!(texts(html, ".prose").concat().contains("其余") && !html.contains("b.html"), "{html}");
}

#[test]
fn what_is_selected_is_as_in_the_whole() {
    let site = site();
    let whole = packed(&site, &[]);
    let part = packed(&site, &["--event", "e1"]);
    for script in ["zh-hans", "zh-hant"] {
        let path = format!("{script}/2024/07/04/a.html");
        let [whole, part] = [&whole, &part].map(|files| texts(page(files, &path), ".prose").concat());
        assert_eq!(whole, part, "conversion, marks of parts and the addresses of pages are the same");
    }
    assert!(
        page(&part, "zh-hant/2024/07/04/a.html").contains("榖裏"),
        "a name that is nobody's here is written as it was"
    );
    let joined = page(&part, "zh-hans/2024/07/04/a/whole.html");
    assert!(joined.contains("甲的后半篇"), "{joined}");
    // What was built for the site itself is untouched, and the next build of a part goes on from the last.
    site.build(&[]);
    let before = support::files(&site.path().join("public"));
    assert_eq!(packed(&site, &["--event", "e1"]), part);
    assert_eq!(packed(&site, &["--event", "e1", "--no-build"]), part);
    assert_eq!(support::files(&site.path().join("public")), before);
    assert!(refused_with_dist(&site, &["--event", "e2", "--no-build", "--force"]).contains("was not built with these"));
}

fn refused_with_dist(site: &Site, arguments: &[&str]) -> String {
    let output = pack(site, arguments);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn times_sources_and_scripts_select_too() {
    let site = site();
    let articles = |arguments: &[&str]| -> Vec<String> {
        let files = packed(&site, arguments);
        assert_no_link_is_dead(&files, &arguments.join(" "));
        let rows = crate::support::table_of_articles(&files);
        let mut ids: Vec<String> = rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
        ids.sort();
        ids
    };
    let (a, b, c) = ("2024/07/04/a", "2024/07/06/b", "2024/07/04/c");
    assert_eq!(articles(&["--since", "2024-07-05"]), [b]);
    assert_eq!(articles(&["--since", "2024-07"]), [a, c, b]);
    assert_eq!(articles(&["--since", "2024"]), [a, c, b]);
    assert_eq!(articles(&["--source", "日报"]), [b]);
    assert_eq!(articles(&["--source", "日報", "--source", "晚报"]), [a, c, b]);
    assert_eq!(articles(&["--event", "e1", "--event", "e2", "--since", "2024-07-06"]), [b]);
    assert_eq!(articles(&["--event", "e2", "--scripts", "zh-Hant"]), [b]);
    let files = packed(&site, &["--scripts", "zh-Hant"]);
    assert!(files.contains_key("zh-hant/2024/07/04/a.html") && !files.keys().any(|path| path.starts_with("zh-hans/")));
    assert_no_link_is_dead(&files, "one script");
    let name = |arguments: &[&str]| -> String {
        let output = pack(&site, &[&["--force"], arguments].concat());
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        report["packs"][0]["path"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()
    };
    assert_eq!(name(&["--event", "e1", "--since", "2024-07"]), "试报-e1-since-2024-07-2024-07-04");
}

#[test]
fn a_readme_says_what_part_it_is() {
    let site = site();
    let output = pack(&site, &["--event", "e1", "--source", "晚报"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let folder = std::path::Path::new(report["packs"][0]["path"].as_str().unwrap()).to_owned();
    let readme = std::fs::read_to_string(folder.join("README.txt")).unwrap();
    for words in ["关于头一件的文章；来自晚报的文章；", "關於頭一件的文章；來自晚報的文章；", "articles about 头一件;"]
    {
        assert!(readme.contains(words), "{words}: {readme}");
    }
}

#[test]
fn what_selects_nothing_is_told_in_a_sentence() {
    let site = site();
    for (arguments, said) in [
        (&["--event", "头一仵"][..], "no event `头一仵`. Did you mean `头一件`?"),
        (&["--event", "nothing at all"], "The files below `events/` describe"),
        (&["--event", ""], "no event ``"),
        (&["--source", "曰报"], "no article of the source `曰报`. Did you mean `日报`?"),
        (&["--since", "2030"], "No article is selected"),
        (&["--event", "e1", "--source", "日报"], "No article is selected"),
        (&["--since", "sometime"], "2026-11-30"),
        (&["--since", "2024-13-40"], "2026-11-30"),
        (&["--scripts", "zh-HK"], "no pages in zh-Hant-HK. Its scripts are: zh-Hans, zh-Hant."),
        (&["--scripts", "klingon"], "invalid value"),
    ] {
        let told = refused(&site, arguments);
        assert!(told.contains(said), "{arguments:?}: {told}");
    }
    site.write("content/events/e3.md", "---\nname: 首件\n---\n".as_bytes());
    assert!(refused(&site, &["--event", "首件"]).contains("by its id: `e1` or `e3`"));
}
