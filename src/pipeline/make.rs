//! Makes what is stale, in the order that pages need: those of articles, the index of their texts, the lists. The first
//! build is the one of which all is stale.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use rustc_hash::FxHashSet;

use super::content_facets::hashes;
use super::facets::Changed;
use super::index::{Keeping, Updating, gather, gathered, update_index};
use super::options::Progress;
use super::phases::Phases;
use super::run::{IndexFiles, Ran, Render, Sinks, facts_of, no_room, run};
use super::state::{Record, State};
use crate::address::{AddressId, PathId};
use crate::artefact::Sink;
use crate::content::Known;
use crate::error::Error;
use crate::output::Folder;
use crate::reads::{Facet, Now, Site, TextHashes};
use crate::render::{ArticleJob, ArticleText, JobKey, ListJob, Lists, Renderer};
use crate::search::{Kept, Root};
use crate::stamp;

/// What a build works with.
pub(super) struct Work<'w> {
    pub site: &'w Site,
    pub renderer: &'w mut Renderer,
    /// Where files go.
    pub sink: &'w dyn Sink,
    /// The folder that this is, if it is one, whose files of earlier builds are kept.
    pub output: Option<&'w Folder>,
    /// The folder in which the index waits until it is whole; without it there is none.
    pub scratch: Option<&'w Path>,
    /// The file of the texts that the index has, if they are kept.
    pub texts: Option<&'w Path>,
    /// The file of the state, which is of no use from when the first file is written until all are.
    pub state_file: Option<&'w Path>,
    /// The hashes of the texts of content files.
    pub hashes: TextHashes<'w>,
    /// The files that jobs may have made and that `static/` has now and had not, or had and has no more.
    pub covered: BTreeSet<PathId>,
    /// What has words in it that are otherwise than they were.
    pub touched: FxHashSet<Facet>,
    /// The content files whose texts alone changed, if it is known that they say nothing else.
    pub edited: Option<BTreeSet<&'w str>>,
    pub progress: Progress<'w>,
    pub phases: &'w mut Phases,
    /// Sees the lists before they are made.
    pub lint: Option<Lint<'w>>,
}

/// Sees lists.
pub(super) type Lint<'l> = &'l (dyn Fn(&Lists<'_>) + Sync);

/// What a build did.
#[derive(Debug, Default)]
pub(super) struct Did {
    /// How many jobs it ran.
    pub jobs: usize,
    /// Whether anything is known now that was not.
    pub is_new: bool,
    /// The content files that these have read.
    pub read: BTreeSet<String>,
    /// The files that these made. What another job made there before, such as the notice of what was withdrawn, is no
    /// reason to remove them.
    files: FxHashSet<PathId>,
}

impl<'w> Work<'w> {
    /// A build from nothing, of which nothing is remembered.
    pub fn from_nothing(
        site: &'w Site,
        renderer: &'w mut Renderer,
        (sink, scratch): (&'w dyn Sink, Option<&'w Path>),
        files: &'w [Known],
        (progress, phases): (Progress<'w>, &'w mut Phases),
    ) -> Self {
        Self {
            site,
            renderer,
            sink,
            output: None,
            scratch,
            texts: None,
            state_file: None,
            hashes: hashes(files, &|_| None),
            covered: BTreeSet::new(),
            touched: FxHashSet::default(),
            edited: None,
            progress,
            phases,
            lint: None,
        }
    }
}

impl Work<'_> {
    /// Makes all pages that are stale by what `state` knows, which then knows what they came to.
    ///
    /// # Errors
    /// When the output refuses a file.
    pub fn make(mut self, state: &mut State) -> Result<Did, Error> {
        let mut did = Did { is_new: state.jobs.is_empty(), ..Did::default() };
        let (changed, root) = self.articles(state, &mut did)?;
        let Work { site, renderer, .. } = &self;
        let facts = state.jobs.iter().filter(|(job, _)| job.is_of_articles());
        let lists = Lists::new(renderer, facts.map(|(_, record)| facts_of(record, site.archive())), root);
        if let Some(lint) = &self.lint {
            lint(&lists);
        }
        self.lists(state, &lists, &changed, &mut did)?;
        self.phases.end("lists and other pages");
        state.facets.tidy(state.jobs.values_mut().map(|record| &mut record.reads));
        Ok(did)
    }

    /// The first phase: what has bodies of articles, and the index. Returns what changed, and what a search begins with.
    fn articles(&mut self, state: &mut State, did: &mut Did) -> Result<(Changed, Option<Root>), Error> {
        let now = Now::new(&self.site.door, &self.hashes, None, &*self.renderer);
        let changed = state.facets.change(false, &now, &self.touched, &|facet| self.may_change(facet));
        let jobs = self.renderer.plan_articles();
        let keys: Vec<JobKey> = jobs.iter().map(|&job| self.renderer.key_of(job)).collect();
        self.drop_unplanned(state, &keys, JobKey::is_of_articles, did)?;
        did.is_new |= !changed.is_empty();
        let wants_index = self.scratch.is_some() && self.site.config.search.enabled;
        let follows = state.layout.is_some();
        let is_stale =
            |(_, key): &(ArticleJob, JobKey)| wants_index && !follows || self.is_stale(state.jobs.get(key), &changed);
        let stale: Vec<(ArticleJob, JobKey)> = jobs.into_iter().zip(keys).filter(is_stale).collect();
        drop(now);
        self.phases.end("what is to be done");
        let root = match (wants_index, follows) {
            (true, true) => self.with_index_of_before(state, &stale, did)?,
            (true, false) => Some(self.with_new_index(state, &stale, did)?),
            (false, _) => {
                self.renderer.set_wants_texts(false);
                self.run_articles(state, &stale, &|_| Ok(()), did)?;
                self.phases.end("pages of articles");
                None
            }
        };
        self.phases.end("search index");
        Ok((changed, root))
    }

    /// Runs jobs whose texts go into the index that the last build left. All of them where that cannot be.
    fn with_index_of_before(
        &mut self,
        state: &mut State,
        stale: &[(ArticleJob, JobKey)],
        did: &mut Did,
    ) -> Result<Option<Root>, Error> {
        self.renderer.set_wants_texts(true);
        let edits = Mutex::new(Vec::new());
        self.run_articles(state, stale, &gather(&edits), did)?;
        self.phases.end("pages of articles");
        let edits = gathered(edits);
        let facts = self.renderer.facts_of_index();
        let hash = self.renderer.hash_of_index(&facts);
        let (Some(layout), Some(output), Some(texts)) = (&state.layout, self.output, self.texts) else {
            return Ok(None);
        };
        if edits.is_empty() && hash == state.facts {
            return Ok(Some(layout.root(&|_, _| {})));
        }
        self.begin(did)?;
        let updating = Updating { file: texts, renderer: self.renderer, facts: &facts, output };
        if let Some(root) = update_index(state, edits, updating)? {
            state.facts = hash;
            return Ok(Some(root));
        }
        // It has to be made anew, of all texts.
        let jobs = self.renderer.plan_articles();
        let all: Vec<(ArticleJob, JobKey)> = jobs.iter().map(|&job| (job, self.renderer.key_of(job))).collect();
        self.with_new_index(state, &all, did).map(Some)
    }

    /// Runs all jobs and makes an index of their texts.
    fn with_new_index(
        &mut self,
        state: &mut State,
        all: &[(ArticleJob, JobKey)],
        did: &mut Did,
    ) -> Result<Root, Error> {
        self.renderer.set_wants_texts(true);
        self.begin(did)?;
        if let Some(output) = self.output {
            output.release(std::mem::take(&mut state.index));
        }
        let scratch = self.scratch.unwrap_or(&self.site.root);
        let index = self.renderer.new_index(scratch);
        let files = IndexFiles::new(self.sink);
        let renderer = &*self.renderer;
        let add = |text: ArticleText| {
            files.add(&index, renderer.number_in_index(text.article), &text);
            Ok(())
        };
        self.run_articles(state, all, &add, did)?;
        self.phases.end("pages of articles");
        let mut kept = Keeping::new(self.texts)?;
        let emit = |name: &str, bytes: &[u8]| files.put(name, bytes);
        let mut keep = |article: AddressId, text: &Kept| kept.keep(article, text);
        let facts = self.renderer.facts_of_index();
        let layout = index.finish(&facts, &mut keep, &emit).map_err(|error| no_room(&error))?;
        let root = layout.root(&emit);
        state.index = files.finish()?;
        state.texts = kept.finish()?;
        (state.layout, state.facts) = (Some(layout), self.renderer.hash_of_index(&facts));
        Ok(root)
    }

    /// The second phase: all other pages.
    fn lists(&self, state: &mut State, lists: &Lists<'_>, changed: &Changed, did: &mut Did) -> Result<(), Error> {
        let now = Now::new(&self.site.door, &self.hashes, Some(lists.learned()), lists);
        let learned = state.facets.change(true, &now, &self.touched, &|_| true);
        let jobs = lists.plan();
        let keys: Vec<JobKey> = jobs.iter().map(|&job| lists.key(job)).collect();
        self.drop_unplanned(state, &keys, |key| !key.is_of_articles(), did)?;
        did.is_new |= !learned.is_empty();
        let is_stale = |(_, key): &(ListJob, JobKey)| {
            let record = state.jobs.get(key);
            self.is_stale(record, changed) || record.is_some_and(|record| learned.concerns(&record.reads))
        };
        let stale: Vec<(ListJob, JobKey)> = jobs.into_iter().zip(keys).filter(is_stale).collect();
        let render: Render<'_, ListJob> = &|job, buffer, emit| lists.render(job, buffer, emit);
        self.run(state, &stale, (render, &now), &|_| Ok(()), did)
    }

    fn run_articles(
        &self,
        state: &mut State,
        stale: &[(ArticleJob, JobKey)],
        texts: &(dyn Fn(ArticleText) -> Result<(), Error> + Sync),
        did: &mut Did,
    ) -> Result<(), Error> {
        let now = Now::new(&self.site.door, &self.hashes, None, &*self.renderer);
        let render: Render<'_, ArticleJob> = &|job, buffer, emit| self.renderer.render(job, buffer, emit);
        self.run(state, stale, (render, &now), texts, did)
    }

    /// Runs jobs, and takes down what they came to.
    fn run<J: Copy + Send + Sync>(
        &self,
        state: &mut State,
        stale: &[(J, JobKey)],
        (render, now): (Render<'_, J>, &Now<'_>),
        texts: &(dyn Fn(ArticleText) -> Result<(), Error> + Sync),
        did: &mut Did,
    ) -> Result<(), Error> {
        if stale.is_empty() {
            return Ok(());
        }
        self.begin(did)?;
        self.release(stale.iter().filter_map(|(_, key)| state.jobs.get(key)), did);
        let done = AtomicUsize::new(did.jobs);
        let all = did.jobs + stale.len();
        let progress = || (self.progress)(done.fetch_add(1, Relaxed) + 1, all);
        let sinks = Sinks { files: self.sink, texts, progress: &progress };
        let jobs: Vec<J> = stale.iter().map(|(job, _)| *job).collect();
        let ran = run(&self.site.root, self.site.archive(), &jobs, render, &sinks)?;
        did.jobs += ran.len();
        for ((_, key), Ran { mut record, reads, .. }) in stale.iter().zip(ran) {
            did.read.extend(reads.iter().filter_map(|facet| match facet {
                Facet::Text(file) => Some(file.to_string()),
                _ => None,
            }));
            did.files.extend(&record.files);
            let before = state.jobs.get(key).map_or(&[][..], |before| &before.reads);
            record.reads = state.facets.add(reads, before, now);
            state.jobs.insert(key.clone(), record);
        }
        Ok(())
    }

    /// Whether a facet may be another than it was.
    fn may_change(&self, facet: &Facet) -> bool {
        match (&self.edited, facet) {
            (None, _) => true,
            (Some(_), facet) if self.touched.contains(facet) => true,
            (Some(edited), Facet::Text(file)) => edited.contains(&**file),
            (Some(_), _) => false,
        }
    }

    fn is_stale(&self, record: Option<&Record>, changed: &Changed) -> bool {
        let is_asked_anew = |(name, before): &(String, u64)| {
            // A file that may still change has no stamp that is like another.
            let now = stamp::of_asked(&self.site.root.join(name));
            now != *before || now == stamp::NONE
        };
        record.is_none_or(|record| {
            let is_covered = || !self.covered.is_empty() && record.files.iter().any(|file| self.covered.contains(file));
            record.failed > 0
                || changed.concerns(&record.reads)
                || is_covered()
                || record.asked.iter().any(is_asked_anew)
        })
    }

    /// Forgets jobs of a phase that are no longer planned.
    fn drop_unplanned(
        &self,
        state: &mut State,
        planned: &[JobKey],
        is_of_phase: impl Fn(&JobKey) -> bool,
        did: &mut Did,
    ) -> Result<(), Error> {
        let planned: FxHashSet<&JobKey> = planned.iter().collect();
        let gone = state.jobs.extract_if(.., |key, _| is_of_phase(key) && !planned.contains(key));
        let gone: Vec<Record> = gone.map(|(_, record)| record).collect();
        if !gone.is_empty() {
            self.begin(did)?;
        }
        self.release(gone.iter(), did);
        Ok(())
    }

    /// Before the first change of the output: what is known of it is no longer so.
    fn begin(&self, did: &mut Did) -> Result<(), Error> {
        did.is_new = true;
        self.state_file.map_or(Ok(()), State::forget)
    }

    /// The files of jobs that are about to be run again, or never more, are no longer there unless they are written.
    fn release<'r>(&self, records: impl Iterator<Item = &'r Record>, did: &Did) {
        if let Some(output) = self.output {
            let files = records.flat_map(|record| &record.files).copied();
            output.release(files.filter(|file| !did.files.contains(file)));
        }
    }
}
