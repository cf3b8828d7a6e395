//! Finds out what a path is, and reads it.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use dibao_publish_protocol::manifest::MANIFEST;

use super::contents::{Contents, Wanted};
use super::fault::Fault;
use super::{folder, tar, zim, zip};
use crate::disk;
use crate::error::Error;
use crate::pack::Format;
use crate::pipeline::Progress;

/// What a path is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A copy in one of the forms of packs.
    Copy(Format),
    /// The manifest of a copy.
    Manifest,
    /// A single file: a page that somebody has saved.
    Page,
}

impl What {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Copy(format) => format.name(),
            Self::Manifest => "manifest",
            Self::Page => "page",
        }
    }
}

/// How a manifest begins.
const OPENING: &[u8] = b"{\"dibao-manifest\":";
/// How each form begins, and what its name ends with: one that was cut to nothing is still to be told from a page.
const FORMS: [(Format, &[u8], &str); 3] = [
    (Format::Zip, b"PK", ".zip"),
    (Format::Tar, &[0x28, 0xb5, 0x2f, 0xfd], ".tar.zst"),
    (Format::Zim, &dibao_zim::MAGIC, ".zim"),
];

fn unread(path: &Path, error: &io::Error) -> Error {
    Error::Other(format!("{} cannot be read: {error}.", path.display()))
}

/// What a path is.
///
/// # Errors
/// When there is nothing, or it cannot be read.
pub(super) fn what(path: &Path) -> Result<What, Error> {
    let there = disk::metadata(path).map_err(|error| unread(path, &error))?;
    if there.is_dir() {
        return Ok(What::Copy(Format::Folder));
    }
    if !there.is_file() {
        return Err(Error::Other(format!("{} is neither a file nor a folder.", path.display())));
    }
    let mut start = Vec::new();
    let opened = disk::open(path).and_then(|file| file.take(OPENING.len() as u64).read_to_end(&mut start));
    opened.map_err(|error| unread(path, &error))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let is_form = |(_, magic, ending): &&(Format, &[u8], &str)| start.starts_with(magic) || name.ends_with(ending);
    Ok(match FORMS.iter().find(is_form) {
        Some((format, ..)) => What::Copy(*format),
        None if start == OPENING => What::Manifest,
        None => What::Page,
    })
}

/// A file that tells how far it is read.
struct Watched<'w> {
    file: File,
    read: u64,
    length: u64,
    progress: Progress<'w>,
}

/// In which it is told.
const MEGABYTE: u64 = 1_000_000;

impl Read for Watched<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(bytes)?;
        let before = self.read / MEGABYTE;
        self.read += read as u64;
        if self.read / MEGABYTE > before {
            let megabytes = |bytes: u64| usize::try_from(bytes / MEGABYTE).unwrap_or(usize::MAX);
            (self.progress)(megabytes(self.read.min(self.length)), megabytes(self.length));
        }
        Ok(read)
    }
}

impl Seek for Watched<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// What is in a copy, or in the manifest of one. What is wrong with it is among its faults.
///
/// # Errors
/// When the disk refuses.
pub(super) fn contents(path: &Path, what: What, wanted: Wanted, progress: Progress<'_>) -> Result<Contents, Error> {
    if what == What::Copy(Format::Folder) {
        return folder::read(path, wanted, progress);
    }
    let file = disk::open(path).map_err(|error| unread(path, &error))?;
    let length = file.metadata().map_err(|error| unread(path, &error))?.len();
    let file = BufReader::with_capacity(1 << 16, Watched { file, read: 0, length, progress });
    let mut contents = Contents::new(wanted);
    let why = match what {
        What::Copy(Format::Zip) => zip::read(file, &mut contents).err().map(|error| error.to_string()),
        What::Copy(Format::Zim) => zim::read(file, &mut contents).err().map(|error| error.to_string()),
        What::Copy(_) => tar::read(file, length, &mut contents).err().map(|error| error.to_string()),
        What::Manifest | What::Page => contents.add(MANIFEST, &mut { file }).err().map(|error| error.to_string()),
    };
    contents.faults.extend(why.map(|why| Fault::Damaged { why }));
    Ok(contents.in_its_folder())
}
