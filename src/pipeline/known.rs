//! What is known of the last build, and what that spares. Where only texts of files changed, the jobs that
//! read these are run again, and others only if what they show could be another; else all are.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::{Phases, Progress, jobs};
use crate::content::{Change, Known, is_as_read, without_text};
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::output::{Output, path_hash};
use crate::render::{Edited, Job, Renderer, SEARCH};
use crate::search::{self, Edit, Root};
use crate::stamp;
use crate::state::{Doubt, Record, State, Texts};

/// More than so many times what is referred to, the texts that are kept may not take up.
const STALE: u64 = 2;
/// As long as they are less than that, in bytes, nobody minds.
const SMALL: u64 = 1 << 20;

/// What is known of a site's output: first as the last build left it, then as this one does.
pub(super) struct Knowledge {
    file: PathBuf,
    print: [u8; 32],
    state: Option<State>,
    doubt: Option<Doubt>,
    /// Whether it is another than the last build left.
    is_new: bool,
    /// How many jobs this build did.
    done: usize,
    /// The content files that these read; none if all may have been.
    read: Option<BTreeSet<String>>,
}

/// What a build is made of.
pub(super) struct Site<'s> {
    pub root: &'s Path,
    /// The content files, and what became of each.
    pub files: Vec<Known>,
    /// What `static/` publishes, by the hashes of the paths.
    pub assets: Vec<u64>,
}

impl Site<'_> {
    /// The files that jobs made and `static/` has too.
    fn covered(&self, state: &State) -> BTreeSet<u64> {
        let assets: BTreeSet<u64> = self.assets.iter().copied().collect();
        if assets.is_empty() { assets } else { state.made().filter(|file| assets.contains(file)).collect() }
    }
}

/// Where what is made goes, and who is told how far it is.
pub(super) struct Making<'m> {
    pub output: &'m Output,
    pub progress: Progress<'m>,
    pub phases: &'m mut Phases,
}

impl Making<'_> {
    fn render(&self, site: &Site<'_>, renderer: &Renderer<'_>, jobs: &[Job]) -> Result<Vec<(Job, Record)>, Error> {
        let done = AtomicUsize::new(0);
        let progress = || (self.progress)(done.fetch_add(1, Relaxed) + 1, jobs.len());
        jobs::render(site.root, renderer, jobs, &|path, bytes| self.output.write(path, bytes), &progress)
    }
}

/// What has to be made again.
struct Plan {
    /// Jobs that have bodies of articles.
    articles: Vec<Job>,
    lists: Lists,
}

enum Lists {
    /// Some, and those that show articles which have another headline or summary.
    Some(Vec<Job>, BTreeSet<u32>),
    All,
}

impl Knowledge {
    /// What the last build left, as far as one with this print can go on from it.
    pub fn of(print: [u8; 32], output: &Output) -> Self {
        let file = output.state_file().unwrap_or_default();
        let (state, doubt) = match State::read(&file) {
            Ok(Some(state)) if state.print != print => (None, None),
            Ok(Some(state)) if state.list != output.list_hash() => (None, Some(Doubt::Touched)),
            Ok(state) => (state, None),
            Err(doubt) => (None, Some(doubt)),
        };
        Self { file, print, state, doubt, is_new: false, done: 0, read: None }
    }

    /// What is remembered of a content file.
    pub fn recall(&self, file: &str) -> Option<&[u8]> {
        Some(self.state.as_ref()?.files.get(file)?)
    }

    /// Why nothing was known although there was a build, if that was not told yet.
    pub fn take_doubt(&mut self) -> Option<&'static str> {
        self.doubt.take().map(Doubt::sentence)
    }

    /// Makes what has to be made.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn make(&mut self, site: &Site<'_>, renderer: &mut Renderer<'_>, mut making: Making<'_>) -> Result<(), Error> {
        let mut state = self.state.take().unwrap_or_default();
        if !state.jobs.is_empty() && self.again(&mut state, site, renderer, &mut making)? {
            state.covered = site.covered(&state);
            self.state = Some(state);
            return Ok(());
        }
        State::forget(&self.file)?;
        self.is_new = true;
        self.read = None;
        let mut new = all(&self.file, self.print, site, renderer, making)?;
        self.done += new.jobs.len();
        new.covered = site.covered(&new);
        // What was not read because it is remembered is so still; not what could not be read.
        let is_remembered = |known: &&Known| known.change != Change::Said;
        let names: BTreeSet<&str> =
            site.files.iter().filter(is_remembered).map(|known| known.file.name.as_str()).collect();
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
        let mut media = BTreeMap::new();
        for (file, is_shown) in self.records().flat_map(|record| &record.media) {
            *media.entry(file.clone()).or_default() |= is_shown;
        }
        media
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
    pub fn leave(&mut self, root: &Path, files: Vec<Known>, output: &Output) -> Result<(), Error> {
        let Some(state) = &mut self.state else { return Ok(()) };
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
        state.write(&self.file)
    }

    /// Makes the articles again of files whose texts are others, and nothing else, which is soon done. None if
    /// anything else could be another; then nothing was written, unless the index has to be made anew.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn edit(
        &mut self,
        root: &Path,
        files: &[Known],
        renderer: &mut Renderer<'_>,
        output: &Output,
    ) -> Result<Option<()>, Error> {
        let Some(state) = &mut self.state else { return Ok(None) };
        let changed: BTreeSet<&str> = names_of_changed(files);
        let reads_one = |job: &Job| renderer.sources_of(*job).into_iter().any(|file| changed.contains(file));
        let jobs: Vec<Job> = renderer.plan_articles().into_iter().filter(reads_one).collect();
        renderer.begin_edits();
        let made = Mutex::new(Vec::new());
        let take = |path: &str, bytes: &[u8]| {
            made.lock().unwrap_or_else(PoisonError::into_inner).push((path.to_owned(), bytes.to_vec()));
            Ok(())
        };
        let records = jobs::render(root, renderer, &jobs, &take, &|| {})?;
        let edits = renderer.take_edits();
        let shows = |record: &Record| (record.mentions.clone(), record.pictures.clone(), record.media.clone());
        let is_alone = |(job, record): &(Job, Record)| {
            record.failed == 0 && state.jobs.get(job).is_some_and(|before| shows(before) == shows(record))
        };
        if !records.iter().all(is_alone) {
            return Ok(None);
        }
        State::forget(&self.file)?;
        self.is_new = true;
        self.done += jobs.len();
        let_go(&jobs, state, output);
        for (path, bytes) in made.into_inner().unwrap_or_else(PoisonError::into_inner) {
            output.write(&path, &bytes)?;
        }
        state.jobs.extend(records);
        if state.layout.is_some() && !edits.is_empty() {
            let Some(root_of_index) = update_index(&self.file, state, edits, output)? else {
                self.state = None;
                return Ok(None);
            };
            renderer.begin_searches_with(root_of_index);
            let_go(&[Job::Search], state, output);
            let page = jobs::render(root, renderer, &[Job::Search], &|path, bytes| output.write(path, bytes), &|| {})?;
            state.jobs.extend(page);
        }
        Ok(Some(()))
    }

    /// Makes again what is not as it was. False if everything has to be made.
    fn again(
        &mut self,
        state: &mut State,
        site: &Site<'_>,
        renderer: &mut Renderer<'_>,
        making: &mut Making<'_>,
    ) -> Result<bool, Error> {
        let Some(Plan { articles, mut lists }) = plan(state, site, renderer) else { return Ok(false) };
        if !making.output.is_untouched() {
            self.doubt = Some(Doubt::Touched);
            return Ok(false);
        }
        making.output.keep(state.made());
        making.phases.end("what is to be done");
        if articles.is_empty() && matches!(&lists, Lists::Some(jobs, _) if jobs.is_empty()) {
            return Ok(true);
        }
        State::forget(&self.file)?;
        self.is_new = true;
        renderer.begin_edits();
        let_go(&articles, state, making.output);
        self.done += articles.len();
        let read = articles.iter().flat_map(|&job| renderer.sources_of(job)).map(str::to_owned).collect();
        self.read = Some(read);
        for (job, record) in making.render(site, renderer, &articles)? {
            let before = state.jobs.get(&job);
            if before.is_none_or(|before| (&before.mentions, &before.pictures) != (&record.mentions, &record.pictures))
            {
                lists = Lists::All;
            }
            state.jobs.insert(job, record);
        }
        making.phases.end("pages of articles");
        let edits = renderer.take_edits();
        if let Some(layout) = &state.layout {
            let root = if edits.is_empty() {
                layout.root(&|_, _| {})
            } else {
                let Some(root) = update_index(&self.file, state, edits, making.output)? else { return Ok(false) };
                if let Lists::Some(jobs, _) = &mut lists {
                    jobs.push(Job::Search);
                }
                root
            };
            renderer.begin_searches_with(root);
        }
        making.phases.end("search index");
        let records = state.jobs.iter().filter(|(job, _)| job.is_of_articles()).map(|(_, record)| record);
        jobs::learn(renderer, records);
        let lists = match lists {
            Lists::Some(mut jobs, reworded) => {
                if !reworded.is_empty() {
                    let may_show = |job: &Job| state.jobs.get(job).is_none_or(|it| it.may_show(&reworded));
                    let others: Vec<Job> = renderer.plan_lists().into_iter().filter(may_show).collect();
                    jobs.retain(|job| !others.contains(job));
                    jobs.extend(others);
                }
                let_go(&jobs, state, making.output);
                jobs
            }
            Lists::All => {
                let gone = state.jobs.extract_if(.., |job, _| !job.is_of_articles());
                gone.for_each(|(_, record)| making.output.let_go(record.files));
                renderer.plan_lists()
            }
        };
        self.done += lists.len();
        let read = lists.iter().flat_map(|&job| renderer.sources_of(job)).map(str::to_owned);
        self.read.get_or_insert_default().extend(read);
        let made = making.render(site, renderer, &lists)?;
        state.jobs.extend(made);
        making.phases.end("lists and other pages");
        Ok(true)
    }
}

/// Makes everything.
fn all(
    file: &Path,
    print: [u8; 32],
    site: &Site<'_>,
    renderer: &mut Renderer<'_>,
    making: Making<'_>,
) -> Result<State, Error> {
    let output = making.output;
    output.keep(std::iter::empty());
    renderer.begin_search(file.parent().unwrap_or(site.root));
    let path = State::texts_file(file);
    let refused = |source| Error::Write { path: path.display().to_string(), source };
    let mut kept = Texts::open(&path, true).map_err(refused)?;
    let mut texts = Ok(Vec::new());
    let mut keep = |_: u32, text: &search::Kept| {
        if let Ok(places) = &mut texts {
            match kept.append(text) {
                Ok(place) => places.push(place),
                Err(error) => texts = Err(error),
            }
        }
    };
    let write = |path: &str, bytes: &[u8]| output.write(path, bytes);
    let made = jobs::render_all(site.root, renderer, &write, &mut keep, making.progress, making.phases)?;
    kept.flush().map_err(refused)?;
    let jobs = made.records.into_iter().collect();
    let texts = texts.map_err(refused)?;
    let readings = renderer.readings_hash();
    Ok(State { print, readings, jobs, index: made.index, layout: made.layout, texts, ..State::default() })
}

/// What has to be made again. None if everything has: a file says of itself what it did not, or came, or went.
fn plan(state: &State, site: &Site<'_>, renderer: &Renderer<'_>) -> Option<Plan> {
    let is_same = site.files.len() == state.files.len() && site.files.iter().all(|file| file.change != Change::Said);
    is_same.then_some(())?;
    (site.covered(state) == state.covered).then_some(())?;
    let changed = names_of_changed(&site.files);
    let reworded = renderer.articles_of(names_of(&site.files, |change| change == Change::Words));
    // What leads on from one article to the next may be told by their headlines.
    (reworded.is_empty() || state.readings == renderer.readings_hash()).then_some(())?;
    let is_asked_anew = |record: &Record| {
        record.asked.iter().any(|(name, before)| {
            // A file that may still change has no stamp that is like another.
            let now = stamp::of_asked(&site.root.join(name));
            now != *before || now == stamp::NONE
        })
    };
    let reads_another = |job: Job| renderer.sources_of(job).into_iter().any(|file| changed.contains(file));
    let mut articles = Vec::new();
    for job in renderer.plan_articles() {
        let record = state.jobs.get(&job)?;
        if record.failed > 0 || reads_another(job) || is_asked_anew(record) || record.may_show(&reworded) {
            articles.push(job);
        }
    }
    let others = state.jobs.iter().filter(|(job, _)| !job.is_of_articles());
    for (_, record) in others {
        if record.failed > 0 || is_asked_anew(record) {
            return Some(Plan { articles, lists: Lists::All });
        }
    }
    let with_texts = renderer.plan_texts().into_iter().filter(|&job| reads_another(job)).collect();
    Some(Plan { articles, lists: Lists::Some(with_texts, reworded) })
}

/// The files whose texts are others.
fn names_of_changed(files: &[Known]) -> BTreeSet<&str> {
    names_of(files, |change| matches!(change, Change::Text | Change::Words))
}

fn names_of(files: &[Known], is_wanted: impl Fn(Change) -> bool) -> BTreeSet<&str> {
    files.iter().filter(|known| is_wanted(known.change)).map(|known| known.file.name.as_str()).collect()
}

/// The files of jobs that are about to be run again are no longer there unless they are written.
fn let_go(jobs: &[Job], state: &State, output: &Output) {
    for record in jobs.iter().filter_map(|&job| state.jobs.get(&job)) {
        output.let_go(record.files.iter().copied());
    }
}

/// Puts the texts of articles into the index. None if it has to be made anew.
fn update_index(file: &Path, state: &mut State, edits: Vec<Edited>, output: &Output) -> Result<Option<Root>, Error> {
    let path = State::texts_file(file);
    let refused = |source| Error::Write { path: path.display().to_string(), source };
    let (Some(layout), Ok(mut texts)) = (&state.layout, Texts::open(&path, false)) else { return Ok(None) };
    let live: u64 = state.texts.iter().map(|place| place.length()).sum();
    if texts.size() > STALE * live + SMALL {
        return Ok(None);
    }
    let edit = |Edited { article, all, shown }| {
        let before = texts.read(*state.texts.get(article as usize)?)?;
        Some(Edit { article, before, all, shown })
    };
    let Some(edits) = edits.into_iter().map(edit).collect::<Option<Vec<Edit>>>() else { return Ok(None) };
    let read = |path: &str| output.read(&format!("{SEARCH}/{path}"));
    let Some(updated) = search::update(layout, &edits, &read) else { return Ok(None) };
    let hash = |path: &String| path_hash(&format!("{SEARCH}/{path}"));
    let dropped: BTreeSet<u64> = updated.dropped.iter().map(hash).collect();
    output.let_go(dropped.iter().copied());
    state.index.retain(|file| !dropped.contains(file));
    for (path, bytes) in &updated.written {
        output.write(&format!("{SEARCH}/{path}"), bytes)?;
        state.index.push(hash(path));
    }
    state.index.sort_unstable();
    state.index.dedup();
    for (edit, text) in edits.iter().zip(&updated.kept).filter(|(edit, text)| edit.before != **text) {
        state.texts[edit.article as usize] = texts.append(text).map_err(refused)?;
    }
    texts.flush().map_err(refused)?;
    state.layout = Some(updated.layout);
    Ok(Some(updated.root))
}
