//! Films, sounds, frames and files of articles: what pages keep, what becomes a link, what is told; notes in their places.

use scraper::{Html, Selector};

use crate::support::{Site, assert_clean, texts};

const BOOK: &str = "title = \"样\"\nbase_url = \"https://news.example/\"\n[search]\nenabled = false\n";
const PAGE: &str = "zh-hans/2024/07/04/a.html";

/// A site with an article of this text, and files that it may show. `book` is a key of `book.toml`, or a table.
fn site(book: &str, body: &str) -> Site {
    let book = if book.starts_with('[') { format!("{BOOK}{book}") } else { format!("{book}{BOOK}") };
    let site = Site::new(&[
        ("book.toml", &book),
        ("content/2024-07-04-a.md", &format!("# 题\n\n{body}\n")),
        ("content/港.mp4", "film"),
        ("content/b.mp3", "sound"),
        ("content/s.vtt", "WEBVTT"),
        ("static/far/c.webm", "film"),
        ("content/p.png", "png"),
    ]);
    site.write("content/报告.pdf", &[b'x'; 1_234_567]);
    site
}

/// The body of the article's page, and the kinds of what was found, with its line.
fn built(book: &str, body: &str) -> (Site, String, Vec<(String, u64)>) {
    let site = site(book, body);
    let (_, json) = site.build_json();
    let kind =
        |found: &serde_json::Value| (found["code"].as_str().unwrap().to_owned(), found["line"].as_u64().unwrap_or(0));
    let found = json["diagnostics"].as_array().unwrap().iter().map(kind).collect();
    let page = site.page(PAGE);
    (site, prose(&page), found)
}

fn prose(page: &str) -> String {
    let page = Html::parse_document(page);
    page.select(&Selector::parse(".prose").unwrap()).next().unwrap().inner_html()
}

/// The values of an attribute of all elements that a selector matches.
fn values(body: &str, selector: &str, name: &str) -> Vec<String> {
    let body = Html::parse_fragment(body);
    let selector = Selector::parse(selector).unwrap();
    body.select(&selector).map(|it| it.attr(name).unwrap_or("-").to_owned()).collect()
}

const FILM: &str = "../../../../media/%E6%B8%AF.mp4";

#[test]
fn own_films_and_sounds_are_kept_however_they_are_written() {
    for body in [
        "<video src=\"港.mp4\" controls></video>",
        "<VIDEO SRC='港.mp4' AUTOPLAY ONPLAY=\"x()\">您的浏览器不支持。</VIDEO>",
        "文中<video src=港.mp4></video>字。",
        "<video controls>\n\n<source src=\"港.mp4\" type=\"video/mp4\">\n\n您的浏览器不支持 *video*。\n\n</video>\n\n后文。",
        "<video\n  controls\n  src=\"港.mp4\"\n/>\n\n后文。",
        "- 一\n- <video src=\"港.mp4\">\n\n后文。",
        "[<video src=\"港.mp4\"></video>](https://a.example/)",
        "<figure>\n<video src=\"港.mp4\"></video>\n<figcaption>题</figcaption>\n</figure>",
        "> <video><source src=港.mp4>\n\n后文。",
        "![港口](港.mp4)",
        "<iframe src=\"港.mp4\"></iframe>",
        "<object data=\"港.mp4\"><embed src=\"港.mp4\"></object>",
    ] {
        let (site, prose, found) = built("", body);
        let sources = [values(&prose, "video", "src"), values(&prose, "source", "src")].concat();
        assert_eq!(sources.iter().filter(|src| *src == FILM).count(), 1, "{body}: {prose}");
        assert_eq!(values(&prose, "video", "controls"), [""], "{body}: {prose}");
        assert_eq!(values(&prose, "video", "preload"), ["metadata"], "{body}");
        assert!(!prose.contains("autoplay") && !prose.contains("onplay") && !prose.contains("浏览器"), "{prose}");
        assert!(body.contains("后文") == prose.contains("后文"), "{body}: {prose}");
        assert!(found.is_empty(), "{body}: {found:?}");
        assert!(site.path().join("public/media/港.mp4").is_file());
    }
}

#[test]
fn a_film_has_its_poster_its_tracks_and_what_else_is_harmless() {
    let body = "<video src=\"/far/c.webm\" poster=p.png width=\"320px\" height=180 loop muted playsinline preload=none title=\"头发\">\n\
        <track src=s.vtt kind=subtitles srclang=zh label=\"头发\" default>\n</video>\n\n<audio><source src=b.mp3 type=audio/mpeg></audio>";
    let (site, prose, found) = built("", body);
    assert!(found.is_empty(), "{found:?}");
    let has = |name: &str| values(&prose, "video", name)[0].clone();
    assert_eq!([has("width"), has("height"), has("preload"), has("title")], ["320", "180", "none", "头发"]);
    assert_eq!([has("loop"), has("muted"), has("playsinline")], ["", "", ""]);
    assert_eq!(values(&prose, "video", "poster"), ["../../../../media/p.png"]);
    assert_eq!(values(&prose, "track", "src"), ["../../../../media/s.vtt"]);
    assert_eq!(values(&prose, "audio source", "type"), ["audio/mpeg"]);
    for file in ["far/c.webm", "media/p.png", "media/s.vtt", "media/b.mp3"] {
        assert!(site.path().join("public").join(file).is_file(), "{file}");
    }
    let other = site.page(&PAGE.replace("hans", "hant"));
    assert!(other.contains("title=\"頭髮\"") && other.contains("label=\"頭髮\""), "{other}");
}

#[test]
fn what_is_not_there_is_told_as_what_it_is() {
    let body = "<video src=\"无.mp4\" poster=\"无.png\"></video>\n\n<audio src=无.mp3></audio>\n\n![](无.webm)\n\n<video src=港.mp4><track src=无.vtt></video>";
    let (_, _, found) = built("", body);
    let told: Vec<(&str, u64)> = found.iter().map(|(kind, line)| (kind.as_str(), *line)).collect();
    let media = |line| ("missing-media", line);
    assert_eq!(told, [("missing-picture", 3), media(3), media(5), media(7), media(9)]);
}

#[test]
fn what_is_elsewhere_is_a_link_to_the_page_for_people() {
    for (body, href, text) in [
        (
            "<iframe src=\"https://www.youtube.com/embed/abc\" width=560></iframe>",
            "https://www.youtube.com/watch?v=abc",
            "在 youtube.com 上观看",
        ),
        (
            "<iframe\n src=\"//player.bilibili.com/player.html?bvid=BV1x\"\n title=\"港口\"> </iframe>",
            "https://www.bilibili.com/video/BV1x",
            "港口 在 bilibili.com 上观看",
        ),
        (
            "文<iframe data-src='https://map.example/?a=1&amp;b=2'></iframe>字",
            "https://map.example/?a=1&b=2",
            "在 map.example 上打开",
        ),
        ("<EMBED SRC=http://far.example/x.swf>", "http://far.example/x.swf", "在 far.example 上打开"),
        (
            "<object><param name=\"movie\" value=\"https://far.example/x.swf\"><embed src=\"https://far.example/y.swf\"></object>",
            "https://far.example/x.swf",
            "在 far.example 上打开",
        ),
        (
            "<video src=\"https://far.example/a.mp4\" poster=\"https://far.example/a.jpg\" controls>清晨的港口</video>",
            "https://far.example/a.mp4",
            "清晨的港口 在 far.example 上观看",
        ),
        (
            "<audio controls>\n\n<source src=\"//far.example/a.mp3\">\n\n您的浏览器不支持。\n\n</audio>",
            "https://far.example/a.mp3",
            "在 far.example 上收听",
        ),
        ("![港口](https://far.example/a.mp4)", "https://far.example/a.mp4", "港口 在 far.example 上观看"),
    ] {
        let (_, prose, found) = built("", body);
        assert_eq!(values(&prose, "a.embed", "href"), [href], "{body}: {prose}");
        assert_eq!(texts(&prose, ".embed"), [text], "{body}: {found:?}");
        assert_eq!(found.iter().filter(|(kind, _)| kind == "remote-media").count(), 1, "{body}: {found:?}");
        for element in ["<iframe", "<video", "<audio", "<embed", "<object", "<param", "poster", "浏览器"] {
            assert!(!prose.contains(element), "{prose}");
        }
    }
}

#[test]
fn a_link_in_a_link_is_its_words() {
    for body in [
        "[<video src=\"https://far.example/a.mp4\"></video>](https://a.example/)",
        "<a href=\"https://a.example/\"><iframe src=\"https://far.example/\"></iframe></a>",
    ] {
        let (_, prose, _) = built("", body);
        assert_eq!(values(&prose, "a", "href"), ["https://a.example/"], "{prose}");
        assert_eq!(texts(&prose, "a").len(), 1);
        assert!(texts(&prose, "a")[0].contains("far.example"), "{prose}");
    }
}

#[test]
fn a_link_speaks_the_language_of_its_page() {
    let site = site("", "<iframe src=\"https://player.example/x\" title=\"头发\"></iframe>");
    site.write(
        "content/2024-07-04-a.en.md",
        b"# Title\n\n<iframe src=\"https://player.example/x\"></iframe>\n\n[f](b.mp3)\n",
    );
    site.build_json();
    assert!(
        site.page(&PAGE.replace("hans", "hant")).contains("頭髮 <span class=\"embed-host\">在 player.example 上開啟")
    );
    let english = site.page("en/2024/07/04/a.html");
    assert!(english.contains("Open at player.example") && english.contains(" (MP3, 5 B)"), "{}", prose(&english));
}

#[test]
fn a_site_lets_hosts_in() {
    let book = "[embed]\nhosts = [\"player.example\", \"*.video.example\"]\n";
    let body = "<iframe src=\"//player.example/x?a=1&amp;b=2\" title=\"头\" width=\"640\" onload=x() srcdoc=x></iframe>\n\n\
        <iframe src=\"https://a.video.example/y\"></iframe>\n\n<video src=\"https://a.video.example/a.mp4\"></video>\n\n\
        ![图](https://player.example/a.png)\n\n<iframe src=\"http://player.example/z\"></iframe>\n\n<iframe src=\"https://video.example/\"></iframe>";
    let (site, prose, found) = built(book, body);
    assert_eq!(values(&prose, "iframe", "src"), ["https://player.example/x?a=1&b=2", "https://a.video.example/y"]);
    assert_eq!(values(&prose, "iframe", "title"), ["头", "a.video.example"]);
    assert_eq!(values(&prose, "iframe", "loading"), ["lazy", "lazy"]);
    assert_eq!(values(&prose, "iframe", "referrerpolicy"), ["no-referrer", "no-referrer"]);
    assert!(values(&prose, "iframe", "sandbox").iter().all(|it| it.contains("allow-scripts") && !it.contains("top")));
    assert!(!prose.contains("onload") && !prose.contains("srcdoc"), "{prose}");
    assert_eq!(
        values(&prose, "video", "preload"),
        ["none"],
        "another host is asked for nothing until a reader plays it"
    );
    assert_eq!(values(&prose, "a.embed", "href"), ["http://player.example/z", "https://video.example/"]);
    assert_eq!(found, [("remote-media".to_owned(), 11)]);
    let headers = site.page("_headers");
    let sources = "https://player.example https://*.video.example";
    for rule in [
        format!("img-src 'self' data: {sources};"),
        format!("media-src 'self' {sources};"),
        format!("; frame-src {sources}\n"),
    ] {
        assert!(headers.contains(&rule), "{headers}");
    }
    let (site, prose, _) = built("", "<iframe src=\"https://news.example/x\"></iframe>");
    assert!(!site.page("_headers").contains("frame-src"));
    assert_eq!(
        values(&prose, "a.embed", "href"),
        ["https://news.example/x"],
        "no frame of one's own leaves its sandbox"
    );
}

#[test]
fn what_is_lost_is_told_once_a_kind() {
    let body = "<script>a(1)\n\nb(\"<p>\")</script>\n\n文<script>c()</script>字<script>d()</script>\n\n<form><input type=text></form>\n\n\
        <p onclick=\"x()\">甲</p>\n\nList<String> 与 Map<String>\n\n<font color=red>红</font><span style=\"color:red\">红</span>\n\n<picture><source srcset=a.webp><img src=p.png alt=图></picture>";
    let site = site("", body);
    let (_, json) = site.build_json();
    let found = json["diagnostics"].as_array().unwrap();
    let told: Vec<(&str, u64, u64)> = found
        .iter()
        .map(|it| (it["code"].as_str().unwrap(), it["line"].as_u64().unwrap(), it["column"].as_u64().unwrap()))
        .collect();
    let dropped = |line, column| ("dropped-html", line, column);
    assert_eq!(told, [dropped(3, 1), dropped(9, 1), dropped(9, 7), dropped(11, 1), dropped(13, 5)], "{json:#}");
    assert!(found[0]["message"].as_str().unwrap().contains("here and 2 more times"), "{}", found[0]);
    assert!(found[4]["help"].as_str().unwrap().contains("\\<string>"), "{}", found[4]);
    let prose = prose(&site.page(PAGE));
    for gone in ["a(1)", "b(", "c()", "d()", "onclick", "style="] {
        assert!(!prose.contains(gone), "{prose}");
    }
    assert!(prose.contains("文字") && prose.contains("红<span>红") && prose.contains("<img"), "{prose}");
    let output = crate::support::dibao().args(["check", "--json", "--root"]).arg(site.path()).output().unwrap();
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let looks: Vec<&serde_json::Value> =
        json["diagnostics"].as_array().unwrap().iter().filter(|it| it["code"] == "dropped-look").collect();
    assert_eq!(looks.len(), 1, "{json:#}");
    assert!(looks[0]["message"].as_str().unwrap().contains("2 places"), "{}", looks[0]);
}

#[test]
fn nothing_is_printed_as_markup() {
    for (body, text) in [
        ("<noscript><b>甲</b></noscript>", "甲"),
        ("文<noscript>甲<b>乙</b></noscript>字", "文甲乙字"),
        ("<noscript>\n\n**甲**\n\n</noscript>", "甲"),
        ("<xmp>甲<b>乙</b></xmp>", "甲乙"),
        ("<textarea>\n甲<b>乙</b>\n</textarea>", "甲乙"),
        ("<noembed><p>甲</p></noembed><noframes><p>乙</p></noframes>", "甲乙"),
        ("甲<template><b>乙</b></template>", "甲乙"),
        ("甲<plaintext><b>乙</b>\n\n丙", "甲乙丙"),
        ("甲<video>乙<b>丙</b></video>", "甲乙丙"),
        ("甲<iframe srcdoc=\"x\"><b>乙</b></iframe>", "甲乙"),
        ("甲<script>乙", "甲"),
        ("<div>\n<script>\n乙();\n\n丙();\n</script>\n</div>\n\n甲", "甲"),
        ("<style>\np { color: red }\n\n乙 {}\n</style>\n\n甲", "甲"),
    ] {
        let (_, prose, _) = built("", body);
        let shown: String = texts(&format!("<div id=x>{prose}</div>"), "#x").concat();
        let shown: String = shown.split_whitespace().collect();
        if body == "甲<script>乙" {
            assert!(shown.starts_with(text), "{body}: {prose}");
        } else {
            assert_eq!(shown, text, "{body}: {prose}");
        }
        assert!(!prose.contains("&lt;"), "{body}: {prose}");
    }
}

#[test]
fn pictures_that_programs_load_late_are_there() {
    for (body, count) in [
        ("<noscript><img src=\"p.png\" alt=图></noscript>", 1),
        ("<img data-src=\"p.png\" alt=图 class=lazy>", 1),
        ("<img src=\"data:image/gif;base64,R0lGOD\" data-original='p.png' alt=图>", 1),
        ("<img data-lazy-src=p.png alt=图><noscript><img src=p.png alt=图></noscript>", 1),
        ("<img src=p.png alt=图><noscript><img src=p.png alt=图></noscript>", 1),
        ("<IMG SRC=p.png ALT=图>", 1),
        ("<img src=p.png alt=图 data-src=q.png>", 1),
        ("<img src=p.png alt=图>\n\n<noscript><img src=p.png alt=图><img src=p.png alt=图></noscript>", 3),
    ] {
        let (site, prose, found) = built("", body);
        assert_eq!(values(&prose, "img", "src"), vec!["../../../../media/p.png"; count], "{body}: {prose}");
        assert!(found.is_empty(), "{body}: {found:?}");
        assert!(site.path().join("public/media/p.png").is_file());
    }
    let (_, prose, _) = built("", "<img data-src=\"javascript:x()\" alt=图>");
    assert!(!prose.contains("javascript"), "{prose}");
}

#[test]
fn a_page_has_one_title() {
    for (text, title, rest) in [
        ("<h1>题目</h1>\n\n文", "题目", 0),
        ("<h1 align=center>题<b>目</b></h1>\n\n文\n\n<h1>小题</h1>", "题目", 0),
        ("---\ntitle: 题目\n---\n<h1>另题</h1>\n\n<h2>小题</h2>", "题目", 1),
        ("---\ntitle: 题目\n---\n<h1>题目</h1>\n\n文", "题目", 0),
        ("# 题目\n\n<H1>另题</H1>", "题目", 1),
    ] {
        let site = Site::new(&[("book.toml", BOOK), ("content/2024-07-04-a.md", text)]);
        site.build_json();
        let page = site.page(PAGE);
        assert_eq!(texts(&page, "h1"), [title], "{text}");
        assert_eq!(texts(&page, ".prose h2").iter().filter(|it| *it == "另题").count(), rest, "{page}");
    }
}

#[test]
fn a_link_to_a_file_says_what_it_is() {
    let body = "[报告](报告.pdf)，[第三页](报告.pdf#page=3)与<a href=\"报告.pdf\">报告</a>；<A HREF=b.mp3>\n听</A>。\n\n[图](p.png) [自己](#题) [远](https://far.example/a.pdf)";
    let (site, prose, found) = built("", body);
    assert_eq!(
        texts(&prose, ".file-size"),
        ["（PDF，1.3 MB）", "（PDF，1.3 MB）", "（PDF，1.3 MB）", "（MP3，5 B）"],
        "{prose}"
    );
    assert!(
        prose.contains("</a><span class=\"file-size\">") && found.iter().all(|(kind, _)| kind == "dead-link"),
        "{prose}"
    );
    // Another file is another size, although the article is as it was.
    std::thread::sleep(std::time::Duration::from_millis(2100));
    site.build_json();
    site.write("content/b.mp3", b"a longer sound");
    site.build_json();
    assert!(site.page(PAGE).contains("（MP3，14 B）"));
    assert_clean(&site, "a file that changed");
}

#[test]
fn what_pages_would_ask_of_other_hosts_is_told() {
    let remote = |book: &str, body: &str| {
        let site = site(book, body);
        let (_, json) = site.build_json();
        let found = json["diagnostics"].as_array().unwrap().clone();
        let told: Vec<String> = found
            .iter()
            .filter(|it| it["code"] == "remote-media")
            .map(|it| format!("{}:{} {}", it["file"].as_str().unwrap(), it["line"], it["message"].as_str().unwrap()))
            .collect();
        told
    };
    for (book, body, count) in [
        (
            "",
            "![图](https://far.example/1.jpg)\n\n![图](//far.example/2.jpg) <img src=http://b.example/3.jpg alt=图>",
            "`b.example`, `far.example` for 3 things",
        ),
        ("", "[![图](https://far.example/1.jpg)](https://far.example/)", "`far.example` for something"),
        (
            "trusted_html = true\n",
            "<script src=\"https://far.example/a.js\"></script><iframe src=https://far.example/></iframe>",
            "`far.example` for 2 things",
        ),
        (
            "trusted_html = true\n",
            "<link rel=stylesheet href=//far.example/a.css>\n\n<video src=https://far.example/a.mp4>",
            "`far.example` for 2 things",
        ),
    ] {
        let told = remote(book, body);
        assert_eq!(told.len(), 1, "{body}: {told:?}");
        assert!(told[0].starts_with("content/2024-07-04-a.md:3 ") && told[0].contains(count), "{told:?}");
    }
    assert!(remote("", "![图](https://news.example/1.jpg) [远](https://far.example/)").is_empty());
    assert!(remote("[embed]\nhosts = [\"far.example\"]\n", "![图](https://far.example/1.jpg)").is_empty());
    let site = site("", "文");
    site.write(
        "theme/site.css",
        b"@import 'https://fonts.example/a.css';\nbody { background: url(//far.example/a.png) }\n",
    );
    let (_, json) = site.build_json();
    let found = &json["diagnostics"][0];
    assert_eq!((found["file"].as_str(), found["line"].as_u64()), (Some("theme/site.css"), Some(1)), "{json:#}");
    assert!(found["message"].as_str().unwrap().contains("`far.example`, `fonts.example` for 2 things"), "{found}");
    site.write("theme/site.css", b"body { color: red }\n");
    let own = "{% extends \"builtin/base.html\" %}\n{% block head %}<link rel=\"license\" href=\"https://cc.example/\">\n<script src=\"https://far.example/a.js\"></script>{% endblock %}";
    site.write("templates/base.html", own.as_bytes());
    let (_, json) = site.build_json();
    let found = &json["diagnostics"][0];
    assert_eq!((found["file"].as_str(), found["line"].as_u64()), (Some("templates/base.html"), Some(3)), "{json:#}");
}

#[test]
fn notes_stand_at_the_end_in_every_script() {
    let body = "宣言^[见[头发](b.mp3)。]与[^1]后^[二发]。\n\n[^1]: 头发";
    let (site, prose, found) = built("", body);
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(texts(&prose, ".footnote-mark"), ["1", "2", "3"], "{prose}");
    assert_eq!(texts(&prose, ".footnotes li").len(), 3);
    let page = site.page(&PAGE.replace("hans", "hant"));
    let notes = texts(&page, ".footnotes li");
    assert!(notes[0].contains("見頭髮") && notes[1].contains("頭髮") && notes[2].contains("二發"), "{notes:?}");
    assert!(!page.contains("^["), "{page}");
}

#[test]
fn an_edit_of_a_film_s_article_comes_to_a_clean_build() {
    let site = site("", "<video src=港.mp4></video>");
    site.build_json();
    for body in [
        "<video src=港.mp4 poster=p.png></video>",
        "<video src=无.mp4></video>",
        "<iframe src=https://far.example/></iframe> <script>x</script>",
        "文^[注]",
        "![港](港.mp4) [文件](报告.pdf)",
    ] {
        site.write("content/2024-07-04-a.md", format!("# 题\n\n{body}\n").as_bytes());
        site.build_json();
        assert_clean(&site, body);
    }
}

#[test]
fn many_of_them_are_read_too() {
    for one in [
        "<video src=a.mp4>",
        "<video>",
        "<object>",
        "<object><embed src=https://far.example/>",
        "<iframe src=https://far.example/></iframe>",
        "<noscript><img src=a.png>",
        "字<script>",
        "<audio><source src=x>",
        "字^[注",
        "字^[注]",
        "<h1>",
    ] {
        let text = format!("<div>\n{}", one.repeat(3_000));
        let inline = format!("字{}", one.repeat(1_000));
        let site =
            Site::new(&[("book.toml", BOOK), ("content/2024-07-04-a.md", &text), ("content/2024-07-05-b.md", &inline)]);
        // `linear.rs` measures the time.
        assert_eq!(site.build_json().1["articles"], 2, "{one}");
    }
}
