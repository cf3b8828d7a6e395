//! The chain of releases in the folder of the packs.

use dibao_publish_protocol::chain::{CHAIN, Release, read, to_text};
use dibao_publish_protocol::stamp::stamp;

use super::called::part;
use super::order::{Order, Packed};
use crate::disk;
use crate::error::Error;

/// The releases so far.
///
/// # Errors
/// When the chain is broken: what is added to it would prove nothing.
pub(super) fn releases(order: &Order<'_>) -> Result<Vec<Release>, Error> {
    let place = order.out.join(CHAIN);
    if !disk::exists(&place) {
        return Ok(Vec::new());
    }
    let (releases, broken) = read(&disk::read_to_string(&place).map_err(|source| Error::Read { source })?);
    broken.map_or(Ok(releases), |broken| {
        let said =
            format!("{} is broken: {broken}. Put back a whole one, or move it away to begin anew.", place.display());
        Err(Error::Other(said))
    })
}

/// The chain with a release of these packs, stamped if book.toml has a command for that; none if it has that release.
///
/// # Errors
/// When there is no time stamp.
pub(super) fn with_packs(
    order: &Order<'_>,
    releases: &[Release],
    root: &str,
    packs: &[Packed],
) -> Result<Option<String>, Error> {
    let Order { config, built, .. } = order;
    let release = Release {
        site: config.base_url.clone(),
        root: root.to_owned(),
        count: built.manifest.len(),
        date: order.built.newest.map(|newest| newest.iso_date()),
        archive: built.archive.map(|hash| hash.to_string()).unwrap_or_default(),
        part: part(order.selection).unwrap_or_default(),
        packs: packs.iter().map(|pack| (pack.format.name().to_owned(), pack.root.clone())).collect(),
        ..Release::default()
    };
    let Some(mut release) = release.after(releases) else { return Ok(None) };
    if let Some(command) = &config.proof.timestamp {
        stamp(&mut release, command, order.root).map_err(|why| Error::Other(format!("Nothing was packed: {why}.")))?;
    }
    Ok(Some(to_text(&[releases, &[release]].concat())))
}

/// Writes the chain.
///
/// # Errors
/// When the disk refuses.
pub(super) fn write(order: &Order<'_>, text: &str) -> std::io::Result<()> {
    disk::replace(&order.out.join(CHAIN), text.as_bytes()).map(drop)
}
