//! What dibao has made of a folder, so that what is no longer made is removed, and nothing that is
//! somebody else's.
//!
//! In the cache are two files for each output: the list of what the last whole build made (`list`), and, while a build
//! is under way, its journal (`journal`).

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::Metadata;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::journal::{Journal, Left};
use super::list::{Entry, List, Unread, way_of};
use super::removal::{remove, remove_unfinished};
use crate::address::{PathId, SitePath, folded_id, folders};
use crate::artefact::{Artefact, Manifest, Role};
use crate::disk;
use crate::error::Error;
use crate::stamp;
use crate::way::way;

/// How the name of a journal ends.
const JOURNAL: &str = "journal";
/// How the name of a list ends that is not whole yet.
const NEXT: &str = "next";
/// How the name of the file ends that has what a build knows, for the next one.
pub(super) const STATE: &str = "state";
/// How the name of the file ends that has the texts which that refers to.
pub const TEXTS: &str = "texts";
/// Lists of so many folders are kept whether these are there or not: a disk may be away.
const REMEMBERED: usize = 32;
/// From so many files on, a folder is listed as a whole instead of asking for each file.
const MANY: usize = 8;

/// The list of one output folder, while a build writes there. Nobody else can meanwhile.
pub struct Ledger {
    output: PathBuf,
    list: PathBuf,
    /// The way to the output from the folder of the list, which tells less of the disk than its path.
    way: String,
    /// What earlier builds made.
    before: List,
    /// The number of a file in `before`.
    known: FxHashMap<PathId, usize>,
    state: Mutex<State>,
    /// Whether the last build was cut off.
    is_cut_off: bool,
    /// A hash of the list that it left.
    list_hash: [u8; 32],
    /// Whether there was a list that could not be read.
    is_damaged: bool,
}

struct State {
    journal: Journal,
    /// What this build has made.
    made: FxHashMap<PathId, Made>,
}

/// A file that is there at the end of a build.
enum Made {
    /// As the list of the last build has it.
    Kept,
    /// As it was written, or found to be.
    New(Box<Entry>),
}

impl Made {
    fn entry(&self) -> Option<&Entry> {
        match self {
            Self::Kept => None,
            Self::New(entry) => Some(entry),
        }
    }
}

/// What a build leaves of earlier ones.
#[derive(Debug, Default)]
pub struct Settled {
    /// The files that were removed.
    pub removed: Vec<SitePath>,
    /// Those that the system would not let go, and why; the next build tries again.
    pub left: Vec<(SitePath, io::Error)>,
}

impl Ledger {
    /// Opens the ledger of an output folder in a site's cache; repairs the folder if the last build
    /// was cut off.
    ///
    /// # Errors
    /// When it cannot be read or written, or another build is writing there.
    pub fn open(cache: &Path, output: &Path) -> Result<Self, Error> {
        let folder = cache.join("outputs");
        let refused = |source| Error::Write { path: folder.display().to_string(), source };
        let is_new = !disk::exists(cache);
        disk::create_folder(&folder).map_err(refused)?;
        if is_new {
            // What is known of this disk is not to be published with the articles. Without it, it is only less safe.
            _ = disk::write(&cache.join(".gitignore"), b"*\n");
        }
        let output = std::path::absolute(output).map_err(refused)?;
        let name = blake3::hash(output.as_os_str().as_encoded_bytes()).to_hex();
        let list = folder.join(&name[..16]);
        forget(&folder, &list);
        let Some((journal, left)) = Journal::open(&list.with_extension(JOURNAL)).map_err(refused)? else {
            return Err(Error::Other(format!(
                "Another dibao is writing to `{}`. Wait until it is done, or name another folder with `--out`.",
                output.display()
            )));
        };
        // Only now is nobody else about to write it.
        let text = disk::read_to_string(&list).unwrap_or_default();
        let end = end_of(&text);
        let read = List::read(text);
        let is_damaged = read.as_ref().is_err_and(|unread| *unread == Unread::Damaged);
        let mut ledger = Self {
            way: way(&folder, &output).unwrap_or_else(|| output.display().to_string()),
            output,
            list,
            // What is remembered of an output whose list cannot be read is not to be gone on from.
            list_hash: if read.is_ok() { end } else { end_of("") },
            before: read.unwrap_or_default(),
            known: FxHashMap::default(),
            state: Mutex::new(State { journal, made: FxHashMap::default() }),
            is_cut_off: left.is_cut_off,
            is_damaged,
        };
        ledger.index();
        ledger.repair(left);
        Ok(ledger)
    }

    /// Takes what a build left that was cut off for made before.
    fn repair(&mut self, left: Left) {
        if !left.is_cut_off {
            return;
        }
        remove_unfinished(&self.output);
        let mut new: Vec<SitePath> = left.paths;
        new.retain(|path| !self.known.contains_key(&path.id()));
        self.add_before(new);
    }

    /// Takes files for made before of which nothing but the path is known.
    fn add_before(&mut self, new: Vec<SitePath>) {
        let new = List::of(new.into_iter().map(Entry::unknown).collect());
        let mut all = self.before.with_room();
        let mut at = 0;
        for number in 0..new.len() {
            let end = self.before.position(new.path(number));
            (at..end).for_each(|at| all.push_from(&self.before, at));
            all.push_from(&new, number);
            at = end;
        }
        (at..self.before.len()).for_each(|at| all.push_from(&self.before, at));
        self.before = all;
        self.index();
    }

    fn index(&mut self) {
        self.known.clear();
        self.known.reserve(self.before.len());
        self.known.extend(self.before.files().enumerate().map(|(at, (id, ..))| (id, at)));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where else something can be kept about the output folder.
    pub fn beside(&self, extension: &str) -> PathBuf {
        self.list.with_extension(extension)
    }

    /// A hash of the list that the last build left.
    pub fn list_hash(&self) -> [u8; 32] {
        self.list_hash
    }

    /// Whether the list of the last build was not as it was written, so that nothing is known of that build.
    pub fn is_damaged(&self) -> bool {
        self.is_damaged
    }

    /// What the last whole build made.
    pub fn manifest(&self) -> Manifest {
        Manifest::new((0..self.before.len()).filter_map(|at| self.before.artefact(at)).map(Arc::new))
    }

    /// Files that are one on disks which ignore case or the normal form of Unicode, in pairs: one that is called as its
    /// owner calls it, and another. Two whose names dibao chose are no clash: their addresses were settled before.
    pub fn clashes(&self) -> Vec<(SitePath, SitePath)> {
        let mut first: FxHashMap<PathId, usize> = FxHashMap::default();
        first.reserve(self.before.len());
        let mut clashes = Vec::new();
        for (at, (_, path, _)) in self.before.files().enumerate() {
            let other = *first.entry(folded_id(path)).or_insert(at);
            if other == at {
                continue;
            }
            let Some((one, other)) = self.before.artefact(at).zip(self.before.artefact(other)) else { continue };
            match (one.role.is_named_by_owner(), other.role.is_named_by_owner()) {
                (true, _) => clashes.push((one.path, other.path)),
                (false, true) => clashes.push((other.path, one.path)),
                (false, false) => {}
            }
        }
        clashes
    }

    /// The file that has it.
    pub fn manifest_file(&self) -> &Path {
        &self.list
    }

    /// Whether the output is there: all that the list has at its top. What is below that is not looked at.
    pub fn is_there(&self) -> bool {
        let top = |path: &str| path.split('/').next().unwrap_or_default().to_owned();
        let tops: BTreeSet<String> = self.before.files().map(|(_, path, _)| top(path)).collect();
        !self.is_cut_off && !tops.is_empty() && tops.iter().all(|top| disk::exists(&self.output.join(top)))
    }

    /// Whether every file of the output is as the last build left it.
    pub fn is_untouched(&self) -> bool {
        // To list a folder takes less than to look for each of its files by its path, if it has many.
        let mut folders: FxHashMap<&str, Vec<(&OsStr, u64)>> = FxHashMap::default();
        for (_, path, stamp) in self.before.files() {
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
            folders.entry(folder).or_default().push((OsStr::new(name), stamp));
        }
        let is_same = |(folder, mut files): (&str, Vec<(&OsStr, u64)>)| {
            let is_there = |name: &OsStr, stamp: u64| {
                let there = disk::symlink_metadata(&self.output.join(folder).join(name));
                there.is_ok_and(|there| stamp::of_output(&there) == stamp)
            };
            if files.len() < MANY {
                return files.into_iter().all(|(name, stamp)| is_there(name, stamp));
            }
            files.sort_unstable();
            let Ok(there) = disk::list(&self.output.join(folder)) else { return false };
            let mut seen = vec![false; files.len()];
            for entry in there.flatten() {
                if let Ok(at) = files.binary_search_by_key(&&*entry.file_name(), |&(name, _)| name) {
                    seen[at] = entry.metadata().is_ok_and(|there| stamp::of_output(&there) == files[at].1);
                }
            }
            // Some disks list names in another form than they were given.
            files.into_iter().zip(seen).all(|((name, stamp), is_seen)| is_seen || is_there(name, stamp))
        };
        !self.is_cut_off && !folders.is_empty() && folders.into_par_iter().all(is_same)
    }

    /// Whether nothing was made there before, as far as is known.
    pub fn is_new(&self) -> bool {
        self.before.len() == 0
    }

    /// Whether an earlier build made exactly this file, and it is still as that left it.
    pub fn has(&self, artefact: &Artefact, there: &Metadata) -> bool {
        self.known.get(&artefact.path.id()).is_some_and(|&at| {
            self.before.stamp(at) == stamp::of_output(there)
                && self.before.artefact(at).is_some_and(|before| before.hash == artefact.hash)
        })
    }

    /// Begins with some of what was made before.
    pub fn keep(&self, files: impl Iterator<Item = PathId>) {
        let mut state = self.state();
        state.made.clear();
        state.made.reserve(self.known.len());
        state.made.extend(files.filter(|id| self.known.contains_key(id)).map(|id| (id, Made::Kept)));
    }

    /// How many files were made.
    pub fn made(&self) -> usize {
        self.state().made.len()
    }

    /// What a file is for that is made already, by this build or by an earlier one from which it goes on.
    pub fn role(&self, path: &SitePath) -> Option<Role> {
        let id = path.id();
        match self.state().made.get(&id)? {
            Made::New(entry) => Some(entry.artefact.role),
            Made::Kept => self.before.artefact(*self.known.get(&id)?).map(|artefact| artefact.role),
        }
    }

    /// Lets go of what is known of the last build. Nothing is to be noted or settled then.
    pub fn forget_build(&mut self) {
        self.before = List::default();
        self.known = FxHashMap::default();
    }

    /// No longer counts files as made.
    pub fn release(&self, files: impl IntoIterator<Item = PathId>) {
        let mut state = self.state();
        files.into_iter().for_each(|path| _ = state.made.remove(&path));
    }

    /// Notes how a file is that was written, or was there as it should be.
    pub fn record(&self, artefact: Artefact, there: &Metadata) {
        let (id, stamp) = (artefact.path.id(), stamp::of_output(there));
        self.state().made.insert(id, Made::New(Box::new(Entry { artefact, stamp })));
    }

    /// Notes a file that is about to be written. Whether nothing was known of it.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub fn note(&self, path: &SitePath) -> io::Result<bool> {
        let id = path.id();
        let is_known = self.known.contains_key(&id);
        let new = Made::New(Box::new(Entry::unknown(path.clone())));
        let mut state = self.state();
        state.journal.mark()?;
        let is_new = state.made.insert(id, new).is_none() && !is_known;
        if is_new {
            state.journal.add(path)?;
        }
        Ok(is_new)
    }

    /// Takes a note back: the file could not be written, so that what is there is not dibao's. One that an
    /// earlier build made stays known.
    ///
    /// # Errors
    /// When the journal cannot be written; the next build then takes the file for one of dibao's.
    pub fn take_back(&self, path: &SitePath, is_new: bool) -> io::Result<()> {
        let mut state = self.state();
        state.made.remove(&path.id());
        if is_new { state.journal.take_back(path) } else { Ok(()) }
    }

    /// Removes what earlier builds made where a file is to be written now: a folder of its name, or a
    /// file that has the name of its folder. Whether there was any.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn make_way(&self, path: &SitePath) -> io::Result<bool> {
        let folder = format!("{path}/");
        let start = self.before.position(&folder);
        let below = (start..self.before.len()).take_while(|&at| self.before.path(at).starts_with(&folder));
        let above = folders(path.as_str()).filter_map(|folder| self.known.get(&PathId::of(folder)).copied());
        let state = self.state();
        let mut any = false;
        for old in above.chain(below).filter_map(|at| SitePath::new(self.before.path(at)).ok()) {
            if !state.made.contains_key(&old.id()) {
                any |= remove(&self.output, &old)?;
            }
        }
        Ok(any)
    }

    /// Removes what earlier builds made and this one did not, if it is `complete`, and writes the list of
    /// what there is, from which another build may go on.
    ///
    /// A file that the system does not let go stays in the list.
    ///
    /// # Errors
    /// When the list cannot be written; the next build tries again.
    pub fn settle(&mut self, is_complete: bool) -> Result<Settled, Error> {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        let mut settled = Settled::default();
        let new = state.made.iter().filter(|(id, _)| !self.known.contains_key(id));
        let mut added: Vec<&Entry> = new.filter_map(|(_, made)| made.entry()).collect();
        added.sort_by(|one, other| one.artefact.path.cmp(&other.artefact.path));
        let mut added = added.into_iter().peekable();
        let mut now = self.before.with_room();
        for (at, (id, path, _)) in self.before.files().enumerate() {
            while let Some(new) = added.next_if(|new| new.artefact.path.as_str() < path) {
                now.push(new);
            }
            match state.made.get(&id) {
                Some(Made::Kept) => now.push_from(&self.before, at),
                Some(Made::New(entry)) => now.push(entry),
                None => {
                    // One that no file can be called is none that dibao made.
                    let Ok(path) = SitePath::new(path) else { continue };
                    match if is_complete { remove(&self.output, &path) } else { Err(io::ErrorKind::Other.into()) } {
                        Ok(is_removed) => settled.removed.extend(is_removed.then_some(path)),
                        Err(error) => {
                            now.push_from(&self.before, at);
                            settled.left.extend(is_complete.then_some((path, error)));
                        }
                    }
                }
            }
        }
        added.for_each(|new| now.push(new));
        let refused = |source| Error::Write { path: self.list.display().to_string(), source };
        if self.is_cut_off || self.list_hash == end_of("") || !now.is_same(&self.before) {
            let [head, end] = now.written(&self.way);
            let write = |file: &mut dyn io::Write| {
                [head.as_str(), now.text(), &end].into_iter().try_for_each(|part| file.write_all(part.as_bytes()))
            };
            disk::replace_by(&self.list.with_extension(NEXT), &self.list, write).map_err(refused)?;
            self.list_hash = end_of(&end);
        }
        state.journal.end().map_err(refused)?;
        // What was made stays so: a preview goes on from it.
        (self.before, self.is_cut_off, self.is_damaged) = (now, false, false);
        self.index();
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        #[expect(clippy::iter_over_hash_type, reason = "each is decided by itself")]
        for (id, made) in &mut state.made {
            if self.known.contains_key(id) {
                *made = Made::Kept;
            }
        }
        Ok(settled)
    }
}

/// What a list is known by: its last line, which has the hash of all others.
fn end_of(list: &str) -> [u8; 32] {
    let end = list.trim_end_matches('\n').rsplit('\n').next().unwrap_or_default();
    *blake3::hash(end.as_bytes()).as_bytes()
}

/// Forgets outputs that are gone, once there are many: those of temporary builds, most likely. Not that of the list
/// which is about to be read.
fn forget(folder: &Path, needed: &Path) {
    let files = disk::list(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let lists: Vec<PathBuf> = files.filter(|file| file.extension().is_none()).collect();
    if lists.len() <= REMEMBERED {
        return;
    }
    for list in lists.into_iter().filter(|list| list != needed) {
        let mut start = Vec::new();
        // A path is shorter than that.
        let read = disk::open(&list).and_then(|file| file.take(1 << 16).read_to_end(&mut start));
        let output = way_of(&String::from_utf8_lossy(&start)).map(|way| folder.join(way));
        let journal = list.with_extension(JOURNAL);
        if read.is_ok() && Journal::is_at_rest(&journal) && output.is_none_or(|output| !disk::exists(&output)) {
            for extension in [STATE, TEXTS, JOURNAL] {
                _ = disk::remove_file(&list.with_extension(extension));
            }
            _ = disk::remove_file(&list);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artefact::{File, Hash, Role};

    fn path_of(path: &str) -> SitePath {
        SitePath::new(path).unwrap()
    }

    struct Site(tempfile::TempDir);

    impl Site {
        fn new() -> Self {
            Self(tempfile::tempdir().unwrap())
        }

        fn output(&self) -> PathBuf {
            self.0.path().join("public")
        }

        fn open(&self) -> Ledger {
            Ledger::open(&self.0.path().join(".dibao"), &self.output()).unwrap()
        }

        fn write(&self, ledger: &Ledger, paths: &[&str]) {
            for path in paths {
                ledger.note(&path_of(path)).unwrap();
                let file = self.output().join(path);
                fs_err::create_dir_all(file.parent().unwrap()).unwrap();
                fs_err::write(file, "x").unwrap();
            }
        }

        fn files(&self) -> Vec<String> {
            let files = disk::walk(self.output()).sort_by_file_name().into_iter().filter_map(Result::ok);
            let files = files.filter(|entry| entry.file_type().is_file());
            files.map(|entry| entry.path().strip_prefix(self.output()).unwrap().display().to_string()).collect()
        }
    }

    #[test]
    fn a_build_that_wrote_only_what_was_there_may_have_been_killed() {
        let site = Site::new();
        let ledger = site.open();
        site.write(&ledger, &["a"]);
        settle(ledger, true);
        let ledger = site.open();
        assert!(!ledger.is_cut_off);
        ledger.note(&path_of("a")).unwrap();
        fs_err::write(site.output().join(".dibao-x"), "half").unwrap();
        drop(ledger);
        let ledger = site.open();
        assert!(ledger.is_cut_off);
        site.write(&ledger, &["a"]);
        assert_eq!(settle(ledger, true), Vec::<String>::new());
        assert_eq!(site.files(), ["a"]);
        assert!(!site.open().is_cut_off);
    }

    #[test]
    fn what_nothing_is_known_of_is_not_taken_for_untouched() {
        for count in [1, MANY] {
            let site = Site::new();
            let many: Vec<String> = (0..count).map(|number| format!("b/{number}")).collect();
            let all: Vec<&str> = std::iter::once("a").chain(many.iter().map(String::as_str)).collect();
            let know = |ledger: &Ledger, paths: &[&str]| {
                for path in paths {
                    let there = site.output().join(path).symlink_metadata().unwrap();
                    ledger.record(File::new(path_of(path), Role::Page, b"x").artefact(), &there);
                }
            };
            let ledger = site.open();
            site.write(&ledger, &all);
            know(&ledger, &all[..count]);
            settle(ledger, true);
            // Of one of them nobody noted how it was when it was whole.
            assert!(!site.open().is_untouched());
            let ledger = site.open();
            know(&ledger, &all);
            settle(ledger, true);
            assert!(site.open().is_untouched());
            fs_err::write(site.output().join(all[count]), "longer").unwrap();
            assert!(!site.open().is_untouched());
            fs_err::remove_file(site.output().join(all[count])).unwrap();
            assert!(!site.open().is_untouched());
        }
    }

    /// The end of a build.
    fn settle(mut ledger: Ledger, is_complete: bool) -> Vec<String> {
        let settled = ledger.settle(is_complete).unwrap();
        assert!(settled.left.is_empty(), "{settled:?}");
        settled.removed.iter().map(SitePath::to_string).collect()
    }

    #[test]
    fn what_is_no_longer_made_goes_and_what_is_others_stays() {
        let site = Site::new();
        let ledger = site.open();
        site.write(&ledger, &["a.html", "甲/乙/b.html", "甲/c.html"]);
        assert!(settle(ledger, true).is_empty());
        fs_err::write(site.output().join("甲/own.txt"), "mine").unwrap();
        let ledger = site.open();
        site.write(&ledger, &["a.html", "d.html"]);
        assert_eq!(settle(ledger, true), ["甲/c.html", "甲/乙/b.html"]);
        assert_eq!(site.files(), ["a.html", "d.html", "甲/own.txt"]);
        assert!(!site.output().join("甲/乙").exists());
    }

    #[test]
    fn a_list_is_read_whatever_way_to_its_folder_it_tells() {
        for way in ["/srv/www", "../../../public", "../../没有/public", "C:/www", "/www", ""] {
            let site = Site::new();
            let ledger = site.open();
            site.write(&ledger, &["a.html", "media-elsewhere/home/somebody/b.png"]);
            let (list, own) = (ledger.list.clone(), ledger.way.clone());
            settle(ledger, true);
            let read = List::read(disk::read_to_string(&list).unwrap()).unwrap();
            let [head, end] = read.written(way);
            disk::write(&list, format!("{head}{}{end}", read.text()).as_bytes()).unwrap();
            let ledger = site.open();
            site.write(&ledger, &["a.html"]);
            assert_eq!(settle(ledger, true), ["media-elsewhere/home/somebody/b.png"], "{way}");
            assert_eq!(site.files(), ["a.html"], "{way}");
            assert_eq!(way_of(&disk::read_to_string(list).unwrap()), Some(&*own), "{way}");
        }
    }

    #[test]
    fn a_cache_that_was_moved_knows_its_output() {
        let site = Site::new();
        let mut cache = site.0.path().join(".dibao");
        let ledger = site.open();
        site.write(&ledger, &["a.html", "secret.html"]);
        settle(ledger, true);
        for to in ["站/.dibao", "a/b/c/cache", "public/.dibao", "cache", "站/站/.dibao"] {
            let to = site.0.path().join(to);
            fs_err::create_dir_all(to.parent().unwrap()).unwrap();
            fs_err::rename(&cache, &to).unwrap();
            cache = to;
            let ledger = Ledger::open(&cache, &site.output()).unwrap();
            assert!(!ledger.is_new(), "{}", cache.display());
            site.write(&ledger, &["a.html"]);
            assert_eq!(settle(ledger, true), ["secret.html"], "{}", cache.display());
            let ledger = Ledger::open(&cache, &site.output()).unwrap();
            site.write(&ledger, &["a.html", "secret.html"]);
            settle(ledger, true);
        }
    }

    #[test]
    fn what_is_remembered_beside_a_list_that_cannot_be_read_is_not_its() {
        let long = format!("dibao manifest 3\n../public\n{} 1 page - 0 a.html\n", Hash::of(b"x"));
        for text in ["", "dibao made 9\0x\0a.html\0f\0", "dibao made 2", "dibao made 2\0x", "\0\0\0", &long] {
            let site = Site::new();
            let ledger = site.open();
            site.write(&ledger, &["a.html"]);
            let list = ledger.list.clone();
            settle(ledger, true);
            fs_err::write(&list, text).unwrap();
            let ledger = site.open();
            assert!(ledger.is_new() && ledger.list_hash() == *blake3::hash(b"").as_bytes(), "{text:?}");
        }
    }

    #[test]
    fn a_build_that_was_killed_is_remembered() {
        let site = Site::new();
        let ledger = site.open();
        site.write(&ledger, &["a.html", "b.html"]);
        settle(ledger, true);
        let killed = site.open();
        site.write(&killed, &["a.html", "new/c.html"]);
        fs_err::write(site.output().join("new/.dibao-Ab12"), "half").unwrap();
        drop(killed);
        let journal = disk::walk(site.0.path().join(".dibao")).into_iter().filter_map(Result::ok);
        let journal = journal.map(walkdir::DirEntry::into_path).find(|path| path.extension().is_some()).unwrap();
        let mut half = fs_err::OpenOptions::new().append(true).open(journal).unwrap();
        std::io::Write::write_all(&mut half, "cut/o".as_bytes()).unwrap();
        drop(half);
        let ledger = site.open();
        assert_eq!(site.files(), ["a.html", "b.html", "new/c.html"]);
        site.write(&ledger, &["b.html", "e.html"]);
        assert_eq!(settle(ledger, true), ["a.html", "new/c.html"]);
        assert_eq!(site.files(), ["b.html", "e.html"]);
    }

    #[test]
    fn a_build_that_lacks_pages_removes_nothing() {
        let site = Site::new();
        let ledger = site.open();
        site.write(&ledger, &["a.html", "b.html"]);
        settle(ledger, true);
        let ledger = site.open();
        site.write(&ledger, &["a.html"]);
        assert!(settle(ledger, false).is_empty());
        let ledger = site.open();
        site.write(&ledger, &["a.html"]);
        assert_eq!(settle(ledger, true), ["b.html"]);
    }

    #[test]
    fn folders_that_are_gone_are_forgotten() {
        let site = Site::new();
        for number in 0..40 {
            let output = site.0.path().join(format!("out{number}"));
            let ledger = Ledger::open(&site.0.path().join(".dibao"), &output).unwrap();
            ledger.note(&path_of("a.html")).unwrap();
            settle(ledger, true);
        }
        let files = fs_err::read_dir(site.0.path().join(".dibao/outputs")).unwrap().count();
        assert!(files <= 2 * (REMEMBERED + 1), "{files}");
    }

    #[test]
    fn two_builds_do_not_write_to_one_folder() {
        let site = Site::new();
        let ledger = site.open();
        let error = Ledger::open(&site.0.path().join(".dibao"), &site.output()).err().unwrap();
        assert!(error.to_string().starts_with("Another dibao is writing to"), "{error}");
        settle(ledger, true);
        settle(site.open(), true);
    }

    #[test]
    fn way_is_made_where_only_an_earlier_build_was() {
        for (old, path, is_made, left) in [
            ("a/b.html", "a", true, &["c.html", "甲.html"][..]),
            ("a/b/c.html", "a", true, &["c.html", "甲.html"]),
            ("a", "a/b/c.html", true, &["c.html", "甲.html"]),
            ("a.html", "a", false, &["a.html", "c.html", "甲.html"]),
            ("a-b/c", "a", false, &["a-b/c", "c.html", "甲.html"]),
            ("乙/丙", "乙", true, &["c.html", "甲.html"]),
        ] {
            let site = Site::new();
            let ledger = site.open();
            site.write(&ledger, &[old, "c.html", "甲.html"]);
            settle(ledger, true);
            let ledger = site.open();
            ledger.note(&path_of("c.html")).unwrap();
            assert_eq!(ledger.make_way(&path_of(path)).unwrap(), is_made, "{path}");
            assert!(!ledger.make_way(&path_of("c.html/x")).unwrap(), "this build needs it");
            assert_eq!(site.files(), left, "{path}");
        }
    }

    #[test]
    fn each_of_many_files_without_a_place_is_refused() {
        const COUNT: usize = 20_000;
        let site = Site::new();
        let mut ledger = site.open();
        let mut paths = Vec::new();
        for number in 0..COUNT {
            paths.push(path_of(&format!("zh-hans/{number}.html")));
        }
        ledger.add_before(paths);
        for number in 0..COUNT {
            assert!(!ledger.make_way(&path_of(&format!("robots.txt/{number}.txt"))).unwrap());
        }
    }

    #[test]
    fn a_list_that_lies_leads_nowhere() {
        let site = Site::new();
        let ledger = site.open();
        site.write(&ledger, &["a.html"]);
        let list = ledger.list.clone();
        settle(ledger, true);
        disk::write(&site.0.path().join("mine.txt"), b"mine").unwrap();
        // One of before had no checksum.
        disk::write(&list, "dibao made 2\0../../public\0a.html\0f\0../mine.txt\0f\0/etc/hosts\0f\0".as_bytes())
            .unwrap();
        assert_eq!(settle(site.open(), true), ["a.html"]);
        assert!(site.0.path().join("mine.txt").exists());
        // A list of another version is not read at all, nor one that was changed.
        let text = disk::read_to_string(&list).unwrap();
        for text in ["dibao made 9\0a.html\0".to_owned(), text.replace("manifest 3", "manifest 4"), format!("{text}x")]
        {
            disk::write(&list, text.as_bytes()).unwrap();
            disk::write(&site.output().join("a.html"), b"x").unwrap();
            assert!(settle(site.open(), true).is_empty());
            assert_eq!(site.files(), ["a.html"]);
        }
    }

    /// What a build of before left that could not write a file, or that was killed as it was about to.
    #[test]
    fn a_journal_with_what_cannot_be_removed_heals() {
        let long = "长".repeat(100);
        for poison in ["a.html/b.html", "zh-hans", long.as_str(), "zh-hans/page.html/x", "nowhere/a.html", "..", "/a"] {
            let site = Site::new();
            let ledger = site.open();
            site.write(&ledger, &["a.html", "zh-hans/page.html"]);
            settle(ledger, true);
            let ledger = site.open();
            drop(ledger);
            let journal = site.open().list.with_extension(JOURNAL);
            disk::write(&journal, format!("\0{poison}\0").as_bytes()).unwrap();
            let ledger = site.open();
            site.write(&ledger, &["a.html", "zh-hans/page.html"]);
            assert!(settle(ledger, true).is_empty(), "{poison}");
            assert_eq!(site.files(), ["a.html", "zh-hans/page.html"], "{poison}");
            let ledger = site.open();
            assert!(!ledger.is_cut_off && ledger.before.files().all(|(_, path, _)| path != poison), "{poison}");
        }
    }

    #[test]
    fn a_note_that_was_taken_back_is_no_file() {
        for kept in [&["a.html"][..], &["a.html", "b.html"], &["b.html"], &["a.html", "c/d.html"], &[]] {
            let site = Site::new();
            let ledger = site.open();
            site.write(&ledger, kept);
            settle(ledger, true);
            // Somebody else's, which dibao may not overwrite.
            fs_err::create_dir_all(site.output()).unwrap();
            fs_err::write(site.output().join("own.txt"), "mine").unwrap();
            for is_killed in [true, false] {
                let ledger = site.open();
                let own = path_of("own.txt");
                let is_new = ledger.note(&own).unwrap();
                ledger.take_back(&own, is_new).unwrap();
                site.write(&ledger, kept);
                assert_eq!(ledger.made(), kept.len());
                if is_killed {
                    drop(ledger);
                } else {
                    assert!(settle(ledger, true).is_empty());
                }
                assert!(site.files().contains(&"own.txt".to_owned()), "{kept:?} {is_killed}");
            }
        }
    }
}
