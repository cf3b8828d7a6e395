//! What an article says in each script, as units.

use rustc_hash::FxHashSet;

use super::kept::Kept;
use super::units::{self, Unit, Words, units};

/// What is known of an article's text in a script or language.
pub struct Text {
    /// Its headline.
    pub title: String,
    /// Its text, a line for each block.
    pub body: String,
}

/// A text as its units.
pub(super) struct Units {
    /// Its words, by their numbers in it.
    pub words: Words,
    pub joined: Vec<Unit>,
    /// How many of them its headline has.
    pub title: usize,
}

impl Units {
    pub fn kept(self) -> Kept {
        let mut units = Vec::with_capacity(self.joined.len());
        units::store(&self.joined, &mut units);
        Kept { words: self.words.all().map(Into::into).collect(), title: count(self.title), units }
    }
}

pub(super) fn count(units: usize) -> u32 {
    u32::try_from(units).unwrap_or(u32::MAX)
}

/// Reads what an article says in each script and language.
pub(super) fn read_text(all: &[Text]) -> Units {
    let mut words = Words::default();
    let mut joined: Vec<Unit> = Vec::new();
    let mut seen: FxHashSet<Vec<Unit>> = FxHashSet::default();
    let mut add = |block: &str, joined: &mut Vec<Unit>| {
        let mut units = units(block, &mut words);
        // What reads the same in another script is the same.
        if all.len() > 1 && !seen.insert(units.clone()) {
            return;
        }
        if let Some(first) = units.first_mut().filter(|_| !joined.is_empty()) {
            *first = first.after_break();
        }
        joined.append(&mut units);
    };
    all.iter().for_each(|text| add(&text.title, &mut joined));
    let title = joined.len();
    all.iter().flat_map(|text| text.body.lines()).for_each(|block| add(block, &mut joined));
    Units { words, joined, title }
}
