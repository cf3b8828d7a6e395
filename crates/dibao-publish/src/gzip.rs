//! Text files compressed by gzip, for storages that serve what they have as they have it.

use std::fs;
use std::io::{Read, Write as _};
use std::path::Path;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use crate::fault::{Fault, Result};
use crate::protocol::{File, Job};

/// What it is called in `book.toml`, in records, and in the header `Content-Encoding`.
pub const GZIP: &str = "gzip";
/// Shorter files, in bytes, are a packet or two either way.
const LEAST: u64 = 1024;
/// How much of a file is read at once.
const AT_ONCE: usize = 64 << 10;

/// Whether a file is put compressed where text files are, if that makes it shorter: a text says in its media type that it
/// is in UTF-8, as dibao tells it; pictures, fonts and sounds are compressed by themselves, and so is the index of the
/// search, of which readers load parts.
pub fn is_for(file: &File) -> bool {
    file.length >= LEAST && file.media_type.contains("; charset=utf-8")
}

/// Whether the file at a path of a target may be compressed. Of one that the site has no more nobody knows.
pub fn may_be_for(job: &Job, path: &str) -> bool {
    let at = job.files.binary_search_by(|file| file.path.as_str().cmp(path));
    at.ok().is_none_or(|at| is_for(&job.files[at]))
}

/// The bytes of a file, compressed; none if they are no shorter then. The same file has the same bytes at any
/// time. A large one is never in memory as a whole.
///
/// # Errors
/// When it cannot be read, or is not what its build made.
pub fn compressed(from: &Path, file: &File) -> Result<Option<Vec<u8>>> {
    let fault = |error: std::io::Error| Fault::Local { path: file.path.clone(), why: error.to_string() };
    let mut source = fs::File::open(from).map_err(fault)?;
    let mut hasher = blake3::Hasher::new();
    // It has no name and no time in it.
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    let mut part = Vec::with_capacity(AT_ONCE);
    loop {
        part.clear();
        if (&mut source).take(AT_ONCE as u64).read_to_end(&mut part).map_err(fault)? == 0 {
            break;
        }
        hasher.update(&part);
        encoder.write_all(&part).map_err(fault)?;
    }
    let bytes = encoder.finish().map_err(fault)?;
    if hasher.finalize().to_string() != file.hash {
        return Err(Fault::Changed(file.path.clone()));
    }
    Ok(Some(bytes).filter(|bytes| (bytes.len() as u64) < file.length))
}

/// Bytes as they were before they were compressed; none if they were not, or are more than `most` then.
pub fn expanded(bytes: &[u8], most: u64) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let length = GzDecoder::new(bytes).take(most.saturating_add(1)).read_to_end(&mut out).ok()?;
    (length as u64 <= most).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(bytes: &[u8], media_type: &str) -> (tempfile::NamedTempFile, File) {
        let on_disk = tempfile::NamedTempFile::new().unwrap();
        fs::write(on_disk.path(), bytes).unwrap();
        let file = File {
            path: "a.html".to_owned(),
            hash: blake3::hash(bytes).to_string(),
            length: bytes.len() as u64,
            role: "page".to_owned(),
            media_type: media_type.to_owned(),
            cache_control: String::new(),
        };
        (on_disk, file)
    }

    #[test]
    fn a_text_is_compressed_to_the_same_bytes_each_time() {
        for length in [1024, AT_ONCE - 1, AT_ONCE, AT_ONCE + 1, 300_000] {
            let text: Vec<u8> = "青岛海边。\n".bytes().cycle().take(length).collect();
            let (on_disk, file) = file(&text, "text/html; charset=utf-8");
            assert!(is_for(&file));
            let bytes = compressed(on_disk.path(), &file).unwrap().unwrap();
            assert!(bytes.len() < length / 2);
            // No flags, and no time.
            assert_eq!(bytes[..8], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
            let moment = fs::FileTimes::new().set_modified(std::time::SystemTime::UNIX_EPOCH);
            fs::File::options().write(true).open(on_disk.path()).unwrap().set_times(moment).unwrap();
            assert_eq!(compressed(on_disk.path(), &file).unwrap().unwrap(), bytes);
            assert_eq!(expanded(&bytes, file.length).unwrap(), text);
            assert_eq!(expanded(&bytes, file.length - 1), None);
            assert_eq!(expanded(&text, file.length), None);
        }
    }

    #[test]
    fn what_gets_no_shorter_stays_as_it_is() {
        let mut noise = vec![0; 5000];
        blake3::Hasher::new().finalize_xof().fill(&mut noise);
        let (on_disk, file) = file(&noise, "text/plain; charset=utf-8");
        assert_eq!(compressed(on_disk.path(), &file).unwrap(), None);
        fs::write(on_disk.path(), "changed").unwrap();
        assert_eq!(compressed(on_disk.path(), &file).unwrap_err(), Fault::Changed("a.html".to_owned()));
    }

    #[test]
    fn pictures_and_small_texts_are_not_compressed() {
        let index = "text/javascript; charset=windows-1252";
        let kinds = ["image/webp", "application/octet-stream", "font/woff2", index].map(|kind| (2000, kind));
        for (length, kind) in
            kinds.into_iter().chain([(1023, "text/html; charset=utf-8"), (0, "text/css; charset=utf-8")])
        {
            assert!(!is_for(&file(&vec![b'a'; length], kind).1), "{kind}");
        }
    }
}
