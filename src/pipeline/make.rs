//! Makes all pages of a site, in the order that they need: those of articles, the index of their texts, the lists.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use super::options::Progress;
use super::phases::Phases;
use super::run::{IndexFiles, Sinks, facts_of, no_room, run};
use super::state::Record;
use crate::address::{AddressId, PathId};
use crate::artefact::Sink;
use crate::error::Error;
use crate::render::{JobKey, Lists, Renderer, Site};
use crate::search::{Kept, Layout};

/// What a build made.
pub(super) struct Made {
    /// What each job came to.
    pub records: Vec<(JobKey, Record)>,
    /// The files of the search's index.
    pub index: Vec<PathId>,
    /// How that is laid out, if there is one.
    pub layout: Option<Layout>,
}

/// Makes all pages. The index waits in a file in `scratch` until it is whole; without that folder there is none. `keep`
/// gets the texts that the index has, by their articles. `lint` sees the lists before they are made.
pub(super) fn make_all(
    site: &Site,
    renderer: &mut Renderer,
    sink: &dyn Sink,
    scratch: Option<&Path>,
    keep: &mut dyn FnMut(AddressId, &Kept),
    (progress, phases): (Progress<'_>, &mut Phases),
    lint: &mut dyn FnMut(&Lists<'_>),
) -> Result<Made, Error> {
    let done = AtomicUsize::new(0);
    let index = scratch.and_then(|scratch| renderer.new_index(scratch));
    renderer.set_wants_texts(index.is_some());
    let renderer = &*renderer;
    let index_files = IndexFiles::new(sink);
    let jobs = renderer.plan_articles();
    // Nearly as many lists are planned before it is known what articles mention.
    let all = jobs.len() + Lists::new(renderer, [], None).plan().len();
    let articles = run(
        &site.root,
        &site.archive,
        &jobs,
        &|job, buffer, emit| renderer.render(job, buffer, emit),
        &Sinks {
            files: sink,
            texts: &|text| {
                if let Some(index) = &index {
                    index_files.add(index, renderer.number_in_index(text.article), &text);
                }
                Ok(())
            },
            progress: &|| progress(done.fetch_add(1, Relaxed) + 1, all),
        },
    )?;
    phases.end("pages of articles");
    let layout = match index {
        Some(index) => {
            let emit = |name: &str, bytes: &[u8]| index_files.put(name, bytes);
            Some(index.finish(&renderer.facts_of_index(), keep, &emit).map_err(|error| no_room(&error))?)
        }
        None => None,
    };
    let root = layout.as_ref().map(|layout| layout.root(&|name, bytes| index_files.put(name, bytes)));
    let index = index_files.finish()?;
    phases.end("search index");
    let facts = articles.iter().map(|(_, record)| facts_of(record, &site.archive));
    let lists = Lists::new(renderer, facts, root);
    lint(&lists);
    let jobs = lists.plan();
    let all = articles.len() + jobs.len();
    let made = run(
        &site.root,
        &site.archive,
        &jobs,
        &|job, buffer, emit| lists.render(job, buffer, emit),
        &Sinks { files: sink, texts: &|_| Ok(()), progress: &|| progress(done.fetch_add(1, Relaxed) + 1, all) },
    )?;
    phases.end("lists and other pages");
    let articles = articles.into_iter().map(|(job, record)| (renderer.key_of(job), record));
    let made = made.into_iter().map(|(job, record)| (lists.key(job), record));
    Ok(Made { records: articles.chain(made).collect(), index, layout })
}
