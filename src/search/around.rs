//! What stands around a gram where it occurs: a few bits of the unit before it, of the one after it, and of the clause that
//! it begins in. By them it is told which grams stand together in a text; and since they do not tell where in the text that
//! is, they stay as they are when something is put in elsewhere.

use super::gram::place_of_single;
use super::hash;
use super::units::Unit;

/// How many bits there are of each of the two units.
const SIDE: u32 = 3;
/// How many bits there are of the clause.
const CLAUSE: u32 = 5;
/// How many bits there are in all.
pub const BITS: u32 = 2 * SIDE + CLAUSE;
const IN_TITLE: u16 = 1 << 15;

/// What stands around an occurrence, and whether that is in the headline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Around(u16);

/// A text in which it is told what stands around the grams: of each unit, its place as a gram of its own, and its clause.
#[derive(Default)]
pub struct Surroundings {
    /// By unit: what is told of it at the side of a gram; 0 is none.
    sides: Vec<u16>,
    /// By unit: the bits of the clause that it is in.
    clauses: Vec<u16>,
}

/// What is told of a unit at the side of a gram, by its place as a gram of its own.
pub fn side_of_place(place: u32) -> u16 {
    // It is less than 7.
    1 + u16::try_from(place % ((1 << SIDE) - 1)).unwrap_or_default()
}

/// The bits of a clause, by the places of its units as grams of their own.
pub fn clause_of_places(places: impl IntoIterator<Item = u32>) -> u16 {
    let all = places.into_iter().fold(hash::PLACE, |all, place| (all ^ place).wrapping_mul(0x0100_0193));
    u16::try_from(hash::mix(all) >> (32 - CLAUSE)).unwrap_or_default()
}

impl Surroundings {
    /// Reads a text; `place` tells the place of a word as a gram of its own.
    pub fn read(&mut self, units: &[Unit], place: impl Fn(Unit) -> u32) {
        self.sides.clear();
        self.clauses.clear();
        for clause in units.chunk_by(|_, next| !next.is_after_break()) {
            let places = || clause.iter().map(|&unit| unit.wide().map_or_else(|| place(unit), place_of_single));
            self.sides.extend(places().map(side_of_place));
            self.clauses.resize(self.sides.len(), clause_of_places(places()));
        }
    }

    /// What stands around the units from `start` to before `end`. What is behind a mark of punctuation is not seen, so
    /// that a clause tells nothing of the next one.
    pub fn of(&self, units: &[Unit], start: usize, end: usize, title: usize) -> Around {
        let side = |unit: usize| self.sides.get(unit).copied().unwrap_or_default();
        let before = if start == 0 || units[start].is_after_break() { 0 } else { side(start - 1) };
        let after = if units.get(end).is_none_or(|after| after.is_after_break()) { 0 } else { side(end) };
        let clause = self.clauses.get(start).copied().unwrap_or_default();
        Around(clause << (2 * SIDE) | before << SIDE | after | if start < title { IN_TITLE } else { 0 })
    }
}

impl Around {
    /// Nothing but whether it is in the headline.
    pub fn alone(is_in_title: bool) -> Self {
        Self(if is_in_title { IN_TITLE } else { 0 })
    }

    /// The bits of the units and of the clause.
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
