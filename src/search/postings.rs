//! Where a gram is: the articles, how much each is about it, and what stands around it in each.

use super::around;
use super::bits::{Bits, Reader, rice_bits};
use super::occurrence::Occurrence;

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

    fn read(bits: &mut Reader<'_>) -> Option<Self> {
        for level in 0..4 {
            if bits.read(1)? == 0 {
                return Some(Self { level, in_title: false });
            }
        }
        Some(Self { level: u8::try_from(bits.read(2)?).ok()?, in_title: true })
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

/// Reads a list of articles and their weights.
pub fn read_articles(scale: u64, bits: &mut Reader<'_>) -> Option<Vec<(u32, Weight)>> {
    let count = bits.gamma()? - 1;
    let is_weighted = bits.read(1)? == 1;
    let low = rice_bits(scale, count);
    let mut next = 0;
    let mut list = Vec::new();
    for _ in 0..count {
        let article = next + u32::try_from(bits.rice(low)?).ok()?;
        next = article.checked_add(1)?;
        list.push((article, if is_weighted { Weight::read(bits)? } else { Weight::default() }));
    }
    Some(list)
}

/// Reads what stands around a gram in so many articles.
pub fn read_sides(articles: usize, bits: &mut Reader<'_>) -> Option<Vec<Vec<u16>>> {
    let mut all = Vec::new();
    for _ in 0..articles {
        let count = bits.gamma()?;
        let low = low_bits(count);
        let mut next = 0;
        let mut sides = Vec::new();
        for _ in 0..count {
            let further = if count == 1 { bits.read(low)? } else { bits.rice(low)? };
            let one = u16::try_from(next + further).ok()?;
            next = u64::from(one) + 1;
            sides.push(one);
        }
        all.push(sides);
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
            prop_assert_eq!(read_articles(5000, &mut reader), Some(weights));
            prop_assert_eq!(reader.at, start);
            let sides: Vec<Vec<u16>> = all.into_values().map(|(sides, _)| sides.into_iter().collect()).collect();
            prop_assert_eq!(read_sides(sides.len(), &mut reader), Some(sides.clone()));
            // The last is whole, and what is cut off is nothing.
            prop_assert_eq!(read_sides(3, &mut reader), None);
            let mut at = 0;
            for (block, articles) in blocks {
                let end = at + articles as usize;
                let bytes = block.into_bytes();
                prop_assert_eq!(&read_sides(articles as usize, &mut Reader::new(&bytes, 0)).unwrap(), &sides[at..end]);
                at = end;
            }
            prop_assert_eq!(at, sides.len());
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
