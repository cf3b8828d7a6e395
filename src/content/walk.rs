//! Finds the content files of a site, always in the same order.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use walkdir::DirEntry;

use super::choice::{Bundles, Choice, Chosen};
use super::language::plain_key;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Kind, sentence};
use crate::disk;
use crate::kinds::EntityKind;
use crate::way::leads_out;

/// A Markdown file of a site.
#[derive(Clone, Debug)]
pub struct ContentFile {
    /// Its path relative to the site's root, with `/`.
    pub name: String,
    /// Its path relative to its content folder, with `/`.
    pub within: String,
    /// The kind of entities in whose folder it lies, if it does.
    pub entity: Option<EntityKind>,
    /// Set for files below the content folder's `pages/`, which are no articles.
    pub is_page: bool,
    /// A file beside it that has its metadata, relative to the site's root.
    pub sidecar: Option<String>,
}

impl ContentFile {
    /// Its path as far as it tells something of the archive: for a file outside of the site from the name of its
    /// content folder on. What is above that is called as it is on one disk and not on another.
    pub fn telling_path(&self) -> &str {
        if !leads_out(&self.name) {
            return &self.name;
        }
        let folder = self.name[..self.name.len() - self.within.len()].trim_end_matches('/');
        &self.name[folder.rfind('/').map_or(0, |slash| slash + 1)..]
    }
}

/// The folder of pages that stand by themselves, such as the one about the archive.
const PAGES: &str = "pages/";

/// All Markdown files below the content folders, sorted by name.
pub fn walk(root: &Path, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Vec<ContentFile> {
    let mut files = Vec::new();
    let mut metadata = BTreeSet::new();
    // A source may be a link in another folder: its editor says that it is to be followed.
    let linked: Vec<&str> = config.source.iter().map(|source| source.dir.as_str()).collect();
    let is_link = |dir: &&str| disk::symlink_metadata(&root.join(dir)).is_ok_and(|there| there.is_symlink());
    let choice = Choice::of_sources(config);
    let mut folders = config.content_folders();
    for dir in linked.iter().copied().filter(is_link) {
        if !folders.contains(&dir) {
            folders.push(dir);
        }
    }
    for folder in folders {
        let start = root.join(folder);
        if !disk::is_folder(&start) {
            // A site whose articles are all in sources needs no content folder.
            if folder != config.paths.content || config.source.is_empty() {
                diagnostics.push(Diagnostic::error(Kind::Content, folder, sentence!("content-missing")));
            }
            continue;
        }
        // The output and the like may lie in a folder that is the whole site, or holds it; and so may the content
        // folder, whose files are read once.
        let paths = &config.paths;
        let content = Some(&paths.content).filter(|content| *content != folder);
        let own = [&paths.output, &paths.templates, &paths.theme].into_iter().chain(content);
        let own: Vec<PathBuf> = own.filter_map(|own| disk::canonicalize(&root.join(own)).ok()).collect();
        let real = disk::canonicalize(&start).unwrap_or_else(|_| start.clone());
        let is_own = |entry: &DirEntry| {
            let path = entry.path().strip_prefix(&start).map(|within| real.join(within));
            entry.depth() > 0 && entry.file_type().is_dir() && path.is_ok_and(|path| own.contains(&path))
        };
        let is_wanted = |entry: &DirEntry| is_wanted(entry) && !is_own(entry);
        for entry in disk::walk(&start).follow_root_links(true).sort_by_file_name().into_iter().filter_entry(is_wanted)
        {
            match entry {
                Ok(entry) if entry.file_type().is_file() => {
                    if let Some((name, within)) = names(&entry, (root, &start), folder, diagnostics) {
                        if is_markdown(&name) {
                            let entity = kind_of(&name, &within, config);
                            let is_page = folder == config.paths.content && within.starts_with(PAGES);
                            let of_source = choice.of(&name, config);
                            if of_source == Chosen::LeftOut {
                                continue;
                            }
                            let is_page = is_page || of_source == Chosen::Page;
                            files.push(ContentFile { name, within, entity, is_page, sidecar: None });
                        } else if is_metadata(&name) {
                            metadata.insert(name);
                        }
                    }
                }
                Ok(entry) if entry.path_is_symlink() => {
                    let name = in_site(entry.path(), root);
                    if linked.contains(&name.as_str()) {
                        continue;
                    }
                    diagnostics.push(Diagnostic::warning(Kind::Read, name, sentence!("link-not-followed")));
                }
                Ok(_) => {}
                Err(error) => {
                    let name = in_site(error.path().unwrap_or(&start), root);
                    let reason = error.io_error().map_or(std::io::ErrorKind::Other, std::io::Error::kind);
                    let message = sentence!("folder-unreadable", reason = reason.to_string());
                    diagnostics.push(Diagnostic::error(Kind::Read, name, message));
                }
            }
        }
    }
    if config.source.iter().any(|source| source.bundles) {
        let bundles = Bundles::of(files.iter().map(|file| file.name.as_str()), config);
        files.retain(|file| !bundles.hold(&file.name));
    }
    if !metadata.is_empty() {
        attach(&mut files, &metadata);
    }
    files
}

/// Endings of files of metadata.
const METADATA: [&str; 4] = ["json", "yaml", "yml", "toml"];

/// Finds each article's file of metadata: `name.json` beside `name.md`, or `metadata.json` in
/// the folder of one article alone.
fn attach(files: &mut [ContentFile], metadata: &BTreeSet<String>) {
    let mut articles_in: BTreeMap<String, usize> = BTreeMap::new();
    let folder = |name: &str| name.rfind('/').map_or(String::new(), |slash| name[..=slash].to_owned());
    for file in files.iter() {
        *articles_in.entry(folder(&file.name)).or_default() += 1;
    }
    for file in files {
        let folder = folder(&file.name);
        let stem = plain_key(&file.name);
        let mut stems = vec![stem.to_owned(), file.name.clone()];
        if articles_in.get(&folder) == Some(&1) {
            stems.extend([format!("{folder}metadata"), format!("{folder}meta")]);
        }
        let names = stems.iter().flat_map(|stem| METADATA.map(|ending| format!("{stem}.{ending}")));
        file.sidecar = names.into_iter().find(|name| metadata.contains(name));
    }
}

/// The kind of entities that a file describes one of. In trees of other generators a folder such as `tags` holds
/// articles as well: there a page in the place of a word's own, `tags/math/_index.md`, alone describes a word.
fn kind_of(name: &str, within: &str, config: &Config) -> Option<EntityKind> {
    let kind = config.kinds.of_path(within).filter(|kind| !kind.row().is_term || config.source_of(name).is_none());
    let of_word = || {
        let (folder, word) = within.split_once('/')?;
        word.strip_suffix("/_index.md").filter(|word| !word.contains('/'))?;
        let is_of = |keys: &[String]| keys.iter().any(|key| key == folder);
        config.kinds.iter().find(|(kind, called)| kind.row().is_term && is_of(&called.keys)).map(|(kind, _)| kind)
    };
    kind.or_else(of_word)
}

fn is_wanted(entry: &DirEntry) -> bool {
    let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
    entry.depth() == 0 || !hidden && entry.file_name() != "node_modules"
}

/// A file's name relative to the site's root, and relative to its content folder.
fn names(
    entry: &DirEntry,
    (root, start): (&Path, &Path),
    folder: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<(String, String)> {
    let path = entry.path();
    let Some(relative) = path.strip_prefix(start).ok().and_then(Path::to_str) else {
        let name = in_site(path, root);
        if is_markdown(&name) {
            diagnostics.push(Diagnostic::error(Kind::FileName, name, sentence!("file-name-no-text")));
        }
        return None;
    };
    let within = relative.replace(std::path::MAIN_SEPARATOR, "/");
    let name = if folder == "." { within.clone() } else { format!("{folder}/{within}") };
    Some((name, within))
}

/// A path as findings have it: relative to the site's root.
fn in_site(path: &Path, root: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}

/// Whether a file is Markdown, by its ending.
pub fn is_markdown(name: &str) -> bool {
    has_ending(name, &["md", "markdown"])
}

/// Whether a file has metadata of one beside it, by its name.
pub fn is_metadata(name: &str) -> bool {
    has_ending(name, &METADATA)
}

fn has_ending(name: &str, endings: &[&str]) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| endings.iter().any(|it| ending.eq_ignore_ascii_case(it)))
}
