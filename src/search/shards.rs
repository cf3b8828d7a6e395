//! Grams into files: small lists together in shards, found by the highest bits of their places; long
//! ones in files of their own, and their places within articles in blocks.

use rayon::prelude::*;

use super::bits::{Bits, rice_bits};
use super::file::{self, Emit, Table};
use super::grams::{self, Gram, Occurrence, is_everywhere};
use super::hash::Hash;
use super::postings::{Postings, Scale, Weight, write_articles};

/// A list of more bits has a file of its own.
const LONG: usize = 8 * 2048;
/// About how many bits of places a block has.
const BLOCK: usize = 8 * 8192;
/// The most bits that a shard should have on average.
const SHARD: usize = 8 * 6144;

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
    terms: Vec<Term>,
    bits: Bits,
}

#[derive(Clone, Copy)]
struct Term {
    /// Exact ones come before those with a check.
    check: Option<u32>,
    place: u32,
    start: usize,
    length: usize,
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
            // How often a text has a single character, or what is everywhere, says little, and would
            // fill a tenth of the index.
            let is_counted = !gram.is_single() && !is_everywhere(articles);
            let weigh = |own: &[Occurrence]| {
                let article = own[0].article;
                let (length, title) = context.lengths[article as usize];
                let count = if is_counted { own.len() } else { 0 };
                (article, Weight::new(count, length, own[0].at < title))
            };
            let list: Vec<_> = postings.by_article().map(weigh).collect();
            if grows {
                hot.push(gram);
            }
            let mut articles = Bits::default();
            write_articles(&list, context.scale, &mut articles);
            let mut blocks = Vec::new();
            if !grows && !gram.is_single() {
                let mut places = Bits::default();
                postings.write_places(context.scale, BLOCK, &mut places, &mut |bits, articles| {
                    blocks.push((std::mem::take(bits), articles));
                });
            }
            waiting.add(gram.place(), gram.check(), &List { articles, blocks, grows }, context.emit);
        }
        (waiting, hot)
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
        self.terms.push(Term { check, place, start, length: self.bits.len() - start });
    }
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
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Shards {
    /// How many of a place's highest bits are a shard's number.
    pub bits: u32,
    /// Their hashes.
    pub table: Table,
}

/// Writes the shards of what waits. `parts` are by the highest bits of places, and each may be in several pieces.
pub fn write(parts: &[Vec<Waiting>], emit: Emit<'_>) -> Shards {
    let total: usize = parts.iter().flatten().map(Waiting::len).sum();
    let bits = total.div_ceil(SHARD).max(parts.len()).next_power_of_two().ilog2();
    let per_part = (1_usize << bits) / parts.len().max(1);
    let of_part = |(number, part): (usize, &Vec<Waiting>)| {
        let mut terms: Vec<(&Waiting, Term)> =
            part.iter().flat_map(|waiting| waiting.terms.iter().map(move |&term| (waiting, term))).collect();
        terms.sort_by_key(|(_, term)| (term.place, term.check));
        let mut rest = terms.as_slice();
        let shard = |index: usize| {
            let number = number * per_part + index;
            let is_in = |term: &Term| bits == 0 || (term.place >> (32 - bits)) as usize == number;
            let length = rest.iter().take_while(|(_, term)| is_in(term)).count();
            let (own, others) = rest.split_at(length);
            rest = others;
            if own.is_empty() {
                return 0;
            }
            file::emit(&format!("shards/{number}"), &shard(own, 32 - bits), emit)
        };
        (0..per_part).map(shard).collect::<Vec<u32>>()
    };
    let hashes: Vec<Vec<u32>> = parts.par_iter().enumerate().map(of_part).collect();
    Shards { bits, table: file::table("shards", hashes.concat(), emit) }
}

/// A shard: first the lists of what is told by its place alone, then those with a check, each kind with its
/// number and its length in bits, so that one can be left out.
fn shard(terms: &[(&Waiting, Term)], place_bits: u32) -> Vec<u8> {
    let mut shard = Bits::default();
    for has_check in [false, true] {
        let own: Vec<_> = terms.iter().filter(|(_, term)| term.check.is_some() == has_check).collect();
        let mut section = Bits::default();
        let low = rice_bits(1 << place_bits, own.len() as u64);
        let mut next = 0;
        for (waiting, term) in &own {
            let place = u64::from(term.place) & ((1 << place_bits) - 1);
            // Two texts may share a place.
            section.rice(place - next, low);
            next = place;
            if let Some(check) = term.check {
                section.write(u64::from(check), 24);
            }
            section.append(waiting.bits.bytes(), term.start, term.length);
        }
        shard.gamma(own.len() as u64 + 1);
        shard.gamma(section.len() as u64 + 1);
        shard.append(section.bytes(), 0, section.len());
    }
    shard.into_bytes()
}

/// The part of all that is found by a name, by the highest bits of its place.
pub fn part_of_name(name: &str, bits: u32) -> usize {
    let (place, _) = Hash::default().with_text(name).finish();
    if bits == 0 { 0 } else { (place >> (32 - bits)) as usize }
}
