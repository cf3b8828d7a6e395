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

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use proptest::prelude::*;

    use super::*;

    const FILES: [(&str, &[u8]); 3] =
        [("x/dibao-manifest.json", b"{}"), ("x/site/a.html", b"<p>"), ("x/site/b/一.png", &[7; 900])];

    fn zip() -> Vec<u8> {
        let mut zip = ::zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (path, bytes) in FILES {
            zip.start_file(path, ::zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    /// A tar, with a name that has no room in an entry.
    fn tar() -> Vec<u8> {
        let mut tar = ::tar::Builder::new(Vec::new());
        let long = format!("x/site/{}.html", "长".repeat(50));
        for (path, bytes) in FILES.into_iter().chain([(&*long, &b"long"[..])]) {
            let mut header = ::tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            tar.append_data(&mut header, path, bytes).unwrap();
        }
        tar.into_inner().unwrap()
    }

    fn read_as(name: &str, bytes: &[u8]) -> Contents {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        contents(&path, what(&path).unwrap(), Wanted::All, &|_, _| {}).unwrap()
    }

    #[test]
    fn a_tar_has_its_long_names() {
        let read = read_as("a.tar.zst", &zstd::encode_all(&tar()[..], 1).unwrap());
        assert!(read.files.contains_key(&format!("site/{}.html", "长".repeat(50))), "{:?}", read.files.keys());
        assert_eq!((read.files.len(), read.faults), (4, Vec::new()));
    }

    #[test]
    fn a_zip_has_its_files() {
        let read = read_as("a.zip", &zip());
        assert!(read.files.keys().eq(["dibao-manifest.json", "site/a.html", "site/b/一.png"]));
        assert_eq!(read.faults, []);
    }

    proptest! {
        #[test]
        fn whatever_is_in_a_copy_it_is_read_or_told(
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
            cut in prop::option::of(any::<prop::sample::Index>()),
            is_zip in any::<bool>(),
        ) {
            let mut bytes = if is_zip { zip() } else { tar() };
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            if let Some(cut) = cut {
                bytes.truncate(cut.index(bytes.len()));
            }
            let name = if is_zip { "a.zip" } else { "a.tar.zst" };
            let bytes = if is_zip { bytes } else { zstd::encode_all(&bytes[..], 1).unwrap() };
            let read = read_as(name, &bytes);
            for path in read.files.keys() {
                prop_assert!(crate::address::SitePath::new(path.as_str()).is_ok());
            }
        }
    }
}
