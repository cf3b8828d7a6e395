//! Puts packs that are whole in their places, with their sums and signatures.

use std::io;
use std::path::{Path, PathBuf};

use super::form::{Format, Sum};
use super::order::Order;
use super::sign::{SIGNATURE, Signer};
use super::staging::Staging;
use super::sums::{SUMS, merged, of_file};
use crate::disk;

/// The place of the signature of a file.
fn signature_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(SIGNATURE);
    name.into()
}

/// Removes what is no more true, if it is there.
fn remove(path: &Path) -> io::Result<()> {
    if disk::exists(path) { disk::remove_file(path) } else { Ok(()) }
}

/// Puts a pack where it belongs: its length in bytes, and its hash if it is one file.
pub(super) fn place(
    order: &Order<'_>,
    staging: &Staging,
    format: Format,
    name: &str,
) -> io::Result<(u64, Option<Sum>)> {
    let (from, to) = (staging.place(name), order.out.join(name));
    if format == Format::Folder {
        let length = length_of(&from)?;
        if disk::exists(&to) {
            disk::remove_all(&to)?;
        }
        disk::rename(&from, &to)?;
        return Ok((length, None));
    }
    let (length, sum) = (disk::metadata(&from)?.len(), of_file(&from)?);
    let signature = order.signer.map(|signer| sign(signer, &from, name)).transpose()?;
    // At no moment a pack has the signature of another.
    remove(&signature_of(&to))?;
    disk::rename(&from, &to)?;
    if let Some(signature) = signature {
        disk::rename(&signature, &signature_of(&to))?;
    }
    Ok((length, Some(sum)))
}

/// Signs a file beside it, and tells where.
fn sign(signer: &Signer, file: &Path, name: &str) -> io::Result<PathBuf> {
    let signature = signer.sign(disk::open(file)?, &format!("file:{name}"))?;
    let place = signature_of(file);
    disk::write(&place, signature.as_bytes())?;
    Ok(place)
}

/// Adds the sums of new packs to those of the folder, and signs these.
pub(super) fn sum_up(order: &Order<'_>, sums: &[(String, Sum)]) -> io::Result<()> {
    if sums.is_empty() {
        return Ok(());
    }
    let list = order.out.join(SUMS);
    let text = merged(&disk::read_to_string(&list).unwrap_or_default(), sums);
    let signature = order.signer.map(|signer| signer.sign(text.as_bytes(), &format!("file:{SUMS}"))).transpose()?;
    remove(&signature_of(&list))?;
    disk::replace(&list, text.as_bytes())?;
    signature.map_or(Ok(()), |signature| disk::replace(&signature_of(&list), signature.as_bytes()).map(drop))
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
