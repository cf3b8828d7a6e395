//! Runs the jobs of a renderer, each on one processor, and records what each came to.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::{Phases, Progress};
use crate::error::Error;
use crate::output::path_hash;
use crate::render::{Job, Outcome, Renderer, SEARCH};
use crate::search::{Kept, Layout};
use crate::stamp;
use crate::state::Record;

/// Takes a file of the output: its path, and what is in it.
pub(super) type Write<'w> = &'w (dyn Fn(&str, &[u8]) -> Result<(), Error> + Sync);

/// What a build made.
pub(super) struct Made {
    /// What each job came to.
    pub records: Vec<(Job, Record)>,
    /// The files of the search's index, by the hashes of their paths.
    pub index: Vec<u64>,
    /// How that is laid out, if there is one.
    pub layout: Option<Layout>,
}

/// Makes all pages: first those of articles, then the lists, which have what articles mention. `keep` gets
/// the texts that the index has, by their articles' numbers in it.
pub(super) fn render_all(
    root: &Path,
    renderer: &mut Renderer<'_>,
    write: Write<'_>,
    keep: &mut dyn FnMut(u32, &Kept),
    progress: Progress<'_>,
    phases: &mut Phases,
) -> Result<Made, Error> {
    let index = Mutex::new(Vec::new());
    let write = |path: &str, bytes: &[u8]| {
        if is_of_index(path) {
            index.lock().unwrap_or_else(PoisonError::into_inner).push(path_hash(path));
        }
        write(path, bytes)
    };
    let done = AtomicUsize::new(0);
    let articles = renderer.plan_articles();
    let all = articles.len() + renderer.plan_lists().len();
    let mut records = render(root, renderer, &articles, &write, &|| progress(done.fetch_add(1, Relaxed) + 1, all))?;
    learn(renderer, records.iter().map(|(_, record)| record));
    phases.end("pages of articles");
    let refused = Mutex::new(Ok(()));
    let layout = renderer.finish_search(keep, &|path, bytes| {
        if let Err(error) = write(path, bytes) {
            *refused.lock().unwrap_or_else(PoisonError::into_inner) = Err(error);
        }
    });
    refused.into_inner().unwrap_or_else(PoisonError::into_inner)?;
    let layout =
        layout.map_err(|error| Error::Other(format!("The texts of the search cannot be kept in a file: {error}.")))?;
    phases.end("search index");
    let lists = renderer.plan_lists();
    let all = articles.len() + lists.len();
    records.extend(render(root, renderer, &lists, &write, &|| progress(done.fetch_add(1, Relaxed) + 1, all))?);
    phases.end("lists and other pages");
    Ok(Made { records, index: index.into_inner().unwrap_or_else(PoisonError::into_inner), layout })
}

/// Whether a file of the output is one of the search's index.
pub(super) fn is_of_index(path: &str) -> bool {
    path.strip_prefix(SEARCH).is_some_and(|rest| rest.starts_with('/'))
}

/// Tells a renderer what articles mention and show.
pub(super) fn learn<'r>(renderer: &mut Renderer<'_>, records: impl Iterator<Item = &'r Record> + Clone) {
    let mentions = records.clone().flat_map(|record| record.mentions.iter().cloned()).collect();
    let pictures = records.flat_map(|record| record.pictures.iter().cloned()).collect();
    renderer.learn(mentions, pictures);
}

/// Runs jobs, and records what each came to, in their order.
pub(super) fn render(
    root: &Path,
    renderer: &Renderer<'_>,
    jobs: &[Job],
    write: Write<'_>,
    progress: &(dyn Fn() + Sync),
) -> Result<Vec<(Job, Record)>, Error> {
    let run = |buffer: &mut Vec<u8>, &job: &Job| {
        let mut refused = Ok(());
        let mut files = Vec::new();
        let outcome = renderer.render(job, buffer, &mut |path, bytes| {
            if refused.is_ok() {
                refused = write(path, bytes);
            }
            // The index has files that are of many articles.
            if !is_of_index(path) {
                files.push(path_hash(path));
            }
        });
        progress();
        refused.map(|()| (job, record(root, outcome, files)))
    };
    jobs.par_iter().map_init(Vec::new, run).collect()
}

/// A job that shows more articles than that is taken to show all of them.
const MANY: usize = 1000;

fn record(root: &Path, outcome: Outcome, files: Vec<u64>) -> Record {
    let Outcome { diagnostics, mut media, mut asked, mentions, pictures, shown, failed, .. } = outcome;
    media.sort_unstable();
    media.dedup();
    asked.sort_unstable();
    asked.dedup();
    let stamped = |name: String| {
        let stamp = stamp::of_asked(&root.join(&name));
        (name, stamp)
    };
    let asked = asked.into_iter().map(stamped).collect();
    let shown = (shown.len() <= MANY).then(|| shown.into_iter().collect());
    let diagnostics = diagnostics.into_iter().collect();
    Record { files, asked, diagnostics, media, mentions, pictures, shown, failed }
}
