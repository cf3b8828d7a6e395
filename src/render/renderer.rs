//! What the pages of one site share: its words in each script, its converters and templates, and the way a page is
//! printed. Nothing here writes to disk.

use std::borrow::Cow;
#[cfg(test)]
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;
use tera::Value;

use super::former::FormerLists;
use super::outcome::{Emit, Outcome, Printer};
use super::parts::Parts;
use super::variables::Variables;
use super::{context, templates, url, view, words};
use crate::archive::Converters;
use crate::artefact::{Resource, Role};
use crate::config::{Config, FILE_NAME};
use crate::diagnostic::{Diagnostic, Findings, Kind, Waivers, sentence};
use crate::links::Names;
use crate::markdown::{Anchors, MathMl};
use crate::reads::{Site, Trace};
use crate::script::{Script, UnknownConfig};

/// What a run wants besides the pages.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wants {
    /// The texts of articles, for search.
    pub texts: bool,
    /// Every finding, however many there are of a kind in a file.
    pub all_findings: bool,
}

/// What is known of texts: the places in each, by its file and which one it is there.
type Known = FxHashMap<(String, Option<u32>), Arc<Anchors>>;

/// Renders the pages of one site: first those that have bodies of articles, then, as `Lists`, all other ones.
pub struct Renderer {
    pub(super) root: Arc<Path>,
    pub(super) config: Arc<Config>,
    /// The archive, by its door.
    pub(super) site: Site,
    pub(super) converters: Arc<Converters>,
    pub(super) words: Arc<words::Words>,
    templates: templates::Templates,
    /// What makes formulas, by the site's macros.
    pub(super) math: Arc<MathMl>,
    /// What the pages of each script share.
    pub(super) shared: Vec<view::Shared>,
    /// What finds names in texts.
    pub(super) names: Arc<Names>,
    /// What was a list at another generator, once it was asked for.
    pub(super) former_lists: OnceLock<FormerLists>,
    /// The texts of files that hold many articles, the latest first.
    pub(super) kept: Mutex<Vec<(String, Arc<String>)>>,
    /// The places in texts that links lead into, by file and part.
    pub(super) anchors: Mutex<Known>,
    pub(super) wants: Wants,
    /// The findings that an editor has waived.
    waivers: Arc<Waivers>,
    /// What templates have been given, for the test that holds their documentation to it.
    #[cfg(test)]
    pub(super) seen: Mutex<BTreeSet<String>>,
}

impl Renderer {
    /// Loads the templates and prepares what many pages share. Faulty templates are reported.
    ///
    /// # Errors
    /// When the engine of the script conversion cannot be opened.
    pub fn new(site: &Site, wants: Wants, diagnostics: &mut Vec<Diagnostic>) -> Result<Self, UnknownConfig> {
        let Site { root, config, .. } = site.clone();
        let (archive, _) = site.door.untraced();
        let converters = Arc::new(Converters::of_archive(config.conversion(), archive)?);
        let names = Arc::new(Names::new(archive));
        let words = Arc::new(words::Words::load(&root, &config, Arc::clone(&converters), diagnostics));
        let templates = templates::Templates::load(&root, &config, &converters, &words, &names, diagnostics);
        let math = MathMl::new(&config.formula_macros).unwrap_or_else(|(name, reason)| {
            let told = sentence!("config-formula-macro", name, reason);
            diagnostics.push(Diagnostic::error(Kind::Config, FILE_NAME, told));
            MathMl::default()
        });
        let theme = view::ThemeFiles::of(&root, &config);
        let shared = |&script: &Script| view::Shared::new(script, site, &converters, &theme, &words);
        Ok(Self {
            shared: config.scripts.iter().map(shared).collect(),
            site: site.clone(),
            former_lists: OnceLock::new(),
            kept: Mutex::default(),
            anchors: Mutex::default(),
            waivers: Arc::new(config.check.waivers()),
            converters,
            words,
            templates,
            math: Arc::new(math),
            names,
            wants,
            root,
            config,
            #[cfg(test)]
            seen: Mutex::default(),
        })
    }

    /// Asks for the texts of articles too, or no longer.
    pub fn set_wants_texts(&mut self, texts: bool) {
        self.wants.texts = texts && self.config.search.enabled;
    }

    /// Forgets what it knows of texts, which may be others by now.
    pub fn forget_texts(&mut self) {
        self.anchors.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
        self.kept.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Runs a job with a printer and a trace of its own.
    pub(super) fn printed(
        &self,
        buffer: &mut Vec<u8>,
        emit: Emit<'_>,
        job: impl FnOnce(&Trace, &mut Printer<'_>),
    ) -> Outcome {
        let diagnostics = Findings::new(Arc::clone(&self.waivers), self.wants.all_findings);
        let outcome = Outcome { diagnostics, ..Outcome::default() };
        let mut out = Printer { buffer, emit, outcome };
        let trace = Trace::default();
        job(&trace, &mut out);
        out.outcome.reads = trace.into_facets();
        out.outcome
    }

    /// What converts the texts of the site.
    pub fn converters(&self) -> &Converters {
        &self.converters
    }

    /// Prints a page for readers, in the language that its variables say.
    pub(super) fn write(&self, template: &str, file: &str, variables: Variables, out: &mut Printer<'_>) {
        self.print(template, (file, Role::Page), variables, out);
    }

    /// Prints a file that is no page, where a resource has it.
    pub(super) fn write_resource(
        &self,
        template: &str,
        resource: Resource<'_>,
        variables: Variables,
        out: &mut Printer<'_>,
    ) {
        let path = resource.path(self.config.page_form).unwrap_or_default();
        self.print(template, (&path, resource.role()), variables, out);
    }

    /// Prints a file for a purpose.
    pub(super) fn print(
        &self,
        template: &str,
        (path, role): (&str, Role),
        variables: Variables,
        out: &mut Printer<'_>,
    ) {
        let lang = variables.get("page").and_then(|page| page.get_from_path("lang")).filter(|_| role.has_language());
        let lang = lang.and_then(|lang| lang.as_str().map(Arc::from));
        let mut context = tera::Context::new();
        for (name, value) in variables {
            #[cfg(test)]
            super::tests::collect(name, &value, &mut self.seen.lock().unwrap());
            context.insert_value(name, value);
        }
        out.buffer.clear();
        match self.templates.render(template, &context, out.buffer) {
            Ok(()) => {
                let bytes = std::mem::take(out.buffer);
                out.put(path.to_owned(), role, lang, &bytes);
                *out.buffer = bytes;
            }
            Err(error) => {
                out.outcome.failed += 1;
                out.outcome.diagnostics.push(self.templates.rendering_error(&error, template, &self.root));
            }
        }
    }

    /// What every template gets.
    pub(super) fn variables(&self, view: &view::View<'_>, page: &context::Page) -> Variables {
        Variables::from([("site", view.site()), ("page", Value::from_serializable(page))])
    }

    /// `page`, for a page whose file in each script `file` tells.
    pub(super) fn page(
        &self,
        kind: impl Into<Cow<'static, str>>,
        script: Script,
        title: String,
        description: String,
        file: &dyn Fn(Script) -> String,
    ) -> context::Page {
        let path = file(script);
        let alternates = self.alternates(script, file);
        context::Page {
            kind: kind.into(),
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
            json: None,
            picture: None,
            path,
        }
    }

    pub(super) fn alternates(&self, current: Script, file: &dyn Fn(Script) -> String) -> Vec<context::Alternate> {
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

    /// The parts of a list of articles that has the newest first.
    pub(super) fn newest_first(&self, items: usize) -> Parts {
        Parts::newest_first(items, self.config.per_page)
    }

    /// The parts of one in the order of reading.
    pub(super) fn in_order(&self, items: usize) -> Parts {
        Parts::in_order(items, self.config.per_page)
    }

    pub(super) fn public(&self, file: &str) -> String {
        url::public(&self.config.base_url, file)
    }

    /// A message of the interface in a page's script.
    pub(super) fn words(&self, key: &str, script: Script) -> String {
        self.words.text(script.code(), key, &[])
    }

    /// The words that the interface lacks in a language; for a check, after all pages were rendered.
    pub fn missing_words(&self) -> Vec<Diagnostic> {
        self.words.findings(&self.config.scripts)
    }
}
