//! Grams into files: small lists together in shards, found by the highest bits of their places; long
//! ones in files of their own, and their places within articles in blocks.

use rayon::prelude::*;

use super::bits::{Bits, Reader, rice_bits};
use super::file::{self, Emit, Table};
use super::gram::{Gram, Occurrence};
use super::grams::{self, is_everywhere};
use super::hash::Hash;
use super::postings::{Postings, Scale, Weight, read_articles, read_places, write_articles, write_places};

/// In tests everything is so much smaller, so that a few texts have all of it.
const SMALLER: usize = if cfg!(test) { 128 } else { 1 };
/// A list of more bits has a file of its own.
const LONG: usize = 8 * 2048 / SMALLER;
/// About how many bits of places a block has.
const BLOCK: usize = 8 * 8192 / SMALLER;
/// The most bits that a shard should have on average.
const SHARD: usize = 8 * 6144 / SMALLER;

/// What all grams are written with.
pub struct Context<'a> {
    pub scale: Scale,
    /// By article: how many units there are, and how many places its headline has.
    pub lengths: &'a [(u32, u32)],
    pub emit: Emit<'a>,
}

/// Lists that wait for their shard.
#[derive(Default)]
pub struct Waiting {
    terms: Vec<Packed>,
    bits: Bits,
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

/// What is found at a place.
#[derive(Clone, Copy, Debug)]
pub struct Term {
    /// Exact ones come before those with a check.
    pub check: Option<u32>,
    pub place: u32,
    /// Where its bits begin, and how many there are.
    pub start: usize,
    pub length: usize,
}

impl Waiting {
    /// How many bits wait.
    pub fn len(&self) -> usize {
        self.bits.len()
    }

    /// Writes what was gathered of grams of `length` units; returns those that grow.
    pub fn gather(gathered: &[Occurrence], length: usize, context: &Context<'_>) -> (Self, Vec<Gram>) {
        let mut waiting = Self::default();
        let mut hot = Vec::new();
        for own in gathered.chunk_by(|one, other| one.gram == other.gram) {
            let postings = Postings(own);
            let gram = own[0].gram;
            let articles = postings.by_article().count();
            let grows = grams::grows(gram, length, articles);
            let is_counted = is_counted(gram, articles);
            let weigh = |own: &[Occurrence]| {
                let article = own[0].article;
                (article, weight(own, is_counted, context.lengths[article as usize]))
            };
            let list: Vec<_> = postings.by_article().map(weigh).collect();
            if grows {
                hot.push(gram);
            }
            let places = (!grows && !gram.is_single())
                .then(|| postings.by_article().map(|own| own.iter().map(|occurrence| occurrence.at)));
            waiting.add_gram(gram, &list, places, grows, context.scale, context.emit);
        }
        waiting.terms.shrink_to_fit();
        waiting.bits.shrink_to_fit();
        (waiting, hot)
    }

    /// Writes a gram: the articles, and the places in each, which what grows has not, nor a single character.
    pub fn add_gram<A: ExactSizeIterator<Item = u32>>(
        &mut self,
        gram: Gram,
        list: &[(u32, Weight)],
        places: Option<impl Iterator<Item = A>>,
        grows: bool,
        scale: Scale,
        emit: Emit<'_>,
    ) {
        let mut articles = Bits::default();
        write_articles(list, scale, &mut articles);
        let mut blocks = Vec::new();
        if let Some(all) = places {
            let mut places = Bits::default();
            write_places(all, scale, BLOCK, &mut places, &mut |bits, articles| {
                blocks.push((std::mem::take(bits), articles));
            });
        }
        self.add(gram.place(), gram.check(), &List { articles, blocks, grows }, emit);
    }

    /// The bits, and the terms that they are of.
    pub fn terms(&self) -> (&[u8], impl Iterator<Item = Term>) {
        let mut next = 0;
        let unpacked = self.terms.iter().map(move |&Packed { place, check, length }| {
            let (start, length) = (next, length as usize);
            next += length;
            Term { check: (check != NO_CHECK).then_some(check), place, start, length }
        });
        (self.bits.bytes(), unpacked)
    }

    /// A list of articles that has no places, by its name.
    pub fn named(name: &str, articles: &[u32], context: &Context<'_>) -> Self {
        let (place, check) = Hash::default().with_text(name).finish();
        let list: Vec<_> = articles.iter().map(|&article| (article, Weight::default())).collect();
        let mut written = Bits::default();
        write_articles(&list, context.scale, &mut written);
        let mut waiting = Self::default();
        let list = List { articles: written, blocks: Vec::new(), grows: false };
        waiting.add(place, Some(check), &list, context.emit);
        waiting
    }

    fn add(&mut self, place: u32, check: Option<u32>, list: &List, emit: Emit<'_>) {
        let start = self.bits.len();
        let bits = &mut self.bits;
        // Of what grows, a longer query needs to know no more than that.
        if list.grows || list.articles.len() + list.blocks.iter().map(|(bits, _)| bits.len()).sum::<usize>() > LONG {
            bits.write(1, 1);
            bits.write(u64::from(list.grows), 1);
            bits.write(u64::from(list.emit(place, emit)), 32);
        } else {
            bits.write(0, 1);
            bits.append(list.articles.bytes(), 0, list.articles.len());
            bits.write(u64::from(!list.blocks.is_empty()), 1);
            list.blocks.iter().for_each(|(block, _)| bits.append(block.bytes(), 0, block.len()));
        }
        // What is longer than a long list has a file of its own.
        let length = u32::try_from(self.bits.len() - start).unwrap_or(u32::MAX);
        self.terms.push(Packed { place, check: check.unwrap_or(NO_CHECK), length });
    }
}

/// Whether it matters how often an article has a gram. Of a single character, or of what is everywhere, it
/// says little, and would fill a tenth of the index.
pub fn is_counted(gram: Gram, articles: usize) -> bool {
    !gram.is_single() && !is_everywhere(articles)
}

/// How much an article is about a gram, by its occurrences there, and the article's length and that of its
/// headline.
pub fn weight(own: &[Occurrence], is_counted: bool, (length, title): (u32, u32)) -> Weight {
    Weight::new(if is_counted { own.len() } else { 0 }, length, own.first().is_some_and(|first| first.at < title))
}

/// What is written of a gram.
struct List {
    articles: Bits,
    /// Places, each block of so many articles.
    blocks: Vec<(Bits, u32)>,
    grows: bool,
}

impl List {
    /// The file of a long list: the articles; then how many blocks of places there are, and of each the
    /// number of its articles and its hash.
    fn emit(&self, place: u32, emit: Emit<'_>) -> u32 {
        let mut bits = self.articles.clone();
        bits.gamma(self.blocks.len() as u64 + 1);
        for (number, (block, count)) in self.blocks.iter().enumerate() {
            let hash = file::emit(&format!("lists/{place:08x}-{number}"), block.bytes(), emit);
            bits.gamma(u64::from(*count));
            bits.write(u64::from(hash), 32);
        }
        file::emit(&format!("lists/{place:08x}"), bits.bytes(), emit)
    }
}

/// The shards of an archive.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Shards {
    /// How many of a place's highest bits are a shard's number.
    pub bits: u32,
    /// Their hashes.
    pub table: Table,
}

/// How many of a place's highest bits are the number of a shard, of so many bits in all in so many parts.
pub fn bits_of(total: usize, parts: usize) -> u32 {
    total.div_ceil(SHARD).max(parts).next_power_of_two().ilog2()
}

/// Writes the shards of what waits, and returns their hashes. `parts` are by the highest bits of places, and
/// each may be in several pieces.
pub fn write(parts: &[Vec<Waiting>], bits: u32, emit: Emit<'_>) -> Vec<u32> {
    let per_part = (1_usize << bits) / parts.len().max(1);
    let of_part = |(number, part): (usize, &Vec<Waiting>)| {
        let mut terms: Vec<(&[u8], Term)> =
            part.iter().flat_map(|waiting| waiting.terms().1.map(move |term| (waiting.bits.bytes(), term))).collect();
        terms.sort_by_key(|(_, term)| (term.place, term.check));
        let mut rest = terms.as_slice();
        let shard = |index: usize| {
            let number = number * per_part + index;
            let is_in = |term: &Term| bits == 0 || (term.place >> (32 - bits)) as usize == number;
            let length = rest.iter().take_while(|(_, term)| is_in(term)).count();
            let (own, others) = rest.split_at(length);
            rest = others;
            emit_shard(number, own, bits, emit)
        };
        (0..per_part).map(shard).collect::<Vec<u32>>()
    };
    let hashes: Vec<Vec<u32>> = parts.par_iter().enumerate().map(of_part).collect();
    hashes.concat()
}

/// Writes a shard of terms in their order, each with the bits that it is among; returns its hash, which is 0
/// if there are none.
pub fn emit_shard(number: usize, terms: &[(&[u8], Term)], bits: u32, emit: Emit<'_>) -> u32 {
    if terms.is_empty() { 0 } else { file::emit(&format!("shards/{number}"), &shard(terms, 32 - bits), emit) }
}

/// A shard: first the lists of what is told by its place alone, then those with a check, each kind with its
/// number and its length in bits, so that one can be left out.
fn shard(terms: &[(&[u8], Term)], place_bits: u32) -> Vec<u8> {
    let mut shard = Bits::default();
    for has_check in [false, true] {
        let own: Vec<_> = terms.iter().filter(|(_, term)| term.check.is_some() == has_check).collect();
        let mut section = Bits::default();
        let low = rice_bits(1 << place_bits, own.len() as u64);
        let mut next = 0;
        for (bits, term) in &own {
            let place = u64::from(term.place) & ((1 << place_bits) - 1);
            // Two texts may share a place.
            section.rice(place - next, low);
            next = place;
            if let Some(check) = term.check {
                section.write(u64::from(check), 24);
            }
            section.append(bits, term.start, term.length);
        }
        shard.gamma(own.len() as u64 + 1);
        shard.gamma(section.len() as u64 + 1);
        shard.append(section.bytes(), 0, section.len());
    }
    shard.into_bytes()
}

/// The terms of a shard that was written.
pub fn terms(shard: &[u8], number: usize, shard_bits: u32, scale: Scale) -> Option<Vec<Term>> {
    let place_bits = 32 - shard_bits;
    let first = u32::try_from((number as u64) << place_bits).ok()?;
    let mut bits = Reader::new(shard, 0);
    let mut terms = Vec::new();
    for has_check in [false, true] {
        let count = bits.gamma()? - 1;
        bits.gamma()?;
        let low = rice_bits(1 << place_bits, count);
        let mut place = first;
        for _ in 0..count {
            place = place.checked_add(u32::try_from(bits.rice(low)?).ok()?)?;
            let check = if has_check { Some(u32::try_from(bits.read(24)?).ok()?) } else { None };
            let start = bits.at;
            if bits.read(1)? == 1 {
                bits.read(1)?;
                bits.read(32)?;
            } else {
                let articles = read_articles(scale, &mut bits)?.len();
                if bits.read(1)? == 1 {
                    read_places(scale, articles, &mut bits)?;
                }
            }
            terms.push(Term { check, place, start, length: bits.at - start });
        }
    }
    Some(terms)
}

/// The part of all that is found by a name, by the highest bits of its place.
pub fn part_of_name(name: &str, bits: u32) -> usize {
    let (place, _) = Hash::default().with_text(name).finish();
    if bits == 0 { 0 } else { (place >> (32 - bits)) as usize }
}
