//! Footnotes: numbered in the order of their marks, gathered at the end, linked both ways.

use std::collections::{HashMap, HashSet};

use pulldown_cmark::{Event, Tag, TagEnd};

use super::syntax::Events;

/// Replaces marks by numbered links and moves the notes that a mark names to the end.
pub(super) fn gather(events: Events<'_>) -> Events<'_> {
    let mut notes: HashMap<String, Events<'_>> = HashMap::new();
    let mut body = Events::with_capacity(events.len());
    let mut open: Option<(String, Events<'_>)> = None;
    for (event, range) in events {
        match event {
            Event::Start(Tag::FootnoteDefinition(name)) => open = Some((name.to_string(), Events::new())),
            Event::End(TagEnd::FootnoteDefinition) => {
                if let Some((name, note)) = open.take() {
                    notes.entry(name).or_insert(note);
                }
            }
            event => open.as_mut().map_or(&mut body, |(_, note)| note).push((event, range)),
        }
    }
    if notes.is_empty() {
        return body;
    }
    let mut numbers = Numbers { known: notes.keys().cloned().collect(), order: Vec::new(), marks: HashMap::new() };
    numbers.number(&mut body);
    let mut end = Events::new();
    let mut done = 0;
    // A note may itself hold the first mark of another.
    while let Some(name) = numbers.order.get(done).cloned() {
        done += 1;
        let Some(mut note) = notes.remove(&name) else { continue };
        numbers.number(&mut note);
        end.extend(list_item(done, note));
    }
    if done > 0 {
        body.push(html("<section class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n"));
        body.append(&mut end);
        body.push(html("</ol>\n</section>\n"));
    }
    body
}

struct Numbers {
    known: HashSet<String>,
    order: Vec<String>,
    /// The number of each note, and how many marks it has had.
    marks: HashMap<String, (usize, usize)>,
}

impl Numbers {
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

fn list_item(number: usize, mut note: Events<'_>) -> Events<'_> {
    let back = html_inline(format!(" <a href=\"#fnref-{number}\" role=\"doc-backlink\">↩</a>"));
    let last_paragraph = note.iter().rposition(|(event, _)| matches!(event, Event::End(TagEnd::Paragraph)));
    note.insert(last_paragraph.unwrap_or(note.len()), back);
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
    use crate::markdown::to_html;

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
    fn a_mark_without_a_note_stays_text() {
        assert_eq!(to_html("一[^无]"), "<p>一[^无]</p>\n");
    }
}
