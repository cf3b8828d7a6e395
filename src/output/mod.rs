//! Writes the site: only what differs from what is there, so that a copy by date or by content moves nothing
//! that did not change. A file is whole before it is there, but for those of a first build that is killed, which
//! the ledger tells the next one.

mod copies;
mod ledger;
mod pictures;

use std::collections::HashSet;
use std::fs::{File, Metadata};
use std::io::Write as _;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::error::Error;
use crate::stamp;

use ledger::{Ledger, Settled};

pub use copies::{Paths, asset_paths, check_assets, copy_assets, copy_media, write_theme};

/// What the name of the file ends with that has what a build knows.
const STATE: &str = "state";
/// And of that which has the texts that it refers to.
pub const TEXTS: &str = "texts";

/// The hash of a path, by which files are counted.
pub fn path_hash(path: &str) -> u64 {
    ledger::hash(path)
}

/// What was done to a folder.
#[derive(Debug, Default)]
pub struct Done {
    /// How many files were new or different.
    pub written: usize,
    /// How many were already as they should be.
    pub unchanged: usize,
    /// How many were removed.
    pub removed: usize,
    /// The paths of those that were written or removed, in order, if that was asked for.
    pub changed: Vec<String>,
    /// Those that are no longer made and could not be removed, and why.
    pub left: Vec<(String, std::io::Error)>,
}

/// The folder that a site is written to.
pub struct Output {
    folder: PathBuf,
    ledger: Option<Ledger>,
    made: Mutex<HashSet<PathBuf>>,
    written: AtomicUsize,
    unchanged: AtomicUsize,
    /// What was written, if somebody wants to know.
    changed: Option<Mutex<Vec<String>>>,
}

impl Output {
    /// Opens a folder; it is made when the first file is written.
    pub fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            ledger: None,
            made: Mutex::default(),
            written: AtomicUsize::new(0),
            unchanged: AtomicUsize::new(0),
            changed: None,
        }
    }

    /// Opens a folder that will have what is written now and no more of what was written before, as a
    /// ledger in `cache` tells; and which files changed, if that `is_told`.
    ///
    /// # Errors
    /// When the ledger cannot be opened.
    pub fn of_site(folder: PathBuf, cache: &Path, is_told: bool) -> Result<Self, Error> {
        let ledger = Some(Ledger::open(cache, &folder)?);
        Ok(Self { ledger, changed: is_told.then(Mutex::default), ..Self::new(folder) })
    }

    /// Where what a build knows is kept for the next one, if there is a ledger.
    pub fn state_file(&self) -> Option<PathBuf> {
        self.ledger.as_ref().map(|ledger| ledger.beside(STATE))
    }

    /// A hash of what there is, as it was last settled.
    pub fn list_hash(&self) -> [u8; 32] {
        self.ledger.as_ref().map_or([0; 32], Ledger::list_hash)
    }

    /// Whether the folder is as the last build left it, file by file.
    pub fn is_untouched(&self) -> bool {
        self.ledger.as_ref().is_some_and(Ledger::is_untouched)
    }

    /// Begins with files of the last build, by the hashes of their paths; all others have to be written again.
    pub fn keep(&self, files: impl Iterator<Item = u64>) {
        if let Some(ledger) = &self.ledger {
            ledger.keep(files);
        }
    }

    /// No longer counts files as made, by the hashes of their paths: what is not written again is removed.
    pub fn let_go(&self, files: impl IntoIterator<Item = u64>) {
        if let Some(ledger) = &self.ledger {
            ledger.let_go(files);
        }
    }

    /// A file as it is, by its path in the output.
    pub fn read(&self, path: &str) -> Option<Vec<u8>> {
        fs_err::read(self.folder.join(path)).ok()
    }

    /// Writes a file by its path in the output, with `/`.
    ///
    /// # Errors
    /// When the disk refuses; the file is then as it was before.
    pub fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        if !Path::new(path).components().all(|part| matches!(part, Component::Normal(_))) {
            let source = std::io::Error::other("it would lie outside of the output");
            return Err(Error::Write { path: path.to_owned(), source });
        }
        self.write_noted(path, bytes).map_err(|source| Error::Write { path: path.to_owned(), source })
    }

    fn write_noted(&self, path: &str, bytes: &[u8]) -> std::io::Result<()> {
        let file = self.folder.join(path);
        let Some(ledger) = &self.ledger else { return self.write_inner(path, &file, bytes) };
        let is_new = ledger.note(path)?;
        let mut written = self.write_inner(path, &file, bytes);
        if written.is_err() && ledger.make_way(path).unwrap_or_default() {
            written = self.write_inner(path, &file, bytes);
        }
        if written.is_err() {
            // On a full disk that cannot be noted either.
            _ = ledger.take_back(path, is_new);
        }
        written
    }

    /// Writes a file that need not be there: false where a folder, or a file in the place of its folder, is in its
    /// way that the site needs or that somebody else put there, or where no file can have that name.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn write_if_free(&self, path: &str, bytes: &[u8]) -> Result<bool, Error> {
        match self.write(path, bytes) {
            Ok(()) => Ok(true),
            Err(Error::Write { source, .. }) if self.is_in_the_way(path, &source) => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn is_in_the_way(&self, path: &str, error: &std::io::Error) -> bool {
        let file = self.folder.join(path);
        let is_file = |folder: &Path| folder.symlink_metadata().is_ok_and(|there| there.is_file());
        let folders = file.ancestors().skip(1).take_while(|folder| *folder != self.folder);
        error.kind() == std::io::ErrorKind::InvalidFilename || file.is_dir() || folders.into_iter().any(is_file)
    }

    /// Removes what is no longer made, unless pages could not be made: then `is_complete` is false, and
    /// those of before stay. Tells what was done since it was last settled.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn settle(&mut self, is_complete: bool) -> Result<Done, Error> {
        let Settled { removed, left } =
            self.ledger.as_mut().map_or(Ok(Settled::default()), |ledger| ledger.settle(is_complete))?;
        // Folders that are empty without what was removed are gone, too.
        self.made.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
        let written = std::mem::take(self.written.get_mut());
        let unchanged = self.ledger.as_ref().map_or(self.unchanged(), Ledger::made).saturating_sub(written);
        let mut done = Done { written, unchanged, removed: removed.len(), changed: Vec::new(), left };
        if let Some(changed) = &mut self.changed {
            done.changed = std::mem::take(changed.get_mut().unwrap_or_else(PoisonError::into_inner));
            done.changed.extend(removed);
            done.changed.sort_unstable();
        }
        Ok(done)
    }

    fn write_inner(&self, path: &str, file: &Path, bytes: &[u8]) -> std::io::Result<()> {
        let folder = file.parent().unwrap_or(&self.folder);
        self.make_folder(folder)?;
        // Nobody uses a site yet that is built for the first time, and if that build is killed, the ledger tells
        // the next one: each file may be written where it belongs.
        let is_first = self.ledger.as_ref().is_some_and(Ledger::is_new);
        let new = if is_first { create(file, bytes)? } else { None };
        let written = match new {
            Some(metadata) => metadata,
            None => {
                if let Some(metadata) = as_is(file, bytes) {
                    self.note(path, &metadata);
                    self.unchanged.fetch_add(1, Ordering::Relaxed);
                    return Ok(());
                }
                replace(file, folder, bytes)?
            }
        };
        self.note(path, &written);
        self.written.fetch_add(1, Ordering::Relaxed);
        if let Some(changed) = &self.changed {
            changed.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
        }
        Ok(())
    }

    fn note(&self, path: &str, metadata: &Metadata) {
        if let Some(ledger) = &self.ledger {
            ledger.note_stamp(path, stamp::of_output(metadata));
        }
    }

    fn make_folder(&self, folder: &Path) -> std::io::Result<()> {
        let is_made =
            |made: &Mutex<HashSet<PathBuf>>| made.lock().unwrap_or_else(PoisonError::into_inner).contains(folder);
        if is_made(&self.made) {
            return Ok(());
        }
        fs_err::create_dir_all(folder)?;
        self.made.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned());
        Ok(())
    }

    /// How many files were new or different.
    pub fn written(&self) -> usize {
        self.written.load(Ordering::Relaxed)
    }

    /// How many files were already there as they should be.
    pub fn unchanged(&self) -> usize {
        self.unchanged.load(Ordering::Relaxed)
    }
}

/// A file that has these bytes already.
fn as_is(path: &Path, bytes: &[u8]) -> Option<Metadata> {
    let metadata = path.symlink_metadata().ok().filter(Metadata::is_file)?;
    let is_same = metadata.len() == bytes.len() as u64 && fs_err::read(path).is_ok_and(|there| there == bytes);
    is_same.then_some(metadata)
}

/// Writes a file where there is nothing; none if there is something.
fn create(file: &Path, bytes: &[u8]) -> std::io::Result<Option<Metadata>> {
    let mut new = match File::options().write(true).create_new(true).open(file) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => return Ok(None),
        opened => opened?,
    };
    let written = new.write_all(bytes).and_then(|()| new.metadata());
    if written.is_err() {
        _ = std::fs::remove_file(file);
    }
    written.map(Some)
}

/// Writes a file that takes the place of another only once it is whole.
fn replace(file: &Path, folder: &Path, bytes: &[u8]) -> std::io::Result<Metadata> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(ledger::UNFINISHED);
    readable_by_all(&mut builder);
    let mut temporary = builder.tempfile_in(folder)?;
    temporary.write_all(bytes)?;
    temporary.persist(file).map_err(|error| error.error)?.metadata()
}

/// A web server may run as another user; the umask still applies.
#[cfg(unix)]
fn readable_by_all(builder: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt as _;
    builder.permissions(std::fs::Permissions::from_mode(0o666));
}

/// Elsewhere a new file has the rights of its folder.
#[cfg(not(unix))]
fn readable_by_all(_: &mut tempfile::Builder<'_, '_>) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let output = Output::new(folder.path().to_owned());
        output.write("甲/乙.html", b"1").unwrap();
        let modified = || fs_err::metadata(folder.path().join("甲/乙.html")).unwrap().modified().unwrap();
        let before = modified();
        output.write("甲/乙.html", b"1").unwrap();
        assert_eq!((output.written(), output.unchanged(), modified()), (1, 1, before));
        output.write("甲/乙.html", b"2").unwrap();
        assert_eq!(fs_err::read(folder.path().join("甲/乙.html")).unwrap(), b"2");
        assert_eq!(fs_err::read_dir(folder.path().join("甲")).unwrap().count(), 1, "no temporary file stays");
    }

    #[test]
    fn nothing_is_written_outside() {
        let folder = tempfile::tempdir().unwrap();
        let output = Output::new(folder.path().join("public"));
        for path in ["../a.html", "a/../../b.html", "/tmp/a.html"] {
            assert!(output.write(path, b"1").is_err(), "{path}");
        }
        assert_eq!(fs_err::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_refusal_names_the_file() {
        let folder = tempfile::tempdir().unwrap();
        fs_err::write(folder.path().join("甲"), "a file where a folder should be").unwrap();
        let error = Output::new(folder.path().to_owned()).write("甲/乙.html", b"1").unwrap_err();
        assert!(error.to_string().contains("甲/乙.html"), "{error}");
    }
}
