//! What an audit found: every class counted, and what is left to read put together by
//! context, so that one decision clears all its repeats.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Backing;
use crate::archive::ArticleId;
use crate::script::Script;

/// Where a decision stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The file, relative to the site's root, for who has it.
    #[serde(skip)]
    pub file: String,
    /// What the file is called in what others get to see.
    #[serde(rename = "file")]
    pub published: String,
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// What stands before it, in its clause.
    pub before: String,
    /// What follows.
    pub after: String,
    /// The article.
    #[serde(skip)]
    pub article: ArticleId,
    /// The script that it is converted to.
    #[serde(skip)]
    pub script: Script,
}

/// A line for a glossary, which settles an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// The BCP 47 code of the script that the rule is for: its table in the glossary.
    pub script: &'static str,
    /// The text of the article.
    pub from: String,
    /// What it becomes now; an editor who disagrees changes this.
    pub to: String,
}

impl Rule {
    /// The line for the glossary, as TOML has it.
    pub fn line(&self) -> String {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        format!("{} = {}", quoted(&self.from), quoted(&self.to))
    }
}

/// A decision that is left to read, with all its repeats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Item {
    /// The character.
    pub character: char,
    /// What it became.
    pub chosen: String,
    /// What else it may become, the commonest first.
    pub others: Vec<String>,
    /// What stands behind the decision.
    pub backing: Backing,
    /// The words around it.
    pub context: String,
    /// The line that settles it.
    pub rule: Rule,
    /// Where it is: the first few places.
    pub places: Vec<Place>,
    /// In how many places it is.
    pub count: usize,
}

/// How many places an item lists.
const PLACES: usize = 5;

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
    pub fn clear(&mut self, baseline: &super::Baseline) {
        let before = self.items.len();
        self.items.retain(|item| !baseline.has(item));
        self.reviewed = before - self.items.len();
        self.count();
    }
}

impl Item {
    fn add(&mut self, other: Self) {
        self.count += other.count;
        let room = PLACES.saturating_sub(self.places.len());
        self.places.extend(other.places.into_iter().take(room));
    }
}
