//! A segment some of whose articles have other texts than before, or other names by which they are found: only the
//! volumes of grams that come or go are read, changed and written anew. What it comes to is what a segment made from
//! nothing would be; where that would be laid out differently, there is none.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::bits::Reader;
use super::file::{self, Read};
use super::gram::Gram;
use super::grams::{self, Ends, Hot, LONGEST, Parts};
use super::kept::Kept;
use super::lists::{self, Waiting};
use super::occurrence::{self, Occurrence};
use super::postings::{Weight, read_articles, read_sides};
use super::segment::{Named, Segment, hashes_of, part_bits};
use super::terms::{Body, Size, Term};
use super::units::Words;
use super::volumes::{self, Form};

/// An article of a segment whose text is another.
pub struct Edit {
    /// Its number in the segment.
    pub article: u32,
    pub before: Kept,
    pub now: Kept,
}

/// The files of a segment that are new, by their paths.
pub type Written = BTreeMap<String, Vec<u8>>;

/// Edits a segment. None if it has to be made anew, which is also so if a file of it is damaged.
pub fn edit(old: &Segment, edits: &[Edit], named: &[Named], read: Read<'_>) -> Option<(Segment, Written)> {
    let mut segment = old.clone();
    let mut changes = Changes::default();
    for Edit { article, before, now } in edits {
        let [before_lengths, lengths] = [before, now].map(Kept::lengths);
        segment.units = (segment.units + lengths.0 as usize).checked_sub(before_lengths.0 as usize)?;
        changes.lengths.insert(*article, [before_lengths.0, lengths.0]);
        changes.texts.push((*article, Side::Before, Own::new(before)));
        changes.texts.push((*article, Side::Now, Own::new(now)));
    }
    (part_bits(segment.units) == part_bits(old.units)).then_some(())?;
    let mut volumes = Open { segment: old, read, all: BTreeMap::new() };
    let gone = apply_texts(&mut changes, &mut volumes)?;
    apply_names(&mut segment, named, &mut volumes)?;
    let mut written = Written::new();
    volumes.write(&mut segment, &mut written)?;
    (Form::new(segment.size, part_bits(segment.units)) == segment.form).then_some(())?;
    for (_, side, own) in &changes.texts {
        for (gram, character) in own.texts(|texts| texts.characters(&own.units[0])) {
            if *side == Side::Now {
                segment.alphabet.insert(character);
            } else if gone.contains(&gram) {
                segment.alphabet.remove(&character);
            }
        }
    }
    Some((segment, written))
}

/// Puts the grams of texts into their lists; returns those that are nowhere any more.
fn apply_texts(changes: &mut Changes, volumes: &mut Open<'_>) -> Option<BTreeSet<Gram>> {
    let mut hot = Hot::default();
    let mut gone = BTreeSet::new();
    let articles = volumes.segment.articles;
    for length in 1..=LONGEST {
        if length > 2 && hot.is_empty() {
            break;
        }
        let touched = changes.gather(length, &hot);
        hot.clear();
        for (gram, change) in touched {
            // Whether it grows matters only if something could.
            let could_grow = (2..LONGEST).contains(&length) && grams::is_everywhere(articles);
            let differs = changes.differs(gram, &change);
            if !differs && !could_grow {
                continue;
            }
            let scale = volumes.segment.scale();
            let volume = volumes.of(gram)?;
            let grows = if differs {
                let now = volume.apply(gram, length, &change, &changes.lengths, scale)?;
                if now == Now::Gone {
                    gone.insert(gram);
                }
                now == Now::Grows
            } else {
                volume.grows(gram)?
            };
            if grows {
                hot.insert(gram);
            }
        }
    }
    Some(gone)
}

/// Puts the lists that are found by names where those of before were.
fn apply_names(segment: &mut Segment, named: &[Named], volumes: &mut Open<'_>) -> Option<()> {
    let hashes = hashes_of(named);
    let before: BTreeMap<(u32, u32), u32> = segment.named.iter().copied().collect();
    let now: BTreeMap<(u32, u32), u32> = hashes.iter().copied().collect();
    // Two names of one place and check cannot be told apart.
    (before.len() == segment.named.len() && now.len() == hashes.len()).then_some(())?;
    for named in named.iter().filter(|named| before.get(&named.gram.halves()) != now.get(&named.gram.halves())) {
        volumes.of(named.gram)?.replace(named.gram, Some(&named.articles), segment.scale())?;
    }
    for &(place, rest) in before.keys().filter(|halves| !now.contains_key(halves)) {
        let gram = Gram::of_halves(place, rest);
        volumes.of(gram)?.replace(gram, None, segment.scale())?;
    }
    segment.named = hashes;
    Some(())
}

/// Whether a text is that of before, or that of now.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    Now,
}

/// A text by itself.
struct Own {
    words: Words,
    /// One article.
    units: Vec<Vec<u16>>,
    titles: [u32; 1],
    /// Where grams end in it that grow.
    ends: Ends,
}

impl Own {
    fn new(kept: &Kept) -> Self {
        let mut words = Words::default();
        kept.words.iter().for_each(|word| _ = words.number(word));
        Self { words, units: vec![kept.units.clone()], titles: [kept.lengths().1], ends: Ends::default() }
    }

    fn texts<T>(&self, ask: impl FnOnce(&grams::Texts<'_>) -> T) -> T {
        ask(&grams::Texts::new(&self.units, &self.words, &self.titles))
    }
}

/// By article: how many units there are, before and now.
type Lengths = BTreeMap<u32, [u32; 2]>;

#[derive(Default)]
struct Changes {
    texts: Vec<(u32, Side, Own)>,
    lengths: Lengths,
}

/// A gram in the articles that were edited.
#[derive(Default)]
struct Change {
    before: BTreeMap<u32, Vec<Occurrence>>,
    now: BTreeMap<u32, Vec<Occurrence>>,
}

impl Changes {
    /// Whether a gram is elsewhere than before, or an article is more or less about it.
    fn differs(&self, gram: Gram, change: &Change) -> bool {
        let [before, now] = [(0, &change.before), (1, &change.now)].map(|(side, articles)| {
            let said = articles.iter().map(move |(article, own)| {
                let length = self.lengths.get(article).map_or(0, |both| both[side]);
                (*article, occurrence::sides_of(own), lists::weight(own, lists::is_counted(gram, 0), length))
            });
            said.collect::<Vec<_>>()
        });
        before != now
    }

    /// The grams of a length; `hot` are those of the length before that grow.
    fn gather(&mut self, length: usize, hot: &Hot) -> BTreeMap<Gram, Change> {
        let mut all: BTreeMap<Gram, Change> = BTreeMap::new();
        let whole = Parts { numbers: 0..1, bits: 0 };
        for (article, side, own) in &mut self.texts {
            if length > 2 {
                own.ends = own.texts(|texts| texts.ends(length - 1, hot, &own.ends));
            }
            let found = own.texts(|texts| texts.gather(length, &own.ends, &whole, None, <[_]>::to_vec)).concat();
            for occurrence in found {
                let change = all.entry(occurrence.gram).or_default();
                let side = if *side == Side::Now { &mut change.now } else { &mut change.before };
                side.entry(*article).or_default().push(Occurrence { article: *article, ..occurrence });
            }
        }
        all
    }
}

/// What became of a gram.
#[derive(PartialEq, Eq)]
enum Now {
    Gone,
    There,
    Grows,
}

/// The volumes that were read.
struct Open<'o> {
    segment: &'o Segment,
    read: Read<'o>,
    all: BTreeMap<usize, Volume>,
}

/// The place and the check of a gram.
type Key = (u32, Option<u32>);

struct Volume {
    bytes: Vec<u8>,
    /// In their order.
    terms: BTreeMap<Key, Vec<(Source, Term)>>,
    /// How much room its lists had.
    before: Size,
    is_changed: bool,
}

/// Where the bits of a term are.
enum Source {
    Old,
    New(Waiting),
}

impl Open<'_> {
    /// The volume of a gram.
    fn of(&mut self, gram: Gram) -> Option<&mut Volume> {
        let number = self.segment.form.volume(gram.place());
        match self.all.entry(number) {
            Entry::Occupied(there) => Some(there.into_mut()),
            Entry::Vacant(free) => {
                let hash = *self.segment.volumes.get(number)?;
                let name = format!("{}-{number}", self.segment.name());
                let bytes = if hash == 0 { Vec::new() } else { file::read(&name, hash, self.read)? };
                Some(free.insert(Volume::read(bytes, self.segment, number)?))
            }
        }
    }

    fn write(self, segment: &mut Segment, written: &mut Written) -> Option<()> {
        let name = segment.name();
        for (number, volume) in self.all.into_iter().filter(|(_, volume)| volume.is_changed) {
            segment.size = segment.size.without(volume.before)?;
            let terms = volume.terms.values().flatten();
            let terms: Vec<(&[u8], Term)> = terms
                .map(|(source, term)| match source {
                    Source::Old => (volume.bytes.as_slice(), term.clone()),
                    Source::New(waiting) => (waiting.own_bytes(), term.clone()),
                })
                .collect();
            terms.iter().for_each(|(_, term)| segment.size += term.body.size());
            let taken = std::sync::Mutex::new(&mut *written);
            let hash = volumes::emit_volume(&name, number, &terms, segment.form, &|path, bytes| {
                let mut taken = taken.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                taken.insert(path.to_owned(), bytes.to_vec());
            });
            *segment.volumes.get_mut(number)? = hash;
        }
        Some(())
    }
}

impl Volume {
    /// Reads a volume; of none there are no bytes.
    fn read(bytes: Vec<u8>, segment: &Segment, number: usize) -> Option<Self> {
        let mut terms: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let mut before = Size::default();
        if !bytes.is_empty() {
            for term in volumes::decode(&bytes, number, segment.form, segment.scale())? {
                before += term.body.size();
                terms.entry((term.place, term.check)).or_default().push((Source::Old, term));
            }
        }
        Some(Self { bytes, terms, before, is_changed: false })
    }

    /// Puts the edited articles into the list of a gram.
    fn apply(&mut self, gram: Gram, length: usize, change: &Change, lengths: &Lengths, scale: u64) -> Option<Now> {
        let own = self.terms.entry((gram.place(), gram.check())).or_default();
        let before = match own.as_slice() {
            [] => List::default(),
            [(Source::Old, term)] => List::read(&self.bytes, &term.body, scale)?,
            // Two grams of one place and check cannot be told apart.
            _ => return None,
        };
        let has_sides = lists::has_sides(gram, before.grows);
        (before.sides.len() == if has_sides { before.articles.len() } else { 0 }).then_some(())?;
        let sides = before.sides.iter().cloned().chain(std::iter::repeat(Vec::new()));
        let mut articles: BTreeMap<u32, (Weight, Vec<u16>)> =
            before.articles.iter().zip(sides).map(|(&(article, weight), sides)| (article, (weight, sides))).collect();
        for (article, own) in &change.before {
            let (_, sides) = articles.remove(article)?;
            // What is there must be what was.
            (!has_sides || sides == occurrence::sides_of(own)).then_some(())?;
        }
        let (old_count, count) = (before.articles.len(), articles.len() + change.now.len());
        let [is_counted, was_counted] = [count, old_count].map(|count| lists::is_counted(gram, count));
        let [grows, grew] = [count, old_count].map(|count| grams::grows(gram, length, count));
        // Else it would be written differently in all its articles.
        (is_counted == was_counted && grows == grew && grew == before.grows).then_some(())?;
        for (article, own) in &change.now {
            let [_, length] = *lengths.get(article)?;
            articles.insert(*article, (lists::weight(own, is_counted, length), occurrence::sides_of(own)));
        }
        self.is_changed = true;
        own.clear();
        if count == 0 {
            return Some(Now::Gone);
        }
        let list: Vec<_> = articles.iter().map(|(&article, (weight, _))| (article, *weight)).collect();
        let sides = lists::has_sides(gram, grows).then(|| articles.values().map(|(_, sides)| sides.iter().copied()));
        let mut waiting = Waiting::default();
        waiting.add_gram(gram, &list, sides, grows, scale);
        let term = waiting.terms(waiting.own_bytes()).next()?;
        own.push((Source::New(waiting), term));
        Some(if grows { Now::Grows } else { Now::There })
    }

    /// Puts articles in the place of those that were found by a name.
    fn replace(&mut self, gram: Gram, articles: Option<&[u32]>, scale: u64) -> Option<()> {
        let own = self.terms.entry((gram.place(), gram.check())).or_default();
        matches!(own.as_slice(), [] | [(Source::Old, _)]).then_some(())?;
        own.clear();
        self.is_changed = true;
        if let Some(articles) = articles {
            let mut waiting = Waiting::default();
            waiting.add_named(gram, articles, scale);
            let term = waiting.terms(waiting.own_bytes()).next()?;
            own.push((Source::New(waiting), term));
        }
        Some(())
    }

    /// Whether a gram grows that did not change.
    fn grows(&self, gram: Gram) -> Option<bool> {
        match self.terms.get(&(gram.place(), gram.check()))?.as_slice() {
            [(Source::Old, term)] => Some(matches!(term.body, Body::Long { grows: true, .. })),
            _ => None,
        }
    }
}

/// The list of a gram.
#[derive(Default)]
struct List {
    articles: Vec<(u32, Weight)>,
    /// By article: what is around it, if that is told.
    sides: Vec<Vec<u16>>,
    grows: bool,
}

impl List {
    fn read(bytes: &[u8], body: &Body, scale: u64) -> Option<Self> {
        match body {
            Body::Short(piece) => {
                let mut bits = Reader::new(bytes, piece.start);
                let articles = read_articles(scale, &mut bits)?;
                let sides = if bits.read(1)? == 1 { read_sides(articles.len(), &mut bits)? } else { Vec::new() };
                Some(Self { articles, sides, grows: false })
            }
            Body::Long { grows, articles, blocks } => {
                let articles = read_articles(scale, &mut Reader::new(bytes, articles.start))?;
                let mut sides = Vec::new();
                for (piece, count) in blocks {
                    sides.extend(read_sides(*count as usize, &mut Reader::new(bytes, piece.start))?);
                }
                Some(Self { articles, sides, grows: *grows })
            }
        }
    }
}
