//! What is known of a site from one build to the next, and when it is to be trusted.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::content_facets::{hashes, touched_facets};
use super::fingerprint::{Fingerprint, fingerprint};
use super::make::{Did, Work};
use super::options::{Options, Progress};
use super::phases::Phases;
use super::state::{Doubt, Record, State, media_of};
use super::words::{Touched, Words};
use crate::address::PathId;
use crate::artefact::{Hash, Manifest};
use crate::config::Config;
use crate::content::{Change, Decided, Known, is_as_read, without_text};
use crate::date::When;
use crate::diagnostic::{Diagnostic, Sentence};
use crate::error::Error;
use crate::output::Folder;
use crate::reads::{Facet, Site};
use crate::render::Renderer;

/// What is known of a site's output: first as the last build left it, then as this one does.
pub(super) struct Knowledge {
    file: PathBuf,
    print: Fingerprint,
    state: Option<State>,
    doubt: Option<Doubt>,
    /// Whether the state changed and must be saved.
    is_new: bool,
    /// How many jobs this build did.
    done: usize,
    /// The content files that these read; none if all may have been.
    read: Option<BTreeSet<String>>,
    /// Whether the state is not to be saved.
    is_forgotten: bool,
    /// Whether it is of use to this run alone, and never written.
    is_passing: bool,
}

/// The files that a build is made of.
pub(super) struct Inputs {
    /// The content files, and what became of each.
    pub files: Vec<Known>,
    /// The paths that `static/` publishes.
    pub assets: Vec<PathId>,
    /// What the day decided.
    pub decided: Decided,
    /// The last day on which that changed.
    pub since: Option<String>,
}

impl Inputs {
    /// The files that jobs made and `static/` has too.
    fn covered(&self, state: &State) -> BTreeSet<PathId> {
        let assets: BTreeSet<PathId> = self.assets.iter().copied().collect();
        if assets.is_empty() { assets } else { state.made().filter(|file| assets.contains(file)).collect() }
    }

    /// The content files whose texts alone are others than `state` knows, if all else that they say is as it was: then the
    /// archive is, too, and of it nothing need be compared.
    fn edited(&self, state: &State) -> Option<BTreeSet<&str>> {
        // Of each a record is known if none is new, and so none is gone if there are as many.
        let is_same = self.decided == state.decided && self.files.len() == state.files.len();
        let is_said_again = || self.files.iter().all(|known| known.change != Change::Said);
        let texts = || self.files.iter().filter(|known| known.change == Change::Text);
        (is_same && is_said_again()).then(|| texts().map(|known| known.file.name.as_str()).collect())
    }
}

/// Where files go, and who is told how far the build is.
pub(super) struct Making<'m> {
    pub output: &'m Folder,
    /// Whether to look at each file of it first.
    pub check: bool,
    pub progress: Progress<'m>,
    pub phases: &'m mut Phases,
}

impl Knowledge {
    /// The state that the last build left, as far as one with this fingerprint can go on from it.
    pub fn of(root: &Path, config: &Config, options: &Options, output: &Folder) -> Self {
        let file = output.state_file();
        let read = State::read(&file);
        let program = read.as_ref().ok().and_then(Option::as_ref).map(|state| state.program);
        let print = fingerprint(root, config, options, program);
        let (state, doubt) = match read {
            _ if output.is_list_damaged() => (None, Some(Doubt::Damaged)),
            Ok(Some(state)) if state.print != print.whole => (None, None),
            Ok(Some(state)) if state.list != output.list_hash() => (None, Some(Doubt::Touched)),
            Ok(state) => (state, None),
            Err(doubt) => (None, Some(doubt)),
        };
        Self::begin(file, print, options, (state, doubt))
    }

    fn begin(
        file: PathBuf,
        print: Fingerprint,
        options: &Options,
        (state, doubt): (Option<State>, Option<Doubt>),
    ) -> Self {
        let is_passing = options.is_passing;
        Self { file, print, state, doubt, is_new: false, done: 0, read: None, is_forgotten: false, is_passing }
    }

    /// What this build knows, for another one of this run, as far as one with its fingerprint can go on from it.
    pub fn again(self, root: &Path, config: &Config, options: &Options, output: &Folder) -> Self {
        let print = fingerprint(root, config, options, self.state.as_ref().map(|state| state.program));
        let is_of_it = |state: &State| state.print == print.whole && state.list == output.list_hash();
        let state = self.state.filter(is_of_it);
        Self::begin(self.file, print, options, (state, None))
    }

    /// The file of the state, if there is to be one.
    fn state_file(&self) -> Option<&Path> {
        Some(self.file.as_path()).filter(|_| !self.is_passing)
    }

    /// Saves no state after this build, so that the next one starts from nothing: the disk refused a file that every page
    /// is made of.
    pub fn forget_afterwards(&mut self) {
        self.is_forgotten = true;
        // Nothing is stale by what is known, and so nothing would be made again.
        self.state = None;
    }

    /// What is remembered of a content file.
    pub fn recall(&self, file: &str) -> Option<&[u8]> {
        Some(self.state.as_ref()?.files.get(file)?)
    }

    /// Whether the last build had this fingerprint, and its output is the one that it left.
    pub fn is_of_this_site(&self) -> bool {
        self.state.is_some()
    }

    /// The date of the newest article that was built.
    pub fn newest(&self) -> Option<When> {
        self.state.as_ref()?.newest
    }

    /// The last day on which the archive that was built changed by itself.
    pub fn since(&self) -> Option<&str> {
        self.state.as_ref()?.since.as_deref()
    }

    /// The hash of the archive that was built, whose output is `site`; none if it cannot be told, since a file was changed
    /// or refused meanwhile.
    pub fn archive(&self, site: &Manifest) -> Option<Hash> {
        let state = self.state.as_ref().filter(|_| !self.is_forgotten)?;
        let content = state.files.iter().map(|(name, record)| (name.as_str(), record.as_slice()));
        self.print.archive(content, &state.decided, site)
    }

    /// Why nothing was known although there was a build, if that was not told yet.
    pub fn take_doubt(&mut self) -> Option<Sentence> {
        self.doubt.take().map(Doubt::sentence)
    }

    /// Makes everything that is stale.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn make(
        &mut self,
        site: &Site,
        inputs: &Inputs,
        renderer: &mut Renderer,
        making: Making<'_>,
    ) -> Result<(), Error> {
        let mut state = self.state.take().unwrap_or_default();
        let words = Words::of(site.archive());
        let is_trusted = || if making.check { making.output.is_untouched() } else { making.output.is_there() };
        if !state.jobs.is_empty() && !is_trusted() {
            self.doubt = Some(Doubt::Touched);
            state = state.without_jobs();
        }
        let touched = match words.touched(&state.words, &site.root, &site.config, &inputs.files) {
            _ if state.jobs.is_empty() => BTreeSet::new(),
            Touched::Files(files) => files,
            Touched::Everything => {
                state = state.without_jobs();
                BTreeSet::new()
            }
        };
        let edited = inputs.edited(&state).filter(|_| !state.jobs.is_empty());
        making.output.keep(state.made());
        let covered = inputs.covered(&state);
        let files = std::mem::take(&mut state.files);
        let texts = State::texts_file(&self.file);
        let work = Work {
            site,
            renderer,
            sink: making.output,
            output: Some(making.output),
            scratch: Some(self.file.parent().unwrap_or(&site.root)),
            texts: Some(&texts),
            state_file: self.state_file(),
            hashes: hashes(&inputs.files, &|file| files.get(file).map(|record| record.as_slice())),
            covered: covered.symmetric_difference(&state.covered).copied().collect(),
            edited,
            touched: touched_facets(site.archive(), &touched),
            progress: making.progress,
            phases: making.phases,
            lint: None,
        };
        let is_from_nothing = state.jobs.is_empty();
        let did = work.make(&mut state)?;
        state.files = files;
        self.is_new |= state.words != words;
        self.take_note(did, is_from_nothing);
        (state.print, state.program, state.words) = (self.print.whole, self.print.program, words);
        state.covered = inputs.covered(&state);
        if (&state.decided, &state.since) != (&inputs.decided, &inputs.since) {
            (state.decided, state.since) = (inputs.decided.clone(), inputs.since.clone());
            self.is_new = true;
        }
        let names: BTreeSet<&str> = inputs.files.iter().map(|known| known.file.name.as_str()).collect();
        let before = state.files.len();
        state.files.retain(|file, _| names.contains(file.as_str()));
        self.is_new |= before != state.files.len();
        self.state = Some(state);
        Ok(())
    }

    fn take_note(&mut self, did: Did, is_from_nothing: bool) {
        self.is_new |= did.is_new;
        self.done += did.jobs;
        self.read = (!is_from_nothing).then_some(did.read);
    }

    fn records(&self) -> impl Iterator<Item = &Record> {
        self.state.iter().flat_map(|state| state.jobs.values())
    }

    /// The files that pages link to, and whether one shows them.
    pub fn media(&self) -> BTreeMap<String, bool> {
        media_of(self.records())
    }

    /// What was found while pages were made, also by earlier builds.
    pub fn diagnostics(&self) -> impl Iterator<Item = Diagnostic> {
        self.records().flat_map(|record| record.diagnostics.iter().cloned())
    }

    /// How many jobs were done since it was asked last.
    pub fn take_done(&mut self) -> usize {
        std::mem::take(&mut self.done)
    }

    /// How many pages could not be made.
    pub fn failed(&self) -> usize {
        self.records().map(|record| record.failed).sum()
    }

    /// Leaves for the next build what is known now.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn leave(&mut self, site: &Site, files: Vec<Known>, output: &Folder) -> Result<(), Error> {
        let Some(state) = self.state.as_mut().filter(|_| !self.is_forgotten) else { return Ok(()) };
        let root = &*site.root;
        let is_new = self.is_new || files.iter().any(|file| file.record.is_some()) || state.list != output.list_hash();
        if !is_new {
            return Ok(());
        }
        // Pages were made of what was there after it was read here; what no page was made of is known as it was.
        let is_read = |known: &Known| self.read.as_ref().is_none_or(|read| read.contains(&known.file.name));
        let read: Vec<Known> = files.into_iter().filter(|known| known.record.is_some() || is_read(known)).collect();
        let as_read: Vec<bool> = read.par_iter().map(|known| is_as_read(root, known)).collect();
        for (Known { file, record, .. }, is_as_read) in read.into_iter().zip(as_read) {
            let before = || state.files.remove(&file.name).map(serde_bytes::ByteBuf::into_vec);
            let record = match (is_as_read, record) {
                (true, None) => continue,
                (true, Some(record)) => Some(record.into_vec()),
                (false, record) => record.map(<[u8]>::into_vec).or_else(before).and_then(|known| without_text(&known)),
            };
            if !is_as_read {
                state.facets.doubt(&Facet::Text(file.name.as_str().into()));
            }
            match record {
                Some(record) => _ = state.files.insert(file.name, record.into()),
                None => _ = state.files.remove(&file.name),
            }
        }
        state.list = output.list_hash();
        state.newest = site.archive().newest();
        if self.is_passing { Ok(()) } else { state.write(&self.file) }
    }

    /// Makes what is stale because of the texts of some files, of which nothing else changed.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn edit(
        &mut self,
        site: &Site,
        files: &[Known],
        renderer: &mut Renderer,
        output: &Folder,
    ) -> Result<Option<()>, Error> {
        let Some(mut state) = self.state.take() else { return Ok(None) };
        renderer.forget_texts();
        let texts = State::texts_file(&self.file);
        let mut phases = Phases::begin();
        let all = std::mem::take(&mut state.files);
        let work = Work {
            site,
            renderer,
            sink: output,
            output: Some(output),
            scratch: Some(self.file.parent().unwrap_or(&site.root)),
            texts: Some(&texts),
            state_file: self.state_file(),
            hashes: hashes(files, &|file| all.get(file).map(|record| record.as_slice())),
            covered: BTreeSet::new(),
            touched: FxHashSet::default(),
            edited: Some(files.iter().map(|known| known.file.name.as_str()).collect()),
            progress: &|_, _| {},
            phases: &mut phases,
            lint: None,
        };
        let did = work.make(&mut state)?;
        state.files = all;
        self.take_note(did, false);
        self.state = Some(state);
        Ok(Some(()))
    }
}
