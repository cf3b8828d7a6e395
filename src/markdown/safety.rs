//! What may stand in a page: one list of elements and attributes, by which HTML is filtered and by which
//! what is written is checked, whatever brought it.

use std::collections::{BTreeMap, HashSet};
use std::ops::ControlFlow;
use std::sync::LazyLock;

use html5gum::emitters::callback::CallbackEvent;
use rustc_hash::FxHashMap;

use super::html_events::walk;
use super::schemes::{SAFE_SCHEMES, is_safe_address};

/// Attributes that any element may have.
const GENERIC: [&str; 6] = ["id", "class", "lang", "dir", "role", "tabindex"];

/// What films and sounds may have, whoever wrote their tags; no more than that, so that none begins by itself.
const RECORDINGS: [(&str, &[&str]); 4] = [
    (
        "video",
        &["src", "poster", "controls", "preload", "width", "height", "loop", "muted", "playsinline", "aria-label"],
    ),
    ("audio", &["src", "controls", "preload", "loop", "muted", "aria-label"]),
    ("source", &["src", "type"]),
    ("track", &["src", "kind", "srclang", "label", "default"]),
];

/// What dibao adds after an author's own HTML was filtered: the smaller files of pictures, and when to load them; and the
/// frames of hosts that a site lets in.
const ADDED: [(&str, &[&str]); 4] = [
    ("img", &["srcset", "sizes", "fetchpriority"]),
    ("source", &["srcset", "sizes"]),
    ("picture", &[]),
    ("iframe", &["src", "loading", "referrerpolicy", "sandbox", "allowfullscreen", "width", "height"]),
];

/// The elements of formulas, which dibao makes of TeX after an author's own HTML was filtered: those of MathML that show
/// something, without `annotation-xml`, `mglyph` and what else may hold HTML.
const MATHML: [&str; 28] = [
    "math",
    "semantics",
    "annotation",
    "mrow",
    "mi",
    "mn",
    "mo",
    "mtext",
    "mspace",
    "mfrac",
    "msqrt",
    "mroot",
    "msub",
    "msup",
    "msubsup",
    "munder",
    "mover",
    "munderover",
    "mmultiscripts",
    "mprescripts",
    "mtable",
    "mtr",
    "mtd",
    "mphantom",
    "mpadded",
    "menclose",
    "merror",
    "mstyle",
];

/// What these may have. None has an address or a style.
const OF_MATHML: [&str; 21] = [
    "display",
    "encoding",
    "displaystyle",
    "scriptlevel",
    "mathvariant",
    "form",
    "lspace",
    "rspace",
    "stretchy",
    "symmetric",
    "largeop",
    "movablelimits",
    "minsize",
    "maxsize",
    "linethickness",
    "width",
    "height",
    "depth",
    "accent",
    "accentunder",
    "notation",
];

static CLEANER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut builder = ammonia::Builder::default();
    builder
        .add_tags(["section", "input", "figure", "figcaption", "u"])
        .add_generic_attributes(GENERIC)
        .add_tag_attributes("input", ["disabled", "checked"])
        .add_tag_attribute_values("input", "type", ["checkbox"])
        .add_tag_attributes("details", ["open"])
        .add_tag_attributes("img", ["loading"])
        .add_tag_attributes("a", ["name"])
        .add_tag_attribute_values("a", "rel", ["license"])
        .add_tags(RECORDINGS.iter().map(|(element, _)| *element))
        .link_rel(None)
        .url_schemes(HashSet::from(SAFE_SCHEMES));
    for (element, attributes) in RECORDINGS {
        builder.add_tag_attributes(element, attributes);
    }
    builder
});

/// The page without anything that could run, load from elsewhere unasked, or break out of
/// its place.
pub fn sanitize(html: &str) -> String {
    CLEANER.clean(html).to_string()
}

/// The attributes of an element by their names, and for each the values that it may have, if not anything goes.
type Attributes = BTreeMap<&'static [u8], Option<Vec<&'static [u8]>>>;

/// What may be in a page: the attributes of each element beside those of all.
struct Allowed {
    elements: FxHashMap<&'static [u8], Attributes>,
    generic: Vec<&'static [u8]>,
}

/// The sanitiser's own list, and what dibao adds.
static ALLOWED: LazyLock<Allowed> = LazyLock::new(|| {
    let of_elements = CLEANER.clone_tag_attributes();
    let values = CLEANER.clone_tag_attribute_values();
    let own = |element: &str| ADDED.iter().find(|(name, _)| *name == element).map_or(&[][..], |(_, own)| own);
    let attributes = |element: &'static str| {
        let any = of_elements.get(element).into_iter().flatten().chain(own(element));
        let any = any.map(|name| (name.as_bytes(), None));
        let some = values.get(element).into_iter().flatten();
        let some = some.map(|(name, values)| (name.as_bytes(), Some(values.iter().map(|it| it.as_bytes()).collect())));
        (element.as_bytes(), any.chain(some).collect())
    };
    let added = ADDED.iter().map(|(element, _)| *element);
    let of_formula: Attributes = OF_MATHML.iter().map(|name| (name.as_bytes(), None)).collect();
    let formulas = MATHML.iter().map(|element| (element.as_bytes(), of_formula.clone()));
    Allowed {
        elements: CLEANER.clone_tags().into_iter().chain(added).map(attributes).chain(formulas).collect(),
        generic: CLEANER.clone_generic_attributes().into_iter().map(str::as_bytes).collect(),
    }
});

/// Whether an author's HTML may have an element.
pub(super) fn has_element(name: &str) -> bool {
    ALLOWED.elements.contains_key(name.as_bytes()) && !matches!(name, "picture" | "iframe") && !MATHML.contains(&name)
}

/// Whether an element is a part of a formula.
pub(super) fn is_of_formula(name: &str) -> bool {
    MATHML.contains(&name)
}

/// Whether an element may have an attribute.
pub(super) fn has_attribute(element: &str, attribute: &str) -> bool {
    let own = ALLOWED.elements.get(element.as_bytes());
    own.is_some_and(|own| own.contains_key(attribute.as_bytes())) || ALLOWED.generic.contains(&attribute.as_bytes())
}

/// Whether all that a piece of HTML has is on the list: elements, attributes, and the schemes of addresses. It is
/// read as browsers read it, by the tokenizer of the HTML standard; without elements whose text is no text to that
/// (`script`, `style`, `textarea`, `svg`), which are not on the list, there is nothing else that could tell a
/// browser what to do. Within `math`, text is text as well, since no element is on the list that would make it another's.
pub fn is_safe(html: &str) -> bool {
    is_on_list(&shortened(html))
}

fn is_on_list(html: &str) -> bool {
    let mut check = Check::default();
    // The first refusal is enough.
    walk(html, &mut |event| if check.refuses(event) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
}

/// A piece of HTML in which the text before a tag or after a `>` has one `_` for each run of characters beyond U+3000,
/// which the tokenizer would read one by one. Such a `>` may also stand in an attribute's value, so that what follows
/// belongs to a tag: there too `_` does as those characters do. It separates nothing, is in no reference, no name that is
/// on a list and no scheme; and beyond U+3000 there is neither white space nor a control character.
fn shortened(html: &str) -> String {
    let mut rest = html;
    let mut short = String::with_capacity(html.len() / 2);
    loop {
        let (text, from_tag) = rest.split_at(memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len()));
        let mut in_run = false;
        for character in text.chars() {
            let was_in_run = std::mem::replace(&mut in_run, character > '\u{3000}');
            match in_run {
                true if was_in_run => {}
                true => short.push('_'),
                false => short.push(character),
            }
        }
        let tag_end = memchr::memchr(b'>', from_tag.as_bytes()).map_or(from_tag.len(), |end| end + 1);
        let (tag, after) = from_tag.split_at(tag_end);
        short.push_str(tag);
        if after.is_empty() {
            return short;
        }
        rest = after;
    }
}

/// The tag that is being read.
#[derive(Default)]
struct Check {
    attributes: Option<&'static Attributes>,
    is_address: bool,
    values: Option<&'static [&'static [u8]]>,
}

impl Check {
    fn refuses(&mut self, event: &CallbackEvent<'_>) -> bool {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.attributes = ALLOWED.elements.get(*name);
                self.attributes.is_none()
            }
            CallbackEvent::AttributeName { name } => {
                let own = self.attributes.and_then(|attributes| attributes.get(*name));
                self.values = own.and_then(|values| values.as_deref());
                self.is_address = matches!(*name, b"href" | b"src" | b"poster");
                own.is_none() && !ALLOWED.generic.contains(name)
            }
            CallbackEvent::AttributeValue { value } => {
                self.is_address && !std::str::from_utf8(value).is_ok_and(is_safe_address)
                    || self.values.is_some_and(|values| !values.contains(value))
            }
            CallbackEvent::EndTag { name } => !ALLOWED.elements.contains_key(*name),
            CallbackEvent::CloseStartTag { .. } | CallbackEvent::String { .. } => false,
            CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } => true,
            // A tag that does not end would go on in what a template writes after it.
            CallbackEvent::Error(error) => error.as_str().starts_with("eof-"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::markdown::to_html;

    #[test]
    fn nothing_runs_and_our_own_markup_stays() {
        let own = "<h2 id=\"一\">一</h2>\n<pre class=\"hl\" tabindex=\"0\"><code class=\"language-c\">x</code></pre>\n<sup class=\"footnote-mark\"><a href=\"#fn-1\" id=\"fnref-1\" role=\"doc-noteref\">1</a></sup>";
        assert_eq!(sanitize(own), own);
        assert!(is_safe(own));
        let evil = "<p onclick=\"x()\">一<script>x()</script><a href=\"javascript:x()\">二</a><img src=x onerror=x()><iframe src=//e.example></iframe></p>";
        assert_eq!(sanitize(evil), "<p>一<a>二</a><img src=\"x\"></p>");
        assert!(!is_safe(evil));
    }

    #[test]
    fn what_is_not_on_the_list_is_refused() {
        for html in [
            "<p onclick=x>",
            "<p/onclick=x>",
            "<p style=\"\">",
            "<P CLASS=a STYLE=b>",
            "<h2 id=x a/onfocus=x>",
            "<script>",
            "</script>",
            "<svg>",
            "<style>",
            "<textarea>",
            "<base href=x>",
            "<form action=x>",
            "<!-- x -->",
            "<!doctype html>",
            "<![CDATA[x]]>",
            "<?x?>",
            "<a href=javascript:x>",
            "<a href=\" java\tscript:x\">",
            "<a href=\"&#x6a;avascript:x\">",
            "<a href=\"javascript&colon;x\">",
            "<img src=\"data:image/svg+xml,x\">",
            "<img src=\"DATA:IMAGE/SVG+XML,x\">",
            "<a href=\"data:text/html,x\">",
            "<input type=\"text\">",
            "<source src=javascript:x>",
            "<video autoplay>",
            "<video onplay=x>",
            "<video poster=\"data:image/svg+xml,x\">",
            "<video poster=\"javascript:x\">",
            "<track src=\"data:text/vtt,x\">",
            "<iframe srcdoc=x>",
            "<iframe src=\"data:text/html,x\">",
            "<iframe allow=camera>",
            "<embed src=x>",
            "<object data=x>",
            "<p title=\">\" class=字 onclick=alert(1)>x</p>",
            "<p title=\">\" class=字'><script>alert(1)</script><b class='>x</b></p>",
            "<a title=\">\" href=\"javascript&#58字1=alert(1)\">x</a>",
            "<a title=\">\" 字href=\"x\">",
            "<input title=\">\" type=\"字checkbox\">",
            "<a title=\">\" href=\"java\u{3000}script:x\">",
            "<p",
            "<p class=\"",
            "<",
            "</p",
        ] {
            assert!(!is_safe(html), "{html}");
        }
    }

    #[test]
    fn what_dibao_writes_is_on_the_list() {
        for markdown in [
            "# 题\n\n## 小题 {#own .a}\n\n> 引\n\n1. 一\n2. 二\n\n3) 三\n\n- [x] 做\n- [ ] 不做",
            "字[^1]**强***斜*~~删~~`码` [链](https://a.example/?a=b&c=d \"题\") ![图](a.png)\n\n[^1]: 注",
            "| 甲 | 乙 |\n|---:|:-:|\n| 1 | 2 |\n\n---\n\n```rust\nlet 发 = \"<头>\";\n```\n\n```无\n<b>\n```\n\n    码",
            "![图](a.png \"说明（记者王二摄）\")\n\n> [!quote]\n> 引\n\n换  \n行 <https://a.example/> a@b.example <a@b.example>",
            "![点](data:image/png;base64,AAAA) [信](mailto:a@b.example) [相](图:一.png) [路](//a.example/x)",
        ] {
            let html = to_html(markdown);
            assert!(is_safe(&html), "{html}");
        }
        let picture = "<picture><source type=\"image/avif\" srcset=\"a 1w\" sizes=\"1px\"><img src=\"a\" alt=\"\" fetchpriority=\"high\" width=\"1\" height=\"2\" srcset=\"b 2w\" sizes=\"1px\"></picture>";
        assert!(is_safe(picture));
        assert!(is_safe("<a rel=\"license\" href=\"https://a.example/\">CC</a>"));
        assert!(is_safe("<img src=\"a\" loading=\"lazy\"><mark class=\"corrected\" id=\"corrected-1\">字</mark>"));
    }

    proptest! {
        #![proptest_config(crate::testing::cases(2000))]
        /// What the sanitiser makes is what the check lets pass: both are by one list.
        #[test]
        fn sanitised_html_is_safe(html in "(<p |<a |<img |<svg|<math|<input |<td |</p>|<table>|<select>|<!--|-->|<b>|</a>| href=| src=| onerror=x| type=|\"|'|javascript:|https:|checkbox|&#106;|&quot;|/|>|=| |x|字){0,24}") {
            let clean = sanitize(&html);
            prop_assert!(is_safe(&clean), "{clean}");
        }

        #[test]
        fn a_shortened_text_is_as_safe_as_the_whole(html in "(<a title=\">\"|<p title='>')?(<p|<a |<input|<字|<é>|</p|<!--|-->|<b>|<script>|</a>| href=| title=| class=| 字=| onerror=x| type=|class|\"|'|javascript:|java|script|data:image/|checkbox|&#106;|&#58|&#x3A|&colon|&|quot;|/|>|=| |;|1|x|字|字字|é|_|\u{85}|\u{3000}){0,24}") {
            prop_assert_eq!(is_safe(&html), is_on_list(&html), "{}", html);
        }
    }
}
