//! The other hosts of which something is in an article.

use std::collections::BTreeMap;
use std::ops::Range;

use url::Url;

use super::address::{listed, shown_host};
use crate::diagnostic::{Finding, Kind, sentence};

/// Things of other hosts: how many there are of each, and where the first was.
#[derive(Default)]
pub(super) struct Hosts(BTreeMap<String, (usize, Range<usize>)>);

impl Hosts {
    pub fn add(&mut self, url: &Url, place: &Range<usize>) {
        let (count, _) = self.0.entry(shown_host(url)).or_insert_with(|| (0, place.clone()));
        *count += 1;
    }

    /// What is told where they became links: one finding for all. `place` tells places in the source.
    pub fn linked(&self, place: impl Fn(&Range<usize>) -> Range<usize>) -> Option<Finding> {
        let (count, hosts) = self.named();
        let range = place(self.first()?);
        Some(Finding::warning(Kind::RemoteMedia, sentence!("embeds-linked", count, hosts), range))
    }

    /// What is told where they are left out.
    pub fn left_out(&self, place: impl Fn(&Range<usize>) -> Range<usize>) -> Option<Finding> {
        let (count, hosts) = self.named();
        let range = place(self.first()?);
        Some(Finding::warning(Kind::RemoteMedia, sentence!("embeds-left-out", count, hosts), range))
    }

    fn named(&self) -> (usize, String) {
        (self.0.values().map(|(count, _)| count).sum(), listed(self.0.keys()))
    }

    fn first(&self) -> Option<&Range<usize>> {
        self.0.values().map(|(_, first)| first).min_by_key(|first| first.start)
    }
}
