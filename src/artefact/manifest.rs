//! The list of all files of an output.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use dibao_publish_protocol::tree::{Leaf, root_of};
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use super::role::Role;
use crate::address::SitePath;

/// The BLAKE3 hash of the bytes of a file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// The hash of bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&blake3::Hash::from_bytes(self.0).to_hex())
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl FromStr for Hash {
    type Err = blake3::HexError;

    fn from_str(hex: &str) -> Result<Self, Self::Err> {
        blake3::Hash::from_hex(hex).map(|hash| Self(*hash.as_bytes()))
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A file of the output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artefact {
    /// Where it is.
    pub path: SitePath,
    /// What it is for.
    pub role: Role,
    /// The language of what readers read in it, as a BCP 47 tag; none for a file that is for all of them.
    pub lang: Option<Arc<str>>,
    /// The hash of its bytes.
    pub hash: Hash,
    /// How many bytes it has.
    pub length: u64,
}

impl Serialize for Artefact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Artefact", 5)?;
        fields.serialize_field("path", &self.path)?;
        fields.serialize_field("role", &self.role)?;
        match &self.lang {
            Some(lang) => fields.serialize_field("lang", lang.as_ref())?,
            None => fields.skip_field("lang")?,
        }
        fields.serialize_field("hash", &self.hash)?;
        fields.serialize_field("length", &self.length)?;
        fields.end()
    }
}

/// All files of an output, in the order of their paths, each path once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    files: Vec<Arc<Artefact>>,
}

impl Serialize for Manifest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.files.iter().map(Arc::as_ref))
    }
}

/// What turns one output into another.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Delta {
    /// The files that are new or different.
    pub put: Vec<SitePath>,
    /// The files that are there no more.
    pub drop: Vec<SitePath>,
}

impl Manifest {
    /// The manifest of files in any order. Of files with one path, the last one counts.
    pub fn new(files: impl IntoIterator<Item = Arc<Artefact>>) -> Self {
        let mut files: Vec<Arc<Artefact>> = files.into_iter().collect();
        files.sort_by(|one, other| one.path.cmp(&other.path));
        files.dedup_by(|later, earlier| {
            let is_same = later.path == earlier.path;
            if is_same {
                std::mem::swap(later, earlier);
            }
            is_same
        });
        Self { files }
    }

    /// The root of the tree over its files, in hexadecimal: what stands for all of them.
    pub fn root(&self) -> String {
        root_of(self.files.iter().map(|file| {
            let Artefact { path, role, hash, length, .. } = &**file;
            Leaf { path: path.as_str(), length: *length, hash: hash.0, role: role.name() }
        }))
    }

    /// Its files, in the order of their paths.
    pub fn files(&self) -> impl ExactSizeIterator<Item = &Arc<Artefact>> {
        self.files.iter()
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The file of a path.
    pub fn get(&self, path: &str) -> Option<&Artefact> {
        let at = self.files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()?;
        Some(&self.files[at])
    }

    /// What has to be done to an output that has the files of `before`, in one pass over both.
    pub fn delta(&self, before: &Self) -> Delta {
        let mut delta = Delta::default();
        let mut old = before.files.iter().peekable();
        for file in &self.files {
            while let Some(gone) = old.next_if(|old| old.path < file.path) {
                delta.drop.push(gone.path.clone());
            }
            let same = old.next_if(|old| old.path == file.path);
            if same.is_none_or(|same| (same.hash, same.length) != (file.hash, file.length)) {
                delta.put.push(file.path.clone());
            }
        }
        delta.drop.extend(old.map(|gone| gone.path.clone()));
        delta
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn manifest(files: &BTreeMap<String, u8>) -> Manifest {
        let artefact = |(path, byte): (&String, &u8)| {
            let bytes = [*byte];
            let path = SitePath::new(path.as_str()).unwrap();
            Arc::new(Artefact { path, role: Role::Page, lang: None, hash: Hash::of(&bytes), length: 1 })
        };
        Manifest::new(files.iter().rev().map(artefact))
    }

    #[test]
    fn programs_get_plain_json() {
        let path = SitePath::new("zh-hans/a.html").unwrap();
        let hash = Hash::of(b"");
        let page = Artefact { path: path.clone(), role: Role::Page, lang: Some("zh-Hans".into()), hash, length: 0 };
        let data = Artefact { path, role: Role::PageData, lang: None, hash, length: 0 };
        let json = serde_json::to_value(Manifest::new([Arc::new(page)])).unwrap();
        let expected = serde_json::json!([{
            "path": "zh-hans/a.html", "role": "page", "lang": "zh-Hans", "hash": hash.to_string(), "length": 0,
        }]);
        assert_eq!(json, expected);
        assert_eq!(serde_json::to_value(&data).unwrap().get("lang"), None);
        assert_eq!(hash.to_string().parse::<Hash>().unwrap(), hash);
    }

    #[test]
    fn of_two_files_with_one_path_the_last_counts() {
        let file = |role| {
            let path = SitePath::new("a").unwrap();
            Arc::new(Artefact { path, role, lang: None, hash: Hash::of(b""), length: 0 })
        };
        let manifest = Manifest::new([file(Role::Page), file(Role::Static)]);
        assert_eq!((manifest.len(), manifest.get("a").unwrap().role), (1, Role::Static));
    }

    proptest! {
        #[test]
        fn a_delta_makes_one_of_the_other(
            before in prop::collection::btree_map("[a-c/]{1,3}[a-c]", 0..3_u8, 0..12),
            after in prop::collection::btree_map("[a-c/]{1,3}[a-c]", 0..3_u8, 0..12),
        ) {
            let sound = |files: BTreeMap<String, u8>| -> BTreeMap<String, u8> {
                files.into_iter().filter(|(path, _)| SitePath::new(path.as_str()).is_ok()).collect()
            };
            let (mut before, after) = (sound(before), sound(after));
            let delta = manifest(&after).delta(&manifest(&before));
            let is_needed = |path: &SitePath| before.get(path.as_str()) != after.get(path.as_str());
            prop_assert!(delta.put.iter().chain(&delta.drop).all(is_needed));
            for path in &delta.drop {
                before.remove(path.as_str());
            }
            for path in &delta.put {
                before.insert(path.to_string(), after[path.as_str()]);
            }
            prop_assert_eq!(before, after);
        }
    }
}
