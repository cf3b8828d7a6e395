//! Makes a page fit for a pack: pictures and the like that lie elsewhere become links, since a browser would ask for them
//! and tell somebody who is reading; links to files that a pack leaves out go; links to files that it calls otherwise
//! follow them.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use html5gum::emitters::default::{DefaultEmitter, StartTag};
use html5gum::{Spanned, Token, Tokenizer};
use percent_encoding::percent_decode_str;
use regex::bytes::Regex;

use super::names::Renamed;
use crate::address::{SitePath, encode};
use crate::markdown::value_in;

/// What may be loaded from elsewhere: a page without it is left as it is, and need not be taken apart.
static ELSEWHERE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)(?:src|srcset|poster|data|background)\s*=\s*["']?\s*(?:https?:)?//|<link\s[^>]*href\s*=\s*["']?\s*(?:https?:)?//|srcset\s*=\s*["'][^"']*//"#)
        .expect("it is correct, as the tests show")
});
/// The link of a page to its facts.
static FACTS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"(?i)type\s*=\s*["']?application/json"#).expect("it is correct, as the tests show"));

/// What browsers load of `<link>` by themselves.
const LOADED: [&str; 9] = [
    "stylesheet",
    "icon",
    "apple-touch-icon",
    "manifest",
    "preload",
    "prefetch",
    "modulepreload",
    "preconnect",
    "dns-prefetch",
];

/// What a pack has, as far as its pages have to know.
pub(super) struct Rules<'r> {
    /// Whether it has the facts of pages.
    pub has_page_data: bool,
    /// What it calls otherwise.
    pub renamed: &'r Renamed,
}

/// A page of a pack.
#[derive(Debug)]
pub(super) struct Page<'h> {
    /// What is in it.
    pub html: Cow<'h, [u8]>,
    /// How many pictures and the like became links.
    pub elsewhere: usize,
}

impl<'h> Page<'h> {
    /// A file that needs nothing.
    pub(super) fn untouched(html: &'h [u8]) -> Self {
        Self { html: Cow::Borrowed(html), elsewhere: 0 }
    }
}

/// The title of a page, as it says it to programs that show links to it, or else to browsers.
pub(super) fn title(html: &[u8]) -> Option<String> {
    let (mut title, mut is_open) = (None, false);
    for token in head(html) {
        match token {
            Token::StartTag(tag) if *tag.name == b"meta" && value(&tag, "property").as_deref() == Some("og:title") => {
                return value(&tag, "content");
            }
            Token::StartTag(tag) => is_open = *tag.name == b"title",
            Token::String(text) if is_open => title = Some(String::from_utf8_lossy(&text).trim().to_owned()),
            _ => {}
        }
    }
    title.filter(|title| !title.is_empty())
}

/// The address of the icon of a page.
pub(super) fn icon(html: &[u8]) -> Option<String> {
    head(html).find_map(|token| match token {
        Token::StartTag(tag) if *tag.name == b"link" => {
            let is_icon = value(&tag, "rel").is_some_and(|rel| rel.split_ascii_whitespace().any(|kind| kind == "icon"));
            value(&tag, "href").filter(|_| is_icon)
        }
        _ => None,
    })
}

/// The address that a page names as its own.
pub fn canonical(html: &[u8]) -> Option<String> {
    head(html).find_map(|token| match token {
        Token::StartTag(tag) if *tag.name == b"link" && value(&tag, "rel").as_deref() == Some("canonical") => {
            value(&tag, "href")
        }
        _ => None,
    })
}

/// What is in the head of a page.
fn head(html: &[u8]) -> impl Iterator<Item = Token<usize>> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let tokens = Tokenizer::new_with_emitter(html, emitter).flatten();
    tokens.take_while(|token| !matches!(token, Token::StartTag(tag) if *tag.name == b"body"))
}

/// What styles load from elsewhere.
static STYLED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)(?:url\(\s*["']?|@import\s+["'])\s*(?:https?:)?//"#).expect("it is correct, as the tests show")
});

/// Whether a style loads something from elsewhere.
pub(super) fn loads_elsewhere(css: &[u8]) -> bool {
    STYLED.is_match(css)
}

/// Makes a page of a language fit for a pack.
pub(super) fn fit<'h>(html: &'h [u8], path: &SitePath, lang: &str, rules: &Rules<'_>) -> Page<'h> {
    let has_links_to_facts = !rules.has_page_data && FACTS.is_match(html);
    let is_as_it_is = !has_links_to_facts && rules.renamed.is_empty() && !ELSEWHERE.is_match(html);
    // Every page is UTF-8; a file of somebody else that calls itself one may be anything.
    let Some(text) = std::str::from_utf8(html).ok().filter(|_| !is_as_it_is) else {
        return Page::untouched(html);
    };
    let mut editor = Editor::new(text, path, lang, rules);
    editor.read();
    Page { html: Cow::Owned(editor.written().into_bytes()), elsewhere: editor.elsewhere }
}

/// What stands in the place of what has no words of its own.
struct Words {
    picture: &'static str,
    video: &'static str,
    sound: &'static str,
    other: &'static str,
}

impl Words {
    fn of(lang: &str) -> Self {
        if lang.starts_with("zh-Hant") {
            return Self { picture: "圖片", video: "影片", sound: "聲音", other: "內容" };
        }
        if lang.starts_with("zh") || lang.is_empty() {
            return Self { picture: "图片", video: "视频", sound: "声音", other: "内容" };
        }
        Self { picture: "picture", video: "video", sound: "sound", other: "content" }
    }
}

type Tag = StartTag<usize>;

/// An element with an end.
struct Open {
    name: Vec<u8>,
    /// What comes after it.
    after: String,
    /// Whether something else stands in the place of its start.
    is_gone: bool,
}

impl Open {
    fn new(tag: &Tag, is_gone: bool) -> Self {
        Self { name: tag.name.to_vec(), after: String::new(), is_gone }
    }
}

struct Editor<'e> {
    html: &'e str,
    path: &'e SitePath,
    words: Words,
    rules: &'e Rules<'e>,
    edits: Vec<(Range<usize>, String)>,
    /// How many links are open, within which none may be.
    anchors: usize,
    /// The element whose end is waited for.
    open: Option<Open>,
    elsewhere: usize,
}

impl<'e> Editor<'e> {
    fn new(html: &'e str, path: &'e SitePath, lang: &str, rules: &'e Rules<'e>) -> Self {
        let words = Words::of(lang);
        Self { html, path, words, rules, edits: Vec::new(), anchors: 0, open: None, elsewhere: 0 }
    }

    fn read(&mut self) {
        let mut emitter = DefaultEmitter::<usize>::new_with_span();
        emitter.naively_switch_states(true);
        for token in Tokenizer::new_with_emitter(self.html, emitter).flatten() {
            match token {
                Token::StartTag(tag) => self.start(&tag),
                Token::EndTag(tag) if *tag.name == b"a" => self.anchors = self.anchors.saturating_sub(1),
                Token::EndTag(tag) => {
                    if let Some(open) = self.open.take_if(|open| *open.name == *tag.name) {
                        let start = if open.is_gone { tag.span.start } else { tag.span.end };
                        self.edits.push((start..tag.span.end, open.after));
                    }
                }
                _ => {}
            }
        }
    }

    fn start(&mut self, tag: &Tag) {
        match tag.name.as_slice() {
            b"a" => self.anchors += usize::from(!tag.self_closing),
            b"img" | b"embed" | b"iframe" | b"object" => return self.embed(tag),
            b"video" | b"audio" => return self.play(tag),
            b"source" | b"track" => return self.source(tag),
            b"link" => return self.link(tag),
            b"script" | b"input" => self.elsewhere += usize::from(self.take_out(tag, "src")),
            _ => self.elsewhere += usize::from(self.take_out(tag, "background")),
        }
        self.follow(tag);
    }

    /// A picture or a frame.
    fn embed(&mut self, tag: &Tag) {
        let name = if tag.name.as_slice() == b"object" { "data" } else { "src" };
        let Some(address) = value(tag, name).filter(|address| is_elsewhere(address)) else {
            self.elsewhere += usize::from(self.take_out(tag, "srcset"));
            return self.follow(tag);
        };
        let is_picture = tag.name.as_slice() == b"img";
        let word = if is_picture { self.words.picture } else { self.words.other };
        let said = [value(tag, "alt"), value(tag, "title")].into_iter().flatten().find(|said| !said.trim().is_empty());
        let link = self.pointer(&address, said.as_deref().unwrap_or(word));
        self.edits.push((tag.span.start..tag.span.end, link));
        if matches!(tag.name.as_slice(), b"iframe" | b"object") {
            self.open = Some(Open::new(tag, true));
        }
    }

    /// A video or a sound.
    fn play(&mut self, tag: &Tag) {
        self.open = (!tag.self_closing).then(|| Open::new(tag, false));
        self.elsewhere += usize::from(self.take_out(tag, "poster"));
        match value(tag, "src").filter(|_| self.take_out(tag, "src")) {
            Some(address) => self.point_after(tag, &address),
            None => self.follow(tag),
        }
    }

    /// One of the files of a picture, a video, or a sound.
    fn source(&mut self, tag: &Tag) {
        let sources = value(tag, "srcset").filter(|sources| has_elsewhere(sources));
        match value(tag, "src").filter(|address| is_elsewhere(address)).or(sources) {
            None => self.follow(tag),
            Some(address) => {
                self.edits.push((tag.span.start..tag.span.end, String::new()));
                if value(tag, "src").is_some() { self.point_after(tag, &address) } else { self.elsewhere += 1 }
            }
        }
    }

    /// Has a link to something follow the element that is open, or else its own tag.
    fn point_after(&mut self, tag: &Tag, address: &str) {
        let is_sound = self.open.as_ref().is_some_and(|open| open.name == b"audio");
        let word = if is_sound { self.words.sound } else { self.words.video };
        let link = self.pointer(address, &value(tag, "title").unwrap_or_else(|| word.to_owned()));
        match &mut self.open {
            Some(open) => open.after.push_str(&link),
            None => self.edits.push((tag.span.end..tag.span.end, link)),
        }
    }

    /// A link to something that lies elsewhere; within a link only its words.
    fn pointer(&mut self, address: &str, words: &str) -> String {
        self.elsewhere += 1;
        let words = escaped(words);
        // Of an address that says nothing of its scheme a page on a disk knows none.
        let address = if address.starts_with("//") { format!("https:{address}") } else { address.to_owned() };
        match self.anchors {
            0 => {
                format!("<a class=\"elsewhere\" href=\"{}\" rel=\"external noreferrer\">{words}</a>", escaped(&address))
            }
            _ => format!("<span class=\"elsewhere\">{words}</span>"),
        }
    }

    /// A link of the head.
    fn link(&mut self, tag: &Tag) {
        let Some(address) = value(tag, "href") else { return };
        let kinds = value(tag, "rel").unwrap_or_default().to_ascii_lowercase();
        let is_loaded = kinds.split_ascii_whitespace().any(|kind| LOADED.contains(&kind));
        let is_of_facts = value(tag, "type").is_some_and(|it| it.eq_ignore_ascii_case("application/json"));
        if is_elsewhere(&address) {
            if is_loaded {
                self.elsewhere += 1;
                self.edits.push((self.line(tag), String::new()));
            }
        } else if is_of_facts && !self.rules.has_page_data {
            self.edits.push((self.line(tag), String::new()));
        } else {
            self.follow(tag);
        }
    }

    /// A tag with the end of its line, if it ends there.
    fn line(&self, tag: &Tag) -> Range<usize> {
        let end = tag.span.end;
        tag.span.start..end + usize::from(self.html[end..].starts_with('\n'))
    }

    /// Takes an attribute out that would load something from elsewhere. Whether it would.
    fn take_out(&mut self, tag: &Tag, name: &str) -> bool {
        let attribute = tag.attributes.get(name.as_bytes());
        let Some(attribute) = attribute.filter(|it| has_elsewhere(&String::from_utf8_lossy(&it.value))) else {
            return false;
        };
        let Some(value) = value_in(self.html, attribute.span.start..attribute.span.end) else { return false };
        let is_quoted = matches!(self.html.as_bytes().get(value.end), Some(b'"' | b'\''));
        self.edits.push((attribute.span.start..value.end + usize::from(is_quoted), String::new()));
        true
    }

    /// Lets the addresses of a tag follow files that are called otherwise.
    fn follow(&mut self, tag: &Tag) {
        if self.rules.renamed.is_empty() {
            return;
        }
        for name in ["href", "src", "poster", "data"] {
            let Some(attribute) = tag.attributes.get(name.as_bytes()) else { continue };
            let address = String::from_utf8_lossy(&attribute.value).into_owned();
            self.change(attribute, followed(&address, self.path, self.rules.renamed));
        }
        if let Some(attribute) = tag.attributes.get(b"srcset".as_slice()) {
            let written = String::from_utf8_lossy(&attribute.value).into_owned();
            let each = written.split(',').map(|source| {
                let source = source.trim();
                let (address, size) = source.split_once(' ').unwrap_or((source, ""));
                let address = followed(address, self.path, self.rules.renamed).unwrap_or_else(|| address.to_owned());
                if size.is_empty() { address } else { format!("{address} {size}") }
            });
            let now = each.collect::<Vec<_>>().join(", ");
            self.change(attribute, Some(now).filter(|now| *now != written));
        }
    }

    fn change(&mut self, attribute: &Spanned<html5gum::HtmlString, usize>, now: Option<String>) {
        let place = value_in(self.html, attribute.span.start..attribute.span.end);
        if let Some((place, now)) = place.zip(now) {
            self.edits.push((place, escaped(&now).into_owned()));
        }
    }

    fn written(&mut self) -> String {
        self.edits.sort_by_key(|(place, _)| (place.start, place.end));
        let mut text = String::with_capacity(self.html.len());
        let mut at = 0;
        for (place, now) in &self.edits {
            if place.start >= at {
                text.push_str(&self.html[at..place.start]);
                text.push_str(now);
                at = place.end;
            }
        }
        text.push_str(&self.html[at..]);
        text
    }
}

fn value(tag: &Tag, name: &str) -> Option<String> {
    tag.attributes.get(name.as_bytes()).map(|value| String::from_utf8_lossy(&value.value).trim().to_owned())
}

/// Whether an address is one of another machine.
fn is_elsewhere(address: &str) -> bool {
    let start: String = address.trim_start().chars().take(8).flat_map(char::to_lowercase).collect();
    ["//", "http:", "https:", "ftp:"].iter().any(|scheme| start.starts_with(scheme))
}

/// Whether any address of several is, as `srcset` has them.
fn has_elsewhere(addresses: &str) -> bool {
    addresses.split(',').any(is_elsewhere)
}

fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"']) {
        return Cow::Borrowed(text);
    }
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    Cow::Owned(text)
}

/// Where an address leads in a pack that calls files otherwise, if it leads elsewhere than it did.
fn followed(address: &str, from: &SitePath, renamed: &Renamed) -> Option<String> {
    let own = followed_to(address, from)?;
    let rest = &address[address.find(['?', '#']).unwrap_or(address.len())..];
    let (to, base) = (renamed.get(&own), renamed.get(from));
    if to.is_none() && base.is_none() {
        return None;
    }
    let to = to.unwrap_or(&own);
    let way = way_to(base.unwrap_or(from), to);
    Some(format!("{way}{rest}"))
}

/// The file that a relative address leads to.
pub(super) fn followed_to(address: &str, from: &SitePath) -> Option<SitePath> {
    let way = &address[..address.find(['?', '#']).unwrap_or(address.len())];
    let has_scheme = way.split('/').next().is_some_and(|first| first.contains(':'));
    if way.is_empty() || way.starts_with('/') || has_scheme {
        return None;
    }
    let decoded = percent_decode_str(way).decode_utf8().ok()?;
    SitePath::new(joined(from.split().0, &decoded)?).ok()
}

/// A relative way, gone from a folder.
fn joined(folder: &str, way: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in way.split('/') {
        match part {
            "." | "" => {}
            ".." => _ = parts.pop()?,
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The address of a file, from a page.
fn way_to(from: &SitePath, to: &SitePath) -> String {
    let ups = from.as_str().matches('/').count();
    format!("{}{}", "../".repeat(ups), encode(to.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fitted(html: &str, lang: &str, renamed: &[(&str, &str)]) -> (String, usize) {
        let path = |path: &str| SitePath::new(path).unwrap();
        let renamed = renamed.iter().map(|(own, name)| (path(own), path(name))).collect();
        let rules = Rules { has_page_data: false, renamed: &renamed };
        let page = fit(html.as_bytes(), &path("zh-hans/2024/a.html"), lang, &rules);
        (String::from_utf8(page.html.into_owned()).unwrap(), page.elsewhere)
    }

    #[test]
    fn pictures_elsewhere_become_links() {
        for (html, expected) in [
            (
                r#"<p><img src="https://a.example/一.jpg" alt="港口 &amp; 船" loading="lazy"></p>"#,
                r#"<p><a class="elsewhere" href="https://a.example/一.jpg" rel="external noreferrer">港口 &amp; 船</a></p>"#,
            ),
            (
                r"<img alt='' src=//a.example/b.png>",
                r#"<a class="elsewhere" href="https://a.example/b.png" rel="external noreferrer">图片</a>"#,
            ),
            (
                r#"<a href="x.html"><IMG SRC="HTTP://a.example/b.png"></a>"#,
                r#"<a href="x.html"><span class="elsewhere">图片</span></a>"#,
            ),
            (
                r#"<iframe src="https://v.example/1" title="新闻"></iframe>后"#,
                r#"<a class="elsewhere" href="https://v.example/1" rel="external noreferrer">新闻</a>后"#,
            ),
            (
                r#"<video controls><source src="https://v.example/1.mp4"></video>后"#,
                r#"<video controls></video><a class="elsewhere" href="https://v.example/1.mp4" rel="external noreferrer">视频</a>后"#,
            ),
            (
                r#"<audio src="https://v.example/1.mp3" controls></audio>"#,
                r#"<audio  controls></audio><a class="elsewhere" href="https://v.example/1.mp3" rel="external noreferrer">声音</a>"#,
            ),
            (
                r#"<link rel="stylesheet" href="https://fonts.example/a.css">
<p>"#,
                "<p>",
            ),
        ] {
            assert_eq!(fitted(html, "zh-Hans", &[]), (expected.to_owned(), 1));
        }
    }

    #[test]
    fn what_loads_nothing_stays_byte_for_byte() {
        for html in [
            r#"<p><img src="../../media/一.jpg" alt=""> <a href="https://a.example/">链接</a>"#,
            r#"<pre>&lt;img src="https://a.example/b.png"&gt;</pre>"#,
            r#"<link rel="canonical" href="https://dibao.example/"><img src="data:image/png;base64,//aa">"#,
            r#"<!-- <img src="https://a.example/b.png"> -->"#,
            r#"<script type="application/ld+json">{"image":"<img src=\"https://a.example/\">"}</script>"#,
        ] {
            assert_eq!(fitted(html, "zh-Hans", &[]), (html.to_owned(), 0));
        }
    }

    #[test]
    fn a_page_does_not_lead_to_facts_that_are_not_there() {
        let html =
            "<head>\n<link rel=\"alternate\" type=\"application/json\" href=\"../../data/pages/a.json\">\n<title>";
        assert_eq!(fitted(html, "en", &[]), ("<head>\n<title>".to_owned(), 0));
    }

    #[test]
    fn a_page_tells_its_title_and_icon() {
        let html = r#"<head><title>甲 &amp; 乙 · 报</title><meta property="og:title" content="甲 &amp; 乙">
            <link rel="shortcut icon" href="i.png"></head><body><title>丙</title>"#;
        assert_eq!(title(html.as_bytes()).as_deref(), Some("甲 & 乙"));
        assert_eq!(icon(html.as_bytes()).as_deref(), Some("i.png"));
        assert_eq!(title("<title> 甲 &amp; 乙 </title><body>".as_bytes()).as_deref(), Some("甲 & 乙"));
        assert_eq!((title(b"<body><title>x"), icon(b"")), (None, None));
    }

    #[test]
    fn links_follow_what_is_called_otherwise() {
        let renamed = [("media/七:八.png", "media/七_八.png"), ("zh-hans/b.html", "long/0a.html")];
        let html = r#"<img src="../../media/%E4%B8%83:%E5%85%AB.png" srcset="../../media/%E4%B8%83%3A%E5%85%AB.png 2x, ../../media/a.png"><a href="../b.html?q=1#x">"#;
        let expected = r#"<img src="../../media/%E4%B8%83_%E5%85%AB.png" srcset="../../media/%E4%B8%83_%E5%85%AB.png 2x, ../../media/a.png"><a href="../../long/0a.html?q=1#x">"#;
        assert_eq!(fitted(html, "zh-Hans", &renamed), (expected.to_owned(), 0));
        let moved = [("zh-hans/2024/a.html", "long/1b.html")];
        let expected = r#"<a href="../zh-hans/b.html"><a href="https://a.example/">"#;
        assert_eq!(fitted(r#"<a href="../b.html"><a href="https://a.example/">"#, "en", &moved).0, expected);
    }
}
