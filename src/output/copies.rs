//! Files that are published as they are: pictures of articles, the theme, a site's assets.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;

use super::{Output, path_hash, pictures};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::theme::{BuiltInTheme, WORDS};

/// Publishes the files that articles link to, and pictures, which they show (true), also in the
/// sizes that screens need.
/// What is wrong with one is told.
///
/// # Errors
/// When one cannot be read or written.
pub fn copy_media(
    root: &Path,
    config: &Config,
    files: &BTreeMap<String, bool>,
    output: &Output,
) -> Result<Vec<Diagnostic>, Error> {
    let files: Vec<_> = files.iter().collect();
    let publish = |(file, &is_shown): (&String, &bool)| {
        let name = config.media_path(file);
        let (is_done, found) = pictures::publish(root, config, file, is_shown, &name, output)?;
        if !is_done {
            copy(&root.join(file), &name, output)?;
        }
        Ok(found)
    };
    let found: Result<Vec<Option<Diagnostic>>, Error> = files.into_par_iter().map(publish).collect();
    Ok(found?.into_iter().flatten().collect())
}

/// Writes the built-in theme with the site's own files over it, one by one.
///
/// # Errors
/// When a file cannot be read or written.
pub fn write_theme(root: &Path, config: &Config, output: &Output) -> Result<(), Error> {
    let own = files_below(&root.join(&config.paths.theme))?;
    let is_published = |name: &str| name.split('/').next() != Some(WORDS);
    for name in BuiltInTheme::iter().filter(|name| is_published(name) && !own.contains_key(name.as_ref())) {
        let file = BuiltInTheme::get(&name).map(|file| file.data).unwrap_or_default();
        output.write(&format!("theme/{name}"), &shortened(&name, &file))?;
    }
    own.iter()
        .filter(|(name, _)| is_published(name))
        .try_for_each(|(name, path)| copy(path, &format!("theme/{name}"), output))
}

/// A script of the built-in theme without comments and white space; other files as they are.
fn shortened<'f>(name: &str, file: &'f [u8]) -> Cow<'f, [u8]> {
    let short = std::str::from_utf8(file)
        .ok()
        .filter(|_| name.ends_with(".js"))
        .and_then(|script| minifier::js::minify(script).ok());
    short.map_or(Cow::Borrowed(file), |short| Cow::Owned(short.to_string().into_bytes()))
}

/// Copies the assets folder to the root of the output, but for what articles show of it, which is
/// published with their other files.
///
/// # Errors
/// When a file cannot be read or written.
pub fn copy_assets(root: &Path, config: &Config, shown: &BTreeMap<String, bool>, output: &Output) -> Result<(), Error> {
    let assets = &config.paths.assets;
    let files = files_below(&root.join(assets))?;
    let files: Vec<_> =
        files.into_iter().filter(|(name, _)| !shown.contains_key(&format!("{assets}/{name}"))).collect();
    files.into_par_iter().try_for_each(|(name, path)| copy(&path, &name, output))
}

/// The hashes of the paths that the files of the assets folder have in the output.
///
/// # Errors
/// When a folder cannot be read.
pub fn asset_paths(root: &Path, config: &Config) -> Result<Vec<u64>, Error> {
    Ok(files_below(&root.join(&config.paths.assets))?.keys().map(|name| path_hash(name)).collect())
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
