//! The walk of a site from disk to disk: the only place that calls the stages in order.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rayon::prelude::*;
use serde::Serialize;

use crate::archive::{Archive, ArticleId, EntityId};
use crate::audit;
use crate::check;
use crate::config::{self, Config};
use crate::content;
use crate::diagnostic::{Diagnostic, Kind, Report, placing};
use crate::error::Error;
use crate::links::Links;
use crate::output::{self, Output};
use crate::pictures::Picture;
use crate::render::{Converters, Job, Renderer};

/// What the command line asks of a build.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Where to write, instead of `paths.output`; relative to the current folder.
    pub out: Option<PathBuf>,
    /// The address of the site, instead of `base_url`.
    pub base_url: Option<String>,
    /// Whether drafts are built too.
    pub drafts: bool,
    /// Whether the audit of script conversion is a page of the site.
    pub audit: bool,
    /// Where to keep what is known of the output, instead of `paths.cache`.
    pub ledger: Option<PathBuf>,
    /// Whether the summary tells which files changed.
    pub tells_changes: bool,
}

/// What a build came to.
#[derive(Debug, Serialize)]
pub struct Summary {
    /// How many articles there are.
    pub articles: usize,
    /// How many events, places, persons and organisations.
    pub entities: usize,
    /// How many drafts were left out.
    pub drafts_skipped: usize,
    /// Files that are new or different.
    pub written: usize,
    /// Files that were already as they should be.
    pub unchanged: usize,
    /// Files of earlier builds that are no longer made.
    pub removed: usize,
    /// Their paths and those of the files written, if they were asked for.
    #[serde(skip)]
    pub changed: Vec<String>,
    /// Pages that could not be made.
    pub failed: usize,
    /// The folder that was written to.
    pub output: PathBuf,
    /// How long each phase took, in order.
    #[serde(skip)]
    pub phases: Vec<Phase>,
    /// How many findings are errors.
    pub errors: usize,
    /// How many findings are warnings.
    pub warnings: usize,
    /// What was found.
    #[serde(flatten)]
    pub report: Report,
}

/// A phase of a build.
#[derive(Clone, Copy, Debug)]
pub struct Phase {
    /// What was done.
    pub name: &'static str,
    /// How long it took, by the clock.
    pub time: Duration,
}

/// The phases that are over.
struct Phases {
    since: Instant,
    over: Vec<Phase>,
}

impl Phases {
    fn begin() -> Self {
        Self { since: Instant::now(), over: Vec::new() }
    }

    fn end(&mut self, name: &'static str) {
        let now = Instant::now();
        self.over.push(Phase { name, time: now - self.since });
        self.since = now;
    }
}

/// Is told how far a build has come: jobs done, of how many.
pub type Progress<'p> = &'p (dyn Fn(usize, usize) + Sync);

/// Reads a site's settings and applies what the command line says.
///
/// # Errors
/// When there is no `book.toml`, or it is wrong.
pub fn configure(root: &Path, options: &Options) -> Result<Config, Error> {
    let path = root.join(config::FILE_NAME);
    let text = match fs_err::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(Error::NoSite(root.display().to_string()));
        }
        Err(source) => return Err(Error::Read { source }),
    };
    let mut config = config::load(&text).map_err(Error::Config)?;
    if let Some(base_url) = &options.base_url {
        config.set_base_url(base_url).map_err(Error::Other)?;
    }
    Ok(config)
}

/// Builds the site in `root`.
///
/// # Errors
/// When the configuration is wrong or a file cannot be written; what is wrong with single
/// articles is in the summary instead.
pub fn build(root: &Path, options: &Options, progress: Progress<'_>) -> Result<Summary, Error> {
    let Loaded { config, archive, links, drafts_skipped, mut diagnostics, mut phases } = load(root, options)?;
    let folder = options.out.clone().unwrap_or_else(|| root.join(&config.paths.output));
    let ledger = options.ledger.clone().unwrap_or_else(|| root.join(&config.paths.cache));
    let mut output = Output::of_site(folder.clone(), &ledger, options.tells_changes)?;
    let mut renderer = Renderer::new(root, &config, &archive, &links, &mut diagnostics)?;
    renderer.begin_search();
    phases.end("templates and names");
    let made = render_all(&mut renderer, &|path, bytes| output.write(path, bytes), progress, &mut phases)?;
    if options.audit {
        let report = audit::audit(root, &config, &archive, renderer.converters(), false);
        let mut refused = Ok(());
        let outcome = renderer.audit(&report, &mut |path, bytes| refused = output.write(path, bytes));
        refused?;
        diagnostics.extend(outcome.diagnostics);
    }
    output::write_theme(root, &config, &output)?;
    output::copy_assets(root, &config, &made.media, &output)?;
    diagnostics.extend(output::copy_media(root, &config, &made.media, &output)?);
    phases.end("theme, files and pictures");
    let removed = output.finish(made.failed == 0)?;
    phases.end("removing what is no longer made");
    diagnostics.extend(made.diagnostics);
    check::waive(&mut diagnostics, &config.check);
    diagnostics.retain(|found| !found.kind.is_for_check());
    let report = Report::new(diagnostics);
    Ok(Summary {
        articles: archive.articles.len(),
        entities: archive.entities.len(),
        drafts_skipped,
        written: output.written(),
        unchanged: output.unchanged(),
        removed,
        changed: output.changed(),
        failed: made.failed,
        phases: phases.over,
        output: folder,
        errors: report.count(crate::diagnostic::Severity::Error),
        warnings: report.count(crate::diagnostic::Severity::Warning),
        report,
    })
}

/// What a check came to.
#[derive(Debug, Serialize)]
pub struct Checked {
    /// How many articles there are.
    pub articles: usize,
    /// How many findings are errors.
    pub errors: usize,
    /// How many findings are warnings.
    pub warnings: usize,
    /// How many findings an editor has waived.
    pub waived: usize,
    /// How many there are of each kind.
    pub kinds: Vec<check::Count>,
    /// What was found.
    #[serde(flatten)]
    pub report: Report,
}

/// Looks for what a build of the site in `root` would report, and for what it would not, and
/// writes nothing. `denied` are kinds of findings that are errors; `only` leaves out all kinds
/// but some.
///
/// # Errors
/// When the configuration is wrong.
pub fn check(
    root: &Path,
    options: &Options,
    denied: &[Kind],
    only: &[Kind],
    progress: Progress<'_>,
) -> Result<Checked, Error> {
    let Loaded { config, archive, links, mut diagnostics, mut phases, .. } = load(root, options)?;
    let mut renderer = Renderer::new(root, &config, &archive, &links, &mut diagnostics)?;
    let made = render_all(&mut renderer, &|_, _| Ok(()), progress, &mut phases)?;
    diagnostics.extend(made.diagnostics);
    diagnostics.extend(renderer.missing_words());
    diagnostics.extend(check::lints(&config, &archive, &links, renderer.mentioned_in()));
    let waived = check::waive(&mut diagnostics, &config.check);
    diagnostics.retain(|found| only.is_empty() || only.contains(&found.kind));
    check::deny(&mut diagnostics, &config, denied);
    let report = Report::new(diagnostics);
    Ok(Checked {
        articles: archive.articles.len(),
        errors: report.count(crate::diagnostic::Severity::Error),
        warnings: report.count(crate::diagnostic::Severity::Warning),
        waived,
        kinds: check::by_kind(&report.diagnostics).into_iter().map(|(count, _)| count).collect(),
        report,
    })
}

/// An article as it was read.
#[derive(Debug, Serialize)]
pub struct Listed {
    /// The file, relative to the site's root.
    pub file: String,
    /// The line on which its text begins, from 1.
    pub line: usize,
    /// When it was published, in ISO 8601, as precisely as is known.
    pub date: Option<String>,
    /// Its headline.
    pub title: String,
    /// Its script or language.
    pub lang: String,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Its address below a script's folder.
    pub address: String,
    /// Its versions in other scripts and languages.
    pub versions: Vec<ListedVersion>,
}

/// A version of an article in another script or language.
#[derive(Debug, Serialize)]
pub struct ListedVersion {
    /// The file, relative to the site's root.
    pub file: String,
    /// Its headline, if it has one of its own.
    pub title: String,
    /// Its script or language.
    pub lang: String,
}

/// The articles of the site in `root`, as they were read, newest first; and what was found.
///
/// # Errors
/// When the configuration is wrong.
pub fn list(root: &Path, options: &Options) -> Result<(Vec<Listed>, Report), Error> {
    let Loaded { archive, diagnostics, .. } = load(root, options)?;
    let listed = archive.articles.iter().map(|article| {
        let meta = &article.meta;
        Listed {
            file: meta.file.clone(),
            line: meta.line,
            date: meta.date.map(|date| date.iso()),
            title: meta.title.clone(),
            lang: meta.lang().to_owned(),
            authors: meta.authors.clone(),
            address: article.path.clone(),
            versions: meta
                .versions
                .iter()
                .map(|version| ListedVersion {
                    file: version.file.clone(),
                    title: version.title.clone(),
                    lang: version.lang().to_owned(),
                })
                .collect(),
        }
    });
    Ok((listed.collect(), Report::new(diagnostics)))
}

/// Audits the script conversion of the site in `root`; `all` asks for every decision.
///
/// # Errors
/// When the configuration is wrong.
pub fn audit(root: &Path, options: &Options, all: bool) -> Result<audit::Report, Error> {
    let Loaded { config, archive, .. } = load(root, options)?;
    let converters = Converters::of_archive(config.conversion(), &archive)?;
    Ok(audit::audit(root, &config, &archive, &converters, all))
}

/// What the stages before rendering come to.
struct Loaded {
    config: Config,
    archive: Archive,
    links: Links,
    drafts_skipped: usize,
    diagnostics: Vec<Diagnostic>,
    phases: Phases,
}

fn load(root: &Path, options: &Options) -> Result<Loaded, Error> {
    let mut phases = Phases::begin();
    let config = configure(root, options)?;
    let mut diagnostics = Vec::new();
    let content = content::load(root, &config, options.drafts, &mut diagnostics);
    let drafts_skipped = content.drafts_skipped;
    phases.end("reading");
    let text_of = |file: &str| content::read(root, &config, file).ok();
    let archive = Archive::new(content, &text_of, &mut diagnostics);
    let links = Links::new(&archive, &mut placing(&text_of, &mut diagnostics));
    phases.end("archive and links");
    Ok(Loaded { archive, links, drafts_skipped, diagnostics, config, phases })
}

#[derive(Default)]
struct Made {
    diagnostics: Vec<Diagnostic>,
    media: BTreeMap<String, bool>,
    mentions: Vec<(ArticleId, Vec<EntityId>)>,
    pictures: Vec<(ArticleId, String, Picture)>,
    failed: usize,
}

/// Takes a file of the output: its path, and what is in it.
type Write<'w> = &'w (dyn Fn(&str, &[u8]) -> Result<(), Error> + Sync);

/// Makes all pages: first those of articles, then the lists, which have what articles mention.
fn render_all(
    renderer: &mut Renderer<'_>,
    write: Write<'_>,
    progress: Progress<'_>,
    phases: &mut Phases,
) -> Result<Made, Error> {
    let made = Mutex::new(Made::default());
    let done = AtomicUsize::new(0);
    let articles = renderer.plan_articles();
    let all = articles.len() + renderer.plan_lists().len();
    render_jobs(renderer, &articles, write, &made, &|| progress(done.fetch_add(1, Relaxed) + 1, all))?;
    let (mentions, pictures) = {
        let mut made = made.lock().unwrap_or_else(PoisonError::into_inner);
        (std::mem::take(&mut made.mentions), std::mem::take(&mut made.pictures))
    };
    renderer.learn(mentions, pictures);
    phases.end("pages of articles");
    let refused = Mutex::new(Ok(()));
    renderer.finish_search(&|path, bytes| {
        if let Err(error) = write(path, bytes) {
            *refused.lock().unwrap_or_else(PoisonError::into_inner) = Err(error);
        }
    });
    refused.into_inner().unwrap_or_else(PoisonError::into_inner)?;
    phases.end("search index");
    let lists = renderer.plan_lists();
    let all = articles.len() + lists.len();
    render_jobs(renderer, &lists, write, &made, &|| progress(done.fetch_add(1, Relaxed) + 1, all))?;
    phases.end("lists and other pages");
    Ok(made.into_inner().unwrap_or_else(PoisonError::into_inner))
}

fn render_jobs(
    renderer: &Renderer<'_>,
    jobs: &[Job],
    write: Write<'_>,
    made: &Mutex<Made>,
    progress: &(dyn Fn() + Sync),
) -> Result<(), Error> {
    jobs.par_iter().try_for_each_init(Vec::new, |buffer, &job| {
        let mut refused = Ok(());
        let outcome = renderer.render(job, buffer, &mut |path, bytes| {
            if refused.is_ok() {
                refused = write(path, bytes);
            }
        });
        if outcome.failed > 0
            || !outcome.diagnostics.is_empty()
            || !outcome.media.is_empty()
            || !outcome.mentions.is_empty()
        {
            let mut made = made.lock().unwrap_or_else(PoisonError::into_inner);
            made.diagnostics.extend(outcome.diagnostics);
            for (file, is_shown) in outcome.media {
                *made.media.entry(file).or_default() |= is_shown;
            }
            made.mentions.extend(outcome.mentions);
            made.pictures.extend(outcome.pictures);
            made.failed += outcome.failed;
        }
        progress();
        refused
    })
}
