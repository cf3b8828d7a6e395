//! The walk of a site from disk to disk: the only place that calls the stages in order.

mod jobs;
mod known;
mod places;
mod reports;
mod session;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use cpu_time::ProcessTime;
use serde::Serialize;

use crate::archive::Archive;
use crate::audit;
use crate::config::{self, Config};
use crate::content::{self, Recall};
use crate::diagnostic::{Diagnostic, Report, placing};
use crate::error::Error;
use crate::links::Links;
use crate::output::{self, Output};
use crate::render::Renderer;
use crate::state::print;

pub use reports::{Checked, Listed, ListedVersion, audit, check, list};
pub use session::Session;

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
    /// Whether the process ends soon: then nobody takes a large archive apart in memory first.
    pub is_last: bool,
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
    /// How many pages and lists were made anew, each in all its scripts; others are as the last build left them.
    pub made: usize,
    /// Their paths and those of the files written, if they were asked for.
    #[serde(skip)]
    pub changed: Vec<String>,
    /// Pages that could not be made.
    pub failed: usize,
    /// The folder that was written to.
    pub output: PathBuf,
    /// Why everything was built anew, although there was a build before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doubt: Option<&'static str>,
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
    /// How long all processors together worked on it.
    pub cpu: Duration,
    /// The most memory that there has been in use up to its end, in bytes, where the system tells.
    pub peak: Option<u64>,
}

/// The phases that are over.
struct Phases {
    since: (Instant, ProcessTime),
    over: Vec<Phase>,
}

impl Phases {
    fn begin() -> Self {
        Self { since: (Instant::now(), ProcessTime::now()), over: Vec::new() }
    }

    fn end(&mut self, name: &'static str) {
        let (now, cpu) = (Instant::now(), ProcessTime::now());
        let (since, cpu_since) = self.since;
        self.over.push(Phase { name, time: now - since, cpu: cpu.duration_since(cpu_since), peak: peak_memory() });
        self.since = (now, cpu);
    }
}

/// The most memory that this process has had in use, in bytes: Linux tells.
fn peak_memory() -> Option<u64> {
    let status = fs_err::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}

/// Is told how far a build has come: jobs done, of how many.
pub type Progress<'p> = &'p (dyn Fn(usize, usize) + Sync);

/// Reads a site's settings and applies what the command line says.
///
/// # Errors
/// When there is no `book.toml`, or it is wrong.
pub fn configure(root: &Path, options: &Options) -> Result<Config, Error> {
    configure_from(root, options).map(|(config, _)| config)
}

/// The same, and the text that they were read from.
fn configure_from(root: &Path, options: &Options) -> Result<(Config, String), Error> {
    let path = root.join(config::FILE_NAME);
    let text = match fs_err::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(Error::NoSite(root.display().to_string()));
        }
        Err(source) => return Err(Error::Read { source }),
    };
    let mut config = config::load(&text).map_err(Error::Config)?;
    places::settle(root, &mut config);
    if let Some(base_url) = &options.base_url {
        config.set_base_url(base_url).map_err(Error::Other)?;
    }
    Ok((config, text))
}

/// Builds the site in `root`, as far as it is not built already.
///
/// # Errors
/// When the configuration is wrong or a file cannot be written; what is wrong with single
/// articles is in the summary instead.
pub fn build(root: &Path, options: &Options, progress: Progress<'_>) -> Result<Summary, Error> {
    build_and(root, options, progress, |summary, session| {
        if options.is_last {
            std::mem::forget(session);
        }
        summary
    })
}

/// The same; what is done `then` has the site as it was built, and can build edits of it at once.
///
/// # Errors
/// Likewise.
pub fn build_and<T>(
    root: &Path,
    options: &Options,
    progress: Progress<'_>,
    then: impl FnOnce(Summary, Session<'_>) -> T,
) -> Result<T, Error> {
    let (config, text) = configure_from(root, options)?;
    let folder = options.out.clone().unwrap_or_else(|| root.join(&config.paths.output));
    let ledger = options.ledger.clone().unwrap_or_else(|| root.join(&config.paths.cache));
    let output = Output::of_site(folder.clone(), &ledger, options.tells_changes)?;
    let mut known = known::Knowledge::of(print(root, &config, &text, options), &output);
    let recall = |file: &str| known.recall(file);
    let loaded = load(root, config, options, Some(&recall))?;
    let Loaded { config, archive, links, drafts_skipped, files, mut diagnostics, mut phases } = loaded;
    let mut renderer = Renderer::new(root, &config, &archive, &links, &mut diagnostics)?;
    phases.end("templates and names");
    let site = known::Site { root, files, assets: output::asset_paths(root, &config) };
    known.make(&site, &mut renderer, known::Making { output: &output, progress, phases: &mut phases })?;
    if options.audit {
        let report = audit::audit(root, &config, &archive, renderer.converters(), false);
        let mut refused = Ok(());
        let outcome = renderer.audit(&report, &mut |path, bytes| refused = output.write(path, bytes));
        refused?;
        diagnostics.extend(outcome.diagnostics);
    }
    let media = known.media();
    diagnostics.extend(output::write_theme(root, &config, &output)?);
    diagnostics.extend(output::copy_assets(root, &config, &media, &output)?);
    diagnostics.extend(output::copy_media(root, &config, &media, &output)?);
    phases.end("theme, files and pictures");
    let own = session::Own { root, with_drafts: options.drafts, folder, drafts_skipped };
    let name = |known: &content::Known| (known.file.name.clone(), known.file.clone());
    let files = site.files.iter().map(name).collect();
    let mut session = Session { own, config: &config, archive: &archive, renderer, output, known, diagnostics, files };
    let summary = session.settle(site.files, phases)?;
    let result = then(summary, session);
    if options.is_last {
        std::mem::forget((config, archive, links));
    }
    Ok(result)
}

/// What the stages before rendering come to.
struct Loaded {
    config: Config,
    archive: Archive,
    links: Links,
    drafts_skipped: usize,
    files: Vec<content::Known>,
    diagnostics: Vec<Diagnostic>,
    phases: Phases,
}

fn load(root: &Path, config: Config, options: &Options, recall: Option<Recall<'_>>) -> Result<Loaded, Error> {
    let mut phases = Phases::begin();
    let mut diagnostics = Vec::new();
    let mut content = content::load(root, &config, options.drafts, recall, &mut diagnostics);
    let (drafts_skipped, files) = (content.drafts_skipped, std::mem::take(&mut content.files));
    phases.end("reading");
    let text_of = |file: &str| content::read(root, &config, file).ok();
    let archive = Archive::new(content, &text_of, &mut diagnostics);
    let links = Links::new(&archive, &mut placing(&text_of, &mut diagnostics));
    phases.end("archive and links");
    Ok(Loaded { archive, links, drafts_skipped, files, diagnostics, config, phases })
}
