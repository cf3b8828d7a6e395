//! The archive into pages: `plan` lists every page once, `render` makes one of them in
//! every script. Nothing here writes to disk.

mod article;
mod audit;
mod body;
mod calendar;
mod chinese;
mod citations;
mod context;
mod converters;
mod data;
mod dates;
mod entity;
mod feeds;
mod indexes;
mod json_ld;
mod lists;
mod map;
mod neighbours;
mod paper;
mod site_files;
mod sorting;
mod spans;
mod templates;
mod timeline;
mod url;
mod view;
mod whole;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use tera::Value;

use crate::archive::{Archive, ArticleId, EntityId};
use crate::config::Config;
use crate::content::EntityKind;
use crate::diagnostic::Diagnostic;
use crate::links::{IssueId, Links, Names, Period, ReadingId, ReadingKind, Resolver, SourceId};
use crate::script::{Script, UnknownConfig};

pub use body::media_path;
pub use converters::Converters;

/// One page, or one part of a list, in every script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    /// An article.
    Article(ArticleId),
    /// An article that goes on on other pages, in one.
    Whole(ReadingId),
    /// A part of an entity's page; the first has its text.
    Entity(EntityId, usize),
    /// A part of the newest articles.
    Home(usize),
    /// A part of the index of a kind of entities.
    Index(EntityKind, usize),
    /// The index of sources.
    Sources,
    /// A part of a collection, or a newspaper.
    Source(SourceId, usize),
    /// A year of a newspaper.
    SourceYear(SourceId, i16),
    /// An issue of a newspaper.
    Issue(IssueId),
    /// All places on a map.
    Map,
    /// The years, and the days of the year.
    Dates,
    /// A part of a year, month or day.
    Period(Period, usize),
    /// A part of a day of the year, by month and day, in all years.
    OnDay(i8, i8, usize),
    /// A part of what was corrected.
    Corrections(usize),
    /// The newest articles of all, or of an entity or a source, for feed readers.
    Feed(Scope),
    /// The list of all feeds.
    Opml,
    /// The data set of the whole archive.
    Data,
    /// The page at the root, which leads to a script's home page.
    Root,
    /// The page that hosts show for an address that does not exist.
    NotFound,
    /// `robots.txt`.
    Robots,
    /// The sitemap, in as many files as it needs, and that of the latest news.
    Sitemap,
}

/// Whose newest articles a feed has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The whole archive's.
    Site,
    /// An entity's.
    Entity(EntityId),
    /// A source's.
    Source(SourceId),
}

/// What a job came to, besides the pages.
#[derive(Default)]
pub struct Outcome {
    /// What was found in the article or in a template.
    pub diagnostics: Vec<Diagnostic>,
    /// Files of the site that the page shows or links to, relative to the site's root.
    pub media: Vec<String>,
    /// The entities that articles mention without being about them.
    pub mentions: Vec<(ArticleId, Vec<EntityId>)>,
    /// How many pages could not be rendered.
    pub failed: usize,
    /// The facts of the job's pages, by file and script.
    facts: BTreeMap<String, serde_json::Map<String, serde_json::Value>>,
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
    templates: templates::Templates,
    views: Vec<view::View>,
    /// What has a feed.
    scopes: Vec<Scope>,
    /// What finds names in texts.
    names: Names,
    /// By article: what its text mentions.
    mentions: Vec<Vec<EntityId>>,
    /// By entity: the articles that mention it, newest first.
    mentioned_in: Vec<Vec<ArticleId>>,
    /// The texts of files that hold many articles, the latest first.
    kept: std::sync::Mutex<Vec<(String, Arc<String>)>>,
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
        let templates = templates::Templates::load(root, config, Arc::clone(&converters), diagnostics);
        let views =
            config.scripts.iter().map(|&script| view::View::new(script, config, archive, links, &converters)).collect();
        let mut renderer = Self {
            root,
            config,
            archive,
            links,
            converters,
            templates,
            views,
            scopes: Vec::new(),
            names: Names::new(archive),
            mentions: vec![Vec::new(); archive.articles.len()],
            mentioned_in: vec![Vec::new(); archive.entities.len()],
            kept: std::sync::Mutex::default(),
            #[cfg(test)]
            seen: std::sync::Mutex::default(),
        };
        renderer.scopes = renderer.scopes();
        Ok(renderer)
    }

    /// The pages that have bodies of articles. They come first: what they mention is in the lists.
    pub fn plan_articles(&self) -> Vec<Job> {
        let is_jump = |&id: &ReadingId| self.links.readings[id].kind == ReadingKind::Continuation;
        let whole = (0..self.links.readings.len()).filter(is_jump).map(Job::Whole);
        (0..self.archive.articles.len()).map(Job::Article).chain(whole).collect()
    }

    /// Takes what the articles were found to mention.
    pub fn learn(&mut self, mut mentions: Vec<(ArticleId, Vec<EntityId>)>) {
        // The versions of an article come one by one.
        mentions.sort();
        for (article, entities) in mentions {
            for entity in entities {
                if !self.mentions[article].contains(&entity) {
                    self.mentions[article].push(entity);
                    self.mentioned_in[entity].push(article);
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
        let mut jobs = Vec::new();
        for id in 0..self.archive.entities.len() {
            jobs.extend((1..=self.entity_parts(id)).map(|part| Job::Entity(id, part)));
        }
        for kind in EntityKind::ALL {
            jobs.extend((1..=self.index_parts(kind)).map(|part| Job::Index(kind, part)));
        }
        for (&period, articles) in &self.links.by_date {
            jobs.extend(parts(articles.len()).map(|part| Job::Period(period, part)));
        }
        for (&(month, day), articles) in &self.links.on_day {
            jobs.extend(parts(articles.len()).map(|part| Job::OnDay(month, day, part)));
        }
        for (id, source) in self.links.sources.iter().enumerate() {
            if source.issues.is_empty() {
                jobs.extend(parts(source.articles.len()).map(|part| Job::Source(id, part)));
            } else {
                jobs.push(Job::Source(id, 1));
                jobs.extend(self.years_of(id).into_keys().map(|year| Job::SourceYear(id, year)));
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
        jobs.extend(self.scopes.iter().copied().map(Job::Feed));
        jobs.extend([Job::Opml, Job::Data, Job::Dates, Job::Root, Job::NotFound, Job::Robots, Job::Sitemap]);
        jobs
    }

    /// Makes the files of one job and gives each to `emit`. `buffer` is scratch space.
    pub fn render(&self, job: Job, buffer: &mut Vec<u8>, emit: Emit<'_>) -> Outcome {
        let mut outcome = Outcome::default();
        let out = &mut outcome;
        match job {
            Job::Article(id) => self.article(id, buffer, emit, out),
            Job::Whole(id) => self.whole(id, buffer, emit, out),
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
            Job::Root => self.root_page(buffer, emit, out),
            Job::NotFound => self.not_found(buffer, emit, out),
            Job::Robots => self.robots(buffer, emit, out),
            Job::Sitemap => self.sitemap(emit),
        }
        for (file, facts) in std::mem::take(&mut outcome.facts) {
            let json = serde_json::to_vec(&facts).expect("facts are plain data");
            emit(&file, &json);
        }
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
        if let Some((json, lang)) = facts_file(&variables) {
            let facts = variables.iter().filter(|(name, _)| !matches!(**name, "site" | "json_ld"));
            let facts = facts.map(|(name, value)| ((*name).to_owned(), as_json(value))).collect();
            outcome.facts.entry(json).or_default().insert(lang, serde_json::Value::Object(facts));
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
            interface_lang: script.code(),
            open_graph_locale: script.open_graph().to_owned(),
            default_url: alternates[0].url.clone(),
            alternates,
            trail: Vec::new(),
            feeds: Vec::new(),
            json: url::page_json(&path).filter(|_| self.config.page_json),
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
        Resolver { root: self.root, config: self.config, archive: self.archive }
    }

    /// Words of the interface, written in Simplified, in a page's script.
    fn words(&self, words: &str, script: Script) -> String {
        self.converters.text(words, Script::Hans, script)
    }
}

/// The file that a page's facts are written to, and the script or language of the page.
fn facts_file(variables: &Variables) -> Option<(String, String)> {
    let page = variables.get("page")?;
    let text = |key: &str| page.get_from_path(key).and_then(|text| text.as_str().map(str::to_owned));
    Some((text("json")?, text("lang")?))
}

fn as_json(value: &Value) -> serde_json::Value {
    serde_json::to_value(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::content;

    /// What many variables are, such as a reference, by the names of its parts.
    fn shapes() -> &'static BTreeMap<BTreeSet<String>, String> {
        static SHAPES: std::sync::LazyLock<BTreeMap<BTreeSet<String>, String>> = std::sync::LazyLock::new(|| {
            let mut parts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
            for path in documented() {
                let Some((shape, part)) = path.strip_prefix('~').and_then(|path| path.split_once('.')) else {
                    continue;
                };
                let name = part.split(['[', ' ', '.']).next().unwrap_or_default();
                parts.entry(shape.to_owned()).or_default().insert(name.to_owned());
            }
            parts.into_iter().map(|(shape, parts)| (parts, shape)).collect()
        });
        &SHAPES
    }

    /// The paths that `docs/templates.md` has: `page.url`, `~card.title`, `article.events[] : reference`.
    fn documented() -> BTreeSet<String> {
        let variables = include_str!("../../docs/templates.md").split("## Variables").nth(1).unwrap();
        let rows = variables.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
        rows.map(|(path, rest)| match rest.strip_prefix(", a ") {
            Some(shape) => format!("{path} : {}", shape.split(' ').next().unwrap()),
            None => path.to_owned(),
        })
        .collect()
    }

    /// Every path of a variable: `page.alternates[].url`. One that has a documented shape is told
    /// by it, and the shape's parts by themselves.
    pub(super) fn collect(path: &str, value: &Value, paths: &mut BTreeSet<String>) {
        if path.ends_with(".extra") {
            paths.insert(path.to_owned());
        } else if let Some(map) = value.as_map() {
            let keys: BTreeSet<String> = map.iter().map(|(key, _)| key.to_string()).collect();
            let shape = shapes().get(&keys);
            let base = shape.map_or_else(|| path.to_owned(), |shape| format!("~{shape}"));
            if let Some(shape) = shape {
                paths.insert(format!("{path} : {shape}"));
            }
            map.iter().for_each(|(key, value)| collect(&format!("{base}.{key}"), value, paths));
        } else if let Some(items) = value.as_array() {
            items.iter().for_each(|item| collect(&format!("{path}[]"), item, paths));
        } else {
            paths.insert(path.to_owned());
        }
    }

    /// The sample archive, rendered with some front matter that it lacks, uses every variable.
    #[test]
    fn every_variable_is_documented() {
        let site = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = site.path().join(name);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(path, text).unwrap();
        };
        write(
            "content/2024-07-04-a.md",
            "---\ntitle: 一\nsource: 报\npage: 1\nedition: 早\nissue: 9\nsection: 副刊\nauthors: [甲]\ntags: [乙]\nevents: [b]\nlocations: [丙]\npersons: [p]\norganizations: [o]\ncorrections: [{date: 2024-07-05, was: 发, now: 髮, by: 甲, note: 注}]\n---\n文，发。戊己庚辛。（下转第二版）",
        );
        write(
            "content/2024-07-04-a2.md",
            "---\ntitle: 一\nsource: 报\npage: 2\nedition: 早\nlocations: [丙]\n---\n（上接第一版）文。",
        );
        write("content/2024-07-04-b.md", "---\ntitle: 二\nsource: 报\npage: 1\nedition: 晚\n---\n戊己庚辛。");
        write("content/2024-07-05-b.md", "---\ntitle: 五\nsource: 报\npage: 1\nevents: [b]\n---\n文。");
        write("content/2024-07-06-b.md", "---\ntitle: 六\nsource: 报\npage: 1\nevents: [b]\n---\n文。");
        for (name, day) in [("c（一）", "2023-07-04"), ("c（二）", "2023-07-05"), ("c（三）", "2023-07-06")] {
            let text = format!("---\ntitle: 文{name}\ndate: {day}\nsource: 集\n---\n文。");
            write(&format!("content/{name}.md"), &text);
        }
        write("content/persons/p.md", "---\nname: 丁\nlocation: c\norganizations: [o]\n---\n");
        write("content/organizations/o.md", "---\nname: 会\nlocation: c\n---\n");
        write("content/organizations/m.md", "---\nname: 戊己庚辛\n---\n");
        write(
            "content/events/a.md",
            "---\nname: 大\naliases: [又]\nkind: 会\nstart: 2024-07-01\nend: 2024-07-09\n---\n",
        );
        write(
            "content/events/b.md",
            "---\nname: 中\nparent: a\nlocation: c\norganization: o\nstart: 2024-07-04\n---\n",
        );
        write("content/events/c.md", "---\nname: 小\nparent: b\n---\n");
        write("content/locations/c.md", "---\nname: 丙\ncoordinates: [1, 2]\ngeonames: 12\n---\n");
        for number in 0..30 {
            write(&format!("content/locations/l{number}.md"), "---\nname: 丑\nparent: c\n---\n");
        }
        let config = Config { per_page: 2, ..Config::default() };
        let mut diagnostics = Vec::new();
        let archive =
            Archive::new(content::load(site.path(), &config, false, &mut diagnostics), &|_| None, &mut diagnostics);
        let links = Links::new(&archive, &mut |found, _| panic!("{found}"));
        let mut renderer = Renderer::new(site.path(), &config, &archive, &links, &mut diagnostics).unwrap();
        for job in renderer.plan_articles() {
            let outcome = renderer.render(job, &mut Vec::new(), &mut |_, _| {});
            diagnostics.extend(outcome.diagnostics);
            renderer.learn(outcome.mentions);
        }
        for job in renderer.plan_lists() {
            diagnostics.extend(renderer.render(job, &mut Vec::new(), &mut |_, _| {}).diagnostics);
        }
        let report = crate::audit::audit(site.path(), &config, &archive, renderer.converters(), false);
        diagnostics.extend(renderer.audit(&report, &mut |_, _| {}).diagnostics);
        assert!(diagnostics.is_empty(), "{diagnostics:#?}");
        let documented = documented();
        let mut seen = renderer.seen.into_inner().unwrap();
        // What may be absent is a value in one place and none in another.
        let told: BTreeSet<String> =
            seen.iter().filter_map(|path| path.split_once(" : ")).map(|(path, _)| path.to_owned()).collect();
        seen.retain(|path| !told.contains(path));
        assert_eq!(
            seen.difference(&documented).collect::<Vec<_>>(),
            Vec::<&String>::new(),
            "passed, but not documented"
        );
        assert_eq!(
            documented.difference(&seen).collect::<Vec<_>>(),
            Vec::<&String>::new(),
            "documented, but not passed"
        );
    }
}
