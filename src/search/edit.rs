//! A segment that has most articles of one of before, in the same order: its volumes are rewritten one by one. What it
//! comes to is what a segment made from nothing would be; where that would be laid out differently, there is none.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rayon::prelude::*;

use super::bits::Bits;
use super::change::{Change, Entry};
use super::file::{self, Emit, Read};
use super::gram::Gram;
use super::grams::{self, Ends, Hot, LONGEST, Parts};
use super::kept::Kept;
use super::lists;
use super::postings::{GONE, Renumbering, Sides, Weight, write_sides};
use super::rewrite::{Rewritten, rewrite};
use super::segment::{Named, Segment, hashes_of, part_bits};
use super::terms::{Piece, Size};
use super::units::Words;
use super::volumes::Form;

/// What becomes of a segment.
pub struct Edit<'e> {
    /// The number of its first article now.
    pub first: usize,
    /// How many articles it has now.
    pub articles: usize,
    /// By the number in it of before: that of now, or [`GONE`]. They keep their order.
    pub numbers: &'e [u32],
    /// The texts of articles that are gone, or are others now, in the order of their numbers of before.
    pub gone: &'e [(u32, Kept)],
    /// The texts of articles that came, or are others now, in the order of their numbers now.
    pub come: &'e [(u32, Kept)],
    /// What articles are found by besides their texts.
    pub named: &'e [Named],
}

/// Edits a segment. None if it has to be made anew, which is also so if a file of it is damaged; some of its files may have
/// been emitted then.
pub fn edit(old: &Segment, edit: &Edit<'_>, read: Read<'_>, emit: Emit<'_>) -> Option<Segment> {
    let hot: Hot = old.hot.iter().map(|&(place, rest)| Gram::of_halves(place, rest)).collect();
    let [gone, come] = [edit.gone, edit.come].map(Texts::new);
    let units = (old.units + come.units()).checked_sub(gone.units())?;
    (part_bits(units) == part_bits(old.units)).then_some(())?;
    let [grams_gone, grams_come] = [&gone, &come].map(|texts| texts.grams(&hot));
    let is_moved = edit.first != old.first
        || edit.articles != old.articles
        || !edit.numbers.iter().copied().eq(0..u32::try_from(old.articles).ok()?);
    let mut changes = changes_of_texts(&grams_gone, &grams_come, edit.numbers);
    changes.extend(changes_of_names(old, edit.named, is_moved)?);
    changes.sort_by_key(Change::key);
    // Two lists of one place and check cannot be told apart.
    changes.is_sorted_by(|one, other| one.key() < other.key()).then_some(())?;
    let renumbering = Renumbering { scales: [old.scale(), edit.articles as u64], numbers: edit.numbers };
    let segment =
        Segment { first: edit.first, articles: edit.articles, units, named: hashes_of(edit.named), ..old.clone() };
    let rewritten: Option<Vec<_>> = of_volumes(&changes, old.form)
        .into_par_iter()
        .enumerate()
        .filter(|(_, own)| is_moved || !own.is_empty())
        .map(|(number, own)| write(old, &segment, number, (renumbering, &changes[own]), read, emit))
        .collect();
    finish(segment, &rewritten?, &gone, &come)
}

/// A volume that was written: its number, the hash, how many bits its lists had and have, and which are gone.
type Written = (usize, u32, [Size; 2], Vec<Gram>);

fn write(
    old: &Segment,
    now: &Segment,
    number: usize,
    (renumbering, changes): (Renumbering<'_>, &[Change<'_>]),
    read: Read<'_>,
    emit: Emit<'_>,
) -> Option<Written> {
    let hash = *old.volumes.get(number)?;
    let before = if hash == 0 { Vec::new() } else { file::read(&format!("{}-{number}", old.name()), hash, read)? };
    let Rewritten { bytes, sizes, gone } = rewrite((number, &before), old.form, renumbering, changes)?;
    let name = format!("{}-{number}", now.name());
    let hash = if bytes.is_empty() { 0 } else { file::emit(&name, &bytes, emit) };
    Some((number, hash, sizes, gone))
}

fn finish(mut segment: Segment, rewritten: &[Written], gone: &Texts, come: &Texts) -> Option<Segment> {
    let mut nowhere: BTreeSet<Gram> = BTreeSet::new();
    for (number, hash, [before, now], gone) in rewritten {
        *segment.volumes.get_mut(*number)? = *hash;
        segment.size += *now;
        segment.size = segment.size.without(*before)?;
        nowhere.extend(gone);
    }
    (Form::new(segment.size, part_bits(segment.units)) == segment.form).then_some(())?;
    for (gram, character) in gone.characters() {
        if nowhere.contains(&gram) {
            segment.alphabet.remove(&character);
        }
    }
    segment.alphabet.extend(come.characters().map(|(_, character)| character));
    Some(segment)
}

/// Which changes are of each volume.
fn of_volumes(changes: &[Change<'_>], form: Form) -> Vec<Range<usize>> {
    let mut start = 0;
    let own = |number: usize| {
        let end = start + changes[start..].partition_point(|change| form.volume(change.key().0) <= number);
        std::mem::replace(&mut start, end)..end
    };
    (0..1_usize << form.volume_bits).map(own).collect()
}

/// Texts by themselves.
struct Texts {
    words: Words,
    units: Vec<Vec<u16>>,
    /// By text: the number of its article, and how many units it has and its headline.
    numbers: Vec<u32>,
    lengths: Vec<u32>,
    titles: Vec<u32>,
}

/// A gram in one of the articles.
struct Found {
    gram: Gram,
    length: usize,
    article: u32,
    weight: Weight,
    sides: Piece,
}

/// All grams of some texts, by gram and article.
#[derive(Default)]
struct Grams {
    all: Vec<Found>,
    /// What stands around them.
    sides: Bits,
}

impl Texts {
    fn new(all: &[(u32, Kept)]) -> Self {
        let mut words = Words::default();
        let units = all.iter().map(|(_, kept)| kept.units_among(&mut words)).collect();
        let (lengths, titles) = all.iter().map(|(_, kept)| kept.lengths()).unzip();
        Self { words, units, numbers: all.iter().map(|(number, _)| *number).collect(), lengths, titles }
    }

    /// How many units there are.
    fn units(&self) -> usize {
        self.lengths.iter().map(|&length| length as usize).sum()
    }

    /// The grams; `hot` are those that grow.
    fn grams(&self, hot: &Hot) -> Grams {
        let texts = grams::Texts::new(&self.units, &self.words, &self.titles);
        let whole = Parts { numbers: 0..1, bits: 0 };
        let mut grams = Grams::default();
        let mut ends = Ends::default();
        for length in 1..=LONGEST {
            if length > 2 {
                if hot.is_empty() {
                    break;
                }
                ends = texts.ends(length - 1, hot, &ends);
            }
            let found = texts.gather(length, &ends, &whole, None, <[_]>::to_vec).concat();
            for own in found.chunk_by(|one, other| (one.gram, one.article) == (other.gram, other.article)) {
                let (gram, text) = (own[0].gram, own[0].article as usize);
                let start = grams.sides.len();
                let sides = own.iter().map(|one| one.around.sides());
                write_sides(std::iter::once(sides), usize::MAX, &mut grams.sides, &mut |_, _| {});
                let weight = lists::weight(own, lists::is_counted(gram, 0), self.lengths[text]);
                let sides = Piece { start, length: grams.sides.len() - start };
                grams.all.push(Found { gram, length, article: self.numbers[text], weight, sides });
            }
        }
        grams.all.sort_by_key(|found| (found.gram, found.article));
        grams
    }

    /// The grams of single units, each with its character if that belongs to an alphabet.
    fn characters(&self) -> impl Iterator<Item = (Gram, char)> {
        let texts = grams::Texts::new(&self.units, &self.words, &self.titles);
        let all: BTreeSet<(Gram, char)> = self.units.iter().flat_map(|text| texts.characters(text)).collect();
        all.into_iter()
    }
}

impl Grams {
    /// The lists, each with the length of its gram and the articles.
    fn lists(&self) -> impl Iterator<Item = (Gram, usize, Vec<Entry<'_>>)> {
        self.all.chunk_by(|one, other| one.gram == other.gram).map(|own| {
            let entry = |found: &Found| {
                let sides = Sides { bytes: self.sides.bytes(), piece: found.sides };
                Entry { article: found.article, weight: found.weight, sides }
            };
            (own[0].gram, own[0].length, own.iter().map(entry).collect())
        })
    }
}

/// What the texts that are gone and those that came change: nothing where a gram is in an article as it was.
fn changes_of_texts<'g>(gone: &'g Grams, come: &'g Grams, numbers: &[u32]) -> Vec<Change<'g>> {
    let mut all: BTreeMap<Gram, (usize, [Vec<Entry<'g>>; 2])> = BTreeMap::new();
    for (side, grams) in [gone, come].into_iter().enumerate() {
        for (gram, length, entries) in grams.lists() {
            all.entry(gram).or_insert_with(|| (length, Default::default())).1[side] = entries;
        }
    }
    let change = |(gram, (length, [mut gone, mut come])): (Gram, (usize, [Vec<Entry<'g>>; 2]))| {
        let number = |old: &Entry<'_>| numbers.get(old.article as usize).copied().unwrap_or(GONE);
        let is_same = |old: &&Entry<'_>| {
            let new = come.binary_search_by_key(&number(old), |new| new.article).map(|index| &come[index]);
            new.is_ok_and(|new| (old.weight, old.sides) == (new.weight, new.sides))
        };
        let stay: BTreeSet<u32> = gone.iter().filter(is_same).map(number).collect();
        gone.retain(|old| !stay.contains(&number(old)));
        come.retain(|new| !stay.contains(&new.article));
        (gone.len() + come.len() > 0).then_some(Change::Articles { gram, length, gone, come })
    };
    all.into_iter().filter_map(change).collect()
}

/// The lists that are found by names, where they are others than before or could be.
fn changes_of_names<'n>(old: &Segment, named: &'n [Named], is_moved: bool) -> Option<Vec<Change<'n>>> {
    let hashes = hashes_of(named);
    let before: BTreeMap<(u32, u32), u32> = old.named.iter().copied().collect();
    let now: BTreeMap<(u32, u32), u32> = hashes.iter().copied().collect();
    // Two names of one place and check cannot be told apart.
    (before.len() == old.named.len() && now.len() == hashes.len()).then_some(())?;
    let differs = |own: &&Named| is_moved || before.get(&own.gram.halves()) != now.get(&own.gram.halves());
    let there = named.iter().filter(differs).map(|own| Change::Named(own.gram, Some(&own.articles)));
    let gone = before.keys().filter(|halves| !now.contains_key(halves));
    let gone = gone.map(|&(place, rest)| Change::Named(Gram::of_halves(place, rest), None));
    Some(there.chain(gone).collect())
}
