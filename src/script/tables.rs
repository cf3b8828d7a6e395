//! The embedded tables: an alphabet, the tries, OpenCC's configurations and the word graph.

use super::embedded::{Bytes, Embedded};

macro_rules! aligned {
    ($file:literal) => {{
        static BYTES: &Bytes<[u8]> = &Bytes(*include_bytes!(concat!(env!("OUT_DIR"), $file)));
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

pub(super) fn configs() -> &'static [Config] {
    CONFIGS
}

/// The dictionary of the word graph; its values are those of `Entry`.
pub(super) static WORDS: Embedded = Embedded {
    labels: aligned!("/words.labels"),
    nodes: aligned!("/words.nodes"),
    text: include_str!(concat!(env!("OUT_DIR"), "/words.text")),
};
pub(super) static RECORDS: &Bytes<[u8]> = aligned!("/words.records");

static CLASSES: &Bytes<[u8]> = aligned!("/classes.bin");

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
