//! Folders of targets that have them: made once, listed many at a time.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use tokio::sync::OnceCell;

use crate::fault::Result;

/// What a file is called until all of it is there.
const UNFINISHED: &str = ".dibao-new";

/// The path at which a file is written, beside the one at which it will be.
pub fn unfinished(path: &str) -> String {
    let (folder, name) = split(path);
    // Names have 255 bytes at most; of a long one the hash is enough.
    let name = if name.len() > 200 { &blake3::hash(name.as_bytes()).to_hex()[..32] } else { name };
    let slash = if folder.is_empty() { "" } else { "/" };
    format!("{folder}{slash}.{name}{UNFINISHED}")
}

/// The folder of a path, and its name.
pub fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// The folders above a path, from the target's own, which is `""`, down.
pub fn above(path: &str) -> impl Iterator<Item = &str> {
    let below = path.match_indices('/').map(|(at, _)| &path[..at]);
    std::iter::once("").chain(below)
}

/// The folders that are known to be there.
#[derive(Debug, Default)]
pub struct Folders(Mutex<BTreeMap<String, Arc<OnceCell<()>>>>);

impl Folders {
    fn cell(&self, folder: &str) -> Arc<OnceCell<()>> {
        let mut folders = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cell) = folders.get(folder) {
            return Arc::clone(cell);
        }
        Arc::clone(folders.entry(folder.to_owned()).or_default())
    }

    /// Makes the folders above a file with `make`, which is asked but once for each.
    ///
    /// # Errors
    /// When one cannot be made.
    pub async fn make_above<'f, M, F>(&self, path: &'f str, make: M) -> Result<()>
    where
        M: Fn(&'f str) -> F + Send,
        F: Future<Output = Result<()>> + Send,
    {
        if self.cell(split(path).0).initialized() {
            return Ok(());
        }
        for folder in above(path) {
            self.cell(folder).get_or_try_init(|| make(folder)).await?;
        }
        Ok(())
    }

    /// A folder that is there no more.
    pub fn forget(&self, folder: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(folder);
    }
}

/// Something in a folder.
#[derive(Debug)]
pub struct Found {
    /// Its name.
    pub name: String,
    /// Of a file, its length in bytes; a folder has none.
    pub length: Option<u64>,
}

/// All files below a target, with their lengths. `list` tells what is in a folder, of which it is given the path; up to
/// `width` folders are asked for at the same time.
///
/// # Errors
/// When a folder cannot be listed.
pub async fn walk<L, F>(width: usize, list: L) -> Result<BTreeMap<String, u64>>
where
    L: Fn(String) -> F + Send,
    F: Future<Output = Result<Vec<Found>>> + Send,
{
    let mut files = BTreeMap::new();
    let mut level = vec![String::new()];
    while !level.is_empty() {
        let asked = stream::iter(level).map(|folder| {
            let listing = list(folder.clone());
            async move { Ok((folder, listing.await?)) }
        });
        let listed: Vec<(String, Vec<Found>)> = asked.buffer_unordered(width).try_collect().await?;
        level = Vec::new();
        for (folder, found) in listed {
            for Found { name, length } in found {
                let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
                match length {
                    Some(length) => _ = files.insert(path, length),
                    None => level.push(path),
                }
            }
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_beside_its_place() {
        assert_eq!(unfinished("index.html"), ".index.html.dibao-new");
        assert_eq!(unfinished("文 集/文%.html"), "文 集/.文%.html.dibao-new");
        assert!(unfinished(&format!("a/{}", "長".repeat(85))).len() < 60);
    }

    #[test]
    fn folders_are_told_from_the_top_down() {
        assert_eq!(above("a/b/c.html").collect::<Vec<_>>(), ["", "a", "a/b"]);
        assert_eq!(above("c.html").collect::<Vec<_>>(), [""]);
    }
}
