//! Article pages: a page for each script, and for each other language.

use std::sync::Arc;

use super::body_file::BodyFile;
use super::citations::{self, Work};
use super::neighbours::corrections;
use super::outcome::{Outcome, Printer};
use super::paper::page_anchor;
use super::run::Run;
use super::spans::{Marked, Marks};
use super::view::{ArticleWords, View};
use super::{context, url};
use crate::archive::{ArticleId, EntityId, Target};
use crate::content::{ArticleMeta, autonym, read};
use crate::diagnostic::{Diagnostic, Kind, sentence};
use crate::links::{Period, ReadingId, ReadingKind};
use crate::markdown::is_cjk;
use crate::reads::Facet;
use crate::script::Script;

impl Run<'_> {
    pub(super) fn article(&self, id: ArticleId, out: &mut Printer<'_>) {
        let pages = self.compose(id, &mut out.outcome);
        out.outcome.text = if self.wants.texts { self.text_for_search(&pages) } else { None };
        self.print_article(pages, out);
    }

    /// The scripts whose readers a version is for, by their numbers. One in another language has a page of its own, with
    /// the names of the site's first script around it.
    pub(super) fn readers_of(&self, meta: &ArticleMeta, version: &ArticleMeta) -> Vec<usize> {
        let shows = |number: &usize| std::ptr::eq(meta.for_readers(self.views[*number].script), version);
        match version.foreign {
            Some(_) => (0..self.views.len()).take(1).collect(),
            None => (0..self.views.len()).filter(shows).collect(),
        }
    }

    /// Makes a page that of a version: what leads to the others, and its language.
    pub(super) fn be_version(&self, page: &mut context::Page, version: &ArticleMeta, all: Vec<context::Alternate>) {
        page.alternates = all;
        page.default_url.clone_from(&page.alternates[0].url);
        if let Some(tag) = &version.foreign {
            page.lang.clone_from(tag);
            page.open_graph_locale = tag.replace('-', "_");
            if self.words.has(tag) {
                page.interface_lang.clone_from(tag);
            }
        }
    }

    /// What is to be marked in a version of an article.
    pub(super) fn marks<'m>(
        &'m self,
        id: ArticleId,
        version: &'m ArticleMeta,
        file: &dyn Fn(Script) -> String,
    ) -> Marks<'m> {
        let article = &self.archive.articles[id];
        let root = url::root_of(&file(self.config.scripts[0]));
        let part_after = |id: ArticleId, is_next: bool| {
            let jump = |id: &&ReadingId| self.links.reading(**id).kind == ReadingKind::Continuation;
            let reading = self.links.reading(*self.links.readings_of(id).iter().find(jump)?);
            let at = reading.articles.iter().position(|&part| part == id)?;
            let other = if is_next { reading.articles.get(at + 1) } else { reading.articles.get(at.checked_sub(1)?) };
            other.map(|&other| self.page_address(Target::Article(other), &root))
        };
        let jumps =
            [(&version.jumps.from, false), (&version.jumps.to, true)].into_iter().filter_map(|(jump, is_next)| {
                let jump = jump.as_ref()?;
                Some((jump.range.clone(), jump.words.clone(), part_after(id, is_next)?))
            });
        Marks {
            names: (article.meta.mentions && version.foreign.is_none()).then_some(&self.names),
            archive: self.archive,
            about: article.about().collect(),
            own: None,
            corrections: (1..)
                .zip(&version.corrections)
                .filter(|(_, correction)| !correction.was.is_empty())
                .map(|(number, correction)| (number, correction.was.as_str()))
                .collect(),
            correction_mark: self.correction_mark(version),
            jumps: jumps.collect(),
        }
    }

    /// What stands beside corrected words, as HTML. A version in Chinese has the same in both scripts.
    fn correction_mark(&self, version: &ArticleMeta) -> String {
        let own = version.foreign.as_deref().filter(|tag| self.words.has(tag));
        let word = self.words.text(own.unwrap_or(self.config.scripts[0].code()), "correction-mark", &[]);
        word.replace('&', "&amp;").replace('<', "&lt;")
    }

    /// Reports corrections of words that the article does not have.
    pub(super) fn report_unmarked(
        &self,
        meta: &ArticleMeta,
        source: &BodyFile<'_>,
        marked: &Marked,
        outcome: &mut Outcome,
    ) {
        for (number, correction) in (1..).zip(&meta.corrections) {
            // A headline has no marks in it.
            if marked.corrected.contains(&number) || meta.title.contains(&correction.was) {
                continue;
            }
            let message = sentence!("correction-of-no-words", words = &correction.was);
            let found = Diagnostic::warning(Kind::Correction, source.file, message);
            outcome.diagnostics.push(source.at(found, correction.place.clone()));
        }
    }

    /// The text of a content file.
    pub(super) fn text(&self, file: &str) -> Result<String, Box<Diagnostic>> {
        self.archive.trace().record(Facet::Text(file.into()));
        read(&self.root, &self.config, file)
    }

    /// The text of an article's file. One that holds many is kept while they are rendered, one
    /// after the other.
    pub(super) fn text_of(&self, meta: &ArticleMeta) -> Result<Arc<String>, Box<Diagnostic>> {
        if meta.part.is_none() {
            return self.text(&meta.file).map(Arc::new);
        }
        self.archive.trace().record(Facet::Text(meta.file.as_str().into()));
        let mut kept = self.kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((_, text)) = kept.iter().find(|(file, _)| *file == meta.file) {
            return Ok(Arc::clone(text));
        }
        let text = Arc::new(self.text(&meta.file)?);
        kept.truncate(rayon::current_num_threads().saturating_sub(1));
        kept.insert(0, (meta.file.clone(), Arc::clone(&text)));
        Ok(text)
    }

    /// The file of a version of an article, for readers of a script.
    pub(super) fn version_file(&self, id: ArticleId, version: &ArticleMeta, script: Script) -> String {
        self.file_of_version(&self.archive.articles[id].path, version, script)
    }

    /// The file of a version of what has that path.
    pub(super) fn file_of_version(&self, path: &str, version: &ArticleMeta, script: Script) -> String {
        let form = self.config.page_form;
        match &version.foreign {
            Some(tag) => url::page_in(&url::language_folder(tag), path, form),
            None => url::page_file(script, path, form),
        }
    }

    /// Every page of an article, in each script and in other languages; `current` is the file of
    /// the one that they are shown on.
    pub(super) fn article_alternates(&self, id: ArticleId, current: Option<&str>) -> Vec<context::Alternate> {
        let article = &self.archive.articles[id];
        self.versions_of(&article.meta, &article.path, current)
    }

    /// Every page of what has that path, likewise.
    pub(super) fn versions_of(&self, meta: &ArticleMeta, path: &str, current: Option<&str>) -> Vec<context::Alternate> {
        let alternate = |lang: &str, label: &str, path: String| context::Alternate {
            lang: lang.to_owned(),
            label: label.to_owned(),
            url: self.public(&path),
            current: current == Some(path.as_str()),
            path,
        };
        let scripts = self.config.scripts.iter().filter(|_| meta.foreign_only().is_none()).map(|&script| {
            let path = url::page_file(script, path, self.config.page_form);
            alternate(script.code(), script.label(), path)
        });
        let others = meta
            .in_other_languages()
            .map(|(tag, version)| alternate(tag, autonym(tag), self.file_of_version(path, version, version.script)));
        scripts.chain(others).collect()
    }

    pub(super) fn article_context(
        &self,
        id: ArticleId,
        version: &ArticleMeta,
        view: &View<'_>,
        marked: &Marked,
        mentions: &[EntityId],
    ) -> context::Article {
        let article = &self.archive.articles[id];
        let meta = &article.meta;
        let words = ArticleWords::new(meta, version, view.script, &self.converters);
        let day = meta.date.map(Period::of);
        let rights = self.rights_of(meta, version, view);
        let kinds = &self.archive.kinds;
        let about = kinds.all().map(|kind| (kind, view.refer(article.ties.of(kind))));
        let mut context = context::Article {
            title: words.title(),
            summary: words.summary(),
            date: meta.date.map(|date| date.iso()),
            day: day.map(|day| self.period_path(day, view)),
            updated: meta.updated.map(|date| date.iso()),
            authors: self.authors(id, &words, view),
            about: context::Named { kinds: Arc::clone(kinds), lists: about.collect() },
            mentions: view.refer(mentions),
            source: self.links.source_of(id).map(|source| view.sources[source].clone()),
            dateline: words.first(|meta| meta.dateline.as_ref()),
            edition: words.first(|meta| meta.edition.as_ref()),
            issue: self.links.issue_of(id).map(|issue| self.issue_reference(issue, view)),
            page: words.first(|meta| meta.page.as_ref()),
            page_anchor: meta.page.as_deref().map(page_anchor),
            facts: words.facts(),
            readings: self.readings_of(id, view),
            neighbours: self.neighbours(id, view),
            corrections: corrections(&words, |number| marked.corrected.contains(&number)),
            citation: context::Citation { key: String::new(), gbt7714: String::new(), apa: String::new() },
            license: rights.license,
            rights: rights.notice,
            source_lang: version.lang().to_owned(),
            converted: !words.converter().is_identity(),
            vertical: version.vertical,
            extra: meta.extra.clone(),
        };
        context.citation = self.citation(id, version, view, &context);
        context
    }

    /// Who wrote an article. A version made by hand may name its authors itself.
    pub(super) fn authors(&self, id: ArticleId, words: &ArticleWords<'_>, view: &View<'_>) -> Vec<context::Author> {
        let names = words.list(|meta| &meta.authors);
        let persons = self.links.writers(id);
        let path = |index: usize| {
            let person = persons.get(index).copied().flatten().filter(|_| persons.len() == names.len())?;
            Some(view.references[person].path.clone())
        };
        let paths: Vec<Option<String>> = (0..names.len()).map(path).collect();
        let lang = |name: &str| name.chars().any(is_cjk).then_some(view.script.code());
        names.into_iter().zip(paths).map(|(name, path)| context::Author { lang: lang(&name), name, path }).collect()
    }

    fn citation(
        &self,
        id: ArticleId,
        version: &ArticleMeta,
        view: &View<'_>,
        article: &context::Article,
    ) -> context::Citation {
        let meta = &self.archive.articles[id].meta;
        let file = self.version_file(id, version, view.script);
        // Programs sort by it: ASCII, and the same in every script.
        let date = meta.date.map(|date| date.iso_date()).unwrap_or_default();
        let stem: String = meta.slug.chars().filter(char::is_ascii).collect();
        let mut key = format!("{date}-{}", stem.trim_matches('-'));
        if !meta.slug.is_ascii() {
            // Two of one day must not have one key.
            key = format!("{}-{:08x}", key.trim_matches('-'), citations::digest(&self.archive.articles[id].path));
        }
        let key = key.trim_matches('-');
        let authors: Vec<String> = article.authors.iter().map(|author| author.name.clone()).collect();
        citations::citation(&Work {
            key: if key.is_empty() { "article" } else { key },
            title: &article.title,
            authors: &authors,
            source: article.source.as_ref().map(|source| source.title.as_str()),
            publisher: &view.publisher,
            date: meta.date,
            page: article.page.as_deref(),
            url: &self.public(&file),
            lang: version.foreign.as_deref().unwrap_or(view.script.code()),
        })
    }
}
