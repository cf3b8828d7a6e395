//! What is settled is no error, what there is too much of is summed up first, and what is not fetched is called that.

use crate::support::{Site, assert_clean, dibao};

const BOOK: &str = "title = \"试报\"\nbase_url = \"https://news.example/\"\n";
const POINTER: &str =
    "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22e\nsize 12345\n";

fn site(files: &[(&str, &str)]) -> Site {
    let site = Site::new(&[("book.toml", BOOK)]);
    for (name, text) in files {
        site.write(name, text.as_bytes());
    }
    site
}

/// The exit code of `dibao check` with these arguments, and what it prints.
fn check(site: &Site, arguments: &[&str]) -> (i32, String) {
    let output = dibao().args(["check", "--root"]).arg(site.path()).args(arguments).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn two_at_one_address_are_told_and_settled() {
    let slug = "---\ndate: 2024-07-04\nslug: same\n---\n文。\n";
    for files in [
        [("content/a.md", slug), ("content/b.md", slug)],
        [("content/x/2024-07-04-a.md", "文。\n"), ("content/y/2024-07-04-a.md", "文。\n")],
        [("content/2024-07-04-A.md", "文。\n"), ("content/x/2024-07-04-a.md", "文。\n")],
        [("content/pages/search.md", "文。\n"), ("content/pages/about.md", "文。\n")],
        [("content/pages/x/about.md", "---\npermalink: about\n---\n文。\n"), ("content/pages/about.md", "文。\n")],
    ] {
        let site = site(&files);
        let (code, told) = check(&site, &[]);
        assert_eq!(code, 0, "{told}");
        assert!(told.contains("warning[address]"), "{files:?}: {told}");
        assert_eq!(site.build(&[]).status.code(), Some(0));
        // Who wants to know of it is told so.
        assert_eq!(check(&site, &["--deny", "address"]).0, 1);
    }
    // An address that nothing can have is not settled.
    let site = site(&[("content/a.md", "---\ndate: 2024-07-04\npermalink: ../../a\n---\n文。\n")]);
    assert_eq!(check(&site, &[]).0, 1);
}

#[test]
fn a_picture_in_a_tag_that_nobody_knows_is_no_error() {
    for (written, code, kinds) in [
        ("![图]({{<where>}}a.png)", 0, &["missing-picture", "foreign-tag"][..]),
        ("![图]({% where %}/a.png)", 0, &["missing-picture", "foreign-tag"]),
        ("![图]({{ site.cdn }}/a.png)", 0, &["missing-picture", "foreign-tag"]),
        // Where the tag says nothing but where the article is, the picture is known.
        ("![图]({{< blogdown/postref >}}a_files/a.png)", 0, &[]),
        ("![图]({{< blogdown/postref >}}none.png)", 1, &["missing-picture"]),
        ("![图](none.png)", 1, &["missing-picture"]),
    ] {
        let site = site(&[("content/2024-07-04-a.md", &format!("# 题\n\n{written}\n"))]);
        site.write("content/a_files/a.png", b"png");
        let (found, told) = check(&site, &[]);
        assert_eq!(found, code, "{written}: {told}");
        for kind in ["missing-picture", "foreign-tag"] {
            assert_eq!(told.contains(&format!("[{kind}]")), kinds.contains(&kind), "{written}: {told}");
        }
    }
}

#[test]
fn what_there_is_very_much_of_comes_first_in_a_line() {
    let many = |count: usize| (0..count).map(|_| "![](p.png)\n\n").collect::<String>();
    let site = site(&[("content/2024-07-05-z.md", "# 末\n\n[无](none.md)\n")]);
    site.write("content/p.png", b"png");
    for number in 1..=11 {
        site.write(&format!("content/2024-07-{number:02}-a.md"), format!("# 题\n\n{}", many(91)).as_bytes());
    }
    // A file of which only the first hundred are told.
    site.write("content/2024-06-01-b.md", format!("# 题\n\n{}", many(400)).as_bytes());
    let (code, told) = check(&site, &[]);
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(
        lines[..4],
        [
            "Very many of a kind, each summed up:",
            "warning[missing-alt] A picture has no text for those who cannot see it. 1,401 in 12 files: \
             content/2024-06-01-b.md:3:1, content/2024-07-01-a.md:3:1, content/2024-07-02-a.md:3:1 …; all by `dibao \
             check --root ROOT --kind missing-alt`"
                .replace("ROOT", site.path().to_str().unwrap())
                .as_str(),
            "",
            "warning[dead-link] A link leads nowhere. 1 in 1 file",
        ],
        "{told}"
    );
    assert!(code == 0 && told.lines().count() < 15, "{told}");
    // All are told to who asks for them, in whatever way.
    let places = |arguments: &[&str]| check(&site, arguments).1.matches("This picture has no text").count();
    assert_eq!((places(&["--kind", "missing-alt"]), places(&["--limit", "7"])), (1401, 7));
    let json: serde_json::Value = serde_json::from_str(&check(&site, &["--json"]).1).unwrap();
    let all = json["diagnostics"].as_array().unwrap().iter().filter(|found| found["code"] == "missing-alt");
    let all: u64 = all.map(|found| 1 + found["more"].as_u64().unwrap_or(0)).sum();
    assert_eq!((all, &json["warnings"]), (1401, &1402.into()));
    let whole: serde_json::Value = serde_json::from_str(&check(&site, &["--json", "--kind", "missing-alt"]).1).unwrap();
    assert_eq!(whole["diagnostics"].as_array().unwrap().len(), 1401);
}

#[test]
fn a_build_sums_up_too() {
    let site = site(&[
        ("content/2024-07-04-a.md", &format!("# 题\n\n{}", "[无](none.md)\n\n".repeat(1200))),
        ("content/2024-07-05-b.md", "# 题\n\n![图](none.png)\n"),
    ]);
    let told = String::from_utf8(site.build(&[]).stderr).unwrap();
    let lines: Vec<&str> = told.lines().collect();
    assert!(lines[1].starts_with("warning[dead-link] A link leads nowhere. 1,200 in 1 file: "), "{told}");
    assert!(lines[3].starts_with("error[missing-picture]: There is no picture `none.png`."), "{told}");
    assert_eq!(told.matches("none.md").count(), 0, "{told}");
}

#[test]
fn what_git_lfs_has_not_fetched_is_called_that_and_not_published() {
    let body = "# 题\n\n![图](a.jpg)\n\n![图](b.svg)\n\n<img src=\"c.png\" alt=\"图\">\n\n![片](d.mp4)\n\n[报告](e.pdf)\n\n\
                ![图](/f.webp)\n\n![好](good.png)\n";
    let notes = [
        "content/a.jpg",
        "content/b.svg",
        "content/c.png",
        "content/d.mp4",
        "content/e.pdf",
        "static/f.webp",
        "static/alone.bin",
        "theme/font.woff2",
        "content/note.md",
    ];
    let site = site(&[("content/2024-07-04-a.md", body)]);
    site.write("content/good.png", b"png");
    for note in notes {
        site.write(note, POINTER.as_bytes());
    }
    let (code, told) = check(&site, &[]);
    assert!(code == 1 && told.contains("error[git-lfs]") && told.contains("Run `git lfs pull`"), "{told}");
    assert!(!told.contains("[picture]") && !told.contains("[missing-picture]"), "{told}");
    let built = site.build(&[]);
    assert_eq!(built.status.code(), Some(1));
    let published = crate::support::files(&site.path().join("public"));
    for (name, bytes) in &published {
        assert!(!bytes.starts_with(b"version https://git-lfs"), "{name}");
    }
    for name in ["media/a.jpg", "media/d.mp4", "media/e.pdf", "f.webp", "alone.bin", "theme/font.woff2"] {
        assert!(!published.contains_key(name), "{name}");
    }
    assert!(published.contains_key("media/good.png"));
    assert!(!site.page("zh-hans/index.html").contains("note"));
    // As soon as they are fetched, they are there.
    for name in ["content/a.jpg", "content/c.png", "static/f.webp"] {
        site.write(name, b"png");
    }
    for name in ["content/d.mp4", "content/e.pdf", "static/alone.bin", "theme/font.woff2"] {
        site.write(name, b"bytes");
    }
    site.write("content/b.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>");
    site.write("content/note.md", "# 记\n\n文。\n".as_bytes());
    assert_eq!(site.build(&[]).status.code(), Some(0));
    assert_clean(&site, "fetched");
    let published = crate::support::files(&site.path().join("public"));
    for name in ["media/a.jpg", "media/b.svg", "media/d.mp4", "media/e.pdf", "f.webp", "alone.bin", "theme/font.woff2"]
    {
        assert!(published.contains_key(name), "{name}");
    }
}
