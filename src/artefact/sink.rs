//! Where files go, and where they are read from.

use std::io;
use std::sync::Arc;

use super::manifest::{Artefact, Hash};
use super::role::Role;
use crate::address::SitePath;
use crate::error::Error;

/// A file that was made, whole.
#[derive(Clone, Debug)]
pub struct File<'b> {
    /// Where it goes.
    pub path: SitePath,
    /// What it is for.
    pub role: Role,
    /// Its language, as a BCP 47 tag, if it is in one.
    pub lang: Option<Arc<str>>,
    /// What is in it.
    pub bytes: &'b [u8],
}

impl<'b> File<'b> {
    /// A file that is in no language.
    pub fn new(path: SitePath, role: Role, bytes: &'b [u8]) -> Self {
        Self { path, role, lang: None, bytes }
    }

    /// What a manifest has of it.
    pub fn artefact(&self) -> Artefact {
        Artefact {
            path: self.path.clone(),
            role: self.role,
            lang: self.lang.clone(),
            hash: Hash::of(self.bytes),
            length: self.bytes.len() as u64,
        }
    }
}

/// Takes the files of a build, from many threads and in any order. Of two with one path the last one counts.
pub trait Sink: Sync {
    /// Takes a file that a site needs.
    ///
    /// # Errors
    /// When it cannot be taken; a file of the path that was there is then as it was.
    fn put(&self, file: &File<'_>) -> Result<(), Error>;

    /// Takes a file that need not be there: false where a folder of its name, or a file in the place of its folder,
    /// is in its way.
    ///
    /// # Errors
    /// When it cannot be taken for another reason.
    fn put_if_free(&self, file: &File<'_>) -> Result<bool, Error> {
        self.put(file).map(|()| true)
    }

    /// What a file of this build is for that has a path already; none if there is no such file, or if the sink does not
    /// know: one that keeps nothing loses nothing.
    fn holder(&self, _path: &SitePath) -> Option<Role> {
        None
    }
}

/// Reads the files of an output.
pub trait Files {
    /// A file, to be read from its start.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    fn open(&self, path: &SitePath) -> io::Result<Box<dyn io::Read + '_>>;

    /// All of a file.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    fn read(&self, path: &SitePath) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.open(path)?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// A sink that keeps nothing: for a check, which only wants the findings.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nothing;

impl Sink for Nothing {
    fn put(&self, _: &File<'_>) -> Result<(), Error> {
        Ok(())
    }
}
