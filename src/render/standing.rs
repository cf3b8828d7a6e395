//! Pages that stand by themselves, such as the one about the archive: `content/pages/`.

use tera::Value;

use super::body::{BodyFile, Faults};
use super::spans::Marks;
use super::view::{ArticleWords, View};
use super::{Emit, Outcome, Renderer, context};
use crate::archive::PageId;
use crate::content::{ArticleMeta, body_of, read};
use crate::markdown::Prepared;

impl Renderer<'_> {
    pub(super) fn standing(&self, id: PageId, buffer: &mut Vec<u8>, emit: Emit<'_>, outcome: &mut Outcome) {
        let meta = &self.archive.pages[id].meta;
        for version in meta.with_versions() {
            let views = self.readers_of(meta, version);
            if !views.is_empty() {
                self.standing_version(id, version, &views, buffer, emit, outcome);
            }
        }
    }

    fn standing_version(
        &self,
        id: PageId,
        version: &ArticleMeta,
        views: &[&View],
        buffer: &mut Vec<u8>,
        emit: Emit<'_>,
        outcome: &mut Outcome,
    ) {
        let page = &self.archive.pages[id];
        let text = match read(self.root, self.config, &version.file) {
            Ok(text) => text,
            Err(diagnostic) => {
                outcome.diagnostics.push(*diagnostic);
                outcome.failed += views.len();
                return;
            }
        };
        let file = |script| self.file_of_version(&page.path, version, script);
        let body = body_of(&text, version);
        let prepared = Prepared::new(&body, version.habits);
        let source = BodyFile::of(version, &text);
        let names = Some(&*self.names).filter(|_| version.mentions && version.foreign.is_none());
        let marks = Marks { names, ..Marks::none(self.archive) };
        let body = self.body(&prepared, &source, &file, &marks, outcome);
        let mut faults = Faults::default();
        for view in views {
            let converter = self.converters.of_article(version, view.script);
            let rules = self.converters.page(version, body.names(), converter);
            let html = body.html(view.script, converter, &rules, &mut |at, fault| faults.add(at, fault));
            let words = ArticleWords::new(&page.meta, version, view.script, &self.converters);
            let mut context = self.page("page", view.script, words.title(), words.summary(), &file);
            context.picture = self.first_picture(&body.pictures);
            let all = self.versions_of(&page.meta, &page.path, Some(&context.path));
            self.be_version(&mut context, version, all);
            let mut variables = self.variables(view, &context);
            let standing = context::Standing {
                lang: if converter.is_identity() { version.lang() } else { view.script.code() }.to_owned(),
                updated: page.meta.updated.map(|date| date.iso_date()),
                extra: page.meta.extra.clone(),
            };
            variables.insert("standing", Value::from_serializable(&standing));
            variables.insert("body", Value::safe_string(&html));
            self.write("page.html", &context.path, variables, buffer, emit, outcome);
        }
        faults.report(&source, outcome);
    }
}
