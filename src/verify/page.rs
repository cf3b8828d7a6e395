//! A page that somebody has saved alone.

use std::io::Read as _;
use std::path::Path;

use dibao_publish_protocol::manifest::{Entry, Manifest};
use dibao_publish_protocol::tree::to_hex;
use percent_encoding::percent_decode_str;

use super::contents::Digest;
use super::fault::Fault;
use super::proof::Proof;
use super::report::{PageFacts, Report};
use super::trust::checked_root;
use crate::disk;
use crate::error::Error;
use crate::pack::{SITE, canonical};

/// A page that is longer is not asked for its address.
const LONGEST: u64 = 1 << 24;
/// The page of a folder.
const INDEX: &str = "index.html";
/// No proof is longer.
const LONGEST_PROOF: u64 = 1 << 20;

fn digest(path: &Path) -> Result<Digest, Error> {
    let read = disk::open(path).and_then(|mut file| Digest::of(&mut file));
    read.map_err(|source| Error::Other(format!("{} cannot be read: {source}.", path.display())))
}

/// The path in a manifest of an address, or of a path in the site.
pub(super) fn path_of(manifest: &Manifest, address: &str) -> Option<String> {
    let within = address.strip_prefix(&manifest.site).unwrap_or(address).trim_start_matches('/');
    let within = within.split(['?', '#']).next().unwrap_or(within);
    let index = if within.is_empty() || within.ends_with('/') { INDEX } else { "" };
    let plain = format!("{within}{index}");
    let decoded = percent_decode_str(&plain).decode_utf8().map(std::borrow::Cow::into_owned).unwrap_or_default();
    let folder = format!("{plain}/{INDEX}");
    [plain, decoded, folder].into_iter().find_map(|path| {
        let packed = format!("{SITE}/{path}");
        [path, packed].into_iter().find(|path| manifest.files.contains_key(path))
    })
}

/// Looks for a saved page among the files of a copy: by its bytes, or else by the address that it names itself.
pub(super) fn by_copy(page: &Path, manifest: &Manifest, report: &mut Report) -> Result<(), Error> {
    let digest = digest(page)?;
    let hash = to_hex(&digest.hash);
    let named = address(page)?.and_then(|address| path_of(manifest, &address));
    let is_it = |entry: &Entry| entry.hash == hash && entry.length == digest.length;
    let by_name = named.as_ref().filter(|path| manifest.files.get(*path).is_some_and(is_it));
    let by_bytes = || manifest.files.iter().find(|(_, entry)| is_it(entry)).map(|(path, _)| path);
    match (by_name.or_else(by_bytes), named.as_ref()) {
        (Some(path), _) => {
            let role = manifest.files.get(path).map(|entry| entry.role.clone()).unwrap_or_default();
            report.page = Some(PageFacts { path: path.clone(), role });
        }
        (None, Some(path)) => report.faults.push(Fault::PageChanged { path: path.clone() }),
        (None, None) => report.faults.push(Fault::PageUnknown {}),
    }
    Ok(())
}

/// The address that a page names as its own.
fn address(page: &Path) -> Result<Option<String>, Error> {
    let mut bytes = Vec::new();
    let read = disk::open(page).and_then(|file| file.take(LONGEST).read_to_end(&mut bytes));
    read.map_err(|source| Error::Read { source })?;
    Ok(canonical(&bytes))
}

/// Proves a page by its way to the root that was told.
pub(super) fn by_proof(page: &Path, proof: &Path, root: &str, report: &mut Report) -> Result<(), Error> {
    let root = checked_root(root)?;
    let mut text = String::new();
    let read = disk::open(proof).and_then(|file| file.take(LONGEST_PROOF).read_to_string(&mut text));
    read.map_err(|source| Error::Other(format!("{} cannot be read: {source}.", proof.display())))?;
    let none = || Error::Other(format!("{} is no proof that `dibao prove` has made.", proof.display()));
    let proof = Proof::read(&text).ok_or_else(none)?;
    if proof.leads(&digest(page)?, &root) {
        report.is_vouched = true;
        // The proof binds path and role to the root, and the address to nothing.
        report.page = Some(PageFacts { path: proof.path, role: proof.role });
    } else {
        report.faults.push(Fault::Unproved { root: root.clone() });
    }
    report.root = root;
    Ok(())
}
