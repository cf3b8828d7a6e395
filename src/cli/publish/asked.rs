//! What is asked of `dibao publish`, what it has to go on, and what becomes of it.

use dibao_publish_protocol::{Report, Summary};
use serde::Serialize;

use super::super::now::Days;
use super::super::terminal::Root;
use crate::pipeline::{Built, Session};

#[derive(clap::Args)]
pub(in crate::cli) struct Arguments {
    /// The target, by its name in book.toml; the first one by default
    pub(super) name: Option<String>,
    #[command(flatten)]
    pub(super) root: Root,
    #[command(flatten)]
    pub(super) days: Days,
    /// Publish to every target
    #[arg(long, conflicts_with = "name")]
    pub(super) all: bool,
    /// Publish what was built last
    #[arg(long)]
    pub(super) no_build: bool,
    /// Only tell what would be done
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Do not ask; nor is anybody asked who is not at a terminal
    #[arg(long, short)]
    pub(super) yes: bool,
    /// Let so many published files vanish; by default a tenth of them, and at least 100, but none if the build found
    /// errors
    #[arg(long, value_name = "N")]
    pub(super) max_delete: Option<u64>,
    /// Look at every file at the target, and put right what somebody else has changed
    #[arg(long)]
    pub(super) list_target: bool,
    /// Put files in the place of those at the target that are not dibao's
    #[arg(long)]
    pub(super) replace: bool,
    /// Do without the lock that keeps two publishes apart
    #[arg(long)]
    pub(super) no_lock: bool,
    /// Print what was done as JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// What became of a target.
#[derive(Default, Serialize)]
pub(super) struct Published {
    pub(super) name: String,
    /// The address at which readers find the site.
    pub(super) site: String,
    /// The hash of the archive that the site was built of; empty if it cannot be told.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) archive: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) plan: Option<Summary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) report: Option<Report>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) fault: Option<String>,
    /// Why the command that is run afterwards failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) after: Option<String>,
    /// How many errors the build has found.
    pub(super) errors: usize,
}

impl Published {
    /// Whether something is left to be looked at, although the site is published.
    pub(super) fn has_errors(&self) -> bool {
        let proof = self.report.as_ref().and_then(|report| report.proof.as_ref());
        let is_unproved = proof.is_some_and(|proof| !proof.silent.is_empty() || !proof.wrong.is_empty());
        self.errors > 0 || self.after.is_some() || is_unproved
    }
}

/// What was built for a target.
pub(super) struct Ready {
    pub(super) built: Built,
    pub(super) errors: usize,
    /// How many content files the build could not read, whose articles are not in it.
    pub(super) unread: usize,
    /// As long as it is there nobody else builds into the folder.
    pub(super) _session: Option<Session>,
}
