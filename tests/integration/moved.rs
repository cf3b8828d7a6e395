//! The addresses that articles had before: each leads to the page, and links that name it do.

use std::collections::BTreeMap;

use crate::support::{Site, attributes, files, texts};

const BOOK: &str = "title = \"试报\"\nbase_url = \"https://www.news.example/\"\nscripts = [\"zh-Hans\", \"zh-Hant\"]\n";

fn article(front: &str, body: &str) -> String {
    format!("---\n{front}\n---\n{body}\n")
}

fn built(site: &Site) -> BTreeMap<String, Vec<u8>> {
    let (code, json) = site.build_json();
    assert_eq!(code, 0, "{json:#}");
    files(&site.path().join("public"))
}

/// Where a page leads on, as a path of the output.
fn way(files: &BTreeMap<String, Vec<u8>>, from: &str) -> String {
    let html = files.get(from).unwrap_or_else(|| panic!("{from} of {:#?}", files.keys()));
    let refresh = &attributes(html, "meta[http-equiv]", "content")[0];
    let way = refresh.strip_prefix("0; url=").unwrap();
    assert_eq!(&attributes(html, "a", "href")[0], way);
    let base = url::Url::parse("http://x/").unwrap().join(&dibao::address::encode(from)).unwrap();
    let path = base.join(way).unwrap();
    let path = percent_encoding::percent_decode_str(&path.path()[1..]).decode_utf8().unwrap().into_owned();
    assert!(files.contains_key(&path), "{path}");
    path
}

fn told(site: &Site) -> Vec<String> {
    let (_, json) = site.build_json();
    let found = json["diagnostics"].as_array().unwrap().iter();
    found.map(|it| format!("{}: {}", it["code"].as_str().unwrap(), it["message"].as_str().unwrap())).collect()
}

#[test]
fn every_old_address_leads_to_the_page() {
    let site = Site::new(&[
        ("book.toml", BOOK),
        (
            "content/2024-07-04-a.md",
            &article(
                "title: 甲\naliases: [/2013/03/Slug/, old.html, 'x, y', /文/一.HTM, /view.php, /zh-hant/was.html, /v2.1]",
                "文。",
            ),
        ),
        (
            "content/2024-07-04-a.en.md",
            &article("title: A\nredirect_from: /en/posts/a/", "Words of a page in English."),
        ),
        (
            "content/2024-07-05-b.md",
            &article("title: 乙\nlang: zh-Hant\nredirect_from:\n  - /b\n  - /c/index.html", "這裡。"),
        ),
        (
            "content/2024-07-06-c.md",
            &article(
                "title: 丙\nurl: 'https://web.archive.org/web/2021/https://old.example/n/1?x#y'\noriginal_url: https://old.example/n/2",
                "文。",
            ),
        ),
        ("content/2024-07-07-d.en.md", &article("title: D\nalias: /only-english", "Only in English, and no more.")),
        ("content/2024-07-08-w.md", &article("title: 收\nwithdrawn: 2024-08-01\naliases: /gone/", "秘。")),
        ("content/pages/about.md", "---\ntitle: 关于\naliases: /about.php\n---\n文。\n"),
    ]);
    let files = built(&site);
    let a = "zh-hans/2024/07/04/a.html";
    for (from, to) in [
        ("2013/03/Slug/index.html", a),
        ("old.html", a),
        ("x, y/index.html", a),
        ("文/一.HTM", a),
        ("view.php/index.html", a),
        ("v2.1/index.html", a),
        ("zh-hant/was.html", "zh-hant/2024/07/04/a.html"),
        ("en/posts/a/index.html", "en/2024/07/04/a.html"),
        ("b/index.html", "zh-hant/2024/07/05/b.html"),
        ("c/index.html", "zh-hant/2024/07/05/b.html"),
        ("n/2/index.html", "zh-hans/2024/07/06/c.html"),
        ("only-english/index.html", "en/2024/07/07/d.html"),
        ("gone/index.html", "zh-hans/2024/07/08/w.html"),
        ("about.php/index.html", "zh-hans/about.html"),
    ] {
        assert_eq!(way(&files, from), to, "{from}");
    }
    let rules = String::from_utf8(files["_redirects"].clone()).unwrap();
    assert!(rules.contains("/2013/03/Slug/ /zh-hans/2024/07/04/a.html 301\n"), "{rules}");
    assert!(rules.contains("/old.html /zh-hans/2024/07/04/a.html 301\n"), "{rules}");
    let output = crate::support::dibao().args(["build", "--json", "--root"]).arg(site.path()).output().unwrap();
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let manifest = json["manifest"]["files"].as_array().unwrap();
    let moved: Vec<&str> =
        manifest.iter().filter(|file| file["role"] == "redirect").map(|file| file["path"].as_str().unwrap()).collect();
    assert_eq!(moved.len(), 14, "{moved:#?}");
    assert_eq!(told(&site).len(), 1, "the one with a query: {:#?}", told(&site));
    // Search engines are told of the page alone.
    let sitemap = crate::support::sitemaps(&files);
    assert!(!sitemap.contains("Slug") && !String::from_utf8_lossy(&files["data/articles/2024.csv"]).contains("Slug"));

    site.write("book.toml", format!("{BOOK}moved_pages = false\n").as_bytes());
    let files = built(&site);
    assert!(!files.contains_key("old.html"));
    assert_eq!(String::from_utf8(files["_redirects"].clone()).unwrap(), rules);
}

#[test]
fn an_old_address_that_cannot_lead_on_is_told() {
    let site = Site::new(&[
        ("book.toml", BOOK),
        ("content/2024-07-04-a.md", &article("title: 甲\naliases: [/same/, /zh-hans/2024/07/04/a.html]", "文。")),
        ("content/2024-07-05-b.md", &article("title: 乙\naliases: [/Same/, /, /zh-hans/2024/07/04/a/]", "文。")),
        (
            "content/2024-07-06-c.md",
            &article("title: 丙\naliases: [/zh-hans/events/, /theme/x/, /a//b/, /zh-hans/2024/]", "文。"),
        ),
        (
            "content/2024-07-07-d.md",
            &article(&format!("title: 丁\naliases: [/{}/, 7, {{a: b}}]", "长".repeat(100)), "文。"),
        ),
    ]);
    let told = told(&site);
    for expected in [
        "`/same/` is an old address of `2024/07/05/b` too",
        "The site has something else at `/zh-hans/events/`",
        "The site has something else at `/theme/x/`",
        "The site has something else at `/zh-hans/2024/`",
        "at the old address `/a//b/`: it has an empty part",
        "longer than a file's name",
    ] {
        assert!(told.iter().any(|message| message.contains(expected)), "{expected}: {told:#?}");
    }
    assert_eq!(told.iter().filter(|message| message.contains("2024/07/04/a.html")).count(), 0, "its own: {told:#?}");
    // The newest of an address has it; a site's own file stands in the place of all.
    site.write("static/same/index.html", b"own");
    let files = built_with(&site);
    assert_eq!(files["same/index.html"], b"own");
    assert_eq!(way(&files, "7/index.html"), "zh-hans/2024/07/07/d.html");
}

fn built_with(site: &Site) -> BTreeMap<String, Vec<u8>> {
    site.build(&[]);
    files(&site.path().join("public"))
}

#[test]
fn the_site_had_addresses_too() {
    let old = "[old_addresses]\n\"/atom.xml\" = \"/zh-hans/feed.xml\"\n\"/feed/\" = \"zh-hant/feed.xml\"\n\
               \"/feed.json\" = \"zh-hans/feed.json\"\n\"/shop/\" = \"https://shop.example/?a&b\"\n\
               \"/tags/old.html\" = \"zh-hant/dates/index.html\"\n\"/mine/\" = \"zh-hans/index.html\"\n";
    let site = Site::new(&[
        ("book.toml", &format!("{BOOK}feeds = [\"atom\", \"json\"]\n{old}")),
        ("content/2024-07-04-a.md", &article("title: 甲\naliases: /mine/", "文。")),
    ]);
    let files = built(&site);
    assert_eq!(files["atom.xml"], files["zh-hans/feed.xml"]);
    assert_eq!(files["feed/index.html"], files["zh-hant/feed.xml"]);
    assert_eq!(files["feed.json"], files["zh-hans/feed.json"]);
    assert_eq!(way(&files, "tags/old.html"), "zh-hant/dates/index.html");
    assert_eq!(way(&files, "mine/index.html"), "zh-hans/index.html", "the site's own word holds");
    let shop = &files["shop/index.html"];
    assert_eq!(attributes(shop, "meta[http-equiv]", "content"), ["0; url=https://shop.example/?a&b"]);
    let rules = String::from_utf8(files["_redirects"].clone()).unwrap();
    for rule in
        ["/atom.xml /zh-hans/feed.xml 301", "/feed/ /zh-hant/feed.xml 301", "/tags/old.html /zh-hant/dates/ 301"]
    {
        assert!(rules.lines().any(|line| line == rule), "{rule}: {rules}");
    }
    for (line, told) in [
        ("\"/?p=1\" = \"a.html\"", "no address that a page can have had"),
        ("\"/\" = \"a.html\"", "no address that a page can have had"),
        ("\"/a/\" = \"../b\"", "cannot lead to `../b`"),
        ("\"/a/\" = \"javascript:x\"", ""),
    ] {
        site.write("book.toml", format!("{BOOK}[old_addresses]\n{line}\n").as_bytes());
        let output = site.build(&[]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(told) && (told.is_empty() || output.status.code() == Some(2)), "{line}: {said}");
    }
}

#[test]
fn links_by_old_addresses_lead_to_the_page() {
    let links = [
        "/2019/12/two/",
        "/2019/12/two",
        "/2019/12/Two/index.html",
        "https://www.news.example/2019/12/two/",
        "http://news.example/2019/12/two/",
        "//NEWS.example/2019/12/two/",
        "https://web.archive.org/web/20210712021520/https://www.news.example/2019/12/two/",
        "http://web.archive.org/web/2021if_/http://news.example/2019/12/two/",
        "https://old.example/article/2/two",
        "http://www.old.example/article/2/two/",
        "../two/",
        "./../two",
        "/?p=12",
        "https://news.example/?p=12",
        "https://www.news.example/zh-hant/2024/07/05/b.html",
    ];
    let elsewhere = [
        "https://other.example/2019/12/two/",
        "https://old.example/article/3",
        "https://web.archive.org/web/2021/https://news.example/never/",
        "https://web.archive.org/",
        "mailto:a@news.example",
    ];
    let mut body = String::new();
    for link in links.iter().chain(&elsewhere) {
        body += &format!("[字]({link}) <a href=\"{link}\">字</a> ");
    }
    body += "[题](/2019/12/two/#背景) [问](https://news.example/?p=12#背景)\n";
    let site = Site::new(&[
        ("book.toml", BOOK),
        ("content/2024-07-04-a.md", &article("title: 甲\naliases: /2019/12/one/", &body)),
        (
            "content/2024-07-05-b.md",
            &article(
                "title: 乙\naliases: [/2019/12/two/, /?p=12]\noriginal_url: https://old.example/article/2/two",
                "## 背景\n",
            ),
        ),
    ]);
    let files = built_with(&site);
    for script in ["zh-hans", "zh-hant"] {
        let page = &files[&format!("{script}/2024/07/04/a.html")];
        let found = attributes(page, ".prose a", "href");
        let to = format!("../../../../{script}/2024/07/05/b.html");
        for (index, link) in links.iter().enumerate() {
            assert_eq!(found[index * 2..index * 2 + 2], [to.clone(), to.clone()], "{script}: {link}");
        }
        let rest = &found[links.len() * 2..];
        for (index, link) in elsewhere.iter().enumerate() {
            assert_eq!(rest[index * 2..index * 2 + 2], [*link, *link], "{script}");
        }
        assert_eq!(
            rest[elsewhere.len() * 2..],
            [format!("{to}#%E8%83%8C%E6%99%AF"), format!("{to}#%E8%83%8C%E6%99%AF")]
        );
    }
    assert!(told(&site).iter().all(|message| !message.starts_with("dead-link")), "{:#?}", told(&site));

    // A link to this host that leads nowhere is told; a site in a folder of its host has what is below that.
    site.write("content/2024-07-06-c.md", article("title: 丙", "[无](https://news.example/never/)").as_bytes());
    assert!(told(&site).iter().any(|message| message.starts_with("dead-link") && message.contains("never")));
    site.write("book.toml", BOOK.replace("www.news.example/", "www.news.example/blog/").as_bytes());
    site.write(
        "content/2024-07-06-c.md",
        article("title: 丙", "[甲](https://news.example/blog/2019/12/one/) [外](https://news.example/shop/)")
            .as_bytes(),
    );
    let found = attributes(&built_with(&site)["zh-hans/2024/07/06/c.html"], ".prose a", "href");
    assert_eq!(found, ["../../../../zh-hans/2024/07/04/a.html", "https://news.example/shop/"]);
}

#[test]
fn pictures_at_the_address_of_the_site_are_its_own() {
    let site = Site::new(&[
        ("book.toml", BOOK),
        (
            "content/2024-07-04-a.md",
            &article(
                "title: 甲",
                "![图](https://news.example/img/a.png) <img src=\"//www.news.example/img/a.png\" alt=\"图\">",
            ),
        ),
        ("static/img/a.png", "png"),
    ]);
    let files = built_with(&site);
    let found = attributes(&files["zh-hans/2024/07/04/a.html"], ".prose img", "src");
    assert_eq!(found, ["../../../../img/a.png", "../../../../img/a.png"]);
    assert!(files.contains_key("img/a.png"));
}

#[test]
fn hugo_finds_articles_by_its_own_rules() {
    let links =
        ["posts/x", "x", "/posts/x", "posts/x.md", "x/index.md", "bundle", "/posts/bundle/index.md", "posts/x#top"];
    let body: String = links.iter().map(|link| format!("[字]({{{{< ref \"{link}\" >}}}}) ")).collect();
    let site = Site::new(&[
        ("book.toml", BOOK),
        (
            "content/news/2024-07-04-a.md",
            &article("title: 甲", &format!("{body}[此]({{{{< relref \"#末\" >}}}})\n\n## 末\n")),
        ),
        ("content/posts/x.md", &article("title: 乙\ndate: 2024-07-05", "文。")),
        ("content/posts/bundle/index.md", &article("title: 丙\ndate: 2024-07-06", "文。")),
    ]);
    let files = built_with(&site);
    let found = attributes(&files["zh-hans/2024/07/04/a.html"], ".prose a", "href");
    let (x, bundle) = ("../../../../zh-hans/2024/07/05/x.html", "../../../../zh-hans/2024/07/06/bundle.html");
    let top = format!("{x}#top");
    assert_eq!(
        found,
        [x, x, x, x, x, bundle, bundle, &top, "#%E6%9C%AB"],
        "{:?}",
        texts(std::str::from_utf8(&files["zh-hans/2024/07/04/a.html"]).unwrap(), ".prose")
    );
}

#[test]
fn a_list_of_old_addresses_is_checked() {
    let site = Site::new(&[
        ("book.toml", BOOK),
        ("content/2024-07-04-a.md", &article("title: 甲\naliases: [/2019/12/one/, /one.html]", "文。")),
        ("static/file.pdf", "pdf"),
    ]);
    site.write("old.txt", "https://old.example/2019/12/one/\n/one.html\n/file.pdf\n/never/\n".as_bytes());
    let check = |list: &str, more: &[&str]| {
        let path = site.path().join(list);
        let mut command = crate::support::dibao();
        let output =
            command.args(["check", "--root"]).arg(site.path()).arg("--old-addresses").arg(path).args(more).output();
        let output = output.unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap() + &String::from_utf8_lossy(&output.stderr))
    };
    let (code, text) = check("old.txt", &[]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("3 of 4 old addresses answer") && text.contains("Nothing is at 1:\n  /never/"), "{text}");
    let (_, json) = check("old.txt", &["--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((json["answer"].as_u64(), json["gone"][0].as_str()), (Some(3), Some("/never/")), "{json}");
    let answers: Vec<&str> =
        json["answers"].as_array().unwrap().iter().map(|it| it["answer"].as_str().unwrap()).collect();
    assert_eq!(answers, ["page", "page", "file", "nothing"]);
    site.write("sitemap.xml", b"<urlset><url><loc>https://old.example/one.html</loc></url></urlset>");
    assert_eq!(check("sitemap.xml", &[]).0, Some(0));
    site.write("book.toml", format!("{BOOK}moved_pages = false\n").as_bytes());
    assert!(check("sitemap.xml", &[]).1.contains("1 have a rule in _redirects"));
    site.write("empty.txt", b"nothing here\n");
    let (code, text) = check("empty.txt", &[]);
    assert!(code == Some(2) && text.contains("has no addresses"), "{text}");
    assert_eq!(check("absent.txt", &[]).0, Some(2));
    assert!(!site.path().join("public").exists(), "a check writes nothing");
}

#[test]
fn addresses_that_change_are_told_and_written_down() {
    let site = Site::new(&[
        ("book.toml", BOOK),
        ("content/2024-07-04-a.md", &article("title: 甲", "文。")),
        ("content/2024-07-04-b.md", &article("title: 臺灣乙\nlang: zh-Hant\naliases: /old", "這裡。")),
        ("content/2024-07-05-c.md", "丙文。\n"),
        ("content/2024-07-06-d.md", &article("title: 丁", "文。")),
        ("content/2024-07-07-e.md", &article("title: 戊", "文。")),
        ("content/2024-07-08-f.md", "+++\ntitle = \"己\"\n+++\n文。\n"),
    ]);
    site.build(&[]);
    std::fs::rename(site.path().join("public/data/articles"), site.path().join("published")).unwrap();
    let aliases = |more: &[&str]| {
        let mut command = crate::support::dibao();
        command.args(["aliases", "--root"]).arg(site.path()).arg("--published").arg(site.path().join("published"));
        let output = command.args(more).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    assert_eq!(aliases(&[]).0, Some(0));
    // A new slug, a new name of the file, a new day, one that is gone, one that is withdrawn.
    site.write("content/2024-07-04-a.md", article("title: 甲\nslug: new", "文。").as_bytes());
    std::fs::rename(site.path().join("content/2024-07-04-b.md"), site.path().join("content/2024-07-04-z.md")).unwrap();
    site.write("content/2024-07-05-c.md", article("date: 2024-08-01", "丙文。").as_bytes());
    std::fs::remove_file(site.path().join("content/2024-07-06-d.md")).unwrap();
    site.write("content/2024-07-07-e.md", article("title: 戊\nwithdrawn: true", "文。").as_bytes());
    site.write("content/2024-07-08-f.md", "+++\ntitle = \"己\"\nslug = \"g\"\n+++\n文。\n".as_bytes());
    let (code, text) = aliases(&[]);
    assert_eq!(code, Some(1), "{text}");
    for line in [
        "content/2024-07-04-a.md was 2024/07/04/a, and is 2024/07/04/new\n  aliases: [/zh-hans/2024/07/04/a.html, /zh-hant/2024/07/04/a.html]",
        "content/2024-07-04-z.md was 2024/07/04/b, and is 2024/07/04/z",
        "content/2024-07-05-c.md was 2024/07/05/c, and is 2024/08/01/c",
        "gone without a notice: 2024/07/06/d",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert!(!text.contains("07/e"), "{text}");
    let (code, text) = aliases(&["--write"]);
    assert_eq!((code, text.matches("written").count()), (Some(1), 4), "{text}");
    assert_eq!(
        std::fs::read_to_string(site.path().join("content/2024-07-04-z.md")).unwrap(),
        "---\ntitle: 臺灣乙\nlang: zh-Hant\naliases: [/old, \"/zh-hans/2024/07/04/b.html\", \"/zh-hant/2024/07/04/b.html\"]\n---\n這裡。\n"
    );
    let (_, text) = aliases(&[]);
    assert!(!text.contains("aliases:") && text.contains("07/06/d"), "{text}");
    let files = built_with(&site);
    assert_eq!(way(&files, "zh-hant/2024/07/04/a.html"), "zh-hant/2024/07/04/new.html");
    assert_eq!(way(&files, "zh-hans/2024/07/04/b.html"), "zh-hans/2024/07/04/z.html");
    assert_eq!(way(&files, "zh-hans/2024/07/08/f.html"), "zh-hans/2024/07/08/g.html");
}

#[test]
fn what_no_disk_can_have_has_a_rule() {
    let (long, longer) = ("长".repeat(90), "长".repeat(120));
    let site = Site::new(&[
        ("book.toml", BOOK),
        (
            "content/2024-07-04-a.md",
            &article(
                &format!("title: 甲\naliases: [/2013/Bare, /{long}/x, /news/12/{longer}, /2013/Slash/, /b/index.html]"),
                "文。",
            ),
        ),
        // In a folder with another, no rule is short enough.
        (
            "content/2024-07-03-b.md",
            &article(&format!("title: 乙\naliases: [/news/13/{longer}, /news/13/other/]"), "文。"),
        ),
    ]);
    let files = built_with(&site);
    let rules = String::from_utf8(files["_redirects"].clone()).unwrap();
    let to = "/zh-hans/2024/07/04/a.html 301";
    // What has nothing but its rule comes first; the others are as links had them.
    let encoded = "%E9%95%BF".repeat(90);
    let expected = [&format!("/{encoded}/x"), "/news/12/*", "/2013/Bare", "/2013/Slash/", "/b/"];
    assert_eq!(rules.lines().take(5).collect::<Vec<_>>(), expected.map(|from| format!("{from} {to}")));
    let others = ["/news/13/other/ /zh-hans/2024/07/03/b.html 301", "/zh-hans/feed.json /zh-hans/feed.xml 301"];
    assert_eq!(rules.lines().skip(5).take(2).collect::<Vec<_>>(), others);
    assert_eq!(way(&files, "2013/Bare/index.html"), "zh-hans/2024/07/04/a.html");
    let told = told(&site);
    assert!(told.len() == 3 && told.iter().all(|it| it.contains("There can be no page")), "{told:?}");
}

#[test]
fn links_of_pages_that_were_saved_lead_to_where_they_were_saved() {
    let front = "title: 甲\noriginal_url: https://old.example/a";
    let links = [
        ("/web/20210712021520/https://old.example/a", "a.html"),
        (
            "/web/20210712/https://other.example/x?y#z",
            "https://web.archive.org/web/20210712/https://other.example/x?y#z",
        ),
        ("/web/2021id_/http://other.example/", "https://web.archive.org/web/2021id_/http://other.example/"),
        ("/web/20210712/mailto:a@b.example", "/web/20210712/mailto:a@b.example"),
        ("/web/pages", "/web/pages"),
    ];
    let text: String = links.iter().map(|(link, _)| format!("[字]({link})\n")).collect();
    let site = Site::new(&[("book.toml", BOOK), ("content/2024-07-04-a.md", &article(front, &text))]);
    let (_, json) = site.build_json();
    let page = site.page("zh-hans/2024/07/04/a.html");
    let found = attributes(page.as_bytes(), ".prose a", "href");
    for ((link, expected), found) in links.iter().zip(&found) {
        assert!(found.ends_with(expected), "{link}: {found}");
    }
    assert_eq!(json["diagnostics"].as_array().unwrap().len(), 2, "{json:#}");
}

/// A site of bundles that Hugo published.
fn bundles(files: &[(&str, &str)]) -> Site {
    let source =
        "[[source]]\ndir = \"content\"\nold_addresses = { form = \"hugo\" }\nbundles = true\npages = [\"_index.md\"]\n";
    let site = Site::new(files);
    site.write("book.toml", format!("{BOOK}{source}").as_bytes());
    site
}

/// What is told of files that lie with pages and have no place, with the files.
fn told_beside(json: &serde_json::Value) -> Vec<String> {
    let found = json["diagnostics"].as_array().unwrap().iter();
    let found = found.map(|it| format!("{}: {}", it["file"].as_str().unwrap(), it["message"].as_str().unwrap()));
    found.filter(|it| it.contains("not published")).collect()
}

/// What a site makes itself, and its own assets, stay whatever lies with a page, in each build; a file has the place as
/// soon as nothing else has it.
#[test]
fn what_lies_with_a_page_takes_the_place_of_nothing() {
    let taken = ["index.html", "feeds.opml", "zh-hans/index.html", "_headers", "robots.txt", "sitemap.xml"];
    let taken = taken.into_iter().chain(["theme/style.css", "p/f1.txt", "zh-hans/2024/07/01/b.html"]);
    let article = article("title: 文\ndate: 2024-07-01\nurl: /p/", "文。");
    let second = "---\ntitle: 乙\ndate: 2024-07-01\nslug: b\naliases: [/old/]\n---\n乙。\n";
    let files = [
        ("content/_index.md", "---\ntitle: 首页\n---\n文。\n"),
        ("content/根/index.md", "---\ntitle: 根\ndate: 2024-07-01\nurl: /\n---\n文。\n"),
        ("content/文/index.md", &*article),
        ("content/乙/index.md", second),
        ("content/文/f1.txt", "文"),
        ("content/文/f2.txt", "文"),
        ("content/文/index.html", "文"),
        ("static/p/f1.txt", "站"),
    ];
    let site = bundles(&files);
    // That `/` is the site's own is told, too.
    let (_, first) = site.build_json();
    assert_eq!(first["errors"], 1, "{first:#}");
    let before = self::files(&site.path().join("public"));
    assert_eq!((&*before["p/f1.txt"], &*before["p/f2.txt"]), ("站".as_bytes(), "文".as_bytes()));
    assert!(String::from_utf8_lossy(&before["p/index.html"]).contains("http-equiv"), "it leads on");
    for path in taken.clone().filter(|path| *path != "p/f1.txt") {
        // With the page of a section lies what is in its folder alone.
        let folder = if path.contains('/') { "content/根" } else { "content" };
        site.write(&format!("{folder}/{path}"), b"x");
    }
    for round in 0..3 {
        let (_, json) = site.build_json();
        let now = self::files(&site.path().join("public"));
        for path in taken.clone().chain(["p/index.html"]) {
            assert!(now.get(path) == before.get(path), "{path} in round {round}");
        }
        let told = told_beside(&json);
        for path in taken.clone().chain(["p/index.html"]) {
            assert_eq!(told.iter().filter(|it| it.contains(&format!("`{path}`"))).count(), 1, "{path}: {told:#?}");
        }
        let of_static =
            "content/文/f1.txt: This file is not published at its old address `p/f1.txt`: `static/p/f1.txt` is";
        assert!(told.iter().any(|it| it.starts_with(of_static)), "{told:#?}");
        if round == 1 {
            site.write("content/文/index.md", format!("{article}\n第二段。\n").as_bytes());
        }
    }
    std::fs::remove_file(site.path().join("static/p/f1.txt")).unwrap();
    site.build_json();
    assert_eq!(site.page("p/f1.txt"), "文");
    site.write("static/p/f1.txt", "站".as_bytes());
    site.build_json();
    assert_eq!(site.page("p/f1.txt"), "站");
}

/// Of two files that want one place the first one has it, in each build, and a file goes before a folder.
#[test]
fn the_first_of_two_files_with_pages_has_their_place() {
    let mut names = Vec::new();
    let site = bundles(&[]);
    for name in ["甲", "乙", "丙"] {
        site.write(
            &format!("content/{name}/index.md"),
            article(&format!("title: {name}\nurl: /p/"), "文。").as_bytes(),
        );
        for number in 0..20 {
            site.write(&format!("content/{name}/f{number}.txt"), name.as_bytes());
        }
        names.push(name);
    }
    site.write("content/甲/x", b"x");
    site.write("content/丙/x/y.txt", b"y");
    names.sort_unstable();
    for _ in 0..3 {
        let (_, json) = site.build_json();
        for number in 0..20 {
            assert_eq!(site.page(&format!("p/f{number}.txt")), names[0]);
        }
        assert_eq!(site.page("p/x"), "x");
        let told = told_beside(&json);
        assert_eq!(told.len(), 41, "{told:#?}");
        assert!(told.iter().any(|it| it.starts_with("content/丙/x/y.txt: ")), "{told:#?}");
        std::fs::remove_dir_all(site.path().join("public")).unwrap();
    }
}
