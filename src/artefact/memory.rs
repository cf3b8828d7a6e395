//! An output that is in memory alone.

use std::collections::BTreeMap;
use std::io;
use std::ops::Bound;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::manifest::{Artefact, Manifest};
use super::role::Role;
use super::sink::{File, Files, Sink};
use crate::address::{SitePath, folders};
use crate::error::Error;

/// Files by their paths.
type Contents = BTreeMap<SitePath, (Arc<Artefact>, Arc<[u8]>)>;

/// An output that is in memory alone: for tests, and for what is handed on without a folder.
#[derive(Debug, Default)]
pub struct Memory {
    files: Mutex<Contents>,
}

impl Memory {
    fn files(&self) -> MutexGuard<'_, Contents> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was put into it.
    pub fn manifest(&self) -> Manifest {
        Manifest::new(self.files().values().map(|(artefact, _)| Arc::clone(artefact)))
    }
}

impl Sink for Memory {
    fn put(&self, file: &File<'_>) -> Result<(), Error> {
        let artefact = Arc::new(file.artefact());
        self.files().insert(file.path.clone(), (artefact, file.bytes.into()));
        Ok(())
    }

    fn put_if_free(&self, file: &File<'_>) -> Result<bool, Error> {
        let mut files = self.files();
        let folder = format!("{}/", file.path);
        let is_folder = files
            .range::<str, _>((Bound::Included(folder.as_str()), Bound::Unbounded))
            .next()
            .is_some_and(|(path, _)| path.as_str().starts_with(&folder));
        if is_folder || folders(file.path.as_str()).any(|folder| files.contains_key(folder)) {
            return Ok(false);
        }
        files.insert(file.path.clone(), (Arc::new(file.artefact()), file.bytes.into()));
        Ok(true)
    }

    fn holder(&self, path: &SitePath) -> Option<Role> {
        self.files().get(path).map(|(artefact, _)| artefact.role)
    }
}

impl Files for Memory {
    fn open(&self, path: &SitePath) -> io::Result<Box<dyn io::Read + '_>> {
        let bytes = self.files().get(path).map(|(_, bytes)| Arc::clone(bytes));
        let bytes = bytes.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        Ok(Box::new(io::Cursor::new(bytes)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(memory: &Memory, path: &str) -> bool {
        memory.put_if_free(&File::new(SitePath::new(path).unwrap(), Role::Static, path.as_bytes())).unwrap()
    }

    #[test]
    fn a_file_and_a_folder_are_not_one() {
        let memory = Memory::default();
        for (path, is_free) in [
            ("a/b", true),
            ("a", false),
            ("a/b/c", false),
            ("a-b", true),
            ("a/b", true),
            ("b/c/d", true),
            ("b/c", false),
        ] {
            assert_eq!(put(&memory, path), is_free, "{path}");
        }
        let paths: Vec<String> = memory.manifest().files().map(|file| file.path.to_string()).collect();
        assert_eq!(paths, ["a-b", "a/b", "b/c/d"]);
        assert_eq!(memory.read(&SitePath::new("a/b").unwrap()).unwrap(), b"a/b");
        assert!(memory.read(&SitePath::new("a").unwrap()).is_err());
    }
}
