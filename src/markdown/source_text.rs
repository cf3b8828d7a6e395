//! Converts Markdown as a text, line for line: only the characters of its prose change.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::blocks::{Origin, blocks};
use super::parse::parse_raw;
use super::prepared::Prepared;
use super::syntax::Events;
use crate::diagnostic::Finding;
use crate::script::{Converter, Page, Rule};

/// The Markdown text, with its front matter if it has one, in the other script. `page` has
/// the article's own rules; `report` is told of markup of forms that is not as it should be.
pub fn convert_markdown(source: &str, converter: &Converter, page: &Page, report: &mut dyn FnMut(Finding)) -> String {
    let body_start = crate::front_matter::body_start(source);
    let mut out = convert_front_matter(source, body_start, converter, page);
    let body = &source[body_start..];
    let mut copied = 0;
    for (range, text) in changes(body, converter, page, &mut |finding| report(finding.after(body_start))) {
        out.push_str(&body[copied..range.start]);
        out.push_str(&text);
        copied = range.end;
    }
    out.push_str(&body[copied..]);
    out
}

/// The names that the body of a Markdown text speaks of.
pub fn names_in(body: &str, converter: &Converter) -> Vec<Rule> {
    let prepared = Prepared::plain(body);
    let events = parse_raw(&prepared).collect();
    blocks(&events).iter().flat_map(|block| converter.names(&block.text)).collect()
}

/// What becomes of ranges of a body's prose: in order, and apart.
fn changes(
    body: &str,
    converter: &Converter,
    page: &Page,
    report: &mut dyn FnMut(Finding),
) -> Vec<(Range<usize>, String)> {
    let prepared = Prepared::plain(body);
    let events: Events<'_> = parse_raw(&prepared).collect();
    let mut changes: Vec<(Range<usize>, String)> = Vec::new();
    for block in blocks(&events) {
        let mut found = Vec::new();
        let aligned = block.align(converter, page, &mut found);
        for finding in found {
            // Its first brace is what can be told in the source, where other markup may run through the rest.
            let start = block.place(finding.range.start, &events);
            report(Finding { range: start..start + 2, ..finding });
        }
        for (origin, text) in block.lay_back(&aligned) {
            if let Some(range) = range_in_source(origin, body, &events).filter(|range| body[range.clone()] != *text) {
                changes.push((range, text.to_owned()));
            }
        }
    }
    changes.sort_by_key(|(range, _)| (range.start, range.end));
    let mut end = 0;
    changes.retain(|(range, _)| {
        let is_apart = range.start >= end;
        end = end.max(range.end);
        is_apart
    });
    changes
}

/// Where a piece of a block stands in the source, if it does so letter by letter.
fn range_in_source(origin: &Origin, body: &str, events: &Events<'_>) -> Option<Range<usize>> {
    match origin {
        Origin::Text(index) => match &events[*index] {
            (Event::Text(text), range) if body[range.clone()] == **text => Some(range.clone()),
            _ => None,
        },
        Origin::Html(index, part) => match &events[*index] {
            (Event::Html(html) | Event::InlineHtml(html), range) if body[range.clone()] == **html => {
                Some(range.start + part.start..range.start + part.end)
            }
            _ => None,
        },
        Origin::Title(index) => match &events[*index] {
            // The parser does not say where a title is; it is the last such text within.
            (Event::Start(Tag::Link { title, .. } | Tag::Image { title, .. }), range) => {
                let at = range.start + body[range.clone()].rfind(title.as_ref())?;
                Some(at..at + title.len())
            }
            _ => None,
        },
        Origin::None => None,
    }
}

/// Front matter whose prose is converted, line by line; its keys and all else stay.
fn convert_front_matter(text: &str, end: usize, converter: &Converter, page: &Page) -> String {
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for range in crate::front_matter::prose_of(text) {
        out.push_str(&text[copied..range.start]);
        for line in text[range.clone()].split_inclusive('\n') {
            let words = line.trim();
            let start = line.len() - line.trim_start().len();
            out.push_str(&line[..start]);
            out.push_str(&converter.text(words, page));
            out.push_str(&line[start + words.len()..]);
        }
        copied = range.end;
    }
    out.push_str(&text[copied..end.max(copied)]);
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::script::{Glossary, Script, Settings};

    fn converter() -> Converter {
        Converter::new(Script::Hans, Script::Hant, &Settings::default(), &Glossary::default()).unwrap()
    }

    fn check(source: &str, expected: &str) {
        let converted = convert_markdown(source, &converter(), &Page::default(), &mut |_| {});
        assert_eq!(converted, expected);
    }

    #[test]
    fn only_prose_changes() {
        check("他说**“头发”**，`头发`。\r\n下一行发\n", "他說**“頭髮”**，`头发`。\r\n下一行發\n");
        check("[头](</头 发.html> \"发\") ![发](发.png)\n", "[頭](</头 发.html> \"發\") ![發](发.png)\n");
        check("```\n头发\n```\n\n    头发\n\n头发\n", "```\n头发\n```\n\n    头发\n\n頭髮\n");
        check(
            "<p title=\"头发\" id=\"发\">头发</p>\n\n用<code>头发</code>说\n",
            "<p title=\"頭髮\" id=\"发\">頭髮</p>\n\n用<code>头发</code>說\n",
        );
        check("| 头 | 发 |\n|---|---|\n| &nbsp;发 | \\*发 |\n", "| 頭 | 發 |\n|---|---|\n| &nbsp;發 | \\*發 |\n");
        check("见[[头发|发]]与[[头发]]，$\\text{头发}$发\n", "見[[头发|發]]與[[头发]]，$\\text{头发}$發\n");
        check("$5和$6头发 `[[头]]` \\(发_1\\)发\n", "$5和$6頭髮 `[[头]]` \\(发_1\\)發\n");
        check("头[^发]\n\n[^发]: 发\n", "頭[^发]\n\n[^发]: 發\n");
    }

    #[test]
    fn front_matter_keeps_its_names_and_addresses() {
        check(
            "---\ntitle: 头发\nslug: 头发\nauthors:\n  - 发\nimage: 头.png\n---\n头发",
            "---\ntitle: 頭髮\nslug: 头发\nauthors:\n  - 發\nimage: 头.png\n---\n頭髮",
        );
    }

    proptest! {
        #![proptest_config(crate::testing::cases(1000))]
        /// Text without characters that have another form comes out as it went in, whatever
        /// its markup; and nothing panics.
        #[test]
        fn markup_survives(source in "([\\[\\]()<>!\"'`*~_#|:&\\\\ \n\t-]|中|一|“|”|a|http://|title: |---\n|\\[\\^a\\]|<a title=|&amp;|\r\n){0,40}") {
            let converted = convert_markdown(&source, &converter(), &Page::default(), &mut |_| {});
            prop_assert_eq!(converted, source);
        }
    }
}
