//! A zip that every system opens: names in UTF-8 and marked so, one time for all files, Zip64 where it is needed.

use std::fs::File as Disk;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::contents::SITE;
use super::form::{File, Form};
use crate::artefact::{is_packed, media_type};
use crate::date::When;

/// From so many bytes on, a file's length is told in Zip64.
const LARGE: u64 = u32::MAX as u64;

/// A file that, once it has failed, takes everything and keeps nothing: `ZipWriter` writes its end even then, and would
/// complain of that to the terminal.
struct Once<W> {
    file: W,
    position: u64,
    has_failed: bool,
}

impl<W> Once<W> {
    fn new(file: W) -> Self {
        Self { file, position: 0, has_failed: false }
    }
}

impl<W: Write> Write for Once<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut written = Ok(bytes.len());
        if !self.has_failed {
            written = self.file.write(bytes);
            self.has_failed = written.as_ref().is_err_and(|error| error.kind() != io::ErrorKind::Interrupted);
        }
        self.position += *written.as_ref().unwrap_or(&0) as u64;
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.has_failed { Ok(()) } else { self.file.flush().inspect_err(|_| self.has_failed = true) }
    }
}

impl<W: Seek> Seek for Once<W> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.position = match to {
            to if !self.has_failed => self.file.seek(to).inspect_err(|_| self.has_failed = true)?,
            SeekFrom::Start(position) => position,
            SeekFrom::Current(by) => self.position.saturating_add_signed(by),
            SeekFrom::End(_) => self.position,
        };
        Ok(self.position)
    }
}

/// Writes a zip.
pub(super) struct Zip {
    zip: ZipWriter<Once<BufWriter<Disk>>>,
    /// The folder that everything is in, with a final `/`.
    top: String,
    time: DateTime,
}

impl Zip {
    /// Begins a zip in which everything is in one folder, and of one day.
    pub(super) fn new(file: Disk, name: &str, newest: Option<When>) -> Self {
        Self {
            zip: ZipWriter::new(Once::new(BufWriter::with_capacity(1 << 20, file))),
            top: format!("{name}/"),
            time: time(newest),
        }
    }

    fn options(&self, path: &str, length: u64) -> SimpleFileOptions {
        let is_packed = is_packed(&media_type(path));
        let method = if is_packed { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default().compression_method(method).last_modified_time(self.time);
        options.unix_permissions(0o644).large_file(length >= LARGE)
    }
}

/// A zip knows the years from 1980 to 2107, and no zone.
fn time(newest: Option<When>) -> DateTime {
    let of = |when: When| {
        let part = |part: Option<i8>| u8::try_from(part.unwrap_or(1)).unwrap_or(1);
        DateTime::from_date_and_time(u16::try_from(when.year).ok()?, part(when.month), part(when.day), 0, 0, 0).ok()
    };
    newest.and_then(of).unwrap_or(DateTime::DEFAULT)
}

impl Form for Zip {
    fn add(&mut self, file: &File) -> io::Result<()> {
        let options = self.options(file.safe.as_str(), file.content.len());
        self.zip.start_file(format!("{}{SITE}/{}", self.top, file.safe), options)?;
        file.content.copy_to(&mut self.zip)
    }

    fn add_beside(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let options = self.options(path, bytes.len() as u64);
        self.zip.start_file(format!("{}{path}", self.top), options)?;
        self.zip.write_all(bytes)
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        self.zip.finish()?.flush()
    }
}
