//! Grams and where they occur.

use super::hash::{self, Hash};

/// A gram, by the file that it is in: its place in the highest 32 bits; below them what tells it from
/// others there, which is nothing for one or two units that are no words: their place is theirs alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gram(u64);

const CHECKED: u64 = 1 << 31;

const HAS_WORD: u64 = 1 << 30;

const IS_SINGLE: u64 = 1 << 29;

impl Gram {
    pub fn single(place: u32) -> Self {
        Self(u64::from(place) << 32 | IS_SINGLE)
    }

    pub fn pair(place: u32) -> Self {
        Self(u64::from(place) << 32)
    }

    pub fn checked(hash: Hash, has_word: bool) -> Self {
        let (place, check) = hash.finish();
        Self(u64::from(place) << 32 | CHECKED | if has_word { HAS_WORD } else { 0 } | u64::from(check))
    }

    /// Its place, and what tells it from others there with what it is.
    pub fn halves(self) -> (u32, u32) {
        let [place, rest] = [self.0 >> 32, self.0 & 0xFFFF_FFFF].map(|half| u32::try_from(half).unwrap_or_default());
        (place, rest)
    }

    /// The gram of these.
    pub fn of_halves(place: u32, rest: u32) -> Self {
        Self(u64::from(place) << 32 | u64::from(rest))
    }

    /// One of which no more is known than its place and what tells it from others there.
    pub fn at(place: u32, check: Option<u32>) -> Self {
        Self(u64::from(place) << 32 | check.map_or(0, |check| CHECKED | u64::from(check)))
    }

    /// Where it belongs.
    pub fn place(self) -> u32 {
        u32::try_from(self.0 >> 32).unwrap_or_default()
    }

    /// What tells it from others there.
    pub fn check(self) -> Option<u32> {
        (self.0 & CHECKED != 0).then(|| u32::try_from(self.0 & 0xFF_FFFF).unwrap_or_default())
    }

    /// Whether it is one unit that is no word: it is looked up, but no longer query needs its places.
    pub fn is_single(self) -> bool {
        self.0 & IS_SINGLE != 0
    }

    /// Whether it is of several units, none of them a word.
    pub fn is_wide(self) -> bool {
        self.0 & (HAS_WORD | IS_SINGLE) == 0
    }
}

/// The place of a single unit.
pub fn place_of_single(code: u16) -> u32 {
    hash::mix(u32::from(code & 0x7FFF) << 16)
}

/// The place of two, neither of which is a word.
pub fn place_of_pair(first: u16, second: u16) -> u32 {
    hash::mix(u32::from(first & 0x7FFF) << 16 | u32::from(second))
}
