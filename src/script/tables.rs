//! The embedded tables: an alphabet, the tries and OpenCC's configurations.

use super::trie::Trie;

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
    pub normalization: &'static [&'static [usize]],
    /// The dictionary whose longest matches cut the text into segments.
    pub segmentation: Option<usize>,
    /// Stages that run in turn over each segment.
    pub chain: &'static [&'static [usize]],
}

include!(concat!(env!("OUT_DIR"), "/tables.rs"));

static ALPHABET: &Aligned<[u8]> = aligned!("/alphabet.bin");
const BLOCKS: usize = 0x1100;

/// The dense code of a character, or 0 if no dictionary has it.
pub(super) fn code(character: char) -> u16 {
    let table: &[u16] = bytemuck::cast_slice(&ALPHABET.0);
    let block = usize::from(table[character as usize >> 8]);
    table[BLOCKS + block * 256 + (character as usize & 0xff)]
}

pub(super) fn trie(id: usize) -> &'static Trie {
    &TRIES[id]
}

pub(super) fn configs() -> &'static [Config] {
    CONFIGS
}
