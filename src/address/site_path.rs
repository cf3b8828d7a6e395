//! Paths of files in the output.

use std::fmt;
use std::hash::{Hash as _, Hasher as _};

use rustc_hash::FxHasher;
use serde::{Deserialize, Serialize};

use super::slug::folded;

/// A file name may have 255 bytes on most disks.
const LONGEST_NAME: usize = 255;
/// Object stores have keys of at most 1,024 bytes (S3, Google Cloud Storage).
const LONGEST_PATH: usize = 1024;

/// The path of a file in the output: relative, with `/`, and safe to join to any folder. It is checked once, when it
/// is made.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct SitePath(Box<str>);

/// A path, for tables of very many: a hash of it. Two paths with one hash are not expected in any archive (one chance
/// in 10¹⁰ among a hundred thousand), and would cost no more than a file that stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PathId(u64);

/// The address of an article or entity below a script's folder, for tables of very many: a hash of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AddressId(u64);

/// Why a path cannot be one of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathFault {
    /// It is empty, or has an empty part.
    #[error("it has an empty part")]
    Empty,
    /// It begins with `/`, or has `.` or `..` among its parts.
    #[error("it would lie outside of the output")]
    Outside,
    /// It has a character that no list of files can have.
    #[error("it has a control character")]
    Control,
    /// It is longer than disks and object stores allow.
    #[error("it is longer than a file's name or address can be")]
    TooLong,
}

impl SitePath {
    /// Checks a path.
    ///
    /// # Errors
    /// Why it cannot be a file of the output.
    pub fn new(path: impl Into<Box<str>>) -> Result<Self, PathFault> {
        let path = path.into();
        if path.starts_with('/') {
            return Err(PathFault::Outside);
        }
        for part in path.split('/') {
            match part {
                "" => return Err(PathFault::Empty),
                "." | ".." => return Err(PathFault::Outside),
                part if part.len() > LONGEST_NAME => return Err(PathFault::TooLong),
                _ => {}
            }
        }
        if path.len() > LONGEST_PATH {
            return Err(PathFault::TooLong);
        }
        // On Windows, other signs lead out of a folder.
        if cfg!(windows) && path.contains(['\\', ':']) {
            return Err(PathFault::Outside);
        }
        if path.contains(char::is_control) { Err(PathFault::Control) } else { Ok(Self(path)) }
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path in tables of very many.
    pub fn id(&self) -> PathId {
        PathId::of(&self.0)
    }

    /// The folders that the file is in, the outermost first.
    pub fn folders(&self) -> impl DoubleEndedIterator<Item = &str> {
        folders(&self.0)
    }

    /// The folder that the file is in, empty for the root, and its name there.
    pub fn split(&self) -> (&str, &str) {
        self.0.rsplit_once('/').unwrap_or(("", &self.0))
    }
}

/// The id of all paths that are one file on disks which ignore case or the normal form of Unicode.
pub fn folded_id(path: &str) -> PathId {
    if !path.is_ascii() {
        return PathId::of(&folded(path));
    }
    PathId::of(&path.to_ascii_lowercase())
}

/// The folders of a path, the outermost first.
pub fn folders(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

impl PathId {
    /// The id of a path, whether it is of a file or of a folder.
    pub fn of(path: &str) -> Self {
        Self(hash(path))
    }
}

impl AddressId {
    /// The id of an address: eight bytes at a time as FxHash takes them, mixed as SplitMix64 is (Steele, Lea and Flood
    /// 2014). It is the same on every machine, since files are cut by it.
    pub fn of(address: &str) -> Self {
        let (words, rest) = address.as_bytes().as_chunks::<8>();
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        let hash = words.iter().chain([&last]).fold(address.len() as u64, |hash, word| {
            (hash.rotate_left(5) ^ u64::from_le_bytes(*word)).wrapping_mul(0x517c_c1b7_2722_0a95)
        });
        let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Self(hash ^ (hash >> 31))
    }

    /// The hash as a number, all bits of which are as good as random.
    pub fn number(self) -> u64 {
        self.0
    }
}

/// The same text has the same hash in every run of one program.
fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    text.hash(&mut hasher);
    hasher.finish()
}

impl fmt::Display for SitePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for SitePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, formatter)
    }
}

impl AsRef<std::path::Path> for SitePath {
    fn as_ref(&self) -> &std::path::Path {
        (*self.0).as_ref()
    }
}

impl std::borrow::Borrow<str> for SitePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_may_be_a_path() {
        let long = |length: usize| "a".repeat(length);
        let deep = ["段落"; 160].join("/");
        for (path, expected) in [
            ("index.html", Ok(())),
            ("zh-hans/2024/07/04/峰 会.html", Ok(())),
            ("...", Ok(())),
            (".well-known/a", Ok(())),
            (&long(255), Ok(())),
            ("", Err(PathFault::Empty)),
            ("a//b", Err(PathFault::Empty)),
            ("a/", Err(PathFault::Empty)),
            ("/etc/passwd", Err(PathFault::Outside)),
            ("../a", Err(PathFault::Outside)),
            ("a/../../b", Err(PathFault::Outside)),
            ("./a", Err(PathFault::Outside)),
            ("a\nb", Err(PathFault::Control)),
            ("a\u{85}b", Err(PathFault::Control)),
            (&long(256), Err(PathFault::TooLong)),
            (&deep, Err(PathFault::TooLong)),
        ] {
            assert_eq!(SitePath::new(path).map(|_| ()), expected, "{path:?}");
        }
    }

    #[test]
    fn paths_that_are_one_file_on_some_disks() {
        let id = |path: &str| folded_id(SitePath::new(path).unwrap().as_str());
        for (one, other) in [("Index.html", "index.html"), ("a/CAFÉ", "a/cafe\u{301}"), ("ſ", "S"), ("甲/B", "甲/b")]
        {
            assert_eq!(id(one), id(other), "{one}");
        }
        assert_ne!(id("a/b"), id("a-b"));
        assert_ne!(id("里"), id("裡"));
    }

    #[test]
    fn its_folders_and_its_name() {
        let path = SitePath::new("a/甲/b.html").unwrap();
        assert_eq!(path.folders().collect::<Vec<_>>(), ["a", "a/甲"]);
        assert_eq!(path.split(), ("a/甲", "b.html"));
        assert_eq!(SitePath::new("b").unwrap().split(), ("", "b"));
    }

    proptest! {
        #[test]
        fn joined_to_a_folder_it_stays_there(path in "(\\.\\.?|/|[a-z 长.\\\\:]|\\.){0,40}") {
            if let Ok(path) = SitePath::new(path) {
                let joined = std::path::Path::new("/out").join(&path);
                prop_assert!(joined.components().count() >= 3);
                prop_assert!(!joined.components().any(|part| part == std::path::Component::ParentDir));
                prop_assert!(joined.starts_with("/out"));
            }
        }
    }
}
