//! Pages that stand by themselves, such as the one about the archive: `content/pages/`.

use tera::Value;

use super::body::Text;
use super::body_file::BodyFile;
use super::context;
use super::lists::ListRun;
use super::outcome::Printer;
use super::spans::Marks;
use super::variables::Variables;
use super::view::{ArticleWords, View};
use crate::archive::PageId;
use crate::content::{ArticleMeta, body_of};
use crate::script::Script;

impl ListRun<'_> {
    pub(super) fn standing(&self, id: PageId, out: &mut Printer<'_>) {
        let meta = &self.archive.pages[id].meta;
        for version in meta.with_versions() {
            let views = self.readers_of(meta, version);
            if !views.is_empty() {
                self.standing_version(id, version, &views, out);
            }
        }
    }

    fn standing_version(&self, id: PageId, version: &ArticleMeta, views: &[usize], out: &mut Printer<'_>) {
        let page = &self.archive.pages[id];
        let text = match self.text(&version.file) {
            Ok(text) => text,
            Err(diagnostic) => {
                out.outcome.diagnostics.push(*diagnostic);
                out.outcome.failed += views.len();
                return;
            }
        };
        let file = |script| self.file_of_version(&page.path, version, script);
        let names = Some(&*self.names).filter(|_| version.mentions && version.foreign.is_none());
        let marks = Marks { names, ..Marks::none(self.archive) };
        let source = BodyFile::of(version, &text);
        let body = body_of(&text, version);
        let pages = self.with_text(&source, (&body, version.habits), &file, &marks, &mut out.outcome, |text, _| {
            views
                .iter()
                .map(|&view| self.standing_page(id, version, &self.views[view], text, &file))
                .collect::<Vec<_>>()
        });
        for (path, variables) in pages {
            self.write("page.html", &path, variables, out);
        }
    }

    /// The page for readers of a script: its file, and the variables of its template.
    fn standing_page(
        &self,
        id: PageId,
        version: &ArticleMeta,
        view: &View<'_>,
        text: &Text<'_>,
        file: &dyn Fn(Script) -> String,
    ) -> (String, Variables) {
        let page = &self.archive.pages[id];
        let converter = self.converters.of_article(version, view.script);
        let html = text.html(view.script, converter, |names| self.converters.page(version, names, converter));
        let words = ArticleWords::new(&page.meta, version, view.script, &self.converters);
        let mut context = self.page("page", view.script, words.title(), words.summary(), file);
        context.picture = self.first_picture(text.pictures());
        let all = self.versions_of(&page.meta, &page.path, Some(&context.path));
        self.be_version(&mut context, version, all);
        let mut variables = self.variables(view, &context);
        let rights = self.own_rights_of(&page.meta, version, view);
        let standing = context::Standing {
            lang: if converter.is_identity() { version.lang() } else { view.script.code() }.to_owned(),
            updated: page.meta.updated.map(|date| date.iso_date()),
            license: rights.license,
            rights: rights.notice,
            extra: page.meta.extra.clone(),
        };
        variables.insert("standing", Value::from_serializable(&standing));
        variables.insert("body", Value::safe_string(&html));
        (context.path, variables)
    }
}
