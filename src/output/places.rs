//! Which file has a place in the output that two want.

use std::collections::BTreeMap;
use std::path::PathBuf;

use rustc_hash::FxHashSet;

use crate::address::{PathFault, PathId, folders};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Kind, sentence};

/// Files that articles refer to, and where they are in the output.
pub(super) struct Placed<'f> {
    /// The files and whether they are shown, by their places.
    pub files: BTreeMap<String, (&'f String, bool)>,
    /// What is told of those that have no place.
    pub lost: Vec<Diagnostic>,
}

/// Settles which file has a place that two want: an asset, whether it is shown or not, as it stands in the place of
/// everything that the site has; and a file before those in a folder of its name. `assets` are by their places.
pub(super) fn placed<'f>(
    config: &Config,
    shown: &'f BTreeMap<String, bool>,
    assets: &BTreeMap<String, PathBuf>,
) -> Placed<'f> {
    let mut lost = Vec::new();
    let mut files: BTreeMap<String, (&String, bool)> = BTreeMap::new();
    let folder = &config.paths.assets;
    for (file, &is_shown) in shown {
        let name = config.media_path(file);
        let asset = assets.contains_key(&name).then(|| format!("{folder}/{name}")).filter(|asset| asset != file);
        let other = asset.or_else(|| files.get(&name).map(|(other, _)| (*other).clone()));
        match other {
            Some(other) => lost.push(displaced(file, &other, &name)),
            None => _ = files.insert(name, (file, is_shown)),
        }
    }
    let is_lost = |name: &String| folders(name).any(|folder| files.contains_key(folder));
    let below: Vec<String> = files.keys().filter(|name| is_lost(name)).cloned().collect();
    let below = below.into_iter().filter_map(|name| files.remove(&name));
    lost.extend(below.map(|(file, _)| in_the_way(file)));
    Placed { files, lost }
}

/// That another file is where a file would be.
fn displaced(file: &str, other: &str, name: &str) -> Diagnostic {
    Diagnostic::error(Kind::Address, file, sentence!("file-displaced", other, path = name))
}

/// That a file cannot be where its name says.
pub(super) fn in_the_way(file: &str) -> Diagnostic {
    Diagnostic::error(Kind::Address, file, sentence!("file-in-the-way"))
}

/// That a file's name cannot be that of a file in the output.
pub(super) fn misnamed(file: &str, fault: PathFault) -> Diagnostic {
    Diagnostic::error(Kind::FileName, file, sentence!("file-misnamed", reason = fault.to_string()))
}

/// Paths of files in the output, and the folders that they need.
pub struct Paths {
    files: FxHashSet<PathId>,
    folders: FxHashSet<PathId>,
}

impl Paths {
    /// Those of files.
    pub fn of(files: impl IntoIterator<Item = String>) -> Self {
        let mut paths = Self { files: FxHashSet::default(), folders: FxHashSet::default() };
        files.into_iter().for_each(|file| paths.add(&file));
        paths
    }

    /// Adds a file.
    pub fn add(&mut self, file: &str) {
        self.files.insert(PathId::of(file));
        self.folders.extend(folders(file).map(PathId::of));
    }

    /// Whether a file cannot be there: one of them is in a folder of its name, or has the name of its folder.
    pub(super) fn are_in_the_way_of(&self, file: &str) -> bool {
        self.folders.contains(&PathId::of(file)) || folders(file).any(|folder| self.files.contains(&PathId::of(folder)))
    }
}
