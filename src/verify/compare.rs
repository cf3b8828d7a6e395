//! Two copies of a site, of which one should be the older.

use dibao_publish_protocol::manifest::Manifest;
use serde::Serialize;

use super::fault::Fault;
use crate::artefact::Role;
use crate::pack::SITE;

/// How a copy differs from an older one, in what readers would miss: pages, pictures, files of the site's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// The root of the older one.
    pub root: String,
    /// Its date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Whether both were built of one state of the archive, so that they differ in how they were packed at most.
    pub is_same_archive: bool,
    /// Files that are new.
    pub added: Vec<String>,
    /// Files with other bytes.
    pub changed: Vec<String>,
    /// Pages in whose place there is a notice now.
    pub withdrawn: Vec<String>,
    /// Files that are gone without a notice.
    pub missing: Vec<String>,
    /// Pictures and the like that are gone, as articles were withdrawn.
    pub gone_along: Vec<String>,
    /// How many other files differ: parts of the search, lists, styles.
    pub others: usize,
}

/// Whether readers would miss a file.
fn is_missed(role: &str) -> bool {
    [Role::Page, Role::Withdrawn, Role::Media, Role::Static].iter().any(|missed| missed.name() == role)
}

/// A path in the site, whichever form the copy has.
fn own(path: &str) -> &str {
    path.strip_prefix(SITE).and_then(|rest| rest.strip_prefix('/')).unwrap_or(path)
}

/// The files of a manifest by their paths in the site.
fn by_own(manifest: &Manifest) -> std::collections::BTreeMap<&str, &dibao_publish_protocol::manifest::Entry> {
    manifest.files.iter().map(|(path, entry)| (own(path), entry)).collect()
}

/// Compares two manifests.
pub(super) fn compare(new: &Manifest, old: &Manifest, faults: &mut Vec<Fault>) -> Compared {
    if new.site != old.site {
        faults.push(Fault::OtherSite { new: new.site.clone(), old: old.site.clone() });
    }
    let mut compared = Compared {
        root: old.root.clone(),
        date: old.date.clone(),
        is_same_archive: !new.archive.is_empty() && new.archive == old.archive,
        ..Compared::default()
    };
    let withdrawn = Role::Withdrawn.name();
    let (now, before) = (by_own(new), by_own(old));
    let mut gone = Vec::new();
    for (path, entry) in &before {
        let is_told = is_missed(&entry.role);
        match now.get(path) {
            Some(there) if there.role == withdrawn && entry.role != withdrawn => {
                compared.withdrawn.push((*path).to_owned());
            }
            Some(there) if (&there.hash, there.length) == (&entry.hash, entry.length) => {}
            Some(_) if is_told => compared.changed.push((*path).to_owned()),
            None if is_told => gone.push((path, entry)),
            _ => compared.others += 1,
        }
    }
    for (path, entry) in now.iter().filter(|(path, _)| !before.contains_key(*path)) {
        if is_missed(&entry.role) {
            compared.added.push((*path).to_owned());
        } else {
            compared.others += 1;
        }
    }
    for (path, entry) in gone {
        // The pictures of an article go with it, and nothing tells whose they were.
        let goes_along = !compared.withdrawn.is_empty() && entry.role == Role::Media.name();
        let list = if goes_along { &mut compared.gone_along } else { &mut compared.missing };
        list.push((*path).to_owned());
    }
    faults.extend(compared.missing.iter().map(|path| Fault::Missing { path: path.clone() }));
    compared
}

/// Why a copy is the older of two by their dates, if it is.
pub(super) fn older_by_date(new: &Manifest, old: &Manifest) -> Option<String> {
    let (own, other) = new.date.as_deref().zip(old.date.as_deref())?;
    (own < other).then(|| format!("its newest article is of {own}, that of the other one of {other}"))
}
