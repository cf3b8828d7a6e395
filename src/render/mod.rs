//! The archive into pages: `plan` lists every page once, `render` makes one of them in
//! every script. Nothing here writes to disk.

mod article;
mod audit;
mod body;
mod chinese;
mod context;
mod converters;
mod entity;
mod json_ld;
mod lists;
mod site_files;
mod templates;
mod url;
mod view;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use tera::Value;

use crate::archive::{Archive, ArticleId, EntityId};
use crate::config::Config;
use crate::content::EntityKind;
use crate::diagnostic::Diagnostic;
use crate::links::{Links, Period, Resolver};
use crate::script::{Script, UnknownConfig};

pub use body::media_path;
pub use converters::Converters;

/// One page, or one part of a list, in every script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    /// An article.
    Article(ArticleId),
    /// A part of an entity's page; the first has its text.
    Entity(EntityId, usize),
    /// A part of the newest articles.
    Home(usize),
    /// A part of the index of events or of locations.
    Index(EntityKind, usize),
    /// The years.
    Dates,
    /// A part of a year, month or day.
    Period(Period, usize),
    /// The newest articles, for feed readers.
    Feed,
    /// The page at the root, which leads to a script's home page.
    Root,
    /// The page that hosts show for an address that does not exist.
    NotFound,
    /// `robots.txt`.
    Robots,
    /// The sitemap, in as many files as it needs.
    Sitemap,
}

/// What a job came to, besides the pages.
#[derive(Default)]
pub struct Outcome {
    /// What was found in the article or in a template.
    pub diagnostics: Vec<Diagnostic>,
    /// Files of the site that the page shows or links to, relative to the site's root.
    pub media: Vec<String>,
    /// How many pages could not be rendered.
    pub failed: usize,
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
        Ok(Self {
            root,
            config,
            archive,
            links,
            converters,
            templates,
            views,
            kept: std::sync::Mutex::default(),
            #[cfg(test)]
            seen: std::sync::Mutex::default(),
        })
    }

    /// Every page of the site, each once.
    pub fn plan(&self) -> Vec<Job> {
        let parts = |items: usize| 1..=items.div_ceil(self.config.per_page).max(1);
        let mut jobs: Vec<Job> = (0..self.archive.articles.len()).map(Job::Article).collect();
        for (id, articles) in self.links.by_entity.iter().enumerate() {
            jobs.extend(parts(articles.len()).map(|part| Job::Entity(id, part)));
        }
        for kind in EntityKind::ALL {
            let count = self.archive.entities.iter().filter(|entity| entity.meta.kind == kind).count();
            jobs.extend(parts(count).map(|part| Job::Index(kind, part)));
        }
        for (&period, articles) in &self.links.by_date {
            jobs.extend(parts(articles.len()).map(|part| Job::Period(period, part)));
        }
        jobs.extend(parts(self.archive.articles.len()).map(Job::Home));
        jobs.extend([Job::Dates, Job::Feed, Job::Root, Job::NotFound, Job::Robots, Job::Sitemap]);
        jobs
    }

    /// Makes the files of one job and gives each to `emit`. `buffer` is scratch space.
    pub fn render(&self, job: Job, buffer: &mut Vec<u8>, emit: Emit<'_>) -> Outcome {
        let mut outcome = Outcome::default();
        match job {
            Job::Article(id) => self.article(id, buffer, emit, &mut outcome),
            Job::Entity(id, part) => self.entity(id, part, buffer, emit, &mut outcome),
            Job::Home(part) => self.home(part, buffer, emit, &mut outcome),
            Job::Index(kind, part) => self.index(kind, part, buffer, emit, &mut outcome),
            Job::Dates => self.dates(buffer, emit, &mut outcome),
            Job::Period(period, part) => self.period(period, part, buffer, emit, &mut outcome),
            Job::Feed => self.feed(buffer, emit, &mut outcome),
            Job::Root => self.root_page(buffer, emit, &mut outcome),
            Job::NotFound => self.not_found(buffer, emit, &mut outcome),
            Job::Robots => self.robots(buffer, emit, &mut outcome),
            Job::Sitemap => self.sitemap(emit),
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::content;

    /// Every path of a variable: `page.alternates[].url`.
    pub(super) fn collect(path: &str, value: &Value, paths: &mut BTreeSet<String>) {
        if path.ends_with(".extra") {
            paths.insert(path.to_owned());
        } else if let Some(map) = value.as_map() {
            map.iter().for_each(|(key, value)| collect(&format!("{path}.{key}"), value, paths));
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
            "---\ntitle: 一\nsection: 副刊\nauthors: [甲]\ntags: [乙]\nevents: [b]\nlocations: [丙]\n---\n文，发。",
        );
        write("content/events/a.md", "---\nname: 大\naliases: [又]\n---\n");
        write("content/events/b.md", "---\nname: 中\nparent: a\nlocation: c\n---\n");
        write("content/events/c.md", "---\nname: 小\nparent: b\n---\n");
        write("content/locations/c.md", "---\nname: 丙\ncoordinates: [1, 2]\n---\n");
        let config = Config::default();
        let mut diagnostics = Vec::new();
        let archive =
            Archive::new(content::load(site.path(), &config, false, &mut diagnostics), &|_| None, &mut diagnostics);
        let links = Links::new(&archive);
        let renderer = Renderer::new(site.path(), &config, &archive, &links, &mut diagnostics).unwrap();
        for job in renderer.plan() {
            diagnostics.extend(renderer.render(job, &mut Vec::new(), &mut |_, _| {}).diagnostics);
        }
        let report = crate::audit::audit(site.path(), &config, &archive, renderer.converters(), false);
        diagnostics.extend(renderer.audit(&report, &mut |_, _| {}).diagnostics);
        assert!(diagnostics.is_empty(), "{diagnostics:#?}");
        let variables = include_str!("../../docs/templates.md").split("## Variables").nth(1).unwrap();
        let documented: BTreeSet<String> = variables
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
            .map(|(path, _)| path.to_owned())
            .collect();
        let seen = renderer.seen.into_inner().unwrap();
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
