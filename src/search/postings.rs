//! Where a gram is: the articles, how much each is about it, and the places within them.

use super::bits::{Bits, rice_bits};

/// What all lists of an archive share; it changes seldom as the archive grows, so that the files
/// of what did not change stay as they are.
#[derive(Clone, Copy, Debug)]
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

/// Postings that are being gathered, in the order of the articles.
///
/// Kept as numbers of variable length: each place is its distance from the one before, times two,
/// and one more if it is in the same article; else the distance of the article, then the place.
#[derive(Clone, Debug, Default)]
pub struct Postings {
    bytes: Vec<u8>,
    /// How many articles there are.
    pub articles: u32,
    next_article: u32,
    last_place: u32,
}

/// An article's part of them.
struct Posting {
    article: u32,
    places: Vec<u32>,
}

impl Postings {
    /// Adds a place. Articles, and places in one, come in their order.
    pub fn add(&mut self, article: u32, place: u32) {
        if self.articles > 0 && article + 1 == self.next_article {
            self.push(u64::from(place - self.last_place) << 1 | 1);
        } else {
            self.push(u64::from(article - self.next_article) << 1);
            self.push(u64::from(place));
            self.articles += 1;
            self.next_article = article + 1;
        }
        self.last_place = place;
    }

    fn push(&mut self, mut number: u64) {
        #[expect(clippy::cast_possible_truncation, reason = "seven bits at a time")]
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        #[expect(clippy::cast_possible_truncation, reason = "less than 0x80")]
        self.bytes.push(number as u8);
    }

    fn each(&self, take: &mut dyn FnMut(&Posting)) {
        let mut bytes = self.bytes.iter();
        let mut number = || {
            let mut value = 0;
            for (index, &byte) in bytes.by_ref().enumerate() {
                value |= u64::from(byte & 0x7f) << (7 * index);
                if byte < 0x80 {
                    return u32::try_from(value).ok();
                }
            }
            None
        };
        let mut posting = Posting { article: 0, places: Vec::new() };
        let mut next = 0;
        while let Some(head) = number() {
            if head & 1 == 1 {
                posting.places.push(posting.places.last().copied().unwrap_or(0) + (head >> 1));
                continue;
            }
            if !posting.places.is_empty() {
                take(&posting);
                posting.places.clear();
            }
            posting.article = next + (head >> 1);
            next = posting.article + 1;
            posting.places.extend(number());
        }
        if !posting.places.is_empty() {
            take(&posting);
        }
    }

    /// Writes the articles and their weights; `weigh` tells an article's, by the places in it.
    pub fn write_articles(&self, scale: Scale, weigh: &dyn Fn(u32, &[u32]) -> Weight, bits: &mut Bits) {
        let mut list = Vec::with_capacity(self.articles as usize);
        self.each(&mut |posting| list.push((posting.article, weigh(posting.article, &posting.places))));
        write_articles(&list, scale, bits);
    }

    /// Writes the places, in blocks that end once they have `block` bits. `end` is told the articles of
    /// each.
    pub fn write_places(&self, scale: Scale, block: usize, bits: &mut Bits, end: &mut dyn FnMut(&mut Bits, u32)) {
        let mut articles = 0;
        self.each(&mut |posting| {
            let count = posting.places.len() as u64;
            bits.gamma(count);
            let low = scale.place_bits.saturating_sub(count.ilog2());
            let mut next = 0;
            for &place in &posting.places {
                bits.rice(u64::from(place - next), low);
                next = place + 1;
            }
            articles += 1;
            if bits.len() >= block {
                end(bits, std::mem::take(&mut articles));
            }
        });
        if articles > 0 {
            end(bits, articles);
        }
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

#[cfg(test)]
mod tests {
    use super::super::bits::tests::Reader;
    use super::*;

    #[test]
    fn what_is_added_is_written() {
        let mut postings = Postings::default();
        let all: [(u32, &[u32]); 4] = [(0, &[3, 9, 400]), (1, &[0]), (130, &[70_000]), (5000, &[1, 2, 3])];
        for (article, places) in all {
            places.iter().for_each(|&place| postings.add(article, place));
        }
        assert_eq!(postings.articles, 4);
        let scale = Scale::new(5001, 3_000_000);
        let mut bits = Bits::default();
        postings.write_articles(scale, &|article, places| Weight::new(places.len(), 600, article == 1), &mut bits);
        let ends = std::cell::RefCell::new(Vec::new());
        let start = bits.len();
        postings.write_places(scale, usize::MAX, &mut bits, &mut |_, articles| ends.borrow_mut().push(articles));
        assert_eq!(*ends.borrow(), [4]);
        let bytes = bits.into_bytes();
        let mut reader = Reader(&bytes, 0);
        assert_eq!((reader.gamma() - 1, reader.read(1)), (4, 1));
        let low = rice_bits(scale.articles, 4);
        let mut next = 0;
        for (article, places) in all {
            next += reader.rice(low);
            assert_eq!(next, u64::from(article));
            next += 1;
            let mut level = 0;
            while level < 4 && reader.read(1) == 1 {
                level += 1;
            }
            if level == 4 {
                reader.read(2);
            }
            assert_eq!(level == 4, article == 1, "{places:?}");
        }
        assert_eq!(reader.1, start);
        for (_, places) in all {
            let count = reader.gamma();
            let mut next = 0;
            let found: Vec<u64> = (0..count)
                .map(|_| {
                    let place = next + reader.rice(scale.place_bits - count.ilog2());
                    next = place + 1;
                    place
                })
                .collect();
            assert_eq!(found, places.iter().map(|&place| u64::from(place)).collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_scale_of_an_archive_changes_seldom() {
        let scales: std::collections::BTreeSet<u64> =
            (1000..2000).map(|count| Scale::new(count, count * 500).articles).collect();
        assert!(scales.len() <= 10, "{scales:?}");
        assert!((0..5000).all(|count| Scale::new(count, 1).articles >= count as u64));
    }
}
