//! Lists of grams into files: short ones together in shards, found by the highest bits of their grams' places; many shards
//! together in a volume, with the long lists of their grams. A shard, the articles of a long list and each block of what
//! is around its gram are a record of the volume (`records.rs`) each, so that a query loads no other.

use std::borrow::Cow;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::bits::{Bits, rice_bits};
use super::file::{self, Emit};
use super::lists::Waiting;
use super::records;
use super::scratch::Scratch;
use super::terms::{Body, Piece, SMALLER, Size, Term};

/// The most bits that the lists of a shard should have on average.
const SHARD: usize = 8 * 1024 / SMALLER;
/// The most bits that a volume should have on average.
const VOLUME: usize = 8 * 262_144 / SMALLER;

/// How lists are shared out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// How many of a place's highest bits are the number of a volume.
    pub volume_bits: u32,
    /// How many of those after them are the number of a shard in it.
    pub shard_bits: u32,
}

impl Form {
    /// For lists of so many bits, of `1 << part_bits` parts.
    pub fn new(size: Size, part_bits: u32) -> Self {
        let bits = |total: usize, of_each: usize| total.div_ceil(of_each).next_power_of_two().ilog2();
        let volume_bits = bits(size.short + size.long, VOLUME).max(part_bits);
        Self { volume_bits, shard_bits: bits(size.short, SHARD).saturating_sub(volume_bits) }
    }

    /// The number of the volume of a place.
    pub fn volume(self, place: u32) -> usize {
        (u64::from(place) << self.volume_bits >> 32) as usize
    }

    /// The number of the shard of a place in its volume.
    pub fn shard(self, place: u32) -> usize {
        let within = u64::from(place) << self.volume_bits & 0xFFFF_FFFF;
        (within << self.shard_bits >> 32) as usize
    }

    /// How many shards a volume has.
    pub fn shards(self) -> usize {
        1 << self.shard_bits
    }

    /// How many bits of a place are not told by its shard.
    pub fn place_bits(self) -> u32 {
        32 - self.volume_bits - self.shard_bits
    }
}

/// Writes the volumes of lists that wait, and returns their hashes, 0 of those that have nothing. `parts` are by the
/// highest bits of places, and each may be in several pieces.
pub fn write(parts: &[Vec<Waiting>], form: Form, name: &str, scratch: &Scratch, emit: Emit<'_>) -> Vec<u32> {
    let per_part = (1_usize << form.volume_bits) / parts.len().max(1);
    let of_part = |(number, part): (usize, &Vec<Waiting>)| {
        let bytes: Vec<Cow<'_, [u8]>> = part.iter().map(|waiting| waiting.bytes(scratch)).collect();
        let mut terms: Vec<(&[u8], Term)> = part
            .iter()
            .zip(&bytes)
            .flat_map(|(waiting, bytes)| waiting.terms(bytes).map(move |term| (&**bytes, term)))
            .collect();
        terms.sort_by_key(|(_, term)| (term.place, term.check));
        let mut rest = terms.as_slice();
        let volume = |index: usize| {
            let number = number * per_part + index;
            let length = rest.iter().take_while(|(_, term)| form.volume(term.place) == number).count();
            let (own, others) = rest.split_at(length);
            rest = others;
            emit_volume(name, number, own, form, emit)
        };
        (0..per_part).map(volume).collect::<Vec<u32>>()
    };
    let hashes: Vec<Vec<u32>> = parts.par_iter().enumerate().map(of_part).collect();
    hashes.concat()
}

/// Writes a volume of terms in the order of their places and checks, each with the bits that it is among; returns its
/// hash.
fn emit_volume(name: &str, number: usize, terms: &[(&[u8], Term)], form: Form, emit: Emit<'_>) -> u32 {
    if terms.is_empty() { 0 } else { file::emit(&format!("{name}-{number}"), &encode(terms, form), emit) }
}

fn encode(terms: &[(&[u8], Term)], form: Form) -> Vec<u8> {
    let mut long = Vec::new();
    let mut section = Section::default();
    let mut rest = terms;
    let mut shard = |number: usize| {
        let length = rest.iter().take_while(|(_, term)| form.shard(term.place) == number).count();
        let (own, others) = rest.split_at(length);
        rest = others;
        let mut shard = Bits::default();
        for has_check in [false, true].into_iter().filter(|_| !own.is_empty()) {
            for (bits, term) in own.iter().filter(|(_, term)| term.check.is_some() == has_check) {
                write_body(bits, &term.body, section.add(term.place, term.check), &mut long);
            }
            section.write(form.place_bits(), &mut shard);
        }
        shard.into_bytes()
    };
    let mut records: Vec<Vec<u8>> = (0..form.shards()).map(&mut shard).collect();
    records.append(&mut long);
    records::join(&records)
}

/// One of the two kinds of lists that a shard has: what is told by its place alone, and after it what has a check. Each
/// has its number and its length in bits, so that it can be left out.
#[derive(Default)]
pub struct Section {
    /// The places and checks of the lists, and where each begins.
    terms: Vec<(u32, Option<u32>, usize)>,
    lists: Bits,
    all: Bits,
}

impl Section {
    /// Begins a list, of a place and check after those of the lists before; its bits are to be written next.
    pub fn add(&mut self, place: u32, check: Option<u32>) -> &mut Bits {
        self.terms.push((place, check, self.lists.len()));
        &mut self.lists
    }

    /// Takes back the list that was begun last.
    pub fn take_back(&mut self) {
        if let Some((_, _, start)) = self.terms.pop() {
            self.lists.truncate(start);
        }
    }

    /// How many bits the list has that was begun last.
    pub fn last_length(&self) -> usize {
        self.terms.last().map_or(0, |(_, _, start)| self.lists.len() - start)
    }

    /// Appends the section to a shard, and begins another. Returns whether it has anything.
    pub fn write(&mut self, place_bits: u32, shard: &mut Bits) -> bool {
        let count = self.terms.len() as u64;
        let low = rice_bits(1 << place_bits, count);
        let mut next = 0;
        let ends = self.terms.iter().skip(1).map(|(_, _, start)| *start).chain([self.lists.len()]);
        for (&(place, check, start), end) in self.terms.iter().zip(ends) {
            let place = u64::from(place) & ((1 << place_bits) - 1);
            // Two texts may share a place.
            self.all.rice(place - next, low);
            next = place;
            if let Some(check) = check {
                self.all.write(u64::from(check), 24);
            }
            self.all.append(self.lists.bytes(), start, end - start);
        }
        shard.gamma(count + 1);
        shard.gamma(self.all.len() as u64 + 1);
        shard.append(self.all.bytes(), 0, self.all.len());
        self.terms.clear();
        self.lists.clear();
        self.all.clear();
        count > 0
    }
}

/// Writes what a list is; a long one is appended to `long`.
pub fn write_body(bits: &[u8], body: &Body, into: &mut Bits, long: &mut Vec<Vec<u8>>) {
    match body {
        Body::Short(piece) => {
            into.write(0, 1);
            into.append(bits, piece.start, piece.length);
        }
        Body::Long { grows, articles, blocks } => {
            into.write(0b10 | u64::from(*grows), 2);
            into.gamma(long.len() as u64 + 1);
            write_long(bits, *articles, blocks, long);
        }
    }
}

/// The records of a long list: its articles, and how many blocks there are and of how many articles each; then these.
fn write_long(bits: &[u8], articles: Piece, blocks: &[(Piece, u32)], long: &mut Vec<Vec<u8>>) {
    let mut first = Bits::default();
    first.append(bits, articles.start, articles.length);
    first.gamma(blocks.len() as u64 + 1);
    blocks.iter().for_each(|(_, count)| first.gamma(u64::from(*count)));
    long.push(first.into_bytes());
    for (piece, _) in blocks {
        let mut block = Bits::default();
        block.append(bits, piece.start, piece.length);
        long.push(block.into_bytes());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::gram::Gram;
    use super::super::postings::{Renumbering, Weight};
    use super::super::rewrite::rewrite;
    use super::*;

    fn encoded(waiting: &Waiting, form: Form) -> (Vec<u8>, usize) {
        let bytes = waiting.own_bytes();
        let mut terms: Vec<(&[u8], Term)> = waiting.terms(bytes).map(|term| (bytes, term)).collect();
        terms.sort_by_key(|(_, term)| (term.place, term.check));
        (encode(&terms, form), terms.len())
    }

    proptest! {
        #[test]
        fn a_volume_is_what_it_is_read_as(
            lists in proptest::collection::btree_map(0_u32..1 << 20, (
                proptest::collection::btree_set(0_u32..60, 1..40), 0_u16..2048, any::<bool>(), any::<bool>()), 0..30),
            volume_bits in 0_u32..6,
            shard_bits in 0_u32..4,
        ) {
            let form = Form { volume_bits, shard_bits };
            let mut waiting = Waiting::default();
            for (place, (articles, side, grows, is_checked)) in &lists {
                // All are in the first volume.
                let place = place << 12 >> volume_bits;
                let gram = if *is_checked { Gram::of_halves(place, 1 << 31 | 7) } else { Gram::pair(place) };
                let list: Vec<_> = articles.iter().map(|article| (*article, Weight::new(3, 200, false))).collect();
                let sides = (!grows).then(|| articles.iter().map(|article| [*side, *side ^ u16::try_from(*article).unwrap()]));
                waiting.add_gram(gram, &list, sides, *grows, 60);
            }
            let (bytes, count) = encoded(&waiting, form);
            let numbers: Vec<u32> = (0..60).collect();
            let same = |bytes: &[u8]| {
                rewrite((0, bytes), form, Renumbering { scales: [60, 60], numbers: &numbers }, &[])
            };
            let read = same(&bytes).unwrap();
            prop_assert_eq!(count, lists.len());
            // Without any lists, there is no file.
            prop_assert_eq!(&read.bytes, if count > 0 { &bytes } else { &[][..] });
            prop_assert_eq!(read.sizes, [waiting.size; 2]);
            // A bit that is another may be read, but never beyond the end.
            for at in 0..bytes.len().min(200) {
                let mut damaged = bytes.clone();
                damaged[at] ^= 4;
                same(&damaged);
                same(&bytes[..at]);
            }
        }
    }
}
