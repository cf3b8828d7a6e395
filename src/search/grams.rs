//! The grams of texts: what is looked up. Each pair of neighbouring units is one; so is each unit,
//! for queries of one; and where a gram is in very many articles, so is what it grows into by a unit
//! before or after it, up to four, so that no query needs the places of what is everywhere.
//!
//! They are gathered by parts, those of a place's highest bits, into a file, many parts at a time; then the
//! grams of each part are sorted, so that memory does not grow with the archive.

use std::collections::BTreeSet;
use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::gram::{Gram, Occurrence, place_of_pair, place_of_single};
use super::hash::{self, Hash};
use super::scratch::Scratch;
use super::spill::Chunk;
use super::store::Source;
use super::units::{Cursor, Unit, Words, character, is_wide, stored, utf16};

/// A gram in more articles than that grows; in tests, so that one needs no thousands.
const HOT: usize = if cfg!(test) { 25 } else { 12_000 };
/// The most units of a gram.
pub const LONGEST: usize = 4;

/// Grams that grow.
pub type Hot = FxHashSet<Gram>;

/// Whether a gram of `length` units, in so many articles, grows.
pub fn grows(gram: Gram, length: usize, articles: usize) -> bool {
    length < LONGEST && gram.is_wide() && is_everywhere(articles)
}

/// By article, a bit for each unit: whether a gram that grows ends with it.
#[derive(Default)]
pub struct Ends(Vec<Vec<u64>>);

impl Ends {
    fn of(bits: &[u64], index: usize) -> bool {
        bits.get(index / 64).is_some_and(|bits| bits >> (index % 64) & 1 == 1)
    }

    /// Tells of the units, in order, of which one ends here or at the one before.
    fn each_here_or_after(bits: &[u64], mut tell: impl FnMut(usize)) {
        let mut carry = 0;
        // One more, for what is after the last.
        for (number, &own) in bits.iter().chain([&0]).enumerate() {
            let mut here = own | own << 1 | carry;
            carry = own >> 63;
            while here != 0 {
                tell(64 * number + here.trailing_zeros() as usize);
                here &= here - 1;
            }
        }
    }

    /// About how many grams of a length a text has, the longer of which grow out of these.
    fn occurrences_in(&self, length: usize, article: usize, text: &[u16]) -> usize {
        match length {
            1 => text.len() / 3,
            2 => text.len(),
            _ => 2 * self.0.get(article).into_iter().flatten().map(|bits| bits.count_ones() as usize).sum::<usize>(),
        }
    }

    /// About how many grams grow out of these.
    pub fn occurrences(&self) -> usize {
        2 * self.0.par_iter().flatten().map(|bits| bits.count_ones() as usize).sum::<usize>()
    }
}

/// Whether a gram of so many articles is everywhere.
pub fn is_everywhere(articles: usize) -> bool {
    articles > HOT
}

/// The texts of an archive.
pub struct Texts<'a> {
    /// By article: its units, as they are stored.
    units: &'a dyn Source,
    words: &'a Words,
    /// By word: the hash of a gram that begins with it.
    begun: Vec<Hash>,
}

/// Parts of all grams: those whose place has these highest bits.
#[derive(Clone, Debug)]
pub struct Parts {
    /// The parts.
    pub numbers: Range<usize>,
    /// How many of the highest bits are a part's number.
    pub bits: u32,
}

/// What is gathered of a few articles, by part.
struct Gathering {
    parts: Parts,
    found: Vec<Vec<Occurrence>>,
}

impl Gathering {
    /// Adds a gram, if its place is in one of the parts; what it is else is asked only then.
    fn add(&mut self, place: u32, gram: impl FnOnce(u32) -> Gram, article: u32, at: u32) {
        // Nothing is done more often than this, and mostly in vain.
        let part = (u64::from(place) << self.parts.bits >> 32) as usize;
        if let Some(found) = self.found.get_mut(part.wrapping_sub(self.parts.numbers.start)) {
            found.push(Occurrence { gram: gram(place), article, at });
        }
    }

    fn add_checked(&mut self, hash: Hash, has_word: bool, article: u32, at: u32) {
        self.add(hash.place(), |_| Gram::checked(hash, has_word), article, at);
    }
}

impl<'a> Texts<'a> {
    pub fn new(units: &'a dyn Source, words: &'a Words) -> Self {
        Self { units, words, begun: words.all().map(|word| Hash::default().with(1).with_text(word)).collect() }
    }

    /// Where grams of `length` units end that grow, after `before` for those that are shorter by one.
    pub fn ends(&self, length: usize, hot: &Hot, before: &Ends) -> Ends {
        let ends = |(text, before): (&Vec<u16>, Option<&Vec<u64>>)| {
            let mut bits = vec![0; text.len().div_ceil(64)];
            let mut window = [Unit::default(); LONGEST];
            for (index, unit) in stored(text).enumerate() {
                window.copy_within(1.., 0);
                window[LONGEST - 1] = unit;
                let grows = match length {
                    2 => match (index > 0).then(|| (window[LONGEST - 2].wide(), unit.wide())) {
                        Some((Some(first), Some(second))) => hot.contains(&Gram::pair(place_of_pair(first, second))),
                        _ => false,
                    },
                    // In a gram that is everywhere, so is what it has grown out of at both ends.
                    _ => {
                        before.is_some_and(|bits| index > 0 && Ends::of(bits, index) && Ends::of(bits, index - 1))
                            && hot.contains(&Gram::checked(hash_of(window[LONGEST - length..].iter().copied()), false))
                    }
                };
                bits[index / 64] |= u64::from(grows) << (index % 64);
            }
            // Most articles of most archives have none.
            if bits.iter().all(|&bits| bits == 0) { Vec::new() } else { bits }
        };
        let of_chunk = |articles: Range<usize>| {
            let before = articles.clone().map(|article| before.0.get(article));
            self.units.texts(articles).iter().zip(before).map(ends).collect::<Vec<_>>()
        };
        Ends(self.chunks().map(of_chunk).flatten_iter().collect())
    }

    /// All articles, in as many chunks as the processors share well, none of which is too many for memory.
    fn chunks(&self) -> impl IndexedParallelIterator<Item = Range<usize>> {
        let articles = self.units.count();
        let size = articles.div_ceil(64).clamp(1, 512);
        let chunk = move |number: usize| number * size..articles.min((number + 1) * size);
        (0..articles.div_ceil(size)).into_par_iter().map(chunk)
    }

    /// Gathers the grams of `length` units; those of three and more only if they grow out of what ends at
    /// `ends`. `take` gets those of each part, by gram, article and place, and what it makes of them is
    /// returned, by part. A single one that is no word is there once an article. Of more than a few texts, what
    /// was gathered waits in a file.
    pub fn gather<T: Send>(
        &self,
        length: usize,
        ends: &Ends,
        parts: &Parts,
        scratch: Option<&Scratch>,
        take: impl Fn(&[Occurrence]) -> T + Sync,
    ) -> Vec<T> {
        let gather = |articles: Range<usize>| {
            let texts = &*self.units.texts(articles.clone());
            // About as many as there will be: what has to grow is copied.
            let occurrences =
                texts.iter().zip(articles.clone()).map(|(text, article)| ends.occurrences_in(length, article, text));
            let of_part = (occurrences.sum::<usize>() >> parts.bits) * 17 / 16;
            let found = parts.numbers.clone().map(|_| Vec::with_capacity(of_part)).collect();
            let mut gathering = Gathering { parts: parts.clone(), found };
            let first = u32::try_from(articles.start).unwrap_or(u32::MAX);
            match length {
                1 => self.singles(texts, first, &mut gathering),
                2 => self.pairs(texts, first, &mut gathering),
                3 => self.grown::<3>(texts, first, ends, &mut gathering),
                _ => self.grown::<LONGEST>(texts, first, ends, &mut gathering),
            }
            Chunk::new(gathering.found, scratch)
        };
        let gathered: Vec<Chunk> = self.chunks().map(gather).collect();
        let finish = |part: usize| {
            let mut all = Vec::new();
            gathered.iter().for_each(|chunk| chunk.read(part, &mut all));
            // Articles and places are in their order already.
            all.sort_by_key(|occurrence| occurrence.gram);
            take(&all)
        };
        let taken = (0..parts.numbers.len()).into_par_iter().map(finish).collect();
        if let Some(scratch) = scratch {
            scratch.clear();
        }
        taken
    }

    fn singles(&self, texts: &[Vec<u16>], first: u32, gathering: &mut Gathering) {
        // By code: one more than the article that it was last seen in.
        let mut seen = vec![0; 0x8000];
        for (article, text) in (first..).zip(texts) {
            for (unit, at) in placed(text) {
                let Some(code) = unit.wide() else {
                    gathering.add_checked(self.hash([unit]), true, article, at);
                    continue;
                };
                let last = std::mem::replace(&mut seen[usize::from(code & 0x7FFF)], article + 1);
                if last != article + 1 {
                    gathering.add(place_of_single(code), Gram::single, article, at);
                }
            }
        }
    }

    fn pairs(&self, texts: &[Vec<u16>], first: u32, gathering: &mut Gathering) {
        for (article, text) in (first..).zip(texts) {
            let mut units = placed(text);
            let Some((mut before, mut at)) = units.next() else { continue };
            for (unit, place) in units {
                match (before.wide(), unit.wide()) {
                    (Some(first), Some(code)) => gathering.add(place_of_pair(first, code), Gram::pair, article, at),
                    // Two words have their own places, but only a pair tells that something is between.
                    (None, None) if !unit.is_after_break() => {}
                    _ => gathering.add_checked(self.hash([before, unit]), true, article, at),
                }
                (before, at) = (unit, place);
            }
        }
    }

    /// What is left of a gram without its first or its last unit must grow.
    fn grown<const LENGTH: usize>(&self, texts: &[Vec<u16>], first: u32, ends: &Ends, gathering: &mut Gathering) {
        for (article, text) in (first..).zip(texts) {
            let Some(ends) = ends.0.get(article as usize).filter(|ends| !ends.is_empty()) else { continue };
            let mut cursor = Cursor::default();
            Ends::each_here_or_after(ends, |last| {
                let Some(start) = (last + 1).checked_sub(LENGTH) else { return };
                let (rest, at) = cursor.move_to(text, start);
                let Some(codes) = rest.first_chunk::<LENGTH>().filter(|codes| is_wide(*codes)) else {
                    let units: Vec<Unit> = stored(rest).take(LENGTH).collect();
                    if units.len() == LENGTH {
                        gathering.add_checked(self.hash(units), true, article, at);
                    }
                    return;
                };
                // The check is reckoned only where the place is in one of the parts.
                let mut place = hash::PLACE;
                for (index, &code) in codes.iter().enumerate() {
                    if index > 0 && code & 0x8000 != 0 {
                        place = hash::next_place(place, 2);
                    }
                    place = hash::next_place(place, utf16(code));
                }
                let gram = |_| Gram::checked(hash_of(stored(codes)), false);
                gathering.add(hash::mix(place), gram, article, at);
            });
        }
    }

    /// The characters that texts have: also the rare Han, each of which is a word.
    pub fn alphabet(&self) -> BTreeSet<char> {
        let of_chunk = |articles: Range<usize>| {
            let texts = self.units.texts(articles);
            texts
                .iter()
                .flat_map(|text| stored(text))
                .filter_map(|unit| unit.alone().wide())
                .collect::<FxHashSet<u16>>()
        };
        let codes: FxHashSet<u16> = self.chunks().map(of_chunk).flatten_iter().collect();
        let rare = self.words.all().filter_map(|word| word.chars().next()).filter(|&first| is_rare(first));
        codes.into_iter().filter_map(character).chain(rare).collect()
    }

    /// The grams of single units in a text, each with its character if that belongs to an alphabet.
    pub fn characters(&self, text: &[u16]) -> Vec<(Gram, char)> {
        let of_unit = |unit: Unit| match (unit.alone().wide(), unit.word()) {
            (Some(code), _) => Some((Gram::single(place_of_single(code)), character(code)?)),
            (None, Some(word)) => {
                let first = self.words.text(word).chars().next().filter(|&first| is_rare(first))?;
                Some((Gram::checked(self.hash([unit]), true), first))
            }
            (None, None) => None,
        };
        stored(text).filter_map(of_unit).collect()
    }

    /// Units, each with a mark before it that tells whether there is a break.
    fn hash(&self, units: impl IntoIterator<Item = Unit>) -> Hash {
        units.into_iter().enumerate().fold(Hash::default(), |hash, (index, unit)| {
            let marked = hash.with(if index > 0 && unit.is_after_break() { 2 } else { 1 });
            match (unit.wide(), unit.word()) {
                (Some(code), _) => marked.with(utf16(code)),
                (None, Some(word)) if index == 0 => self.begun.get(word).copied().unwrap_or(marked),
                (None, word) => marked.with_text(word.map_or("", |word| self.words.text(word))),
            }
        })
    }
}

/// Units of which none is a word: only a break has a mark.
fn hash_of(units: impl IntoIterator<Item = Unit>) -> Hash {
    units.into_iter().enumerate().fold(Hash::default(), |hash, (index, unit)| {
        let hash = if index > 0 && unit.is_after_break() { hash.with(2) } else { hash };
        unit.wide().map_or(hash, |code| hash.with(utf16(code)))
    })
}

/// The units of a text, each with its place.
fn placed(text: &[u16]) -> impl Iterator<Item = (Unit, u32)> {
    stored(text).scan(0, |next, unit| {
        let place = *next + u32::from(unit.is_after_break());
        *next = place + 1;
        Some((unit, place))
    })
}

/// Whether a character is one of the rare Han, each of which is a word.
fn is_rare(character: char) -> bool {
    u32::from(character) >= 0x20000
}

#[cfg(test)]
mod tests {
    use super::super::fold::fold;
    use super::super::units::{store, units};
    use super::*;

    /// All grams of texts that there are of a length, with the articles and places of each, as JavaScript
    /// would look them up.
    fn gathered(all: &[&str], length: usize, hot: &[&str], bits: u32) -> Vec<(u32, Option<u32>, u32, u32)> {
        let mut words = Words::default();
        let texts: Vec<Vec<u16>> = all
            .iter()
            .map(|text| {
                let mut kept = Vec::new();
                store(&units(text, &mut words), &mut kept);
                kept
            })
            .collect();
        let hot: Hot = hot
            .iter()
            .map(|gram| match units(gram, &mut words).as_slice() {
                [one, other] => Gram::pair(place_of_pair(one.wide().unwrap(), other.wide().unwrap())),
                longer => Gram::checked(hash_of(longer.iter().copied()), false),
            })
            .collect();
        let texts = Texts::new(&texts, &words);
        let pairs = texts.ends(2, &hot, &Ends::default());
        let ends = if length == 3 { pairs } else { texts.ends(3, &hot, &pairs) };
        let mut found: Vec<_> = (0..1_usize << bits)
            .flat_map(|part| texts.gather(length, &ends, &Parts { numbers: part..part + 1, bits }, None, <[_]>::to_vec))
            .flatten()
            .map(|it| (it.gram.place(), it.gram.check(), it.article, it.at))
            .collect();
        found.sort_unstable();
        found
    }

    fn code(character: char) -> u16 {
        u16::try_from(u32::from(fold(character)) - 0x2E00).unwrap()
    }

    fn hash(text: &str) -> (u32, u32) {
        Hash::default().with_text(&text.chars().map(fold).collect::<String>()).finish()
    }

    #[test]
    fn parts_have_all_grams_between_them() {
        let texts = ["台湾，选举 Linux 系统", "", "选举选举"];
        let singles = gathered(&texts, 1, &[], 0);
        assert_eq!(gathered(&texts, 1, &[], 3), singles);
        // 台湾选举系统 and the word, then 选举.
        assert_eq!(singles.len(), 7 + 2);
        let whole = gathered(&texts, 2, &[], 0);
        assert_eq!(gathered(&texts, 2, &[], 3), whole);
        // 台湾, 湾|选, 选举, 举linux, linux系, 系统; 选举, 举选, 选举.
        assert_eq!(whole.len(), 6 + 3);
        let pair = super::hash::mix(u32::from(code('选')) << 16 | u32::from(code('举')));
        let places: Vec<_> = whole.iter().filter(|it| it.0 == pair).map(|it| (it.2, it.3)).collect();
        assert_eq!(places, [(0, 3), (2, 0), (2, 2)]);
    }

    #[test]
    fn what_is_everywhere_grows_at_both_ends() {
        let texts = ["不此同人，山水", "在此同Linux"];
        let hot = ["此同"];
        let found = gathered(&texts, 3, &hot, 0);
        // 不此同, 此同人; 在此同, 此同linux.
        let mut wanted: Vec<_> = [("不此同", 0, 0), ("此同人", 0, 1), ("在此同", 1, 0)]
            .map(|(text, article, at)| (hash(text), article, at))
            .into_iter()
            .chain([(hash("\u{1}此\u{1}同\u{1}linux"), 1, 1)])
            .map(|((place, check), article, at)| (place, Some(check), article, at))
            .collect();
        wanted.sort_unstable();
        assert_eq!(found, wanted);
        // Nothing of three grows, so nothing of four is there.
        assert_eq!(gathered(&texts, 4, &hot, 0), []);
        let found = gathered(&texts, 4, &["此同", "同人", "此同人"], 0);
        // A break has a mark in what is hashed.
        let mut wanted: Vec<_> = [("不此同人", 0, 0), ("此同人\u{2}山", 0, 1)]
            .map(|(text, article, at)| (hash(text), article, at))
            .into_iter()
            .map(|((place, check), article, at)| (place, Some(check), article, at))
            .collect();
        wanted.sort_unstable();
        assert_eq!(found, wanted);
    }
}
