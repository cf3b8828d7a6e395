//! The lists of grams, as they wait to be written into files: which articles have a gram, and what stands around it there.

use std::borrow::Cow;
use std::ops::Range;

use super::bits::{Bits, Reader};
use super::gram::Gram;
use super::grams::{self, is_everywhere};
use super::hash::Hash;
use super::occurrence::Occurrence;
use super::postings::{Postings, Weight, write_articles, write_sides};
use super::scratch::Scratch;
use super::terms::{Body, Piece, SMALLER, Size, Term};

/// A list of more bits is apart from those of its shard.
pub const LONG: usize = 8 * 2048 / SMALLER;
/// About how many bits of what is around a gram a block has.
pub const BLOCK: usize = 8 * 8192 / SMALLER;

/// What all grams of a segment are written with.
pub struct Context<'a> {
    /// How many articles there are.
    pub scale: u64,
    /// By article: how many units there are, and how many its headline has.
    pub lengths: &'a [(u32, u32)],
}

/// Lists that wait for their shard.
#[derive(Default)]
pub struct Waiting {
    terms: Vec<Packed>,
    bits: Bits,
    /// Where the bits are, if they were put away.
    away: Option<Range<u64>>,
    pub size: Size,
}

/// A term in as little room as it can have, since there are millions: its bits begin where those of the one
/// before end.
struct Packed {
    place: u32,
    /// It has 24 bits, if there is one.
    check: u32,
    length: u32,
}

/// In place of a check.
const NO_CHECK: u32 = u32::MAX;

impl Waiting {
    /// Writes what was gathered of grams of `length` units; returns those that grow.
    pub fn gather(gathered: &[Occurrence], length: usize, context: &Context<'_>) -> (Self, Vec<Gram>) {
        let mut waiting = Self::default();
        let mut hot = Vec::new();
        let mut list = Vec::new();
        for own in gathered.chunk_by(|one, other| one.gram == other.gram) {
            let postings = Postings(own);
            let gram = own[0].gram;
            let articles = postings.by_article().count();
            let grows = grams::grows(gram, length, articles);
            let is_counted = is_counted(gram, articles);
            let weigh = |own: &[Occurrence]| {
                let article = own[0].article;
                (article, weight(own, is_counted, context.lengths[article as usize].0))
            };
            list.clear();
            list.extend(postings.by_article().map(weigh));
            if grows {
                hot.push(gram);
            }
            let sides = has_sides(gram, grows)
                .then(|| postings.by_article().map(|own| own.iter().map(|one| one.around.sides())));
            waiting.add_gram(gram, &list, sides, grows, context.scale);
        }
        waiting.terms.shrink_to_fit();
        waiting.bits.shrink_to_fit();
        (waiting, hot)
    }

    /// Writes a gram: the articles, and what is around it in each, if that is told.
    pub fn add_gram<A: IntoIterator<Item = u16>>(
        &mut self,
        gram: Gram,
        list: &[(u32, Weight)],
        sides: Option<impl Iterator<Item = A>>,
        grows: bool,
        scale: u64,
    ) {
        let mut articles = Bits::default();
        write_articles(list, scale, &mut articles);
        let mut blocks = Vec::new();
        if let Some(all) = sides {
            write_sides(all, BLOCK, &mut Bits::default(), &mut |bits, articles| {
                blocks.push((std::mem::take(bits), articles));
            });
        }
        self.add(gram, &articles, &blocks, grows);
    }

    /// Writes a list of articles that are found by a name.
    pub fn add_named(&mut self, gram: Gram, articles: &[u32], scale: u64) {
        let list: Vec<_> = articles.iter().map(|&article| (article, Weight::default())).collect();
        let mut written = Bits::default();
        write_articles(&list, scale, &mut written);
        self.add(gram, &written, &[], false);
    }

    /// Adds a gram of which the articles and what is around it in each, in blocks of so many articles, were written.
    pub fn add(&mut self, gram: Gram, articles: &Bits, blocks: &[(Bits, u32)], grows: bool) {
        let start = self.bits.len();
        let bits = &mut self.bits;
        // Of what grows, a longer query needs to know no more than that.
        let is_long = grows || articles.len() + blocks.iter().map(|(block, _)| block.len()).sum::<usize>() > LONG;
        bits.write(u64::from(is_long), 1);
        if is_long {
            bits.write(u64::from(grows), 1);
            bits.gamma(articles.len() as u64 + 1);
            bits.gamma(blocks.len() as u64 + 1);
            for (block, count) in blocks {
                bits.gamma(u64::from(*count));
                bits.gamma(block.len() as u64 + 1);
            }
        }
        bits.append(articles.bytes(), 0, articles.len());
        if !is_long {
            bits.write(u64::from(!blocks.is_empty()), 1);
        }
        blocks.iter().for_each(|(block, _)| bits.append(block.bytes(), 0, block.len()));
        let length = bits.len() - start;
        let body = body(bits.bytes(), start, length);
        self.size += body.map_or(Size::default(), |body| body.size());
        // A list of half a gigabyte is not expected.
        let length = u32::try_from(length).unwrap_or(u32::MAX);
        self.terms.push(Packed { place: gram.place(), check: gram.check().unwrap_or(NO_CHECK), length });
    }

    /// Puts the bits into a file, so that memory has room for those of others.
    pub fn put_away(&mut self, scratch: &Scratch) {
        self.away = Some(scratch.append(self.bits.bytes()));
        self.bits = Bits::default();
    }

    /// The bits.
    pub fn bytes(&self, scratch: &Scratch) -> Cow<'_, [u8]> {
        match &self.away {
            Some(place) => Cow::Owned(scratch.read(place.clone()).unwrap_or_default()),
            None => Cow::Borrowed(self.bits.bytes()),
        }
    }

    /// The bits of lists that were not put away.
    pub fn own_bytes(&self) -> &[u8] {
        self.bits.bytes()
    }

    /// The terms; `bytes` are the bits. There are none if these could not be read.
    pub fn terms<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = Term> + 'a {
        let mut start = 0;
        self.terms.iter().map_while(move |&Packed { place, check, length }| {
            let body = body(bytes, start, length as usize)?;
            start += length as usize;
            Some(Term { place, check: (check != NO_CHECK).then_some(check), body })
        })
    }
}

/// What a list that waits is.
fn body(bytes: &[u8], start: usize, length: usize) -> Option<Body> {
    let mut bits = Reader::new(bytes, start);
    if bits.read(1)? == 0 {
        return Some(Body::Short(Piece { start: start + 1, length: length - 1 }));
    }
    let grows = bits.read(1)? == 1;
    let of_articles = usize::try_from(bits.gamma()?).ok()? - 1;
    let lengths: Option<Vec<(u32, usize)>> = (1..bits.gamma()?)
        .map(|_| Some((u32::try_from(bits.gamma()?).ok()?, usize::try_from(bits.gamma()?).ok()? - 1)))
        .collect();
    let mut next = bits.at;
    let mut piece = |length: usize| {
        let start = next;
        next += length;
        Piece { start, length }
    };
    let articles = piece(of_articles);
    let blocks = lengths?.into_iter().map(|(count, length)| (piece(length), count)).collect();
    Some(Body::Long { grows, articles, blocks })
}

/// Whether it is told what is around a gram: not of what grows, nor of a single character.
pub fn has_sides(gram: Gram, grows: bool) -> bool {
    !grows && !gram.is_single()
}

/// Whether it matters how often an article has a gram. Of a single character, or of what is everywhere, it
/// says little, and would fill a tenth of the index.
pub fn is_counted(gram: Gram, articles: usize) -> bool {
    !gram.is_single() && !is_everywhere(articles)
}

/// How much an article of so many units is about a gram, by its occurrences there.
pub fn weight(own: &[Occurrence], is_counted: bool, length: u32) -> Weight {
    Weight::new(if is_counted { own.len() } else { 0 }, length, own.iter().any(|one| one.around.is_in_title()))
}

/// The gram of what is found by a name.
pub fn gram_of_name(name: &str) -> Gram {
    Gram::checked(Hash::default().with_text(name), true)
}
