//! The body of an article or an entity: one parse, links and pictures resolved, and HTML in
//! each script.

use std::cell::RefCell;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::body_file::{BodyFile, Faults};
use super::credits::{Credited, Credits};
use super::embeds::{framed, worded};
use super::formulas::Formulas;
use super::localised::{PAGE, in_readers_script, localised};
use super::outcome::Outcome;
use super::pictures::Shown;
use super::run::Run;
use super::spans::{MENTION, Marked, Marks, mark};
use super::url;
use super::words::Words;
use crate::archive::{EntityId, Target};
use crate::config::Pictures;
use crate::diagnostic::{Diagnostic, Finding, Kind, Lines, alternatives, sentence};
use crate::markdown::{
    Block, Embedded, Events, Habits, LeftOut, Prepared, blocks, convert, embeds, films, filter_attributes,
    finish_headings, is_safe, parse, render, sanitize, with_directions,
};
use crate::script::{Converter, Glossary, Page, Script};

/// A body that is parsed and whose links are resolved.
struct Body<'a> {
    events: Events<'a>,
    blocks: Vec<Block>,
    /// The people that it speaks of.
    names: Glossary,
    /// What was marked in it.
    pub marked: Marked,
    /// The pictures in it.
    pub pictures: Shown,
    /// What is told of them.
    credits: Credits<'a>,
    settings: &'a Pictures,
    /// The frames in it, which come into its HTML once that is filtered.
    frames: Vec<String>,
    /// The formulas in it, likewise.
    formulas: Formulas,
    words: &'a Words,
    /// The language of the words around, if that is not the reader's script.
    foreign: Option<String>,
    /// Whether what is not on the safe list is let pass.
    trusted: bool,
    has_raw_html: bool,
}

impl Body<'_> {
    /// Its HTML in a script, by a converter and an article's own rules. `faults` is told what
    /// is wrong with an author's own markup of forms, with its place in the body.
    pub fn html(
        &self,
        script: Script,
        converter: &Converter,
        page: &Page,
        faults: &mut dyn FnMut(usize, &Finding),
    ) -> String {
        let events = convert(&self.events, &self.blocks, converter, page, &mut |block, found| {
            for fault in found {
                faults(block.place(fault.range.start, &self.events), &fault);
            }
        });
        let mut html = String::new();
        let mut in_mention = false;
        let mut formula = 0;
        let events = events.into_iter().map(|event| self.formulas.held(event, &mut formula));
        let events = events.map(|event| self.credits.written(event, script, converter, page));
        let lang = self.foreign.as_deref().unwrap_or(script.code());
        let events =
            events.map(|event| worded(mention(localised(event, script), script, &mut in_mention), self.words, lang));
        render(events, &mut html);
        if self.has_raw_html && !self.trusted {
            html = sanitize(&html);
        }
        let whole = self.complete(&html);
        if self.trusted || is_safe(&whole) { whole } else { self.made_safe(&html) }
    }

    /// What becomes of HTML that has what no page of dibao's should have, wherever it came from.
    fn made_safe(&self, html: &str) -> String {
        let clean = sanitize(html);
        let whole = self.complete(&clean);
        if is_safe(&whole) { whole } else { clean }
    }

    /// HTML with the files of its pictures, the direction of its lines, its frames and its formulas.
    fn complete(&self, html: &str) -> String {
        let html = with_directions(self.pictures.complete(html, self.settings));
        self.formulas.placed(framed(html, &self.frames))
    }
}

/// A text whose body is ready to be rendered for the readers of any script.
pub(super) struct Text<'t> {
    /// The file that it is in.
    pub source: &'t BodyFile<'t>,
    body: Body<'t>,
    faults: RefCell<Faults>,
}

impl Text<'_> {
    /// The HTML of its body for readers of a script, by a converter and the rules that `rules` makes of the people it
    /// speaks of.
    pub fn html(&self, script: Script, converter: &Converter, rules: impl FnOnce(&Glossary) -> Page) -> String {
        let mut fault = |at: usize, fault: &Finding| self.faults.borrow_mut().add(at, fault);
        self.body.html(script, converter, &rules(&self.body.names), &mut fault)
    }

    /// The names, corrections and jumps that were marked in it.
    pub fn marked(&self) -> &Marked {
        &self.body.marked
    }

    /// What is told of its pictures, for readers of a script.
    pub fn credits(&self, script: Script, converter: &Converter, rules: impl FnOnce() -> Page) -> Vec<Credited> {
        self.body.credits.all(script, converter, rules)
    }

    /// The pictures in it.
    pub fn pictures(&self) -> &Shown {
        &self.body.pictures
    }
}

impl Run<'_> {
    /// Prepares the text of a file: one parse, links and pictures resolved, names marked. `then` gets it, and what is
    /// found on the way goes to `outcome`. `file` tells the page's file in a script. Articles, standing pages, joined
    /// articles and entities all go this way.
    pub(super) fn with_text<R>(
        &self,
        source: &BodyFile<'_>,
        (body, habits): (&str, Habits),
        file: &dyn Fn(Script) -> String,
        marks: &Marks<'_>,
        outcome: &mut Outcome,
        then: impl FnOnce(&Text<'_>, &mut Outcome) -> R,
    ) -> R {
        let prepared = Prepared::new(body, habits);
        let body = self.body(&prepared, source, file, marks, outcome);
        let text = Text { source, body, faults: RefCell::default() };
        let result = then(&text, outcome);
        text.faults.into_inner().report(source, outcome);
        result
    }

    /// Parses a body and resolves its links and pictures, which are reported where they
    /// lead nowhere. `file` tells the page's file in a script.
    fn body<'t>(
        &'t self,
        prepared: &'t Prepared<'_>,
        source: &BodyFile<'_>,
        file: &dyn Fn(Script) -> String,
        marks: &Marks<'_>,
        outcome: &mut Outcome,
    ) -> Body<'t> {
        outcome.diagnostics.extend(prepared.findings().iter().map(|finding| in_file(finding, source)));
        let mut parsed = parse(prepared);
        outcome.diagnostics.extend(parsed.findings.iter().map(|finding| in_file(finding, source)));
        let may_show = |host: &str| self.config.may_show(host);
        let may_frame = |host: &str| self.config.may_frame(host);
        let linked = films(&mut parsed.events, &may_show);
        outcome.diagnostics.extend(linked.iter().map(|finding| in_file(finding, source)));
        let mut frames = Vec::new();
        if !source.trusted_html {
            let left_out = filter_attributes(&mut parsed.events);
            outcome.diagnostics.extend(left_out.iter().map(|left_out| attributes_left_out(left_out, source)));
            let embedded: Embedded = embeds(&mut parsed.events, &may_show, &may_frame);
            outcome.diagnostics.extend(embedded.findings.iter().map(|finding| in_file(finding, source)));
            frames = embedded.frames;
        }
        let title = finish_headings(&mut parsed.events, source.title, prepared.heading_ids());
        // Pages in every script lie equally deep, so that one way up serves all of them.
        let root = url::root_of(&file(self.config.scripts[0]));
        let pictures = self.resolve_addresses(&mut parsed.events, &title, (source, &root), outcome);
        outcome.diagnostics.extend(pictures_without_words(&parsed.events, source));
        let marked = mark(&mut parsed.events, marks, &|entity| self.page_address(Target::Entity(entity), &root));
        outcome.diagnostics.extend(self.ambiguous_names(&marked, source));
        // Names in what is told of pictures are no mentions.
        let credits = self.credits(&mut parsed.events, source, &pictures);
        let blocks = blocks(&parsed.events);
        let (formulas, kept) = Formulas::of(&parsed.events, prepared.source(), &self.math);
        outcome.diagnostics.extend(kept.iter().map(|finding| in_file(finding, source)));
        let converter = self.converters.between(source.script, source.script);
        let names = blocks.iter().flat_map(|block| converter.names(&block.text)).collect();
        Body {
            events: parsed.events,
            blocks,
            names: Glossary { rules: names },
            marked,
            pictures,
            credits,
            settings: &self.config.pictures,
            frames,
            formulas,
            words: &self.words,
            foreign: source.foreign.filter(|tag| self.words.has(tag)).map(str::to_owned),
            trusted: source.trusted_html,
            has_raw_html: parsed.has_raw_html,
        }
    }

    /// The address of a page in the reader's script, whose folder is put in when the body is rendered.
    pub(super) fn page_address(&self, target: Target, root: &str) -> String {
        let path = url::page_file(self.config.scripts[0], self.archive.path(target), self.config.page_form);
        in_readers_script(&path, root)
    }

    /// Names in a text that could be of several entities.
    fn ambiguous_names<'m>(&'m self, marked: &'m Marked, source: &'m BodyFile<'_>) -> impl Iterator<Item = Diagnostic> {
        // Once a name: the others of the article are the same question.
        let is_first = |(index, (_, name, _)): &(usize, &(Range<usize>, String, Vec<EntityId>))| {
            !marked.ambiguous[..*index].iter().any(|(_, before, _)| before == name)
        };
        let first = marked.ambiguous.iter().enumerate().filter(is_first);
        first.map(|(_, (place, name, entities))| {
            let folder = &self.archive.kinds[self.archive.entities[entities[0]].meta.kind].folder;
            let id = &self.archive.entities[entities[0]].meta.id;
            let ids = alternatives(entities.iter().map(|&id| format!("`{}`", self.archive.path(Target::Entity(id)))));
            let message = sentence!("mention-ambiguous", name, ids, folder, id);
            source.in_body(Diagnostic::warning(Kind::AmbiguousName, source.file, message), place)
        })
    }
}

/// A link that was made of a name, told from others.
fn mention<'a>(event: Event<'a>, script: Script, is_inside: &mut bool) -> Event<'a> {
    match &event {
        Event::Start(Tag::Link { dest_url, .. }) => match dest_url.strip_prefix(MENTION) {
            Some(address) => {
                *is_inside = true;
                let address = address.replace(PAGE, "").replace('\u{0}', script.folder());
                Event::InlineHtml(format!("<a class=\"mention\" href=\"{address}\">").into())
            }
            None => event,
        },
        Event::End(TagEnd::Link) if std::mem::take(is_inside) => Event::InlineHtml("</a>".into()),
        _ => event,
    }
}

/// A finding in a body as one in its file.
fn in_file(finding: &Finding, source: &BodyFile<'_>) -> Diagnostic {
    let lines = source.lines.get_or_init(|| Lines::of(source.text));
    finding.clone().after(source.start).within(lines, source.file, source.text)
}

/// What a heading's author is told of attributes that are not on the safe list.
fn attributes_left_out(left_out: &LeftOut, source: &BodyFile<'_>) -> Diagnostic {
    let names: Vec<String> = left_out.names.iter().map(|name| format!("`{name}`")).collect();
    let (count, names) = (names.len(), names.join(", "));
    let message = sentence!("heading-attributes", count, names, more = left_out.more);
    source.in_body(Diagnostic::warning(Kind::UnsafeAttribute, source.file, message), &left_out.range)
}

/// Pictures that say nothing to those who cannot see them.
fn pictures_without_words(events: &Events<'_>, source: &BodyFile<'_>) -> Vec<Diagnostic> {
    let is_silent = |index: &usize| {
        matches!(events[*index].0, Event::Start(Tag::Image { .. }))
            && matches!(events.get(index + 1), Some((Event::End(TagEnd::Image), _)))
    };
    let silent = (0..events.len()).filter(is_silent);
    silent
        .map(|index| {
            let found = Diagnostic::warning(Kind::MissingAlt, source.file, sentence!("picture-untold"));
            source.in_body(found, &events[index].1)
        })
        .collect()
}
