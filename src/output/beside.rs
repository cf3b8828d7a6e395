//! Files that lie with articles and that another generator published with them: bundles of Hugo's, and folders of posts of
//! Hexo's. They are published where they were, too, since others link to them and show them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;

use super::copies::{files_below, publish};
use super::pictures;
use super::places::in_the_way;
use crate::address::{SitePath, folders};
use crate::archive::Archive;
use crate::artefact::{Role, Sink};
use crate::config::Config;
use crate::content::{ArticleMeta, is_markdown};
use crate::diagnostic::{Diagnostic, Kind, sentence};
use crate::disk;
use crate::error::Error;

/// Publishes what lies with articles and pages, at the addresses that it had.
///
/// # Errors
/// When a file cannot be written.
pub fn copy_beside(
    root: &Path,
    config: &Config,
    archive: &Archive,
    cache: Option<&Path>,
    sink: &dyn Sink,
) -> Result<Vec<Diagnostic>, Error> {
    let mut found = Vec::new();
    let articles = archive.articles.iter().map(|it| &it.meta);
    let all = articles.chain(archive.pages.iter().map(|it| &it.meta)).flat_map(|meta| meta.with_versions());
    let mut files: BTreeSet<(String, String)> = BTreeSet::new();
    for (meta, at) in all.filter_map(|meta| Some((meta, meta.files_at.as_deref()?))) {
        let folder = folder_of(meta);
        // What lies with the page of a section is not what lies in its folders.
        let is_flat = meta.file.rsplit('/').next().is_some_and(|name| name.starts_with("_index."));
        let is_wanted = |name: &str| {
            let is_hidden = name.split('/').any(|part| part.starts_with('.'));
            !(is_hidden || is_markdown(name) || is_flat && disk::is_folder(&root.join(folder).join(name)))
        };
        let below = files_below(root, folder, &is_wanted, &mut found);
        files.extend(below.into_keys().map(|name| (format!("{folder}/{name}"), format!("{}{name}", decoded(at)))));
    }
    let files = with_places(files, config, sink, &mut found);
    let settings = pictures::Settings { root, config, cache };
    let told: Result<Vec<Vec<Diagnostic>>, Error> =
        files.into_par_iter().map(|(to, file)| publish(&settings, &file, false, &to, sink)).collect();
    found.extend(told?.into_iter().flatten());
    Ok(found)
}

/// The files by their places, and where they lie. Of two that want one place the first one has it, by the order of files;
/// a file goes before those in a folder of its name. Before all of them go what dibao makes itself and the site's own
/// assets, which are there already: an old address must not take away the home page, or what hosts are told. Settled
/// before any file is written, since many are written at once. Those without a place are told.
fn with_places(
    files: BTreeSet<(String, String)>,
    config: &Config,
    sink: &dyn Sink,
    found: &mut Vec<Diagnostic>,
) -> BTreeMap<String, String> {
    let mut places: BTreeMap<String, String> = BTreeMap::new();
    for (file, to) in files {
        // A file whose name can be no path is told when it is to be published.
        let holder = SitePath::new(to.as_str()).ok().and_then(|path| sink.holder(&path));
        let other = match holder {
            // A page shows it, and it is published there for that.
            Some(Role::Media) if config.media_path(&file) == to => continue,
            Some(Role::Static) => Some(format!("{}/{to}", config.paths.assets)),
            Some(role) => {
                let message = sentence!("beside-displaced-own", path = to, role = role.name());
                found.push(Diagnostic::warning(Kind::Address, file, message));
                continue;
            }
            None => places.get(&to).cloned(),
        };
        match other {
            // One file may lie with several pages that had one address.
            Some(other) if other == file => {}
            Some(other) => {
                let message = sentence!("beside-displaced", other, path = to);
                found.push(Diagnostic::warning(Kind::Address, file, message));
            }
            None => _ = places.insert(to, file),
        }
    }
    let is_lost = |to: &String| folders(to).any(|folder| places.contains_key(folder));
    let below: Vec<String> = places.keys().filter(|to| is_lost(to)).cloned().collect();
    found.extend(below.iter().filter_map(|to| places.remove(to)).map(|file| in_the_way(&file)));
    places
}

/// The folder with the files of an article: its own if it is the index of that, else the one that is called like it.
fn folder_of(meta: &ArticleMeta) -> &str {
    let (folder, name) = meta.file.rsplit_once('/').unwrap_or((".", &meta.file));
    if matches!(name.split('.').next(), Some("index" | "_index")) {
        return folder;
    }
    meta.file.rsplit_once('.').map_or(meta.file.as_str(), |(stem, _)| stem)
}

/// An old address as a path of the output.
fn decoded(address: &str) -> String {
    percent_encoding::percent_decode_str(address.trim_start_matches('/')).decode_utf8_lossy().into_owned()
}
