//! Builds an index: takes the texts of articles in any order, then writes all of its files.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::file::Emit;
use super::fold::fold;
use super::gram::Occurrence;
use super::grams::{self, Ends, Hot, LONGEST, Parts};
use super::kept::Kept;
use super::layout::{Layout, part_bits};
use super::list::List;
use super::names::{self, Name};
use super::postings::Scale;
use super::scratch::Scratch;
use super::shards::{self, Context, Waiting};
use super::store::{self, Source as _, Store};
use super::text::{Text, Units, count, read_text};
use super::texts::{self, Shown};
use super::units::{self, Words};

/// About how many occurrences of grams are in a file at once, some 8 bytes each.
const AT_ONCE: usize = 64_000_000;

/// The Chinese words that stand before a colon in a query.
const OPERATORS: &str = "事件地点人物机构来源日期";

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
