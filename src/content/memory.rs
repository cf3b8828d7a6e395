//! What is remembered of a content file from one build to the next, so that one that did not change is not
//! read again, and of one that did it is known whether only its text is another.

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::article::ArticleMeta;
use super::decode;
use super::item::{Item, parse};
use super::read::bytes;
use super::rules::Rules;
use super::walk::ContentFile;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Findings, LIMIT, kept};
use crate::{packed, stamp};

/// Gives what is remembered of a file, by its name.
pub type Recall<'r> = &'r (dyn Fn(&str) -> Option<&'r [u8]> + Sync + 'r);

/// How a file differs from what is remembered of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Not at all.
    None,
    /// In its text alone: what it says of itself is the same.
    Text,
    /// In what it says of itself, or nothing is remembered.
    Said,
}

/// A content file, and what became of it.
#[derive(Debug)]
pub struct Known {
    /// Which one it is.
    pub file: ContentFile,
    /// How it differs from what was remembered.
    pub change: Change,
    /// What is to be remembered, if that is anything new.
    pub record: Option<Box<[u8]>>,
    /// Its stamp and that of its sidecar before it was read.
    stamps: (u64, u64),
}

/// Whether a file is still as it was before it was read.
pub fn is_as_read(root: &Path, known: &Known) -> bool {
    stamps(root, &known.file).0 == known.stamps
}

/// The stamps of a file and its sidecar, and whether they tell all changes.
fn stamps(root: &Path, file: &ContentFile) -> ((u64, u64), bool) {
    let of = |name: &str| stamp::of_changing(&root.join(name));
    let (own, may_change) = of(&file.name);
    let (beside, beside_may_change) = file.sidecar.as_deref().map_or((stamp::NONE, false), of);
    ((own, beside), !may_change && !beside_may_change)
}

/// What is to be remembered of a file that was changed after it was read: what it said of itself, but not which
/// text pages were made of. None if that is nothing.
pub fn without_text(record: &[u8]) -> Option<Vec<u8>> {
    let memory = packed::from_slice::<Memory>(record)?;
    Some(packed::to_vec(&Memory { stamps: (stamp::NONE, stamp::NONE), hash: UNKNOWN, ..memory }))
}

/// What pages have of a file that is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Used {
    /// All that was made of bytes with this hash, its sidecar's included.
    Bytes([u8; 32]),
    /// Nothing: it is a draft, and drafts were left out.
    Nothing,
    /// Nobody knows: it was changed while the site was built.
    Unknown,
}

/// What pages have of a file of which this is remembered.
pub fn used(record: &[u8]) -> Used {
    match packed::first::<Head>(record) {
        Some(Head { is_draft: true, .. }) => Used::Nothing,
        Some(Head { hash, .. }) if hash != UNKNOWN => Used::Bytes(hash),
        _ => Used::Unknown,
    }
}

/// Is no text's hash.
const UNKNOWN: [u8; 32] = [0; 32];

/// The beginning of a [`Memory`], which is soon read.
#[derive(Deserialize)]
struct Head {
    #[serde(rename = "stamps")]
    _stamps: (u64, u64),
    hash: [u8; 32],
    is_draft: bool,
}

#[derive(Serialize, Deserialize)]
struct Memory {
    /// Of the file and its sidecar at the time, as far as they tell all changes.
    stamps: (u64, u64),
    /// Of the bytes of both.
    hash: [u8; 32],
    /// Whether it is a draft that is left out.
    is_draft: bool,
    /// Of what the file says of itself.
    said: [u8; 32],
    item: Item,
    #[serde(with = "kept")]
    found: Vec<Diagnostic>,
}

impl Memory {
    fn known(&self, file: &ContentFile, change: Change, stamps: (u64, u64)) -> Known {
        let record = Some(packed::to_vec(self).into_boxed_slice());
        Known { file: file.clone(), change, record, stamps }
    }
}

/// What a content file is. It is read only if it is not as it is remembered.
pub(super) fn load_file(
    root: &Path,
    file: &ContentFile,
    rules: &Rules,
    config: &Config,
    with_drafts: bool,
    recall: Option<Recall<'_>>,
) -> (Item, Vec<Diagnostic>, Known) {
    // Before it is read: what changes meanwhile is read again.
    let (stamps, is_known) = stamps(root, file);
    let known = |change| Known { file: file.clone(), change, record: None, stamps };
    let Some(recall) = recall else {
        let (item, found) = match Bytes::read(root, file) {
            Ok(bytes) => bytes.item(file, rules, config, with_drafts, true),
            Err(found) => (Item::Nothing, vec![*found]),
        };
        return (item, found, known(Change::Said));
    };
    let remembered = recall(&file.name).and_then(packed::from_slice::<Memory>);
    let remembered = match remembered {
        Some(memory) if is_known && memory.stamps == stamps => return (memory.item, memory.found, known(Change::None)),
        other => other,
    };
    let bytes = match Bytes::read(root, file) {
        Ok(bytes) => bytes,
        Err(found) => return (Item::Nothing, vec![*found], known(Change::Said)),
    };
    let hash = bytes.hash(file);
    let before = match remembered {
        Some(memory) if memory.hash == hash => {
            // A clock that moved is no change, and need not be written unless it helps.
            let memory = Memory { stamps, ..memory };
            let known = if is_known { memory.known(file, Change::None, stamps) } else { known(Change::None) };
            return (memory.item, memory.found, known);
        }
        other => other.map(|memory| memory.said),
    };
    let (mut item, found) = bytes.item(file, rules, config, with_drafts, false);
    let said = said(&mut item);
    let change = if before == Some(said) { Change::Text } else { Change::Said };
    let remembered = if is_known { stamps } else { (stamp::NONE, stamp::NONE) };
    let is_draft = matches!(item, Item::Draft);
    let memory = Memory { stamps: remembered, hash, is_draft, said, item, found };
    let known = memory.known(file, change, stamps);
    (memory.item, memory.found, known)
}

/// Reads a file again of which this is remembered. None if more than its text is another: what it says of itself,
/// what is wrong with it, or where its text begins; or if it has many articles.
pub fn reload(root: &Path, config: &Config, with_drafts: bool, file: &ContentFile, before: &[u8]) -> Option<Known> {
    let before: Memory = packed::from_slice(before)?;
    let rules = Rules::new(config, config.source_of(&file.name).and_then(|index| config.source.get(index)));
    let (stamps, _) = stamps(root, file);
    let bytes = Bytes::read(root, file).ok()?;
    let hash = bytes.hash(file);
    if hash == before.hash {
        return Some(Known { file: file.clone(), change: Change::None, record: None, stamps });
    }
    let (mut item, found) = bytes.item(file, &rules, config, with_drafts, false);
    let start = |item: &Item| match item {
        Item::Articles(articles) => match articles.as_slice() {
            [article] if article.part.is_none() => Some(article.body.start),
            _ => None,
        },
        _ => None,
    };
    let said = said(&mut item);
    let is_text = said == before.said && found == before.found && start(&item)? == start(&before.item)?;
    // It was changed just now: its stamp tells nothing yet.
    let is_draft = matches!(item, Item::Draft);
    let memory = Memory { stamps: (stamp::NONE, stamp::NONE), hash, is_draft, said, item, found };
    is_text.then(|| memory.known(file, Change::Text, stamps))
}

/// A hash of what a file says, but for where its text is.
fn said(item: &mut Item) -> [u8; 32] {
    fn articles(item: &mut Item) -> &mut [Box<ArticleMeta>] {
        match item {
            Item::Articles(articles) => articles,
            Item::Page(page) => std::slice::from_mut(page),
            Item::Draft | Item::Entity(_) | Item::Nothing => &mut [],
        }
    }
    let bodies: Vec<_> = articles(item).iter_mut().map(|article| std::mem::take(&mut article.body)).collect();
    let said = blake3::hash(&packed::to_vec(item));
    for (article, body) in articles(item).iter_mut().zip(bodies) {
        article.body = body;
    }
    *said.as_bytes()
}

/// What a content file has, and what is beside it.
struct Bytes {
    own: Vec<u8>,
    sidecar: Option<Result<Vec<u8>, Box<Diagnostic>>>,
}

impl Bytes {
    fn read(root: &Path, file: &ContentFile) -> Result<Self, Box<Diagnostic>> {
        let sidecar = file.sidecar.as_ref().map(|name| bytes(root, name));
        Ok(Self { own: bytes(root, &file.name)?, sidecar })
    }

    fn hash(&self, file: &ContentFile) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        // What a sidecar is written in is in its name.
        hasher.update(format!("{:?}", file.sidecar).as_bytes());
        hasher.update(&(self.own.len() as u64).to_le_bytes());
        hasher.update(&self.own);
        match &self.sidecar {
            Some(Ok(sidecar)) => hasher.update(sidecar),
            Some(Err(_)) => hasher.update(b"refused"),
            None => hasher.update(b""),
        };
        hasher.update(&[u8::from(self.sidecar.is_some())]);
        *hasher.finalize().as_bytes()
    }

    /// What the file is, and what was found in it: all of that, or so much as is kept from one build to the next.
    fn item(
        self,
        file: &ContentFile,
        rules: &Rules,
        config: &Config,
        with_drafts: bool,
        tells_all: bool,
    ) -> (Item, Vec<Diagnostic>) {
        let decoded = decode::decode(&self.own, rules.encoding);
        let text = decoded.text;
        let mut found: Vec<Diagnostic> =
            decoded.findings.into_iter().map(|finding| finding.in_file(&file.name, &text)).collect();
        // A sidecar may be in any encoding too.
        let sidecar = file.sidecar.as_ref().zip(self.sidecar).and_then(|(name, bytes)| match bytes {
            Ok(bytes) => Some((name.clone(), decode::decode(&bytes, rules.encoding).text)),
            Err(diagnostic) => {
                found.push(*diagnostic);
                None
            }
        });
        let item = parse(file, &text, sidecar, rules, config, with_drafts, &mut found);
        if !tells_all && found.len() > LIMIT {
            // In their order in the file, as a report has them.
            found.sort();
            let mut limited = Findings::new(Arc::new(config.check.waivers()), false);
            limited.extend(found);
            found = limited.into_iter().collect();
        }
        (item, found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_tells_what_pages_have_of_a_file() {
        let record = |is_draft, item| {
            let (stamps, hash) = ((7, 8), [3; 32]);
            packed::to_vec(&Memory { stamps, hash, is_draft, said: [1; 32], item, found: Vec::new() })
        };
        let published = record(false, Item::Nothing);
        assert_eq!(used(&published), Used::Bytes([3; 32]));
        assert_eq!(used(&record(true, Item::Draft)), Used::Nothing);
        assert_eq!(used(&without_text(&published).unwrap()), Used::Unknown);
        assert_eq!(used(&[]), Used::Unknown);
    }
}
