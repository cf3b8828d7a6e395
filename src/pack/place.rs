//! Puts packs that are whole in their places.

use std::io;
use std::path::Path;

use super::form::{Format, Sum};
use super::order::Order;
use super::seal::sealed;
use super::staging::Staging;
use super::sums::of_file;
use crate::disk;

/// Puts a pack in its place; adds its sum. Its length in bytes.
pub(super) fn put(
    order: &Order<'_>,
    format: Format,
    file: &str,
    staging: &Staging,
    sums: &mut Vec<(String, Sum)>,
) -> io::Result<u64> {
    let (from, to) = (staging.place(file), order.out.join(file));
    let rename = || disk::rename(&from, &to);
    if format == Format::Folder {
        let bytes = length_of(&from)?;
        if disk::exists(&to) {
            disk::remove_all(&to)?;
        }
        rename()?;
        return Ok(bytes);
    }
    sums.push((file.to_owned(), of_file(&from)?));
    let bytes = disk::metadata(&from)?.len();
    sealed(order, (&from, &to), file, rename)?;
    Ok(bytes)
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
