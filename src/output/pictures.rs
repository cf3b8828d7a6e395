//! Publishes the pictures that articles show: upright, without what the camera wrote into them,
//! and in the sizes that readers' screens need. What was made once is kept by its content.

use std::path::{Path, PathBuf};

use super::Output;
use super::copies::in_the_way;
use crate::config::{Config, Pictures};
use crate::diagnostic::{Diagnostic, Kind};
use crate::error::Error;
use crate::pictures::{Fault, Picture, forms, has_room, original, variant, variant_name};

/// Changes when pictures of the same name and settings are made differently.
const VERSION: &str = "1";

/// Files made earlier, by what they were made of.
struct Cache(PathBuf);

impl Cache {
    /// The file of a key; made, and kept, if it is not there.
    fn get(&self, key: &str, make: impl FnOnce() -> Result<Vec<u8>, Fault>) -> Result<Vec<u8>, Fault> {
        let path = self.0.join(&key[..2]).join(&key[2..]);
        if let Ok(bytes) = fs_err::read(&path) {
            return Ok(bytes);
        }
        let bytes = make()?;
        // A cache that cannot be written costs time, and no more.
        let _ = self.keep(&path, &bytes);
        Ok(bytes)
    }

    fn keep(&self, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
        let folder = path.parent().unwrap_or(&self.0);
        fs_err::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        std::io::Write::write_all(&mut file, bytes)?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    }
}

/// Publishes one file as `name`, if it is a picture; tells whether it was, and what is wrong with it.
///
/// # Errors
/// When the output cannot be written.
pub(super) fn publish(
    root: &Path,
    config: &Config,
    file: &str,
    is_shown: bool,
    name: &str,
    output: &Output,
) -> Result<(bool, Vec<Diagnostic>), Error> {
    let path = root.join(file);
    // What its head says was told when the article was rendered.
    let Ok(Some(picture)) = Picture::open(&path) else { return Ok((false, Vec::new())) };
    let bytes = fs_err::read(&path).map_err(|source| Error::Read { source })?;
    let cache = Cache(root.join(&config.paths.cache).join("pictures"));
    let widths = if is_shown && has_room(name) { picture.widths(&config.pictures) } else { Vec::new() };
    let (files, fault) = files(bytes, &picture, &widths, &config.pictures, &cache, name);
    let mut is_free = true;
    for (name, bytes) in files {
        is_free &= output.write_if_free(&name, &bytes)?;
    }
    let fault = fault.map(|fault| {
        let message =
            format!("Not everything could be made of this picture, so that readers get what is there: {fault}.");
        let help =
            "Put a whole copy in its place. What its camera wrote into it, such as the place, may still be in it.";
        Diagnostic::error(Kind::Picture, file, message).help(help)
    });
    let found = (!is_free).then(|| in_the_way(file));
    Ok((true, found.into_iter().chain(fault).collect()))
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
