//! A decision that is left for an editor to read.

use serde::Serialize;

use super::decision::Backing;
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

impl Item {
    pub(super) fn add(&mut self, other: Self) {
        self.count += other.count;
        let room = PLACES.saturating_sub(self.places.len());
        self.places.extend(other.places.into_iter().take(room));
    }
}

/// How many places an item lists.
const PLACES: usize = 5;
