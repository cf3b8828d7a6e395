//! What a target remembers: the manifest of the last whole publish, and of a publish that is under way what it is
//! about to do.

use serde::{Deserialize, Serialize};

use crate::protocol::Job;
pub use crate::protocol::chain::CHAIN;
pub use crate::protocol::checked::Unread;
use crate::protocol::checked::{Checked, read, write};
use crate::protocol::manifest::Head;
pub use crate::protocol::manifest::{Entry, MANIFEST, Manifest};

/// What a publish is about to do; there as long as it is not done.
pub const INTENT: &str = "dibao-manifest.next.json";
/// How the names of the marks begin that keep two publishes apart.
pub const LOCK: &str = "dibao-lock-";

/// Whether a path is one that a publish keeps for itself.
pub fn is_own(path: &str) -> bool {
    [MANIFEST, INTENT, CHAIN].contains(&path) || path.starts_with(LOCK)
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

impl Checked for Intent {
    const KEY: &str = "dibao-intent";
    const VERSION: u32 = 1;
    fn check(&mut self) -> &mut String {
        &mut self.check
    }
}

/// Whether the bytes of a manifest are those of the site of a job, with nothing to be done for it. Its files are not
/// read for that, only their root.
pub fn is_of(manifest: &[u8], job: &Job) -> bool {
    Head::of(manifest).is_some_and(|head| {
        let is_alike = head.mirrors == job.mirrors && head.compress == job.compress && head.archive == job.archive;
        head.leaving.is_empty() && is_alike && head.site == job.site && head.root == job.root
    })
}

impl Intent {
    /// An intent with a name of its own.
    pub fn new(id: String, puts: Vec<(String, String)>, drops: Vec<String>, left: Vec<String>) -> Self {
        Self { version: Self::VERSION, id, puts, drops, left, ..Self::default() }
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

    #[test]
    fn an_intent_is_read_as_it_was_written() {
        let intent = Intent::new("7".to_owned(), vec![("a".to_owned(), "b".to_owned())], vec!["c".to_owned()], vec![]);
        assert_eq!(Intent::read(&intent.to_bytes()).unwrap().puts, intent.puts);
        let text = String::from_utf8(intent.to_bytes()).unwrap();
        assert_eq!(Intent::read(text.replace("\"a\"", "\"x\"").as_bytes()), Err(Unread::Damaged));
    }
}
