//! Where a gram is: the articles, how much each is about it, and the places within them.

use serde::{Deserialize, Serialize};

use super::bits::{Bits, Reader, rice_bits};
use super::gram::Occurrence;

/// What all lists of an archive share; it changes seldom as the archive grows, so that the files
/// of what did not change stay as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scale {
    /// At least the number of articles, by steps of an eighth.
    pub articles: u64,
    /// The low bits of the code of a place in an article of usual length.
    pub place_bits: u32,
}

impl Scale {
    /// The scale of so many articles, of so many units in all.
    pub fn new(articles: usize, units: usize) -> Self {
        let articles = (articles as u64).max(8);
        let step = 1 << (articles.ilog2() - 3);
        // To the nearest power of two.
        let length = (units as u64).div_ceil(articles).max(1).saturating_mul(3).div_ceil(4).max(1).ilog2();
        Self { articles: articles.div_ceil(step) * step, place_bits: length }
    }
}

/// Where one gram is: its occurrences, in the order of the articles and of the places in them.
#[derive(Clone, Copy, Debug)]
pub struct Postings<'a>(pub &'a [Occurrence]);

impl<'a> Postings<'a> {
    /// The occurrences in each article.
    pub fn by_article(self) -> impl Iterator<Item = &'a [Occurrence]> {
        self.0.chunk_by(|one, other| one.article == other.article)
    }
}

/// Writes the places in each article, in blocks that end once they have `block` bits. `end` is told the
/// articles of each.
pub fn write_places<A: ExactSizeIterator<Item = u32>>(
    all: impl Iterator<Item = A>,
    scale: Scale,
    block: usize,
    bits: &mut Bits,
    end: &mut dyn FnMut(&mut Bits, u32),
) {
    let mut articles = 0;
    for own in all {
        let count = own.len() as u64;
        bits.gamma(count);
        let low = scale.place_bits.saturating_sub(count.ilog2());
        let mut next = 0;
        for place in own {
            bits.rice(u64::from(place - next), low);
            next = place + 1;
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
/// The least that each level but the lowest stands for.
const LEVELS: [f64; 3] = [0.8, 1.2, 1.7];

impl Weight {
    /// By BM25 (Robertson and Zaragoza 2009) with k1 = 1.2 and b = 0.75, in four levels.
    pub fn new(count: usize, length: u32, in_title: bool) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "counts in one article")]
        let count = count as f64;
        let frequency = count * 2.2 / (count + 1.2 * (0.25 + 0.75 * f64::from(length) / USUAL_LENGTH));
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

/// Writes a list of articles, in their order, and their weights.
pub fn write_articles(list: &[(u32, Weight)], scale: Scale, bits: &mut Bits) {
    bits.gamma(list.len() as u64 + 1);
    let is_weighted = list.iter().any(|(_, weight)| *weight != Weight::default());
    bits.write(u64::from(is_weighted), 1);
    let low = rice_bits(scale.articles, list.len() as u64);
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
pub fn read_articles(scale: Scale, bits: &mut Reader<'_>) -> Option<Vec<(u32, Weight)>> {
    let count = bits.gamma()? - 1;
    let is_weighted = bits.read(1)? == 1;
    let low = rice_bits(scale.articles, count);
    let mut next = 0;
    let mut list = Vec::new();
    for _ in 0..count {
        let article = next + u32::try_from(bits.rice(low)?).ok()?;
        next = article.checked_add(1)?;
        list.push((article, if is_weighted { Weight::read(bits)? } else { Weight::default() }));
    }
    Some(list)
}

/// Reads the places in so many articles.
pub fn read_places(scale: Scale, articles: usize, bits: &mut Reader<'_>) -> Option<Vec<Vec<u32>>> {
    let mut all = Vec::new();
    for _ in 0..articles {
        let count = bits.gamma()?;
        let low = scale.place_bits.saturating_sub(count.ilog2());
        let mut next = 0;
        let mut places = Vec::new();
        for _ in 0..count {
            let place = next + u32::try_from(bits.rice(low)?).ok()?;
            next = place.checked_add(1)?;
            places.push(place);
        }
        all.push(places);
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::super::gram::Gram;
    use super::*;

    #[test]
    fn what_is_added_is_written() {
        let all: [(u32, &[u32]); 4] = [(0, &[3, 9, 400]), (1, &[0]), (130, &[70_000]), (5000, &[1, 2, 3])];
        let occurrences: Vec<Occurrence> = all
            .iter()
            .flat_map(|(article, places)| {
                places.iter().map(|&at| Occurrence { gram: Gram::default(), article: *article, at })
            })
            .collect();
        let postings = Postings(&occurrences);
        assert_eq!(postings.by_article().count(), 4);
        let scale = Scale::new(5001, 3_000_000);
        let mut bits = Bits::default();
        let weights: Vec<_> =
            all.iter().map(|(article, places)| (*article, Weight::new(places.len(), 600, *article == 1))).collect();
        write_articles(&weights, scale, &mut bits);
        let ends = std::cell::RefCell::new(Vec::new());
        let start = bits.len();
        let places = postings.by_article().map(|own| own.iter().map(|occurrence| occurrence.at));
        write_places(places, scale, usize::MAX, &mut bits, &mut |_, articles| ends.borrow_mut().push(articles));
        assert_eq!(*ends.borrow(), [4]);
        let bytes = bits.into_bytes();
        let mut reader = Reader::new(&bytes, 0);
        assert_eq!(read_articles(scale, &mut reader), Some(weights));
        assert_eq!(reader.at, start);
        let places = read_places(scale, all.len(), &mut reader).unwrap();
        assert_eq!(places, all.map(|(_, places)| places.to_vec()));
        // The last is whole, and what is cut off is nothing.
        assert_eq!(read_places(scale, 3, &mut reader), None);
    }

    #[test]
    fn the_scale_of_an_archive_changes_seldom() {
        let scales: std::collections::BTreeSet<u64> =
            (1000..2000).map(|count| Scale::new(count, count * 500).articles).collect();
        assert!(scales.len() <= 10, "{scales:?}");
        assert!((0..5000).all(|count| Scale::new(count, 1).articles >= count as u64));
    }
}
