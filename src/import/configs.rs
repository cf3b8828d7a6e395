//! The configurations of generators, wherever they lie, as one table.

use std::path::Path;

use serde_json::{Map, Value};

use crate::content::parse_yaml;
use crate::disk;

/// The configurations of each generator, the likeliest first.
const CONFIGS: [&str; 9] = [
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "hugo.json",
    "config.toml",
    "config.yaml",
    "config.yml",
    "_config.yml",
    "mkdocs.yml",
];
/// Where Hugo may have its configuration in parts.
const FOLDER: &str = "config/_default";

/// The name of the configuration that is there, and what it says.
pub(super) fn read(folder: &Path) -> (Option<&'static str>, Map<String, Value>) {
    let found = CONFIGS.iter().find_map(|name| Some((*name, file(&folder.join(name))?)));
    let mut parts: Vec<_> = disk::walk(folder.join(FOLDER)).max_depth(1).sort_by_file_name().into_iter().collect();
    parts.retain(|entry| entry.as_ref().is_ok_and(|entry| entry.file_type().is_file()));
    if parts.is_empty() {
        return found.map_or((None, Map::new()), |(name, map)| (Some(name), map));
    }
    let mut all = found.map(|(_, map)| map).unwrap_or_default();
    for path in parts.iter().filter_map(|entry| entry.as_ref().ok()).map(walkdir::DirEntry::path) {
        let (Some(map), Some(stem)) = (file(path), path.file_stem().and_then(|stem| stem.to_str())) else { continue };
        // A part is called like the table that it is.
        match stem {
            "hugo" | "config" => all.extend(map),
            stem => drop(all.insert(stem.to_owned(), Value::Object(map))),
        }
    }
    (Some(FOLDER), all)
}

fn file(path: &Path) -> Option<Map<String, Value>> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    let text = disk::read_to_string(path).ok()?;
    match ending.as_str() {
        "toml" => toml::from_str::<Value>(&text).ok()?.as_object().cloned(),
        "json" => serde_json::from_str(&text).ok(),
        "yaml" | "yml" => Some(parse_yaml(&text)),
        _ => None,
    }
}
