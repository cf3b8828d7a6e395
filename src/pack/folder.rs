//! A folder that opens from a disk.

use std::collections::BTreeSet;
use std::fs::{File as Disk, OpenOptions};
use std::io::{self, Write as _};
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

    fn create(&mut self, path: &str) -> io::Result<Disk> {
        let place = self.folder.join(path);
        let folder = place.parent().unwrap_or(Path::new("")).to_owned();
        if !self.made.contains(&folder) {
            disk::create_folder(&folder)?;
            self.made.insert(folder);
        }
        disk::open_with(OpenOptions::new().write(true).create_new(true), &place)
    }
}

impl Form for Folder {
    fn add(&mut self, file: &File) -> io::Result<()> {
        file.content.copy_to(&mut self.create(&format!("{SITE}/{}", file.safe))?)
    }

    fn add_beside(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.create(path)?.write_all(bytes)
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        Ok(())
    }
}
