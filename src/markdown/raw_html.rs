//! HTML that an author wrote inside Markdown: converting its text, and keeping a page safe
//! from it.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::ops::Range;
use std::rc::Rc;
use std::sync::LazyLock;

use lol_html::{RewriteStrSettings, doc_text, element, end_tag, rewrite_str};

use crate::script::Convert;

/// Elements whose text is not prose.
const VERBATIM: [&str; 9] = ["script", "style", "pre", "code", "kbd", "samp", "textarea", "svg", "math"];
/// Attributes that a reader reads.
const READABLE: [&str; 3] = ["alt", "title", "aria-label"];

/// Converts the text and the readable attributes of a piece of HTML.
pub(super) fn convert(html: &str, converter: &dyn Convert) -> String {
    let mut out = String::with_capacity(html.len());
    let mut copied = 0;
    for range in prose(html) {
        out.push_str(&html[copied..range.start]);
        converter.convert_into(&html[range.clone()], &mut out);
        copied = range.end;
    }
    out.push_str(&html[copied..]);
    out
}

/// The ranges of the text and the readable attributes in a piece of HTML, in order.
pub(super) fn prose(html: &str) -> Vec<Range<usize>> {
    if html.is_ascii() {
        return Vec::new();
    }
    let ranges = RefCell::new(Vec::new());
    // End tag handlers outlive the borrow of what is on the stack here.
    let depth = Rc::new(Cell::new(0_usize));
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(element!("*", |element| {
            let tag = element.source_location().bytes();
            let values = READABLE.iter().filter_map(|name| element.get_attribute(name));
            for value in values.filter(|value| !value.is_empty()) {
                let places = html[tag.clone()].match_indices(&value).map(|(at, _)| tag.start + at);
                let places = places.filter(|&at| is_readable_value(&html[tag.start..at], &html[at + value.len()..]));
                ranges.borrow_mut().extend(places.map(|at| at..at + value.len()));
            }
            Ok(())
        }))
        .append_element_content_handler(element!(VERBATIM.join(", "), |element| {
            if let Some(handlers) = element.end_tag_handlers() {
                depth.set(depth.get() + 1);
                let depth = Rc::clone(&depth);
                handlers.push(end_tag!(move |_| {
                    depth.set(depth.get() - 1);
                    Ok(())
                }));
            }
            Ok(())
        }))
        .append_document_content_handler(doc_text!(|chunk| {
            if depth.get() == 0 && !chunk.as_str().is_ascii() {
                ranges.borrow_mut().push(chunk.source_location().bytes());
            }
            Ok(())
        }));
    // The rewriting itself is not wanted, and its only errors are those of the handlers,
    // which make none, and of memory limits, which are not set.
    let _ = rewrite_str(html, settings);
    let mut ranges = ranges.into_inner();
    ranges.sort_by_key(|range| range.start);
    // Markup that is broken enough could have one text found twice.
    let mut end = 0;
    ranges.retain(|range| {
        let is_apart = range.start >= end;
        end = end.max(range.end);
        is_apart
    });
    ranges
}

/// Whether what stands around a text in its tag makes it the whole value of a readable
/// attribute.
fn is_readable_value(before: &str, after: &str) -> bool {
    let (before, ends) = match before.chars().next_back() {
        Some(quote @ ('"' | '\'')) => (&before[..before.len() - 1], after.starts_with(quote)),
        _ => (before, after.starts_with(|next: char| next.is_whitespace() || matches!(next, '>' | '/'))),
    };
    let Some(name) = before.trim_end().strip_suffix('=').map(|name| name.trim_end().to_ascii_lowercase()) else {
        return false;
    };
    let begins = |rest: &str| rest.ends_with(|last: char| last.is_whitespace() || matches!(last, '"' | '\'' | '/'));
    ends && READABLE.iter().any(|readable| name.strip_suffix(readable).is_some_and(begins))
}

/// Which side of an element a piece of inline HTML is.
pub(super) enum TagSide {
    /// `<code>`
    Start,
    /// `</code>`
    End,
}

/// Whether a piece of inline HTML opens or closes an element whose text is not prose.
pub(super) fn verbatim_tag(html: &str) -> Option<TagSide> {
    let inner = html.strip_prefix('<')?;
    let (side, name) = inner.strip_prefix('/').map_or((TagSide::Start, inner), |name| (TagSide::End, name));
    let end = name.find(|character: char| !character.is_ascii_alphanumeric()).unwrap_or(name.len());
    let is_verbatim = VERBATIM.iter().any(|verbatim| name[..end].eq_ignore_ascii_case(verbatim));
    (is_verbatim && !html.ends_with("/>")).then_some(side)
}

/// The page without anything that could run, load from elsewhere unasked, or break out of
/// its place.
pub fn sanitize(html: &str) -> String {
    static CLEANER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
        let mut builder = ammonia::Builder::default();
        builder
            .add_tags(["section", "input", "figure", "figcaption", "u"])
            .add_generic_attributes(["id", "class", "lang", "dir", "role", "tabindex"])
            .add_tag_attributes("input", ["disabled", "checked"])
            .add_tag_attribute_values("input", "type", ["checkbox"])
            .add_tag_attributes("details", ["open"])
            .add_tag_attributes("img", ["loading"])
            .link_rel(None)
            .url_schemes(HashSet::from(crate::links::SAFE_SCHEMES));
        builder
    });
    CLEANER.clean(html).to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::script::OpenCc;

    #[test]
    fn attributes_are_converted_whole() {
        let converter = OpenCc::new("s2tw").unwrap();
        for (html, expected) in [
            ("<img alt=\"图\" title=\"图一\" src=\"图\">", "<img alt=\"圖\" title=\"圖一\" src=\"图\">"),
            ("<img alt='图' data-alt='图' title=图>图", "<img alt='圖' data-alt='图' title=圖>圖"),
            ("<IMG\nALT = \"图\"/>", "<IMG\nALT = \"圖\"/>"),
        ] {
            assert_eq!(convert(html, &converter), expected);
        }
    }

    proptest! {
        /// Whatever the markup, conversion touches nothing but characters that have another
        /// form: here there is none.
        #[test]
        fn broken_markup_stays_as_it_is(html in "([<>/=\"' a]|alt|title|img|pre|code|script|!--|中|一|&amp;){0,40}") {
            prop_assert_eq!(convert(&html, &OpenCc::new("s2tw").unwrap()), html);
        }
    }

    #[test]
    fn nothing_runs_and_our_own_markup_stays() {
        let own = "<h2 id=\"一\">一</h2>\n<pre class=\"hl\" tabindex=\"0\"><code class=\"language-c\">x</code></pre>\n<sup class=\"footnote-mark\"><a href=\"#fn-1\" id=\"fnref-1\" role=\"doc-noteref\">1</a></sup>";
        assert_eq!(sanitize(own), own);
        let evil = sanitize(
            "<p onclick=\"x()\">一<script>x()</script><a href=\"javascript:x()\">二</a><img src=x onerror=x()><iframe src=//e.example></iframe></p>",
        );
        assert_eq!(evil, "<p>一<a>二</a><img src=\"x\"></p>");
    }
}
