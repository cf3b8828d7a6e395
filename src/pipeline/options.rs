//! What is asked of a run, and what a build comes to.

use std::path::PathBuf;

use serde::Serialize;

use super::phases::Phase;
use super::selection::Selection;
use crate::address::SitePath;
use crate::date::Now;
use crate::diagnostic::Report;

/// What the command line asks of a build.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Where to write, instead of `paths.output`; relative to the current folder.
    pub out: Option<PathBuf>,
    /// The address of the site, instead of `base_url`.
    pub base_url: Option<String>,
    /// Whether drafts are built too.
    pub drafts: bool,
    /// The day that it is built for.
    pub now: Now,
    /// Whether what waits for a later day is built too, whatever `publish_future` says.
    pub future: bool,
    /// Whether the audit of script conversion is a page of the site.
    pub audit: bool,
    /// Where to keep what is known of the output, instead of `paths.cache`.
    pub ledger: Option<PathBuf>,
    /// Whether to look at each file of the output first, and not only at the list of what was made: somebody else may have
    /// changed one.
    pub check_output: bool,
    /// Whether the summary tells which files changed.
    pub tells_changes: bool,
    /// Whether nothing is left by which another run could go on: the output is gone when this one ends.
    pub is_passing: bool,
    /// The part of the archive that is built.
    pub selection: Selection,
}

/// What a build came to.
#[derive(Debug, Serialize)]
pub struct Summary {
    /// How many articles there are.
    pub articles: usize,
    /// How many events, places, persons and organisations.
    pub entities: usize,
    /// How many words articles are filed under: sections, tags and kinds of the site's own.
    pub words: usize,
    /// How many drafts were left out.
    pub drafts_skipped: usize,
    /// How many articles and pages wait for their day.
    pub waiting: usize,
    /// The next day on which the site changes although nobody changes anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// In the place of how many articles and pages there are notices that they were withdrawn.
    pub withdrawn: usize,
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
    pub changed: Vec<SitePath>,
    /// Pages that could not be made.
    pub failed: usize,
    /// The folder that was written to.
    pub output: PathBuf,
    /// Why everything was built anew, although there was a build before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doubt: Option<String>,
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

/// Is told how far a build has come: jobs done, of how many.
pub type Progress<'p> = &'p (dyn Fn(usize, usize) + Sync);
