//! Publishes the pictures that articles show: upright, without what the camera wrote into them,
//! and in the sizes that readers' screens need. What was made once is kept by its content.

use std::path::{Path, PathBuf};

use super::places::{in_the_way, misnamed};
use crate::address::SitePath;
use crate::artefact::{File, Role, Sink};
use crate::config::{Config, Pictures};
use crate::diagnostic::{Diagnostic, Kind, sentence};
use crate::disk;
use crate::error::Error;
use crate::pictures::{Fault, Picture, forms, has_room, original, variant, variant_name};

/// Changes when pictures of the same name and settings are made differently.
const VERSION: &str = "1";

/// Files made earlier, by what they were made of.
struct Cache(Option<PathBuf>);

impl Cache {
    /// The file of a key; made, and kept, if it is not there.
    fn get(&self, key: &str, make: impl FnOnce() -> Result<Vec<u8>, Fault>) -> Result<Vec<u8>, Fault> {
        let Some(folder) = &self.0 else { return make() };
        let path = folder.join(&key[..2]).join(&key[2..]);
        if let Ok(bytes) = disk::read(&path) {
            return Ok(bytes);
        }
        let bytes = make()?;
        // A cache that cannot be written costs time, and no more.
        _ = keep(&path, &bytes);
        Ok(bytes)
    }
}

fn keep(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        disk::create_folder(folder)?;
    }
    disk::replace(path, bytes).map(|_| ())
}

/// What pictures are made by.
pub(super) struct Settings<'s> {
    pub root: &'s Path,
    pub config: &'s Config,
    /// Where files are kept that were made once, if anywhere.
    pub cache: Option<&'s Path>,
}

/// Publishes one file as `name`, if it is a picture; tells whether it was, and what is wrong with it.
///
/// # Errors
/// When the output cannot be written.
pub(super) fn publish(
    settings: &Settings<'_>,
    file: &str,
    is_shown: bool,
    name: &str,
    sink: &dyn Sink,
) -> Result<(bool, Vec<Diagnostic>), Error> {
    let Settings { root, config, cache } = settings;
    let path = root.join(file);
    let picture = match Picture::open(&path) {
        Ok(Some(picture)) => picture,
        // Pages may count on files that cannot be made of it now.
        Err(fault) if fault.is_of_the_disk() => {
            let sentence = sentence!("picture-incomplete", reason = fault.to_string());
            return Ok((false, vec![Diagnostic::error(Kind::Picture, file, sentence)]));
        }
        // What else its head says was told when the article was rendered.
        _ => return Ok((false, Vec::new())),
    };
    let bytes = disk::read(&path).map_err(|source| Error::Read { source })?;
    let cache = Cache(cache.map(|cache| cache.join("pictures")));
    let widths = if is_shown && has_room(name) { picture.widths(&config.pictures) } else { Vec::new() };
    let (files, fault) = files(bytes, &picture, &widths, &config.pictures, &cache, name);
    let mut found = Vec::new();
    let mut is_free = true;
    for (name, bytes) in files {
        match SitePath::new(name) {
            Ok(path) => is_free &= sink.put_if_free(&File::new(path, Role::Media, &bytes))?,
            Err(fault) => found.push(misnamed(file, fault)),
        }
    }
    found.extend((!is_free).then(|| in_the_way(file)));
    found.extend(fault.map(|fault| {
        Diagnostic::error(Kind::Picture, file, sentence!("picture-incomplete", reason = fault.to_string()))
    }));
    Ok((true, found))
}

/// The files of a picture, by their names, and what went wrong: pages count on every one of them, so
/// that the picture itself stands in for what cannot be made.
fn files(
    bytes: Vec<u8>,
    picture: &Picture,
    widths: &[u32],
    settings: &Pictures,
    cache: &Cache,
    name: &str,
) -> (Vec<(String, Vec<u8>)>, Option<Fault>) {
    let hash = blake3::hash(&bytes).to_hex();
    let mut fault = None;
    let own = original(bytes.clone(), picture).unwrap_or_else(|found| {
        fault = Some(found);
        bytes.clone()
    });
    let mut files = Vec::new();
    for &width in widths {
        for &form in forms(settings) {
            let key = format!("{hash}-{VERSION}-{width}-{}.{}", settings.quality, form.ending());
            let file = cache.get(&key, || variant(&bytes, picture, width, form, settings)).unwrap_or_else(|found| {
                fault = Some(found);
                own.clone()
            });
            files.push((variant_name(name, width, form), file));
        }
    }
    files.push((name.to_owned(), own));
    (files, fault)
}
