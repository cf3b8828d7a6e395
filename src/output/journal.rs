//! The journal of a build that is under way: each file that it adds, noted before the file is written. A build that
//! was killed leaves its journal, from which the next one knows what else is there.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use rustc_hash::FxHashMap;

use crate::address::SitePath;
use crate::disk;

/// How a line begins that takes an earlier one back: paths are relative, so that no file is called so.
const TAKEN_BACK: char = '/';

/// A journal that this process alone writes to.
pub(super) struct Journal {
    file: File,
    /// Whether it tells that a build is under way.
    is_marked: bool,
}

impl Drop for Journal {
    /// Unlocks the file at once: a process that another thread has just started may hold it open for a moment.
    fn drop(&mut self) {
        _ = disk::unlock(&self.file);
    }
}

/// What a build left in a journal that it could not end.
#[derive(Debug, Default)]
pub(super) struct Left {
    pub paths: Vec<SitePath>,
    pub is_cut_off: bool,
}

impl Journal {
    /// Opens a journal and locks it; none if another process has it.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn open(path: &Path) -> io::Result<Option<(Self, Left)>> {
        let mut file = disk::open_with(OpenOptions::new().read(true).append(true).create(true), path)?;
        if !disk::try_lock(&file)? {
            return Ok(None);
        }
        let mut text = Vec::new();
        file.read_to_end(&mut text)?;
        let mut left = Left { is_cut_off: !text.is_empty(), ..Left::default() };
        if left.is_cut_off {
            // The last path may have been cut off; the file that it would have named was not written then.
            let whole = text.iter().rposition(|&byte| byte == 0).map_or(0, |end| end + 1);
            left.paths = paths(&String::from_utf8_lossy(&text[..whole]));
            file.write_all(if whole < text.len() { b"\0" } else { b"" })?;
        }
        Ok(Some((Self { file, is_marked: false }, left)))
    }

    /// Whether the journal of an output is empty and nobody's.
    pub fn is_at_rest(path: &Path) -> bool {
        disk::open(path).is_ok_and(|file| {
            disk::try_lock(&file).unwrap_or_default() && file.metadata().is_ok_and(|metadata| metadata.len() == 0)
        })
    }

    /// Tells that a build writes: also one that adds nothing may be killed.
    pub fn mark(&mut self) -> io::Result<()> {
        if !self.is_marked {
            self.file.write_all(b"\0")?;
            self.is_marked = true;
        }
        Ok(())
    }

    /// Notes a file that is about to be added.
    pub fn add(&mut self, path: &SitePath) -> io::Result<()> {
        self.file.write_all(format!("{path}\0").as_bytes())
    }

    /// Takes a note back: the file could not be written.
    pub fn take_back(&mut self, path: &SitePath) -> io::Result<()> {
        self.file.write_all(format!("{TAKEN_BACK}{path}\0").as_bytes())
    }

    /// Ends the build. The file is not removed: whoever waits for the lock must not get that of a file that is gone.
    pub fn end(&mut self) -> io::Result<()> {
        self.file.set_len(0)?;
        self.is_marked = false;
        Ok(())
    }
}

/// The paths that were noted, but for those that were taken back afterwards. What no file can be called is left out: a
/// journal that was tampered with must not lead out of the output.
fn paths(text: &str) -> Vec<SitePath> {
    let lines = || text.split_terminator('\0').filter(|line| !line.is_empty());
    let bare = |line| str::strip_prefix(line, TAKEN_BACK);
    let is_there: FxHashMap<&str, bool> =
        lines().map(|line| (bare(line).unwrap_or(line), bare(line).is_none())).collect();
    let there = lines().filter(|line| is_there.get(line).copied().unwrap_or_default());
    there.filter_map(|line| SitePath::new(line).ok()).collect()
}
