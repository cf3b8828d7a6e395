//! What a target remembers: the manifest of the last whole publish, and of a publish that is under way what it is
//! about to do.

use std::collections::BTreeMap;

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::protocol::{Job, hash_of};

/// The manifest at a target.
pub const MANIFEST: &str = "dibao-manifest.json";
/// What a publish is about to do; there as long as it is not done.
pub const INTENT: &str = "dibao-manifest.next.json";
/// How the names of the marks begin that keep two publishes apart.
pub const LOCK: &str = "dibao-lock-";
/// The version of both files.
const VERSION: u32 = 1;

/// Whether a path is one that a publish keeps for itself.
pub fn is_own(path: &str) -> bool {
    path == MANIFEST || path == INTENT || path.starts_with(LOCK)
}

/// A file at a target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The BLAKE3 hash of its bytes, in hexadecimal.
    pub hash: String,
    /// In bytes.
    pub length: u64,
    /// What it is for (`docs/manifest.md`).
    pub role: String,
}

/// The manifest: what the last whole publish left at a target.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of this file's form.
    #[serde(rename = "dibao-manifest")]
    version: u32,
    /// The address at which readers find the site.
    pub site: String,
    /// The hash of all files ([`hash_of`]).
    pub hash: String,
    /// The hash of the archive that they were built of, which mirrors have in common; empty if it could not be told.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub archive: String,
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

/// What a manifest says besides its files, of which it has the hash.
#[derive(Deserialize)]
struct Head {
    #[serde(rename = "dibao-manifest")]
    version: u32,
    site: String,
    hash: String,
    #[serde(default)]
    archive: String,
    leaving: BTreeMap<String, IgnoredAny>,
    mirrors: Vec<String>,
    compress: Option<String>,
}

/// What a publish is about to do. It is written before the first file, so that the next publish knows what a cut one
/// may have left.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    /// The version of this file's form.
    #[serde(rename = "dibao-intent")]
    version: u32,
    /// A random number, by which a lock names it.
    pub id: String,
    /// The files to be put, in order, with their hashes.
    pub puts: Vec<(String, String)>,
    /// The files to be dropped.
    pub drops: Vec<String>,
    /// Files that an earlier publish, which was cut, may have put: what the manifest says of them may be wrong.
    pub left: Vec<String>,
    /// Files that readers come to although the manifest does not have them: an earlier publish, which was cut, has put
    /// pages that link to them.
    pub linked: Vec<String>,
    /// Whether all new pages are put, and pages may be that link to them.
    pub is_linked: bool,
    /// How many of `puts` are known to be done.
    pub done: usize,
    /// How text files among `puts` are compressed, where they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compress: Option<String>,
    check: String,
}

/// Why a record is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// A later version of dibao has written it.
    Newer,
    /// It is not as it was written.
    Damaged,
}

/// A file that carries its own hash, as its last value.
trait Checked: Serialize + for<'de> Deserialize<'de> {
    const KEY: &str;
    fn check(&mut self) -> &mut String;
}

impl Checked for Manifest {
    const KEY: &str = "dibao-manifest";
    fn check(&mut self) -> &mut String {
        &mut self.check
    }
}

impl Checked for Intent {
    const KEY: &str = "dibao-intent";
    fn check(&mut self) -> &mut String {
        &mut self.check
    }
}

/// How a record ends, around the hash.
const END: [&str; 2] = ["\"check\":\"", "\"}"];

fn write<T: Checked>(mut record: T) -> Vec<u8> {
    record.check().clear();
    // It cannot fail: a record is plain data.
    let mut bytes = serde_json::to_vec(&record).unwrap_or_default();
    let check = blake3::hash(&bytes).to_string();
    let end = bytes.len().saturating_sub(END[1].len());
    bytes.splice(end..end, check.into_bytes());
    bytes
}

/// Whether bytes are as they were written: what they say, with no hash in it, has the hash that they end with.
fn is_whole(bytes: &[u8]) -> bool {
    const HASH: usize = 64;
    let Some(rest) = bytes.strip_suffix(END[1].as_bytes()) else { return false };
    let Some((before, check)) = rest.split_at_checked(rest.len().saturating_sub(HASH)) else { return false };
    let hash = blake3::Hasher::new().update(before).update(END[1].as_bytes()).finalize();
    before.ends_with(END[0].as_bytes()) && hash.to_string().as_bytes() == check
}

fn read<T: Checked>(bytes: &[u8]) -> Result<T, Unread> {
    if is_whole(bytes)
        && let Ok(record) = serde_json::from_slice::<T>(bytes)
    {
        return Ok(record);
    }
    // A form that this version does not know still tells its version.
    let value: serde_json::Value = serde_json::from_slice(bytes).map_err(|_| Unread::Damaged)?;
    let version = value.get(T::KEY).and_then(serde_json::Value::as_u64);
    Err(if version > Some(u64::from(VERSION)) { Unread::Newer } else { Unread::Damaged })
}

impl Manifest {
    /// The manifest of a site.
    pub fn new(site: String, files: BTreeMap<String, Entry>) -> Self {
        let hash = hash_of(files.iter().map(|(path, entry)| (&entry.hash, entry.length, &*entry.role, &**path)));
        Self { version: VERSION, site, hash, files, ..Self::default() }
    }

    /// Its bytes at the target.
    pub fn to_bytes(&self) -> Vec<u8> {
        write(self.clone())
    }

    /// Reads it.
    ///
    /// # Errors
    /// When it is damaged, or of a later version.
    pub fn read(bytes: &[u8]) -> Result<Self, Unread> {
        read(bytes)
    }
}

/// Whether the bytes of a manifest are those of the site of a job, with nothing to be done for it. Its files are not
/// read for that, only their hash.
pub fn is_of(manifest: &[u8], job: &Job) -> bool {
    let head = if is_whole(manifest) { serde_json::from_slice::<Head>(manifest).ok() } else { None };
    head.is_some_and(|head| {
        let is_settled = head.version == VERSION && head.leaving.is_empty();
        let is_alike = head.mirrors == job.mirrors && head.compress == job.compress && head.archive == job.archive;
        is_settled && is_alike && head.site == job.site && head.hash == job.hash
    })
}

impl Intent {
    /// An intent with a name of its own.
    pub fn new(id: String, puts: Vec<(String, String)>, drops: Vec<String>, left: Vec<String>) -> Self {
        Self { version: VERSION, id, puts, drops, left, ..Self::default() }
    }

    /// Its bytes at the target.
    pub fn to_bytes(&self) -> Vec<u8> {
        write(self.clone())
    }

    /// Reads it.
    ///
    /// # Errors
    /// When it is damaged, or of a later version.
    pub fn read(bytes: &[u8]) -> Result<Self, Unread> {
        read(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!((read.hash, read.leaving), (manifest.hash, manifest.leaving));
        let intent = Intent::new("7".to_owned(), vec![("a".to_owned(), "b".to_owned())], vec!["c".to_owned()], vec![]);
        assert_eq!(Intent::read(&intent.to_bytes()).unwrap().puts, intent.puts);
    }

    #[test]
    fn a_manifest_says_no_more_than_it_has_to() {
        let plain = manifest();
        let text = String::from_utf8(plain.to_bytes()).unwrap();
        let keys = ["dibao-manifest", "site", "hash", "files", "leaving", "mirrors", "check"];
        let places: Vec<usize> = keys.iter().map(|key| text.find(&format!("\"{key}\":")).unwrap()).collect();
        assert!(places.is_sorted());
        assert!(!text.contains("\"archive\"") && !text.contains("\"compress\""));
        let more = Manifest { archive: "ab".repeat(32), compress: Some("gzip".to_owned()), ..plain };
        let read = Manifest::read(&more.to_bytes()).unwrap();
        assert_eq!((read.archive, read.compress), (more.archive, more.compress));
    }

    #[test]
    fn a_changed_byte_and_a_later_version_are_found_out() {
        let text = String::from_utf8(manifest().to_bytes()).unwrap();
        for (from, to, why) in [
            ("\"length\":3", "\"length\":4", Unread::Damaged),
            ("old.html", "odl.html", Unread::Damaged),
            ("{\"dibao-manifest\":1,", "{\"dibao-manifest\":2,\"more\":1,", Unread::Newer),
            ("\"files\":{", "\"files\":7,\"other\":{", Unread::Damaged),
            ("}", "", Unread::Damaged),
        ] {
            assert_eq!(Manifest::read(text.replacen(from, to, 1).as_bytes()), Err(why), "{from}");
        }
        let later = text.replace("\"dibao-manifest\":1", "\"dibao-manifest\":2").replace("\"files\"", "\"archive\"");
        assert_eq!(Manifest::read(later.as_bytes()), Err(Unread::Newer));
        assert_eq!(Manifest::read(&text.as_bytes()[..text.len() / 2]), Err(Unread::Damaged));
    }
}
