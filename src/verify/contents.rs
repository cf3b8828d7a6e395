//! What is in a copy, as far as it has to be known: the hashes of its files, and the bytes of what dibao keeps beside them.

use std::collections::BTreeMap;
use std::io::{self, Read};

use dibao_publish_protocol::chain::CHAIN;
use dibao_publish_protocol::manifest::MANIFEST;
use sha2::{Digest as _, Sha256};

use super::fault::Fault;
use crate::address::SitePath;
use crate::pack::{SIGNATURE, SUMS};

/// All records of a copy together may be as long: the manifest of a million files has some 200 MB.
const LONGEST: u64 = 1 << 28;
/// More files than this are in no archive.
const MOST: usize = 10_000_000;

/// The hashes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Digest {
    pub length: u64,
    /// BLAKE3, as manifests have it.
    pub hash: [u8; 32],
    /// SHA-256, as `SHA256SUMS` has it.
    pub sum: [u8; 32],
}

impl Digest {
    /// Those of what is read.
    pub(super) fn of(from: &mut dyn Read) -> io::Result<Self> {
        let (mut hash, mut sum, mut length) = (blake3::Hasher::new(), Sha256::new(), 0);
        let mut bytes = vec![0; 1 << 16];
        loop {
            match from.read(&mut bytes) {
                Ok(0) => break,
                Ok(read) => {
                    hash.update(&bytes[..read]);
                    sum.update(&bytes[..read]);
                    length += read as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Self { length, hash: *hash.finalize().as_bytes(), sum: sum.finalize().into() })
    }
}

/// What is wanted of a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The hashes of all its files.
    All,
    /// Only what dibao keeps beside them.
    Records,
}

/// What is in a copy, by path.
#[derive(Debug)]
pub(super) struct Contents {
    wanted: Wanted,
    pub files: BTreeMap<String, Digest>,
    /// The bytes of what dibao keeps beside the files.
    pub records: BTreeMap<String, Vec<u8>>,
    pub faults: Vec<Fault>,
    /// How many bytes more records may have.
    left: u64,
}

/// Whether a path is one that dibao keeps for itself: beside the site, below no more than the folder of a pack.
fn is_record(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    if folder.contains('/') {
        return false;
    }
    let signed = name.strip_suffix(SIGNATURE).unwrap_or(name);
    [MANIFEST, SUMS, CHAIN].contains(&signed)
}

impl Contents {
    pub(super) fn new(wanted: Wanted) -> Self {
        Self { wanted, files: BTreeMap::new(), records: BTreeMap::new(), faults: Vec::new(), left: LONGEST }
    }

    /// Whether the bytes at a path have to be read.
    pub(super) fn wants(&self, path: &str) -> bool {
        self.wanted == Wanted::All || is_record(path)
    }

    /// Adds a file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(super) fn add(&mut self, path: &str, from: &mut dyn Read) -> io::Result<()> {
        if self.files.len() >= MOST {
            return Err(io::Error::other("it has more files than any archive"));
        }
        // What leads out of a folder is told, and never gone to.
        if SitePath::new(path).is_err() {
            self.faults.push(Fault::Path { path: path.to_owned() });
            return Ok(());
        }
        if self.files.contains_key(path) {
            self.faults.push(Fault::Twice { path: path.to_owned() });
            return Ok(());
        }
        if !self.wants(path) {
            return Ok(());
        }
        let digest = if is_record(path) {
            let mut bytes = Vec::new();
            from.take(self.left + 1).read_to_end(&mut bytes)?;
            let left = self.left.checked_sub(bytes.len() as u64);
            self.left = left.ok_or_else(|| io::Error::other(format!("{path} is longer than any that dibao makes")))?;
            let digest = Digest::of(&mut &bytes[..])?;
            self.records.insert(path.to_owned(), bytes);
            digest
        } else {
            Digest::of(from)?
        };
        self.files.insert(path.to_owned(), digest);
        Ok(())
    }

    /// Adds a file whose hashes are known.
    pub(super) fn add_known(&mut self, path: String, digest: Digest) {
        self.files.insert(path, digest);
    }

    /// The same by paths from the folder on that holds the manifest. What is not in it stays as it is.
    pub(super) fn in_its_folder(mut self) -> Self {
        let depth = |path: &&String| path.matches('/').count();
        let manifests = self.records.keys().filter(|path| path.rsplit('/').next() == Some(MANIFEST));
        let Some(folder) = manifests.min_by_key(depth).and_then(|path| path.strip_suffix(MANIFEST)).map(str::to_owned)
        else {
            return self;
        };
        let below = |path: String| path.strip_prefix(&folder).map_or_else(|| path.clone(), str::to_owned);
        self.files = self.files.into_iter().map(|(path, digest)| (below(path), digest)).collect();
        self.records = self.records.into_iter().map(|(path, bytes)| (below(path), bytes)).collect();
        self
    }
}
