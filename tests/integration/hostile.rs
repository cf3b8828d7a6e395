//! Articles, pages and entities that mean harm: nothing that an author wrote runs.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use scraper::{ElementRef, Html, Selector};

use crate::support::{Site, files};

const BOOK: (&str, &str) =
    ("book.toml", "title = \"样\"\nbase_url = \"https://x.example/\"\n[search]\nenabled = false\n");

/// The elements that a body may have.
const ELEMENTS: &str = "a abbr acronym area article aside audio b bdi bdo blockquote br caption center cite code col colgroup \
    data dd del details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i img input ins kbd li map \
    mark nav ol p picture pre q rp rt rtc ruby s samp section small source span strike strong sub summary sup table \
    tbody td tfoot th thead time tr track tt u ul var video wbr";

/// What an address may begin with, if there is a scheme at all.
const SCHEMES: [&str; 10] =
    ["http:", "https:", "mailto:", "tel:", "ftp:", "geo:", "magnet:", "doi:", "news:", "data:image/"];

/// Whether a script is one that templates write: a file of the site, or data.
fn is_script_of_theme(element: ElementRef<'_>) -> bool {
    match (element.attr("src"), element.attr("type")) {
        // Browsers take `\` for `/`, and mind no tabs and line breaks in an address.
        (Some(src), None) => !src.is_empty() && !src.contains("//") && !src.contains([':', '\\', '\t', '\r', '\n']),
        (None, Some(kind)) => ["application/json", "application/ld+json"].contains(&kind),
        _ => false,
    }
}

/// What is wrong with an element, whatever its page; by another parser than dibao's own.
fn danger(element: ElementRef<'_>, is_in_body: bool) -> Option<String> {
    let (name, told) = (element.value().name(), |what: &str| Some(format!("{what} in {}", element.html())));
    if is_in_body && !ELEMENTS.split_whitespace().any(|allowed| allowed == name) {
        return told("an element that may not be");
    }
    if name == "script" && !is_script_of_theme(element) {
        return told("a script of unknown origin");
    }
    for (attribute, value) in element.value().attrs() {
        if attribute.starts_with("on")
            || matches!(attribute, "style" | "contenteditable" | "autofocus" | "srcdoc" | "autoplay")
        {
            return told(attribute);
        }
        let plain: String = value.chars().filter(|it| !it.is_whitespace() && !it.is_control()).collect();
        let plain = plain.to_lowercase();
        let has_scheme = plain.split_once(':').is_some_and(|(before, _)| {
            before.starts_with(|first: char| first.is_ascii_alphabetic())
                && before.chars().all(|it| it.is_ascii_alphanumeric() || "+-.".contains(it))
        });
        let is_download = name == "a" && element.attr("download").is_some();
        let is_safe = SCHEMES.iter().any(|scheme| plain.starts_with(scheme)) && !plain.starts_with("data:image/svg");
        let is_address = matches!(attribute, "href" | "src" | "action" | "formaction" | "data" | "poster" | "ping");
        if is_address && has_scheme && !is_safe && !is_download {
            return told("an address");
        }
    }
    None
}

/// What is wrong with a page, and with the bodies in it.
fn dangers(page: &str) -> Vec<String> {
    let page = Html::parse_document(page);
    let all = |selector: &str| page.select(&Selector::parse(selector).unwrap()).collect::<Vec<_>>();
    let found = all("*").into_iter().filter_map(|element| danger(element, false));
    found.chain(all(".prose *").into_iter().filter_map(|element| danger(element, true))).collect()
}

/// What is wrong with the bodies that a page's JSON file has.
fn dangers_of_data(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(map) => map.iter().for_each(|(key, value)| match (key.as_str(), value.as_str()) {
            ("body", Some(html)) => {
                let body = Html::parse_fragment(html);
                let inside = body.root_element().descendent_elements().skip(1);
                found.extend(inside.filter_map(|element| danger(element, true)));
            }
            _ => dangers_of_data(value, found),
        }),
        serde_json::Value::Array(items) => items.iter().for_each(|item| dangers_of_data(item, found)),
        _ => {}
    }
}

/// Builds a site, and holds every page and every JSON file in it to what may be. Gives the findings.
fn assert_harmless(site: &Site) -> serde_json::Value {
    let (_, json) = site.build_json();
    let mut pages = 0;
    for (name, bytes) in files(&site.path().join("public")) {
        let text = String::from_utf8_lossy(&bytes);
        let mut found = Vec::new();
        if name.ends_with(".html") {
            pages += 1;
            found = dangers(&text);
        } else if name.starts_with("data/pages/") {
            dangers_of_data(&serde_json::from_str(&text).unwrap(), &mut found);
        } else if name.ends_with(".xml") {
            // Feeds have summaries as text.
            found.extend(
                ["<script", "type=\"html\"", "CDATA"].into_iter().filter(|it| text.contains(it)).map(str::to_owned),
            );
        }
        assert!(found.is_empty(), "{name}: {found:#?}");
    }
    assert!(pages > 0);
    json
}

/// Attributes of a heading, each of which would run or cover the page.
const ATTRIBUTES: [&str; 14] = [
    "#x onfocus=alert(1) contenteditable autofocus",
    "tabindex=0 autofocus onfocus=alert(1)",
    "onclick=alert(1)",
    ".a #b ONMOUSEOVER=alert(1)",
    "style=position:fixed;inset:0;background:red",
    "a/onfocus=alert(1) autofocus tabindex=1",
    "#x\"onfocus=alert(1)",
    ".x'onfocus=alert(1)",
    "lang=ja\"onfocus=alert(1)",
    "dir=ltr lang=ja onfocus=alert(1)",
    "onanimationstart=alert(1) class=a",
    "is=x popover data-x=1 onbeforetoggle=alert(1)",
    "on头click=alert(1) onfocus=**“x”**",
    "id=y name=z href=javascript:alert(1)",
];

/// The places where a body can be, each with one attribute of a heading.
fn everywhere(number: usize, body: &str) -> Vec<(String, String)> {
    let part = |page: usize, jump: &str| {
        format!("---\ntitle: 长文{number}\ndate: 2024-07-05\nsource: 日报\npage: {page}\n---\n{body}\n\n{jump}\n")
    };
    vec![
        (format!("content/2024-07-04-a{number}.md"), format!("# 题\n\n{body}\n")),
        (format!("content/2024-07-04-a{number}.zh-hant.md"), format!("# 題\n\n{body}\n")),
        (format!("content/2024-07-04-a{number}.en.md"), format!("# Title\n\n{body}\n")),
        (format!("content/pages/p{number}.md"), format!("# 页\n\n{body}\n")),
        (format!("content/events/e{number}.md"), format!("---\nname: 事{number}\n---\n{body}\n")),
        (format!("content/locations/l{number}.md"), format!("---\nname: 地{number}\n---\n{body}\n")),
        (format!("content/2024-07-05-w{number}-1.md"), part(1, "（下转第二版）")),
        (format!("content/2024-07-05-w{number}-2.md"), part(2, "（上接第一版）")),
    ]
}

#[test]
fn scripts_that_no_template_writes_are_dangers() {
    for (attributes, is_harmless) in [
        ("src=/theme/root.js defer", true),
        ("src=../../theme/search.js", true),
        ("type=application/json", true),
        ("type=application/ld+json", true),
        ("", false),
        ("src", false),
        ("src=//evil.example", false),
        ("src=https://evil.example/x.js", false),
        ("src='/\\evil.example'", false),
        ("src='/\t/evil.example'", false),
        ("src=data:,alert(1)", false),
        ("type=module", false),
        ("type=text/javascript", false),
        ("type", false),
        ("type=module src=/theme/root.js", false),
        ("type=importmap", false),
    ] {
        let page = format!("<!doctype html><title>题</title><script {attributes}></script><p>字</p>");
        assert_eq!(dangers(&page).is_empty(), is_harmless, "{attributes}");
    }
}

#[test]
fn attributes_of_headings_do_nothing_anywhere() {
    let site = Site::new(&[BOOK]);
    for (number, attributes) in ATTRIBUTES.into_iter().enumerate() {
        for (name, text) in everywhere(
            number,
            &format!("## 标题 {{{attributes}}}\n\n字\n\n小题 {{{attributes}}}\n---\n\n> ### 引 {{{attributes}}}\n"),
        ) {
            site.write(&name, text.as_bytes());
        }
    }
    let json = assert_harmless(&site);
    let found: Vec<&serde_json::Value> = json["diagnostics"].as_array().unwrap().iter().collect();
    let told = |file: &str| {
        found.iter().any(|it| it["file"] == file && it["code"] == "unsafe-attribute" && it["line"].as_u64() == Some(3))
    };
    for (number, attributes) in ATTRIBUTES.into_iter().enumerate() {
        assert!(told(&format!("content/2024-07-04-a{number}.md")), "{attributes}");
        assert!(told(&format!("content/pages/p{number}.md")), "{attributes}");
    }
    let help = found.iter().find(|it| it["code"] == "unsafe-attribute").map(|it| it["help"].to_string());
    assert!(help.is_some_and(|help| help.contains("trusted_html = true")));
}

#[test]
fn what_describes_a_heading_stays_and_trust_lets_all_pass() {
    let text = "# 题\n\n## 小题 {#own .a .b lang=ja dir=rtl}\n\n## 乙 {onclick=run()}\n";
    for (book, rest) in [("", ""), ("trusted_html = true\n", " onclick=\"run()\"")] {
        let site = Site::new(&[("book.toml", &format!("title = \"样\"\n{book}")), ("content/2024-07-04-a.md", text)]);
        let (_, json) = site.build_json();
        let page = site.page("zh-hans/2024/07/04/a.html");
        assert!(page.contains("<h2 id=\"own\" class=\"a b\" lang=\"ja\" dir=\"rtl\">小题</h2>"), "{page}");
        assert!(page.contains(&format!("<h2 id=\"乙\"{rest}>乙</h2>")), "{page}");
        assert_eq!(json["warnings"].as_u64(), Some(u64::from(book.is_empty())), "{json:#}");
    }
}

#[test]
fn what_is_not_a_body_is_text() {
    let payloads = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "</script><script>alert(1)</script>",
        "<script src=//e>",
        "</title><svg onload=alert(1)>",
        "{{ 7 * 7 }}{% raw %}<b>",
        "]]><x/>",
        "javascript:alert(1)",
    ];
    let site = Site::new(&[BOOK]);
    for (number, payload) in payloads.into_iter().enumerate() {
        let quoted = serde_json::to_string(payload).unwrap();
        let front = format!(
            "{{\"title\": {quoted}, \"summary\": {quoted}, \"authors\": [{quoted}], \"events\": [{quoted}], \"locations\": [{quoted}], \"tags\": [{quoted}], \"source\": {quoted}, \"dateline\": {quoted}, \"section\": {quoted}, \"page\": {quoted}, \"x\": {quoted}}}\n\n"
        );
        let title = payload.replace('\\', "\\\\").replace('"', "\\\"");
        let escaped = payload.replace('[', "\\[").replace(']', "\\]").replace('<', "\\<");
        let body = format!(
            "![{escaped}](x.png \"{title}\")\n\n![{escaped}](x.png)\n*{escaped}*\n\n[{escaped}](https://a.example/ \"{title}\")\n\n| {escaped} |\n|---|\n| `{payload}` |\n\n```{payload}\n{payload}\n```\n\n{{{{< figure src=\"x.png\" title={quoted} alt={quoted} >}}}}\n\n{{{{< {payload} >}}}}\n\n字[^1]\n\n[^1]: {escaped}\n"
        );
        site.write(&format!("content/2024-07-{:02}-a.md", number + 1), format!("{front}{body}").as_bytes());
        site.write(&format!("content/pages/p{number}.md"), format!("{front}{body}").as_bytes());
        site.write(
            &format!("content/persons/x{number}.md"),
            format!("{{\"name\": {quoted}, \"aliases\": [{quoted}], \"summary\": {quoted}}}\n\n{body}").as_bytes(),
        );
    }
    assert_harmless(&site);
}

/// Pieces of Markdown, HTML and other generators' tags, as an attacker would mix them.
fn markdown() -> impl Strategy<Value = String> {
    let attribute = prop::sample::select(vec![
        "onclick=alert(1)",
        "onfocus=x",
        "style=color:red",
        "#x",
        ".y",
        "lang=ja",
        "a/onload=x",
        "\"onclick=x",
        "autofocus",
        "href=javascript:x",
        "id=\"a\"",
        "srcdoc=x",
        "class=a",
        "=",
        ">",
        "'",
    ]);
    let attributes = prop::collection::vec(attribute, 0..4).prop_map(|all| all.join(" "));
    let address = prop::sample::select(vec![
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:x",
        "&#x6a;avascript:x",
        "&#106;avascript&colon;x",
        "javascript&#58;x",
        " javascript:x",
        "vbscript:x",
        "data:text/html,<script>x</script>",
        "data:image/svg+xml,x",
        "DATA:image/SVG+xml,x",
        "https://a.example/\"onclick=x",
        "a.md",
        "#x",
        "x.png",
        "//a.example",
        "\u{1}javascript:x",
        "x-post:a\"b",
        "view-source:x",
        "feed:javascript:x",
    ]);
    let word = prop::sample::select(vec![
        "字",
        "头发",
        "“引”",
        "a",
        "\\",
        "<",
        ">",
        "\"",
        "'",
        "&lt;",
        "&quot;",
        "-{",
        "}-",
        "|",
        "\u{2056}",
    ]);
    let inline =
        (word, address, attributes.clone(), 0..27_usize).prop_map(|(word, address, attributes, form)| match form {
            0 => format!("[{word}]({address})"),
            1 => format!("![{word}]({address} \"{word}{attributes}\")"),
            2 => format!("<a href=\"{address}\" {attributes}>{word}</a>"),
            3 => format!("<img src={address} alt={word} {attributes}>"),
            4 => format!("<b {attributes}>{word}"),
            5 => format!("-{{zh-hans:{word};zh-hant:<i {attributes}>{word}}}-"),
            6 => format!("-{{{word}}}-"),
            7 => format!("{{{{< figure src=\"{address}\" title=\"{word}\" alt='{attributes}' >}}}}"),
            8 => format!("{{% img {address} {word} %}}"),
            9 => format!("{{{{< ruby \"{word}\" \"{attributes}\" >}}}}"),
            10 => format!("{{% post_link {word} {attributes} %}}"),
            11 => format!("[^{word}]"),
            12 => format!("<{address}>"),
            13 => format!("`{word}{attributes}`"),
            14 => format!("**{word}**~~{word}~~"),
            15 => format!("<svg {attributes}><script>x</script></svg>"),
            16 => format!("<!-- {word} --><?{word}?>"),
            17 => format!("[{word}][r]"),
            18 => format!("<math><mi xlink:href=\"{address}\">{word}</math>"),
            19 => format!("<details open ontoggle=x><summary>{word}</summary>"),
            21 => format!(
                "<video src=\"{address}\" poster={address} autoplay {attributes}>{word}<source src={address}></video>"
            ),
            22 => format!(
                "<iframe src=\"{address}\" srcdoc='<script>x</script>' title=\"{word}{attributes}\">{word}</iframe>"
            ),
            23 => format!(
                "<object data={address} {attributes}><param name=movie value=\"{address}\"><embed src={address}>"
            ),
            24 => format!("<noscript><img src={address} {attributes}></noscript><xmp>{word}<textarea>"),
            25 => format!("<img data-src=\"{address}\" alt={word} {attributes}>^[{word}]"),
            20 => format!("{{{{< rawhtml >}}}}<p {attributes}>{word}{{{{< /rawhtml >}}}}"),
            _ => word.to_owned(),
        });
    let line = prop::collection::vec(inline, 1..5).prop_map(|all| all.concat());
    let block = (line, attributes, 0..14_usize).prop_map(|(line, attributes, form)| match form {
        0 => format!("## {line} {{{attributes}}}"),
        1 => format!("{line} {{{attributes}}}\n==="),
        2 => format!("> {line}\n> ## 引 {{{attributes}}}"),
        3 => format!("- {line}\n- [ ] {line}"),
        4 => format!("| {line} | 乙 |\n|:-:|--:|\n| 一 | {line} |"),
        5 => format!("```{attributes}\n{line}\n```"),
        6 => format!("<div {attributes}>\n{line}\n</div>"),
        7 => format!("[^字]: {line}"),
        8 => format!("[r]: javascript:x \"{attributes}\""),
        9 => format!("> [!quote] {line}"),
        10 => format!("{line}\n{{: .{attributes}}}"),
        11 => format!("<table><tr><td {attributes}>{line}"),
        12 => format!("<select><style>{line}</style>"),
        _ => line,
    });
    prop::collection::vec(block, 1..6).prop_map(|all| all.join("\n\n"))
}

#[test]
fn whatever_the_markdown_nothing_runs() {
    let (site, mut runner) = (Site::new(&[BOOK]), TestRunner::deterministic());
    site.write("content/x.png", b"png");
    for number in 0..240 {
        let body = markdown().new_tree(&mut runner).unwrap().current();
        let name = match number % 4 {
            0 => format!("content/pages/p{number}.md"),
            1 => format!("content/organizations/o{number}.md"),
            _ => format!("content/2024-07-{:02}-a{number}.md", 1 + number % 28),
        };
        site.write(&name, format!("---\ntitle: 第{number}\nname: 第{number}\n---\n{body}\n").as_bytes());
    }
    assert_harmless(&site);
}
