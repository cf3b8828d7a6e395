//! An index of articles some of which have other texts than before: only the lists of grams that come or
//! go, or change their places, are read, changed and written anew. What it comes to is what an index made
//! from nothing would be; where that would be laid out differently, there is none.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::bits::Reader;
use super::file;
use super::gram::{Gram, Occurrence};
use super::grams::{self, Ends, Hot, LONGEST, Parts};
use super::kept::Kept;
use super::layout::{Layout, part_bits};
use super::postings::{Scale, Weight, read_articles, read_places};
use super::root::Root;
use super::shards::{self, Term, Waiting};
use super::text::{Text, read_text};
use super::texts::{self, Shown};
use super::units::Words;

/// Gives a file of the index as it is, by its path.
pub type Read<'r> = &'r (dyn Fn(&str) -> Option<Vec<u8>> + Sync);

/// An article whose text is another.
pub struct Edit {
    /// Its number.
    pub article: u32,
    /// Its text before.
    pub before: Kept,
    /// Its text now, in each script and language.
    pub all: Vec<Text>,
    /// What readers of each script are shown of it.
    pub shown: Vec<Shown>,
}

/// What an update comes to.
pub struct Updated {
    /// The layout of the index now.
    pub layout: Layout,
    /// What a search begins with now.
    pub root: Root,
    /// The texts of the edited articles, in their order.
    pub kept: Vec<Kept>,
    /// The files that are new or may be.
    pub written: BTreeMap<String, Vec<u8>>,
    /// The files that are no longer there.
    pub dropped: BTreeSet<String>,
}

/// Updates an index. None if it has to be made anew, which is also so if a file of it is damaged.
pub fn update(layout: &Layout, edits: &[Edit], read: Read<'_>) -> Option<Updated> {
    let mut layout = layout.clone();
    let old_layout = layout.clone();
    let kept: Vec<Kept> = edits.iter().map(|edit| read_text(&edit.all).kept()).collect();
    let length = |kept: &Kept| kept.lengths().0 as usize;
    for (edit, now) in edits.iter().zip(&kept) {
        layout.units = (layout.units + length(now)).checked_sub(length(&edit.before))?;
    }
    let is_laid_out =
        Scale::new(layout.articles, layout.units) == layout.scale && part_bits(layout.units) == layout.part_bits;
    is_laid_out.then_some(())?;
    let mut files = Files { read, written: BTreeMap::new(), dropped: BTreeSet::new() };
    let mut changes = Changes::default();
    for (edit, now) in edits.iter().zip(&kept).filter(|(edit, now)| edit.before != **now) {
        changes.lengths.insert(edit.article, [edit.before.lengths(), now.lengths()]);
        changes.texts.push((edit.article, Side::Before, Own::new(&edit.before)));
        changes.texts.push((edit.article, Side::Now, Own::new(now)));
    }
    let mut shards = Open::default();
    let mut hot = Hot::default();
    let mut gone = BTreeSet::new();
    for length in 1..=LONGEST {
        if length > 2 && hot.is_empty() {
            break;
        }
        let touched = changes.gather(length, &hot);
        hot.clear();
        for (gram, change) in touched {
            // Whether it grows matters only if something could.
            let could_grow = (2..LONGEST).contains(&length) && grams::is_everywhere(layout.articles);
            let differs = changes.differs(gram, &change);
            if !differs && !could_grow {
                continue;
            }
            let shard = shards.of(gram, &layout, &files)?;
            let grows = if differs {
                let now = shard.apply(gram, length, &change, &changes.lengths, layout.scale, &mut files)?;
                if now == Now::Gone {
                    gone.insert(gram);
                }
                now == Now::Grows
            } else {
                shard.grows(gram)?
            };
            if grows {
                hot.insert(gram);
            }
        }
    }
    shards.write(&mut layout, &mut files)?;
    (shards::bits_of(layout.waiting, 1 << layout.part_bits) == layout.shard_bits).then_some(())?;
    update_texts(&mut layout, edits, &mut files)?;
    for (_, side, own) in &changes.texts {
        let characters = own.texts(|texts| texts.characters(&own.units[0]));
        for (gram, character) in characters {
            if *side == Side::Now {
                layout.alphabet.insert(character);
            } else if gone.contains(&gram) && !layout.named.contains(&character) {
                layout.alphabet.remove(&character);
            }
        }
    }
    layout.fold = files.emit(|emit| layout.write_fold(emit));
    if layout.fold != old_layout.fold {
        files.dropped.insert(format!("fold.{:08x}.js", old_layout.fold));
    }
    let mut tables = Files { read, written: BTreeMap::new(), dropped: BTreeSet::new() };
    tables.emit(|emit| old_layout.root(emit));
    files.dropped.extend(tables.written.into_keys());
    let root = files.emit(|emit| layout.root(emit));
    let Files { written, mut dropped, .. } = files;
    dropped.retain(|path| !written.contains_key(path));
    Some(Updated { layout, root, kept, written, dropped })
}

fn update_texts(layout: &mut Layout, edits: &[Edit], files: &mut Files<'_>) -> Option<()> {
    for script in 0..layout.texts.len() {
        let mut groups: BTreeMap<usize, BTreeMap<usize, Vec<u8>>> = BTreeMap::new();
        for edit in edits {
            let (group, index) = texts::place_of(edit.article);
            groups.entry(group).or_default().insert(index, file::compressed(edit.shown.get(script)?));
        }
        for (number, changed) in groups {
            let before = *layout.texts[script].get(number)?;
            let folder = texts::Folder { script, number, hash: before, articles: layout.articles };
            let Files { read, written, dropped } = files;
            let mut emit = |path: &str, bytes: &[u8]| _ = written.insert(path.to_owned(), bytes.to_vec());
            let hash = folder.update(&changed, *read, &mut emit, &mut |path| _ = dropped.insert(path))?;
            layout.texts[script][number] = hash;
        }
    }
    Some(())
}

/// The files of the index, and what becomes of them.
struct Files<'r> {
    read: Read<'r>,
    written: BTreeMap<String, Vec<u8>>,
    dropped: BTreeSet<String>,
}

impl Files<'_> {
    /// The bytes of a file that is there, by its name and hash.
    fn bytes(&self, name: &str, hash: u32) -> Option<Vec<u8>> {
        let bytes = file::bytes_of(&(self.read)(&format!("{name}.{hash:08x}.js"))?)?;
        (super::hash::of_bytes(&bytes) == hash).then_some(bytes)
    }

    fn drop(&mut self, name: &str, hash: u32) {
        self.dropped.insert(format!("{name}.{hash:08x}.js"));
    }

    fn emit<T>(&mut self, write: impl FnOnce(file::Emit<'_>) -> T) -> T {
        let written = std::sync::Mutex::new(std::mem::take(&mut self.written));
        let made = write(&|path, bytes| {
            let mut written = written.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            written.insert(path.to_owned(), bytes.to_vec());
        });
        self.written = written.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        made
    }
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
    /// Where grams end in it that grow.
    ends: Ends,
}

impl Own {
    fn new(kept: &Kept) -> Self {
        let mut words = Words::default();
        kept.words.iter().for_each(|word| _ = words.number(word));
        Self { words, units: vec![kept.units.clone()], ends: Ends::default() }
    }

    fn texts<T>(&self, ask: impl FnOnce(&grams::Texts<'_>) -> T) -> T {
        ask(&grams::Texts::new(&self.units, &self.words))
    }
}

/// By article, before and now: how many units there are, and how many places its headline has.
type Lengths = BTreeMap<u32, [(u32, u32); 2]>;

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
                let lengths = self.lengths.get(article).map_or((0, 0), |both| both[side]);
                let places: Vec<u32> = own.iter().map(|one| one.at).collect();
                (*article, places, shards::weight(own, shards::is_counted(gram, 0), lengths))
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

/// The shards that were read.
#[derive(Default)]
struct Open(BTreeMap<usize, Shard>);

struct Shard {
    bytes: Vec<u8>,
    terms: BTreeMap<Key, Vec<(Source, Term)>>,
    is_changed: bool,
}

/// The order of terms in a shard: those that are exact first.
type Key = (bool, u32, Option<u32>);

fn key(gram: Gram) -> Key {
    (gram.check().is_some(), gram.place(), gram.check())
}

/// Where the bits of a term are.
enum Source {
    Old,
    New(Waiting),
}

impl Open {
    /// The shard of a gram.
    fn of(&mut self, gram: Gram, layout: &Layout, files: &Files<'_>) -> Option<&mut Shard> {
        let number = if layout.shard_bits == 0 { 0 } else { (gram.place() >> (32 - layout.shard_bits)) as usize };
        match self.0.entry(number) {
            Entry::Occupied(there) => Some(there.into_mut()),
            Entry::Vacant(free) => {
                let hash = *layout.shards.get(number)?;
                let bytes = if hash == 0 { Vec::new() } else { files.bytes(&format!("shards/{number}"), hash)? };
                Some(free.insert(Shard::read(bytes, layout, number)?))
            }
        }
    }

    fn write(self, layout: &mut Layout, files: &mut Files<'_>) -> Option<()> {
        for (number, shard) in self.0.into_iter().filter(|(_, shard)| shard.is_changed) {
            let name = format!("shards/{number}");
            let before = std::mem::take(layout.shards.get_mut(number)?);
            if before != 0 {
                files.drop(&name, before);
                let old = Shard::read(shard.bytes.clone(), layout, number)?;
                layout.waiting = layout.waiting.checked_sub(old.length())?;
            }
            layout.waiting += shard.length();
            let terms = shard.terms.values().flatten();
            let terms: Vec<(&[u8], Term)> = terms
                .map(|(source, term)| match source {
                    Source::Old => (shard.bytes.as_slice(), *term),
                    Source::New(waiting) => (waiting.terms().0, *term),
                })
                .collect();
            layout.shards[number] = files.emit(|emit| shards::emit_shard(number, &terms, layout.shard_bits, emit));
        }
        Some(())
    }
}

impl Shard {
    /// Puts the edited articles into the list of a gram.
    fn apply(
        &mut self,
        gram: Gram,
        length: usize,
        change: &Change,
        lengths: &Lengths,
        scale: Scale,
        files: &mut Files<'_>,
    ) -> Option<Now> {
        let own = self.terms.entry(key(gram)).or_default();
        let before = match own.as_slice() {
            [] => List::default(),
            [(Source::Old, term)] => List::read(&self.bytes, term, scale, !gram.is_single(), files)?,
            // Two grams of one place and check cannot be told apart.
            _ => return None,
        };
        let places = before.places.iter().cloned().chain(std::iter::repeat(Vec::new()));
        let mut articles: BTreeMap<u32, (Weight, Vec<u32>)> = before
            .articles
            .iter()
            .zip(places)
            .map(|(&(article, weight), places)| (article, (weight, places)))
            .collect();
        for (article, own) in &change.before {
            let (_, places) = articles.remove(article)?;
            // What is there must be what was.
            (places.is_empty() || places.iter().copied().eq(own.iter().map(|one| one.at))).then_some(())?;
        }
        let (old_count, count) = (before.articles.len(), articles.len() + change.now.len());
        let [is_counted, was_counted] = [count, old_count].map(|count| shards::is_counted(gram, count));
        let [grows, grew] = [count, old_count].map(|count| grams::grows(gram, length, count));
        // Else it would be written differently in all its articles.
        (is_counted == was_counted && grows == grew && grew == before.grows).then_some(())?;
        for (article, own) in &change.now {
            let [_, lengths] = *lengths.get(article)?;
            let weight = shards::weight(own, is_counted, lengths);
            articles.insert(*article, (weight, own.iter().map(|one| one.at).collect()));
        }
        before.files.iter().for_each(|(name, hash)| files.drop(name, *hash));
        self.is_changed = true;
        own.clear();
        if count == 0 {
            return Some(Now::Gone);
        }
        let mut waiting = Waiting::default();
        let list: Vec<_> = articles.iter().map(|(&article, (weight, _))| (article, *weight)).collect();
        let has_places = !grows && !gram.is_single();
        let places = has_places.then(|| articles.values().map(|(_, places)| places.iter().copied()));
        files.emit(|emit| waiting.add_gram(gram, &list, places, grows, scale, emit));
        let term = waiting.terms().1.next()?;
        own.push((Source::New(waiting), term));
        Some(if grows { Now::Grows } else { Now::There })
    }

    /// Whether a gram grows that did not change.
    fn grows(&self, gram: Gram) -> Option<bool> {
        let [(Source::Old, term)] = self.terms.get(&key(gram))?.as_slice() else { return None };
        let mut bits = Reader::new(&self.bytes, term.start);
        Some(bits.read(1)? == 1 && bits.read(1)? == 1)
    }

    /// Reads a shard; of none there are no bytes.
    fn read(bytes: Vec<u8>, layout: &Layout, number: usize) -> Option<Self> {
        let mut terms: BTreeMap<_, Vec<_>> = BTreeMap::new();
        if !bytes.is_empty() {
            for term in shards::terms(&bytes, number, layout.shard_bits, layout.scale)? {
                let key = (term.check.is_some(), term.place, term.check);
                terms.entry(key).or_default().push((Source::Old, term));
            }
        }
        Some(Self { bytes, terms, is_changed: false })
    }

    /// How many bits its lists have.
    fn length(&self) -> usize {
        self.terms.values().flatten().map(|(_, term)| term.length).sum()
    }
}

/// The list of a gram.
#[derive(Default)]
struct List {
    articles: Vec<(u32, Weight)>,
    /// By article, if there are any.
    places: Vec<Vec<u32>>,
    grows: bool,
    /// The files that it has of its own.
    files: Vec<(String, u32)>,
}

impl List {
    fn read(bytes: &[u8], term: &Term, scale: Scale, has_places: bool, files: &Files<'_>) -> Option<Self> {
        let mut bits = Reader::new(bytes, term.start);
        let mut list = Self::default();
        if bits.read(1)? == 0 {
            list.articles = read_articles(scale, &mut bits)?;
            if bits.read(1)? == 1 {
                list.places = read_places(scale, list.articles.len(), &mut bits)?;
            }
        } else {
            list.grows = bits.read(1)? == 1;
            let (name, hash) = (format!("lists/{:08x}", term.place), u32::try_from(bits.read(32)?).ok()?);
            let bytes = files.bytes(&name, hash)?;
            let mut bits = Reader::new(&bytes, 0);
            list.articles = read_articles(scale, &mut bits)?;
            for number in 0..bits.gamma()? - 1 {
                let count = usize::try_from(bits.gamma()?).ok()?;
                let block = (format!("{name}-{number}"), u32::try_from(bits.read(32)?).ok()?);
                let bytes = files.bytes(&block.0, block.1)?;
                list.places.extend(read_places(scale, count, &mut Reader::new(&bytes, 0))?);
                list.files.push(block);
            }
            list.files.push((name, hash));
        }
        let is_whole = list.places.len() == if has_places && !list.grows { list.articles.len() } else { 0 };
        is_whole.then_some(list)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use proptest::test_runner::TestRunner;

    use super::super::index::Index;
    use super::super::list::List;
    use super::super::names::{Name, NameKind};
    use super::*;
    use crate::kinds::EntityKind;

    type Tree = BTreeMap<String, Vec<u8>>;

    fn text(body: &str) -> Vec<Text> {
        let (title, body) = body.split_once('\n').unwrap_or((body, ""));
        vec![Text { title: title.to_owned(), body: body.to_owned() }]
    }

    fn shown(body: &str) -> Vec<Shown> {
        let shown = |script: &str| Shown {
            path: script.to_owned(),
            title: String::new(),
            date: None,
            places: Vec::new(),
            source: None,
            lang: None,
            text: body.to_owned(),
        };
        vec![shown("zh-hans"), shown("zh-hant")]
    }

    fn index(bodies: &[String]) -> (Layout, Root, Tree, Vec<Kept>) {
        let files = Mutex::new(Tree::new());
        let emit = |path: &str, bytes: &[u8]| {
            files.lock().unwrap().insert(path.to_owned(), bytes.to_vec());
        };
        let folder = tempfile::tempdir().unwrap();
        let index = Index::new(bodies.len(), 2, folder.path());
        for (article, body) in (0..).zip(bodies) {
            index.add(article, &text(body), &shown(body), &mut |path, bytes| emit(path, bytes));
        }
        let name = Name {
            kind: NameKind::Entity(EntityKind::LOCATION),
            operator: "place".to_owned(),
            id: "tai".to_owned(),
            paths: Vec::new(),
            names: vec!["台北".to_owned()],
            aliases: Vec::new(),
            reading: None,
            count: 1,
        };
        let lists = [List { name: "\u{3}date:2024".to_owned(), articles: vec![0] }];
        let mut kept = Vec::new();
        let layout =
            index.finish(&lists, &[name], vec![(2024, 0)], &mut |_, text| kept.push(text.clone()), &emit).unwrap();
        let root = layout.root(&emit);
        (layout, root, files.into_inner().unwrap(), kept)
    }

    /// Updates an index, and compares it with one that is made anew. Whether there was an update.
    fn edited(before: &[String], now: &[String]) -> bool {
        let (layout, _, mut files, kept) = index(before);
        let is_edited = |number: &usize| before[*number] != now[*number];
        let edits: Vec<Edit> = (0..before.len())
            .filter(is_edited)
            .map(|number| Edit {
                article: u32::try_from(number).unwrap(),
                before: Kept::from_bytes(&kept[number].to_bytes()).unwrap(),
                all: text(&now[number]),
                shown: shown(&now[number]),
            })
            .collect();
        let there = files.clone();
        let Some(updated) = update(&layout, &edits, &|path| there.get(path).cloned()) else { return false };
        updated.dropped.iter().for_each(|path| assert!(files.remove(path).is_some(), "{path}"));
        files.extend(updated.written);
        let (wanted, root, new, kept) = index(now);
        assert_eq!(updated.layout, wanted);
        assert_eq!(format!("{:?}", updated.root), format!("{root:?}"));
        assert_eq!(files.keys().collect::<Vec<_>>(), new.keys().collect::<Vec<_>>());
        assert!(files == new);
        for (edit, text) in edits.iter().zip(updated.kept) {
            assert_eq!(text, kept[edit.article as usize]);
        }
        true
    }

    fn bodies(count: usize) -> Vec<String> {
        let body = |number: usize| {
            let rare = if number % 9 == 4 { "𠮷野家" } else { "" };
            let words = ["台湾选举", "Linux 系统", "新闻，评论", "2024年7月", "此同人"];
            let many: String =
                (0..20 + number % 7).map(|index| words[(index * number + index) % words.len()]).collect();
            format!("标题{number}此同\n{many}{rare}\n第{number}段")
        };
        (0..count).map(body).collect()
    }

    #[test]
    fn an_update_is_an_index_made_anew() {
        let before = bodies(60);
        let mut now = before.clone();
        // A character that is nowhere else, and one that is gone.
        now[7] = now[7].replace("台湾", "臺灣龘");
        now[4] = now[4].replace('𠮷', "");
        assert!(edited(&before, &now));
        // Nothing at all.
        now[59] = String::new();
        assert!(edited(&before, &now));
    }

    #[test]
    fn a_damaged_file_is_not_built_on() {
        let before = bodies(40);
        let (layout, _, files, kept) = index(&before);
        let edit = |body: &str| Edit { article: 3, before: kept[3].clone(), all: text(body), shown: shown(body) };
        let edits = [edit("另一篇文章\n完全不同")];
        assert!(update(&layout, &edits, &|path| files.get(path).cloned()).is_some());
        for damage in ["shards/", "lists/", "texts/0-0."] {
            let read = |path: &str| {
                let mut bytes = files.get(path).cloned()?;
                if path.starts_with(damage) {
                    let last = bytes.len() - 3;
                    bytes[last] ^= 1;
                }
                Some(bytes)
            };
            assert!(update(&layout, &edits, &read).is_none(), "{damage}");
        }
    }

    #[test]
    fn any_update_is_an_index_made_anew() {
        let config = crate::testing::cases(24);
        let cases = config.cases;
        let before = proptest::collection::vec("(台|湾|选|举|。|，| |\\n|linux|gpu|7|19|龘|𠮷){0,60}", 40);
        let edits = proptest::collection::vec((0..40_usize, "(台|湾|选|举|。|\\n|linux|cpu|7|鱻|𠮷){0,60}"), 1..4);
        // An index that is never updated would be right each time, too.
        let updates = std::cell::Cell::new(0);
        let mut runner = TestRunner::new(config);
        let result = runner.run(&(before, edits), |(before, edits)| {
            let mut now = before.clone();
            edits.into_iter().for_each(|(number, body)| now[number] = body);
            updates.set(updates.get() + u32::from(edited(&before, &now)));
            Ok(())
        });
        result.unwrap();
        // Chance decides how many: half of them on average.
        assert!(updates.get() >= cases / 8, "only {} of {cases} were updates", updates.get());
    }
}
