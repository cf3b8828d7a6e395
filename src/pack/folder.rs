//! A folder that opens from a disk.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::contents::SITE;
use super::form::{File, Form};
use crate::disk;

/// Writes a folder.
pub(super) struct Folder {
    folder: PathBuf,
    made: BTreeSet<PathBuf>,
}

impl Folder {
    /// Begins one, where nothing is yet.
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder, made: BTreeSet::new() }
    }

    fn place(&mut self, path: &str) -> io::Result<PathBuf> {
        let place = self.folder.join(path);
        let folder = place.parent().unwrap_or(Path::new("")).to_owned();
        if !self.made.contains(&folder) {
            disk::create_folder(&folder)?;
            self.made.insert(folder);
        }
        Ok(place)
    }
}

impl Form for Folder {
    fn add(&mut self, file: &File) -> io::Result<()> {
        let place = self.place(&format!("{SITE}/{}", file.safe))?;
        disk::write_with(&place, |to| file.content.copy_to(to))
    }

    fn add_beside(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let place = self.place(path)?;
        disk::write(&place, bytes)
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        Ok(())
    }
}
