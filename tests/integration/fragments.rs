//! Links to places on pages: they lead to the heading that the old site had there, and what leads nowhere is told.

use crate::support::{Site, assert_clean, attributes, files};

/// Front matter before a text.
fn article(front: &str, body: &str) -> String {
    format!("---\n{front}\n---\n{body}\n")
}

/// Where the links in the text of a page lead, without percent signs.
fn links(site: &Site, page: &str) -> Vec<String> {
    let files = files(&site.path().join("public"));
    let html = files.get(page).unwrap_or_else(|| panic!("{page} of {:#?}", files.keys()));
    let decoded = |link: String| percent_encoding::percent_decode_str(&link).decode_utf8().unwrap().into_owned();
    attributes(html, ".prose a", "href").into_iter().map(decoded).collect()
}

/// What is told of links, with its place.
fn told(site: &Site) -> Vec<String> {
    let (_, json) = site.build_json();
    let found = json["diagnostics"].as_array().unwrap().iter().filter(|found| found["code"] == "dead-link");
    found
        .map(|it| format!("{}:{}: {}", it["file"].as_str().unwrap(), it["line"], it["message"].as_str().unwrap()))
        .collect()
}

const THREE: &str = "## 背景\n\n## 背景\n\n## 背景\n\n## What's New?\n";

#[test]
fn headings_have_the_ids_that_their_generator_gave_them() {
    for (form, ids) in [
        ("", ["背景", "背景-1", "背景-2", "whats-new"]),
        ("old_addresses = { form = \"hugo\" }", ["背景", "背景-1", "背景-2", "whats-new"]),
        ("old_addresses = { form = \"hexo\" }", ["背景", "背景-1", "背景-2", "What’s-New"]),
        ("old_addresses = { form = \"mkdocs\" }", ["_1", "_2", "_3", "whats-new"]),
        (
            "old_addresses = { form = \"hexo\" }\nheading_ids = \"hexo-markdown-it\"",
            ["背景", "背景-2", "背景-3", "What’s-New"],
        ),
        ("heading_ids = \"blackfriday\"", ["背景", "背景-1", "背景-2", "what-s-new"]),
    ] {
        let site = Site::new(&[
            ("book.toml", &format!("[[source]]\ndir = \"old\"\n{form}\n")),
            ("old/2024-07-04-a.md", &article("title: 甲", THREE)),
        ]);
        assert_eq!(site.build_json().0, 0, "{form}");
        for script in ["zh-hans", "zh-hant"] {
            let files = files(&site.path().join("public"));
            let found = attributes(&files[&format!("{script}/2024/07/04/a.html")], ".prose h2", "id");
            assert_eq!(found, ids, "{form}");
        }
    }
}

#[test]
fn links_find_headings_by_the_ids_of_other_generators() {
    let names = ["背景-2", "What’s-New", "_2", "Whats-New", "乙"];
    let within: String = names.iter().map(|name| format!("[字](#{name}) <a href=\"#{name}\">字</a> ")).collect();
    let across: String = names.iter().map(|name| format!("[字](2024-07-05-b.md#{name}) ")).collect();
    let site = Site::new(&[
        ("book.toml", "title = \"试报\"\n"),
        ("content/2024-07-04-a.md", &article("title: 甲", &across)),
        ("content/2024-07-05-b.md", &article("title: 乙", &format!("# 乙\n\n{within}\n\n{THREE}"))),
    ]);
    assert_eq!(told(&site), [""; 0]);
    let ids = ["背景-2", "whats-new", "背景", "whats-new"];
    for script in ["zh-hans", "zh-hant"] {
        let page = format!("../../../../{script}/2024/07/05/b.html");
        let mut expected: Vec<String> = ids.iter().map(|id| format!("{page}#{id}")).collect();
        // The headline is where the page begins.
        expected.push(page);
        assert_eq!(links(&site, &format!("{script}/2024/07/04/a.html")), expected);
        let own = links(&site, &format!("{script}/2024/07/05/b.html"));
        let expected: Vec<String> =
            ids.iter().chain(&["top"]).flat_map(|id| [format!("#{id}"), format!("#{id}")]).collect();
        assert_eq!(own, expected);
    }
}

#[test]
fn places_that_are_not_there_are_told_where_the_link_is() {
    let site = Site::new(&[
        ("book.toml", "title = \"试报\"\n"),
        (
            "content/2024-07-04-a.md",
            &article(
                "title: 甲",
                "一。\n\n[字](2024-07-05-b.md#没有)\n\n[字](/2024/07/05/b/#被景)\n\n[字](#无)\n\n<a href=\"#空\">字</a>",
            ),
        ),
        ("content/2024-07-05-b.md", &article("title: 乙", "## 背景\n\n## 后来的人们\n\n[字](#后来的人门)")),
        ("content/2024-07-06-c.md", &article("title: 丙\nwithdrawn: true", "## 背景\n")),
        (
            "content/2024-07-07-d.md",
            &article("title: 丁", "[字](2024-07-06-c.md#背景) [字](2024-07-05-b.md#) [字](2024-07-05-b.md#:~:text=背)"),
        ),
    ]);
    let told = told(&site);
    let starts: Vec<&str> = told.iter().map(|it| it.split(", ").next().unwrap()).collect();
    assert_eq!(
        starts,
        [
            "content/2024-07-04-a.md:6: This link leads to `#没有` in 《乙》",
            "content/2024-07-04-a.md:8: This link leads to `#被景` in 《乙》",
            "content/2024-07-04-a.md:10: This link leads to `#无`",
            "content/2024-07-04-a.md:12: This link leads to `#空`",
            "content/2024-07-05-b.md:8: This link leads to `#后来的人门`",
        ],
        "{told:#?}"
    );
    let checked = crate::support::dibao().args(["check", "--root"]).arg(site.path()).output().unwrap();
    let checked = String::from_utf8(checked.stdout).unwrap() + &String::from_utf8(checked.stderr).unwrap();
    assert!(checked.contains("`#后来的人们`"), "{checked}");
}

#[test]
fn links_follow_headings_that_are_edited() {
    let site = Site::new(&[
        ("book.toml", "title = \"试报\"\n"),
        ("content/2024-07-04-a.md", &article("title: 甲", "[字](2024-07-05-b.md#What’s-New)")),
        ("content/2024-07-05-b.md", &article("title: 乙", "## What's New\n")),
        ("content/2024-07-06-c.md", &article("title: 丙", "文。")),
    ]);
    let page = "zh-hans/2024/07/04/a.html";
    let to = "../../../../zh-hans/2024/07/05/b.html";
    assert_eq!(told(&site), [""; 0]);
    assert_eq!(links(&site, page), [format!("{to}#whats-new")]);
    for (body, link, count) in [
        ("## 别的\n", format!("{to}#What’s-New"), 1),
        ("## 序\n\n## What's New {#own}\n", format!("{to}#own"), 0),
        ("# What's New\n\n文。\n", format!("{to}#whats-new"), 0),
    ] {
        site.write("content/2024-07-05-b.md", article("title: 乙", body).as_bytes());
        assert_eq!(told(&site).len(), count, "{body}");
        assert_eq!(links(&site, page), [link], "{body}");
        assert_clean(&site, body);
    }
}

#[test]
fn a_site_in_memory_follows_headings_too() {
    use dibao::pipeline::{self, Options};

    let site = Site::new(&[
        ("book.toml", "title = \"试报\"\n"),
        ("content/2024-07-04-a.md", &article("title: 甲", "首段。\n\n[字](2024-07-05-b.md#What’s-New)")),
        ("content/2024-07-05-b.md", &article("title: 乙", "## What's New\n")),
    ]);
    for number in 6..16 {
        // So many that an edit is no large part of the index.
        site.write(&format!("content/2024-07-{number:02}-c.md"), article("title: 别", "文。").as_bytes());
    }
    let options = Options::default();
    let (_, mut session) = pipeline::open(site.path(), &options, &|_, _| {}).unwrap();
    let edit = |name: &str, text: String| site.write(name, text.as_bytes());
    // Links lead into it, so that it is not the only page to be made.
    edit("content/2024-07-05-b.md", article("title: 乙", "## What's New {#own}\n"));
    assert_eq!(session.edit(["content/2024-07-05-b.md"]).unwrap().unwrap().made, 2);
    assert_clean(&site, "the heading has another id");
    edit("content/2024-07-04-a.md", article("title: 甲", "首段。\n\n改了。[字](2024-07-05-b.md#What’s-New)"));
    assert!(session.edit(["content/2024-07-04-a.md"]).unwrap().is_some());
    assert_clean(&site, "the link is edited");
}
