//! The index that readers search without a server: of the text of every article in all scripts at
//! once, folded to one form, as files of a few kilobytes of which a query loads those that it needs.
//! The format, and what it costs, is in `docs/search.md`; `theme/search.js` reads it.
//!
//! Articles are numbered from the oldest, so that a new one changes no other's number.

mod bits;
mod file;
mod fold;
mod grams;
mod hash;
mod layout;
mod names;
mod postings;
mod scratch;
mod shards;
mod spill;
mod store;
mod texts;
mod units;
mod update;

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashSet;
use serde::Serialize;

use file::Table;
use grams::{Ends, Hot, LONGEST, Occurrence, Parts};
use postings::Scale;
use scratch::Scratch;
use shards::{Context, Shards, Waiting};
use store::{Source as _, Store};
use units::{Unit, Words, units};

pub use file::Emit;
pub use fold::fold;
pub use layout::{Kept, Layout};
pub use names::{Name, NameKind};
pub use texts::Shown;
pub use update::{Edit, Read, Updated, update};

/// About how many units a part of the grams is of.
const PART: usize = 500_000;
/// About how many occurrences of grams are in a file at once, some 8 bytes each.
const AT_ONCE: usize = 64_000_000;

/// The Chinese words that stand before a colon in a query.
const OPERATORS: &str = "事件地点人物机构来源日期";

/// What is known of an article's text in a script or language.
pub struct Text {
    /// Its headline.
    pub title: String,
    /// Its text, a line for each block.
    pub body: String,
}

/// The index of an archive that is being built.
pub struct Index {
    state: Mutex<State>,
    /// The units of each article.
    units: Store,
    /// Where occurrences of grams wait.
    scratch: Scratch,
    texts: texts::Texts,
}

#[derive(Default)]
struct State {
    words: Words,
    /// By article: how many units there are, and how many places its headline has.
    lengths: Vec<(u32, u32)>,
}

/// Articles that are found together by a name: `place:locations/astana`, `date:2024-07`.
pub struct List {
    /// What they are found by.
    pub name: String,
    /// Their numbers, in order.
    pub articles: Vec<u32>,
}

/// What a search begins with; the rest is loaded as it is needed.
#[derive(Clone, Debug, Serialize)]
pub struct Root {
    articles: usize,
    scale: u64,
    place_bits: u32,
    shards: Shards,
    /// By script.
    texts: Vec<Table>,
    names: Shards,
    facets: String,
    counts: String,
    fold: String,
    /// The years, each with its first article.
    years: Vec<(i16, u32)>,
}

impl Index {
    /// An index of so many articles, which readers of so many scripts will see. What memory has no room for is
    /// in files in a folder until it is finished.
    pub fn new(articles: usize, scripts: usize, folder: &Path) -> Self {
        let state = State { lengths: vec![(0, 0); articles], ..State::default() };
        let units = Store::new(articles, folder);
        let scratch = Scratch::new(folder);
        Self { state: Mutex::new(state), units, scratch, texts: texts::Texts::new(articles, scripts) }
    }

    /// Adds an article: its text in each script and language, and what its readers in each script are
    /// shown of it.
    pub fn add(&self, article: u32, all: &[Text], shown: &[Shown], emit: &mut dyn FnMut(&str, &[u8])) {
        let Units { words, mut joined, title } = read_text(all);
        let mut stored = Vec::with_capacity(joined.len());
        {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            let numbers = state.words.take(words);
            joined.iter_mut().for_each(|unit| unit.renumber(&numbers));
            units::store(&joined, &mut stored);
            state.lengths[article as usize] = (count(joined.len()), count(title));
        }
        self.units.add(article as usize, stored);
        self.texts.add(article, shown, emit);
    }

    /// Writes the index, when all articles were added. `keep` gets the text of each.
    ///
    /// # Errors
    /// When a file in the folder could not be written or read.
    pub fn finish(
        self,
        lists: &[List],
        names: &[Name],
        years: Vec<(i16, u32)>,
        keep: &mut dyn FnMut(u32, &Kept),
        emit: Emit<'_>,
    ) -> io::Result<Layout> {
        let units = self.units;
        units.close();
        let State { words, lengths } = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        let total: usize = lengths.iter().map(|(length, _)| *length as usize).sum();
        let scale = Scale::new(lengths.len(), total);
        let context = Context { scale, lengths: &lengths, emit };
        let texts = grams::Texts::new(&units, &words);
        let bits = part_bits(total);
        let mut parts: Vec<Vec<Waiting>> = (0..1 << bits).map(|_| Vec::new()).collect();
        let mut ends = Ends::default();
        // Of single characters there is one in an article; mostly, that leaves fewer.
        let mut occurrences = total / 2;
        for length in 1..=LONGEST {
            let at_once = (parts.len() * AT_ONCE).div_ceil(occurrences.max(AT_ONCE));
            let mut hot = Hot::default();
            for first in (0..parts.len()).step_by(at_once) {
                let numbers = first..parts.len().min(first + at_once);
                let write = |own: &[Occurrence]| Waiting::gather(own, length, &context);
                let written =
                    texts.gather(length, &ends, &Parts { numbers: numbers.clone(), bits }, Some(&self.scratch), write);
                for (part, (waiting, grows)) in parts[numbers].iter_mut().zip(written) {
                    part.push(waiting);
                    hot.extend(grows);
                }
            }
            if length == 1 {
                occurrences = total;
                continue;
            }
            if hot.is_empty() {
                break;
            }
            ends = texts.ends(length, &hot, &ends);
            occurrences = ends.occurrences();
        }
        let mut alphabet = texts.alphabet();
        let known = names.iter().flat_map(|name| name.names.iter().chain(&name.aliases)).flat_map(|name| name.chars());
        let named: BTreeSet<char> = known.chain(OPERATORS.chars()).map(fold).collect();
        alphabet.extend(&named);
        for (group, lengths) in lengths.chunks(store::TOGETHER).enumerate() {
            let first = group * store::TOGETHER;
            let texts = units.texts(first..first + lengths.len());
            for (article, (text, (_, title))) in (first..).zip(texts.iter().zip(lengths)) {
                keep(count(article), &Kept::of(text, *title, &words));
            }
        }
        if let Some(refused) = units.refused().or(self.scratch.refused()) {
            return Err(refused);
        }
        drop(units);
        for list in lists {
            let part = shards::part_of_name(&list.name, bits);
            parts[part].push(Waiting::named(&list.name, &list.articles, &context));
        }
        let (facets, counts) = names::write_facets(names, lists, &context);
        let waiting = parts.iter().flatten().map(Waiting::len).sum();
        let shard_bits = shards::bits_of(waiting, parts.len());
        let mut layout = Layout {
            articles: lengths.len(),
            units: total,
            scale,
            part_bits: bits,
            shard_bits,
            waiting,
            shards: shards::write(&parts, shard_bits, emit),
            texts: self.texts.finish(emit),
            names: names::write(names, emit),
            facets,
            counts,
            alphabet,
            named,
            fold: 0,
            years,
        };
        layout.fold = layout.write_fold(emit);
        Ok(layout)
    }
}

/// A text as its units.
struct Units {
    /// Its words, by their numbers in it.
    words: Words,
    joined: Vec<Unit>,
    /// How many places its headline has.
    title: usize,
}

impl Units {
    fn kept(self) -> Kept {
        let mut units = Vec::with_capacity(self.joined.len());
        units::store(&self.joined, &mut units);
        Kept { words: self.words.all().map(Into::into).collect(), title: count(self.title), units }
    }
}

fn count(units: usize) -> u32 {
    u32::try_from(units).unwrap_or(u32::MAX)
}

/// Reads what an article says in each script and language.
fn read_text(all: &[Text]) -> Units {
    let mut words = Words::default();
    let mut joined: Vec<Unit> = Vec::new();
    let mut seen: FxHashSet<Vec<Unit>> = FxHashSet::default();
    let mut add = |block: &str, joined: &mut Vec<Unit>| {
        let mut units = units(block, &mut words);
        // What reads the same in another script is the same.
        if all.len() > 1 && !seen.insert(units.clone()) {
            return;
        }
        if let Some(first) = units.first_mut().filter(|_| !joined.is_empty()) {
            *first = first.after_break();
        }
        joined.append(&mut units);
    };
    all.iter().for_each(|text| add(&text.title, &mut joined));
    // In places, of which a break has one.
    let title = joined.iter().map(|unit| 1 + usize::from(unit.is_after_break())).sum();
    all.iter().flat_map(|text| text.body.lines()).for_each(|block| add(block, &mut joined));
    Units { words, joined, title }
}

/// How many of a place's highest bits are the number of a part, of so many units: at least a few, for the
/// processors.
fn part_bits(units: usize) -> u32 {
    if units < 100_000 { 0 } else { units.div_ceil(PART).next_power_of_two().ilog2().max(3) }
}

impl Root {
    /// What a page of a script begins with, the scripts by their order in the index.
    pub fn of_script(&self, script: usize) -> impl Serialize {
        let mut own = self.clone();
        own.texts = self.texts.get(script).cloned().into_iter().collect();
        own
    }
}

/// The table by which queries are folded: each character by its distance from the one before, and its
/// form by the distance from the form before.
fn write_folding(is_used: impl Fn(char) -> bool, emit: Emit<'_>) -> u32 {
    let pairs = fold::pairs(is_used);
    let mut bits = bits::Bits::default();
    bits.gamma(pairs.len() as u64 + 1);
    let (mut from_before, mut to_before) = (0, 0);
    for (from, to) in pairs {
        let (from, to) = (i64::from(u32::from(from)), i64::from(u32::from(to)));
        bits.rice((from - from_before).unsigned_abs(), 2);
        // Whole numbers as natural ones, the negative ones odd.
        let distance = to - to_before;
        bits.rice(distance.unsigned_abs() << 1 | u64::from(distance < 0), 10);
        (from_before, to_before) = (from, to);
    }
    file::emit("fold", &bits.into_bytes(), emit)
}
