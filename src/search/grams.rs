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

use super::around::{Around, Surroundings};
use super::gram::{Gram, place_of_pair, place_of_single};
use super::hash::Hash;
use super::occurrence::Occurrence;
use super::scratch::Scratch;
use super::spill::Chunk;
use super::store::Source;
use super::units::{Unit, Words, character, stored, utf16};

/// A gram in more articles than that grows; in tests, so that one needs no thousands.
const HOT: usize = if cfg!(test) { 12 } else { 12_000 };
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
    /// By article: how many units its headline has.
    titles: &'a [u32],
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
    /// Adds a gram, if its place is in one of the parts; what it is else, and what stands around it, is asked only then.
    fn add(&mut self, place: u32, article: u32, rest: impl FnOnce(u32) -> (Gram, Around)) {
        // Nothing is done more often than this, and mostly in vain.
        let part = (u64::from(place) << self.parts.bits >> 32) as usize;
        if let Some(found) = self.found.get_mut(part.wrapping_sub(self.parts.numbers.start)) {
            let (gram, around) = rest(place);
            found.push(Occurrence { gram, article, around });
        }
    }
}

impl<'a> Texts<'a> {
    pub fn new(units: &'a dyn Source, words: &'a Words, titles: &'a [u32]) -> Self {
        let begun = words.all().map(|word| Hash::default().with(1).with_text(word)).collect();
        Self { units, words, titles, begun }
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
    /// `ends`. `take` gets those of each part, by gram and article, and what it makes of them is
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
                _ => self.grown(length, texts, first, ends, &mut gathering),
            }
            Chunk::new(gathering.found, scratch)
        };
        let gathered: Vec<Chunk> = self.chunks().map(gather).collect();
        let finish = |part: usize| {
            let mut all = Vec::new();
            gathered.iter().for_each(|chunk| chunk.read(part, &mut all));
            // Articles are in their order already.
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
        self.each_text(texts, first, |article, title, units, around| {
            for (index, &unit) in units.iter().enumerate() {
                let Some(code) = unit.wide() else {
                    let hash = self.hash([unit]);
                    let around = || around.of(units, index, index + 1, title);
                    gathering.add(hash.place(), article, |_| (Gram::checked(hash, true), around()));
                    continue;
                };
                let last = std::mem::replace(&mut seen[usize::from(code & 0x7FFF)], article + 1);
                if last != article + 1 {
                    let around = Around::alone(index < title);
                    gathering.add(place_of_single(code), article, |place| (Gram::single(place), around));
                }
            }
        });
    }

    fn pairs(&self, texts: &[Vec<u16>], first: u32, gathering: &mut Gathering) {
        self.each_text(texts, first, |article, title, units, around| {
            for (index, pair) in units.windows(2).enumerate() {
                let around = || around.of(units, index, index + 2, title);
                match (pair[0].wide(), pair[1].wide()) {
                    (Some(one), Some(other)) => {
                        gathering.add(place_of_pair(one, other), article, |place| (Gram::pair(place), around()));
                    }
                    // Each of two words tells what is beside it, but only a pair that something is between.
                    (None, None) if !pair[1].is_after_break() => {}
                    _ => {
                        let hash = self.hash(pair.iter().copied());
                        gathering.add(hash.place(), article, |_| (Gram::checked(hash, true), around()));
                    }
                }
            }
        });
    }

    /// What is left of a gram without its first or its last unit must grow.
    fn grown(&self, length: usize, texts: &[Vec<u16>], first: u32, ends: &Ends, gathering: &mut Gathering) {
        self.each_text(texts, first, |article, title, units, around| {
            let Some(ends) = ends.0.get(article as usize).filter(|ends| !ends.is_empty()) else { return };
            Ends::each_here_or_after(ends, |last| {
                let Some(start) = (last + 1).checked_sub(length) else { return };
                let Some(own) = units.get(start..=last) else { return };
                let has_word = own.iter().any(|unit| unit.word().is_some());
                let hash = if has_word { self.hash(own.iter().copied()) } else { hash_of(own.iter().copied()) };
                let around = || around.of(units, start, last + 1, title);
                gathering.add(hash.place(), article, |_| (Gram::checked(hash, has_word), around()));
            });
        });
    }

    /// Tells of each text: its article, how many units its headline has, its units, and what stands around them.
    fn each_text(&self, texts: &[Vec<u16>], first: u32, mut tell: impl FnMut(u32, usize, &[Unit], &Surroundings)) {
        let mut units = Vec::new();
        let mut around = Surroundings::default();
        let place = |unit: Unit| unit.word().and_then(|word| self.begun.get(word)).map_or(0, |hash| hash.place());
        for (article, text) in (first..).zip(texts) {
            units.clear();
            units.extend(stored(text));
            around.read(&units, place);
            let title = self.titles.get(article as usize).copied().unwrap_or_default();
            tell(article, title as usize, &units, &around);
        }
    }

    /// The characters that texts have: also the rare Han, each of which is a word.
    pub fn alphabet(&self) -> BTreeSet<char> {
        let of_chunk = |articles: Range<usize>| {
            let texts = self.units.texts(articles);
            let units: FxHashSet<Unit> = texts.iter().flat_map(|text| stored(text)).map(Unit::alone).collect();
            units
        };
        let units: FxHashSet<Unit> = self.chunks().map(of_chunk).flatten_iter().collect();
        units.into_iter().filter_map(|unit| self.character(unit)).collect()
    }

    /// The character of a unit, if it is one.
    fn character(&self, unit: Unit) -> Option<char> {
        match (unit.alone().wide(), unit.word()) {
            (Some(code), _) => character(code),
            (None, word) => self.words.text(word?).chars().next().filter(|&first| is_rare(first)),
        }
    }

    /// The grams of single units in a text, each with its character if that belongs to an alphabet.
    pub fn characters(&self, text: &[u16]) -> Vec<(Gram, char)> {
        let of_unit = |unit: Unit| {
            let character = self.character(unit)?;
            let code = unit.alone().wide();
            let gram = code.map(|code| Gram::single(place_of_single(code)));
            Some((gram.unwrap_or_else(|| Gram::checked(self.hash([unit]), true)), character))
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

/// Whether a character is one of the rare Han, each of which is a word.
fn is_rare(character: char) -> bool {
    u32::from(character) >= 0x20000
}

#[cfg(test)]
mod tests {
    use super::super::around::{clause_of_places, side_of_place};
    use super::super::fold::fold;
    use super::super::units::{store, units};
    use super::*;

    /// All grams of texts that there are of a length, with the articles and what is around each, as JavaScript
    /// would look them up.
    fn gathered(all: &[&str], length: usize, hot: &[&str], bits: u32) -> Vec<(u32, Option<u32>, u32, u16)> {
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
        let texts = Texts::new(&texts, &words, &[2, 0, 0]);
        let pairs = texts.ends(2, &hot, &Ends::default());
        let ends = if length == 3 { pairs } else { texts.ends(3, &hot, &pairs) };
        let mut found: Vec<_> = (0..1_usize << bits)
            .flat_map(|part| texts.gather(length, &ends, &Parts { numbers: part..part + 1, bits }, None, <[_]>::to_vec))
            .flatten()
            .map(|it| (it.gram.place(), it.gram.check(), it.article, it.around.to_bits()))
            .collect();
        found.sort_unstable();
        found
    }

    /// What is around something, by the clause that it is in and the units at its sides, and whether it is in the
    /// headline.
    fn around(clause: &[&str], before: &str, after: &str, is_in_title: bool) -> u16 {
        let place = |text: &str| match text.chars().next() {
            Some('a'..='z') => hash(&format!("\u{1}{text}")).0,
            Some(han) => place_of_single(code(han)),
            None => 0,
        };
        let side = |text: &str| if text.is_empty() { 0 } else { side_of_place(place(text)) };
        let clause = clause_of_places(clause.iter().map(|text| place(text)));
        clause << 6 | side(before) << 3 | side(after) | if is_in_title { 1 << 15 } else { 0 }
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
        let pair = super::super::hash::mix(u32::from(code('选')) << 16 | u32::from(code('举')));
        let found: Vec<_> = whole.iter().filter(|it| it.0 == pair).map(|it| (it.2, it.3)).collect();
        let around = |clause: &[&str], before, after| around(clause, before, after, false);
        let (one, other) = (["选", "举", "linux", "系", "统"], ["选", "举", "选", "举"]);
        let mut wanted = [(0, around(&one, "", "linux")), (2, around(&other, "", "选")), (2, around(&other, "举", ""))];
        wanted.sort_unstable();
        assert_eq!(found, wanted);
    }

    #[test]
    fn what_is_everywhere_grows_at_both_ends() {
        let texts = ["不此同人，山水", "在此同Linux"];
        let hot = ["此同"];
        let found = gathered(&texts, 3, &hot, 0);
        // 不此同, 此同人; 在此同, 此同linux.
        let one = ["不", "此", "同", "人"];
        let other = ["在", "此", "同", "linux"];
        let checked = |text: &str, article: u32, around: u16| {
            let (place, check) = hash(text);
            (place, Some(check), article, around)
        };
        let mut wanted = vec![
            checked("不此同", 0, around(&one, "", "人", true)),
            checked("此同人", 0, around(&one, "不", "", true)),
            checked("在此同", 1, around(&other, "", "linux", false)),
            checked("\u{1}此\u{1}同\u{1}linux", 1, around(&other, "在", "", false)),
        ];
        wanted.sort_unstable();
        assert_eq!(found, wanted);
        // Nothing of three grows, so nothing of four is there.
        assert_eq!(gathered(&texts, 4, &hot, 0), []);
        let found = gathered(&texts, 4, &["此同", "同人", "此同人"], 0);
        // A break has a mark in what is hashed.
        let mut wanted = vec![
            checked("不此同人", 0, around(&one, "", "", true)),
            checked("此同人\u{2}山", 0, around(&one, "不", "水", true)),
        ];
        wanted.sort_unstable();
        assert_eq!(found, wanted);
    }
}
