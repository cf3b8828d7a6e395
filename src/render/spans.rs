//! Marks in the text of an article: names of entities become links, printed words that were
//! corrected lead to their correction, and 下转第二版 leads on.
//!
//! They are put into the events before conversion, so that they stand at the same words in every
//! script.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use crate::archive::EntityId;
use crate::links::{Meaning, Names};
use crate::markdown::Events;
use crate::reads::ArchiveReads;

/// Begins the address of a link that was made of a name.
pub(super) const MENTION: &str = "\u{0}mention:";

/// What is to be marked in a text.
pub(super) struct Marks<'m> {
    /// What finds names; none where they are not to be linked.
    pub names: Option<&'m Names>,
    pub archive: ArchiveReads<'m>,
    /// What the text is about, which decides between entities of one name.
    pub about: Vec<EntityId>,
    /// The entity whose own page it is, which is not linked to itself.
    pub own: Option<EntityId>,
    /// Printed words, with the number of their correction.
    pub corrections: Vec<(usize, &'m str)>,
    /// What stands beside such words.
    pub correction_mark: String,
    /// Where a jump is in the body, its words, and where it leads.
    pub jumps: Vec<(Range<usize>, String, String)>,
}

impl<'m> Marks<'m> {
    /// Marks nothing.
    pub fn none(archive: ArchiveReads<'m>) -> Self {
        Self {
            names: None,
            archive,
            about: Vec::new(),
            own: None,
            corrections: Vec::new(),
            correction_mark: String::new(),
            jumps: Vec::new(),
        }
    }
}

/// What was marked.
#[derive(Clone, Default)]
pub(super) struct Marked {
    /// The entities whose names were linked.
    pub mentions: BTreeSet<EntityId>,
    /// Names that could be of several, with their place in the body.
    pub ambiguous: Vec<(Range<usize>, String, Vec<EntityId>)>,
    /// The numbers of the corrections whose words were found.
    pub corrected: BTreeSet<usize>,
}

/// A part of a text and what becomes of it.
struct Mark {
    range: Range<usize>,
    what: What,
}

enum What {
    /// A link to that address.
    Link(String),
    /// Words that were corrected, and what leads from them to the correction.
    Corrected(usize, Option<String>),
}

/// Marks the events of a text. `address` gives the address of an entity's page.
pub(super) fn mark<'a>(events: &mut Events<'a>, marks: &Marks<'_>, address: &dyn Fn(EntityId) -> String) -> Marked {
    let mut marked = Marked::default();
    if marks.names.is_none() && marks.corrections.is_empty() && marks.jumps.is_empty() {
        return marked;
    }
    let mut place = Place::default();
    let mut out: Events<'a> = Vec::with_capacity(events.len());
    for (event, range) in std::mem::take(events) {
        place.pass(&event);
        let Event::Text(text) = &event else {
            out.push((event, range));
            continue;
        };
        let found = place.marks_in(text, &range, marks, &mut marked, address);
        if found.is_empty() {
            out.push((event, range));
        } else {
            split(text, &range, found, &mut out);
        }
    }
    *events = out;
    marked
}

/// Where in a text the walk is.
#[derive(Default)]
struct Place {
    in_code: bool,
    in_heading: bool,
    in_link: bool,
    in_picture: usize,
    /// Elements of the author's own HTML whose text is not to be linked in.
    in_html: usize,
    /// Whether `-{` was opened and not yet closed.
    in_variant: bool,
    /// What was linked since the last heading.
    linked: BTreeSet<EntityId>,
    /// What may be meant by names that nothing decides; asked about once.
    undecided: BTreeSet<EntityId>,
}

/// The parts of a text in which nothing more is to be marked: begin and end of each. They are apart.
struct Taken(BTreeMap<usize, usize>);

impl Taken {
    fn is_free(&self, range: &Range<usize>) -> bool {
        self.0.range(..range.end).next_back().is_none_or(|(_, &end)| end <= range.start)
    }

    fn take(&mut self, range: &Range<usize>) {
        self.0.insert(range.start, range.end);
    }
}

/// Elements that are links, code or the like, or in which a link would be in the way.
const CLOSED: [&str; 9] = ["a", "code", "kbd", "samp", "var", "ruby", "button", "q", "cite"];

impl Place {
    fn pass(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => self.in_code = true,
            Event::End(TagEnd::CodeBlock) => self.in_code = false,
            Event::Start(Tag::Heading { .. }) => {
                self.in_heading = true;
                self.linked.clear();
            }
            Event::End(TagEnd::Heading(_)) => self.in_heading = false,
            Event::Start(Tag::Link { .. }) => self.in_link = true,
            Event::End(TagEnd::Link) => self.in_link = false,
            Event::Start(Tag::Image { .. }) => self.in_picture += 1,
            Event::End(TagEnd::Image) => self.in_picture = self.in_picture.saturating_sub(1),
            Event::Start(Tag::Paragraph | Tag::Item | Tag::TableCell) => {
                // What was not closed ends with its paragraph.
                self.in_html = 0;
                self.in_variant = false;
            }
            Event::InlineHtml(html) => {
                let name = |text: &str| {
                    let end = text.find(|it: char| !it.is_ascii_alphanumeric()).unwrap_or(text.len());
                    text[..end].to_ascii_lowercase()
                };
                // A footnote's mark opens and closes at once.
                if html.starts_with("<sup class=\"footnote-mark\"") {
                } else if let Some(closing) = html.strip_prefix("</") {
                    if CLOSED.contains(&name(closing).as_str()) {
                        self.in_html = self.in_html.saturating_sub(1);
                    }
                } else if html.strip_prefix('<').is_some_and(|open| CLOSED.contains(&name(open).as_str())) {
                    self.in_html += 1;
                }
            }
            _ => {}
        }
    }

    fn marks_in(
        &mut self,
        text: &str,
        source: &Range<usize>,
        marks: &Marks<'_>,
        marked: &mut Marked,
        address: &dyn Fn(EntityId) -> String,
    ) -> Vec<Mark> {
        let variants = self.variants(text);
        if self.in_code || self.in_picture > 0 {
            return Vec::new();
        }
        let mut taken = Taken(variants.iter().map(|range| (range.start, range.end)).collect());
        let mut found: Vec<Mark> = Vec::new();
        for &(number, was) in &marks.corrections {
            if marked.corrected.contains(&number) {
                continue;
            }
            if let Some(start) = text.find(was) {
                let range = start..start + was.len();
                if taken.is_free(&range) {
                    taken.take(&range);
                    marked.corrected.insert(number);
                    // A link within a link would end it.
                    let is_linked = self.in_link || self.in_html > 0;
                    found.push(Mark {
                        range,
                        what: What::Corrected(number, (!is_linked).then(|| marks.correction_mark.clone())),
                    });
                }
            }
        }
        if self.in_link || self.in_html > 0 {
            return sorted(found);
        }
        for (place, words, leads_to) in &marks.jumps {
            let is_here = (source.start..source.end.max(source.start + 1)).contains(&place.start);
            if let Some(start) = text.rfind(words.as_str()).filter(|_| is_here) {
                let range = start..start + words.len();
                if taken.is_free(&range) {
                    taken.take(&range);
                    found.push(Mark { range, what: What::Link(leads_to.clone()) });
                }
            }
        }
        if let Some(names) = marks.names.filter(|_| !self.in_heading) {
            let (mut linked, mut undecided): (BTreeSet<EntityId>, BTreeSet<EntityId>) = Default::default();
            for named in names.find(text, &|entity| !self.linked.contains(&entity) && !self.undecided.contains(&entity))
            {
                if !taken.is_free(&named.range) {
                    continue;
                }
                match marks.archive.meaning(named.entities, &marks.about) {
                    Meaning::One(entity)
                        if Some(entity) == marks.own || self.linked.contains(&entity) || linked.contains(&entity) => {}
                    Meaning::One(entity) => {
                        marked.mentions.insert(entity);
                        let what = What::Link(format!("{MENTION}{}", address(entity)));
                        taken.take(&named.range);
                        found.push(Mark { range: named.range, what });
                        linked.insert(entity);
                    }
                    Meaning::Ambiguous if named.entities.iter().all(|entity| undecided.contains(entity)) => {}
                    Meaning::Ambiguous => {
                        undecided.extend(named.entities);
                        let place = place_of(source, &named.range);
                        let name = text[named.range].to_owned();
                        marked.ambiguous.push((place, name, named.entities.to_vec()));
                    }
                }
            }
            self.linked.extend(linked);
            self.undecided.extend(undecided);
        }
        sorted(found)
    }

    /// The parts of a text that are an author's markup of forms, `-{…}-`.
    fn variants(&mut self, text: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let start = if self.in_variant { Some(at) } else { text[at..].find("-{").map(|start| at + start) };
            let Some(start) = start else { break };
            let end = text[start..].find("}-").map(|end| start + end + 2);
            self.in_variant = end.is_none();
            found.push(start..end.unwrap_or(text.len()));
            at = end.unwrap_or(text.len());
        }
        found
    }
}

fn sorted(mut marks: Vec<Mark>) -> Vec<Mark> {
    marks.sort_by_key(|mark| mark.range.start);
    marks
}

/// Where a part of a text is in the source, as far as the two are alike.
fn place_of(source: &Range<usize>, part: &Range<usize>) -> Range<usize> {
    let at = |offset: usize| (source.start + offset).min(source.end);
    at(part.start)..at(part.end)
}

fn split<'a>(text: &CowStr<'a>, source: &Range<usize>, marks: Vec<Mark>, out: &mut Events<'a>) {
    let mut at = 0;
    let piece = |range: Range<usize>, out: &mut Events<'a>| {
        if !range.is_empty() {
            out.push((Event::Text(text[range.clone()].to_owned().into()), place_of(source, &range)));
        }
    };
    for Mark { range, what } in marks {
        piece(at..range.start, out);
        let place = place_of(source, &range);
        match what {
            What::Link(address) => {
                let link = Tag::Link {
                    link_type: LinkType::Inline,
                    dest_url: address.into(),
                    title: CowStr::Borrowed(""),
                    id: CowStr::Borrowed(""),
                };
                out.push((Event::Start(link), place.clone()));
                piece(range.clone(), out);
                out.push((Event::End(TagEnd::Link), place));
            }
            What::Corrected(number, leads_on) => {
                let open = format!("<mark class=\"corrected\" id=\"corrected-{number}\">");
                let mark =
                    |word| format!("<sup class=\"correction-mark\"><a href=\"#correction-{number}\">{word}</a></sup>");
                let close = format!("</mark>{}", leads_on.map(mark).unwrap_or_default());
                out.push((Event::InlineHtml(open.into()), place.clone()));
                piece(range.clone(), out);
                out.push((Event::InlineHtml(close.into()), place));
            }
        }
        at = range.end;
    }
    piece(at..text.len(), out);
}
