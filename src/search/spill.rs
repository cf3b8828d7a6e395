//! Occurrences of grams, by chunks of articles and by parts, in memory or in a file: the chunks are gathered
//! one after the other, and the parts read.

use std::ops::Range;

use super::around::Around;
use super::gram::Gram;
use super::numbers::{read_number, write_number};
use super::occurrence::Occurrence;
use super::scratch::Scratch;

/// What was gathered of a chunk of articles, by part.
pub enum Chunk<'s> {
    /// Of a few texts.
    Here(Vec<Vec<Occurrence>>),
    /// In a file, at these places.
    Away(&'s Scratch, Vec<Range<u64>>),
}

impl<'s> Chunk<'s> {
    /// Puts what was gathered into a file, if there is one.
    pub fn new(found: Vec<Vec<Occurrence>>, scratch: Option<&'s Scratch>) -> Self {
        let Some(scratch) = scratch else { return Self::Here(found) };
        let mut bytes = Vec::new();
        let mut ends = Vec::with_capacity(found.len());
        for part in &found {
            write(part, &mut bytes);
            ends.push(bytes.len() as u64);
        }
        drop(found);
        let start = scratch.append(&bytes).start;
        let mut from = start;
        let place = |end: u64| std::mem::replace(&mut from, start + end)..start + end;
        Self::Away(scratch, ends.into_iter().map(place).collect())
    }

    /// Appends those of a part, in their order.
    pub fn read(&self, part: usize, into: &mut Vec<Occurrence>) {
        match self {
            Self::Here(parts) => into.extend_from_slice(&parts[part]),
            Self::Away(scratch, places) => read(&scratch.read(places[part].clone()).unwrap_or_default(), into),
        }
    }
}

/// Writes occurrences in the order of their articles: half as long as they are in memory, since most grams are
/// nothing but their place and most articles are that of the one before.
fn write(occurrences: &[Occurrence], bytes: &mut Vec<u8>) {
    let mut article = 0;
    for occurrence in occurrences {
        let (place, rest) = occurrence.gram.halves();
        bytes.extend_from_slice(&place.to_le_bytes());
        // The marks are in the highest bits.
        write_number(rest.rotate_left(3), bytes);
        write_number(occurrence.article - article, bytes);
        bytes.extend_from_slice(&occurrence.around.to_bits().to_le_bytes());
        article = occurrence.article;
    }
}

fn read(mut bytes: &[u8], into: &mut Vec<Occurrence>) {
    let mut article = 0;
    while let Some((place, rest)) = bytes.split_first_chunk() {
        bytes = rest;
        let gram = Gram::of_halves(u32::from_le_bytes(*place), read_number(&mut bytes).rotate_right(3));
        article += read_number(&mut bytes);
        let Some((around, rest)) = bytes.split_first_chunk() else { return };
        bytes = rest;
        into.push(Occurrence { gram, article, around: Around::from_bits(u16::from_le_bytes(*around)) });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_put_away_comes_back(found in proptest::collection::vec((any::<u64>(), 0_u32..9, any::<u16>()), 0..40)) {
            let mut found = found;
            found.sort_by_key(|&(_, article, _)| article);
            let occurrence = |&(gram, article, around): &(u64, u32, u16)| {
                let gram = Gram::of_halves((gram >> 32) as u32, gram as u32);
                Occurrence { gram, article, around: Around::from_bits(around) }
            };
            let found: Vec<Occurrence> = found.iter().map(occurrence).collect();
            let folder = tempfile::tempdir().unwrap();
            let scratch = Scratch::new(folder.path());
            let said = |found: &[Occurrence]| found.iter().map(|it| (it.gram, it.article, it.around)).collect::<Vec<_>>();
            for scratch in [None, Some(&scratch)] {
                let chunk = Chunk::new(vec![found.clone(), Vec::new(), found.clone()], scratch);
                for (part, wanted) in [(0, found.as_slice()), (1, &[]), (2, &found)] {
                    let mut read = Vec::new();
                    chunk.read(part, &mut read);
                    prop_assert_eq!(said(&read), said(wanted));
                }
            }
        }
    }
}
