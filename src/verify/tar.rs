//! A copy that is a tar.zst.

use std::io::{self, Read};

use tar::{Archive, EntryType};
use zstd::Decoder;

use super::contents::Contents;
use super::fault::Fault;

/// The memory that decompressing may take for what was there before, as a power of two; `zstd` takes as much.
const WINDOW: u32 = 27;
/// A tar may always have so many bytes,
const ALWAYS: u64 = 1 << 30;
/// and so many for each byte of its file. Archives come to some tens; what goes on and on is none.
const MOST_EACH: u64 = 1_000;

/// Lets so many bytes through, and fails then.
struct Limited<R> {
    from: R,
    left: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(bytes)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| io::Error::other("it goes on and on"))?;
        Ok(read)
    }
}

/// Reads a tar.zst whose file has a length.
pub(super) fn read(file: impl Read, length: u64, contents: &mut Contents) -> io::Result<()> {
    let mut decoder = Decoder::new(file)?;
    decoder.window_log_max(WINDOW)?;
    let mut limited = Limited { from: decoder, left: length.saturating_mul(MOST_EACH).max(ALWAYS) };
    let mut tar = Archive::new(&mut limited);
    for entry in tar.entries()? {
        let mut entry = entry?;
        let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        match entry.header().entry_type() {
            EntryType::Regular | EntryType::Continuous => contents.add(&path, &mut entry)?,
            EntryType::Directory | EntryType::XGlobalHeader => {}
            EntryType::Symlink | EntryType::Link => contents.faults.push(Fault::NoFile { path, what: "a link" }),
            _ => contents.faults.push(Fault::NoFile { path, what: "a device" }),
        }
    }
    // What follows the end of a tar is read by nobody, but for zeros.
    let mut after = [0; 1 << 12];
    loop {
        let read = limited.read(&mut after)?;
        if read == 0 {
            return Ok(());
        }
        if after[..read].iter().any(|byte| *byte != 0) {
            return Err(io::Error::other("something follows its end"));
        }
    }
}
