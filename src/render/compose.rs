//! Composes the pages of an article without printing them: everything that a template, or another form of the article,
//! is made from.

use std::ops::Deref;

use tera::Value;

use super::body::Text;
use super::body_file::BodyFile;
use super::context;
use super::json_ld;
use super::outcome::{Outcome, Printer};
use super::renderer::Renderer;
use super::run::Run;
use super::view::View;
use crate::archive::{ArticleId, EntityId};
use crate::content::{ArticleMeta, body_of};
use crate::reads::Trace;
use crate::script::{Glossary, Script};

/// An article in one script or language, ready to be printed.
pub struct ComposedPage {
    /// The number of the script whose readers it is for, among those of the site.
    pub(super) view: usize,
    pub(super) page: context::Page,
    pub(super) article: context::Article,
    /// What machines are told of it (JSON-LD).
    pub(super) json_ld: String,
    /// The language of the text, if that is not Chinese.
    pub(super) foreign: Option<String>,
    /// The HTML of its body.
    pub body: String,
}

impl ComposedPage {
    /// The path of its page in the output.
    pub fn path(&self) -> &str {
        &self.page.path
    }

    /// The language of its text, as a BCP 47 tag.
    pub fn lang(&self) -> &str {
        &self.page.lang
    }

    /// Its headline.
    pub fn title(&self) -> &str {
        &self.article.title
    }
}

/// An article in all its scripts and languages.
pub struct ArticlePage {
    /// Which article it is.
    pub id: ArticleId,
    /// One for each script, and one for each other language that it is in.
    pub pages: Vec<ComposedPage>,
    /// Articles that have much to do with it.
    pub related: Vec<ArticleId>,
}

impl Deref for ArticlePage {
    type Target = [ComposedPage];

    fn deref(&self) -> &[ComposedPage] {
        &self.pages
    }
}

impl Run<'_> {
    /// Composes the pages of an article. What it mentions and shows, and what is found in it, goes to `outcome`.
    pub fn compose(&self, id: ArticleId, outcome: &mut Outcome) -> ArticlePage {
        let meta = &self.archive.articles[id].meta;
        let related = self.links.related(id);
        let mut composed = ArticlePage { id, pages: Vec::new(), related };
        for version in meta.with_versions() {
            let views = self.readers_of(meta, version);
            if !views.is_empty() {
                self.compose_version(&mut composed, version, &views, outcome);
            }
        }
        composed
    }

    /// Composes the pages of one version of an article.
    fn compose_version(
        &self,
        composed: &mut ArticlePage,
        version: &ArticleMeta,
        views: &[usize],
        outcome: &mut Outcome,
    ) {
        let text = match self.text_of(version) {
            Ok(text) => text,
            Err(diagnostic) => {
                outcome.diagnostics.push(*diagnostic);
                outcome.failed += views.len();
                return;
            }
        };
        let id = composed.id;
        let file = |script| self.version_file(id, version, script);
        let source = BodyFile::of(version, &text);
        let marks = self.marks(id, version, &file);
        let body = body_of(&text, version);
        self.with_text(&source, (&body, version.habits), &file, &marks, outcome, |text, outcome| {
            // What a text mentions without the article being about it.
            let is_new = |entity: &EntityId| !marks.about.contains(entity);
            let mentions: Vec<EntityId> = text.marked().mentions.iter().copied().filter(is_new).collect();
            self.report_unmarked(version, text.source, text.marked(), outcome);
            let compose = |&view: &usize| self.compose_page(id, version, (view, text), &mentions, &file);
            composed.pages.extend(views.iter().map(compose));
            outcome.facts.mentions.push((id, mentions));
            outcome.facts.pictures.extend(text.pictures().first.clone().map(|(path, picture)| (id, path, picture)));
        });
    }

    fn compose_page(
        &self,
        id: ArticleId,
        version: &ArticleMeta,
        (number, text): (usize, &Text<'_>),
        mentions: &[EntityId],
        file: &dyn Fn(Script) -> String,
    ) -> ComposedPage {
        let view: &View<'_> = &self.views[number];
        let converter = self.converters.of_article(version, view.script);
        let body = text.html(view.script, converter, |names| self.converters.page(version, names, converter));
        let article = self.article_context(id, version, view, text.marked(), mentions);
        let mut page = self.page("article", view.script, article.title.clone(), article.summary.clone(), file);
        let all = self.article_alternates(id, Some(&page.path));
        self.be_version(&mut page, version, all);
        page.json = self.page_data_of(&self.archive.articles[id].meta);
        page.trail = self.article_trail(id, view);
        page.picture = self.first_picture(text.pictures());
        let rules = || self.converters.page(version, &Glossary::default(), converter);
        let pictures = text.credits(view.script, converter, rules);
        let json_ld = json_ld::article(self, id, view, (&page, &pictures), &article);
        ComposedPage { view: number, page, article, json_ld, foreign: version.foreign.clone(), body }
    }

    /// Prints the pages of an article as HTML.
    pub(super) fn print_article(&self, article: ArticlePage, out: &mut Printer<'_>) {
        for composed in &article.pages {
            let view = &self.views[composed.view];
            let mut variables = self.variables(view, &composed.page);
            variables.insert("json_ld", Value::safe_string(&composed.json_ld));
            variables.insert("article", Value::from_serializable(&composed.article));
            variables.insert("body", Value::safe_string(&composed.body));
            let related = article.related.iter().map(|&other| view.card(other));
            variables.insert("related", Value::from(related.collect::<Vec<_>>()));
            self.write("article.html", &composed.page.path, variables, out);
        }
    }
}

impl Renderer {
    /// Composes the pages of an article, for forms other than pages.
    pub fn compose(&self, id: ArticleId, outcome: &mut Outcome) -> ArticlePage {
        Run::new(self, &Trace::default()).compose(id, outcome)
    }
}
