//! The grams of texts: what is looked up. Each pair of neighbouring units is one; so is each unit,
//! for queries of one; and where a gram is in very many articles, so is what it grows into by a unit
//! before or after it, up to four, so that no query needs the places of what is everywhere.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use super::hash;
use super::postings::Postings;
use super::units::{Unit, Words, character, stored};

/// A gram in more articles than that grows.
pub const HOT: u32 = 12_000;
/// The most units of a gram.
pub const LONGEST: usize = 4;

/// A gram.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gram {
    /// Units that are no words, the first in the highest 16 bits, without what stands before it.
    Wide(u64),
    /// Units among which is a word, the first likewise.
    Word([Option<Unit>; LONGEST]),
}

impl Gram {
    fn wide(units: impl Iterator<Item = u16>) -> Self {
        let joined = units.enumerate().fold(0, |joined, (index, unit)| {
            let unit = if index == 0 { unit & 0x7FFF } else { unit };
            joined | u64::from(unit) << (48 - 16 * index)
        });
        Self::Wide(joined)
    }

    fn word(units: &[Unit]) -> Self {
        let mut all = [None; LONGEST];
        all.iter_mut().zip(units).for_each(|(place, unit)| *place = Some(*unit));
        all[0] = all[0].map(Unit::alone);
        Self::Word(all)
    }

    /// Where it belongs, and what tells it from others there: nothing for those of one or two units
    /// that are no words, whose place is theirs alone.
    pub fn place(self, words: &Words) -> (u32, Option<u32>) {
        let (place, check) = match self {
            Self::Wide(joined) if joined & 0xFFFF_FFFF == 0 => return (hash::mix((joined >> 32) as u32), None),
            Self::Wide(joined) => hash::of_text(text_of_wide(joined)),
            Self::Word(units) => {
                let mut text = String::new();
                for unit in units.into_iter().flatten() {
                    text.push(if unit.is_after_break() { '\u{2}' } else { '\u{1}' });
                    match unit.wide() {
                        Some(wide) => text.extend(character(wide)),
                        None => text.push_str(unit.word().map_or("", |word| words.text(word))),
                    }
                }
                hash::of_text(text.encode_utf16())
            }
        };
        (place, Some(check))
    }

    /// Whether it grows if it is in many articles.
    pub fn can_grow(self) -> bool {
        matches!(self, Self::Wide(joined) if joined & 0xFFFF == 0 && joined & 0xFFFF_0000_0000 != 0)
    }

    /// Whether it is one unit that is no word: it is looked up, but no longer query needs its places.
    pub fn is_single(self) -> bool {
        matches!(self, Self::Wide(joined) if joined & 0xFFFF_FFFF_FFFF == 0)
    }
}

/// The text of a gram of three or four units: what is after a break has a mark before it.
fn text_of_wide(joined: u64) -> impl Iterator<Item = u16> {
    (0..LONGEST).flat_map(move |index| {
        #[expect(clippy::cast_possible_truncation, reason = "16 of the bits")]
        let code = (joined >> (48 - 16 * index)) as u16;
        let unit = character(code).filter(|_| code != 0).and_then(|it| u16::try_from(u32::from(it)).ok());
        [(code & 0x8000 != 0).then_some(2), unit].into_iter().flatten()
    })
}

/// Grams are looked up for each character of an archive; what they are made of is mixed well enough
/// by a multiplication (Fibonacci hashing, Knuth, volume 3, 6.4).
#[derive(Clone, Copy, Debug, Default)]
pub struct Mixer(u64);

impl Hasher for Mixer {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.write_u64(u64::from(byte)));
    }

    fn write_u32(&mut self, value: u32) {
        self.write_u64(u64::from(value));
    }

    fn write_u64(&mut self, value: u64) {
        let mixed = (self.0.rotate_left(23) ^ value).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = mixed ^ (mixed >> 32);
    }

    fn write_isize(&mut self, value: isize) {
        self.write_u64(value.unsigned_abs() as u64);
    }
}

type Fast = BuildHasherDefault<Mixer>;
/// Grams that grow.
pub type Hot = HashSet<Gram, Fast>;
/// What is gathered of grams.
pub type Gathered = HashMap<Gram, Postings, Fast>;

/// A part of all grams: those whose place has these highest bits.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    pub number: u32,
    pub bits: u32,
}

impl Part {
    fn has(self, place: u32) -> bool {
        self.bits == 0 || place >> (32 - self.bits) == self.number
    }
}

/// Gathers the grams of `length` units in texts, by article; with those of two, also the single ones.
/// Of longer ones, those that `hot` grows into.
pub fn gather(texts: &[Vec<u16>], words: &Words, length: usize, hot: &Hot, part: Part) -> Gathered {
    let mut gathered = Gathered::default();
    for (article, text) in (0_u32..).zip(texts) {
        let mut add = |gram: Gram, place: u32| {
            if part.has(gram.place(words).0) {
                gathered.entry(gram).or_default().add(article, place);
            }
        };
        // The last units, and their places.
        let mut window: Vec<(Unit, u32)> = Vec::with_capacity(LONGEST + 1);
        let mut next = 0;
        for unit in stored(text) {
            let place = next + u32::from(unit.is_after_break());
            next = place + 1;
            window.push((unit, place));
            if length == 2 {
                match unit.wide() {
                    Some(wide) => add(Gram::wide(std::iter::once(wide)), place),
                    None => add(Gram::word(&[unit]), place),
                }
            }
            if window.len() > length {
                window.remove(0);
            }
            if window.len() == length
                && let Some(gram) = gram_of(&window, hot)
            {
                add(gram, window[0].1);
            }
        }
    }
    gathered
}

/// The gram of neighbouring units, if it is one: of two, unless both are words, which have their own
/// places; of more, if what is left without the first or the last of them grows.
fn gram_of(window: &[(Unit, u32)], hot: &Hot) -> Option<Gram> {
    let gram = |units: &[(Unit, u32)]| {
        let mut wide = [0; LONGEST];
        let is_wide =
            units.iter().zip(&mut wide).all(|((unit, _), wide)| unit.wide().map(|code| *wide = code).is_some());
        is_wide.then(|| Gram::wide(wide[..units.len()].iter().copied()))
    };
    if let [(before, _), (after, _)] = window {
        let is_gram = before.wide().is_some() || after.wide().is_some();
        return gram(window).or_else(|| is_gram.then(|| Gram::word(&[*before, *after])));
    }
    let grows = |units| gram(units).is_some_and(|gram| hot.contains(&gram));
    let is_gram = grows(&window[..window.len() - 1]) || grows(&window[1..]);
    is_gram
        .then(|| gram(window).unwrap_or_else(|| Gram::word(&window.iter().map(|(unit, _)| *unit).collect::<Vec<_>>())))
}

/// The characters that texts have.
pub fn alphabet(texts: &[Vec<u16>]) -> HashSet<char> {
    let codes: HashSet<u16> =
        texts.iter().flat_map(|text| stored(text)).filter_map(|unit| unit.alone().wide()).collect();
    codes.into_iter().filter_map(character).collect()
}
