//! The fingerprint of a build: a hash of everything but content that pages are made of, which is dibao itself, the
//! settings, templates, theme and glossaries.

use std::hash::Hasher as _;
use std::io::Read as _;
use std::path::Path;

use rustc_hash::FxHasher;

use super::options::Options;
use crate::config::Config;
use crate::disk;
use crate::stamp;
use crate::theme::WORDS;

/// The fingerprint of a build of the site in `root`. A build with another one starts from nothing.
pub(super) fn fingerprint(root: &Path, config: &Config, options: &Options) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&own().to_le_bytes());
    let asked = (env!("CARGO_PKG_VERSION"), &options.base_url, options.drafts, options.audit);
    hasher.update(format!("{asked:?}").as_bytes());
    let paths = &config.paths;
    let words = root.join(&paths.theme).join(WORDS);
    let glossaries = config.source.iter().filter_map(|source| source.glossary.as_ref());
    // Where a site is published changes no page, but for the addresses of mirrors.
    hasher.update(format!("{:?}", config.addresses).as_bytes());
    let settings = Config { publish: Vec::new(), ..config.clone() };
    let settings = serde_json::to_vec(&settings).unwrap_or_default();
    hasher.update(&settings.len().to_le_bytes());
    hasher.update(&settings);
    let files = [paths.templates.as_str(), &paths.theme, &paths.glossary];
    for start in files.into_iter().chain(glossaries.map(String::as_str)) {
        hasher.update(start.as_bytes());
        for entry in disk::walk(root.join(start)).follow_links(true).sort_by_file_name().into_iter() {
            // What cannot be read now is not what could be read then.
            let (path, bytes) = match entry {
                Ok(entry) if entry.file_type().is_dir() => continue,
                // Of the other files of a theme, pages know no more than that they are there.
                Ok(entry) if start == paths.theme.as_str() && !entry.path().starts_with(&words) => {
                    (entry.into_path(), None)
                }
                Ok(entry) => (entry.path().to_owned(), disk::read(entry.path()).ok()),
                Err(error) => (error.path().map(Path::to_owned).unwrap_or_default(), None),
            };
            hasher.update(path.as_os_str().as_encoded_bytes());
            hasher.update(bytes.map_or([0; 32], |bytes| *blake3::hash(&bytes).as_bytes()).as_slice());
        }
    }
    *hasher.finalize().as_bytes()
}

/// Identifies this program. During development many programs share one version, so a release is identified by a hash
/// of its bytes, wherever it was copied to; a debug build is too large to hash, so by its size and times.
fn own() -> u64 {
    let path = disk::own_program().unwrap_or_default();
    if cfg!(debug_assertions) {
        return disk::metadata(&path).map_or(stamp::NONE, |own| stamp::of_output(&own));
    }
    hash_of(&path).unwrap_or(stamp::NONE)
}

/// A fast hash, not cryptographic: nobody attacks this file.
fn hash_of(path: &Path) -> std::io::Result<u64> {
    const AT_ONCE: u64 = 1 << 20;
    let mut file = disk::open(path)?;
    let mut hasher = FxHasher::default();
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        if (&mut file).take(AT_ONCE).read_to_end(&mut bytes)? == 0 {
            return Ok(hasher.finish());
        }
        hasher.write(&bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_program_has_another_hash() {
        let folder = tempfile::tempdir().unwrap();
        let hash = |bytes: &[u8]| {
            let path = folder.path().join("program");
            fs_err::write(&path, bytes).unwrap();
            hash_of(&path).unwrap()
        };
        // Longer than what is read at once.
        let mut bytes = vec![7; (1 << 20) + 3];
        let first = hash(&bytes);
        assert_eq!(hash(&bytes), first);
        bytes.push(7);
        assert_ne!(hash(&bytes), first);
        bytes.pop();
        for at in [0, 1 << 19, 1 << 20, (1 << 20) + 2] {
            bytes[at] = 8;
            assert_ne!(hash(&bytes), first, "{at}");
            bytes[at] = 7;
        }
    }
}
