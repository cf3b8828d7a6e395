//! Runs the jobs of a renderer, each on one processor, and records what each came to.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::state::Record;
use crate::address::{AddressId, PathId, SitePath};
use crate::archive::{Archive, ArticleId, EntityId};
use crate::artefact::{File, Resource, Sink};
use crate::diagnostic::sentence;
use crate::disk;
use crate::error::Error;
use crate::reads::{Facet, Facts};
use crate::render::{ArticleText, Emit, Outcome};
use crate::search::Index;
use crate::stamp;

/// Makes the pages of one job.
pub(super) type Render<'r, J> = &'r (dyn Fn(J, &mut Vec<u8>, Emit<'_>) -> Outcome + Sync);

/// Where the files and texts of jobs go, and who hears of each job that is done.
pub(super) struct Sinks<'s> {
    pub files: &'s dyn Sink,
    pub texts: &'s (dyn Fn(ArticleText) -> Result<(), Error> + Sync),
    pub progress: &'s (dyn Fn() + Sync),
}

/// A job that ran.
pub(super) struct Ran {
    /// What it came to.
    pub record: Record,
    /// What it has read of the archive.
    pub reads: Vec<Facet>,
}

/// Runs jobs, and records what each came to, in their order.
pub(super) fn run<J: Copy + Send + Sync>(
    root: &Path,
    archive: &Archive,
    jobs: &[J],
    render: Render<'_, J>,
    sinks: &Sinks<'_>,
) -> Result<Vec<Ran>, Error> {
    let run = |buffer: &mut Vec<u8>, &job: &J| {
        let mut refused = Ok(());
        let mut files = Vec::new();
        let mut outcome = render(job, buffer, &mut |file| {
            if refused.is_ok() {
                refused = sinks.files.put(file);
            }
            files.push(file.path.id());
        });
        if let Some(text) = outcome.text.take() {
            (sinks.texts)(text)?;
        }
        (sinks.progress)();
        refused.map(|()| {
            let (record, reads) = record(root, archive, outcome, files);
            Ran { record, reads }
        })
    };
    jobs.par_iter().map_init(Vec::new, run).collect()
}

fn record(root: &Path, archive: &Archive, outcome: Outcome, files: Vec<PathId>) -> (Record, Vec<Facet>) {
    let Outcome { diagnostics, mut media, mut asked, facts, reads, failed, .. } = outcome;
    media.sort_unstable();
    media.dedup();
    asked.sort_unstable();
    asked.dedup();
    let stamped = |(name, was_there): (String, bool)| {
        let path = root.join(&name);
        // A file that came meanwhile, or that the disk refused, is asked for again.
        let is_as_found = disk::is_file(&path) == was_there;
        let stamp = if is_as_found { stamp::of_asked(&path) } else { stamp::NONE };
        (name, stamp)
    };
    let article = |id: ArticleId| AddressId::of(&archive.articles[id].path);
    let entity = |id: EntityId| AddressId::of(&archive.entities[id].path);
    let mentions = facts.mentions.into_iter();
    let record = Record {
        files,
        asked: asked.into_iter().map(stamped).collect(),
        diagnostics: diagnostics.into_iter().collect(),
        media,
        mentions: mentions.map(|(id, of)| (article(id), of.into_iter().map(entity).collect())).collect(),
        pictures: facts.pictures.into_iter().map(|(id, path, picture)| (article(id), path, picture)).collect(),
        reads: Vec::new(),
        failed,
    };
    (record, reads)
}

/// What a record says that articles mention and show.
pub(super) fn facts_of(record: &Record, archive: &Archive) -> Facts {
    let mentions = record.mentions.iter().filter_map(|(article, of)| {
        Some((archive.article_of(*article)?, of.iter().filter_map(|&id| archive.entity_of(id)).collect()))
    });
    let pictures = record
        .pictures
        .iter()
        .filter_map(|(article, path, picture)| Some((archive.article_of(*article)?, path.clone(), picture.clone())));
    Facts { mentions: mentions.collect(), pictures: pictures.collect() }
}

/// Takes the files of an index, which are of many articles, from any of the jobs.
pub(super) struct IndexFiles<'s> {
    sink: &'s dyn Sink,
    files: Mutex<Vec<PathId>>,
    refused: Mutex<Result<(), Error>>,
}

impl<'s> IndexFiles<'s> {
    pub fn new(sink: &'s dyn Sink) -> Self {
        Self { sink, files: Mutex::default(), refused: Mutex::new(Ok(())) }
    }

    /// Takes a file by its name in the index.
    pub fn put(&self, name: &str, bytes: &[u8]) {
        let Some(path) = index_path(name) else { return };
        self.files.lock().unwrap_or_else(PoisonError::into_inner).push(path.id());
        if let Err(error) = self.sink.put(&File::new(path, Resource::Index(name).role(), bytes)) {
            *self.refused.lock().unwrap_or_else(PoisonError::into_inner) = Err(error);
        }
    }

    /// Adds the text of an article to an index.
    pub fn add(&self, index: &Index, number: u32, text: &ArticleText) {
        index.add(number, &text.all, &text.shown, &mut |name, bytes| self.put(name, bytes));
    }

    /// The files that it took.
    ///
    /// # Errors
    /// The last of those why one could not be taken.
    pub fn finish(self) -> Result<Vec<PathId>, Error> {
        self.refused.into_inner().unwrap_or_else(PoisonError::into_inner)?;
        Ok(self.files.into_inner().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The path of a file of the index in the output. Names in an index are always such that there is one.
pub(super) fn index_path(name: &str) -> Option<SitePath> {
    SitePath::new(Resource::Index(name).path(crate::address::PageForm::default())?).ok()
}

/// Tells why the texts of the search cannot be kept.
pub(super) fn no_room(error: &std::io::Error) -> Error {
    Error::Other(sentence!("search-texts-not-kept", reason = error.to_string()).into())
}
