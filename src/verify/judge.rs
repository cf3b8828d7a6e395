//! A copy against its manifest: what was changed, swapped, added, and what is missing.

use std::collections::{BTreeMap, BTreeSet};

use dibao_publish_protocol::chain::CHAIN;
use dibao_publish_protocol::checked::Unread;
use dibao_publish_protocol::manifest::{Entry, MANIFEST, Manifest};
use dibao_publish_protocol::tree::{Node, from_hex};

use super::contents::{Contents, Digest};
use super::fault::Fault;
use crate::address::{PathId, folded_id};
use crate::pack::{SIGNATURE, SUMS};

/// An empty file that a published branch of git has for its host.
const NO_JEKYLL: &str = ".nojekyll";

/// The manifest of a copy, if it has one that can be read. What it names as its root is that of its files.
pub(super) fn manifest(contents: &Contents, faults: &mut Vec<Fault>) -> Option<Manifest> {
    let Some(bytes) = contents.records.get(MANIFEST) else {
        // It may be behind what could not be read.
        if !faults.iter().any(|fault| matches!(fault, Fault::Damaged { .. })) {
            faults.push(Fault::NoManifest {});
        }
        return None;
    };
    let manifest = match Manifest::read(bytes) {
        Ok(manifest) => manifest,
        Err(Unread::Newer) => {
            faults.push(Fault::ManifestNewer {});
            return None;
        }
        Err(Unread::Damaged) => {
            faults.push(Fault::ManifestDamaged {});
            return None;
        }
    };
    if !manifest.is_current() {
        faults.push(Fault::ManifestOld {});
    } else if manifest.own_root().as_ref() != Some(&manifest.root) {
        let (told, own) = (manifest.root.clone(), manifest.own_root().unwrap_or_default());
        faults.push(Fault::RootDiffers { told, own });
    }
    Some(manifest)
}

/// Whether a file is as an entry says.
fn is_as_said(found: &Digest, entry: &Entry) -> bool {
    found.length == entry.length && from_hex(&entry.hash) == Some(found.hash)
}

/// Compares the files of a copy with its manifest.
pub(super) fn files(contents: &Contents, manifest: &Manifest, faults: &mut Vec<Fault>) {
    let mut changed: BTreeMap<&str, Node> = BTreeMap::new();
    let mut missing: BTreeMap<PathId, &str> = BTreeMap::new();
    for (path, entry) in &manifest.files {
        match contents.files.get(path) {
            Some(found) if is_as_said(found, entry) => {}
            Some(found) => _ = changed.insert(path, found.hash),
            None => {
                missing.insert(folded_id(path), path);
                faults.push(Fault::Missing { path: path.clone() });
            }
        }
    }
    changes(&changed, manifest, faults);
    let listed: BTreeMap<PathId, &str> = manifest.files.keys().map(|path| (folded_id(path), &**path)).collect();
    for (path, found) in &contents.files {
        if manifest.files.contains_key(path) || is_own(path, found) {
            continue;
        }
        match manifest.leaving.get(path) {
            Some(hash) if hash.as_deref().is_none_or(|hash| from_hex(hash) == Some(found.hash)) => {}
            Some(_) => faults.push(Fault::Changed { path: path.clone() }),
            None => {
                let like = missing.get(&folded_id(path)).or_else(|| listed.get(&folded_id(path)));
                faults.push(Fault::Added { path: path.clone(), like: like.map(|like| (*like).to_owned()) });
            }
        }
    }
}

/// Tells the files that have other bytes: those of another one, which has theirs, or any.
fn changes(changed: &BTreeMap<&str, Node>, manifest: &Manifest, faults: &mut Vec<Fault>) {
    let said = |path: &str| manifest.files.get(path).and_then(|entry| from_hex(&entry.hash));
    let by_said: BTreeMap<Node, &str> = changed.keys().filter_map(|path| Some((said(path)?, *path))).collect();
    let mut told = BTreeSet::new();
    for (path, has) in changed {
        if told.contains(path) {
            continue;
        }
        let with = by_said.get(has).filter(|with| changed.get(**with).copied() == said(path) && *with != path);
        faults.push(match with {
            Some(with) => {
                told.insert(*with);
                Fault::Swapped { path: (*path).to_owned(), with: (*with).to_owned() }
            }
            None => Fault::Changed { path: (*path).to_owned() },
        });
    }
}

/// Whether a file is one that dibao keeps beside those of the site.
fn is_own(path: &str, found: &Digest) -> bool {
    let signed = path.strip_suffix(SIGNATURE);
    signed.is_some_and(|signed| [MANIFEST, SUMS].contains(&signed))
        || [MANIFEST, SUMS, CHAIN].contains(&path)
        || (path == NO_JEKYLL && found.length == 0)
}
