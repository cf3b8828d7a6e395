//! A file for what memory has no room for while an index is made; it is gone when it is closed.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::ops::Range;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::disk;

/// A file of bytes that are appended in pieces, and read.
pub struct Scratch {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    file: Option<File>,
    end: u64,
    /// What went wrong first.
    refused: Option<io::Error>,
}

impl Scratch {
    /// Makes a file in a folder.
    pub fn new(folder: &Path) -> Self {
        let mut state = State::default();
        match disk::temporary_file(folder) {
            Ok(file) => state.file = Some(file),
            Err(error) => state.refused = Some(error),
        }
        Self { state: Mutex::new(state) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Appends bytes; returns where they are.
    pub fn append(&self, bytes: &[u8]) -> Range<u64> {
        let mut state = self.state();
        let start = state.end;
        state.end += bytes.len() as u64;
        state.attempt(|file| {
            file.seek(SeekFrom::Start(start))?;
            file.write_all(bytes)
        });
        start..state.end
    }

    /// The bytes of a place; none once anything went wrong.
    pub fn read(&self, place: Range<u64>) -> Option<Vec<u8>> {
        let mut bytes = vec![0; usize::try_from(place.end - place.start).unwrap_or_default()];
        let mut state = self.state();
        state.attempt(|file| {
            file.seek(SeekFrom::Start(place.start))?;
            file.read_exact(&mut bytes)
        });
        state.refused.is_none().then_some(bytes)
    }

    /// Forgets all that was appended; there is room for other bytes then.
    pub fn clear(&self) {
        self.state().end = 0;
    }

    /// What went wrong with the file, if anything did: what was made of it is then worth nothing.
    pub fn refused(&self) -> Option<io::Error> {
        self.state().refused.take()
    }
}

impl State {
    /// Does something with the file, unless anything went wrong before.
    fn attempt(&mut self, act: impl FnOnce(&mut File) -> io::Result<()>) {
        if let (Some(file), None) = (&mut self.file, &self.refused) {
            self.refused = act(file).err();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_appended_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let scratch = Scratch::new(folder.path());
        let [first, second] = [b"one".as_slice(), b"another"].map(|bytes| scratch.append(bytes));
        assert_eq!(
            [scratch.read(first), scratch.read(second)].map(Option::unwrap),
            [b"one".to_vec(), b"another".to_vec()]
        );
        scratch.clear();
        assert_eq!(scratch.append(b"2"), 0..1);
        assert_eq!(scratch.read(0..3).unwrap(), b"2ne");
        assert!(scratch.read(90..99).is_none());
        assert!(scratch.read(0..3).is_none(), "after that, nothing is");
        assert!(scratch.refused().is_some());
    }

    #[test]
    fn a_file_that_cannot_be_made_is_told_of() {
        let scratch = Scratch::new(Path::new("/nowhere/at/all"));
        let place = scratch.append(&[1]);
        assert_eq!(scratch.read(place), None);
        assert!(scratch.refused().is_some());
    }
}
