//! What dibao has made of a folder, so that what is no longer made is removed, and nothing that is
//! somebody else's.
//!
//! Beside the cache are two files for each output folder: the list of what the last whole build made,
//! and, while one is under way, a journal of what it adds, which is written before each new file. A
//! build that was killed leaves its journal, from which the next one knows what else is there.

use std::fs::{File, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashSet;

use crate::error::Error;

/// What a list begins with; one of another version, or of another folder, is not read.
const HEAD: &str = "dibao made 1";
/// What the name of a journal ends with.
const JOURNAL: &str = "journal";
/// Lists of so many folders are kept whether these are there or not: a disk may be away.
const REMEMBERED: usize = 32;
/// What the name of a file begins with that is not whole yet.
pub(super) const UNFINISHED: &str = ".dibao-";

/// The list of one output folder, while a build writes there. Nobody else can meanwhile.
pub struct Ledger {
    output: PathBuf,
    list: PathBuf,
    /// What earlier builds made, each path ended by a zero.
    before: String,
    /// The same, by hash.
    known: FxHashSet<u64>,
    state: Mutex<State>,
}

struct State {
    journal: File,
    /// What this build has made, by hash.
    made: FxHashSet<u64>,
    /// What it has made that no build had made before, as in `before`.
    added: String,
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
        fs_err::create_dir_all(&folder).map_err(refused)?;
        forget(&folder);
        let output = std::path::absolute(output).map_err(refused)?;
        let name = blake3::hash(output.as_os_str().as_encoded_bytes()).to_hex();
        let list = folder.join(&name[..16]);
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
        let mut before = list_text.strip_prefix(&head(&output)).unwrap_or_default().to_owned();
        let mut left = Vec::new();
        file.read_to_end(&mut left).map_err(refused)?;
        if !left.is_empty() {
            // The last path may have been cut off; what it would have named was not written then.
            let whole = left.iter().rposition(|&byte| byte == 0).map_or(0, |end| end + 1);
            before.push_str(&String::from_utf8_lossy(&left[..whole]));
            file.write_all(if whole < left.len() { b"\0" } else { b"" }).map_err(refused)?;
            remove_unfinished(&output);
        }
        let known = entries(&before).map(hash).collect();
        let state = State { journal: file, made: FxHashSet::default(), added: String::new() };
        Ok(Self { output, list, before, known, state: Mutex::new(state) })
    }

    /// Notes a file that is about to be written, by its path in the output.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub fn note(&self, path: &str) -> io::Result<()> {
        let hash = hash(path);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if !state.made.insert(hash) || self.known.contains(&hash) {
            return Ok(());
        }
        let start = state.added.len();
        state.added.push_str(path);
        state.added.push('\0');
        let State { journal, added, .. } = &mut *state;
        journal.write_all(&added.as_bytes()[start..])
    }

    /// Removes what earlier builds made where a file is to be written now: a folder of its name, or a
    /// file that has the name of its folder. Whether there was any.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn make_way(&self, path: &str) -> io::Result<bool> {
        let below = |one: &str, other: &str| one.strip_prefix(other).is_some_and(|rest| rest.starts_with('/'));
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let in_the_way = entries(&self.before)
            .filter(|&old| (below(old, path) || below(path, old)) && !state.made.contains(&hash(old)));
        let mut any = false;
        for old in in_the_way {
            any |= remove(&self.output, old)?;
        }
        Ok(any)
    }

    /// Removes what earlier builds made and this one did not, if it is `complete`, and writes the list of
    /// what there is. Returns the files that were removed.
    ///
    /// # Errors
    /// When a file cannot be removed, or the list cannot be written; the next build tries again.
    pub fn finish(self, is_complete: bool) -> Result<Vec<String>, Error> {
        let State { journal, made, added } = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut removed = Vec::new();
        let mut kept = FxHashSet::default();
        let mut list = head(&self.output);
        for path in entries(&self.before).chain(entries(&added)) {
            let hash = hash(path);
            if made.contains(&hash) || !is_complete {
                if kept.insert(hash) {
                    list.push_str(path);
                    list.push('\0');
                }
            } else if remove(&self.output, path).map_err(|source| Error::Write { path: path.to_owned(), source })? {
                removed.push(path.to_owned());
            }
        }
        let refused = |source| Error::Write { path: self.list.display().to_string(), source };
        let next = self.list.with_extension("next");
        fs_err::write(&next, list).map_err(refused)?;
        fs_err::rename(&next, &self.list).map_err(refused)?;
        // Not removed: whoever waits for the lock must not get that of a file that is gone.
        journal.set_len(0).map_err(refused)?;
        Ok(removed)
    }
}

/// Forgets folders that are gone, once there are many: those of temporary builds, most likely.
fn forget(folder: &Path) {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let lists: Vec<PathBuf> = files.filter(|file| file.extension().is_none()).collect();
    if lists.len() <= REMEMBERED {
        return;
    }
    for list in lists {
        let mut start = Vec::new();
        // A path is shorter than that.
        let read = File::open(&list).and_then(|file| file.take(1 << 16).read_to_end(&mut start));
        let output = String::from_utf8_lossy(&start).split('\0').nth(1).map(PathBuf::from);
        let journal = list.with_extension(JOURNAL);
        let is_at_rest = File::open(&journal)
            .is_ok_and(|file| file.try_lock().is_ok() && file.metadata().is_ok_and(|metadata| metadata.len() == 0));
        if read.is_ok() && is_at_rest && output.is_none_or(|output| !output.exists()) {
            _ = std::fs::remove_file(list);
            _ = std::fs::remove_file(journal);
        }
    }
}

fn head(output: &Path) -> String {
    format!("{HEAD}\0{}\0", output.display())
}

fn entries(list: &str) -> impl Iterator<Item = &str> {
    list.split_terminator('\0').filter(|path| !path.is_empty())
}

/// Two paths with one hash would cost no more than a file that stays.
fn hash(path: &str) -> u64 {
    let hash = blake3::hash(path.as_bytes());
    hash.as_bytes().first_chunk().copied().map_or(0, u64::from_le_bytes)
}

/// Removes a file, and the folders that are empty without it. Whether it was there.
fn remove(output: &Path, path: &str) -> io::Result<bool> {
    // A list that was tampered with must not lead out of the output, nor may a link in it.
    let file = output.join(path);
    let is_within = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    let folder = file.parent().filter(|_| is_within).and_then(|folder| folder.canonicalize().ok());
    if !folder.zip(output.canonicalize().ok()).is_some_and(|(folder, output)| folder.starts_with(output)) {
        return Ok(false);
    }
    match fs_err::remove_file(&file) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
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
    fn what_is_no_longer_made_goes_and_what_is_others_stays() {
        let site = Site::new();
        let ledger = site.open();
        site.write(&ledger, &["a.html", "甲/乙/b.html", "甲/c.html"]);
        assert!(ledger.finish(true).unwrap().is_empty());
        fs_err::write(site.output().join("甲/own.txt"), "mine").unwrap();
        let ledger = site.open();
        site.write(&ledger, &["a.html", "d.html"]);
        assert_eq!(ledger.finish(true).unwrap(), ["甲/乙/b.html", "甲/c.html"]);
        assert_eq!(site.files(), ["a.html", "d.html", "甲/own.txt"]);
        assert!(!site.output().join("甲/乙").exists());
    }

    #[test]
    fn a_build_that_was_killed_is_remembered() {
        let site = Site::new();
        let ledger = site.open();
        site.write(&ledger, &["a.html", "b.html"]);
        ledger.finish(true).unwrap();
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
        assert_eq!(ledger.finish(true).unwrap(), ["a.html", "new/c.html"]);
        assert_eq!(site.files(), ["b.html", "e.html"]);
    }

    #[test]
    fn a_build_that_lacks_pages_removes_nothing() {
        let site = Site::new();
        let ledger = site.open();
        site.write(&ledger, &["a.html", "b.html"]);
        ledger.finish(true).unwrap();
        let ledger = site.open();
        site.write(&ledger, &["a.html"]);
        assert!(ledger.finish(false).unwrap().is_empty());
        let ledger = site.open();
        site.write(&ledger, &["a.html"]);
        assert_eq!(ledger.finish(true).unwrap(), ["b.html"]);
    }

    #[test]
    fn folders_that_are_gone_are_forgotten() {
        let site = Site::new();
        for number in 0..40 {
            let output = site.0.path().join(format!("out{number}"));
            let ledger = Ledger::open(&site.0.path().join(".dibao"), &output).unwrap();
            ledger.note("a.html").unwrap();
            ledger.finish(true).unwrap();
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
        ledger.finish(true).unwrap();
        site.open().finish(true).unwrap();
    }

    #[test]
    fn a_list_that_lies_leads_nowhere() {
        let site = Site::new();
        let ledger = site.open();
        site.write(&ledger, &["a.html"]);
        let list = ledger.list.clone();
        ledger.finish(true).unwrap();
        fs_err::write(site.0.path().join("mine.txt"), "mine").unwrap();
        let text = fs_err::read_to_string(&list).unwrap();
        fs_err::write(&list, format!("{text}../mine.txt\0/etc/hosts\0")).unwrap();
        assert_eq!(site.open().finish(true).unwrap(), ["a.html"]);
        assert!(site.0.path().join("mine.txt").exists());
        // A list of another version is not read at all.
        fs_err::write(&list, "dibao made 9\0a.html\0").unwrap();
        fs_err::write(site.output().join("a.html"), "x").unwrap();
        assert!(site.open().finish(true).unwrap().is_empty());
        assert_eq!(site.files(), ["a.html"]);
    }
}
