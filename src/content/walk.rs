//! Finds the content files of a site, always in the same order.

use std::path::Path;

use walkdir::{DirEntry, WalkDir};

use super::EntityKind;
use crate::config::Config;
use crate::diagnostic::Diagnostic;

/// A Markdown file of a site.
pub struct ContentFile {
    /// Its path relative to the site's root, with `/`.
    pub name: String,
    /// Its path relative to its content folder, with `/`.
    pub within: String,
    /// Set for files below `events/` and `locations/`.
    pub entity: Option<EntityKind>,
}

/// All Markdown files below the content folders, sorted by name.
pub(super) fn walk(root: &Path, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Vec<ContentFile> {
    let mut files = Vec::new();
    for folder in config.content_folders() {
        let start = root.join(folder);
        if !start.is_dir() {
            let missing = Diagnostic::error("content", folder, "There is no such folder to take articles from.");
            diagnostics.push(missing.help("Create it, or name another one under `paths.content` in book.toml."));
            continue;
        }
        for entry in WalkDir::new(&start).sort_by_file_name().into_iter().filter_entry(is_wanted) {
            match entry {
                Ok(entry) if entry.file_type().is_file() => {
                    files.extend(content_file(&entry, &start, folder, diagnostics))
                }
                Ok(_) => {}
                Err(error) => {
                    let name = error.path().unwrap_or(&start).display().to_string();
                    diagnostics.push(Diagnostic::error("read", name, format!("The folder cannot be read: {error}.")));
                }
            }
        }
    }
    files
}

fn is_wanted(entry: &DirEntry) -> bool {
    let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
    entry.depth() == 0 || !hidden && entry.file_name() != "node_modules"
}

fn content_file(
    entry: &DirEntry,
    start: &Path,
    folder: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<ContentFile> {
    let path = entry.path();
    let is_markdown = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("md") || extension.eq_ignore_ascii_case("markdown"));
    if !is_markdown {
        return None;
    }
    let Some(relative) = path.strip_prefix(start).ok().and_then(Path::to_str) else {
        let unreadable = Diagnostic::error(
            "file-name",
            path.display().to_string(),
            "The file's name is not UTF-8, so it is left out.",
        );
        diagnostics.push(unreadable.help("Rename the file."));
        return None;
    };
    let within = relative.replace(std::path::MAIN_SEPARATOR, "/");
    let name = if folder == "." { within.clone() } else { format!("{folder}/{within}") };
    let entity = EntityKind::ALL
        .into_iter()
        .find(|kind| within.strip_prefix(kind.folder()).is_some_and(|rest| rest.starts_with('/')));
    Some(ContentFile { name, within, entity })
}
