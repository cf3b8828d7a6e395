//! The embedded dictionaries, ready to be looked up.

use super::tables::{RECORDS, TRIES, WORDS};
use super::trie::Trie;

pub(super) fn trie(id: usize) -> Trie {
    Trie::of(&TRIES[id])
}

/// The word graph's dictionary: its values are those of `Entry`.
pub(super) fn words() -> Trie {
    Trie::of(&WORDS)
}

/// A word or phrase, as the word graph's dictionary has it (`build/words.rs`).
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Entry(pub u32);

impl Entry {
    /// What it costs as a word; 0 if it is none.
    pub fn cost(self) -> u32 {
        self.0 >> 21
    }

    /// Whether it has a form in some standard.
    pub fn has_forms(self) -> bool {
        self.0 & 1 << 20 != 0
    }

    /// Whether it is a character with several forms.
    pub fn has_several(self) -> bool {
        self.0 & 1 << 19 != 0
    }

    /// Its form in the standard of that number.
    #[inline]
    pub fn form(self, standard: usize) -> Option<&'static str> {
        if !self.has_forms() {
            return None;
        }
        let records: &[[u32; 4]] = bytemuck::cast_slice(&RECORDS.0);
        let place = records[(self.0 & 0x7_ffff) as usize][standard];
        (place != 0).then(|| words().slice(place))
    }
}
