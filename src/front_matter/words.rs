//! The texts in front matter that a reader reads, gathered while a block is walked through.

use std::ops::Range;

use super::keys::Reach;

/// Takes the values of front matter as they are walked, and keeps where the words are.
#[derive(Default)]
pub(super) struct Words {
    pub found: Vec<Range<usize>>,
}

impl Words {
    /// A value that stands at a place, quotation marks and all. An address is none for readers.
    pub fn take(&mut self, reach: Reach, text: &str, range: Range<usize>) {
        let value = text.get(range.clone()).unwrap_or_default().trim_matches(['"', '\'', ' ']);
        let is_address = value.starts_with('/') || value.ends_with(".html") || value.contains("://");
        let is_one_word = !value.contains(char::is_whitespace);
        if reach == Reach::Prose && !(is_address && is_one_word) {
            self.found.push(range);
        }
    }
}

/// The reach of the value of a key: at the top or in a table.
pub(super) fn reach_of(outer: Option<Reach>, key: &str) -> Reach {
    outer.map_or_else(|| Reach::Unknown.below(key), |outer| outer.within(key))
}
