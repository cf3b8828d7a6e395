//! What an audit found: every class counted, and what is left to read put together by
//! context, so that one decision clears all its repeats.

use std::collections::BTreeMap;

use serde::Serialize;

use super::baseline::Baseline;
use super::decision::Backing;
use super::item::{Item, Place};

/// One decision, in a list of all of them.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// Where it is.
    #[serde(flatten)]
    pub place: Place,
    /// The character.
    pub character: char,
    /// What it became.
    pub chosen: String,
    /// What stands behind it.
    pub backing: Backing,
}

/// The audit of a site.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// How many articles were audited.
    pub articles: usize,
    /// How many Han characters they have.
    pub han: usize,
    /// How many of these have several forms in the other script.
    pub characters: usize,
    /// How many decisions each backing stands behind; they add up to `characters`.
    pub backings: BTreeMap<Backing, usize>,
    /// How many places are left to read.
    pub to_read: usize,
    /// The same for each 1,000 Han.
    pub to_read_per_thousand: f64,
    /// How many items a baseline has cleared.
    pub reviewed: usize,
    /// What is left to read, the most doubtful and commonest first.
    pub items: Vec<Item>,
    /// Every decision, if they were asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Entry>,
}

/// What one article adds to a report.
#[derive(Default)]
pub(super) struct Part {
    pub han: usize,
    pub characters: usize,
    pub backings: BTreeMap<Backing, usize>,
    pub items: Vec<Item>,
    pub decisions: Vec<Entry>,
}

impl Report {
    /// Puts the parts together, in their order.
    pub(super) fn new(parts: Vec<Part>) -> Self {
        let mut report = Self { articles: parts.len(), ..Self::default() };
        let mut items: BTreeMap<(Backing, char, String, String), Item> = BTreeMap::new();
        for part in parts {
            report.han += part.han;
            report.characters += part.characters;
            report.decisions.extend(part.decisions);
            for (backing, count) in part.backings {
                *report.backings.entry(backing).or_default() += count;
            }
            for item in part.items {
                let key = (item.backing, item.character, item.chosen.clone(), item.context.clone());
                match items.get_mut(&key) {
                    Some(known) => known.add(item),
                    None => {
                        items.insert(key, item);
                    }
                }
            }
        }
        report.items = items.into_values().collect();
        report.items.sort_by_key(|item| (item.backing, std::cmp::Reverse(item.count)));
        report.count();
        report
    }

    fn count(&mut self) {
        self.to_read = self.items.iter().map(|item| item.count).sum();
        #[expect(clippy::cast_precision_loss, reason = "a rate with a few digits")]
        let rate = self.to_read as f64 * 1000.0 / self.han.max(1) as f64;
        self.to_read_per_thousand = (rate * 100.0).round() / 100.0;
    }

    /// Drops what a baseline has.
    pub fn clear(&mut self, baseline: &Baseline) {
        let before = self.items.len();
        self.items.retain(|item| !baseline.has(item));
        self.reviewed = before - self.items.len();
        self.count();
    }
}
