//! What dibao has made of a folder, so that what is no longer made is removed, and nothing that is
//! somebody else's.
//!
//! Beside the cache are two files for each output folder: the list of what the last whole build made,
//! and, while one is under way, a journal of what it adds, which is written before each new file. A
//! build that was killed leaves its journal, from which the next one knows what else is there. With each
//! file its stamp is kept, so that one that somebody else changed is found out.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs::{File, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::ops::Range;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::error::Error;
use crate::stamp;
use crate::way::way;

/// What a list begins with; one of another version is not read. Which folder a list is of, its name tells: the path
/// that follows is only for `forget`, and leads elsewhere once the site or its cache was moved.
const HEAD: &str = "dibao made 2";
/// What a path in a journal begins with that an earlier line of it has and that was not written: paths are
/// relative, so that a reader which does not know of this finds no such file.
const TAKEN_BACK: char = '/';
/// What the name of a journal ends with.
const JOURNAL: &str = "journal";
/// Lists of so many folders are kept whether these are there or not: a disk may be away.
const REMEMBERED: usize = 32;
/// From so many files on, a folder is looked through, instead of asking for each.
const MANY: usize = 8;
/// What the name of a file begins with that is not whole yet.
pub(super) const UNFINISHED: &str = ".dibao-";

/// The list of one output folder, while a build writes there. Nobody else can meanwhile.
pub struct Ledger {
    output: PathBuf,
    list: PathBuf,
    /// What the list begins with.
    head: String,
    /// What earlier builds made: paths and stamps, each ended by a zero.
    before: String,
    /// Where the paths are in that, in their order: made when a file is in the way of another, of which there may be
    /// many.
    by_path: OnceLock<Vec<Range<usize>>>,
    /// The stamps, by the hash of the path.
    known: FxHashMap<u64, u64>,
    state: Mutex<State>,
    /// Whether the last build was cut off.
    is_cut_off: bool,
    /// A hash of the list that it left.
    list_hash: [u8; 32],
}

struct State {
    journal: File,
    /// Whether the journal tells that a build is under way.
    is_marked: bool,
    /// What this build has made: the stamps, by the hash of the path.
    made: FxHashMap<u64, u64>,
    /// The paths of what it has made that no build had made before, each ended by a zero.
    added: String,
}

/// What a build leaves of earlier ones.
#[derive(Debug, Default)]
pub struct Settled {
    /// The files that were removed.
    pub removed: Vec<String>,
    /// Those that the system would not let go, and why; the next build tries again.
    pub left: Vec<(String, io::Error)>,
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
        let is_new = !cache.exists();
        fs_err::create_dir_all(&folder).map_err(refused)?;
        if is_new {
            // What is known of this disk is not to be published with the articles. Without it, it is only less safe.
            _ = fs_err::write(cache.join(".gitignore"), "*\n");
        }
        let output = std::path::absolute(output).map_err(refused)?;
        let name = blake3::hash(output.as_os_str().as_encoded_bytes()).to_hex();
        let list = folder.join(&name[..16]);
        forget(&folder, &list);
        let journal = list.with_extension(JOURNAL);
        let mut file = File::options().read(true).append(true).create(true).open(&journal).map_err(refused)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::Other(format!(
                    "Another dibao is writing to `{}`. Wait until it is done, or name another folder with `--out`.",
                    output.display()
                )));
            }
            Err(TryLockError::Error(source)) => return Err(refused(source)),
        }
        // Only now is nobody else about to write it.
        let list_text = fs_err::read_to_string(&list).unwrap_or_default();
        let its_files = files_of(&list_text);
        // What is remembered of an output whose list cannot be read is not to be gone on from.
        let list_hash = *blake3::hash(its_files.map_or("", |_| &list_text).as_bytes()).as_bytes();
        let head = head(&folder, &output);
        let mut before = its_files.unwrap_or_default().to_owned();
        let mut left = Vec::new();
        file.read_to_end(&mut left).map_err(refused)?;
        if !left.is_empty() {
            // The last path may have been cut off; what it would have named was not written then.
            let whole = left.iter().rposition(|&byte| byte == 0).map_or(0, |end| end + 1);
            for path in journalled(&String::from_utf8_lossy(&left[..whole])) {
                push(&mut before, path, stamp::NONE);
            }
            file.write_all(if whole < left.len() { b"\0" } else { b"" }).map_err(refused)?;
            remove_unfinished(&output);
        }
        let mut known = FxHashMap::default();
        // Else it is laid out anew again and again.
        known.reserve(memchr::memchr_iter(0, before.as_bytes()).count() / 2);
        known.extend(entries(&before).map(|(path, stamp)| (hash(path), stamp)));
        let state = State { journal: file, is_marked: false, made: FxHashMap::default(), added: String::new() };
        Ok(Self {
            output,
            list,
            head,
            before,
            by_path: OnceLock::new(),
            known,
            state: Mutex::new(state),
            is_cut_off: !left.is_empty(),
            list_hash,
        })
    }

    /// Where else something can be kept about the output folder.
    pub fn beside(&self, extension: &str) -> PathBuf {
        self.list.with_extension(extension)
    }

    /// A hash of the list that the last build left.
    pub fn list_hash(&self) -> [u8; 32] {
        self.list_hash
    }

    /// Whether the output is as the last build left it.
    pub fn is_untouched(&self) -> bool {
        // To look a folder through takes less than to look for each of its files by its path, if it has many.
        let mut folders: FxHashMap<&str, Vec<(&OsStr, u64)>> = FxHashMap::default();
        for (path, stamp) in entries(&self.before) {
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
            folders.entry(folder).or_default().push((OsStr::new(name), stamp));
        }
        let is_same = |(folder, mut files): (&str, Vec<(&OsStr, u64)>)| {
            let is_there = |name: &OsStr, stamp: u64| {
                let there = self.output.join(folder).join(name).symlink_metadata();
                there.is_ok_and(|there| stamp::of_output(&there) == stamp)
            };
            if files.len() < MANY {
                return files.into_iter().all(|(name, stamp)| is_there(name, stamp));
            }
            files.sort_unstable();
            let Ok(there) = std::fs::read_dir(self.output.join(folder)) else { return false };
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
        self.before.is_empty()
    }

    /// Begins with some of what was made before, by the hashes of their paths.
    pub fn keep(&self, files: impl Iterator<Item = u64>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.made.clear();
        state.made.reserve(self.known.len());
        state.made.extend(files.filter_map(|path| Some((path, *self.known.get(&path)?))));
    }

    /// How many files were made.
    pub fn made(&self) -> usize {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).made.len()
    }

    /// No longer counts files as made, by the hashes of their paths.
    pub fn let_go(&self, files: impl IntoIterator<Item = u64>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        files.into_iter().for_each(|path| _ = state.made.remove(&path));
    }

    /// Notes how a file is that was written, or was there as it should be.
    pub fn note_stamp(&self, path: &str, stamp: u64) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).made.insert(hash(path), stamp);
    }

    /// Notes a file that is about to be written, by its path in the output. Whether nothing was known of it.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub fn note(&self, path: &str) -> io::Result<bool> {
        let hash = hash(path);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if !state.is_marked {
            // Also a build that only writes what was there before may be killed.
            state.journal.write_all(b"\0")?;
            state.is_marked = true;
        }
        if state.made.insert(hash, stamp::NONE).is_some() || self.known.contains_key(&hash) {
            return Ok(false);
        }
        let start = state.added.len();
        state.added.push_str(path);
        state.added.push('\0');
        let State { journal, added, .. } = &mut *state;
        journal.write_all(&added.as_bytes()[start..])?;
        Ok(true)
    }

    /// Takes a note back: the file could not be written, so that what is there is not dibao's. One that an
    /// earlier build made stays known.
    ///
    /// # Errors
    /// When the journal cannot be written; the next build then takes the file for one of dibao's.
    pub fn take_back(&self, path: &str, is_new: bool) -> io::Result<()> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.made.remove(&hash(path));
        if !is_new {
            return Ok(());
        }
        let line = format!("{path}\0");
        let is_first = state.added.starts_with(&line).then_some(0);
        if let Some(at) = is_first.or_else(|| state.added.rfind(&format!("\0{line}")).map(|before| before + 1)) {
            state.added.replace_range(at..at + line.len(), "");
        }
        state.journal.write_all(format!("{TAKEN_BACK}{line}").as_bytes())
    }

    /// Removes what earlier builds made where a file is to be written now: a folder of its name, or a
    /// file that has the name of its folder. Whether there was any.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn make_way(&self, path: &str) -> io::Result<bool> {
        let by_path = self.by_path.get_or_init(|| sorted(&self.before));
        let at = |range: &Range<usize>| &self.before[range.clone()];
        let folder = format!("{path}/");
        let start = by_path.partition_point(|range| at(range) < folder.as_str());
        let below = by_path[start..].iter().map(at).take_while(|old| old.starts_with(&folder));
        let above = path.match_indices('/').map(|(end, _)| &path[..end]);
        let above = above.filter(|folder| self.known.contains_key(&hash(folder)));
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut any = false;
        for old in above.chain(below).filter(|old| !state.made.contains_key(&hash(old))) {
            any |= remove(&self.output, old)?;
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
        let mut known = FxHashMap::default();
        known.reserve(state.made.len());
        let mut list = self.head.clone();
        let added = state.added.split_terminator('\0');
        for path in entries(&self.before).map(|(path, _)| path).chain(added) {
            let hash = hash(path);
            let stamp = state.made.get(&hash).copied();
            if stamp.is_none() && is_complete {
                match remove(&self.output, path) {
                    Ok(is_removed) => {
                        settled.removed.extend(is_removed.then(|| path.to_owned()));
                        continue;
                    }
                    Err(error) => settled.left.push((path.to_owned(), error)),
                }
            }
            let before = || self.known.get(&hash).copied();
            let stamp = stamp.or_else(before).unwrap_or(stamp::NONE);
            if known.insert(hash, stamp).is_none() {
                push(&mut list, path, stamp);
            }
        }
        let refused = |source| Error::Write { path: self.list.display().to_string(), source };
        let next = self.list.with_extension("next");
        fs_err::write(&next, &list).map_err(refused)?;
        fs_err::rename(&next, &self.list).map_err(refused)?;
        // Not removed: whoever waits for the lock must not get that of a file that is gone.
        state.journal.set_len(0).map_err(refused)?;
        state.added.clear();
        state.is_marked = false;
        self.list_hash = *blake3::hash(list.as_bytes()).as_bytes();
        self.before = list.split_off(self.head.len());
        self.by_path = OnceLock::new();
        (self.known, self.is_cut_off) = (known, false);
        Ok(settled)
    }
}

/// The paths of a journal, but for those that were taken back after they were last noted.
fn journalled(journal: &str) -> impl Iterator<Item = &str> {
    let lines = || journal.split_terminator('\0').filter(|line| !line.is_empty());
    let bare = |line| str::strip_prefix(line, TAKEN_BACK);
    let is_there: FxHashMap<&str, bool> =
        lines().map(|line| (bare(line).unwrap_or(line), bare(line).is_none())).collect();
    lines().filter(move |line| is_there.get(line).copied().unwrap_or_default())
}

/// Forgets folders that are gone, once there are many: those of temporary builds, most likely. Not that of the list
/// which is about to be read.
fn forget(folder: &Path, needed: &Path) {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let lists: Vec<PathBuf> = files.filter(|file| file.extension().is_none()).collect();
    if lists.len() <= REMEMBERED {
        return;
    }
    for list in lists.into_iter().filter(|list| list != needed) {
        let mut start = Vec::new();
        // A path is shorter than that.
        let read = File::open(&list).and_then(|file| file.take(1 << 16).read_to_end(&mut start));
        let output = String::from_utf8_lossy(&start).split('\0').nth(1).map(|output| folder.join(output));
        let journal = list.with_extension(JOURNAL);
        let is_at_rest = File::open(&journal)
            .is_ok_and(|file| file.try_lock().is_ok() && file.metadata().is_ok_and(|metadata| metadata.len() == 0));
        if read.is_ok() && is_at_rest && output.is_none_or(|output| !output.exists()) {
            for extension in [super::STATE, super::TEXTS] {
                _ = std::fs::remove_file(list.with_extension(extension));
            }
            _ = std::fs::remove_file(list);
            _ = std::fs::remove_file(journal);
        }
    }
}

/// What a list in a folder begins with. It names its output by the way there, which tells less of the disk.
fn head(folder: &Path, output: &Path) -> String {
    let output = way(folder, output).unwrap_or_else(|| output.display().to_string());
    format!("{HEAD}\0{output}\0")
}

/// The entries of a list, wherever it lay when it was written; none if it is of another version.
fn files_of(list: &str) -> Option<&str> {
    list.strip_prefix(HEAD)?.strip_prefix('\0')?.split_once('\0').map(|(_, files)| files)
}

fn entries(list: &str) -> impl Iterator<Item = (&str, u64)> {
    let mut parts = list.split_terminator('\0');
    std::iter::from_fn(move || Some((parts.next()?, u64::from_str_radix(parts.next()?, 16).unwrap_or(stamp::NONE))))
}

/// Where the paths of a list are in it, in their order.
fn sorted(list: &str) -> Vec<Range<usize>> {
    let start = list.as_ptr().addr();
    let place = |path: &str| path.as_ptr().addr() - start..path.as_ptr().addr() - start + path.len();
    let mut places: Vec<Range<usize>> = entries(list).map(|(path, _)| place(path)).collect();
    places.sort_unstable_by_key(|place| &list[place.clone()]);
    places
}

fn push(list: &mut String, path: &str, stamp: u64) {
    // It cannot fail: a text takes everything.
    _ = write!(list, "{path}\0{stamp:x}\0");
}

/// Two paths with one hash would cost no more than a file that stays.
pub(super) fn hash(path: &str) -> u64 {
    let hash = blake3::hash(path.as_bytes());
    hash.as_bytes().first_chunk().copied().map_or(0, u64::from_le_bytes)
}

/// Removes a file, and the folders that are empty without it. Whether it was there: where there is a folder of
/// its name, a file in the place of its folder, or nothing that could have that name, there is no file that dibao
/// made.
///
/// # Errors
/// When the system does not let it go.
fn remove(output: &Path, path: &str) -> io::Result<bool> {
    // A list that was tampered with must not lead out of the output, nor may a link in it.
    let file = output.join(path);
    let is_within = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    let folder = file.parent().filter(|_| is_within).and_then(|folder| folder.canonicalize().ok());
    if !folder.zip(output.canonicalize().ok()).is_some_and(|(folder, output)| folder.starts_with(output)) {
        return Ok(false);
    }
    // Some systems refuse to remove a folder as a file with the same word as where nothing may be removed.
    if file.symlink_metadata().is_ok_and(|there| there.is_dir()) {
        return Ok(false);
    }
    match fs_err::remove_file(&file) {
        Ok(()) => {}
        Err(error) if is_no_file(&error) => return Ok(false),
        Err(error) => return Err(error),
    }
    let folders = file.ancestors().skip(1).take_while(|folder| *folder != output);
    for folder in folders {
        if std::fs::remove_dir(folder).is_err() {
            break;
        }
    }
    Ok(true)
}

/// Whether an error tells that there is no file of a name, and can be none as long as what is there stays.
pub(super) fn is_no_file(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidFilename, InvalidInput, IsADirectory, NotADirectory, NotFound};
    matches!(error.kind(), NotFound | NotADirectory | IsADirectory | InvalidFilename | InvalidInput)
}

/// Removes the files that a killed build was about to write.
fn remove_unfinished(output: &Path) {
    let is_unfinished = |entry: &walkdir::DirEntry| {
        entry.file_type().is_file() && entry.file_name().to_string_lossy().starts_with(UNFINISHED)
    };
    let entries = walkdir::WalkDir::new(output).into_iter().filter_map(Result::ok).filter(is_unfinished);
    for entry in entries {
        // One that cannot be removed is no worse than before.
        _ = std::fs::remove_file(entry.path());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
                ledger.note(path).unwrap();
                let file = self.output().join(path);
                fs_err::create_dir_all(file.parent().unwrap()).unwrap();
                fs_err::write(file, "x").unwrap();
            }
        }

        fn files(&self) -> Vec<String> {
            let files = walkdir::WalkDir::new(self.output()).sort_by_file_name().into_iter().filter_map(Result::ok);
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
        ledger.note("a").unwrap();
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
                    ledger.note_stamp(path, stamp::of_output(&there));
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
        settled.removed
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
        assert_eq!(settle(ledger, true), ["甲/乙/b.html", "甲/c.html"]);
        assert_eq!(site.files(), ["a.html", "d.html", "甲/own.txt"]);
        assert!(!site.output().join("甲/乙").exists());
    }

    #[test]
    fn a_list_is_read_whatever_way_to_its_folder_it_tells() {
        let site = Site::new();
        let absolute = site.output().display().to_string();
        for way in [absolute.as_str(), "../../../public", "../../没有/public", "C:/www", "/www", ""] {
            let site = Site::new();
            let ledger = site.open();
            site.write(&ledger, &["a.html", "media-elsewhere/home/somebody/b.png"]);
            let (list, head) = (ledger.list.clone(), ledger.head.clone());
            settle(ledger, true);
            let text = fs_err::read_to_string(&list).unwrap();
            fs_err::write(&list, text.replacen(&head, &format!("{HEAD}\0{way}\0"), 1)).unwrap();
            let ledger = site.open();
            site.write(&ledger, &["a.html"]);
            assert_eq!(settle(ledger, true), ["media-elsewhere/home/somebody/b.png"], "{way}");
            assert_eq!(site.files(), ["a.html"], "{way}");
            assert!(fs_err::read_to_string(list).unwrap().starts_with(&head), "{way}");
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
        for text in ["", "dibao made 9\0x\0a.html\0f\0", "dibao made 2", "dibao made 2\0x", "\0\0\0"] {
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
        let journal = walkdir::WalkDir::new(site.0.path().join(".dibao")).into_iter().filter_map(Result::ok);
        let journal = journal.map(walkdir::DirEntry::into_path).find(|path| path.extension().is_some()).unwrap();
        let mut half = fs_err::OpenOptions::new().append(true).open(journal).unwrap();
        half.write_all("cut/o".as_bytes()).unwrap();
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
            ledger.note("a.html").unwrap();
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
            ledger.note("c.html").unwrap();
            assert_eq!(ledger.make_way(path).unwrap(), is_made, "{path}");
            assert!(!ledger.make_way("c.html/x").unwrap(), "this build needs it");
            assert_eq!(site.files(), left, "{path}");
        }
    }

    #[test]
    fn each_of_many_files_without_a_place_is_refused() {
        const COUNT: usize = 20_000;
        let site = Site::new();
        let mut ledger = site.open();
        for number in 0..COUNT {
            push(&mut ledger.before, &format!("zh-hans/{number}.html"), stamp::NONE);
        }
        for number in 0..COUNT {
            assert!(!ledger.make_way(&format!("robots.txt/{number}.txt")).unwrap());
        }
    }

    #[test]
    fn a_list_that_lies_leads_nowhere() {
        let site = Site::new();
        let ledger = site.open();
        site.write(&ledger, &["a.html"]);
        let list = ledger.list.clone();
        settle(ledger, true);
        fs_err::write(site.0.path().join("mine.txt"), "mine").unwrap();
        let text = fs_err::read_to_string(&list).unwrap();
        fs_err::write(&list, format!("{text}../mine.txt\0/etc/hosts\0")).unwrap();
        assert_eq!(settle(site.open(), true), ["a.html"]);
        assert!(site.0.path().join("mine.txt").exists());
        // A list of another version is not read at all.
        fs_err::write(&list, "dibao made 9\0a.html\0").unwrap();
        fs_err::write(site.output().join("a.html"), "x").unwrap();
        assert!(settle(site.open(), true).is_empty());
        assert_eq!(site.files(), ["a.html"]);
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
            ledger.note(poison).unwrap();
            drop(ledger);
            let ledger = site.open();
            site.write(&ledger, &["a.html", "zh-hans/page.html"]);
            assert!(settle(ledger, true).is_empty(), "{poison}");
            assert_eq!(site.files(), ["a.html", "zh-hans/page.html"], "{poison}");
            let ledger = site.open();
            assert!(!ledger.is_cut_off && !ledger.before.contains(poison) || poison == "zh-hans", "{poison}");
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
                let is_new = ledger.note("own.txt").unwrap();
                ledger.take_back("own.txt", is_new).unwrap();
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
