//! Script conversion of a parsed article: of its text and of the titles of links and
//! pictures; never of code, addresses or markup.

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::raw_html;
use crate::script::Convert;

/// The events with their text converted, in order.
pub fn convert<'a>(
    events: impl Iterator<Item = Event<'a>>,
    converter: &dyn Convert,
) -> impl Iterator<Item = Event<'a>> {
    let mut scope = Scope::default();
    events.map(move |event| {
        let protected = scope.enter(&event);
        match event {
            Event::Text(text) if !protected => Event::Text(convert_text(text, converter)),
            Event::Html(html) => Event::Html(raw_html::convert(&html, converter).into()),
            Event::InlineHtml(html) => Event::InlineHtml(raw_html::convert(&html, converter).into()),
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                Event::Start(Tag::Link { link_type, dest_url, title: convert_text(title, converter), id })
            }
            Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                Event::Start(Tag::Image { link_type, dest_url, title: convert_text(title, converter), id })
            }
            other => other,
        }
    })
}

/// Converts one text; what is ASCII is left where it is.
pub fn convert_text<'a>(text: CowStr<'a>, converter: &dyn Convert) -> CowStr<'a> {
    if text.is_ascii() { text } else { converter.convert(&text).into() }
}

/// Where in the article's markup a walk through its events is.
#[derive(Default)]
pub(super) struct Scope {
    in_code_block: bool,
    in_autolink: bool,
    /// Open elements, written as inline HTML, whose text is not prose.
    verbatim_elements: usize,
}

impl Scope {
    /// Takes the next event; true if it is text that must not be converted.
    pub(super) fn enter(&mut self, event: &Event<'_>) -> bool {
        match event {
            Event::Start(Tag::CodeBlock(_)) => self.in_code_block = true,
            Event::End(TagEnd::CodeBlock) => self.in_code_block = false,
            Event::Start(Tag::Link { link_type: LinkType::Autolink | LinkType::Email, .. }) => self.in_autolink = true,
            Event::End(TagEnd::Link) => self.in_autolink = false,
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableCell | TagEnd::Item) => {
                self.verbatim_elements = 0
            }
            Event::InlineHtml(html) => match raw_html::verbatim_tag(html) {
                Some(raw_html::TagSide::Start) => self.verbatim_elements += 1,
                Some(raw_html::TagSide::End) => self.verbatim_elements = self.verbatim_elements.saturating_sub(1),
                None => {}
            },
            _ => {}
        }
        self.in_code_block || self.in_autolink || self.verbatim_elements > 0
    }
}

#[cfg(test)]
mod tests {
    use crate::markdown::{Prepared, parse, render};
    use crate::script::OpenCc;

    fn check(source: &str, expected: &str) {
        let prepared = Prepared::new(source);
        let events = parse(&prepared).events.into_iter().map(|(event, _)| event);
        let mut html = String::new();
        render(super::convert(events, &OpenCc::new("s2tw").unwrap()), &mut html);
        assert_eq!(html.trim(), expected, "{source}");
    }

    #[test]
    fn text_is_converted_and_markup_is_not() {
        check("头发", "<p>頭髮</p>");
        check("`头发` **头发**", "<p><code>头发</code> <strong>頭髮</strong></p>");
        check("    头发", "<pre><code>头发</code></pre>");
        check("[头](/头.html \"发\")", "<p><a href=\"/%E5%A4%B4.html\" title=\"發\">頭</a></p>");
        check("![头发](头.png \"头发\")", "<p><img src=\"%E5%A4%B4.png\" alt=\"頭髮\" title=\"頭髮\" /></p>");
        check(
            "<https://例子.example/头>",
            "<p><a href=\"https://%E4%BE%8B%E5%AD%90.example/%E5%A4%B4\">https://例子.example/头</a></p>",
        );
    }

    #[test]
    fn text_inside_raw_html_is_converted() {
        check("<ruby>头发<rt>hair</rt></ruby>", "<p><ruby>頭髮<rt>hair</rt></ruby></p>");
        check("用<code>头发</code>说头发", "<p>用<code>头发</code>說頭髮</p>");
        check(
            "<div title=\"头发\" data-x=\"头发\">头发&amp;<pre>头发</pre></div>",
            "<div title=\"頭髮\" data-x=\"头发\">頭髮&amp;<pre>头发</pre></div>",
        );
        check("<script>var 头发;</script>", "<script>var 头发;</script>");
        check("<!-- 头发 -->", "<!-- 头发 -->");
    }
}
