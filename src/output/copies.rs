//! Files that are published as they are: pictures of articles, the theme, a site's assets.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;
use rust_embed::RustEmbed;

use super::Output;
use crate::config::Config;
use crate::error::Error;
use crate::render::media_path;

#[derive(RustEmbed)]
#[folder = "theme"]
struct BuiltInTheme;

/// Copies the files that articles show or link to.
///
/// # Errors
/// When one cannot be read or written.
pub fn copy_media(root: &Path, config: &Config, files: &BTreeSet<String>, output: &Output) -> Result<(), Error> {
    let files: Vec<_> = files.iter().collect();
    files.into_par_iter().try_for_each(|file| copy(&root.join(file), &media_path(file, &config.paths.content), output))
}

/// Writes the built-in theme with the site's own files over it, one by one.
///
/// # Errors
/// When a file cannot be read or written.
pub fn write_theme(root: &Path, config: &Config, output: &Output) -> Result<(), Error> {
    let own = files_below(&root.join(&config.paths.theme))?;
    for name in BuiltInTheme::iter().filter(|name| !own.contains_key(name.as_ref())) {
        let file = BuiltInTheme::get(&name).map(|file| file.data).unwrap_or_default();
        output.write(&format!("theme/{name}"), &file)?;
    }
    own.iter().try_for_each(|(name, path)| copy(path, &format!("theme/{name}"), output))
}

/// Copies the assets folder to the root of the output.
///
/// # Errors
/// When a file cannot be read or written.
pub fn copy_assets(root: &Path, config: &Config, output: &Output) -> Result<(), Error> {
    let files: Vec<_> = files_below(&root.join(&config.paths.assets))?.into_iter().collect();
    files.into_par_iter().try_for_each(|(name, path)| copy(&path, &name, output))
}

fn copy(from: &Path, to: &str, output: &Output) -> Result<(), Error> {
    let bytes = fs_err::read(from).map_err(|source| Error::Read { source })?;
    output.write(to, &bytes)
}

/// The files below a folder, by their path in it with `/`; none if there is no such folder.
/// Symbolic links are not followed: they could lead out of the site.
fn files_below(folder: &Path) -> Result<BTreeMap<String, std::path::PathBuf>, Error> {
    let mut files = BTreeMap::new();
    if !folder.is_dir() {
        return Ok(files);
    }
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.map_err(|error| Error::Read { source: error.into() })?;
        let name = entry.path().strip_prefix(folder).ok().and_then(Path::to_str);
        if let Some(name) = name.filter(|_| entry.file_type().is_file()) {
            files.insert(name.replace(std::path::MAIN_SEPARATOR, "/"), entry.path().to_owned());
        }
    }
    Ok(files)
}
