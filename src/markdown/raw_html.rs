//! HTML that an author wrote inside Markdown: its texts, its addresses and its names.

use std::collections::HashMap;
use std::ops::Range;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{HtmlString, Tokenizer};

use crate::script::Script;

/// Elements whose text is not prose.
const VERBATIM: [&str; 9] = ["script", "style", "pre", "code", "kbd", "samp", "textarea", "svg", "math"];
/// Attributes that a reader reads.
const READABLE: [&str; 4] = ["alt", "title", "aria-label", "label"];
/// Elements through which a line of text goes on.
const INLINE: [&str; 35] = [
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins",
    "kbd", "label", "mark", "q", "rb", "rt", "rp", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup",
    "time", "u", "var", "wbr",
];
/// Elements that have no end.
const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// A piece of HTML, as far as conversion cares.
#[derive(Debug)]
pub(super) enum Token {
    /// Text, by its range.
    Text(Range<usize>),
    /// The start of an element, and where its readable attributes are.
    Open { element: Element, readable: Vec<Range<usize>> },
    /// The end of an element.
    Close { name: String, is_inline: bool },
}

/// An element that begins.
#[derive(Debug)]
pub(super) struct Element {
    name: String,
    kind: Kind,
    pub is_inline: bool,
}

/// What the text in an element is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A part of the line.
    #[default]
    Prose,
    /// An annotation beside the line.
    Aside,
    /// Not to be converted.
    Opaque,
}

/// The elements that are open at a place.
#[derive(Debug, Default)]
pub(super) struct Elements {
    /// From the outermost in, each with the kind of a text in all of them.
    open: Vec<(Element, Kind)>,
    /// How many of each name there are, so that an end tag without a start is not looked for.
    named: HashMap<String, usize>,
}

impl Elements {
    pub fn open(&mut self, element: Element) {
        if !VOID.contains(&element.name.as_str()) {
            *self.named.entry(element.name.clone()).or_default() += 1;
            let kind = element.kind.max(self.kind());
            self.open.push((element, kind));
        }
    }

    /// Closes the last element of that name, and with it what was left open within.
    pub fn close(&mut self, name: &str) {
        if self.named.get(name).is_none_or(|&open| open == 0) {
            return;
        }
        if let Some(index) = self.open.iter().rposition(|(element, _)| element.name == name) {
            self.truncate(index);
        }
    }

    pub fn kind(&self) -> Kind {
        self.open.last().map_or(Kind::default(), |(_, kind)| *kind)
    }

    pub fn len(&self) -> usize {
        self.open.len()
    }

    pub fn truncate(&mut self, length: usize) {
        for (element, _) in self.open.drain(length.min(self.open.len())..) {
            if let Some(open) = self.named.get_mut(&element.name) {
                *open -= 1;
            }
        }
    }
}

/// The tokens of a piece of HTML. Comments and the like are none.
pub(super) fn tokens(html: &str) -> Vec<Token> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let tokens = Tokenizer::new_with_emitter(html, emitter).flatten();
    let within = |range: Range<usize>| html.get(range.clone()).is_some_and(|text| !text.is_empty()).then_some(range);
    let tokens = tokens.filter_map(|token| match token {
        html5gum::Token::String(text) => within(text.span.start..text.span.end).map(Token::Text),
        html5gum::Token::StartTag(tag) => {
            let value = |name: &str| tag.attributes.get(name.as_bytes());
            let text = |name: &str| value(name).map(|value| lossy(&value.value));
            let readable = READABLE.iter().filter_map(|name| value(name));
            let readable = readable.filter_map(|value| within(value_in(html, value.span.start..value.span.end)?));
            let readable = readable.collect();
            let name = lossy(&tag.name);
            let kind = kind(&name, text("lang").as_deref(), text("translate").as_deref());
            let is_inline = INLINE.contains(&name.as_str());
            Some(Token::Open { element: Element { name, kind, is_inline }, readable })
        }
        html5gum::Token::EndTag(tag) => {
            let name = lossy(&tag.name);
            Some(Token::Close { is_inline: INLINE.contains(&name.as_str()), name })
        }
        _ => None,
    });
    tokens.collect()
}

/// Whether a line of text goes on through an element.
pub(super) fn is_inline(element: &str) -> bool {
    INLINE.contains(&element)
}

/// What an address in a piece of HTML is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To lead a reader there.
    Link,
    /// To show a picture.
    Picture,
    /// To play a film or a sound, or to go with one.
    Recording,
    /// To load whatever a page needs: a frame, a program, a style. Only trusted HTML has it.
    Other,
}

/// The attribute of an element that has an address, and what that is for.
const ADDRESSES: [(&str, &str, Purpose); 15] = [
    ("a", "href", Purpose::Link),
    ("img", "src", Purpose::Picture),
    ("video", "poster", Purpose::Picture),
    ("video", "src", Purpose::Recording),
    ("audio", "src", Purpose::Recording),
    ("source", "src", Purpose::Recording),
    ("track", "src", Purpose::Recording),
    ("script", "src", Purpose::Other),
    ("iframe", "src", Purpose::Other),
    ("frame", "src", Purpose::Other),
    ("embed", "src", Purpose::Other),
    ("input", "src", Purpose::Other),
    ("object", "data", Purpose::Other),
    ("link", "href", Purpose::Other),
    ("image", "href", Purpose::Other),
];

/// The relations of a `<link>` for which a browser asks for what it leads to.
const LOADED: [&str; 7] =
    ["stylesheet", "icon", "apple-touch-icon", "preload", "modulepreload", "prefetch", "manifest"];

/// Where a piece of HTML has addresses, in bytes and in order.
pub fn addresses(html: &str) -> Vec<(Range<usize>, Purpose)> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut found = Vec::new();
    for token in Tokenizer::new_with_emitter(html, emitter).flatten() {
        let html5gum::Token::StartTag(tag) = token else { continue };
        let relation = || tag.attributes.get(b"rel".as_slice()).map(|rel| lossy(&rel.value).to_ascii_lowercase());
        let is_loaded = |relation: String| relation.split_whitespace().any(|it| LOADED.contains(&it));
        if tag.name.as_slice() == b"link" && !relation().is_some_and(is_loaded) {
            continue;
        }
        for (_, attribute, purpose) in ADDRESSES.iter().filter(|(name, ..)| name.as_bytes() == tag.name.as_slice()) {
            let span = tag.attributes.get(attribute.as_bytes()).map(|value| value.span.start..value.span.end);
            found.extend(span.and_then(|span| value_in(html, span)).map(|value| (value, *purpose)));
        }
    }
    found.sort_by_key(|(range, _)| range.start);
    found
}

/// What links may name in a piece of HTML: its `id`s, and the `name`s of its anchors.
pub fn names(html: &str) -> Vec<String> {
    let emitter = DefaultEmitter::<usize>::new_with_span();
    let tags = Tokenizer::new_with_emitter(html, emitter).flatten().filter_map(|token| match token {
        html5gum::Token::StartTag(tag) => Some(tag),
        _ => None,
    });
    tags.flat_map(|tag| {
        let value = |name: &str| tag.attributes.get(name.as_bytes()).map(|value| lossy(&value.value));
        [value("id"), value("name")].into_iter().flatten().collect::<Vec<_>>()
    })
    .collect()
}

/// The value in an attribute, without its quotation marks: its place, from that of the attribute. None if it has none.
pub fn value_in(html: &str, attribute: Range<usize>) -> Option<Range<usize>> {
    let written = html.get(attribute.clone())?;
    let value = written[written.find('=')? + 1..].trim();
    let inner = match value.chars().next().filter(|first| matches!(first, '"' | '\'')) {
        Some(quote) => value[1..].split(quote).next()?,
        // The tokenizer's place of a value without quotation marks may go on to its tag's end.
        None => value.split([' ', '\n', '\t', '>']).next()?,
    };
    let start = attribute.start + written.rfind(inner)?;
    Some(start..start + inner.len())
}

fn lossy(name: &HtmlString) -> String {
    String::from_utf8_lossy(name).into_owned()
}

fn kind(name: &str, lang: Option<&str>, translate: Option<&str>) -> Kind {
    let is_foreign = lang.is_some_and(|lang| !lang.is_empty() && !is_plain_chinese(lang));
    if VERBATIM.contains(&name) || is_foreign || translate.is_some_and(|it| it.eq_ignore_ascii_case("no")) {
        Kind::Opaque
    } else if matches!(name, "rt" | "rp") {
        Kind::Aside
    } else {
        Kind::Prose
    }
}

/// Whether a language is Chinese with nothing said of its script, or Simplified, which
/// editors write as a matter of course. Text that is marked as Traditional is a quotation.
fn is_plain_chinese(lang: &str) -> bool {
    let lang = lang.to_ascii_lowercase();
    lang == "zh" || lang.parse::<Script>().is_ok_and(|script| script == Script::Hans)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_found() {
        let html = "<img src='a b.png' alt=\"头发\"><a href=x.md title><A HREF=y.md><video src=z.mp4 poster=z.png>";
        let found: Vec<(&str, Purpose)> = addresses(html).into_iter().map(|(range, it)| (&html[range], it)).collect();
        let expected = [
            ("a b.png", Purpose::Picture),
            ("x.md", Purpose::Link),
            ("y.md", Purpose::Link),
            ("z.mp4", Purpose::Recording),
            ("z.png", Purpose::Picture),
        ];
        assert_eq!(found, expected);
    }
}
