//! The texts that the index of the search has, one after the other in a file.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::disk;
use crate::search::Kept;

/// Where a text is.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Place {
    start: u64,
    length: u64,
    /// Of its bytes.
    check: u64,
}

/// A file of texts.
pub struct Texts {
    file: BufWriter<File>,
    end: u64,
}

impl Texts {
    /// Begins a file anew, or goes on with one.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(path: &Path, is_new: bool) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        let mut file = disk::open_with(options.read(true).write(true).create(true).truncate(is_new), path)?;
        let end = file.seek(SeekFrom::End(0))?;
        Ok(Self { file: BufWriter::new(file), end })
    }

    /// Appends a text.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn append(&mut self, text: &Kept) -> io::Result<Place> {
        let bytes = text.to_bytes();
        self.file.write_all(&bytes)?;
        let place = Place { start: self.end, length: bytes.len() as u64, check: check(&bytes) };
        self.end += place.length;
        Ok(place)
    }

    /// How many bytes there are, those among them that nothing refers to any more.
    pub fn size(&self) -> u64 {
        self.end
    }

    /// Makes sure that all is written.
    ///
    /// # Errors
    /// When it cannot be.
    pub fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }

    /// A text; none if it is not there whole.
    pub fn read(&mut self, place: Place) -> Option<Kept> {
        self.file.flush().ok()?;
        let file = self.file.get_mut();
        file.seek(SeekFrom::Start(place.start)).ok()?;
        let mut bytes = Vec::new();
        file.take(place.length).read_to_end(&mut bytes).ok()?;
        file.seek(SeekFrom::Start(self.end)).ok()?;
        if bytes.len() as u64 == place.length && check(&bytes) == place.check { Kept::from_bytes(&bytes) } else { None }
    }
}

impl Place {
    /// How many bytes its text has.
    pub fn length(self) -> u64 {
        self.length
    }
}

fn check(bytes: &[u8]) -> u64 {
    blake3::hash(bytes).as_bytes().first_chunk().copied().map_or(0, u64::from_le_bytes)
}
