//! What a list or a page's head needs of an article, without rendering it.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use super::cjk::joins_lines;
use super::edits::Habits;
use super::mathml::words;
use super::parse::parse_raw;
use super::prepared::Prepared;
use super::raw_headings::title_in;

/// An article's first heading and how it begins.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// The first heading of level 1, or failing that the first thing if it is a heading.
    pub title: Option<String>,
    /// The first paragraph's text, cut at the end of a sentence.
    pub summary: Option<String>,
}

/// A summary has at most about this many columns; Han take two.
const SUMMARY_COLUMNS: usize = 240;

/// Reads as much of an article as it needs.
pub fn outline(markdown: &str, habits: Habits) -> Outline {
    let prepared = Prepared::new(markdown, habits);
    let mut outline = Outline::default();
    let mut collected: Option<String> = None;
    let mut quoted = 0_usize;
    let mut hidden = 0_usize;
    let mut html = String::new();
    let mut in_notes = 0;
    for (index, (event, _)) in parse_raw(&prepared).enumerate() {
        match event {
            Event::Start(Tag::Heading { level, .. })
                if outline.title.is_none() && (level == HeadingLevel::H1 || index == 0) =>
            {
                collected = Some(String::new());
            }
            Event::End(TagEnd::Heading(_)) => {
                in_notes = 0;
                if let Some(text) = collected.take() {
                    outline.title = Some(text.trim().to_owned()).filter(|title| !title.is_empty());
                }
            }
            Event::Start(
                Tag::BlockQuote(_) | Tag::List(_) | Tag::DefinitionList | Tag::Table(_) | Tag::FootnoteDefinition(_),
            ) => quoted += 1,
            Event::End(
                TagEnd::BlockQuote(_)
                | TagEnd::List(_)
                | TagEnd::DefinitionList
                | TagEnd::Table
                | TagEnd::FootnoteDefinition,
            ) => quoted -= 1,
            Event::Start(Tag::Paragraph) if quoted == 0 => collected = Some(String::new()),
            // What is said of a picture is not how an article begins.
            Event::Html(line) if matches!(line.trim(), "<figcaption>" | "</figcaption>") => {
                quoted = if line.contains('/') { quoted.saturating_sub(1) } else { quoted + 1 };
            }
            Event::Html(line) if outline.title.is_none() => html.push_str(&line),
            Event::End(TagEnd::HtmlBlock) => {
                outline.title = outline.title.or_else(|| title_in(&html));
                html.clear();
            }
            Event::End(TagEnd::Paragraph) => {
                in_notes = 0;
                let summary = collected.take().map(|text| cut(text.trim())).filter(|summary| !summary.is_empty());
                if summary.is_some() {
                    outline.summary = summary;
                    return outline;
                }
            }
            Event::Start(Tag::Image { .. }) => hidden += 1,
            Event::End(TagEnd::Image) => hidden -= 1,
            Event::Text(text) if hidden == 0 => push(&mut collected, &without_notes(&prepared, &text, &mut in_notes)),
            Event::Code(text) if hidden == 0 && in_notes == 0 => push(&mut collected, &text),
            Event::InlineMath(tex) | Event::DisplayMath(tex) if hidden == 0 => push(&mut collected, &words(&tex)),
            Event::SoftBreak | Event::HardBreak => push(&mut collected, "\n"),
            _ => {}
        }
    }
    outline
}

/// A text without the notes that are marked in it; so many are open.
fn without_notes<'t>(prepared: &Prepared<'_>, text: &'t str, open: &mut usize) -> Cow<'t, str> {
    match prepared.notes() {
        Some(brackets) => Cow::Owned(brackets.without_notes(text, open)),
        None => Cow::Borrowed(text),
    }
}

/// A heading that is in nothing else.
#[derive(Debug, PartialEq, Eq)]
pub struct Heading {
    /// From 1 to 6.
    pub level: u8,
    /// Its words.
    pub text: String,
    /// Where it is in the source, with the end of its line, in bytes.
    pub range: Range<usize>,
}

/// The headings of an article that are in no list or quotation.
pub fn headings(prepared: &Prepared<'_>) -> Vec<Heading> {
    let mut headings: Vec<Heading> = Vec::new();
    let mut depth = 0_usize;
    let mut is_inside = false;
    let mut in_notes = 0;
    for (event, range) in parse_raw(prepared) {
        match event {
            Event::Start(Tag::BlockQuote(_) | Tag::List(_) | Tag::DefinitionList | Tag::FootnoteDefinition(_)) => {
                depth += 1
            }
            Event::End(
                TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::DefinitionList | TagEnd::FootnoteDefinition,
            ) => depth -= 1,
            Event::Start(Tag::Heading { level, .. }) if depth == 0 => {
                is_inside = true;
                headings.push(Heading { level: level as u8, text: String::new(), range });
            }
            Event::End(TagEnd::Heading(_)) => (is_inside, in_notes) = (false, 0),
            Event::InlineMath(tex) | Event::DisplayMath(tex) if is_inside => {
                if let Some(heading) = headings.last_mut() {
                    heading.text.push_str(&words(&tex));
                }
            }
            Event::Text(text) | Event::Code(text) if is_inside => {
                let text = without_notes(prepared, &text, &mut in_notes);
                if let Some(heading) = headings.last_mut() {
                    heading.text.push_str(&text);
                }
            }
            _ => {}
        }
    }
    for heading in &mut headings {
        heading.text = heading.text.trim().to_owned();
    }
    // A heading that is only in what stands for a tag is nowhere in the source.
    let mut end = 0;
    headings.retain(|heading| {
        let is_after = heading.range.start >= end && !heading.range.is_empty();
        end = end.max(heading.range.end);
        is_after
    });
    headings
}

/// Adds text; a line break beside Chinese is none, elsewhere it is a space.
fn push(collected: &mut Option<String>, text: &str) {
    let Some(collected) = collected else { return };
    if text == "\n" {
        collected.push('\n');
        return;
    }
    if collected.ends_with('\n') {
        collected.pop();
        let joins =
            collected.chars().next_back().is_some_and(joins_lines) && text.chars().next().is_some_and(joins_lines);
        if !joins {
            collected.push(' ');
        }
    }
    collected.push_str(text);
}

/// Cuts at the end of a sentence, else at a comma or a space, else where it must, with `…`.
fn cut(text: &str) -> String {
    let mut columns = 0;
    let limit = text.char_indices().find(|&(_, character)| {
        columns += if joins_lines(character) { 2 } else { 1 };
        columns > SUMMARY_COLUMNS
    });
    let Some((limit, _)) = limit else {
        return text.to_owned();
    };
    let head = &text[..limit];
    let after = |marks: &[char]| {
        head.char_indices()
            .rev()
            .find(|(_, character)| marks.contains(character))
            .map(|(at, mark)| at + mark.len_utf8())
    };
    if let Some(end) = after(&['。', '！', '？', '!', '?']).filter(|&end| end > limit / 3) {
        // A closing quotation mark belongs to its sentence.
        let closing = text[end..].chars().next().filter(|character| "”’」』".contains(*character));
        return text[..end + closing.map_or(0, char::len_utf8)].to_owned();
    }
    let end = after(&['，', '；', '、', ',', ';', ' ']).filter(|&end| end > limit / 2).unwrap_or(limit);
    format!("{}…", head[..end].trim_end_matches(['，', '；', '、', ',', ';', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline_of(markdown: &str) -> Outline {
        outline(markdown, Habits::default())
    }

    #[test]
    fn takes_the_first_heading_and_paragraph() {
        let found = outline_of("# 标*题*\n\n> 引\n\n![图](a.png)\n\n第一\n段**话**。\n\n第二段。");
        assert_eq!(found, Outline { title: Some("标题".into()), summary: Some("第一段话。".into()) });
        assert_eq!(outline_of("文\n\n## 小题"), Outline { title: None, summary: Some("文".into()) });
        assert_eq!(outline_of(""), Outline::default());
    }

    #[test]
    fn a_caption_is_no_summary() {
        let found = outline_of("{{< figure src=\"a.png\" caption=\"题\" >}}\n\n设$x^2$。");
        assert_eq!(found.summary.as_deref(), Some("设x2。"));
    }

    #[test]
    fn cuts_at_a_sentence_or_a_word() {
        let long = "他说：“走。”".repeat(40);
        let summary = outline_of(&long).summary.unwrap();
        assert!(summary.ends_with("走。”") && summary.chars().count() < 150, "{summary}");
        let latin = outline_of(&"word ".repeat(100)).summary.unwrap();
        assert!(latin.ends_with("word…"), "{latin}");
    }
}
