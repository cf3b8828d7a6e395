//! Puts packs that are whole in their places.

use std::io;
use std::path::Path;

use super::form::{Format, Sum};
use super::order::{Order, Packed, Torrent};
use super::seal::sealed;
use super::staging::Staging;
use super::sums::of_file;
use super::torrent::{self, TORRENT};
use crate::disk;
use crate::error::Error;

/// Puts a pack in its place, and its torrent beside it, if one is asked for; tells its length and its torrent, and adds its
/// sum.
pub(super) fn put(
    order: &Order<'_>,
    pack: &mut Packed,
    file: &str,
    staging: &Staging,
    sums: &mut Vec<(String, Sum)>,
) -> io::Result<()> {
    let (from, to) = (staging.place(file), order.out.join(file));
    let torrent = format!("{file}{TORRENT}");
    let (torrent, at) = (staging.place(&torrent), order.out.join(&torrent));
    let info_hash = order.trackers.map(|trackers| torrent::write(&from, file, trackers, &torrent)).transpose()?;
    // It is that of the pack before.
    if disk::exists(&at) {
        disk::remove_file(&at)?;
    }
    let rename = || disk::rename(&from, &to);
    if pack.format == Format::Folder {
        pack.bytes = length_of(&from)?;
        if disk::exists(&to) {
            disk::remove_all(&to)?;
        }
        rename()?;
    } else {
        sums.push((file.to_owned(), of_file(&from)?));
        pack.bytes = disk::metadata(&from)?.len();
        sealed(order, (&from, &to), file, rename)?;
    }
    if let Some(info_hash) = info_hash {
        disk::rename(&torrent, &at)?;
        pack.torrent = Some(Torrent { path: at, info_hash });
    }
    Ok(())
}

/// Why something cannot be written. A file that is not whole has a name that tells nobody anything.
pub(super) fn refused(path: &Path, error: &io::Error) -> Error {
    Error::Write { path: path.display().to_string(), source: disk::cause(error) }
}

/// How long all files of a folder are.
fn length_of(folder: &Path) -> io::Result<u64> {
    let mut length = 0;
    for entry in disk::walk(folder) {
        let entry = entry?;
        if entry.file_type().is_file() {
            length += entry.metadata()?.len();
        }
    }
    Ok(length)
}
