//! Builds a site from disk to disk, as far as it is not built already; or, from nothing, into any sink.

use std::collections::BTreeMap;
use std::path::Path;

use super::known::{self, Knowledge, Making};
use super::load::{Loaded, configure, load};
use super::make::Work;
use super::options::{Options, Progress, Summary};
use super::session::{Own, Session};
use super::state::{State, media_of};
use crate::artefact::Sink;
use crate::audit;
use crate::config::Config;
use crate::content;
use crate::diagnostic::{Diagnostic, Report};
use crate::disk;
use crate::error::Error;
use crate::output::{self, Folder};
use crate::reads::Site;
use crate::render::{Lists, Renderer, Wants};

/// Builds the site in `root`, as far as it is not built already.
///
/// # Errors
/// When the configuration is wrong or a file cannot be written; faults of single articles are in the summary instead.
pub fn build(root: &Path, options: &Options, progress: Progress<'_>) -> Result<Summary, Error> {
    open(root, options, progress).map(|(summary, _)| summary)
}

/// Builds the site in `root` likewise, and keeps it in memory, so that edits of it can be built at once.
///
/// # Errors
/// Likewise.
pub fn open(root: &Path, options: &Options, progress: Progress<'_>) -> Result<(Summary, Session), Error> {
    let config = configure(root, options)?;
    let folder = options.out.clone().unwrap_or_else(|| root.join(&config.paths.output));
    let ledger = options.ledger.clone().unwrap_or_else(|| root.join(&config.paths.cache));
    let output = Folder::open(folder, &ledger, options.tells_changes)?;
    let known = Knowledge::of(root, &config, options, &output);
    build_from(root, config, options, (output, known), progress)
}

/// Builds a site again that is kept in memory, whatever changed, into the same folder: what is known of it need not be
/// read.
///
/// # Errors
/// Likewise.
pub fn reopen(session: Session, options: &Options, progress: Progress<'_>) -> Result<(Summary, Session), Error> {
    let Session { site, output, known, .. } = session;
    let config = configure(&site.root, options)?;
    let known = known.again(&site.root, &config, options, &output);
    build_from(&site.root, config, options, (output, known), progress)
}

/// Builds a site as far as it is not known that it is built.
fn build_from(
    root: &Path,
    config: Config,
    options: &Options,
    (output, mut known): (Folder, Knowledge),
    progress: Progress<'_>,
) -> Result<(Summary, Session), Error> {
    let refused_before = disk::refused();
    let recall = |file: &str| known.recall(file);
    let Loaded { site, drafts_skipped, calendar, files, mut diagnostics, mut phases } =
        load(root, config, options, Some(&recall))?;
    let mut renderer = Renderer::new(&site, Wants::default(), &mut diagnostics)?;
    if disk::refused() > refused_before {
        known.forget_afterwards();
    }
    phases.end("templates and names");
    let inputs = known::Inputs {
        files,
        assets: output::asset_paths(root, &site.config),
        decided: calendar.decided,
        since: calendar.since.map(|day| day.to_string()),
    };
    known.make(
        &site,
        &inputs,
        &mut renderer,
        Making { output: &output, check: options.check_output, progress, phases: &mut phases },
    )?;
    let media = known.media();
    let cache = root.join(&site.config.paths.cache);
    publish_files(&site, &renderer, options, &media, Some(&cache), &output, &mut diagnostics)?;
    phases.end("theme, files and pictures");
    let own = Own { with_drafts: options.drafts, drafts_skipped, waiting: calendar.waiting, until: calendar.until };
    let name = |known: &content::Known| (known.file.name.clone(), known.file.clone());
    let content = inputs.files.iter().map(name).collect();
    let mut session = Session { own, site, renderer, output, known, diagnostics, files: content, clashes: None };
    let summary = session.settle(inputs.files, phases)?;
    Ok((summary, session))
}

/// Builds the site in `root` from nothing into a sink, and remembers nothing. Besides the temporary files of the search
/// index nothing is written to the disk.
///
/// # Errors
/// When the configuration is wrong, or the sink refuses a file.
pub fn build_into(root: &Path, options: &Options, sink: &dyn Sink, progress: Progress<'_>) -> Result<Report, Error> {
    build_configured(root, configure(root, options)?, options, sink, progress)
}

/// The same, with settings that were read already.
pub(super) fn build_configured(
    root: &Path,
    config: Config,
    options: &Options,
    sink: &dyn Sink,
    progress: Progress<'_>,
) -> Result<Report, Error> {
    let Loaded { site, mut diagnostics, mut phases, files, .. } = load(root, config, options, None)?;
    let mut renderer = Renderer::new(&site, Wants::default(), &mut diagnostics)?;
    let temporary = std::env::temp_dir();
    let mut state = State::default();
    let work = Work::from_nothing(&site, &mut renderer, (sink, Some(&temporary)), &files, (progress, &mut phases));
    work.make(&mut state)?;
    let media = media_of(state.jobs.values());
    publish_files(&site, &renderer, options, &media, None, sink, &mut diagnostics)?;
    diagnostics.extend(state.jobs.into_values().flat_map(|record| record.diagnostics));
    diagnostics.retain(|found| !found.kind.is_for_check());
    Ok(Report::new(diagnostics))
}

/// Publishes everything that is not made of content alone: the audit if it is asked for, the theme, what hosts are told,
/// the site's own assets, and the media that articles show. `cache` keeps what was made of pictures.
fn publish_files(
    site: &Site,
    renderer: &Renderer,
    options: &Options,
    media: &BTreeMap<String, bool>,
    cache: Option<&Path>,
    sink: &dyn Sink,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<(), Error> {
    let (Site { root, config, .. }, archive) = (site, site.archive());
    if options.audit {
        let report = audit::audit(root, config, archive, renderer.converters(), false);
        let mut refused = Ok(());
        let lists = Lists::new(renderer, [], None);
        let outcome = lists.audit(&report, &mut |file| {
            if refused.is_ok() {
                refused = sink.put(file);
            }
        });
        refused?;
        diagnostics.extend(outcome.diagnostics);
    }
    diagnostics.extend(output::write_theme(root, config, sink)?);
    diagnostics.extend(output::tell_hosts(root, config, renderer.redirects(), sink)?);
    diagnostics.extend(output::copy_assets(root, config, media, sink)?);
    diagnostics.extend(output::copy_media(root, config, media, cache, sink)?);
    diagnostics.extend(output::copy_beside(root, config, archive, cache, sink)?);
    Ok(())
}
