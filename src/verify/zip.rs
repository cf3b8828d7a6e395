//! A copy that is a zip.

use std::io::{Read, Seek, SeekFrom};

use zip::ZipArchive;
use zip::result::ZipError;

use super::contents::Contents;
use super::fault::Fault;

/// How the record begins that ends a zip, and how long it is (APPNOTE.TXT, section 4.3.16).
const END: [u8; 4] = *b"PK\x05\x06";
const LAST: i64 = 22;
/// How long the header of a file is at least (section 4.3.7).
const HEADER: u64 = 30;

/// Reads a zip. Its files may not overlap, so that it unpacks to no more than a thousand times itself (deflate can do no
/// better), and no file lies between them that programs could find.
pub(super) fn read(mut file: impl Read + Seek, contents: &mut Contents) -> Result<(), ZipError> {
    let mut end = [0; END.len()];
    let found = file.seek(SeekFrom::End(-LAST)).and_then(|_| file.read_exact(&mut end));
    // A comment would follow it, or what belongs to nothing.
    if found.is_ok() && end != END {
        contents.faults.push(Fault::Hidden {});
    }
    let mut zip = ZipArchive::new(file)?;
    if zip.has_overlapping_entries()? {
        return Err(ZipError::InvalidArchive("files in it overlap".into()));
    }
    if zip.has_duplicate_names() {
        // Two programs unpack two different files: which of them is meant, nobody can tell.
        contents.faults.push(Fault::Twice { path: "a name of the zip".to_owned() });
    }
    let mut end = 0;
    let mut bounds = Vec::with_capacity(zip.len());
    for number in 0..zip.len() {
        let mut entry = zip.by_index(number)?;
        let data = entry.data_start().unwrap_or_else(|| entry.header_start());
        bounds.push((entry.header_start(), data.saturating_add(entry.compressed_size())));
        let path = entry.name()?.into_owned();
        if entry.is_symlink() {
            contents.faults.push(Fault::NoFile { path, what: "a link" });
        } else if path.ends_with('/') || path.ends_with('\\') {
            // A folder; what is in it has entries of its own.
            if entry.size() > 0 {
                contents.faults.push(Fault::Path { path });
            }
        } else if contents.wants(&path) {
            contents.add(&path, &mut entry)?;
        }
    }
    bounds.sort_unstable();
    for (from, to) in bounds {
        // Some programs write lengths after a file; what is shorter than a header hides no other.
        if from < end || from - end >= HEADER {
            contents.faults.push(Fault::Hidden {});
            return Ok(());
        }
        end = to;
    }
    let is_last = (end..end.saturating_add(HEADER)).contains(&zip.central_directory_start());
    let is_whole = is_last && zip.offset() == 0 && zip.comment().is_empty();
    contents.faults.extend((!is_whole).then_some(Fault::Hidden {}));
    Ok(())
}
