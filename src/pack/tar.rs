//! The smallest pack: a tar (POSIX ustar, with GNU's long names) in one stream of Zstandard.

use std::fs::File as Disk;
use std::io::{self, BufWriter, Write};

use tar::{Builder, EntryType, Header};
use zstd::Encoder;
use zstd::zstd_safe::CParameter;

use super::contents::SITE;
use super::form::{Content, File, Form};

/// How hard it tries: more takes several times as long for a few hundredths.
const LEVEL: i32 = 12;
/// How far back it looks for what was there before, as a power of two in bytes. Whoever unpacks needs as much memory;
/// `zstd` allows 27 by itself.
const WINDOW: u32 = 25;

/// What a thread compresses at a time, in bytes. Four windows, as zstd has it by itself, take hundreds of megabytes.
const AT_ONCE: u32 = 8 << 20;

/// Writes a tar.zst.
pub(super) struct Tar {
    tar: Builder<Encoder<'static, BufWriter<Disk>>>,
    /// The folder that everything is in, with a final `/`.
    top: String,
    /// Seconds since 1970.
    time: u64,
}

impl Tar {
    /// Begins one in which everything is in one folder, and of one time, in seconds since 1970.
    pub(super) fn new(file: Disk, name: &str, time: i64) -> io::Result<Self> {
        let mut encoder = Encoder::new(BufWriter::with_capacity(1 << 20, file), LEVEL)?;
        encoder.window_log(WINDOW)?;
        encoder.long_distance_matching(true)?;
        encoder.include_checksum(true)?;
        // With any number of threads the bytes are the same, but not without.
        encoder.multithread(2)?;
        encoder.set_parameter(CParameter::JobSize(AT_ONCE))?;
        let time = u64::try_from(time).unwrap_or(0);
        Ok(Self { tar: Builder::new(encoder), top: format!("{name}/"), time })
    }

    fn append(&mut self, path: &str, content: &Content) -> io::Result<()> {
        let mut header = Header::new_gnu();
        header.set_size(content.len());
        header.set_mode(0o644);
        header.set_mtime(self.time);
        header.set_entry_type(EntryType::Regular);
        let path = format!("{}{path}", self.top);
        match content {
            Content::Bytes(bytes) => self.tar.append_data(&mut header, path, &bytes[..]),
            Content::Disk(from, length) => {
                let file = crate::disk::open(from)?;
                self.tar.append_data(&mut header, path, io::Read::take(file, *length))
            }
        }
    }
}

impl Form for Tar {
    fn add(&mut self, file: &File) -> io::Result<()> {
        self.append(&format!("{SITE}/{}", file.safe), &file.solid)
    }

    fn add_beside(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.append(path, &Content::Bytes(bytes.into()))
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        self.tar.into_inner()?.finish()?.flush()
    }
}
