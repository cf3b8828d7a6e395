//! What of a site goes into a pack, and in which order. Pure: a function of the manifest.

use std::sync::Arc;

use crate::artefact::{Artefact, Manifest, Role, SEARCH};
use crate::script::Script;

/// The folder of the site in a pack, below the files to begin with.
pub const SITE: &str = "site";
/// The page that a site begins with.
pub(super) const INDEX: &str = "index.html";

/// Whether a file goes into a pack. Files for hosts and crawlers do not: nobody looks for them on a disk.
pub(super) fn belongs(file: &Artefact, with_page_data: bool) -> bool {
    match file.role {
        Role::Control => file.path.as_str() == INDEX,
        // Nobody has an old address of a disk.
        Role::Redirect => false,
        Role::PageData => with_page_data,
        _ => true,
    }
}

/// The files of a pack, in an order that brings together what resembles each other: the pages of an article in all
/// scripts one after another, since whatever compresses files together then has most of the second in the first.
pub(super) fn contents(manifest: &Manifest, with_page_data: bool) -> Vec<Arc<Artefact>> {
    let mut files: Vec<Arc<Artefact>> =
        manifest.files().filter(|file| belongs(file, with_page_data)).map(Arc::clone).collect();
    files.sort_by_cached_key(|file| key(file));
    files
}

fn key(file: &Artefact) -> (u8, Option<u32>, Box<str>) {
    let path = file.path.as_str();
    let rank = match file.role {
        Role::Control | Role::Theme => 0,
        Role::Static => 1,
        Role::Page | Role::Withdrawn | Role::Redirect => 2,
        Role::Feed => 3,
        Role::Search => 4,
        Role::Data => 5,
        Role::PageData => 6,
        Role::Media => 7,
    };
    match group_of(path).filter(|_| file.role == Role::Search) {
        Some(group) => (rank, Some(group), path.into()),
        None => (rank, None, beside(path).into()),
    }
}

/// A path by which pages of one article in several scripts are neighbours.
fn beside(path: &str) -> String {
    let in_script = path.split_once('/').filter(|(top, _)| Script::ALL.iter().any(|script| script.folder() == *top));
    in_script.map_or_else(|| path.to_owned(), |(top, rest)| format!("{rest}/{top}"))
}

/// The label of the group whose texts a file of the index has, in all scripts the same: `search/texts/SCRIPT-LABEL.HASH.js`.
fn group_of(path: &str) -> Option<u32> {
    let name = path.strip_prefix(SEARCH)?.strip_prefix("/texts/")?;
    let (_, group) = name.split_once('.')?.0.split_once('-')?;
    u32::from_str_radix(group, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::SitePath;
    use crate::artefact::Hash;

    fn manifest(files: &[(&str, Role)]) -> Manifest {
        Manifest::new(files.iter().map(|&(path, role)| {
            let path = SitePath::new(path).unwrap();
            Arc::new(Artefact { path, role, lang: None, hash: Hash::of(b""), length: 0 })
        }))
    }

    #[test]
    fn pages_of_an_article_are_neighbours_and_hosts_files_stay_out() {
        let files = manifest(&[
            ("404.html", Role::Control),
            ("_headers", Role::Control),
            ("data/pages/a.json", Role::PageData),
            ("index.html", Role::Control),
            ("media/a.png", Role::Media),
            ("search/texts/0-00a0.0a.js", Role::Search),
            ("search/texts/0-0009.0b.js", Role::Search),
            ("search/texts/1-0009.0c.js", Role::Search),
            ("theme/a.css", Role::Theme),
            ("zh-hans/a.html", Role::Page),
            ("zh-hans/b.html", Role::Page),
            ("zh-hant/a.html", Role::Page),
        ]);
        let paths = |with_page_data| -> Vec<String> {
            contents(&files, with_page_data).iter().map(|file| file.path.to_string()).collect()
        };
        let expected = [
            "index.html",
            "theme/a.css",
            "zh-hans/a.html",
            "zh-hant/a.html",
            "zh-hans/b.html",
            "search/texts/0-0009.0b.js",
            "search/texts/1-0009.0c.js",
            "search/texts/0-00a0.0a.js",
            "media/a.png",
        ];
        assert_eq!(paths(false), expected);
        assert!(paths(true).contains(&"data/pages/a.json".to_owned()));
    }
}
