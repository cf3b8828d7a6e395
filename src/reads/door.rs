//! The door itself.

use std::sync::Arc;

use super::archive::ArchiveReads;
use super::links::LinksReads;
use super::trace::Trace;
use crate::archive::Archive;
use crate::links::Links;

/// The archive and its links, which are read through here alone.
///
/// ```compile_fail
/// fn a_job_cannot(door: &dibao::reads::Door) {
///     let archive = &door.archive; // private: `reads` is the way to it
/// }
/// ```
#[derive(Clone)]
pub struct Door {
    archive: Arc<Archive>,
    links: Arc<Links>,
}

/// The archive and its links for one job.
pub struct Reads<'r> {
    /// Articles, pages and entities.
    pub archive: ArchiveReads<'r>,
    /// The lists that they form.
    pub links: LinksReads<'r>,
}

impl Door {
    pub(super) fn new(archive: Archive, links: Links) -> Self {
        Self { archive: Arc::new(archive), links: Arc::new(links) }
    }

    /// The archive for a job, which puts down in `trace` what it reads.
    pub fn reads<'r>(&'r self, trace: &'r Trace) -> Reads<'r> {
        Reads {
            archive: ArchiveReads::new(&self.archive, trace),
            links: LinksReads::new(&self.archive, &self.links, trace),
        }
    }

    /// The archive and its links for what is done in every build, or is no part of one: planning jobs, checks, the index
    /// of the search. A test lists the files that ask for it.
    pub fn untraced(&self) -> (&Archive, &Links) {
        (&self.archive, &self.links)
    }
}
