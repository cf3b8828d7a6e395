//! Incremental builds. Decides from the records of the last build which jobs are stale, and runs those again. Only edits
//! of bodies, headlines and summaries are handled; anything else makes everything anew.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use rayon::prelude::*;

use super::fingerprint::Fingerprint;
use super::index::{gather, gathered, update_index};
use super::make::{Made, make_all};
use super::options::Progress;
use super::phases::Phases;
use super::run::{Render, Sinks, facts_of, run};
use super::state::{Doubt, Record, State, media_of};
use super::texts::Texts;
use crate::address::{AddressId, PathId};
use crate::artefact::{Hash, Manifest, Memory};
use crate::content::{Change, Decided, Known, is_as_read, without_text};
use crate::date::When;
use crate::diagnostic::{Diagnostic, Sentence};
use crate::error::Error;
use crate::output::Folder;
use crate::render::{ArticleJob, ArticleText, JobKey, ListJob, Lists, Renderer, Site};
use crate::search;
use crate::stamp;

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
}

/// Where files go, and who is told how far the build is.
pub(super) struct Making<'m> {
    pub output: &'m Folder,
    pub progress: Progress<'m>,
    pub phases: &'m mut Phases,
}

impl Making<'_> {
    fn run<J: Copy + Send + Sync>(
        &self,
        site: &Site,
        jobs: &[J],
        render: Render<'_, J>,
        texts: &(dyn Fn(ArticleText) -> Result<(), Error> + Sync),
    ) -> Result<Vec<(J, Record)>, Error> {
        let done = AtomicUsize::new(0);
        let progress = || (self.progress)(done.fetch_add(1, Relaxed) + 1, jobs.len());
        run(&site.root, &site.archive, jobs, render, &Sinks { files: self.output, texts, progress: &progress })
    }
}

/// What has to be made again.
struct Plan {
    articles: Vec<ArticleJob>,
    lists: StaleLists,
}

enum StaleLists {
    /// Some, and those that show articles which have another headline or summary.
    Some(Vec<ListJob>, BTreeSet<AddressId>),
    All,
}

impl Knowledge {
    /// The state that the last build left, as far as one with this fingerprint can go on from it.
    pub fn of(print: Fingerprint, output: &Folder) -> Self {
        let file = output.state_file();
        let (state, doubt) = match State::read(&file) {
            _ if output.is_list_damaged() => (None, Some(Doubt::Damaged)),
            Ok(Some(state)) if state.print != print.whole => (None, None),
            Ok(Some(state)) if state.list != output.list_hash() => (None, Some(Doubt::Touched)),
            Ok(state) => (state, None),
            Err(doubt) => (None, Some(doubt)),
        };
        Self { file, print, state, doubt, is_new: false, done: 0, read: None, is_forgotten: false }
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
        mut making: Making<'_>,
    ) -> Result<(), Error> {
        let mut state = self.state.take().unwrap_or_default();
        if !state.jobs.is_empty() && self.again(&mut state, site, inputs, renderer, &mut making)? {
            state.covered = inputs.covered(&state);
            self.state = Some(state);
            return Ok(());
        }
        State::forget(&self.file)?;
        self.is_new = true;
        self.read = None;
        let mut new = all(&self.file, self.print.whole, site, renderer, making)?;
        self.done += new.jobs.len();
        new.covered = inputs.covered(&new);
        (new.decided, new.since) = (inputs.decided.clone(), inputs.since.clone());
        // What was not read because it is remembered is so still; not what could not be read.
        let is_remembered = |known: &&Known| known.change != Change::Said;
        let names: BTreeSet<&str> =
            inputs.files.iter().filter(is_remembered).map(|known| known.file.name.as_str()).collect();
        new.files = std::mem::take(&mut state.files);
        new.files.retain(|file, _| names.contains(file.as_str()));
        self.state = Some(new);
        Ok(())
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
            match record {
                Some(record) => _ = state.files.insert(file.name, record.into()),
                None => _ = state.files.remove(&file.name),
            }
        }
        state.list = output.list_hash();
        state.newest = site.archive.newest();
        state.write(&self.file)
    }

    /// Renders the articles again whose texts changed, and nothing else, which is soon done. None if
    /// anything else could be stale; then nothing was written, unless the index has to be made anew.
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
        let Some(state) = &mut self.state else { return Ok(None) };
        let changed: BTreeSet<&str> = names_of_changed(files);
        // Links lead into what was edited.
        if state.jobs.values().any(|record| record.asked.iter().any(|(file, _)| changed.contains(file.as_str()))) {
            return Ok(None);
        }
        renderer.forget_anchors();
        renderer.set_wants_texts(state.layout.is_some());
        let renderer = &*renderer;
        let reads_one = |job: &ArticleJob| renderer.sources_of(*job).into_iter().any(|file| changed.contains(file));
        let jobs: Vec<ArticleJob> = renderer.plan_articles().into_iter().filter(reads_one).collect();
        let (made, edits) = (Memory::default(), Mutex::new(Vec::new()));
        let render: Render<'_, ArticleJob> = &|job, buffer, emit| renderer.render(job, buffer, emit);
        let records = {
            let sinks = Sinks { files: &made, texts: &gather(&edits), progress: &|| {} };
            run(&site.root, &site.archive, &jobs, render, &sinks)?
        };
        let records: Vec<(JobKey, Record)> =
            records.into_iter().map(|(job, record)| (renderer.key_of(job), record)).collect();
        let is_alone = |(job, record): &(JobKey, Record)| {
            let shows_the_same = |before: &Record| {
                (&before.mentions, &before.pictures, &before.media)
                    == (&record.mentions, &record.pictures, &record.media)
            };
            record.failed == 0 && state.jobs.get(job).is_some_and(shows_the_same)
        };
        if !records.iter().all(is_alone) {
            return Ok(None);
        }
        State::forget(&self.file)?;
        self.is_new = true;
        self.done += jobs.len();
        release(records.iter().map(|(job, _)| job), state, output);
        made.pass_on(output)?;
        state.jobs.extend(records);
        let edits = gathered(edits);
        if state.layout.is_some() && !edits.is_empty() {
            let Some(root_of_index) = update_index(&self.file, state, (edits, renderer), output)? else {
                self.state = None;
                return Ok(None);
            };
            release([&JobKey::of_search()], state, output);
            let lists = Lists::new(renderer, [], Some(root_of_index));
            let render: Render<'_, ListJob> = &|job, buffer, emit| lists.render(job, buffer, emit);
            let sinks = Sinks { files: output, texts: &|_| Ok(()), progress: &|| {} };
            let page = run(&site.root, &site.archive, &[ListJob::Search], render, &sinks)?;
            state.jobs.extend(page.into_iter().map(|(job, record)| (lists.key(job), record)));
        }
        Ok(Some(()))
    }

    /// Runs the stale jobs. False if everything has to be made.
    fn again(
        &mut self,
        state: &mut State,
        site: &Site,
        inputs: &Inputs,
        renderer: &mut Renderer,
        making: &mut Making<'_>,
    ) -> Result<bool, Error> {
        let Some(Plan { articles, mut lists }) = plan(state, site, inputs, renderer) else { return Ok(false) };
        if !making.output.is_untouched() {
            self.doubt = Some(Doubt::Touched);
            return Ok(false);
        }
        making.output.keep(state.made());
        making.phases.end("what is to be done");
        if articles.is_empty() && matches!(&lists, StaleLists::Some(jobs, _) if jobs.is_empty()) {
            return Ok(true);
        }
        State::forget(&self.file)?;
        self.is_new = true;
        renderer.set_wants_texts(state.layout.is_some());
        let renderer = &*renderer;
        let keys: Vec<JobKey> = articles.iter().map(|&job| renderer.key_of(job)).collect();
        release(&keys, state, making.output);
        self.done += articles.len();
        let read = articles.iter().flat_map(|&job| renderer.sources_of(job)).map(str::to_owned).collect();
        self.read = Some(read);
        let edits = Mutex::new(Vec::new());
        let render: Render<'_, ArticleJob> = &|job, buffer, emit| renderer.render(job, buffer, emit);
        let made = making.run(site, &articles, render, &gather(&edits))?;
        for (job, (_, record)) in keys.into_iter().zip(made) {
            let before = state.jobs.get(&job);
            if before.is_none_or(|before| (&before.mentions, &before.pictures) != (&record.mentions, &record.pictures))
            {
                lists = StaleLists::All;
            }
            state.jobs.insert(job, record);
        }
        making.phases.end("pages of articles");
        let edits = gathered(edits);
        let mut root = None;
        if let Some(layout) = &state.layout {
            root = Some(if edits.is_empty() {
                layout.root(&|_, _| {})
            } else {
                let Some(root) = update_index(&self.file, state, (edits, renderer), making.output)? else {
                    return Ok(false);
                };
                if let StaleLists::Some(jobs, _) = &mut lists {
                    jobs.push(ListJob::Search);
                }
                root
            });
        }
        making.phases.end("search index");
        let of_articles = state.jobs.iter().filter(|(job, _)| job.is_of_articles());
        let facts = of_articles.map(|(_, record)| facts_of(record, &site.archive));
        let pages = Lists::new(renderer, facts, root);
        let stale = stale_lists(lists, state, &pages, making.output);
        self.done += stale.len();
        let read = stale.iter().flat_map(|&job| renderer.sources_of_list(job)).map(str::to_owned);
        self.read.get_or_insert_default().extend(read);
        let render: Render<'_, ListJob> = &|job, buffer, emit| pages.render(job, buffer, emit);
        let made = making.run(site, &stale, render, &|_| Ok(()))?;
        state.jobs.extend(made.into_iter().map(|(job, record)| (pages.key(job), record)));
        making.phases.end("lists and other pages");
        Ok(true)
    }
}

/// The lists to be run again, whose files are no longer counted as made.
fn stale_lists(lists: StaleLists, state: &mut State, pages: &Lists<'_>, output: &Folder) -> Vec<ListJob> {
    match lists {
        StaleLists::Some(mut jobs, reworded) => {
            if !reworded.is_empty() {
                let may_show = |job: &ListJob| state.jobs.get(&pages.key(*job)).is_none_or(|it| it.may_show(&reworded));
                let others: Vec<ListJob> = pages.plan().into_iter().filter(may_show).collect();
                jobs.retain(|job| !others.contains(job));
                jobs.extend(others);
            }
            let keys: Vec<JobKey> = jobs.iter().map(|&job| pages.key(job)).collect();
            release(&keys, state, output);
            jobs
        }
        StaleLists::All => {
            let gone = state.jobs.extract_if(.., |job, _| !job.is_of_articles());
            gone.for_each(|(_, record)| output.release(record.files));
            pages.plan()
        }
    }
}

/// Makes everything.
fn all(file: &Path, print: [u8; 32], site: &Site, renderer: &mut Renderer, making: Making<'_>) -> Result<State, Error> {
    let output = making.output;
    output.keep(std::iter::empty());
    let path = State::texts_file(file);
    let refused = |source| Error::Write { path: path.display().to_string(), source };
    let mut kept = Texts::open(&path, true).map_err(refused)?;
    let mut texts = Ok(BTreeMap::new());
    let mut keep = |article: AddressId, text: &search::Kept| {
        if let Ok(places) = &mut texts {
            match kept.append(text) {
                Ok(place) => _ = places.insert(article, place),
                Err(error) => texts = Err(error),
            }
        }
    };
    let scratch = file.parent().unwrap_or(&site.root);
    let steps = (making.progress, making.phases);
    let Made { records, index, layout } =
        make_all(site, renderer, output, Some(scratch), &mut keep, steps, &mut |_| {})?;
    kept.flush().map_err(refused)?;
    let jobs = records.into_iter().collect();
    let texts = texts.map_err(refused)?;
    let readings = renderer.readings_hash();
    Ok(State { print, readings, jobs, index, layout, texts, ..State::default() })
}

/// What has to be made again. None if everything has: a file says of itself what it did not, or came, or went.
fn plan(state: &State, site: &Site, inputs: &Inputs, renderer: &Renderer) -> Option<Plan> {
    let is_same =
        inputs.files.len() == state.files.len() && inputs.files.iter().all(|file| file.change != Change::Said);
    is_same.then_some(())?;
    // An article that comes or goes is in many lists.
    (inputs.decided == state.decided).then_some(())?;
    (inputs.covered(state) == state.covered).then_some(())?;
    let changed = names_of_changed(&inputs.files);
    let reworded = renderer.articles_of(names_of(&inputs.files, |change| change == Change::Words)).into_iter();
    let reworded: BTreeSet<AddressId> = reworded.map(|id| AddressId::of(&site.archive.articles[id].path)).collect();
    // What leads on from one article to the next may be told by their headlines.
    (reworded.is_empty() || state.readings == renderer.readings_hash()).then_some(())?;
    let is_asked_anew = |record: &Record| {
        record.asked.iter().any(|(name, before)| {
            // A file that may still change has no stamp that is like another.
            let now = stamp::of_asked(&site.root.join(name));
            now != *before || now == stamp::NONE
        })
    };
    let reads_another = |files: Vec<&str>| files.into_iter().any(|file| changed.contains(file));
    let mut articles = Vec::new();
    for job in renderer.plan_articles() {
        let record = state.jobs.get(&renderer.key_of(job))?;
        if record.failed > 0
            || reads_another(renderer.sources_of(job))
            || is_asked_anew(record)
            || record.may_show(&reworded)
        {
            articles.push(job);
        }
    }
    let others = state.jobs.iter().filter(|(job, _)| !job.is_of_articles());
    for (_, record) in others {
        if record.failed > 0 || is_asked_anew(record) {
            return Some(Plan { articles, lists: StaleLists::All });
        }
    }
    let is_stale = |job: &ListJob| reads_another(renderer.sources_of_list(*job));
    let with_texts = renderer.plan_texts().into_iter().filter(is_stale).collect();
    Some(Plan { articles, lists: StaleLists::Some(with_texts, reworded) })
}

/// The files whose texts changed, their headlines and summaries included.
fn names_of_changed(files: &[Known]) -> BTreeSet<&str> {
    names_of(files, |change| matches!(change, Change::Text | Change::Words))
}

fn names_of(files: &[Known], is_wanted: impl Fn(Change) -> bool) -> BTreeSet<&str> {
    files.iter().filter(|known| is_wanted(known.change)).map(|known| known.file.name.as_str()).collect()
}

/// The files of jobs that are about to be run again are no longer there unless they are written.
fn release<'k>(jobs: impl IntoIterator<Item = &'k JobKey>, state: &State, output: &Folder) {
    for record in jobs.into_iter().filter_map(|job| state.jobs.get(job)) {
        output.release(record.files.iter().copied());
    }
}
