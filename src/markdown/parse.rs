//! A prepared text into the events of an article.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Parser, Tag};

#[cfg(feature = "highlight")]
use super::code;
use super::prepared::Prepared;
use super::syntax::{Events, options};
use super::{bare_links, breaks, figures, footnotes, notes};

/// What `parse` makes of a text.
pub struct Parsed<'a> {
    /// The article.
    pub events: Events<'a>,
    /// Whether the author wrote any HTML, which needs sanitising.
    pub has_raw_html: bool,
}

/// The events of a prepared text, as the parser gives them, but free of sentinels. Notes are still marked in texts.
pub(super) fn parse_raw<'a>(prepared: &'a Prepared<'_>) -> impl Iterator<Item = (Event<'a>, Range<usize>)> {
    let events = Parser::new_ext(prepared.text(), options()).into_offset_iter();
    events.map(|(event, range)| (clean(event, prepared), prepared.source_range(range)))
}

/// The events of an article, with text in one piece between markup, no line breaks inside
/// Chinese, footnotes at the end, and highlighted code.
pub fn parse<'a>(prepared: &'a Prepared<'_>) -> Parsed<'a> {
    let mut events: Events<'a> = Vec::new();
    let mut has_raw_html = false;
    // The last text while more may follow: it grows in one string, since many small texts would each copy it.
    let mut growing: Option<String> = None;
    for (event, range) in parse_raw(prepared) {
        has_raw_html |= matches!(event, Event::Html(_) | Event::InlineHtml(_));
        match (event, events.last_mut()) {
            (Event::Text(text), Some((Event::Text(before), before_range))) => {
                growing.get_or_insert_with(|| before.to_string()).push_str(&text);
                before_range.end = range.end;
            }
            (event, last) => {
                finish_text(last, growing.take());
                events.push((event, range));
            }
        }
    }
    finish_text(events.last_mut(), growing);
    if let Some(brackets) = prepared.notes() {
        events = notes::to_footnotes(events, brackets);
    }
    events = bare_links::link(events);
    figures::shape(&mut events);
    breaks::join_lines(&mut events);
    #[cfg(feature = "highlight")]
    code::highlight(&mut events);
    Parsed { events: footnotes::gather(events), has_raw_html }
}

/// Puts a text that has grown in its place.
fn finish_text<'a>(last: Option<&mut (Event<'a>, Range<usize>)>, grown: Option<String>) {
    if let (Some((Event::Text(text), _)), Some(grown)) = (last, grown) {
        *text = grown.into();
    }
}

fn clean<'a>(event: Event<'a>, prepared: &Prepared<'_>) -> Event<'a> {
    let clean = |text: CowStr<'a>| prepared.clean(text);
    match event {
        Event::Text(text) => Event::Text(prepared.clean_text(text)),
        Event::Code(text) => Event::Code(clean(text)),
        Event::Html(text) => Event::Html(clean(text)),
        Event::InlineHtml(text) => Event::InlineHtml(clean(text)),
        Event::FootnoteReference(name) => Event::FootnoteReference(clean(name)),
        Event::Start(tag) => Event::Start(match tag {
            Tag::Link { link_type, dest_url, title, id } => {
                Tag::Link { link_type, dest_url: clean(dest_url), title: clean(title), id: clean(id) }
            }
            Tag::Image { link_type, dest_url, title, id } => {
                Tag::Image { link_type, dest_url: clean(dest_url), title: clean(title), id: clean(id) }
            }
            Tag::CodeBlock(pulldown_cmark::CodeBlockKind::Fenced(info)) => {
                Tag::CodeBlock(pulldown_cmark::CodeBlockKind::Fenced(clean(info)))
            }
            Tag::FootnoteDefinition(name) => Tag::FootnoteDefinition(clean(name)),
            Tag::Heading { level, id, classes, attrs } => {
                let attr = |(name, value): (CowStr<'a>, Option<CowStr<'a>>)| (clean(name), value.map(clean));
                let (classes, attrs) =
                    (classes.into_iter().map(clean).collect(), attrs.into_iter().map(attr).collect());
                Tag::Heading { level, id: id.map(clean), classes, attrs }
            }
            other => other,
        }),
        other => other,
    }
}
