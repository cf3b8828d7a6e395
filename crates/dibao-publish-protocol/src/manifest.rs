//! `dibao-manifest.json`: what a copy of a site has, at a target or in a pack.

use std::collections::BTreeMap;

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::checked::{Checked, Unread, is_whole, read, seal, write};
use crate::tree::{Leaf, from_hex, root_of, to_hex};

/// The name of the file.
pub const MANIFEST: &str = "dibao-manifest.json";

/// A file of a copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The BLAKE3 hash of its bytes, in hexadecimal.
    pub hash: String,
    /// In bytes.
    pub length: u64,
    /// What it is for (`docs/manifest.md`).
    pub role: String,
}

impl Entry {
    /// Its leaf in the tree at a path; none if its hash is not one.
    pub fn leaf<'e>(&'e self, path: &'e str) -> Option<Leaf<'e>> {
        Some(Leaf { path, length: self.length, hash: from_hex(&self.hash)?, role: &self.role })
    }
}

/// The manifest of a copy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of this file's form.
    #[serde(rename = "dibao-manifest")]
    version: u32,
    /// The address at which readers find the site.
    pub site: String,
    /// The root of the tree over all files ([`root_of`]). The first version had another hash here.
    #[serde(alias = "hash")]
    pub root: String,
    /// The hash of the archive that they were built of, which mirrors have in common; empty if it could not be told.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub archive: String,
    /// Of a pack, the date of its newest article, in ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The day that the site was built for, in ISO 8601, as far as that decided anything: the last one on which the archive
    /// changed by itself, since an article appeared or its time was over. On all days from then on until the next such day
    /// these files are built of the same archive. When that will be is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
    /// The files, by path.
    pub files: BTreeMap<String, Entry>,
    /// Files that are of the site no more, and stay until the next publish, since somebody may be reading a page that
    /// asks for them; with their hashes, where they are known.
    pub leaving: BTreeMap<String, Option<String>>,
    /// Other addresses of the same archive.
    pub mirrors: Vec<String>,
    /// How text files are compressed there, where they are. Hashes and lengths are those of what was compressed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compress: Option<String>,
    /// The hash of this file with this value empty: whether it is as it was written.
    check: String,
}

/// What a manifest says besides its files, of which it has the root.
#[derive(Deserialize)]
pub struct Head {
    /// The version of the file's form.
    #[serde(rename = "dibao-manifest")]
    pub version: u32,
    /// The address at which readers find the site.
    pub site: String,
    /// The root of its files.
    #[serde(alias = "hash")]
    pub root: String,
    /// The hash of the archive.
    #[serde(default)]
    pub archive: String,
    /// Files that stay until the next publish.
    pub leaving: BTreeMap<String, IgnoredAny>,
    /// Other addresses of the same archive.
    pub mirrors: Vec<String>,
    /// How text files are compressed there.
    pub compress: Option<String>,
}

impl Checked for Manifest {
    const KEY: &str = "dibao-manifest";
    const VERSION: u32 = 2;
    fn check(&mut self) -> &mut String {
        &mut self.check
    }
}

impl Head {
    /// What a whole manifest of this version says; its files are not read for that.
    pub fn of(manifest: &[u8]) -> Option<Self> {
        let head: Self = if is_whole(manifest) { serde_json::from_slice(manifest).ok() } else { None }?;
        (head.version == Manifest::VERSION).then_some(head)
    }
}

impl Manifest {
    /// The manifest of a site. Where a hash is none, no root can be told.
    pub fn new(site: String, files: BTreeMap<String, Entry>) -> Self {
        let mut manifest = Self { version: Self::VERSION, site, files, ..Self::default() };
        manifest.root = manifest.own_root().unwrap_or_default();
        manifest
    }

    /// The root of the files that it lists, whatever root it names; none if a hash is not one.
    pub fn own_root(&self) -> Option<String> {
        let leaves: Option<Vec<Leaf<'_>>> = self.files.iter().map(|(path, entry)| entry.leaf(path)).collect();
        leaves.map(root_of)
    }

    /// Its bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        write(self.clone())
    }

    /// Its bytes with other files than its own, for lists that are too long to be held as a manifest has them; they come in
    /// the order of their paths. Its root is theirs then.
    pub fn to_bytes_with<'l>(&mut self, files: impl Iterator<Item = Leaf<'l>> + Clone) -> Vec<u8> {
        self.root = root_of(files.clone());
        let empty = write(Self { files: BTreeMap::new(), ..self.clone() });
        let (before, after) = cut(&empty);
        let length: usize = files.clone().map(|file| file.path.len() + ENTRY).sum();
        let mut bytes = Vec::with_capacity(empty.len() + length);
        bytes.extend(before);
        for (number, Leaf { path, length, hash, role }) in files.enumerate() {
            let comma = if number == 0 { "" } else { "," };
            let [path, role] = [path, role].map(|text| serde_json::Value::from(text).to_string());
            let hash = to_hex(&hash);
            bytes.extend(
                format!("{comma}{path}:{{\"hash\":\"{hash}\",\"length\":{length},\"role\":{role}}}").into_bytes(),
            );
        }
        bytes.extend(after);
        seal(bytes)
    }

    /// Reads it.
    ///
    /// # Errors
    /// When it is damaged, or of a later version.
    pub fn read(bytes: &[u8]) -> Result<Self, Unread> {
        read(bytes)
    }

    /// Whether it is of the form that is written today.
    pub fn is_current(&self) -> bool {
        self.version == Self::VERSION
    }
}

/// About how long an entry is in bytes, besides its path.
const ENTRY: usize = 128;
/// Where the files are in a manifest that has none.
const NO_FILES: &[u8] = b"\"files\":{}";

/// What is before the files and behind them in a manifest that has none.
fn cut(empty: &[u8]) -> (&[u8], &[u8]) {
    let at = empty.windows(NO_FILES.len()).position(|part| part == NO_FILES);
    empty.split_at(at.map_or(empty.len(), |at| at + NO_FILES.len() - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_the_same_however_files_are_held() {
        let hash = crate::tree::from_hex(&"ab".repeat(32)).unwrap();
        let paths = ["a \"b\".html", "b/\u{1}.html", "新聞 %.html"];
        let leaf = |path| Leaf { path, length: 3, hash, role: "page" };
        for count in 0..=paths.len() {
            let entry = |path: &&str| {
                let entry = Entry { hash: "ab".repeat(32), length: 3, role: "page".to_owned() };
                ((*path).to_owned(), entry)
            };
            let mut held = Manifest::new("https://x.example/".to_owned(), paths[..count].iter().map(entry).collect());
            held.date = Some("2024-07-04".to_owned());
            let mut streamed = Manifest { files: BTreeMap::new(), ..held.clone() };
            assert_eq!(streamed.to_bytes_with(paths[..count].iter().map(|path| leaf(path))), held.to_bytes());
            assert_eq!(streamed.root, held.root);
        }
    }

    fn manifest() -> Manifest {
        let entry = Entry { hash: "ab".repeat(32), length: 3, role: "page".to_owned() };
        let mut manifest =
            Manifest::new("https://news.example/".to_owned(), BTreeMap::from([("新聞 %.html".to_owned(), entry)]));
        manifest.leaving.insert("old.html".to_owned(), None);
        manifest
    }

    #[test]
    fn a_record_is_read_as_it_was_written() {
        let manifest = manifest();
        let read = Manifest::read(&manifest.to_bytes()).unwrap();
        assert_eq!(read.files, manifest.files);
        assert_eq!((read.own_root(), read.leaving), (Some(manifest.root), manifest.leaving));
    }

    #[test]
    fn a_manifest_says_no_more_than_it_has_to() {
        let plain = manifest();
        let text = String::from_utf8(plain.to_bytes()).unwrap();
        let keys = ["dibao-manifest", "site", "root", "files", "leaving", "mirrors", "check"];
        let places: Vec<usize> = keys.iter().map(|key| text.find(&format!("\"{key}\":")).unwrap()).collect();
        assert!(places.is_sorted());
        assert!(!text.contains("\"archive\"") && !text.contains("\"compress\"") && !text.contains("\"date\""));
        assert!(!text.contains("\"now\""));
        let now = Some("2026-11-30".to_owned());
        let more = Manifest { now: now.clone(), archive: "ab".repeat(32), compress: Some("gzip".to_owned()), ..plain };
        let read = Manifest::read(&more.to_bytes()).unwrap();
        assert_eq!((read.archive, read.compress, read.now), (more.archive, more.compress, now));
    }

    #[test]
    fn the_first_version_is_read_and_asks_to_be_written_anew() {
        let text = String::from_utf8(manifest().to_bytes()).unwrap();
        let old = text.replace("\"dibao-manifest\":2", "\"dibao-manifest\":1").replace("\"root\"", "\"hash\"");
        let (before, _) = old.rsplit_once("\"check\"").unwrap();
        let empty = format!("{before}\"check\":\"\"}}");
        let old = format!("{before}\"check\":\"{}\"}}", blake3::hash(empty.as_bytes()));
        assert_eq!(Manifest::read(old.as_bytes()).unwrap().files.len(), 1);
        assert!(Head::of(old.as_bytes()).is_none() && Head::of(text.as_bytes()).is_some());
    }

    #[test]
    fn a_changed_byte_and_a_later_version_are_found_out() {
        let text = String::from_utf8(manifest().to_bytes()).unwrap();
        for (from, to, why) in [
            ("\"length\":3", "\"length\":4", Unread::Damaged),
            ("old.html", "odl.html", Unread::Damaged),
            ("{\"dibao-manifest\":2,", "{\"dibao-manifest\":3,\"more\":1,", Unread::Newer),
            ("\"files\":{", "\"files\":7,\"other\":{", Unread::Damaged),
            ("}", "", Unread::Damaged),
        ] {
            assert_eq!(Manifest::read(text.replacen(from, to, 1).as_bytes()), Err(why), "{from}");
        }
        let later = text.replace("\"dibao-manifest\":2", "\"dibao-manifest\":3").replace("\"files\"", "\"archive\"");
        assert_eq!(Manifest::read(later.as_bytes()), Err(Unread::Newer));
        assert_eq!(Manifest::read(&text.as_bytes()[..text.len() / 2]), Err(Unread::Damaged));
    }
}
