//! Signatures beside packs, and the sums of these. At no moment a file has the signature of another.

use std::io;
use std::path::{Path, PathBuf};

use super::form::Sum;
use super::order::Order;
use super::sign::SIGNATURE;
use super::sums::{SUMS, merged};
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

/// Puts a pack that is one file in its place by `put`, and its signature beside it, if somebody signs.
pub(super) fn sealed(
    order: &Order<'_>,
    (from, to): (&Path, &Path),
    name: &str,
    put: impl FnOnce() -> io::Result<()>,
) -> io::Result<()> {
    let sign = || order.signer.map(|signer| signer.sign(disk::open(from)?, &format!("file:{name}"))).transpose();
    let signature = sign()?;
    if let Some(signature) = &signature {
        disk::write(&signature_of(from), signature.as_bytes())?;
    }
    remove(&signature_of(to))?;
    put()?;
    signature.map_or(Ok(()), |_| disk::rename(&signature_of(from), &signature_of(to)))
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
