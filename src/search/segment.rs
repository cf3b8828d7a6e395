//! A segment of an index: the lists of grams of articles that follow one another, by their numbers in it.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::file::Emit;
use super::gram::Gram;
use super::grams::{self, Ends, Hot, LONGEST, Parts};
use super::hash;
use super::list::List;
use super::lists::{Context, Waiting, gram_of_name};
use super::occurrence::Occurrence;
use super::scratch::Scratch;
use super::store::Source;
use super::terms::Size;
use super::units::Words;
use super::volumes::{self, Form};

/// About how many occurrences of grams are in a file at once, some 8 bytes each.
const AT_ONCE: usize = 64_000_000;
/// About how many units a part of the grams is of.
const PART: usize = 500_000;

/// How a segment is laid out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// The number of its first article.
    pub first: usize,
    /// How many articles it has.
    pub articles: usize,
    /// How many units these have.
    pub units: usize,
    /// How many bits all lists have.
    pub size: Size,
    pub form: Form,
    /// By volume: its hash, or 0.
    pub volumes: Vec<u32>,
    /// The characters that its articles have.
    pub alphabet: BTreeSet<char>,
    /// The grams that grow, in their order.
    pub hot: Vec<(u32, u32)>,
    /// The lists that are found by names, in their order: their grams, and a hash of their articles.
    pub named: Vec<((u32, u32), u32)>,
}

/// What a segment is made of.
pub struct Material<'m> {
    /// The texts of its articles.
    pub texts: &'m dyn Source,
    pub words: &'m Words,
    /// By article: how many units there are, and how many its headline has.
    pub lengths: &'m [(u32, u32)],
    /// What articles are found by besides their texts.
    pub named: Vec<Named>,
}

/// The articles of a segment that are found by a name.
pub struct Named {
    pub gram: Gram,
    /// By their numbers in the segment.
    pub articles: Vec<u32>,
}

/// Where an index waits while it is made.
pub struct Scratches {
    /// Occurrences of grams.
    occurrences: Scratch,
    /// Lists of grams.
    lists: Scratch,
}

impl Scratches {
    pub fn new(folder: &Path) -> Self {
        Self { occurrences: Scratch::new(folder), lists: Scratch::new(folder) }
    }

    /// What went wrong with the files, if anything did: what was made of them is then worth nothing.
    pub fn refused(&self) -> Option<std::io::Error> {
        self.occurrences.refused().or(self.lists.refused())
    }
}

/// Some of the texts of a source.
pub struct Within<'a> {
    pub of: &'a dyn Source,
    pub range: Range<usize>,
}

impl Source for Within<'_> {
    fn count(&self) -> usize {
        self.range.len()
    }

    fn texts(&self, articles: Range<usize>) -> std::borrow::Cow<'_, [Vec<u16>]> {
        self.of.texts(self.range.start + articles.start..self.range.start + articles.end)
    }
}

/// How many of a place's highest bits are the number of a part, of so many units: at least a few, for the
/// processors.
pub fn part_bits(units: usize) -> u32 {
    if units < 100_000 { 0 } else { units.div_ceil(PART).next_power_of_two().ilog2().max(3) }
}

/// The lists of the articles of a segment that are found by names, in the order of their grams.
pub fn named(lists: &[List], segment: &Range<usize>) -> Vec<Named> {
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let (first, end) = (number(segment.start), number(segment.end));
    let of_list = |list: &List| {
        let from = list.articles.partition_point(|&article| article < first);
        let to = list.articles.partition_point(|&article| article < end);
        let articles: Vec<u32> = list.articles[from..to].iter().map(|article| article - first).collect();
        (!articles.is_empty()).then(|| Named { gram: gram_of_name(&list.name), articles })
    };
    let mut named: Vec<Named> = lists.iter().filter_map(of_list).collect();
    named.sort_by_key(|named| named.gram);
    named
}

/// What a layout tells of lists that are found by names.
pub fn hashes_of(named: &[Named]) -> Vec<((u32, u32), u32)> {
    let hash = |named: &Named| {
        let bytes: Vec<u8> = named.articles.iter().flat_map(|article| article.to_le_bytes()).collect();
        (named.gram.halves(), hash::of_bytes(&bytes))
    };
    named.iter().map(hash).collect()
}

impl Segment {
    /// What the names of its volumes begin with.
    pub fn name(&self) -> String {
        format!("shards/{}", self.first)
    }

    /// How many articles there are, as their lists are written with it.
    pub fn scale(&self) -> u64 {
        self.articles as u64
    }

    /// Writes a segment that begins with an article.
    pub fn new(first: usize, material: &Material<'_>, scratches: &Scratches, emit: Emit<'_>) -> Self {
        let Material { texts, words, lengths, named } = material;
        let units: usize = lengths.iter().map(|(length, _)| *length as usize).sum();
        let titles: Vec<u32> = lengths.iter().map(|(_, title)| *title).collect();
        let texts = grams::Texts::new(*texts, words, &titles);
        let context = Context { scale: lengths.len() as u64, lengths };
        let bits = part_bits(units);
        let (mut parts, hot) = gather(&texts, (units, bits), &context, scratches);
        let mut by_name: Vec<Waiting> = parts.iter().map(|_| Waiting::default()).collect();
        let whole = Form { volume_bits: bits, shard_bits: 0 };
        for Named { gram, articles } in named {
            by_name[whole.volume(gram.place())].add_named(*gram, articles, context.scale);
        }
        parts.iter_mut().zip(by_name).for_each(|(part, named)| part.push(named));
        let mut size = Size::default();
        parts.iter().flatten().for_each(|waiting| size += waiting.size);
        let mut segment = Self {
            first,
            articles: lengths.len(),
            units,
            size,
            form: Form::new(size, bits),
            volumes: Vec::new(),
            alphabet: texts.alphabet(),
            hot,
            named: hashes_of(named),
        };
        segment.volumes = volumes::write(&parts, segment.form, &segment.name(), &scratches.lists, emit);
        scratches.lists.clear();
        segment
    }
}

/// The lists of all grams, by part, and the grams that grow.
fn gather(
    texts: &grams::Texts<'_>,
    (units, bits): (usize, u32),
    context: &Context<'_>,
    scratches: &Scratches,
) -> (Vec<Vec<Waiting>>, Vec<(u32, u32)>) {
    let mut all_hot = Vec::new();
    let mut parts: Vec<Vec<Waiting>> = (0..1 << bits).map(|_| Vec::new()).collect();
    let mut ends = Ends::default();
    // Of single characters there is one in an article; mostly, that leaves fewer.
    let mut occurrences = units / 2;
    for length in 1..=LONGEST {
        let at_once = (parts.len() * AT_ONCE).div_ceil(occurrences.max(AT_ONCE));
        let mut hot = Hot::default();
        for first in (0..parts.len()).step_by(at_once) {
            let numbers = first..parts.len().min(first + at_once);
            let write = |own: &[Occurrence]| {
                let (mut waiting, hot) = Waiting::gather(own, length, context);
                waiting.put_away(&scratches.lists);
                (waiting, hot)
            };
            let own = Parts { numbers: numbers.clone(), bits };
            let written = texts.gather(length, &ends, &own, Some(&scratches.occurrences), write);
            for (part, (waiting, grows)) in parts[numbers].iter_mut().zip(written) {
                part.push(waiting);
                hot.extend(grows);
            }
        }
        if length == 1 {
            occurrences = units;
            continue;
        }
        if hot.is_empty() {
            break;
        }
        all_hot.extend(hot.iter().map(|gram| gram.halves()));
        ends = texts.ends(length, &hot, &ends);
        occurrences = ends.occurrences();
    }
    all_hot.sort_unstable();
    (parts, all_hot)
}
