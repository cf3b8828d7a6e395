//! Files that lie with articles and that another generator published with them: bundles of Hugo's, and folders of posts of
//! Hexo's. They are published where they were, too, since others link to them and show them.

use std::path::Path;

use rayon::prelude::*;

use super::copies::{files_below, publish};
use super::pictures;
use crate::archive::Archive;
use crate::artefact::Sink;
use crate::config::Config;
use crate::content::{ArticleMeta, is_markdown};
use crate::diagnostic::Diagnostic;
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
    let mut files: Vec<(String, String)> = Vec::new();
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
    files.sort_unstable();
    files.dedup_by(|one, other| one.1 == other.1);
    let settings = pictures::Settings { root, config, cache };
    let told: Result<Vec<Vec<Diagnostic>>, Error> =
        files.into_par_iter().map(|(file, to)| publish(&settings, &file, false, &to, sink)).collect();
    found.extend(told?.into_iter().flatten());
    Ok(found)
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
