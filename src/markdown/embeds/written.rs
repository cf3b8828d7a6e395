//! The HTML of an article, wherever Markdown stands between: its tags in order, and the way to put something else in
//! their place.

use std::iter::Peekable;
use std::ops::Range;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{HtmlString, State, Token, Tokenizer};
use pulldown_cmark::{CowStr, Event, Tag as Markup, TagEnd};

use crate::markdown::plain::plain_text;
use crate::markdown::syntax::Events;

/// A tag that an author wrote.
#[derive(Debug)]
pub(super) struct Tag {
    pub name: String,
    /// By their names, in lower case.
    attributes: Vec<(String, String)>,
    pub is_end: bool,
    /// Whether it ends in `/>`.
    pub closes_itself: bool,
    /// Whether it stands in a link of Markdown.
    pub in_link: bool,
    /// Where it is in all the HTML.
    pub span: Range<usize>,
}

impl Tag {
    /// The value of an attribute, if it has one that is more than white space.
    pub fn get(&self, name: &str) -> Option<&str> {
        let value = self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.trim());
        value.filter(|value| !value.is_empty())
    }

    pub fn has(&self, name: &str) -> bool {
        self.names().any(|own| own == name)
    }

    /// The names of its attributes.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.attributes.iter().map(|(name, _)| name.as_str())
    }
}

/// Something else for a range of the HTML, and for all that stands between its ends.
pub(super) struct Edit<'a> {
    pub range: Range<usize>,
    pub with: Vec<Event<'a>>,
}

/// All the HTML in the events of an article.
#[derive(Debug, Default)]
pub(super) struct Html {
    text: String,
    /// Where the HTML of an event begins in the text, and which event it is, both ascending.
    parts: Vec<(usize, usize)>,
    pub tags: Vec<Tag>,
}

impl Html {
    pub fn of(events: &Events<'_>) -> Self {
        let mut html = Self::default();
        let mut links = 0_usize;
        let mut run = 0;
        for (index, (event, _)) in events.iter().enumerate() {
            match event {
                Event::Html(part) => {
                    html.parts.push((html.text.len(), index));
                    html.text.push_str(part);
                    continue;
                }
                Event::Start(Markup::Link { .. }) => links += 1,
                Event::End(TagEnd::Link) => links = links.saturating_sub(1),
                _ => {}
            }
            html.read(run, false);
            run = html.text.len();
            if let Event::InlineHtml(part) = event {
                html.parts.push((run, index));
                html.text.push_str(part);
                html.read(run, links > 0);
                run = html.text.len();
            }
        }
        html.read(run, false);
        html
    }

    /// Reads the tags from a place on. Of the elements whose text is no markup to browsers, only those keep it so that are
    /// programs: what the others hold is there to be read.
    fn read(&mut self, start: usize, in_link: bool) {
        if start == self.text.len() {
            return;
        }
        let mut tokenizer = Tokenizer::new_with_emitter(&self.text[start..], DefaultEmitter::<usize>::new_with_span());
        while let Some(Ok(token)) = tokenizer.next() {
            match token {
                Token::StartTag(tag) => {
                    let name = lossy(&tag.name);
                    let state = match name.as_str() {
                        "script" => Some(State::ScriptData),
                        "style" => Some(State::RawText),
                        _ => None,
                    };
                    if let Some(state) = state {
                        tokenizer.set_state(state);
                    }
                    self.tags.push(Tag {
                        name,
                        attributes: tag.attributes.iter().map(|(name, value)| (lossy(name), lossy(value))).collect(),
                        is_end: false,
                        closes_itself: tag.self_closing,
                        in_link,
                        span: start + tag.span.start..start + tag.span.end,
                    });
                }
                Token::EndTag(tag) => self.tags.push(Tag {
                    name: lossy(&tag.name),
                    attributes: Vec::new(),
                    is_end: true,
                    closes_itself: false,
                    in_link,
                    span: start + tag.span.start..start + tag.span.end,
                }),
                _ => {}
            }
        }
    }

    /// Where a block or a piece of HTML ends that holds a place: its run of lines.
    pub fn end_of_part(&self, at: usize) -> usize {
        let next = self.parts.partition_point(|(start, _)| *start <= at);
        let is_next_line = |pair: &[(usize, usize)]| pair[0].1 + 1 == pair[1].1;
        let from = next.saturating_sub(1);
        let lines = self.parts[from..].windows(2).take_while(|pair| is_next_line(pair)).count();
        self.parts.get(from + lines + 1).map_or(self.text.len(), |(start, _)| *start)
    }

    /// Whether there is only white space in a range.
    pub fn is_blank(&self, range: Range<usize>) -> bool {
        self.text.get(range).is_some_and(|text| text.trim().is_empty())
    }

    fn part(&self, at: usize) -> Option<(usize, usize)> {
        self.parts.get(self.parts.partition_point(|(start, _)| *start <= at).checked_sub(1)?).copied()
    }

    /// A range of the HTML in the source.
    pub fn place(&self, range: &Range<usize>, events: &Events<'_>) -> Range<usize> {
        let Some((start, event)) = self.part(range.start) else { return 0..0 };
        let whole = &events[event].1;
        let begin = (whole.start + range.start - start).min(whole.end);
        begin..(begin + range.len()).min(whole.end)
    }

    /// The words that stand between two places.
    pub fn words(&self, range: Range<usize>, events: &Events<'_>) -> String {
        // Where a tag ends, the next part may begin, with a text of Markdown between.
        let ends = (self.part(range.start.saturating_sub(1)), self.part(range.end));
        let (Some((first_start, first)), Some((last_start, last))) = ends else { return String::new() };
        let mut words = String::new();
        for (index, (event, _)) in (first..).zip(&events[first..=last]) {
            match event {
                Event::Text(text) | Event::Code(text) => words.push_str(text),
                Event::SoftBreak | Event::HardBreak => words.push(' '),
                Event::Html(html) | Event::InlineHtml(html) => {
                    let from = if index == first { range.start - first_start } else { 0 };
                    let to = if index == last { range.end - last_start } else { html.len() };
                    words.push_str(&plain_text(html.get(from..to).unwrap_or_default()));
                }
                _ => {}
            }
        }
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Makes edits, which are in order and apart. Of what stands between the ends of one, only the beginnings and ends
    /// of blocks stay that reach beyond it.
    pub fn edit<'a>(&self, events: &mut Events<'a>, edits: Vec<Edit<'a>>) {
        if edits.is_empty() {
            return;
        }
        let out = Events::with_capacity(events.len() + edits.len());
        let mut editing = Editing { text: &self.text, edits: edits.into_iter().peekable(), out, copied: 0, open: None };
        let mut parts = self.parts.iter().peekable();
        for (index, placed) in std::mem::take(events).into_iter().enumerate() {
            match parts.next_if(|(_, part)| *part == index) {
                Some((start, _)) => editing.html(*start, placed),
                None => editing.other(placed),
            }
        }
        *events = editing.finish();
    }
}

/// Edits under way.
struct Editing<'h, 'a> {
    text: &'h str,
    edits: Peekable<std::vec::IntoIter<Edit<'a>>>,
    out: Events<'a>,
    /// How far the HTML was copied or replaced.
    copied: usize,
    /// The blocks that began since an edit did, as long as it goes on.
    open: Option<Events<'a>>,
}

impl<'a> Editing<'_, 'a> {
    /// Takes an event that is no HTML.
    fn other(&mut self, placed: (Event<'a>, Range<usize>)) {
        let Some(open) = &mut self.open else { return self.out.push(placed) };
        match placed.0 {
            Event::Start(_) => open.push(placed),
            Event::End(_) => self.out.extend(open.pop().is_none().then_some(placed)),
            _ => {}
        }
    }

    /// Takes an event whose HTML begins at a place of the whole.
    fn html(&mut self, start: usize, (event, range): (Event<'a>, Range<usize>)) {
        let (Event::Html(html) | Event::InlineHtml(html)) = &event else { return };
        let (end, is_block) = (start + html.len(), matches!(event, Event::Html(_)));
        let is_whole = self.copied <= start && self.edits.peek().is_none_or(|edit| edit.range.start >= end);
        self.copied = self.copied.max(start);
        if let Some(mut open) = self.open.take_if(|_| self.copied <= end) {
            self.out.append(&mut open);
        }
        if is_whole {
            return self.out.push((event, range));
        }
        let text = self.text;
        let piece = |from: usize, to: usize| {
            let text = CowStr::from(text[from..to].to_owned());
            let event = if is_block { Event::Html(text) } else { Event::InlineHtml(text) };
            let begin = (range.start + from - start).min(range.end);
            (event, begin..(begin + to - from).min(range.end))
        };
        while let Some(edit) = self.edits.next_if(|edit| edit.range.start < end) {
            if self.copied < edit.range.start {
                self.out.push(piece(self.copied, edit.range.start));
            }
            let place = piece(edit.range.start, edit.range.end.min(end)).1;
            self.out.extend(edit.with.into_iter().map(|event| (event, place.clone())));
            self.copied = self.copied.max(edit.range.end);
        }
        if self.copied < end {
            self.out.push(piece(self.copied, end));
        } else if self.copied > end {
            self.open.get_or_insert_default();
        }
    }

    fn finish(mut self) -> Events<'a> {
        self.out.extend(self.open.into_iter().flatten());
        self.out
    }
}

fn lossy(text: &HtmlString) -> String {
    String::from_utf8_lossy(text).into_owned()
}
