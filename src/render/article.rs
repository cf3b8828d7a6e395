//! Article pages: a page for each script, and for each other language.

use std::sync::Arc;

use tera::Value;

use super::body::{BodyFile, Faults};
use super::view::{ArticleWords, View};
use super::{Emit, Outcome, Renderer, context, json_ld, url};
use crate::archive::ArticleId;
use crate::content::{ArticleMeta, autonym, body_of, read};
use crate::diagnostic::Diagnostic;
use crate::markdown::Prepared;
use crate::script::Script;

impl Renderer<'_> {
    pub(super) fn article(&self, id: ArticleId, buffer: &mut Vec<u8>, emit: Emit<'_>, outcome: &mut Outcome) {
        let meta = &self.archive.articles[id].meta;
        for version in meta.versions.iter().chain([meta]) {
            let shows = |view: &&View| std::ptr::eq(meta.for_readers(view.script), version);
            let views: Vec<&View> = match version.foreign {
                // Its page has the words of the site's first script around it.
                Some(_) => self.views.iter().take(1).collect(),
                None => self.views.iter().filter(shows).collect(),
            };
            if !views.is_empty() {
                self.version(id, version, &views, buffer, emit, outcome);
            }
        }
    }

    /// The pages of one version of an article.
    fn version(
        &self,
        id: ArticleId,
        version: &ArticleMeta,
        views: &[&View],
        buffer: &mut Vec<u8>,
        emit: Emit<'_>,
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
        let file = |script| self.version_file(id, version, script);
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
        let body = self.body(&prepared, &source, &file, outcome);
        let mut faults = Faults::default();
        for view in views {
            let converter = self.converters.of_article(version, view.script);
            let rules = self.converters.page(version, body.names(), converter);
            let html = body.html(view.script, converter, &rules, &mut |at, fault| faults.add(at, fault));
            let article = self.article_context(id, version, view);
            let mut page = self.page("article", view.script, article.title.clone(), article.summary.clone(), &file);
            page.alternates = self.article_alternates(id, Some(&page.path));
            page.default_url.clone_from(&page.alternates[0].url);
            if let Some(tag) = &version.foreign {
                page.lang.clone_from(tag);
                page.open_graph_locale = tag.replace('-', "_");
            }
            let mut variables = self.variables(view, &page);
            variables.insert("json_ld", Value::safe_string(&json_ld::article(self, view, &page, &article)));
            variables.insert("article", Value::from_serializable(&article));
            variables.insert("body", Value::safe_string(&html));
            self.write("article.html", &page.path, variables, buffer, emit, outcome);
        }
        faults.report(&source, outcome);
    }

    /// The text of an article's file. One that holds many is kept while they are rendered, one
    /// after the other.
    fn text_of(&self, meta: &ArticleMeta) -> Result<Arc<String>, Box<Diagnostic>> {
        if meta.part.is_none() {
            return read(self.root, self.config, &meta.file).map(Arc::new);
        }
        let mut kept = self.kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((_, text)) = kept.iter().find(|(file, _)| *file == meta.file) {
            return Ok(Arc::clone(text));
        }
        let text = Arc::new(read(self.root, self.config, &meta.file)?);
        kept.truncate(rayon::current_num_threads().saturating_sub(1));
        kept.insert(0, (meta.file.clone(), Arc::clone(&text)));
        Ok(text)
    }

    /// The file of a version of an article, for readers of a script.
    fn version_file(&self, id: ArticleId, version: &ArticleMeta, script: Script) -> String {
        let (path, form) = (&self.archive.articles[id].path, self.config.page_form);
        match &version.foreign {
            Some(tag) => url::page_in(&url::language_folder(tag), path, form),
            None => url::page_file(script, path, form),
        }
    }

    /// Every page of an article, in each script and in other languages; `current` is the file of
    /// the one that they are shown on.
    pub(super) fn article_alternates(&self, id: ArticleId, current: Option<&str>) -> Vec<context::Alternate> {
        let meta = &self.archive.articles[id].meta;
        let alternate = |lang: &str, label: &str, path: String| context::Alternate {
            lang: lang.to_owned(),
            label: label.to_owned(),
            url: self.public(&path),
            current: current == Some(path.as_str()),
            path,
        };
        let scripts = self.config.scripts.iter().filter(|_| meta.foreign_only().is_none()).map(|&script| {
            let path = url::page_file(script, &self.archive.articles[id].path, self.config.page_form);
            alternate(script.code(), script.label(), path)
        });
        let others = meta
            .in_other_languages()
            .map(|(tag, version)| alternate(tag, autonym(tag), self.version_file(id, version, version.script)));
        scripts.chain(others).collect()
    }

    fn article_context(&self, id: ArticleId, version: &ArticleMeta, view: &View) -> context::Article {
        let article = &self.archive.articles[id];
        let meta = &article.meta;
        let words = ArticleWords::new(meta, version, view.script, &self.converters);
        context::Article {
            title: words.title(),
            summary: words.summary(),
            date: meta.date.map(|date| date.iso()),
            updated: meta.updated.map(|date| date.iso()),
            authors: words.list(|meta| &meta.authors),
            events: view.refer(&article.events),
            locations: view.refer(&article.locations),
            tags: words.list(|meta| &meta.tags),
            source: words.first(|meta| meta.source.as_ref()),
            dateline: words.first(|meta| meta.dateline.as_ref()),
            edition: words.first(|meta| meta.edition.as_ref()),
            page: words.first(|meta| meta.page.as_ref()),
            section: words.first(|meta| meta.section.as_ref()),
            source_lang: version.lang().to_owned(),
            converted: !words.converter().is_identity(),
            extra: meta.extra.clone(),
        }
    }
}
