//! mkdocs: files are folders, or pages.

use super::expand::joined;
use super::facts::Facts;
use super::settings::OldAddresses;

pub(super) fn path(old: &OldAddresses, facts: &Facts<'_>) -> String {
    let (folders, stem) = facts.parts();
    let stem = if stem == "README" { "index" } else { stem };
    let folder = folders.join("/");
    joined(&match (stem, old.ugly) {
        ("index", false) => format!("{folder}/"),
        (_, true) => format!("{folder}/{stem}.html"),
        (_, false) => format!("{folder}/{stem}/"),
    })
}
