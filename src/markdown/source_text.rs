//! Converts Markdown as a text, line for line: only the characters of its prose change.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::convert::Scope;
use super::{Prepared, parse_raw, raw_html};
use crate::script::Convert;

/// Front matter keys whose values are prose; others are dates, names of files, addresses.
const PROSE_KEYS: [&str; 16] = [
    "title",
    "subtitle",
    "description",
    "summary",
    "excerpt",
    "author",
    "authors",
    "byline",
    "dateline",
    "source",
    "tags",
    "categories",
    "keywords",
    "name",
    "aliases",
    "caption",
];

/// The Markdown text, with its front matter if it has one, in the other script.
pub fn convert_markdown(source: &str, converter: &dyn Convert) -> String {
    let body_start = crate::content::body_start(source);
    let mut out = convert_front_matter(&source[..body_start], converter);
    let body = &source[body_start..];
    let mut copied = 0;
    for range in prose(body) {
        out.push_str(&body[copied..range.start]);
        converter.convert_into(&body[range.clone()], &mut out);
        copied = range.end;
    }
    out.push_str(&body[copied..]);
    out
}

/// The ranges of a body's prose: in order, apart, and neighbours in one piece.
fn prose(body: &str) -> Vec<Range<usize>> {
    let prepared = Prepared::new(body);
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut scope = Scope::default();
    for (event, range) in parse_raw(&prepared) {
        let protected = scope.enter(&event);
        match event {
            Event::Text(_) if !protected => ranges.push(range),
            Event::Html(_) | Event::InlineHtml(_) => ranges.extend(
                raw_html::prose(&body[range.clone()])
                    .into_iter()
                    .map(|part| range.start + part.start..range.start + part.end),
            ),
            Event::Start(Tag::Link { title, .. } | Tag::Image { title, .. }) if !title.is_ascii() => {
                // The parser does not say where a title is; it is the last such text within.
                if let Some(at) = body[range.clone()].rfind(title.as_ref()) {
                    ranges.push(range.start + at..range.start + at + title.len());
                }
            }
            _ => {}
        }
    }
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

fn convert_front_matter(text: &str, converter: &dyn Convert) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_prose = false;
    for line in text.split_inclusive('\n') {
        let content = line.trim_start_matches([' ', '\t', '{', ',']);
        let key = content.split([':', '=']).next().unwrap_or_default().trim().trim_matches(['"', '\'']);
        let is_item = content.starts_with(['-', ']', '['])
            || content.len() < line.len()
                && !key.chars().all(|character| character.is_ascii_alphanumeric() || character == '_');
        if !is_item {
            in_prose = PROSE_KEYS.contains(&key.to_ascii_lowercase().as_str());
        }
        if in_prose {
            converter.convert_into(line, &mut out);
        } else {
            out.push_str(line);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::script::OpenCc;

    fn check(source: &str, expected: &str) {
        assert_eq!(convert_markdown(source, &OpenCc::new("s2tw").unwrap()), expected);
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
        #![proptest_config(ProptestConfig::with_cases(1000))]
        /// Text without characters that have another form comes out as it went in, whatever
        /// its markup; and nothing panics.
        #[test]
        fn markup_survives(source in "([\\[\\]()<>!\"'`*~_#|:&\\\\ \n\t-]|中|一|“|”|a|http://|title: |---\n|\\[\\^a\\]|<a title=|&amp;|\r\n){0,40}") {
            let converter = OpenCc::new("s2tw").unwrap();
            prop_assert_eq!(convert_markdown(&source, &converter), source);
        }
    }
}
