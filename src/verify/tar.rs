//! A copy that is a tar.zst.

use std::io::{self, Read};

use tar::{Archive, EntryType, PaxExtensions};
use zstd::Decoder;

use super::contents::Contents;
use super::fault::Fault;

/// The memory that decompressing may take for what was there before, as a power of two; `zstd` takes as much.
const WINDOW: u32 = 27;
/// A tar may always have so many bytes,
const ALWAYS: u64 = 1 << 26;
/// and so many for each byte of its file. Archives come to some tens; what goes on and on is none.
const MOST_EACH: u64 = 1_000;

/// No name is longer, with what else stands beside it.
const LONGEST: u64 = 1 << 16;

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

/// The name that stands before an entry, which has no room for it: as GNU's tar writes it, or as POSIX has it (pax).
fn name(from: &mut impl Read, kind: EntryType) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    from.take(LONGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST {
        return Err(io::Error::other("a name in it is longer than any"));
    }
    if kind == EntryType::GNULongName {
        let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
        return Ok(Some(String::from_utf8_lossy(&bytes[..end]).into_owned()));
    }
    let mut path = None;
    for extension in PaxExtensions::new(&bytes) {
        let extension = extension?;
        match extension.key_bytes() {
            b"path" => path = Some(String::from_utf8_lossy(extension.value_bytes()).into_owned()),
            b"size" => return Err(io::Error::other("it tells lengths in a way that is not read")),
            _ => {}
        }
    }
    Ok(path)
}

/// Reads a tar.zst whose file has a length.
pub(super) fn read(file: impl Read, length: u64, contents: &mut Contents) -> io::Result<()> {
    let mut decoder = Decoder::new(file)?;
    decoder.window_log_max(WINDOW)?;
    let mut limited = Limited { from: decoder, left: length.saturating_mul(MOST_EACH).max(ALWAYS) };
    let mut tar = Archive::new(&mut limited);
    let mut long = None;
    // Raw: by itself the crate holds names in memory, however long they are.
    for entry in tar.entries()?.raw(true) {
        let mut entry = entry?;
        let kind = entry.header().entry_type();
        let own = || String::from_utf8_lossy(&entry.header().path_bytes()).into_owned();
        match kind {
            EntryType::GNULongName | EntryType::XHeader => long = name(&mut entry, kind)?.or(long),
            EntryType::GNULongLink | EntryType::XGlobalHeader => {}
            EntryType::Directory => long = None,
            EntryType::Regular | EntryType::Continuous => {
                let path = long.take().unwrap_or_else(own);
                contents.add(&path, &mut entry)?;
            }
            _ => {
                let what = if matches!(kind, EntryType::Symlink | EntryType::Link) { "a link" } else { "a device" };
                contents.faults.push(Fault::NoFile { path: long.take().unwrap_or_else(own), what });
            }
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
