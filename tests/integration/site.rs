//! What a site's own settings and files change, on small sites.

use std::io::Write as _;
use std::process::Stdio;

use crate::support::{Site, attributes, dibao, files, texts};

fn convert(arguments: &[&str], input: &str) -> String {
    let mut child =
        dibao().arg("convert").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn convert_reads_standard_input() {
    assert_eq!(convert(&["--to", "zh-Hant"], "# 头发\n\n`头发` [发](头.html)\n"), "# 頭髮\n\n`头发` [發](头.html)\n");
    assert_eq!(convert(&["--to", "zh-Hans", "--from", "zh-Hant-HK"], "頭髮裏面\r\n"), "头发里面\r\n");
    assert_eq!(convert(&["--plain", "--config", "s2twp"], "`鼠标`\n"), "`滑鼠`\n");
}

#[test]
fn convert_finds_out_the_encoding() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("旧.md");
    fs_err::write(&file, encoding_rs::GB18030.encode("港口的货物多了起来，头发也白了。\n").0).unwrap();
    let output = dibao().args(["convert", "--to", "zh-Hant"]).arg(&file).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "港口的貨物多了起來，頭髮也白了。\n");
    assert!(output.status.success() && String::from_utf8(output.stderr).unwrap().contains("GB18030"));
}

#[test]
fn a_new_site_builds_without_a_finding() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("档案");
    assert!(dibao().arg("new").arg(&dir).status().unwrap().success());
    let output = dibao().args(["build", "--json", "--root"]).arg(&dir).output().unwrap();
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (json["errors"].as_u64(), json["warnings"].as_u64(), json["articles"].as_u64()),
        (Some(0), Some(0), Some(1))
    );
    let again = dibao().arg("new").arg(&dir).output().unwrap();
    assert_eq!(again.status.code(), Some(2), "nothing is overwritten");
}

#[test]
fn templates_and_theme_overlay_one_by_one() {
    let site = Site::new(&[
        ("book.toml", "[extra]\nicp = \"备案号\"\n"),
        ("content/2024-07-04-a.md", "# 题"),
        ("templates/parts/pager.html", "<p class=\"own\">{{ site.extra.icp | convert }}</p>"),
        ("theme/style.css", "p { color: red }"),
        ("theme/own.css", "q { color: red }"),
        ("static/favicon.ico", "icon"),
    ]);
    let (code, json) = site.build_json();
    assert_eq!(code, 0, "{json:#}");
    assert!(site.page("zh-hant/2024/index.html").contains("<p class=\"own\">備案號</p>"));
    assert_eq!(site.page("theme/style.css"), "p { color: red }");
    assert_eq!(site.page("theme/own.css"), "q { color: red }");
    assert!(site.page("theme/root.js").contains("navigator.languages"));
    assert_eq!(site.page("favicon.ico"), "icon");
}

#[test]
fn four_scripts_and_the_folder_form() {
    let site = Site::new(&[
        (
            "book.toml",
            "base_url = \"https://x.example/a\"\nscripts = [\"zh-Hant-HK\", \"zh-Hans\", \"zh-Hant\", \"zh-Hant-TW\"]\npage_form = \"folder\"\npermalink = \":year/:slug\"",
        ),
        ("content/2024-07-04-里面.md", "---\ntitle: 里面\ndraft: false\n---\n里面"),
        ("content/draft.md", "---\ndraft: true\n---\n"),
    ]);
    let (code, json) = site.build_json();
    assert_eq!((code, json["drafts_skipped"].as_u64()), (0, Some(1)), "{json:#}");
    let page = site.page("zh-hant-hk/2024/里面/index.html");
    assert!(page.contains("<p>裏面</p>"), "{page}");
    assert!(site.page("zh-hant-tw/2024/里面/index.html").contains("<p>裡面</p>"));
    assert_eq!(
        attributes(page.as_bytes(), "link[rel=canonical]", "href"),
        ["https://x.example/a/zh-hant-hk/2024/%E9%87%8C%E9%9D%A2/"]
    );
    assert_eq!(
        attributes(page.as_bytes(), "link[hreflang=x-default]", "href"),
        ["https://x.example/a/zh-hant-hk/2024/%E9%87%8C%E9%9D%A2/"]
    );
    assert_eq!(attributes(site.page("404.html").as_bytes(), "link[rel=stylesheet]", "href"), ["/a/theme/style.css"]);
    assert!(!site.path().join("public/zh-hans/undated").exists());
}

#[test]
fn links_between_files_and_pictures_are_resolved() {
    let site = Site::new(&[
        ("book.toml", ""),
        (
            "content/2024/07/04/甲/index.md",
            "# 甲\n\n[乙](../乙.md#节) [事](/events/e.md) ![图](图%20一.png) ![库](/logo.png)",
        ),
        ("content/2024/07/04/甲/图 一.png", "png"),
        ("content/2024/07/04/乙.md", "# 乙\n\n## 节"),
        ("content/events/e.md", "---\nname: 事\n---\n"),
        ("static/logo.png", "png"),
    ]);
    let (code, json) = site.build_json();
    assert_eq!(code, 0, "{json:#}");
    let page = site.page("zh-hant/2024/07/04/甲.html");
    let links = attributes(page.as_bytes(), ".prose a", "href");
    assert_eq!(links, ["../../../../zh-hant/2024/07/04/%E4%B9%99.html#%E8%8A%82", "../../../../zh-hant/events/e.html"]);
    let pictures = attributes(page.as_bytes(), ".prose img", "src");
    assert_eq!(pictures, ["../../../../media/2024/07/04/%E7%94%B2/%E5%9B%BE%20%E4%B8%80.png", "../../../../logo.png"]);
    assert!(site.path().join("public/media/2024/07/04/甲/图 一.png").exists());
}

#[test]
fn lists_have_parts() {
    let articles: Vec<(String, String)> = (1..=7)
        .map(|day| (format!("content/2024-07-0{day}-a.md"), format!("---\nevents: [e]\n---\n# 第{day}篇")))
        .collect();
    let mut site_files = vec![("book.toml", "per_page = 3"), ("content/events/e.md", "---\nname: 事\n---\n事的说明")];
    site_files.extend(articles.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    let site = Site::new(&site_files);
    let (code, json) = site.build_json();
    assert_eq!(code, 0, "{json:#}");
    let titles = |page: &str| site.page(page).matches("card-title").count();
    // The newest stands above the list.
    assert_eq!(titles("zh-hans/index.html"), 2);
    assert_eq!(
        attributes(site.page("zh-hans/index.html").as_bytes(), ".earlier li a", "href"),
        ["../zh-hans/2024/index.html"]
    );
    assert_eq!(texts(&site.page("zh-hans/index.html"), ".lead h2"), ["第7篇"]);
    // The oldest part has the first number, and keeps it.
    assert_eq!(["zh-hans/2024/07/index.html", "zh-hans/2024/07/page/1.html"].map(titles), [4, 3]);
    let oldest = site.page("zh-hans/2024/07/page/1.html");
    site.write("content/2024-07-08-a.md", "# 第8篇".as_bytes());
    assert_eq!(site.build_json().0, 0);
    assert_eq!(site.page("zh-hans/2024/07/page/1.html"), oldest);
    let story = |page: &str| texts(&site.page(page), ".timeline ul > li > a");
    assert_eq!(story("zh-hans/events/e.html"), ["第1篇", "第2篇", "第3篇"], "an event is told from its begin");
    assert_eq!(story("zh-hans/events/e/page/3.html"), ["第7篇"]);
    assert!(
        site.page("zh-hans/events/e.html").contains("<p>事的说明</p>")
            && !site.page("zh-hans/events/e/page/2.html").contains("<p>事的说明</p>")
    );
    let newest_first = site.page("zh-hans/index.html");
    assert!(newest_first.find("第7篇").unwrap() < newest_first.find("第5篇").unwrap());
}

#[test]
fn days_of_few_articles_are_places_on_the_page_of_their_month() {
    let article = |day: usize, name: &str| {
        (
            format!("content/2024-07-{day:02}-{name}.md"),
            "---\nevents: [e]\n---\n# 题\n\n[日](/zh-hans/2024/07/03/)\n".to_owned(),
        )
    };
    let built = |book: &str, days: &[usize]| {
        let articles: Vec<(String, String)> = days.iter().map(|&day| article(day, "a")).collect();
        let mut all = vec![("book.toml", book)];
        all.extend(articles.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        let site = Site::new(&all);
        let (code, json) = site.build_json();
        assert_eq!(code, 0, "{json:#}");
        site
    };
    let few = built("per_page = 3\n", &[1, 2, 3, 4, 5]);
    let month = few.page("zh-hans/2024/07/index.html");
    assert_eq!(attributes(month.as_bytes(), "section.day h2", "id"), ["d05", "d04", "d03", "d02", "d01"]);
    assert!(!few.path().join("public/zh-hans/2024/07/03/index.html").exists());
    let own = few.page("zh-hant/2024/07/03/a.html");
    assert_eq!(attributes(own.as_bytes(), ".byline a", "href"), ["../../../../zh-hant/2024/07/index.html#d03"]);
    assert!(own.contains("zh-hans/2024/07/index.html#d03\">日"), "what an author wrote leads there too: {own}");
    assert!(few.page("zh-hans/events/e.html").contains("2024/07/index.html#d03"));
    assert!(!few.page("sitemap-lists.xml").contains("/2024/07/03/<"));
    for (book, days) in [("per_page = 3\n", &[1, 2, 3, 4, 5, 6][..]), ("per_page = 3\nday_pages = \"all\"\n", &[3])] {
        let many = built(book, days);
        assert_eq!(attributes(many.page("zh-hans/2024/07/index.html").as_bytes(), "section.day h2", "id").len(), 0);
        assert_eq!(many.page("zh-hans/2024/07/03/index.html").matches("card-title").count(), 1);
        let own = many.page("zh-hans/2024/07/03/a.html");
        assert_eq!(attributes(own.as_bytes(), ".byline a", "href"), ["../../../../zh-hans/2024/07/03/index.html"]);
    }
}

#[test]
fn a_year_of_many_articles_leads_to_its_months_and_lists_what_is_in_none() {
    let site = Site::new(&[
        ("book.toml", "per_page = 2\n"),
        ("content/2024-07-01-a.md", "# 甲"),
        ("content/2024-08-01-b.md", "# 乙"),
        ("content/2024-08-02-c.md", "# 丙"),
        ("content/y.md", "---\ndate: 2024\n---\n# 年"),
        ("content/z.md", "---\ndate: 2023\n---\n# 旧"),
        ("content/2023-01-01-d.md", "# 丁"),
    ]);
    assert_eq!(site.build_json().0, 0);
    assert_eq!(texts(&site.page("zh-hans/2024/index.html"), ".card-title"), ["年"]);
    assert_eq!(texts(&site.page("zh-hans/2024/index.html"), ".calendar caption a"), ["2024年7月", "2024年8月"]);
    assert_eq!(texts(&site.page("zh-hans/2023/index.html"), ".card-title"), ["丁", "旧"]);
}

#[test]
fn hostile_text_stays_text() {
    let hostile = "</script><script>alert(1)</script>\"'&<";
    let site = Site::new(&[
        ("book.toml", ""),
        (
            "content/2024-07-04-a.md",
            &format!(
                "---\ntitle: {hostile:?}\nsummary: {hostile:?}\nevents: [{hostile:?}]\n---\n文 <img src=x onerror=alert(1)> <iframe src='//e.example'></iframe>"
            ),
        ),
    ]);
    site.build_json();
    let all = files(&site.path().join("public"));
    for (name, bytes) in all.iter().filter(|(name, _)| name.ends_with(".html") || name.ends_with(".xml")) {
        let text = String::from_utf8_lossy(bytes);
        assert!(
            !text.contains("<script>alert") && !text.contains("onerror") && !text.contains("<iframe"),
            "{name}: {text}"
        );
    }
}
