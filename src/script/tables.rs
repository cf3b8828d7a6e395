//! The embedded tables: an alphabet, the tries, OpenCC's configurations and the word graph.

use super::trie::{Embedded, Trie};

/// Bytes aligned so that they can be read as numbers in place.
#[repr(C, align(4))]
pub(super) struct Aligned<T: ?Sized>(pub T);

macro_rules! aligned {
    ($file:literal) => {{
        static BYTES: &Aligned<[u8]> = &Aligned(*include_bytes!(concat!(env!("OUT_DIR"), $file)));
        BYTES
    }};
}

/// One of OpenCC's configurations; dictionaries are numbers into the table of tries.
pub(super) struct Config {
    pub name: &'static str,
    /// Stages that run over the whole text before it is cut.
    pub normalization: &'static [usize],
    /// The dictionary whose longest matches cut the text into segments.
    pub segmentation: Option<usize>,
    /// Stages that run in turn over each segment.
    pub chain: &'static [usize],
}

include!(concat!(env!("OUT_DIR"), "/tables.rs"));

/// The dense code of a character, or 0 if no dictionary has it.
///
/// # Panics
/// When that is beyond U+10FFFF.
#[inline]
pub(super) fn code(character: usize) -> u32 {
    let block = usize::from(NUMBERS[character >> 8]);
    u32::from(BLOCKS[block][character & 0xff])
}

pub(super) fn trie(id: usize) -> Trie {
    TRIES[id].read()
}

pub(super) fn configs() -> &'static [Config] {
    CONFIGS
}

/// The word graph's dictionary: its values are those of `Entry`.
pub(super) fn words() -> Trie {
    WORDS.read()
}

static WORDS: Embedded = Embedded {
    labels: aligned!("/words.labels"),
    nodes: aligned!("/words.nodes"),
    text: include_str!(concat!(env!("OUT_DIR"), "/words.text")),
};
static RECORDS: &Aligned<[u8]> = aligned!("/words.records");

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

static CLASSES: &Aligned<[u8]> = aligned!("/classes.bin");

/// Which script has a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Both, or another one altogether.
    Both,
    /// Only Simplified.
    Simplified,
    /// Only Traditional.
    Traditional,
}

fn class(character: char) -> u32 {
    let classes: &[u32] = bytemuck::cast_slice(&CLASSES.0);
    classes[code(character as usize) as usize]
}

pub(super) fn side(character: char) -> Side {
    match class(character) >> 30 {
        1 => Side::Simplified,
        2 => Side::Traditional,
        _ => Side::Both,
    }
}

/// What a character may become in the other script, the commonest first, in OpenCC's hub
/// form; none if there is only one such character.
pub(super) fn candidates(character: char, from_hans: bool) -> Option<&'static str> {
    let class = class(character);
    let index = if from_hans { class & 0x7fff } else { class >> 15 & 0x7fff };
    (index != 0).then(|| CANDIDATES[index as usize - 1])
}
