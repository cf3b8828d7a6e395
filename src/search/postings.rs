//! Where a gram is: the articles, how much each is about it, and what stands around it in each.

use super::around;
use super::bits::{Bits, Reader, rice_bits};
use super::occurrence::Occurrence;
use super::terms::Piece;

/// The occurrences of a gram, in the order of the articles.
#[derive(Clone, Copy, Debug)]
pub struct Postings<'a>(pub &'a [Occurrence]);

impl<'a> Postings<'a> {
    /// The occurrences in each article.
    pub fn by_article(self) -> impl Iterator<Item = &'a [Occurrence]> {
        self.0.chunk_by(|one, other| one.article == other.article)
    }
}

/// How many low bits the code of the sides has, of which there are so many in an article.
fn low_bits(count: u64) -> u32 {
    if count < 2 { around::BITS } else { (around::BITS - 1).saturating_sub(count.ilog2()) }
}

/// Writes what stands around a gram in each article, in blocks that end once they have `block` bits. `end` is told the
/// articles of each.
pub fn write_sides<A: IntoIterator<Item = u16>>(
    all: impl Iterator<Item = A>,
    block: usize,
    bits: &mut Bits,
    end: &mut dyn FnMut(&mut Bits, u32),
) {
    let mut articles = 0;
    let mut sides: Vec<u16> = Vec::new();
    for own in all {
        sides.clear();
        sides.extend(own);
        sides.sort_unstable();
        sides.dedup();
        let count = sides.len() as u64;
        bits.gamma(count);
        let low = low_bits(count);
        let mut next = 0;
        for &one in &sides {
            match count {
                1 => bits.write(u64::from(one), low),
                _ => bits.rice(u64::from(one - next), low),
            }
            next = one + 1;
        }
        articles += 1;
        if bits.len() >= block {
            end(bits, std::mem::take(&mut articles));
        }
    }
    if articles > 0 {
        end(bits, articles);
    }
}

/// How much an article is about what it has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weight {
    /// How often it has it for its length, from 0 to 3.
    level: u8,
    /// Whether its headline has it.
    in_title: bool,
}

/// The length of an article, in units, for which a gram's count means what it says.
const USUAL_LENGTH: f64 = 600.0;
/// Articles of fewer units count as the shortest. Each class of lengths reaches four times as far as the one before, so
/// that a sentence more or less hardly ever changes how much an article is about everything in it.
const SHORT: u32 = 400;
/// The least that each level but the lowest stands for.
const LEVELS: [f64; 3] = [0.8, 1.2, 1.7];

/// The length that stands for all lengths of a class.
fn length_of_class(length: u32) -> f64 {
    let class = (length / SHORT).max(1).ilog2() / 2 + u32::from(length >= SHORT);
    f64::from(SHORT / 2) * f64::from(1_u32 << (2 * class))
}

impl Weight {
    /// By BM25 (Robertson and Zaragoza 2009) with k1 = 1.2 and b = 0.75, in four levels.
    pub fn new(count: usize, length: u32, in_title: bool) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "counts in one article")]
        let count = count as f64;
        let frequency = count * 2.2 / (count + 1.2 * (0.25 + 0.75 * length_of_class(length) / USUAL_LENGTH));
        let level = LEVELS.iter().filter(|&&least| frequency >= least).count();
        Self { level: u8::try_from(level).unwrap_or(0), in_title }
    }

    /// The same if it does not matter how often.
    pub fn uncounted(self) -> Self {
        Self { level: 0, ..self }
    }

    fn read(bits: &mut Reader<'_>) -> Option<Self> {
        let ones = bits.ones(4)?;
        let level = if ones < 4 { u64::from(ones) } else { bits.read(2)? };
        Some(Self { level: u8::try_from(level).ok()?, in_title: ones == 4 })
    }

    fn pass_over(bits: &mut Reader<'_>) -> Option<()> {
        if bits.ones(4)? == 4 { bits.skip(2) } else { Some(()) }
    }

    fn write(self, bits: &mut Bits) {
        match (self.in_title, self.level) {
            (true, level) => bits.write(0b11_1100 | u64::from(level), 6),
            (false, level) => bits.write((1 << (level + 1)) - 2, u32::from(level) + 1),
        }
    }
}

/// Writes a list of articles, in their order, and their weights. `scale` is how many articles there are in all.
pub fn write_articles(list: &[(u32, Weight)], scale: u64, bits: &mut Bits) {
    bits.gamma(list.len() as u64 + 1);
    let is_weighted = list.iter().any(|(_, weight)| *weight != Weight::default());
    bits.write(u64::from(is_weighted), 1);
    let low = rice_bits(scale, list.len() as u64);
    let mut next = 0;
    for &(article, weight) in list {
        bits.rice(u64::from(article - next), low);
        next = article + 1;
        if is_weighted {
            weight.write(bits);
        }
    }
}

/// Reads a list of articles and their weights, and appends them to others.
pub fn read_articles(scale: u64, bits: &mut Reader<'_>, list: &mut Vec<(u32, Weight)>) -> Option<()> {
    let count = bits.gamma()? - 1;
    let is_weighted = bits.read(1)? == 1;
    let low = rice_bits(scale, count);
    let mut next = 0;
    for _ in 0..count {
        let article = u32::try_from(bits.rice(low)?).ok()?.checked_add(next)?;
        next = article.checked_add(1)?;
        list.push((article, if is_weighted { Weight::read(bits)? } else { Weight::default() }));
    }
    Some(())
}

/// What articles of before are called now.
#[derive(Clone, Copy)]
pub struct Renumbering<'r> {
    /// How many articles there were, and how many there are now.
    pub scales: [u64; 2],
    /// By number of before: that of now, which keeps their order; or [`GONE`].
    pub numbers: &'r [u32],
}

/// In place of the number of an article that is gone.
pub const GONE: u32 = u32::MAX;

impl Renumbering<'_> {
    /// The number of an article now; none if it is gone.
    pub fn of(self, article: u32) -> Option<u32> {
        self.numbers.get(article as usize).copied().filter(|&number| number != GONE)
    }

    /// Writes a list of articles, none of which is gone, by their numbers now. Returns how many there are, and the bit
    /// from which on all to the end of the list, where `bits` are then, is as it was and was not written yet: most of
    /// a list is, since a number is told by its distance from the one before.
    pub fn write(self, bytes: &[u8], bits: &mut Reader<'_>, into: &mut Bits) -> Option<(usize, usize)> {
        let mut start = bits.at;
        let count = bits.gamma()? - 1;
        let is_weighted = bits.read(1)? == 1;
        let [low, low_now] = self.scales.map(|scale| rice_bits(scale, count));
        let (mut next, mut next_now) = (0, 0);
        for _ in 0..count {
            let at = bits.at;
            let distance = bits.rice(low)?;
            let article = u32::try_from(distance).ok()?.checked_add(next)?;
            let now = self.of(article)?;
            let distance_now = u64::from(now.checked_sub(next_now)?);
            (next, next_now) = (article + 1, now + 1);
            if distance != distance_now || low != low_now {
                into.append(bytes, start, at - start);
                into.rice(distance_now, low_now);
                start = bits.at;
            }
            if is_weighted {
                Weight::pass_over(bits)?;
            }
        }
        Some((usize::try_from(count).ok()?, start))
    }

    /// Writes a list of articles by their numbers now, without those that are gone and with those that came. Returns how many
    /// there were, and where it was changed; nothing if one that is gone is not there, or if weights are told now and were
    /// not, or no longer, and the list has to be written as a whole.
    pub fn splice(
        self,
        bytes: &[u8],
        bits: &mut Reader<'_>,
        (gone, come): (&[u32], &[(u32, Weight)]),
        into: &mut Bits,
    ) -> Option<(usize, Vec<Splice>)> {
        let count = bits.gamma()? - 1;
        let count_now = (count + come.len() as u64).checked_sub(gone.len() as u64)?;
        let is_weighted = bits.read(1)? == 1;
        into.gamma(count_now + 1);
        into.write(u64::from(is_weighted), 1);
        let (low, low_now) = (rice_bits(self.scales[0], count), rice_bits(self.scales[1], count_now));
        let mut splices = Vec::with_capacity(gone.len() + come.len());
        let (mut gone, mut come) = (gone.iter().peekable(), come.iter().peekable());
        let mut has_weight = come.clone().any(|(_, weight)| *weight != Weight::default());
        (is_weighted || !has_weight).then_some(())?;
        let (mut next, mut next_now) = (0, 0);
        let insert = |(article, weight): &(u32, Weight), next_now: &mut u32, into: &mut Bits| {
            into.rice(u64::from(article.checked_sub(*next_now)?), low_now);
            *next_now = article + 1;
            if is_weighted {
                weight.write(into);
            }
            Some(())
        };
        let mut start = bits.at;
        for index in 0..usize::try_from(count).ok()? {
            let at = bits.at;
            let distance = bits.rice(low)?;
            let article = u32::try_from(distance).ok()?.checked_add(next)?;
            next = article.checked_add(1)?;
            let weight_at = bits.at;
            let weight = if is_weighted { Weight::read(bits)? } else { Weight::default() };
            if gone.next_if(|&&gone| gone == article).is_some() {
                into.append(bytes, start, at - start);
                start = bits.at;
                splices.push(Splice::Gone(index));
                continue;
            }
            has_weight |= weight != Weight::default();
            let now = self.of(article)?;
            while let Some(new) = come.next_if(|(article, _)| *article < now) {
                into.append(bytes, start, at - start);
                start = at;
                insert(new, &mut next_now, into)?;
                splices.push(Splice::Came(index));
            }
            let distance_now = u64::from(now.checked_sub(next_now)?);
            next_now = now + 1;
            if distance != distance_now || low != low_now {
                into.append(bytes, start, at - start);
                into.rice(distance_now, low_now);
                start = weight_at;
            }
        }
        into.append(bytes, start, bits.at - start);
        let count = usize::try_from(count).ok()?;
        for new in come {
            insert(new, &mut next_now, into)?;
            splices.push(Splice::Came(count));
        }
        (gone.next().is_none() && is_weighted == has_weight).then_some((count, splices))
    }
}

/// Where a list of articles was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Splice {
    /// The article of this index in the list of before is gone.
    Gone(usize),
    /// One came before it.
    Came(usize),
}

/// What stands around a gram in an article, as it was written.
#[derive(Clone, Copy, Debug)]
pub struct Sides<'s> {
    /// Bits that it is among.
    pub bytes: &'s [u8],
    pub piece: Piece,
}

impl PartialEq for Sides<'_> {
    fn eq(&self, other: &Self) -> bool {
        let length = self.piece.length;
        let bits = |own: &Self| {
            let mut bits = Reader::new(own.bytes, own.piece.start);
            (0..length).step_by(32).map(move |at| bits.read(u32::try_from((length - at).min(32)).unwrap_or(0)))
        };
        length == other.piece.length && bits(self).eq(bits(other))
    }
}

/// Writes what stands around a gram in each article, as it was written elsewhere, in the blocks of [`write_sides`].
pub fn copy_sides<'s>(all: impl Iterator<Item = Sides<'s>>, block: usize, end: &mut dyn FnMut(Bits, u32)) {
    let mut bits = Bits::default();
    let mut articles = 0;
    // What is not written yet, of articles one after the other.
    let mut run: Option<Sides<'s>> = None;
    let write = |run: Option<Sides<'s>>, bits: &mut Bits| {
        if let Some(Sides { bytes, piece }) = run {
            bits.append(bytes, piece.start, piece.length);
        }
    };
    for own in all {
        match &mut run {
            Some(Sides { bytes, piece })
                if std::ptr::eq(*bytes, own.bytes) && piece.start + piece.length == own.piece.start =>
            {
                piece.length += own.piece.length;
            }
            _ => write(run.replace(own), &mut bits),
        }
        articles += 1;
        if bits.len() + run.map_or(0, |run| run.piece.length) >= block {
            write(run.take(), &mut bits);
            end(std::mem::take(&mut bits), std::mem::take(&mut articles));
        }
    }
    write(run, &mut bits);
    if articles > 0 {
        end(bits, articles);
    }
}

/// Passes over what stands around a gram in so many articles.
pub fn pass_over_sides(articles: usize, bits: &mut Reader<'_>) -> Option<()> {
    for _ in 0..articles {
        let count = bits.gamma()?;
        let low = low_bits(count);
        if count == 1 {
            bits.skip(low as usize)?;
        } else {
            for _ in 0..count {
                bits.rice(low)?;
            }
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What stands around a gram in so many articles, as `theme/search.js` reads it.
    fn read_sides(articles: usize, bits: &mut Reader<'_>) -> Option<Vec<Vec<u16>>> {
        let mut of_article = || {
            let count = bits.gamma()?;
            let low = low_bits(count);
            let mut next = 0;
            let mut one = || {
                let one = next + if count == 1 { bits.read(low)? } else { bits.rice(low)? };
                next = one + 1;
                u16::try_from(one).ok()
            };
            (0..count).map(|_| one()).collect()
        };
        (0..articles).map(|_| of_article()).collect()
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            all in proptest::collection::btree_map(0_u32..5000, (proptest::collection::btree_set(0_u16..1 << around::BITS, 1..40), any::<bool>()), 0..30),
            block in 1_usize..400,
        ) {
            let weights: Vec<_> = all
                .iter()
                .map(|(article, (sides, in_title))| (*article, Weight::new(sides.len(), 40 * *article, *in_title)))
                .collect();
            let mut bits = Bits::default();
            write_articles(&weights, 5000, &mut bits);
            let start = bits.len();
            let mut blocks = Vec::new();
            // Each several times and in no order comes to the same.
            let sides = all.values().map(|(sides, _)| sides.iter().rev().chain(sides).copied());
            write_sides(sides, block, &mut Bits::default(), &mut |bits, articles| {
                blocks.push((std::mem::take(bits), articles));
            });
            for (block, _) in &blocks {
                bits.append(block.bytes(), 0, block.len());
            }
            let bytes = bits.into_bytes();
            let mut reader = Reader::new(&bytes, 0);
            let mut list = Vec::new();
            read_articles(5000, &mut reader, &mut list).unwrap();
            prop_assert_eq!(&list, &weights);
            prop_assert_eq!(reader.at, start);
            let sides: Vec<Vec<u16>> = all.values().map(|(sides, _)| sides.iter().copied().collect()).collect();
            let mut passing = reader;
            let pieces: Vec<Sides<'_>> = sides
                .iter()
                .map(|_| {
                    let start = passing.at;
                    pass_over_sides(1, &mut passing).unwrap();
                    Sides { bytes: &bytes, piece: Piece { start, length: passing.at - start } }
                })
                .collect();
            prop_assert_eq!(read_sides(sides.len(), &mut reader), Some(sides.clone()));
            prop_assert_eq!(passing.at, reader.at);
            // The last is whole, and what is cut off is nothing.
            prop_assert_eq!(read_sides(3, &mut reader), None);
            prop_assert_eq!(pass_over_sides(3, &mut passing), None);
            for (one, other) in pieces.iter().zip(&sides).zip(pieces.iter().zip(&sides).skip(1)) {
                prop_assert_eq!(one.0 == other.0, one.1 == other.1);
            }
            let mut copied = Vec::new();
            copy_sides(pieces.into_iter(), block, &mut |bits, articles| copied.push((bits.bytes().to_vec(), bits.len(), articles)));
            let written = blocks.iter().map(|(bits, articles)| (bits.bytes().to_vec(), bits.len(), *articles));
            prop_assert_eq!(copied, written.collect::<Vec<_>>());
            let mut at = 0;
            for (block, articles) in blocks {
                let end = at + articles as usize;
                let bytes = block.into_bytes();
                prop_assert_eq!(&read_sides(articles as usize, &mut Reader::new(&bytes, 0)).unwrap(), &sides[at..end]);
                at = end;
            }
            prop_assert_eq!(at, sides.len());
            // Every seventh article is gone of those that have it not, and after each eleventh one has come.
            let has = |article: u32| all.contains_key(&article);
            let mut numbers = Vec::new();
            let mut now = 0;
            for article in 0..5000 {
                let is_gone = article % 7 == 3 && !has(article);
                numbers.push(if is_gone { GONE } else { now });
                now += if is_gone { 0 } else { 1 + u32::from(article % 11 == 0) };
            }
            for scale in [5000, u64::from(now), 100] {
                let renumbering = Renumbering { scales: [5000, scale], numbers: &numbers };
                let moved: Vec<_> = list.iter().map(|&(article, weight)| (numbers[article as usize], weight)).collect();
                let (mut wanted, mut written) = (Bits::default(), Bits::default());
                write_articles(&moved, scale, &mut wanted);
                let mut reader = Reader::new(&bytes, 0);
                let (count, from) = renumbering.write(&bytes, &mut reader, &mut written).unwrap();
                prop_assert_eq!((count, reader.at), (list.len(), start));
                written.append(&bytes, from, start - from);
                prop_assert_eq!((written.bytes(), written.len()), (wanted.bytes(), wanted.len()));
                // Some of those that are there are gone besides, and each of those that have come has it.
                let gone: Vec<u32> = all.keys().copied().filter(|article| article % 3 == 1).collect();
                let come: Vec<(u32, Weight)> = (0..5000_usize)
                    .filter(|article| article % 1100 == 0 && numbers[*article] != GONE)
                    .map(|article| (numbers[article] + 1, Weight::new(1, 100, article > 2000)))
                    .collect();
                let mut left: Vec<(u32, Weight)> =
                    list.iter().filter(|(article, _)| !gone.contains(article)).map(|&(article, weight)| (numbers[article as usize], weight)).collect();
                let moved_and_come = left.iter().chain(&come).copied().collect::<std::collections::BTreeMap<_, _>>();
                let is_weighted = |list: &[(u32, Weight)]| list.iter().any(|(_, weight)| *weight != Weight::default());
                left = moved_and_come.into_iter().collect();
                let (mut wanted, mut written) = (Bits::default(), Bits::default());
                write_articles(&left, scale, &mut wanted);
                let spliced = renumbering.splice(&bytes, &mut Reader::new(&bytes, 0), (&gone, &come), &mut written);
                prop_assert_eq!(spliced.is_some(), is_weighted(&list) == is_weighted(&left));
                if let Some((count, splices)) = spliced {
                    prop_assert_eq!((count, splices.len()), (list.len(), gone.len() + come.len()));
                    prop_assert_eq!((written.bytes(), written.len()), (wanted.bytes(), wanted.len()));
                }
            }
        }
    }

    #[test]
    fn lengths_are_told_apart_by_their_class_alone() {
        let class = |length| length_of_class(length).to_bits();
        for same in [[0, 399], [400, 1599], [1600, 6399], [6400, 25_599], [25_600, 102_399]] {
            assert_eq!(class(same[0]), class(same[1]), "{same:?}");
        }
        assert_eq!([100, 1000, 2000, 9000].map(class), [200.0, 800.0, 3200.0, 12_800.0].map(f64::to_bits));
        assert!(length_of_class(u32::MAX) > 1e8);
        // Three times in a short article are more than in a long one.
        assert!(Weight::new(3, 300, false).level > Weight::new(3, 30_000, false).level);
    }
}
