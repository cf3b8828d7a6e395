//! What stands around a gram where it occurs: a few bits of the unit before it and of the one after it. By them it is
//! told which grams stand together in a text, and they stay as they are when something is put in elsewhere.

use std::sync::LazyLock;

use super::gram::{Occurrence, place_of_single};
use super::units::Unit;

/// How many bits there are of each of the two units.
const HALF: u32 = 6;
/// How many bits there are in all.
pub const BITS: u32 = 2 * HALF;
const IN_TITLE: u16 = 1 << 15;

/// What stands around an occurrence, and whether that is in the headline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Around(u16);

/// The sides of units that are no words, by their codes.
static SIDES: LazyLock<Vec<u16>> =
    LazyLock::new(|| (0..0x8000).map(|code| side_of_place(place_of_single(code))).collect());

/// What is told of a unit at the side of a gram, by its place as a gram of its own. 0 is none.
pub fn side_of_place(place: u32) -> u16 {
    // It is less than 63.
    1 + u16::try_from(place % ((1 << HALF) - 1)).unwrap_or_default()
}

/// The same of a unit that is no word.
pub fn side_of_code(code: u16) -> u16 {
    SIDES.get(usize::from(code & 0x7FFF)).copied().unwrap_or_default()
}

impl Around {
    /// What stands around the units from `start` to before `end`. What is behind a mark of punctuation is not seen, so
    /// that a sentence tells nothing of the next one.
    pub fn of(units: &[Unit], start: usize, end: usize, title: usize, side: impl Fn(Unit) -> u16) -> Self {
        let before = match start.checked_sub(1).and_then(|before| units.get(before)) {
            Some(&before) if !units[start].is_after_break() => side(before),
            _ => 0,
        };
        let after = units.get(end).filter(|after| !after.is_after_break()).map_or(0, |&after| side(after));
        Self(before << HALF | after | if start < title { IN_TITLE } else { 0 })
    }

    /// Nothing but whether it is in the headline.
    pub fn alone(is_in_title: bool) -> Self {
        Self(if is_in_title { IN_TITLE } else { 0 })
    }

    /// The bits of the units.
    pub fn sides(self) -> u16 {
        self.0 & !IN_TITLE
    }

    /// Whether it is in the headline.
    pub fn is_in_title(self) -> bool {
        self.0 & IN_TITLE != 0
    }

    /// All of it, for a file.
    pub fn to_bits(self) -> u16 {
        self.0
    }

    /// From a file.
    pub fn from_bits(bits: u16) -> Self {
        Self(bits)
    }
}

/// The sides of the occurrences in an article: each once, in their order.
pub fn sides_of(own: &[Occurrence]) -> Vec<u16> {
    let mut sides: Vec<u16> = own.iter().map(|one| one.around.sides()).collect();
    sides.sort_unstable();
    sides.dedup();
    sides
}
