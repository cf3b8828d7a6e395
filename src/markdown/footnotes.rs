//! Footnotes: numbered in the order of their marks, gathered at the end, linked both ways.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::syntax::Events;
use crate::diagnostic::{Finding, Kind, Sentence, sentence};

/// A note as its author wrote it.
struct Note<'a> {
    name: String,
    events: Events<'a>,
    place: Range<usize>,
}

/// Replaces marks by numbered links and moves the notes to the end: first those that a mark names, in the order of these,
/// then those that none does, which are told.
pub(super) fn gather<'a>(events: Events<'a>, findings: &mut Vec<Finding>) -> Events<'a> {
    let mut notes: HashMap<String, Note<'a>> = HashMap::new();
    // What they are known by, in the order in which they are written.
    let mut keys: Vec<String> = Vec::new();
    let mut body = Events::with_capacity(events.len());
    let mut open: Option<Note<'a>> = None;
    for (event, range) in events {
        match event {
            Event::Start(Tag::FootnoteDefinition(name)) => {
                open = Some(Note { name: name.to_string(), events: Events::new(), place: range });
            }
            Event::End(TagEnd::FootnoteDefinition) => {
                let Some(note) = open.take() else { continue };
                // All marks lead to the first of a name.
                let key = if notes.contains_key(&note.name) {
                    format!("{}\n{}", note.name, keys.len())
                } else {
                    note.name.clone()
                };
                keys.push(key.clone());
                notes.insert(key, note);
            }
            event => open.as_mut().map_or(&mut body, |note| &mut note.events).push((event, range)),
        }
    }
    if notes.is_empty() {
        return body;
    }
    let known = notes.values().map(|note| note.name.clone()).collect();
    let mut numbers = Numbers { known, order: Vec::new(), marks: HashMap::new() };
    numbers.number(&mut body);
    let mut made: Vec<Note<'a>> = Vec::new();
    numbers.follow(&mut notes, &mut made);
    for key in keys {
        let Some(note) = notes.get(&key) else { continue };
        let name = &note.name;
        let is_first = key == *name;
        findings.push(told(
            note,
            if is_first { sentence!("footnote-unused", name) } else { sentence!("footnote-twice", name) },
        ));
        numbers.order.push(key.clone());
        numbers.marks.insert(key, (numbers.order.len(), 0));
        numbers.follow(&mut notes, &mut made);
    }
    body.push(html("<section class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n"));
    for ((index, note), key) in made.into_iter().enumerate().zip(&numbers.order) {
        let marks = numbers.marks.get(key).map_or(0, |(_, marks)| *marks);
        body.extend(list_item(index + 1, marks, note.events));
    }
    body.push(html("</ol>\n</section>\n"));
    body
}

fn told(note: &Note<'_>, sentence: Sentence) -> Finding {
    Finding::warning(Kind::Footnote, sentence, note.place.clone())
}

struct Numbers {
    known: HashSet<String>,
    order: Vec<String>,
    /// The number of each note, and how many marks it has had.
    marks: HashMap<String, (usize, usize)>,
}

impl Numbers {
    /// Takes the notes that marks name, in their order, and those that these name: a note may hold the first mark of
    /// another.
    fn follow<'a>(&mut self, notes: &mut HashMap<String, Note<'a>>, made: &mut Vec<Note<'a>>) {
        while let Some(name) = self.order.get(made.len()) {
            let Some(mut note) = notes.remove(name) else { return };
            self.number(&mut note.events);
            made.push(note);
        }
    }

    fn number(&mut self, events: &mut Events<'_>) {
        for (event, _) in events {
            if let Event::FootnoteReference(name) = event
                && self.known.contains(name.as_ref())
            {
                let (number, marks) = self.marks.entry(name.to_string()).or_insert_with(|| {
                    self.order.push(name.to_string());
                    (self.order.len(), 0)
                });
                *marks += 1;
                let id = if *marks == 1 { format!("fnref-{number}") } else { format!("fnref-{number}-{marks}") };
                *event = Event::InlineHtml(
                    format!("<sup class=\"footnote-mark\"><a href=\"#fn-{number}\" id=\"{id}\" role=\"doc-noteref\">{number}</a></sup>").into(),
                );
            }
        }
    }
}

/// A note as an item, with a way back to each of its marks.
fn list_item(number: usize, marks: usize, mut note: Events<'_>) -> Events<'_> {
    let last_paragraph = note.iter().rposition(|(event, _)| matches!(event, Event::End(TagEnd::Paragraph)));
    let end = last_paragraph.unwrap_or(note.len());
    let back = |mark: usize| match mark {
        1 => format!(" <a href=\"#fnref-{number}\" role=\"doc-backlink\">↩</a>"),
        _ => format!(" <a href=\"#fnref-{number}-{mark}\" role=\"doc-backlink\">↩<sup>{mark}</sup></a>"),
    };
    let ways: Events<'_> = (1..=marks).map(|mark| html_inline(back(mark))).collect();
    note.splice(end..end, ways);
    note.insert(0, html(&format!("<li id=\"fn-{number}\">\n")));
    note.push(html("</li>\n"));
    note
}

fn html<'a>(text: &str) -> (Event<'a>, std::ops::Range<usize>) {
    (Event::Html(text.to_owned().into()), 0..0)
}

fn html_inline<'a>(text: String) -> (Event<'a>, std::ops::Range<usize>) {
    (Event::InlineHtml(text.into()), 0..0)
}

#[cfg(test)]
mod tests {
    use crate::markdown::{Habits, Prepared, parse, to_html};

    #[test]
    fn notes_stand_at_the_end_in_order() {
        let html = to_html("乙[^b]甲[^甲]乙[^b]\n\n[^甲]: 注甲\n\n[^b]: 注乙\n\n文");
        let marks: Vec<_> = [
            "id=\"fnref-1\"",
            "id=\"fnref-2\"",
            "id=\"fnref-1-2\"",
            "<p>文</p>",
            "<li id=\"fn-1\">\n<p>注乙",
            "<li id=\"fn-2\">\n<p>注甲",
        ]
        .iter()
        .map(|part| html.find(part).unwrap_or_else(|| panic!("{part} in {html}")))
        .collect();
        assert!(marks.is_sorted(), "{html}");
    }

    #[test]
    fn every_mark_has_its_way_back() {
        let html = to_html("一[^a]二[^a]三[^a]\n\n[^a]: 注");
        for back in ["<a href=\"#fnref-1\" ", "<a href=\"#fnref-1-2\" ", "<a href=\"#fnref-1-3\" "] {
            let id = back.replace("href=\"#", "id=\"").replace("<a ", "");
            assert!(html.contains(back) && html.contains(id.trim_end()), "{html}");
        }
    }

    /// What is told of a text, and its page.
    fn read(source: &str) -> (Vec<String>, String) {
        let prepared = Prepared::new(source, Habits::default());
        let parsed = parse(&prepared);
        let told = parsed.findings.iter().map(|it| format!("{} {}", &source[it.range.clone()], it.sentence));
        (told.collect(), to_html(source))
    }

    #[test]
    fn a_note_without_a_mark_is_shown_and_told() {
        let (told, html) = read("一[^b]\n\n[^c]: 没有被引用。\n\n[^b]: 注\n");
        assert!(told.len() == 1 && told[0].starts_with("[^c]: 没有"), "{told:?}");
        assert!(html.contains("<li id=\"fn-2\">\n<p>没有被引用。</p>"), "{html}");
        let (told, html) = read("一[^b]\n\n[^b]: 甲\n\n[^b]: 乙\n");
        assert!(told.len() == 1 && told[0].starts_with("[^b]: 乙"), "{told:?}");
        assert!(html.contains("<p>甲 <a") && html.contains("<p>乙</p>"), "{html}");
        let (told, html) = read("[^c]: 只有注。");
        assert!(told.len() == 1 && html.contains("<li id=\"fn-1\">\n<p>只有注。</p>"), "{html}");
        // What names another is named by none itself.
        let (told, html) = read("文\n\n[^a]: 见[^b]\n\n[^b]: 注");
        assert!(told.len() == 1 && html.contains("href=\"#fn-2\""), "{told:?} {html}");
    }

    #[test]
    fn a_mark_without_a_note_stays_text_and_is_told() {
        let (told, html) = read("一[^无]");
        assert_eq!(html, "<p>一[^无]</p>\n");
        assert!(told.len() == 1 && told[0].starts_with("[^无] "), "{told:?}");
        for source in ["`[^无]`", "\\[^无]", "[^无](a.html)", "一[^a]\n\n[^a]: 注"] {
            assert_eq!(read(source).0, Vec::<String>::new(), "{source}");
        }
    }
}
