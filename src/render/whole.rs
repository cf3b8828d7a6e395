//! An article that goes on on other pages of its issue, in one: 合并阅读.

use tera::Value;

use super::body_file::BodyFile;
use super::lists::ListRun;
use super::neighbours::corrections;
use super::outcome::{Outcome, Printer};
use super::run::Run;
use super::spans::{Marked, Marks};
use super::url;
use super::view::{ArticleWords, View};
use crate::archive::{ArticleId, first_free};
use crate::content::body_of;
use crate::links::{ReadingId, ReadingKind};
use crate::script::Script;

/// The HTML of a part for readers of one script, and what was marked in it.
type PartBody = (String, Marked);

impl Run<'_> {
    /// The address of the page that has all parts of a continuation, or lists those of a serial.
    pub(super) fn whole_path(&self, id: ReadingId) -> String {
        let reading = self.links.reading(id);
        let first = &self.archive.articles[reading.articles[0]].path;
        let path = match reading.kind {
            ReadingKind::Continuation => whole_below(first),
            ReadingKind::Serial => format!("{first}/parts"),
        };
        // An author may have chosen just that address.
        first_free(&path, |path| self.archive.at_path(path).is_none())
    }

    pub(super) fn whole(&self, id: ReadingId, out: &mut Printer<'_>) {
        let reading = self.links.reading(id);
        let path = self.whole_path(id);
        let file = |script| url::page_file(script, &path, self.config.page_form);
        let first = reading.articles[0];
        let bodies: Vec<Vec<PartBody>> = (1..)
            .zip(&reading.articles)
            .map(|(number, &article)| self.part_bodies(article, number, &file, &mut out.outcome))
            .collect();
        for (index, view) in self.views.iter().enumerate() {
            let title = view.title_of(first);
            let mut page = self.page("whole", view.script, title, view.summary_of(first), &file);
            page.trail = self.article_trail(first, view);
            page.trail.push(view.link(first));
            let piece = |(number, (&article, bodies)): (usize, (&ArticleId, &Vec<PartBody>))| {
                let (html, marked) = &bodies[index];
                let meta = &self.archive.articles[article].meta;
                let words = ArticleWords::new(meta, meta.for_readers(view.script), view.script, &self.converters);
                let corrections = corrections(&words, |number| marked.corrected.contains(&number));
                let mut piece = view.card(article).into_map().unwrap_or_default();
                piece.insert("body".into(), Value::safe_string(html));
                piece.insert("prefix".into(), Value::from(prefix(number)));
                piece.insert("authors".into(), Value::from_serializable(&self.authors(article, &words, view)));
                let rights = self.rights_of(meta, meta.for_readers(view.script), view);
                if let Some(license) = &rights.license {
                    piece.insert("license".into(), Value::from_serializable(license));
                }
                if let Some(notice) = rights.notice {
                    piece.insert("rights".into(), Value::from(notice));
                }
                piece.insert("corrections".into(), Value::from_serializable(&corrections));
                Value::from(piece)
            };
            let pieces: Vec<Value> = (1..).zip(reading.articles.iter().zip(&bodies)).map(piece).collect();
            let mut variables = self.variables(view, &page);
            variables.insert("pieces", Value::from(pieces));
            self.write("whole.html", &page.path, variables, out);
        }
    }

    /// The body of a part for each view, in their order; what several show is parsed once. What was
    /// found in it is told where it has a page of its own.
    fn part_bodies(
        &self,
        id: ArticleId,
        number: usize,
        file: &dyn Fn(Script) -> String,
        outcome: &mut Outcome,
    ) -> Vec<PartBody> {
        let version = |view: &View<'_>| self.archive.articles[id].meta.for_readers(view.script);
        let mut bodies = Vec::new();
        for views in self.views.chunk_by(|one, other| std::ptr::eq(version(one), version(other))) {
            let version = version(&views[0]);
            let text = self.text(&version.file).unwrap_or_else(|diagnostic| {
                outcome.failed += 1;
                outcome.diagnostics.push(*diagnostic);
                String::new()
            });
            let source = BodyFile::of(version, &text);
            // A jump leads no further than to the next lines here.
            let marks = Marks { jumps: Vec::new(), ..self.marks(id, version, file) };
            let body = body_of(&text, version);
            let mut found = Outcome::default();
            self.with_text(&source, (&body, version.habits), file, &marks, &mut found, |text, _| {
                for view in views {
                    let converter = self.converters.of_article(version, view.script);
                    let html =
                        text.html(view.script, converter, |names| self.converters.page(version, names, converter));
                    let html = if number == 1 { html } else { renamed(&html, number) };
                    bodies.push((html, text.marked().clone()));
                }
            });
            outcome.media.extend(found.media);
            outcome.asked.extend(found.asked);
        }
        bodies
    }
}

impl ListRun<'_> {
    /// The parts of a serial, in the order in which they are read.
    pub(super) fn serial(&self, id: ReadingId, part: usize, out: &mut Printer<'_>) {
        let reading = self.links.reading(id);
        let path = self.whole_path(id);
        let file = |script| url::list_file(script, &path, part, self.config.page_form);
        let first = &self.archive.articles[reading.articles[0]].meta;
        for view in &self.views {
            let title = self.converters.text(&reading.title, first.script, view.script);
            let mut page = self.page("serial", view.script, title, String::new(), &file);
            page.trail = self.article_trail(reading.articles[0], view);
            let mut variables = self.variables(view, &page);
            let parts = self.in_order(reading.articles.len());
            self.add_articles(&mut variables, view, (self.links.parts_of(id), parts), (&path, part));
            self.write("serial.html", &page.path, variables, out);
        }
    }
}

/// The address of the page that has all parts of an article, by that of the first.
pub(super) fn whole_below(first: &str) -> String {
    format!("{first}/whole")
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
