//! A copy that is a folder: a pack that was unpacked, or a site as it is published.

use std::path::Path;

use rayon::prelude::*;

use super::contents::{Contents, Digest, Wanted};
use super::fault::Fault;
use crate::disk;
use crate::error::Error;
use crate::pipeline::Progress;

/// So many files are read before it is told how far it is.
const AT_ONCE: usize = 256;
/// What git keeps in a clone of a published branch: nobody is served it.
const GIT: &str = ".git";

/// Reads a folder. No link is followed, and nothing but files is opened.
pub(super) fn read(folder: &Path, wanted: Wanted, progress: Progress<'_>) -> Result<Contents, Error> {
    let mut contents = Contents::new(wanted);
    let mut paths = Vec::new();
    let walk = disk::walk(folder).min_depth(1).sort_by_file_name().into_iter();
    for entry in walk.filter_entry(|entry| entry.depth() != 1 || entry.file_name() != GIT) {
        let entry = entry.map_err(|error| Error::Read { source: error.into() })?;
        let within = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let parts: Option<Vec<&str>> = within.components().map(|part| part.as_os_str().to_str()).collect();
        let Some(path) = parts.map(|parts| parts.join("/")) else {
            contents.faults.push(Fault::Path { path: within.display().to_string() });
            continue;
        };
        let kind = entry.file_type();
        if kind.is_file() {
            if contents.wants(&path) {
                paths.push(path);
            }
        } else if !kind.is_dir() {
            let what = if kind.is_symlink() { "a link" } else { "a device" };
            contents.faults.push(Fault::NoFile { path, what });
        }
    }
    let (mut done, all) = (0, paths.len());
    for some in paths.chunks(AT_ONCE) {
        let digests: Vec<_> = some.par_iter().map(|path| digest(folder, path)).collect();
        for (path, digest) in some.iter().zip(digests) {
            add(folder, path, digest, &mut contents)?;
        }
        done += some.len();
        progress(done, all);
    }
    Ok(contents)
}

fn digest(folder: &Path, path: &str) -> std::io::Result<Digest> {
    Digest::of(&mut disk::open(&folder.join(path))?)
}

/// Adds a file whose hashes were taken beside those of others; the few that are kept are read once more.
fn add(folder: &Path, path: &str, digest: std::io::Result<Digest>, contents: &mut Contents) -> Result<(), Error> {
    let unread = |source| Error::Other(format!("{path} cannot be read: {source}."));
    if Contents::new(Wanted::Records).wants(path) {
        return contents.add(path, &mut disk::open(&folder.join(path)).map_err(unread)?).map_err(unread);
    }
    contents.add_known(path.to_owned(), digest.map_err(unread)?);
    Ok(())
}
