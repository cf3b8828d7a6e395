//! The folder that a site is written to: only files that differ from what is there, so that a copy by date or by
//! content moves nothing that did not change. A file is whole before it is there, but for those of a first build that
//! is killed, which the journal tells the next one.

use std::collections::HashSet;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::ledger::{Ledger, STATE, Settled};
use crate::address::{PathId, SitePath};
use crate::artefact::{Artefact, File, Files, Manifest, Role, Sink};
use crate::disk;
use crate::error::Error;

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
    pub changed: Vec<SitePath>,
    /// Those that are no longer made and could not be removed, and why.
    pub left: Vec<(SitePath, io::Error)>,
}

/// The folder that a site is written to, which will have what is written now and no more of what was written before.
pub struct Folder {
    folder: PathBuf,
    ledger: Ledger,
    /// The folders that are known to be there.
    made: Mutex<HashSet<PathBuf>>,
    written: AtomicUsize,
    /// What was written, if somebody wants to know.
    changed: Option<Mutex<Vec<SitePath>>>,
}

impl Folder {
    /// Opens a folder, of which a ledger in `cache` tells what was made; it is created when the first file is
    /// written. `is_told` asks which files change.
    ///
    /// # Errors
    /// When the ledger cannot be opened, or another build is writing to the folder.
    pub fn open(folder: PathBuf, cache: &Path, is_told: bool) -> Result<Self, Error> {
        let ledger = Ledger::open(cache, &folder)?;
        let changed = is_told.then(Mutex::default);
        Ok(Self { folder, ledger, made: Mutex::default(), written: AtomicUsize::new(0), changed })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Where what a build knows is kept for the next one.
    pub fn state_file(&self) -> PathBuf {
        self.ledger.beside(STATE)
    }

    /// What the last whole build made.
    pub fn manifest(&self) -> Manifest {
        self.ledger.manifest()
    }

    /// Files that are one on disks which ignore case or the normal form of Unicode, in pairs.
    pub fn clashes(&self) -> Vec<(SitePath, SitePath)> {
        self.ledger.clashes()
    }

    /// The file that has it, for programs.
    pub fn manifest_file(&self) -> &Path {
        self.ledger.manifest_file()
    }

    /// A hash of what there is, as it was last settled.
    pub fn list_hash(&self) -> [u8; 32] {
        self.ledger.list_hash()
    }

    /// Whether the list of the last build was damaged, so that nothing is known of that build.
    pub fn is_list_damaged(&self) -> bool {
        self.ledger.is_damaged()
    }

    /// Whether nothing was made there before, as far as is known.
    pub fn is_new(&self) -> bool {
        self.ledger.is_new()
    }

    /// Whether the folder is as the last build left it, file by file.
    pub fn is_untouched(&self) -> bool {
        self.ledger.is_untouched()
    }

    /// Whether the output is there, without a look at each of its files.
    pub fn is_there(&self) -> bool {
        self.ledger.is_there()
    }

    /// Lets go of what is known of the last build. Nothing is to be written to the folder then.
    pub fn forget_build(&mut self) {
        self.ledger.forget_build();
    }

    /// Begins with files of the last build; all others have to be written again.
    pub fn keep(&self, files: impl Iterator<Item = PathId>) {
        self.ledger.keep(files);
    }

    /// No longer counts files as made: those that are not written again are removed.
    pub fn release(&self, files: impl IntoIterator<Item = PathId>) {
        self.ledger.release(files);
    }

    /// Removes what is no longer made, unless pages could not be made: then `is_complete` is false, and
    /// those of before stay. Tells what was done since it was last settled.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn settle(&mut self, is_complete: bool) -> Result<Done, Error> {
        let made = self.ledger.made();
        let Settled { removed, left } = self.ledger.settle(is_complete)?;
        // Folders that are empty without what was removed are gone, too.
        self.made.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
        let written = std::mem::take(self.written.get_mut());
        let unchanged = made.saturating_sub(written);
        let mut done = Done { written, unchanged, removed: removed.len(), changed: Vec::new(), left };
        if let Some(changed) = &mut self.changed {
            done.changed = std::mem::take(changed.get_mut().unwrap_or_else(PoisonError::into_inner));
            done.changed.extend(removed);
            done.changed.sort_unstable();
        }
        Ok(done)
    }

    fn write_noted(&self, file: &File<'_>) -> io::Result<()> {
        let is_new = self.ledger.note(&file.path)?;
        let mut written = self.write(file);
        if written.is_err() && self.ledger.make_way(&file.path).unwrap_or_default() {
            written = self.write(file);
        }
        if written.is_err() {
            // On a full disk that cannot be noted either.
            _ = self.ledger.take_back(&file.path, is_new);
        }
        written
    }

    fn write(&self, file: &File<'_>) -> io::Result<()> {
        let path = self.folder.join(&file.path);
        self.make_folder(path.parent().unwrap_or(&self.folder))?;
        let artefact = file.artefact();
        // On the first build nothing is served yet, so files are written in place; if the build is killed, the journal
        // lists them.
        let new = if self.ledger.is_new() { disk::create(&path, file.bytes)? } else { None };
        let written = match new {
            Some(written) => written,
            None => match self.as_is(&path, &artefact, file.bytes) {
                Some(there) => {
                    self.ledger.record(artefact, &there);
                    return Ok(());
                }
                None => disk::replace(&path, file.bytes)?,
            },
        };
        self.ledger.record(artefact, &written);
        self.written.fetch_add(1, Ordering::Relaxed);
        if let Some(changed) = &self.changed {
            changed.lock().unwrap_or_else(PoisonError::into_inner).push(file.path.clone());
        }
        Ok(())
    }

    /// The file, if it has these bytes already: as the ledger tells, or else as it is read.
    fn as_is(&self, path: &Path, artefact: &Artefact, bytes: &[u8]) -> Option<Metadata> {
        let there = disk::symlink_metadata(path).ok().filter(Metadata::is_file)?;
        let is_same = there.len() == artefact.length
            && (self.ledger.has(artefact, &there) || disk::read(path).is_ok_and(|there| there == bytes));
        is_same.then_some(there)
    }

    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        let made = || self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if made().contains(folder) {
            return Ok(());
        }
        disk::create_folder(folder)?;
        made().insert(folder.to_owned());
        Ok(())
    }

    fn is_in_the_way(&self, path: &SitePath, error: &io::Error) -> bool {
        let file = self.folder.join(path);
        let is_file =
            |folder: &str| disk::symlink_metadata(&self.folder.join(folder)).is_ok_and(|there| there.is_file());
        error.kind() == io::ErrorKind::InvalidFilename || disk::is_folder(&file) || path.folders().any(is_file)
    }
}

impl Sink for Folder {
    fn put(&self, file: &File<'_>) -> Result<(), Error> {
        self.write_noted(file).map_err(|source| Error::Write { path: file.path.to_string(), source })
    }

    fn put_if_free(&self, file: &File<'_>) -> Result<bool, Error> {
        match self.put(file) {
            Ok(()) => Ok(true),
            Err(Error::Write { source, .. }) if self.is_in_the_way(&file.path, &source) => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn holder(&self, path: &SitePath) -> Option<Role> {
        self.ledger.role(path)
    }
}

impl Files for Folder {
    fn open(&self, path: &SitePath) -> io::Result<Box<dyn io::Read + '_>> {
        Ok(Box::new(disk::open(&self.folder.join(path))?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(root: &Path) -> Folder {
        Folder::open(root.join("public"), &root.join(".dibao"), false).unwrap()
    }

    fn put(folder: &Folder, path: &str, bytes: &[u8]) -> Result<(), Error> {
        folder.put(&File::new(SitePath::new(path).unwrap(), Role::Page, bytes))
    }

    #[test]
    fn a_file_that_is_the_same_is_left_alone() {
        let root = disk::temporary_folder().unwrap();
        let file = root.path().join("public/甲/乙.html");
        let modified = || disk::metadata(&file).unwrap().modified().unwrap();
        let mut folder = open(root.path());
        put(&folder, "甲/乙.html", b"1").unwrap();
        let before = modified();
        put(&folder, "甲/乙.html", b"1").unwrap();
        let done = folder.settle(true).unwrap();
        assert_eq!((done.written, done.unchanged, modified()), (1, 0, before));
        // The same length, and a stamp that the ledger knows nothing of.
        disk::write(&file, b"3").unwrap();
        put(&folder, "甲/乙.html", b"1").unwrap();
        assert_eq!(disk::read(&file).unwrap(), b"1");
        put(&folder, "甲/乙.html", b"2").unwrap();
        assert_eq!(folder.read(&SitePath::new("甲/乙.html").unwrap()).unwrap(), b"2");
        assert_eq!(disk::list(file.parent().unwrap()).unwrap().count(), 1, "no temporary file stays");
    }

    #[test]
    fn the_manifest_has_what_was_put() {
        let root = disk::temporary_folder().unwrap();
        let mut folder = open(root.path());
        put(&folder, "b.html", b"22").unwrap();
        put(&folder, "a.html", b"1").unwrap();
        folder.settle(true).unwrap();
        let before = folder.manifest();
        let lengths: Vec<_> = before.files().map(|file| (file.path.to_string(), file.length)).collect();
        assert_eq!(lengths, [("a.html".to_owned(), 1), ("b.html".to_owned(), 2)]);
        drop(folder);
        let mut folder = open(root.path());
        assert_eq!(folder.manifest(), before);
        put(&folder, "a.html", b"3").unwrap();
        put(&folder, "c.html", b"1").unwrap();
        folder.settle(true).unwrap();
        let delta = folder.manifest().delta(&before);
        let paths = |paths: Vec<SitePath>| paths.iter().map(SitePath::to_string).collect::<Vec<_>>();
        assert_eq!(
            (paths(delta.put), paths(delta.drop)),
            (vec!["a.html".into(), "c.html".into()], vec!["b.html".into()])
        );
    }

    #[test]
    fn a_refusal_names_the_file() {
        let root = disk::temporary_folder().unwrap();
        disk::create_folder(&root.path().join("public")).unwrap();
        disk::write(&root.path().join("public/甲"), b"a file where a folder should be").unwrap();
        let folder = open(root.path());
        let error = put(&folder, "甲/乙.html", b"1").unwrap_err();
        assert!(error.to_string().contains("甲/乙.html"), "{error}");
        let path = SitePath::new("甲/乙.html").unwrap();
        assert!(!folder.put_if_free(&File::new(path, Role::Static, b"1")).unwrap());
    }
}
