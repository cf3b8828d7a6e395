//! Lists of grams into files: short ones together in shards, found by the highest bits of their grams' places; many shards
//! together in a volume, with the long lists of their grams. A shard, the articles of a long list and each block of what
//! is around its gram are a record of the volume (`records.rs`) each, so that a query loads no other.

use std::borrow::Cow;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::bits::{Bits, Reader, rice_bits};
use super::file::{self, Emit};
use super::lists::Waiting;
use super::postings::{read_articles, read_sides};
use super::records;
use super::scratch::Scratch;
use super::terms::{Body, Piece, SMALLER, Size, Term};

/// The most bits that the lists of a shard should have on average.
const SHARD: usize = 8 * 1024 / SMALLER;
/// The most bits that a volume should have on average.
const VOLUME: usize = 8 * 65_536 / SMALLER;

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

    fn shard(self, place: u32) -> usize {
        let within = u64::from(place) << self.volume_bits & 0xFFFF_FFFF;
        (within << self.shard_bits >> 32) as usize
    }

    fn shards(self) -> usize {
        1 << self.shard_bits
    }

    /// How many bits of a place are not told by its shard.
    fn place_bits(self) -> u32 {
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
pub fn emit_volume(name: &str, number: usize, terms: &[(&[u8], Term)], form: Form, emit: Emit<'_>) -> u32 {
    if terms.is_empty() { 0 } else { file::emit(&format!("{name}-{number}"), &encode(terms, form), emit) }
}

fn encode(terms: &[(&[u8], Term)], form: Form) -> Vec<u8> {
    let mut long = Vec::new();
    let mut rest = terms;
    let mut records: Vec<Vec<u8>> = (0..form.shards())
        .map(|number| {
            let length = rest.iter().take_while(|(_, term)| form.shard(term.place) == number).count();
            let (own, others) = rest.split_at(length);
            rest = others;
            if own.is_empty() { Vec::new() } else { shard(own, form.place_bits(), &mut long) }
        })
        .collect();
    records.append(&mut long);
    records::join(&records)
}

/// A shard: first the lists of what is told by its place alone, then those with a check, each kind with its
/// number and its length in bits, so that one can be left out. Long lists are appended to `long`.
fn shard(terms: &[(&[u8], Term)], place_bits: u32, long: &mut Vec<Vec<u8>>) -> Vec<u8> {
    let mut shard = Bits::default();
    for has_check in [false, true] {
        let own = || terms.iter().filter(|(_, term)| term.check.is_some() == has_check);
        let count = own().count() as u64;
        let mut section = Bits::default();
        let low = rice_bits(1 << place_bits, count);
        let mut next = 0;
        for (bits, term) in own() {
            let place = u64::from(term.place) & ((1 << place_bits) - 1);
            // Two texts may share a place.
            section.rice(place - next, low);
            next = place;
            if let Some(check) = term.check {
                section.write(u64::from(check), 24);
            }
            match &term.body {
                Body::Short(piece) => {
                    section.write(0, 1);
                    section.append(bits, piece.start, piece.length);
                }
                Body::Long { grows, articles, blocks } => {
                    section.write(0b10 | u64::from(*grows), 2);
                    section.gamma(long.len() as u64 + 1);
                    write_long(bits, *articles, blocks, long);
                }
            }
        }
        shard.gamma(count + 1);
        shard.gamma(section.len() as u64 + 1);
        shard.append(section.bytes(), 0, section.len());
    }
    shard.into_bytes()
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

/// The terms of a volume by its bytes, in their order; nothing if it is damaged.
pub fn decode(bytes: &[u8], number: usize, form: Form, scale: u64) -> Option<Vec<Term>> {
    let records: Vec<Piece> = records::split(bytes)?
        .into_iter()
        .map(|place| Piece { start: 8 * place.start, length: 8 * place.len() })
        .collect();
    let (shards, long) = records.split_at_checked(form.shards())?;
    let mut terms = Vec::new();
    for (index, shard) in shards.iter().enumerate().filter(|(_, shard)| shard.length > 0) {
        let first = ((number as u64) << form.shard_bits | index as u64) << form.place_bits();
        let mut own = decode_shard(bytes, shard.start, u32::try_from(first).ok()?, form.place_bits(), long, scale)?;
        own.sort_by_key(|term| (term.place, term.check));
        terms.append(&mut own);
    }
    Some(terms)
}

fn decode_shard(
    bytes: &[u8],
    start: usize,
    first: u32,
    place_bits: u32,
    long: &[Piece],
    scale: u64,
) -> Option<Vec<Term>> {
    let mut bits = Reader::new(bytes, start);
    let mut terms = Vec::new();
    for has_check in [false, true] {
        let count = bits.gamma()? - 1;
        bits.gamma()?;
        let low = rice_bits(1 << place_bits, count);
        let mut place = first;
        for _ in 0..count {
            place = place.checked_add(u32::try_from(bits.rice(low)?).ok()?)?;
            let check = if has_check { Some(u32::try_from(bits.read(24)?).ok()?) } else { None };
            let body = if bits.read(1)? == 1 {
                let grows = bits.read(1)? == 1;
                let record = usize::try_from(bits.gamma()?).ok()? - 1;
                decode_long(bytes, grows, long.get(record..)?, scale)?
            } else {
                let start = bits.at;
                let articles = read_articles(scale, &mut bits)?.len();
                if bits.read(1)? == 1 {
                    read_sides(articles, &mut bits)?;
                }
                Body::Short(Piece { start, length: bits.at - start })
            };
            terms.push(Term { place, check, body });
        }
    }
    Some(terms)
}

fn decode_long(bytes: &[u8], grows: bool, records: &[Piece], scale: u64) -> Option<Body> {
    let (first, blocks) = records.split_first()?;
    let mut bits = Reader::new(bytes, first.start);
    read_articles(scale, &mut bits)?;
    let articles = Piece { start: first.start, length: bits.at - first.start };
    let counts: Option<Vec<u32>> = (1..bits.gamma()?).map(|_| u32::try_from(bits.gamma()?).ok()).collect();
    let counts = counts?;
    let blocks = blocks.get(..counts.len())?.iter().copied().zip(counts).collect();
    Some(Body::Long { grows, articles, blocks })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::gram::Gram;
    use super::super::postings::Weight;
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
            let terms = decode(&bytes, 0, form, 60).unwrap();
            prop_assert_eq!(terms.len(), count);
            let size = terms.iter().fold(Size::default(), |mut size, term| { size += term.body.size(); size });
            prop_assert_eq!(size, waiting.size);
            let terms: Vec<(&[u8], Term)> = terms.into_iter().map(|term| (bytes.as_slice(), term)).collect();
            prop_assert_eq!(&encode(&terms, form), &bytes);
            // A bit that is another may be read, but never beyond the end.
            for at in 0..bytes.len().min(200) {
                let mut damaged = bytes.clone();
                damaged[at] ^= 4;
                decode(&damaged, 0, form, 60);
                decode(&bytes[..at], 0, form, 60);
            }
        }
    }
}
