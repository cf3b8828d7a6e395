//! An article that goes on on other pages of its issue, in one: 合并阅读.

use tera::Value;

use super::body::{BodyFile, Faults};
use super::neighbours::corrections;
use super::spans::{Marked, Marks};
use super::view::ArticleWords;
use super::{Emit, Outcome, Renderer, context, url};
use crate::archive::ArticleId;
use crate::content::{body_of, read};
use crate::links::ReadingId;
use crate::markdown::Prepared;
use crate::script::Script;

impl Renderer<'_> {
    /// The address of the page that has all parts of a reading.
    pub(super) fn whole_path(&self, id: ReadingId) -> String {
        format!("{}/whole", self.archive.articles[self.links.readings[id].articles[0]].path)
    }

    pub(super) fn whole(&self, id: ReadingId, buffer: &mut Vec<u8>, emit: Emit<'_>, outcome: &mut Outcome) {
        let reading = &self.links.readings[id];
        let path = self.whole_path(id);
        let file = |script| url::page_file(script, &path, self.config.page_form);
        let first = reading.articles[0];
        for view in &self.views {
            let title = view.text_of(first, "title");
            let mut page = self.page("whole", view.script, title, view.text_of(first, "summary"), &file);
            page.trail = self.article_trail(first, view);
            page.trail.push(view.link(first));
            let parts: Vec<_> = (1..)
                .zip(&reading.articles)
                .map(|(number, &article)| {
                    let (html, marked) = self.part_body(article, number, view.script, &file, outcome);
                    let meta = &self.archive.articles[article].meta;
                    let words = ArticleWords::new(meta, meta.for_readers(view.script), view.script, &self.converters);
                    let corrections = corrections(meta, &words, |number| marked.corrected.contains(&number));
                    let mut part = view.cards[article].clone().into_map().unwrap_or_default();
                    part.insert("body".into(), Value::safe_string(&html));
                    part.insert("prefix".into(), Value::from(prefix(number)));
                    part.insert("authors".into(), Value::from_serializable(&self.authors(article, &words, view)));
                    part.insert("corrections".into(), Value::from_serializable(&corrections));
                    Value::from(part)
                })
                .collect();
            let mut variables = self.variables(view, &page);
            variables.insert("pieces", Value::from(parts));
            self.write("whole.html", &page.path, variables, buffer, emit, outcome);
        }
    }

    /// The body of a part. What was found in it is told where it has a page of its own.
    fn part_body(
        &self,
        id: ArticleId,
        number: usize,
        script: Script,
        file: &dyn Fn(Script) -> String,
        outcome: &mut Outcome,
    ) -> (String, Marked) {
        let version = self.archive.articles[id].meta.for_readers(script);
        let Ok(text) = read(self.root, self.config, &version.file) else { return Default::default() };
        let body = body_of(&text, version);
        let prepared = Prepared::new(&body, version.habits);
        let source = BodyFile {
            file: &version.file,
            text: &text,
            start: version.body.start,
            title: &version.title,
            trusted_html: version.trusted_html,
            script: version.script,
            foreign: version.foreign.as_deref(),
        };
        let mut found = Outcome::default();
        // A jump leads no further than to the next lines here.
        let marks = Marks { jumps: Vec::new(), ..self.marks(id, version, file) };
        let body = self.body(&prepared, &source, file, &marks, &mut found);
        outcome.media.extend(found.media);
        let converter = self.converters.of_article(version, script);
        let rules = self.converters.page(version, body.names(), converter);
        let mut faults = Faults::default();
        let html = body.html(script, converter, &rules, &mut |at, fault| faults.add(at, fault));
        (if number == 1 { html } else { renamed(&html, number) }, body.marked)
    }
}

/// What the names of a part's places begin with: those of the first are as on its own page.
fn prefix(number: usize) -> String {
    if number == 1 { String::new() } else { format!("part-{number}-") }
}

/// HTML whose names and the links to them are told from those of other parts on the page. The
/// signs stand in attributes alone: in text, a quotation mark is written as an entity.
fn renamed(html: &str, number: usize) -> String {
    let prefix = prefix(number);
    html.replace(" id=\"", &format!(" id=\"{prefix}")).replace("href=\"#", &format!("href=\"#{prefix}"))
}

impl Renderer<'_> {
    /// The paths on which an article is read after others.
    pub(super) fn readings_of(&self, id: ArticleId, view: &super::view::View) -> Vec<context::Reading> {
        use crate::links::ReadingKind;
        let reading_of = &self.links.reading_of[id];
        let readings = reading_of.iter().map(|&reading_id| {
            let reading = &self.links.readings[reading_id];
            let is_jump = reading.kind == ReadingKind::Continuation;
            let first = &self.archive.articles[reading.articles[0]].meta;
            context::Reading {
                kind: if is_jump { "continuation" } else { "serial" },
                title: self.converters.text(&reading.title, first.script, view.script),
                whole: is_jump
                    .then(|| url::page_file(view.script, &self.whole_path(reading_id), self.config.page_form)),
                parts: reading
                    .articles
                    .iter()
                    .map(|&part| {
                        let meta = &self.archive.articles[part].meta;
                        context::ReadingPart {
                            title: view.text_of(part, "title"),
                            path: view.text_of(part, "path"),
                            date: meta.date.map(|date| date.iso_date()),
                            page: meta.page.clone(),
                            current: part == id,
                        }
                    })
                    .collect(),
            }
        });
        readings.collect()
    }
}
