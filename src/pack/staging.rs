//! Where packs are written until they are whole: a folder beside them, which is gone afterwards. One that a killed run
//! has left is removed by the next.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::disk;

/// The file that is locked as long as somebody writes into the folder.
const LOCK: &str = "lock";

/// A folder for packs that are not whole.
pub(super) struct Staging {
    folder: TempDir,
    /// Nobody takes the folder for one that was left behind.
    _lock: File,
}

impl Staging {
    /// Makes one in the folder of the packs, and removes those that were left behind there.
    ///
    /// # Errors
    /// When the disk refuses.
    pub(super) fn new(out: &Path) -> io::Result<Self> {
        disk::create_folder(out)?;
        clear(out)?;
        let folder = disk::temporary_folder_in(out)?;
        let lock = locked(folder.path(), true)?.ok_or_else(|| io::Error::other("it is locked"))?;
        Ok(Self { folder, _lock: lock })
    }

    /// Where something of that name is written.
    pub(super) fn place(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

fn locked(folder: &Path, is_new: bool) -> io::Result<Option<File>> {
    let file = disk::open_with(OpenOptions::new().write(true).create(is_new), &folder.join(LOCK))?;
    Ok(if disk::try_lock(&file)? { Some(file) } else { None })
}

/// Removes what killed runs have left.
fn clear(out: &Path) -> io::Result<()> {
    for entry in disk::list(out)?.flatten() {
        let is_unfinished = entry.file_name().to_str().is_some_and(|name| name.starts_with(disk::UNFINISHED));
        if !is_unfinished || !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            continue;
        }
        // One without a lock is being made, or is being removed; or its maker was killed in that moment, and it is empty.
        if let Ok(Some(_lock)) = locked(&entry.path(), false) {
            disk::remove_all(&entry.path())?;
        } else {
            _ = disk::remove_folder(&entry.path());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_was_left_is_removed_and_one_in_use_stays() {
        let out = tempfile::tempdir().unwrap();
        let used = Staging::new(out.path()).unwrap();
        let left = out.path().join(".dibao-left");
        std::fs::create_dir_all(left.join("a")).unwrap();
        std::fs::write(left.join(LOCK), b"").unwrap();
        let mine = out.path().join("mine");
        std::fs::create_dir(&mine).unwrap();
        let other = Staging::new(out.path()).unwrap();
        assert!(used.place(LOCK).exists() && other.place(LOCK).exists() && mine.exists());
        assert!(!left.exists());
        drop((used, other));
        assert_eq!(std::fs::read_dir(out.path()).unwrap().count(), 1);
    }
}
