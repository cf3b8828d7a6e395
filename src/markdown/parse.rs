//! A prepared text into the events of an article.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Parser, Tag, TagEnd};

#[cfg(feature = "highlight")]
use super::code;
use super::formulas::{Formulas, Part};
use super::prepared::Prepared;
use super::syntax::{Events, options};
use super::{alerts, bare_links, breaks, cells, figures, footnotes, leftovers, notes};
use crate::diagnostic::Finding;
use crate::formerly::Breaks;

/// What `parse` makes of a text.
pub struct Parsed<'a> {
    /// The article.
    pub events: Events<'a>,
    /// Whether the author wrote any HTML, which needs sanitising.
    pub has_raw_html: bool,
    /// What is to be said of it, in the source's bytes.
    pub findings: Vec<Finding>,
}

/// The events of a prepared text, as the parser gives them, but free of sentinels, and with formulas in their places. Notes
/// are still marked in texts.
pub(super) fn parse_raw<'a>(prepared: &'a Prepared<'_>) -> impl Iterator<Item = (Event<'a>, Range<usize>)> {
    let events = Parser::new_ext(prepared.text(), options(prepared.dialect())).into_offset_iter();
    // Where a formula is none: in code, and in the words of a picture.
    let (mut in_code, mut in_pictures) = (false, 0_usize);
    events.flat_map(move |(event, range)| {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Start(Tag::Image { .. }) => in_pictures += 1,
            Event::End(TagEnd::Image) => in_pictures = in_pictures.saturating_sub(1),
            Event::Text(ref text) if prepared.formulas_in(text).is_some() => {
                let Some(formulas) = prepared.formulas_in(text) else { return Pieces::One(None) };
                if in_code || in_pictures > 0 {
                    return Pieces::One(Some((
                        Event::Text(prepared.clean(text.clone())),
                        prepared.source_range(range),
                    )));
                }
                return Pieces::Many(apart(text, &range, formulas, prepared).into_iter());
            }
            _ => {}
        }
        Pieces::One(Some((clean(event, prepared), prepared.source_range(range))))
    })
}

/// What becomes of one event.
enum Pieces<'a> {
    One(Option<(Event<'a>, Range<usize>)>),
    Many(std::vec::IntoIter<(Event<'a>, Range<usize>)>),
}

impl<'a> Iterator for Pieces<'a> {
    type Item = (Event<'a>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::One(event) => event.take(),
            Self::Many(events) => events.next(),
        }
    }
}

/// A text with formulas as events.
fn apart<'a>(text: &str, range: &Range<usize>, formulas: &Formulas, prepared: &Prepared<'_>) -> Events<'a> {
    // Of a text that was parsed letter by letter, each part is known to be where it is.
    let place = |part: &Range<usize>| match prepared.text().get(range.clone()) == Some(text) {
        true => prepared.source_range(range.start + part.start..range.start + part.end),
        false => prepared.source_range(range.clone()),
    };
    let event = |part: Part<'_>| match part {
        Part::Text(part) => {
            let place = place(&part);
            (Event::Text(prepared.clean_text(text[part].to_owned().into())), place)
        }
        Part::Formula(part, formula) if formula.is_displayed => {
            (Event::DisplayMath(formula.tex.clone().into()), place(&part))
        }
        Part::Formula(part, formula) => (Event::InlineMath(formula.tex.clone().into()), place(&part)),
    };
    formulas.parts(text).into_iter().map(event).collect()
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
    let dialect = prepared.dialect();
    if let Some(brackets) = prepared.notes() {
        events = notes::to_footnotes(events, brackets, prepared.source());
    }
    if dialect.math {
        fenced_formulas(&mut events);
    }
    if dialect.alerts {
        alerts::shape(&mut events);
    }
    let mut findings = leftovers::findings(prepared, &events);
    findings.extend(cells::findings(prepared, &events));
    if dialect.links && prepared.signs().any(b":@.") {
        events = bare_links::link(events, prepared.source());
    }
    if dialect.breaks == Breaks::Hard {
        breaks::harden(&mut events);
    }
    figures::shape(&mut events);
    breaks::join_lines(&mut events);
    #[cfg(feature = "highlight")]
    code::highlight(&mut events);
    let events = footnotes::gather(events, &mut findings);
    Parsed { events, has_raw_html, findings }
}

/// Makes formulas of code whose language is `math`, as GitHub has them.
fn fenced_formulas(events: &mut Events<'_>) {
    let is_math = |event: &Event<'_>| matches!(event, Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) if language.trim() == "math");
    let mut index = 0;
    while let Some(start) = events[index..].iter().position(|(event, _)| is_math(event)).map(|at| index + at) {
        let is_end = |(event, _): &(Event<'_>, _)| matches!(event, Event::End(TagEnd::CodeBlock));
        let Some(end) = events[start..].iter().position(is_end).map(|at| start + at) else { return };
        let text =
            |(event, _): &(Event<'_>, _)| if let Event::Text(text) = event { text.to_string() } else { String::new() };
        let tex: String = events[start + 1..end].iter().map(text).collect();
        let place = events[start].1.clone();
        let formula = [
            (Event::Start(Tag::Paragraph), place.clone()),
            (Event::DisplayMath(tex.trim().to_owned().into()), place.clone()),
            (Event::End(TagEnd::Paragraph), place),
        ];
        events.splice(start..=end, formula);
        index = start + 3;
    }
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
