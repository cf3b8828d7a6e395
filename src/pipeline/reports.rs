//! What is found out about a site without keeping what is made of it: what a build would report, how large its files
//! are, the articles as they were read, the audit of script conversion.

use std::cmp::Reverse;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use super::build::build_configured;
use super::load::{Loaded, configure, load};
use super::make::Work;
use super::options::{Options, Progress};
use super::state::{State, media_of};
use crate::address::SitePath;
use crate::archive::Converters;
use crate::artefact::{File, HEADERS, REDIRECTS, Role, Sink, count_header_rules};
use crate::audit;
use crate::check;
use crate::content::ArticleMeta;
use crate::diagnostic::{Kind, Report, Severity};
use crate::error::Error;
use crate::output::{self, Paths};
use crate::render::{Lists, Renderer, Wants};

/// A sink that keeps the paths alone.
struct Names(Mutex<Paths>);

impl Sink for Names {
    fn put(&self, file: &File<'_>) -> Result<(), Error> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).add(file.path.as_str());
        Ok(())
    }
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
    let Loaded { site, mut diagnostics, mut phases, files, .. } = load(root, configure(root, options)?, options, None)?;
    let (config, archive, links) = (&site.config, site.archive(), site.links());
    // Who asks for a kind wants all of it.
    let wants = Wants { all_findings: !only.is_empty(), ..Wants::default() };
    let mut renderer = Renderer::new(&site, wants, &mut diagnostics)?;
    let names = Names(Mutex::new(Paths::of([])));
    let linted = Mutex::new(Vec::new());
    let lint = |lists: &Lists<'_>| {
        let found = check::lints(config, archive, links, lists.learned().mentioned_in());
        *linted.lock().unwrap_or_else(PoisonError::into_inner) = found;
    };
    let mut state = State::default();
    let work = Work::from_nothing(&site, &mut renderer, (&names, None), &files, (progress, &mut phases));
    Work { lint: Some(&lint), ..work }.make(&mut state)?;
    let media = media_of(state.jobs.values());
    diagnostics.extend(state.jobs.into_values().flat_map(|record| record.diagnostics));
    let paths = names.0.into_inner().unwrap_or_else(PoisonError::into_inner);
    diagnostics.extend(output::check_assets(root, config, &media, paths));
    diagnostics.extend(renderer.missing_words());
    diagnostics.extend(linted.into_inner().unwrap_or_else(PoisonError::into_inner));
    let waived = check::waive(&mut diagnostics, &config.check);
    diagnostics.retain(|found| only.is_empty() || only.contains(&found.kind));
    check::deny(&mut diagnostics, config, denied);
    let report = if only.is_empty() { Report::new(diagnostics) } else { Report::whole(diagnostics) };
    Ok(Checked {
        articles: archive.articles.len(),
        errors: report.count(Severity::Error),
        warnings: report.count(Severity::Warning),
        waived,
        kinds: check::by_kind(&report.diagnostics).into_iter().map(|(count, _)| count).collect(),
        report,
    })
}

/// A sink that keeps what hosts limit.
struct Sizes(Mutex<check::hosts::Output>);

impl Sink for Sizes {
    fn put(&self, file: &File<'_>) -> Result<(), Error> {
        let mut output = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let text = || String::from_utf8_lossy(file.bytes);
        match file.path.as_str() {
            HEADERS => output.header_rules = count_header_rules(&text()) as u64,
            REDIRECTS => output.rules = text().into_owned(),
            _ => {}
        }
        output.files.insert(file.path.as_str().to_owned(), (file.role, file.bytes.len() as u64));
        Ok(())
    }

    fn holder(&self, path: &SitePath) -> Option<Role> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).files.get(path.as_str()).map(|(role, _)| *role)
    }
}

/// The files that a build of the site in `root` makes, and how large they are. All are made, and none is kept.
///
/// # Errors
/// When the configuration is wrong.
pub fn measure(root: &Path, options: &Options, progress: Progress<'_>) -> Result<check::hosts::Output, Error> {
    let sizes = Sizes(Mutex::default());
    let config = configure(root, options)?;
    let has_smaller_pictures = cfg!(feature = "pictures") && !config.pictures.widths.is_empty();
    let report = build_configured(root, config, options, &sizes, progress)?;
    let output = sizes.0.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(check::hosts::Output { has_smaller_pictures, errors: report.count(Severity::Error), ..output })
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
    /// Whether it was withdrawn, so that there is only a notice at its address.
    pub withdrawn: bool,
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

/// The articles of the site in `root`, and what was withdrawn, as they were read, newest first; and what was found.
///
/// # Errors
/// When the configuration is wrong.
pub fn list(root: &Path, options: &Options) -> Result<(Vec<Listed>, Report), Error> {
    let Loaded { site, diagnostics, .. } = load(root, configure(root, options)?, options, None)?;
    let archive = site.archive();
    let there = archive.articles.iter().map(|article| (article.meta.date, listed(&article.meta, &article.path, false)));
    let gone = archive.withdrawn.iter().map(|gone| (gone.meta.date, listed(&gone.meta, &gone.path, true)));
    let mut all: Vec<_> = there.chain(gone).collect();
    // Both are in order already.
    all.sort_by_key(|(date, _)| Reverse(*date));
    Ok((all.into_iter().map(|(_, listed)| listed).collect(), Report::new(diagnostics)))
}

fn listed(meta: &ArticleMeta, path: &str, withdrawn: bool) -> Listed {
    let version = |version: &ArticleMeta| ListedVersion {
        file: version.file.clone(),
        title: version.title.clone(),
        lang: version.lang().to_owned(),
    };
    Listed {
        file: meta.file.clone(),
        line: meta.line,
        date: meta.date.map(|date| date.iso()),
        title: meta.title.clone(),
        lang: meta.lang().to_owned(),
        authors: meta.authors.clone(),
        address: path.to_owned(),
        withdrawn,
        versions: meta.versions.iter().map(version).collect(),
    }
}

/// Audits the script conversion of the site in `root`; `all` asks for every decision.
///
/// # Errors
/// When the configuration is wrong.
pub fn audit(root: &Path, options: &Options, all: bool) -> Result<audit::Report, Error> {
    let Loaded { site, .. } = load(root, configure(root, options)?, options, None)?;
    let (config, archive) = (&site.config, site.archive());
    let converters = Converters::of_archive(config.conversion(), archive)?;
    Ok(audit::audit(root, config, archive, &converters, all))
}
