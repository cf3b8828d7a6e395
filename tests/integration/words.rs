//! Words that articles are filed under: sections, tags and kinds of a site's own.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::{Site, attributes, files, inflated, texts};

const BOOK: &str = "title = \"试报\"\nfeed_minimum = 1\nbase_url = \"https://news.example/\"\n";

fn article(front: &str) -> String {
    format!("---\n{front}\n---\n文。\n")
}

/// A site with a book and articles of these front matters, day by day.
fn site_of(book: &str, articles: &[&str]) -> Site {
    let mut all = vec![("book.toml".to_owned(), format!("{BOOK}{book}"))];
    for (number, front) in articles.iter().enumerate() {
        all.push((
            format!("content/2024-07-{:02}-a{number}.md", number + 1),
            article(&format!("title: 文{number}\n{front}")),
        ));
    }
    let all: Vec<(&str, &str)> = all.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Site::new(&all)
}

fn built(site: &Site) -> BTreeMap<String, Vec<u8>> {
    let (code, json) = site.build_json();
    assert_eq!((code, &json["diagnostics"]), (0, &json!([])), "{json:#}");
    files(&site.path().join("public"))
}

/// The entities of a kind: name in Simplified, and how many articles they have.
fn words(site: &Site, kind: &str) -> Vec<(String, u64)> {
    let all: Vec<Value> = serde_json::from_str(&site.page("data/entities.json")).unwrap();
    let of_kind = all.iter().filter(|entity| entity["kind"] == kind);
    let mut words: Vec<(String, u64)> = of_kind
        .map(|word| (word["name_zh_hans"].as_str().unwrap().to_owned(), word["articles"].as_u64().unwrap()))
        .collect();
    words.sort();
    words
}

fn pairs(expected: &[(&str, u64)]) -> Vec<(String, u64)> {
    let mut pairs: Vec<(String, u64)> = expected.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
    pairs.sort();
    pairs
}

#[test]
fn in_either_script_and_any_case_a_word_is_one() {
    let site =
        site_of("", &["tags: [体育, Linux]", "tags: [體育, linux]", "tags: ['体育 ', LINUX]", "tags: [体育, Linux]"]);
    let files = built(&site);
    assert_eq!(words(&site, "tag"), pairs(&[("体育", 4), ("Linux", 4)]));
    for (script, name) in [("zh-hans", "体育"), ("zh-hant", "體育")] {
        let page = site.page(&format!("{script}/tags/体育.html"));
        assert_eq!(texts(&page, "h1"), [name]);
        assert_eq!(texts(&page, ".course li a").len(), 4);
        let feeds = attributes(page.as_bytes(), "link[type='application/atom+xml']", "href");
        assert!(feeds.iter().any(|feed| feed.ends_with("tags/%E4%BD%93%E8%82%B2/feed.xml")), "{feeds:?}");
        let index = site.page(&format!("{script}/tags/index.html"));
        assert_eq!(texts(&index, "main .references a"), ["Linux", name]);
        let own = site.page(&format!("{script}/2024/07/02/a1.html"));
        assert_eq!(texts(&own, ".ties dd"), [name, "Linux"]);
        assert!(own.contains(&format!("\"keywords\":[\"{name}\",\"Linux\"]")), "{own}");
    }
    assert!(files.contains_key("zh-hans/tags/linux.html") && files.contains_key("zh-hant/tags/linux/feed.xml"));
    assert!(!files.keys().any(|file| file.ends_with("tags/体育/feed.json")), "one feed has to do");
    assert!(!site.page("feeds.opml").contains("/tags/"));
}

#[test]
fn a_word_is_called_and_addressed_as_most_articles_have_it_whichever_is_the_newest() {
    let all = ["tags: [體育]", "tags: [體育, 'C#']", "tags: [体育, 'C++']"];
    let site = site_of("", &all);
    let first = built(&site);
    let turned: Vec<&str> = all.iter().rev().copied().collect();
    let turned = site_of("", &turned);
    let second = built(&turned);
    let pages = |files: &BTreeMap<String, Vec<u8>>| -> Vec<String> {
        files.keys().filter(|file| file.starts_with("zh-hans/tags/")).cloned().collect()
    };
    assert_eq!(pages(&first), pages(&second));
    assert!(first.contains_key("zh-hans/tags/體育.html"), "{:?}", pages(&first));
    assert_eq!(texts(&site.page("zh-hans/tags/體育.html"), "h1"), ["体育"], "whatever its address is");
    for script in ["zh-hans", "zh-hant"] {
        let other = &first[&format!("{script}/tags/体育.html")];
        assert_eq!(
            attributes(other, "meta[http-equiv]", "content"),
            [format!("0; url=../../{script}/tags/%E9%AB%94%E8%82%B2.html")]
        );
    }
}

#[test]
fn sections_are_what_others_call_categories() {
    for front in [
        "categories: [新闻, 评论]",
        "categories:\n  - 新闻\n  - 评论",
        "category: 新闻\ncategories: 评论",
        "section: 新闻\ncolumns: [评论]",
        "分类: 新闻，评论",
        "sections: [新闻, 评论, 新闻]",
        "categories: [[新闻], [评论]]",
    ] {
        let site = site_of("", &[front]);
        built(&site);
        assert_eq!(words(&site, "section"), pairs(&[("新闻", 1), ("评论", 1)]), "{front}");
        let page = site.page("zh-hant/2024/07/01/a0.html");
        let mut kicker = texts(&page, ".kicker a");
        kicker.sort();
        assert_eq!(kicker, ["新聞", "評論"], "{front}");
        assert!(page.contains("\"articleSection\":["), "{front}");
        assert!(site.page("zh-hans/sections/index.html").contains("新闻"));
    }
}

#[test]
fn the_section_of_a_newspapers_page_has_a_page_too() {
    let site = site_of("", &["source: 海风晨报\npage: 2\nsection: 副刊", "source: 海风晨报\npage: 3\nsection: 副刊"]);
    built(&site);
    assert_eq!(words(&site, "section"), pairs(&[("副刊", 2)]));
    let page = site.page("zh-hans/2024/07/01/a0.html");
    assert!(page.contains("\"printSection\":\"副刊\""), "{page}");
    assert_eq!(texts(&page, ".kicker a").last().map(String::as_str), Some("副刊"));
}

#[test]
fn a_site_has_kinds_of_its_own() {
    let book = "[[taxonomy]]\nkey = \"topics\"\nkeys = [\"专题\"]\ntitle = { zh-Hans = \"专题{1}\", en = \"Topics\" }\n\
                [[taxonomy]]\nkey = \"tags\"\ntitle = \"关键词\"\nfeeds = false\n";
    let site = site_of(book, &["topics: [水利]\ntags: [江]", "专题: [水利, 能源]"]);
    let files = built(&site);
    assert_eq!(words(&site, "topics"), pairs(&[("水利", 2), ("能源", 1)]));
    let home = site.page("zh-hant/index.html");
    let menu = texts(&home, ".sections a");
    assert!(menu.contains(&"專題{1}".to_owned()) && menu.contains(&"關鍵詞".to_owned()), "{menu:?}");
    assert_eq!(texts(&site.page("zh-hans/topics/index.html"), "h1"), ["专题{1}"]);
    assert!(files.contains_key("zh-hans/topics/水利/feed.xml"));
    assert!(!files.contains_key("zh-hans/tags/江/feed.xml"));
    let search = site.page("zh-hans/search/index.html");
    assert!(search.contains("\"operators\":{\"专题\":\"topics\",\"topics\":\"topics\"}"), "{search}");
    let index = crate::support::files(&site.path().join("public/search"));
    let index: Vec<u8> = index.values().flat_map(|script| inflated(script)).flatten().collect();
    assert!(String::from_utf8_lossy(&index).contains("[\"topics\",\"水利\",2,"));
}

#[test]
fn empty_kinds_are_in_no_menu_and_have_no_page() {
    let site = site_of("[[taxonomy]]\nkey = \"topics\"\ntitle = \"专题\"\n", &["tags: []"]);
    let files = built(&site);
    let menu = texts(&site.page("zh-hans/index.html"), ".sections a");
    assert_eq!(menu, ["首页", "日期", "搜索"]);
    for kind in ["events", "locations", "persons", "organizations", "sections", "tags", "topics"] {
        assert!(!files.contains_key(&format!("zh-hans/{kind}/index.html")), "{kind}");
    }
    site.write(
        "content/2024-08-01-b.md",
        article("title: 链\ntags: [某]").replace("文。", "[签](/tags/)和[事](/events/)").as_bytes(),
    );
    let (code, json) = site.build_json();
    let found: Vec<&str> =
        json["diagnostics"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect();
    assert_eq!((code, found), (0, vec!["dead-link"]), "{json:#}");
}

#[test]
fn a_file_describes_a_word() {
    let site = site_of("", &["tags: [soccer]", "tags: [足球, 體育]", "tags: [英式足球]"]);
    site.write(
        "content/tags/football.md",
        "---\nname: 足球\naliases: [soccer, 英式足球]\nparent: 体育\n---\n一种球。\n".as_bytes(),
    );
    site.write("content/tags/sport.md", "---\nname: 体育\n---\n".as_bytes());
    built(&site);
    assert_eq!(words(&site, "tag"), pairs(&[("足球", 3), ("体育", 3)]));
    let page = site.page("zh-hant/tags/football.html");
    assert!(page.contains("一種球。"), "{page}");
    assert!(!site.page("zh-hans/2024/07/02/a1.html").contains("class=\"mention\""));
}

#[test]
fn in_a_tree_of_hugos_only_the_page_of_a_word_describes_it() {
    let site = Site::new(&[
        ("book.toml", &format!("{BOOK}[[source]]\ndir = \"content\"\nbundles = true\n")),
        ("content/tags/math/_index.md", "---\ntitle: 数学\n---\n数与形。\n"),
        ("content/categories/news/_index.md", "---\ntitle: 新闻\n---\n"),
        ("content/tags/2024-07-03-about-tags.md", &article("title: 关于标签")),
        ("content/2024-07-04-a.md", &article("title: 文\ntags: [math]\ncategories: [news]")),
    ]);
    let files = built(&site);
    assert_eq!(words(&site, "tag"), pairs(&[("数学", 1)]));
    assert_eq!(words(&site, "section"), pairs(&[("新闻", 1)]));
    assert!(files.contains_key("zh-hans/2024/07/03/about-tags.html"), "an article is one wherever it lies");
}

#[test]
fn jekyll_has_blanks_between_words() {
    let source = "[[source]]\ndir = \"content\"\nold_addresses = { form = \"jekyll\" }\n";
    for (book, expected) in [("", vec![("数学 统计", 1)]), (source, vec![("数学", 1), ("统计", 1)])] {
        let site = site_of(book, &["tags: 数学 统计"]);
        built(&site);
        assert_eq!(words(&site, "tag"), pairs(&expected), "{book}");
    }
    let site = site_of(source, &["tags: [数学 统计, 甲]"]);
    built(&site);
    assert_eq!(words(&site, "tag"), pairs(&[("数学 统计", 1), ("甲", 1)]), "a list says it itself");
}

#[test]
fn odd_words_are_words() {
    let tags = r#"tags: ["？？", "index", "a/b", "page", "<b>x</b>", "feed.xml", "'\"", "..", "很长的标签很长的标签很长的标签很长的标签很长的标签很长的标签很长的标签很长的标签很长的标签很长的标签很长的标签很长的标签很长的标签很长的标签很长的标签很长的标签很长的标签"]"#;
    let site = site_of("", &[tags]);
    let files = built(&site);
    assert_eq!(words(&site, "tag").len(), 9);
    let pages = files.keys().filter(|file| file.starts_with("zh-hans/tags/") && file.ends_with(".html"));
    assert_eq!(pages.count(), 10, "each has a page, and there is an index");
    assert!(!site.page("zh-hans/2024/07/01/a0.html").contains("<b>x</b>"));
}

#[test]
fn related_articles_share_words() {
    let site = site_of("", &["tags: [甲]", "tags: [乙]", "tags: [甲]"]);
    built(&site);
    assert_eq!(texts(&site.page("zh-hans/2024/07/01/a0.html"), ".related li a"), ["文2"]);
}

/// An edit that changes what is filed where makes the same as a build from nothing.
#[test]
fn words_change_with_articles() {
    let site = site_of("", &["tags: [甲, 乙]", "tags: [甲]\ncategories: 新闻"]);
    built(&site);
    for front in ["tags: [丙]", "tags: [甲, 丙]\ncategories: 评论", "title: 又", ""] {
        site.write(
            "content/2024-07-02-a1.md",
            article(&format!("title: 改\n{front}").replace("title: 改\ntitle", "title")).as_bytes(),
        );
        let edited = built(&site);
        std::fs::remove_dir_all(site.path().join("public")).unwrap();
        std::fs::remove_dir_all(site.path().join(".dibao")).unwrap();
        assert_eq!(edited, built(&site), "{front}");
    }
}

#[test]
fn lists_of_another_generator_lead_to_lists() {
    let lists = "per_page = 1\n[[old_lists]]\nform = \"hugo\"\ntaxonomies = { tags = \"tags\", categories = \"cat\" }\n\
                 page_size = 1\narchives = \"archives\"\nfolders = { \"/notes/\" = \"content\" }\n";
    let site = site_of(lists, &["tags: [Go 语言]\ncategories: 新闻", "tags: [go 语言, 甲]", "tags: [Go 语言]"]);
    let files = built(&site);
    let way = |from: &str| {
        let html = files.get(from).unwrap_or_else(|| panic!("{from} of {:#?}", files.keys()));
        attributes(html, "meta[http-equiv]", "content")[0].split_once("url=").unwrap().1.replace("../", "")
    };
    let go = "zh-hans/tags/go-%E8%AF%AD%E8%A8%80";
    for (from, to) in [
        ("tags/go-语言/index.html", format!("{go}.html")),
        ("tags/go-语言/page/1/index.html", format!("{go}.html")),
        ("tags/go-语言/page/3/index.html", format!("{go}/page/1.html")),
        ("tags/index.html", "zh-hans/tags/index.html".to_owned()),
        ("cat/新闻/index.html", "zh-hans/sections/%E6%96%B0%E9%97%BB.html".to_owned()),
        ("page/3/index.html", "zh-hans/2024/07/page/1.html".to_owned()),
        ("archives/index.html", "zh-hans/dates/index.html".to_owned()),
        ("archives/2024/07/index.html", "zh-hans/2024/07/index.html".to_owned()),
        ("archives/2024/page/3/index.html", "zh-hans/2024/07/page/1.html".to_owned()),
        ("notes/page/2/index.html", "zh-hans/index.html".to_owned()),
    ] {
        assert_eq!(way(from), to, "{from}");
    }
    assert_eq!(files["tags/go-语言/index.xml"], files["zh-hans/tags/go-语言/feed.xml"]);
    assert_eq!(files["notes/index.xml"], files["zh-hans/feed.xml"]);
    assert!(!files.contains_key("page/4/index.html"), "there were three");
    // Links by these addresses lead to the page of the word.
    site.write("content/2024-08-01-b.md", article("title: 链").replace("文。", "[语](/tags/go-语言/)").as_bytes());
    built(&site);
    let links = attributes(site.page("zh-hant/2024/08/01/b.html").as_bytes(), ".prose a", "href");
    assert_eq!(links, ["../../../../zh-hant/tags/go-%E8%AF%AD%E8%A8%80.html"]);
}

#[test]
fn an_old_address_of_a_list_that_is_not_there_is_told() {
    let site = site_of("old_addresses = { \"/tags.html\" = \"zh-hans/tags/index.html\" }\n", &["title: 无"]);
    let (code, json) = site.build_json();
    let told = &json["diagnostics"][0];
    assert_eq!((code, told["code"].as_str()), (0, Some("address")), "{json:#}");
    assert!(told["message"].as_str().unwrap().contains("leads to `zh-hans/tags/index.html`"), "{told}");
    assert!(!files(&site.path().join("public")).contains_key("tags.html"));
}

#[test]
fn what_is_wrong_in_lists_is_told_with_its_line() {
    for (line, said) in [
        ("page_size = 0", "at least one article"),
        ("pages = \"page/\"", ":num"),
        ("taxonomies = { nothing = \"x\" }", "Nothing is named under `nothing`"),
    ] {
        let site = site_of(&format!("[[old_lists]]\n{line}\n"), &["title: 无"]);
        let output = site.build(&[]);
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            output.status.code() == Some(2) && text.contains(said) && text.contains("book.toml:5:"),
            "{line}: {text}"
        );
    }
}

#[test]
fn a_word_is_a_part_of_one_that_no_file_describes() {
    let site = site_of("", &["tags: [足球]"]);
    site.write("content/tags/soccer.md", "---\nname: 足球\nparent: 体育\n---\n".as_bytes());
    built(&site);
    assert_eq!(words(&site, "tag"), pairs(&[("足球", 1), ("体育", 1)]));
    let trail = texts(&site.page("zh-hant/tags/soccer.html"), ".trail a");
    assert_eq!(trail, ["標籤", "體育"]);
}

#[test]
fn a_word_that_comes_takes_the_address_of_none_that_more_articles_have() {
    let site = site_of("", &["tags: ['C#']", "tags: ['C#', '😀']", "tags: [😀, 😁]"]);
    built(&site);
    assert_eq!(texts(&site.page("zh-hans/tags/c.html"), "h1"), ["C#"]);
    site.write("content/2024-08-01-b.md", article("title: 又\ntags: [C]").as_bytes());
    built(&site);
    assert_eq!(texts(&site.page("zh-hans/tags/c.html"), "h1"), ["C#"]);
    assert_eq!(texts(&site.page("zh-hans/tags/c-2.html"), "h1"), ["C"]);
}

/// A site in two scripts at another generator had lists in the folders of both.
#[test]
fn lists_in_a_scripts_folder_lead_to_that_script() {
    for form in ["flat", "folder"] {
        let list = |prefix: &str| {
            format!(
                "[[old_lists]]\nform = \"hugo\"\nprefix = \"{prefix}\"\ntaxonomies = {{ tags = \"tags\" }}\npage_size = 1\n"
            )
        };
        let book = format!("page_form = \"{form}\"\nper_page = 2\n{}{}", list("zh-hant"), list("zh-tw"));
        let site = site_of(&book, &["tags: [体育]", "tags: [體育]", "tags: [體育]"]);
        let files = built(&site);
        let rules = String::from_utf8(files["_redirects"].clone()).unwrap();
        for rule in rules.lines() {
            let (from, to) = rule.split_once(' ').unwrap();
            assert!(!["/zh-hant/", "/zh-hant/tags/"].contains(&from), "{rule}: the page itself is there");
            let folder = if from.starts_with("/zh-") { "/zh-hant/" } else { "/zh-hans/" };
            assert!(to.starts_with(folder) || from.starts_with("/zh-hans/"), "{rule}");
        }
        for old in
            ["zh-tw/index.html", "zh-tw/tags/index.html", "zh-tw/page/3/index.html", "zh-tw/tags/體育/index.html"]
        {
            let Some(page) = files.get(old) else { panic!("{form}: {old}") };
            let way = &attributes(page, "meta[http-equiv]", "content")[0];
            assert!(way.contains("zh-hant/"), "{old}: {way}");
        }
        assert!(files.contains_key("zh-hant/tags/體育/index.html"), "{form}: a folder or the page itself");
        // What the site has itself is as it would be without.
        let home = String::from_utf8(files["zh-hant/index.html"].clone()).unwrap();
        assert!(!home.contains("http-equiv=\"refresh\""));
    }
}
