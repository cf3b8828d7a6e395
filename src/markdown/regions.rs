//! What kind of thing each place of a Markdown text is, before it is edited.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Parser, Tag, TagEnd};

use super::syntax::options;
use crate::formerly::Dialect;

/// The places of a text that edits must know of, in bytes, each list in order.
#[derive(Debug, Default)]
pub(super) struct Regions {
    /// Code between fences or backticks.
    pub code: Vec<Range<usize>>,
    /// Code by indentation.
    pub indented: Vec<Range<usize>>,
    /// Raw HTML, whether a block or a tag.
    pub html: Vec<Range<usize>>,
    /// Paragraphs that are in nothing else.
    pub paragraphs: Vec<Range<usize>>,
    /// The addresses of links and pictures, with their titles.
    pub addresses: Vec<Range<usize>>,
}

impl Regions {
    pub fn of(text: &str) -> Self {
        let mut regions = Self::default();
        let mut depth = 0_usize;
        let mut events = Parser::new_ext(text, options(Dialect::default())).into_offset_iter();
        for (event, range) in events.by_ref() {
            match &event {
                Event::Start(Tag::Link { link_type, .. } | Tag::Image { link_type, .. }) => {
                    regions.addresses.extend(address(text, *link_type, range));
                }
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) | Event::Code(_) => regions.code.push(range),
                Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) if depth == 0 => regions.indented.push(range),
                Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => regions.code.push(range),
                Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => regions.html.push(range),
                Event::Start(Tag::Paragraph) if depth == 0 => regions.paragraphs.push(range),
                _ => {}
            }
            match event {
                Event::Start(Tag::BlockQuote(_) | Tag::List(_) | Tag::FootnoteDefinition(_)) => depth += 1,
                Event::End(TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::FootnoteDefinition) => depth -= 1,
                _ => {}
            }
        }
        let definitions = events.reference_definitions().iter().map(|(_, definition)| definition.span.clone());
        regions.addresses.extend(definitions);
        regions.addresses.sort_by_key(|range| range.start);
        regions
    }

    /// Whether a place is code, but not by indentation.
    pub fn is_code(&self, at: usize) -> bool {
        holds(&self.code, at)
    }
}

/// Where the address of a link or picture is.
fn address(text: &str, kind: LinkType, range: Range<usize>) -> Option<Range<usize>> {
    match kind {
        LinkType::Inline => Some(range.start + text[range.clone()].rfind("](")? + 1..range.end),
        LinkType::Autolink | LinkType::Email => Some(range),
        _ => None,
    }
}

/// Whether one of some ranges, which are in order, holds a place.
pub(super) fn holds(ranges: &[Range<usize>], at: usize) -> bool {
    let after = ranges.partition_point(|range| range.start <= at);
    after.checked_sub(1).is_some_and(|index| ranges[index].contains(&at))
}
