//! The archive into pages: `plan` lists every page once, `render` makes one of them in
//! every script. Nothing here writes to disk.

mod addresses;
mod article;
mod audit;
mod body;
mod calendar;
mod chinese;
mod citations;
mod context;
mod data;
mod dates;
mod entity;
mod facts;
mod feeds;
mod indexes;
mod job;
mod json_ld;
mod lists;
mod map;
mod neighbours;
mod paper;
mod phrases;
mod pictures;
mod search;
mod site_files;
mod sorting;
mod spans;
mod standing;
mod story;
mod templates;
mod timeline;
mod url;
mod view;
mod whole;
mod words;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use tera::Value;

use crate::archive::{Archive, ArticleId, Converters, EntityId, Target};
use crate::config::Config;
use crate::content::ArticleMeta;
use crate::diagnostic::{Diagnostic, Findings, Waivers};
use crate::kinds::EntityKind;
use crate::links::{Links, Names, ReadingId, ReadingKind, Resolver};
use crate::pictures::Picture;
use crate::script::{Script, UnknownConfig};
use crate::search::Root;

pub use job::{Job, Scope};
pub use search::{Edited, FOLDER as SEARCH};

/// What a job came to, besides the pages.
#[derive(Default)]
pub struct Outcome {
    /// What was found in the article or in a template.
    pub diagnostics: Findings,
    /// Files of the site that the page links to, relative to the site's root, and whether it shows
    /// them as pictures.
    pub media: Vec<(String, bool)>,
    /// Files of the site that links and pictures asked for, whether they are there or not.
    pub asked: Vec<String>,
    /// The entities that articles mention without being about them.
    pub mentions: Vec<(ArticleId, Vec<EntityId>)>,
    /// The first picture of articles: the path that it is published at, and what it is.
    pub pictures: Vec<(ArticleId, String, Picture)>,
    /// The articles whose headlines or summaries are shown.
    pub shown: BTreeSet<u32>,
    /// How many pages could not be rendered.
    pub failed: usize,
    /// What search knows of an article's pages.
    searched: Vec<search::Searched>,
    /// The facts of the job's pages, by file and script.
    facts: BTreeMap<String, facts::Facts>,
}

/// The top-level variables of a template.
type Variables = BTreeMap<&'static str, Value>;

/// Renders the pages of one site.
pub struct Renderer<'a> {
    root: &'a Path,
    config: &'a Config,
    archive: &'a Archive,
    links: &'a Links,
    converters: Arc<Converters>,
    words: Arc<words::Words>,
    templates: templates::Templates,
    views: Vec<view::View<'a>>,
    /// What finds names in texts.
    names: Arc<Names>,
    /// All articles.
    all: Vec<ArticleId>,
    /// By article: what its text mentions.
    mentions: Vec<Vec<EntityId>>,
    /// By entity: the articles that mention it, newest first.
    mentioned_in: Vec<Vec<ArticleId>>,
    /// By article: its first picture.
    picture_of: Vec<Option<(String, Picture)>>,
    /// What becomes of the texts that search finds, while they are rendered.
    search: search::Search,
    /// What searches begin with.
    search_root: Option<Root>,
    /// The texts of files that hold many articles, the latest first.
    kept: std::sync::Mutex<Vec<(String, Arc<String>)>>,
    /// What findings an editor has waived, and whether all others are wanted, however many there are.
    waivers: Arc<Waivers>,
    tells_all: bool,
    /// What templates have been given, for the test that holds their documentation to it.
    #[cfg(test)]
    seen: std::sync::Mutex<std::collections::BTreeSet<String>>,
}

/// Takes a file of the output: its path, and what is in it.
pub type Emit<'e> = &'e mut dyn FnMut(&str, &[u8]);

impl<'a> Renderer<'a> {
    /// Loads the templates and prepares what many pages share. Faulty templates are reported.
    ///
    /// # Errors
    /// When the engine of the script conversion cannot be opened.
    pub fn new(
        root: &'a Path,
        config: &'a Config,
        archive: &'a Archive,
        links: &'a Links,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<Self, UnknownConfig> {
        let converters = Arc::new(Converters::of_archive(config.conversion(), archive)?);
        let names = Arc::new(Names::new(archive));
        let words = Arc::new(words::Words::load(root, config, Arc::clone(&converters), diagnostics));
        let templates = templates::Templates::load(root, config, &converters, &words, &names, diagnostics);
        let theme = view::ThemeFiles::of(root, config);
        let view = |&script: &Script| view::View::new(script, config, archive, links, &converters, &theme);
        let views = config.scripts.iter().map(view).collect();
        Ok(Self {
            root,
            config,
            archive,
            links,
            converters,
            words,
            templates,
            views,
            names,
            all: (0..archive.articles.len()).collect(),
            mentions: vec![Vec::new(); archive.articles.len()],
            mentioned_in: vec![Vec::new(); archive.entities.len()],
            picture_of: vec![None; archive.articles.len()],
            search: search::Search::None,
            search_root: None,
            kept: std::sync::Mutex::default(),
            waivers: Arc::new(config.check.waivers()),
            tells_all: false,
            #[cfg(test)]
            seen: std::sync::Mutex::default(),
        })
    }

    /// Has every finding told, however many of a kind there are in a file.
    pub fn tell_all(&mut self) {
        self.tells_all = true;
    }

    /// The pages that have bodies of articles. They come first: what they mention is in the lists.
    pub fn plan_articles(&self) -> Vec<Job> {
        let is_jump = |&id: &ReadingId| self.links.readings[id].kind == ReadingKind::Continuation;
        let whole = (0..self.links.readings.len()).filter(is_jump).map(Job::Whole);
        (0..self.archive.articles.len()).map(Job::Article).chain(whole).collect()
    }

    /// The lists that have a body: of an entity, or of a page that stands by itself.
    pub fn plan_texts(&self) -> Vec<Job> {
        let entities = (0..self.archive.entities.len()).map(|id| Job::Entity(id, 1));
        (0..self.archive.pages.len()).map(Job::Standing).chain(entities).collect()
    }

    /// The content files whose bodies a job reads.
    pub fn sources_of(&self, job: Job) -> Vec<&str> {
        let of = |meta: &'a ArticleMeta| meta.with_versions().map(|version| version.file.as_str());
        match job {
            Job::Article(id) => of(&self.archive.articles[id].meta).collect(),
            Job::Whole(id) => {
                let parts = self.links.readings[id].articles.iter();
                parts.flat_map(|&part| of(&self.archive.articles[part].meta)).collect()
            }
            Job::Standing(id) => of(&self.archive.pages[id].meta).collect(),
            Job::Entity(id, 1) => vec![&self.archive.entities[id].meta.file],
            _ => Vec::new(),
        }
    }

    /// The articles that content files are, or are versions of.
    pub fn articles_of(&self, files: BTreeSet<&str>) -> BTreeSet<u32> {
        let article = |file| match self.archive.target(file) {
            Some(Target::Article(id)) => u32::try_from(id).ok(),
            _ => None,
        };
        files.into_iter().filter_map(article).collect()
    }

    /// A hash of the paths on which articles are read one after the other.
    pub fn readings_hash(&self) -> [u8; 32] {
        *blake3::hash(format!("{:?}", self.links.readings).as_bytes()).as_bytes()
    }

    /// Takes what the articles were found to mention and to show.
    pub fn learn(
        &mut self,
        mut mentions: Vec<(ArticleId, Vec<EntityId>)>,
        mut pictures: Vec<(ArticleId, String, Picture)>,
    ) {
        pictures.sort_by(|(article, path, _), (other, other_path, _)| (article, path).cmp(&(other, other_path)));
        for (article, path, picture) in pictures {
            self.picture_of[article].get_or_insert((path, picture));
        }
        // The versions of an article come one by one.
        mentions.sort();
        for (article, entities) in mentions {
            for entity in entities {
                if !self.mentions[article].contains(&entity) {
                    self.mentions[article].push(entity);
                    // What is about a part of it is on its page already.
                    if self.links.with_parts[entity].binary_search(&article).is_err() {
                        self.mentioned_in[entity].push(article);
                    }
                }
            }
        }
    }

    /// By entity: the articles that mention it without being about it, as far as was learnt.
    pub fn mentioned_in(&self) -> &[Vec<ArticleId>] {
        &self.mentioned_in
    }

    /// All other pages.
    pub fn plan_lists(&self) -> Vec<Job> {
        let parts = |items: usize| 1..=items.div_ceil(self.config.per_page).max(1);
        let mut jobs: Vec<Job> = (0..self.archive.pages.len()).map(Job::Standing).collect();
        for (id, reading) in self.links.readings.iter().enumerate() {
            if reading.kind == ReadingKind::Serial {
                jobs.extend(parts(reading.articles.len()).map(|part| Job::Serial(id, part)));
            }
        }
        for id in 0..self.archive.entities.len() {
            jobs.extend((1..=self.entity_parts(id)).map(|part| Job::Entity(id, part)));
        }
        for kind in EntityKind::all() {
            jobs.extend((1..=self.index_parts(kind)).map(|part| Job::Index(kind, part)));
        }
        for (&period, articles) in &self.links.by_date {
            jobs.extend(parts(articles.len()).map(|part| Job::Period(period, part)));
        }
        for (&(month, day), articles) in &self.links.on_day {
            jobs.extend(parts(articles.len()).map(|part| Job::OnDay(month, day, part)));
        }
        for (id, source) in self.links.sources.iter().enumerate() {
            jobs.extend(parts(source.loose.len()).map(|part| Job::Source(id, part)));
            if !source.issues.is_empty() {
                // The only year of a newspaper is on its own page.
                let years = Some(self.years_of(id)).filter(|years| years.len() > 1).unwrap_or_default();
                jobs.extend(years.into_keys().map(|year| Job::SourceYear(id, year)));
            }
        }
        jobs.extend((0..self.links.issues.len()).map(Job::Issue));
        if !self.links.sources.is_empty() {
            jobs.push(Job::Sources);
        }
        if self.archive.entities.iter().any(|entity| entity.meta.coordinates.is_some()) {
            jobs.push(Job::Map);
        }
        if !self.links.corrected.is_empty() {
            jobs.extend(parts(self.links.corrected.len()).map(Job::Corrections));
        }
        jobs.extend(parts(self.archive.articles.len()).map(Job::Home));
        jobs.extend(self.scopes().into_iter().map(Job::Feed));
        if self.config.search.enabled {
            jobs.push(Job::Search);
        }
        jobs.extend([
            Job::Opml,
            Job::Data,
            Job::DataPage,
            Job::Dates,
            Job::Root,
            Job::NotFound,
            Job::Robots,
            Job::Sitemap,
        ]);
        jobs
    }

    /// Makes the files of one job and gives each to `emit`. `buffer` is scratch space.
    pub fn render(&self, job: Job, buffer: &mut Vec<u8>, emit: Emit<'_>) -> Outcome {
        let diagnostics = Findings::new(Arc::clone(&self.waivers), self.tells_all);
        let mut outcome = Outcome { diagnostics, ..Outcome::default() };
        let out = &mut outcome;
        view::take_shown();
        match job {
            Job::Article(id) => self.article(id, buffer, emit, out),
            Job::Whole(id) => self.whole(id, buffer, emit, out),
            Job::Standing(id) => self.standing(id, buffer, emit, out),
            Job::Serial(id, part) => self.serial(id, part, buffer, emit, out),
            Job::Entity(id, part) => self.entity(id, part, buffer, emit, out),
            Job::Home(part) => self.home(part, buffer, emit, out),
            Job::Index(kind, part) => self.index(kind, part, buffer, emit, out),
            Job::Sources => self.source_index(buffer, emit, out),
            Job::Source(id, part) => self.source(id, None, part, buffer, emit, out),
            Job::SourceYear(id, year) => self.source(id, Some(year), 1, buffer, emit, out),
            Job::Issue(id) => self.issue(id, buffer, emit, out),
            Job::Map => self.map_page(buffer, emit, out),
            Job::Dates => self.dates(buffer, emit, out),
            Job::Period(period, part) => self.period(period, part, buffer, emit, out),
            Job::OnDay(month, day, part) => self.on_day(month, day, part, buffer, emit, out),
            Job::Corrections(part) => self.corrections(part, buffer, emit, out),
            Job::Feed(scope) => self.feed(scope, buffer, emit, out),
            Job::Opml => self.opml(buffer, emit, out),
            Job::Data => self.data(emit),
            Job::DataPage => self.data_page(buffer, emit, out),
            Job::Search => self.search_page(buffer, emit, out),
            Job::Root => self.root_page(buffer, emit, out),
            Job::NotFound => self.not_found(buffer, emit, out),
            Job::Robots => self.robots(buffer, emit, out),
            Job::Sitemap => self.sitemap(emit),
        }
        for (file, facts) in std::mem::take(&mut outcome.facts) {
            emit(&file, &facts.json());
        }
        outcome.shown = view::take_shown();
        outcome
    }

    /// What converts the texts of the site.
    pub fn converters(&self) -> &Converters {
        &self.converters
    }

    fn write(
        &self,
        template: &str,
        file: &str,
        variables: Variables,
        buffer: &mut Vec<u8>,
        emit: Emit<'_>,
        outcome: &mut Outcome,
    ) {
        if let Some((json, lang)) = facts::file_of(&variables) {
            outcome.facts.entry(json).or_default().add(&lang, &variables);
        }
        let mut context = tera::Context::new();
        for (name, value) in variables {
            #[cfg(test)]
            tests::collect(name, &value, &mut self.seen.lock().unwrap());
            context.insert_value(name, value);
        }
        buffer.clear();
        match self.templates.render(template, &context, buffer) {
            Ok(()) => emit(file, buffer),
            Err(error) => {
                outcome.failed += 1;
                outcome.diagnostics.push(self.templates.rendering_error(&error, template, self.root));
            }
        }
    }

    /// What every template gets.
    fn variables(&self, view: &view::View, page: &context::Page) -> Variables {
        Variables::from([("site", view.site.clone()), ("page", Value::from_serializable(page))])
    }

    /// `page`, for a page whose file in each script `file` tells.
    fn page(
        &self,
        kind: &'static str,
        script: Script,
        title: String,
        description: String,
        file: &dyn Fn(Script) -> String,
    ) -> context::Page {
        let path = file(script);
        let alternates = self.alternates(script, file);
        context::Page {
            kind,
            title,
            description,
            root: url::root_of(&path),
            url: self.public(&path),
            lang: script.code().to_owned(),
            interface_lang: script.code().to_owned(),
            open_graph_locale: script.open_graph().to_owned(),
            default_url: alternates[0].url.clone(),
            alternates,
            trail: Vec::new(),
            feeds: Vec::new(),
            json: url::page_json(&path).filter(|_| self.config.page_json),
            picture: None,
            path,
        }
    }

    fn alternates(&self, current: Script, file: &dyn Fn(Script) -> String) -> Vec<context::Alternate> {
        let alternate = |&script: &Script| {
            let path = file(script);
            context::Alternate {
                lang: script.code().to_owned(),
                label: script.label().to_owned(),
                url: self.public(&path),
                path,
                current: script == current,
            }
        };
        self.config.scripts.iter().map(alternate).collect()
    }

    fn public(&self, file: &str) -> String {
        url::public(&self.config.base_url, file)
    }

    fn resolver(&self) -> Resolver<'a> {
        Resolver { root: self.root, config: self.config, archive: self.archive, asked: RefCell::default() }
    }

    /// A message of the interface in a page's script.
    fn words(&self, key: &str, script: Script) -> String {
        self.words.text(script.code(), key, &[])
    }

    /// What the interface lacks in a language; it is for a check, after all pages were rendered.
    pub fn missing_words(&self) -> Vec<Diagnostic> {
        self.words.findings(&self.config.scripts)
    }
}

#[cfg(test)]
mod tests;
