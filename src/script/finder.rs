//! Finds all words of a set in a text, also where they overlap. Few places of a text begin as any of the
//! words does: only there the words are looked up, by their lengths.

use std::ops::Range;

use rustc_hash::FxHashMap;

/// For each word, so many bits tell whether one may begin with two characters: about one place in so many is
/// looked at in vain.
const BITS: usize = 64;
/// At most so many in all, which are at hand in a processor's nearest memory.
const MOST: usize = 1 << 16;

/// Finds the words that it was made of.
pub(super) struct Finder {
    /// Whether a word may begin so, by hash.
    begins: Box<[u64]>,
    /// What leaves of 64 bits as many as number those of `begins`.
    shift: u32,
    /// By the first two characters: the lengths in bytes of the words, ascending.
    lengths: FxHashMap<Begin, Vec<usize>>,
    /// The words, and their numbers.
    words: FxHashMap<Box<str>, usize>,
    /// Whether any word is but one character.
    has_single: bool,
}

/// The first two characters of a word; a word of one has no second.
type Begin = (char, Option<char>);

impl Finder {
    /// What finds these words, none of which is empty; each has its place among them for a number, a word that
    /// is there twice the last.
    pub fn new<'w>(words: impl ExactSizeIterator<Item = &'w str>) -> Self {
        let bits = (words.len() * BITS).next_power_of_two().clamp(64, MOST);
        let mut finder = Self {
            begins: vec![0; bits / 64].into(),
            shift: u64::BITS - bits.trailing_zeros(),
            lengths: FxHashMap::default(),
            words: FxHashMap::default(),
            has_single: false,
        };
        for (number, word) in words.enumerate() {
            let mut characters = word.chars();
            let Some(first) = characters.next() else { continue };
            let begin = (first, characters.next());
            finder.has_single |= begin.1.is_none();
            let bit = finder.bit_of(begin);
            finder.begins[bit / 64] |= 1 << (bit % 64);
            let lengths = finder.lengths.entry(begin).or_default();
            if let Err(place) = lengths.binary_search(&word.len()) {
                lengths.insert(place, word.len());
            }
            finder.words.insert(word.into(), number);
        }
        finder
    }

    /// Tells of each find its word, by its number, and where it is, in bytes: in the order in which they begin,
    /// shorter ones first.
    pub fn find(&self, text: &str, tell: &mut dyn FnMut(usize, Range<usize>)) {
        let mut before: Option<(usize, char)> = None;
        for (at, character) in text.char_indices() {
            if let Some((start, first)) = before
                && self.may_begin((first, Some(character)))
            {
                self.find_at(text, start, (first, Some(character)), tell);
            }
            if self.has_single && self.may_begin((character, None)) {
                self.find_at(text, at, (character, None), tell);
            }
            before = Some((at, character));
        }
    }

    #[inline]
    fn may_begin(&self, begin: Begin) -> bool {
        let bit = self.bit_of(begin);
        self.begins[bit / 64] & 1 << (bit % 64) != 0
    }

    #[inline(never)]
    fn find_at(&self, text: &str, at: usize, begin: Begin, tell: &mut dyn FnMut(usize, Range<usize>)) {
        for &length in self.lengths.get(&begin).into_iter().flatten() {
            let range = at..at + length;
            if let Some(&number) = text.get(range.clone()).and_then(|word| self.words.get(word)) {
                tell(number, range);
            }
        }
    }

    /// The highest bits of the product of both characters, as one number, with the golden ratio (Knuth, The Art of
    /// Computer Programming, 6.4).
    #[inline]
    fn bit_of(&self, (first, second): Begin) -> usize {
        let both = u64::from(u32::from(first)) << 32 | second.map_or(0, |second| u64::from(u32::from(second)));
        let bit = both.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> self.shift;
        usize::try_from(bit).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(words: &[String], text: &str) -> Vec<(usize, Range<usize>)> {
        let mut found = Vec::new();
        Finder::new(words.iter().map(String::as_str)).find(text, &mut |number, range| found.push((number, range)));
        found
    }

    proptest! {
        #[test]
        fn it_finds_what_is_there(
            words in proptest::collection::btree_set("[甲乙丙a\\u{20000}]{1,4}", 0..12),
            text in "[甲乙丙丁a\\u{20000}]{0,20}",
        ) {
            let words: Vec<String> = words.into_iter().collect();
            let mut there: Vec<(usize, Range<usize>)> = Vec::new();
            for (at, _) in text.char_indices() {
                let begin = |(_, word): &(usize, &String)| text[at..].starts_with(word.as_str());
                let mut here: Vec<_> = words.iter().enumerate().filter(begin).collect();
                here.sort_by_key(|(_, word)| word.len());
                there.extend(here.into_iter().map(|(number, word)| (number, at..at + word.len())));
            }
            prop_assert_eq!(found(&words, &text), there);
        }
    }
}
