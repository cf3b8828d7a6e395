//! The fingerprint of a build: a hash of everything but content that pages are made of, which is dibao itself, the
//! settings, templates, theme and glossaries. With the content it makes the hash of an archive, by which mirrors are
//! compared.

use std::hash::Hasher as _;
use std::io::Read as _;
use std::path::Path;

use rustc_hash::FxHasher;
use serde::{Deserialize, Serialize};

use super::options::Options;
use crate::artefact::{Hash, Manifest, Role};
use crate::config::{Config, Proof};
use crate::content::{Decided, Used, used};
use crate::disk;
use crate::stamp;
use crate::theme::WORDS;

/// The fingerprint of a build.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fingerprint {
    /// A hash of all of it. A build with another one starts from nothing.
    pub whole: [u8; 32],
    /// Which program it is of.
    pub program: Program,
    /// A hash of what is the same for every address and on every machine.
    common: [u8; 32],
}

/// The fingerprint of a build of the site in `root`.
/// `known` is the program of the last build, which is not read again.
pub(super) fn fingerprint(root: &Path, config: &Config, options: &Options, known: Option<Program>) -> Fingerprint {
    let frame = frame(root, config, options);
    let common = *with_glossaries(frame.clone(), root, config).finalize().as_bytes();
    let mut hasher = blake3::Hasher::new();
    let program = own(known);
    hasher.update(&program.hash.to_le_bytes());
    hasher.update(frame.finalize().as_bytes());
    hasher.update(root.as_os_str().as_encoded_bytes());
    // Where a site is published changes no page, but for the addresses of mirrors.
    hasher.update(format!("{:?}", (&options.base_url, &config.base_url, &config.addresses, &config.paths)).as_bytes());
    Fingerprint { whole: *hasher.finalize().as_bytes(), program, common }
}

/// The settings, templates and theme.
fn frame(root: &Path, config: &Config, options: &Options) -> blake3::Hasher {
    let mut hasher = blake3::Hasher::new();
    hasher.update(
        format!("{:?}", (env!("CARGO_PKG_VERSION"), options.drafts, options.audit, &options.selection)).as_bytes(),
    );
    let paths = &config.paths;
    let mut settings =
        Config { publish: Vec::new(), base_url: String::new(), proof: Proof::default(), ..config.clone() };
    // These alone may be paths of one machine, and tell where things are put, not what they are.
    (settings.paths.output, settings.paths.cache) = Default::default();
    add(&mut hasher, &serde_json::to_vec(&settings).unwrap_or_default());
    for start in [&paths.templates, &paths.theme] {
        add_folder(&mut hasher, root, start, config);
    }
    hasher
}

/// The same with the glossaries, of which a page depends on the words that it has.
fn with_glossaries(mut hasher: blake3::Hasher, root: &Path, config: &Config) -> blake3::Hasher {
    let of_sources = config.source.iter().filter_map(|source| source.glossary.as_ref());
    for start in std::iter::once(&config.paths.glossary).chain(of_sources) {
        add_folder(&mut hasher, root, start, config);
    }
    hasher
}

/// Adds what a folder has.
fn add_folder(hasher: &mut blake3::Hasher, root: &Path, start: &str, config: &Config) {
    {
        let words = root.join(&config.paths.theme).join(WORDS);
        add(hasher, start.as_bytes());
        let folder = root.join(start);
        for entry in disk::walk(&folder).follow_links(true).sort_by_file_name().into_iter() {
            // What cannot be read now is not what could be read then.
            let (path, bytes) = match entry {
                Ok(entry) if entry.file_type().is_dir() => continue,
                // Of the other files of a theme, pages know no more than that they are there.
                Ok(entry) if start == config.paths.theme && !entry.path().starts_with(&words) => {
                    (entry.into_path(), None)
                }
                Ok(entry) => (entry.path().to_owned(), disk::read(entry.path()).ok()),
                Err(error) => (error.path().map(Path::to_owned).unwrap_or_default(), None),
            };
            let below = path.strip_prefix(&folder).unwrap_or(&path).components();
            for part in below {
                add(hasher, part.as_os_str().as_encoded_bytes());
            }
            hasher.update(bytes.map_or([0; 32], |bytes| *blake3::hash(&bytes).as_bytes()).as_slice());
        }
    }
}

/// Adds bytes so that they are apart from what comes after them.
fn add(hasher: &mut blake3::Hasher, bytes: &[u8]) {
    hasher.update(&(bytes.len() as u64).to_le_bytes());
    hasher.update(bytes);
}

impl Fingerprint {
    /// The hash of the archive that a site was built of: the same for each address that it is built for, and on every
    /// machine. `content` has what is remembered of each content file, `decided` what became of it on the day, and `site`
    /// what was built. None if a file was changed meanwhile.
    pub fn archive<'c>(
        &self,
        content: impl Iterator<Item = (&'c str, &'c [u8])>,
        decided: &Decided,
        site: &Manifest,
    ) -> Option<Hash> {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.common);
        // The day itself is not in it: a site is the same on all days that decide the same. What waits is not told.
        for (name, record) in content.filter(|(name, _)| !decided.left_out.contains(*name)) {
            match used(record) {
                Used::Bytes(hash) => {
                    add(&mut hasher, name.as_bytes());
                    hasher.update(&hash);
                }
                Used::Nothing => {}
                Used::Unknown => return None,
            }
        }
        // Where one list ends and the next begins. No name is as long.
        hasher.update(&u64::MAX.to_le_bytes());
        for file in site.files().filter(|file| has_no_address(file.role)) {
            add(&mut hasher, file.path.as_str().as_bytes());
            hasher.update(&file.hash.0);
        }
        hasher.update(&u64::MAX.to_le_bytes());
        decided.ahead.iter().for_each(|name| add(&mut hasher, name.as_bytes()));
        Some(Hash(*hasher.finalize().as_bytes()))
    }
}

/// Whether files are made of others than content, and have no address of the site in them.
fn has_no_address(role: Role) -> bool {
    matches!(role, Role::Theme | Role::Static | Role::Media)
}

/// Identifies this program. During development many programs share one version, so a release is identified by a hash
/// of its bytes, wherever it was copied to; a debug build is too large to hash, so by its size and times.
fn own(known: Option<Program>) -> Program {
    let path = disk::own_program().unwrap_or_default();
    let stamp = stamp::of_changing(&path).0;
    let hash = match known {
        Some(known) if known.stamp == stamp && stamp != stamp::NONE => known.hash,
        _ if cfg!(debug_assertions) => disk::metadata(&path).map_or(stamp::NONE, |own| stamp::of_output(&own)),
        _ => hash_of(&path).unwrap_or(stamp::NONE),
    };
    Program { stamp, hash }
}

/// A program, as a file and by what it is.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Program {
    /// The stamp of its file on this machine.
    stamp: u64,
    hash: u64,
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
