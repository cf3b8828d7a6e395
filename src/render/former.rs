//! The lists that a site had at another generator.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use crate::address::{PathId, SitePath};
use crate::reads::hash;

/// A list, or a page of one, at the address that it had.
pub(super) struct FormerList {
    /// The file at that address.
    pub from: SitePath,
    /// The file of the output that has what was there.
    pub to: String,
    /// The number of the script of that file.
    pub view: usize,
}

/// All that were lists, but for the first pages of words, which are among the archive's former addresses.
#[derive(Default)]
pub(super) struct FormerLists {
    /// Their pages.
    pub pages: Vec<FormerList>,
    /// The files of feeds, by the file of the feed that is at their addresses too.
    pub feeds: BTreeMap<String, Vec<SitePath>>,
    /// Feeds of words that have none now, each with the file of the site's own feed: there are rules for them and no files, of
    /// which there might be thousands.
    pub feeds_led: Vec<(SitePath, String)>,
    /// The files at all addresses that something had.
    pub taken: FxHashSet<PathId>,
}

impl FormerLists {
    /// All of it as one hash.
    pub fn hash(&self) -> u64 {
        let pages = self.pages.iter().map(|list| (list.from.as_str(), list.to.as_str(), list.view));
        let feeds = self.feeds.iter().map(|(to, from)| (to, from.iter().map(SitePath::as_str).collect::<Vec<_>>()));
        let led = self.feeds_led.iter().map(|(from, to)| (from.as_str(), to.as_str()));
        hash(&(pages.collect::<Vec<_>>(), feeds.collect::<Vec<_>>(), led.collect::<Vec<_>>()))
    }
}
