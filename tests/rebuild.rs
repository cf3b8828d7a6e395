//! What a build leaves of earlier ones: after any edits, and after builds that were killed, the output is
//! that of a clean build, and what others put there stays.
#![allow(clippy::unwrap_used, reason = "a test may fail by it")]

mod support;

use std::process::Stdio;
use std::time::Duration;

use support::{Site, dibao, files};

/// What a clean build of a site comes to.
fn clean(site: &Site) -> std::collections::BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    site.build(&["--out", out.to_str().unwrap()]);
    files(&out)
}

fn assert_clean(site: &Site, what: &str) {
    let (built, clean) = (files(&site.path().join("public")), clean(site));
    assert_eq!(built.keys().collect::<Vec<_>>(), clean.keys().collect::<Vec<_>>(), "{what}");
    for (name, bytes) in clean {
        assert!(built[&name] == bytes, "{what}: {name} differs");
    }
}

fn article(site: &Site, number: u32, text: &str) {
    let name = format!("content/2024-07-{:02}-a{number}.md", 1 + number % 28);
    let text = format!("---\ntitle: 第{number}篇\nevents: [sco]\nlocations: [青岛]\n---\n{text}，头发在台湾。\n");
    site.write(&name, text.as_bytes());
}

fn remove(site: &Site, name: &str) {
    fs_err::remove_file(site.path().join(name)).unwrap();
}

#[test]
fn after_any_edits_a_build_is_as_a_clean_one() {
    let site = Site::new(&[("book.toml", "title = \"试报\"\nper_page = 2\n"), ("content/events/sco.md", "# 峰会")]);
    for number in 0..7 {
        article(&site, number, "开始");
    }
    site.build(&[]);
    site.write("public/own.txt", b"mine");
    type Edit = (&'static str, fn(&Site));
    let edits: [Edit; 10] = [
        ("a body changes", |site| article(site, 3, "改了")),
        ("an article comes", |site| article(site, 9, "新的")),
        ("an article goes", |site| remove(site, "content/2024-07-03-a2.md")),
        ("an article moves", |site| {
            remove(site, "content/2024-07-06-a5.md");
            site.write("content/old/2023-01-02-a5.md", "# 旧文\n\n青岛。".as_bytes());
        }),
        ("an entity comes", |site| site.write("content/locations/青岛.md", "---\ntitle: 青岛\n---\n港口。".as_bytes())),
        ("a template changes", |site| {
            site.write("templates/parts/pager.html", b"<p>{{ site.title }}</p>");
        }),
        ("a word of the glossary changes", |site| {
            site.write("glossary/own.toml", "[[term]]\nzh-Hans = \"头发\"\nzh-Hant = \"頭毛\"\n".as_bytes());
        }),
        ("the scripts change", |site| {
            site.write("book.toml", "title = \"试报\"\nscripts = [\"zh-Hans\", \"zh-Hant-TW\"]\n".as_bytes());
        }),
        ("pages become folders", |site| {
            site.write("book.toml", "title = \"试报\"\npage_form = \"folder\"\n".as_bytes());
        }),
        ("the entity goes", |site| remove(site, "content/locations/青岛.md")),
    ];
    for (what, edit) in edits {
        edit(&site);
        site.build(&[]);
        assert_eq!(site.page("own.txt"), "mine");
        remove(&site, "public/own.txt");
        assert_clean(&site, what);
        site.write("public/own.txt", b"mine");
    }
}

#[test]
fn a_file_becomes_a_folder_and_back() {
    let site = Site::new(&[("book.toml", "title = \"试报\"\n"), ("content/a.md", "# 题"), ("static/x", "a file")]);
    site.build(&[]);
    remove(&site, "static/x");
    site.write("static/x/y", b"in a folder");
    site.build(&[]);
    assert_clean(&site, "a folder");
    fs_err::remove_dir_all(site.path().join("static/x")).unwrap();
    site.write("static/x", b"a file");
    site.build(&[]);
    assert_clean(&site, "a file again");
}

#[test]
fn a_build_that_was_killed_is_repaired_by_the_next() {
    let site = Site::new(&[("book.toml", "title = \"试报\"\n"), ("content/events/sco.md", "# 峰会")]);
    for number in 0..28 {
        article(&site, number, "开始");
    }
    for moment in 0..20_u64 {
        // Each time other files are under way.
        for number in 0..28 {
            article(&site, number, &format!("第{moment}次"));
        }
        article(&site, 100 + u32::try_from(moment).unwrap(), "来了又走");
        let mut build = dibao()
            .args(["build", "--root"])
            .arg(site.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(20 + 37 * moment));
        build.kill().unwrap();
        build.wait().unwrap();
        remove(&site, &format!("content/2024-07-{:02}-a{}.md", 1 + (100 + moment) % 28, 100 + moment));
        if moment % 4 == 3 {
            site.build(&[]);
            assert_clean(&site, &format!("killed {moment}"));
        }
    }
}

#[test]
fn a_page_that_cannot_be_made_stays_as_it_was() {
    let site = Site::new(&[("book.toml", "title = \"试报\"\n"), ("content/2024-07-04-a.md", "# 题")]);
    site.build(&[]);
    let page = site.page("zh-hans/2024/07/04/a.html");
    site.write("templates/article.html", b"{{ nonsense.word }}");
    let output = site.build(&[]);
    assert!(!output.status.success());
    assert_eq!(site.page("zh-hans/2024/07/04/a.html"), page);
    fs_err::remove_dir_all(site.path().join("templates")).unwrap();
    site.build(&[]);
    assert_clean(&site, "mended");
}
