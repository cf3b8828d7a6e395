//! What readers are shown of what is found: a record for each article and script, with its text, from which the words
//! around a match are cut. Articles that follow one another are in one file (`records.rs`), named by what is in it. Which
//! articles end a file they tell themselves, so that one that comes or goes among them changes one file or two, and
//! those behind it stay as they are.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::file::{self, Emit, Read, Table};
use super::json;
use super::records;
use crate::address::AddressId;

/// How many articles share a file, at least and at most.
const LEAST: usize = if cfg!(test) { 2 } else { 40 };
const MOST: usize = if cfg!(test) { 5 } else { 128 };
/// From the least on, one in so many articles is the last of its file, so that about 70 share one.
const ENDS: u64 = if cfg!(test) { 2 } else { 32 };
/// How many files a node of their table has, and how many its root, which is in the page.
const NODE: usize = if cfg!(test) { 4 } else { 512 };
const ROOT: usize = if cfg!(test) { 12 } else { 160 };

/// Articles that share a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Their numbers.
    pub articles: Range<usize>,
    /// What its files are called besides their content: 16 bits of the hash of its first article.
    label: u16,
}

/// All articles, as they share files.
pub fn groups(keys: &[AddressId]) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut start = 0;
    for (number, key) in keys.iter().enumerate() {
        let (count, end) = (number + 1 - start, number + 1);
        let ends = count >= LEAST && key.number().is_multiple_of(ENDS);
        if ends || count == MOST || end == keys.len() {
            let label = (keys[start].number() >> 48) as u16;
            groups.push(Group { articles: start..end, label });
            start = end;
        }
    }
    groups
}

impl Group {
    /// What the name of its file for readers of a script begins with.
    fn name(&self, script: usize) -> String {
        format!("{}-{:04x}", name(script), self.label)
    }

    /// The path of its file for readers of a script.
    pub fn path(&self, script: usize, hash: u32) -> String {
        file::path(&self.name(script), hash)
    }
}

/// The table of the files for readers of a script: of each how many articles it has, its label and its hash, in 1, 2 and
/// 4 bytes. Where there are too many for a page, they are in nodes, of each of which the same is told, with the number of
/// articles in three bytes. Returns the root.
pub fn table(script: usize, groups: &[Group], hashes: &[u32], emit: Emit<'_>) -> Table {
    let mut entries: Vec<(usize, [u8; 7])> = groups
        .iter()
        .zip(hashes)
        .map(|(group, hash)| {
            let count = group.articles.len();
            (count, entry(count << 16 | usize::from(group.label), *hash))
        })
        .collect();
    let bytes = |node: &[(usize, [u8; 7])]| node.iter().flat_map(|(_, entry)| *entry).collect::<Vec<u8>>();
    let mut levels = 0;
    while entries.len() > ROOT {
        levels += 1;
        let node = |(number, node): (usize, &[(usize, [u8; 7])])| {
            let hash = file::emit(&format!("{}/table-{levels}-{number}", name(script)), &bytes(node), emit);
            let count = node.iter().map(|(count, _)| count).sum();
            (count, entry(count, hash))
        };
        entries = entries.chunks(NODE).enumerate().map(node).collect();
    }
    Table::new(levels, &bytes(&entries))
}

/// 24 bits of a number, and a hash.
fn entry(number: usize, hash: u32) -> [u8; 7] {
    let [.., first, second, third] = number.to_be_bytes();
    let [fourth, fifth, sixth, seventh] = hash.to_be_bytes();
    [first, second, third, fourth, fifth, sixth, seventh]
}

/// An article as the results show it to readers of one script.
#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    /// The path of its page in the output.
    #[serde(rename = "u")]
    pub path: String,
    /// Its headline.
    #[serde(rename = "t")]
    pub title: String,
    /// Its date, in ISO 8601.
    #[serde(rename = "d", skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The places that it is about.
    #[serde(rename = "p", skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<String>,
    /// Where it was printed.
    #[serde(rename = "s", skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Its language, if it is not that of the search.
    #[serde(rename = "l", skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// Its text, a line for each block.
    #[serde(rename = "x")]
    pub text: String,
}

/// By article: its record for each script.
type Open = BTreeMap<usize, Vec<Vec<u8>>>;

/// The files of all articles.
pub struct Texts {
    groups: Vec<Group>,
    /// By number: the groups of which not all articles are there yet.
    open: Mutex<BTreeMap<usize, Open>>,
    /// By script and group.
    hashes: Mutex<Vec<Vec<u32>>>,
}

impl Texts {
    pub fn new(keys: &[AddressId], scripts: usize) -> Self {
        let groups = groups(keys);
        let hashes = vec![vec![0; groups.len()]; scripts];
        Self { groups, open: Mutex::default(), hashes: Mutex::new(hashes) }
    }

    /// Adds an article; a group is emitted once it is whole.
    pub fn add(&self, article: u32, shown: &[Shown], emit: &mut dyn FnMut(&str, &[u8])) {
        let records = shown.iter().map(json::compressed).collect();
        let article = article as usize;
        let number = self.groups.partition_point(|group| group.articles.end <= article);
        let Some(group) = self.groups.get(number) else { return };
        let whole = {
            let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
            let own = open.entry(number).or_default();
            own.insert(article, records);
            if own.len() < group.articles.len() { None } else { open.remove(&number) }
        };
        if let Some(own) = whole {
            self.emit_group(number, &own, emit);
        }
    }

    fn emit_group(&self, number: usize, own: &Open, emit: &mut dyn FnMut(&str, &[u8])) {
        let scripts = self.hashes.lock().unwrap_or_else(PoisonError::into_inner).len();
        let group = &self.groups[number];
        for script in 0..scripts {
            // An article without a page has nothing to show.
            let record = |article| own.get(&article).and_then(|of_scripts| of_scripts.get(script));
            let records: Vec<&[u8]> =
                group.articles.clone().map(|article| record(article).map_or(&[][..], Vec::as_slice)).collect();
            let hash = emit_records(group, script, &records, emit);
            self.hashes.lock().unwrap_or_else(PoisonError::into_inner)[script][number] = hash;
        }
    }

    /// Emits the groups that lack articles, and returns the hashes of all, by script.
    pub fn finish(self, emit: Emit<'_>) -> Vec<Vec<u32>> {
        let open = std::mem::take(&mut *self.open.lock().unwrap_or_else(PoisonError::into_inner));
        for number in 0..self.groups.len() {
            let is_open = self.hashes.lock().unwrap_or_else(PoisonError::into_inner).iter().any(|all| all[number] == 0);
            if is_open {
                let none = Open::new();
                self.emit_group(number, open.get(&number).unwrap_or(&none), &mut |path, bytes| emit(path, bytes));
            }
        }
        self.hashes.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the names of the files for readers of a script begin with.
fn name(script: usize) -> String {
    format!("texts/{script}")
}

fn emit_records(group: &Group, script: usize, own: &[&[u8]], emit: &mut dyn FnMut(&str, &[u8])) -> u32 {
    let bytes = records::join(own);
    let hash = super::hash::of_bytes(&bytes);
    emit(&group.path(script, hash), &file::script(&bytes));
    hash
}

/// The bytes of a file, and where its records are among them.
type Records = (Vec<u8>, Vec<Range<usize>>);

/// The texts for readers of a script as the last build left them, of which records are taken over.
struct Before<'b> {
    script: usize,
    groups: &'b [Group],
    hashes: &'b [u32],
    read: Read<'b>,
    /// By number, those that were read last.
    open: BTreeMap<usize, Records>,
}

impl Before<'_> {
    /// The record of an article by its number then.
    fn record(&mut self, article: usize) -> Option<Vec<u8>> {
        let number = self.groups.partition_point(|group| group.articles.end <= article);
        let group = self.groups.get(number)?;
        if !self.open.contains_key(&number) {
            let bytes = file::read(&group.name(self.script), *self.hashes.get(number)?, self.read)?;
            let records = records::split(&bytes)?;
            // Articles that follow one another mostly did so before.
            if self.open.len() >= 4 {
                self.open.pop_first();
            }
            self.open.insert(number, (bytes, records));
        }
        let (bytes, records) = self.open.get(&number)?;
        Some(bytes[records.get(article - group.articles.start)?.clone()].to_vec())
    }
}

/// Brings the texts to show up to date: those of the articles `keys`, by script and group, for these, from the oldest, of
/// which some are shown otherwise or are new. Returns the hashes of all groups; nothing if it is not known how an article
/// was shown.
pub fn update(
    keys: &[AddressId],
    hashes: &[Vec<u32>],
    articles: &[(AddressId, Option<&[Shown]>)],
    read: Read<'_>,
    emit: &mut dyn FnMut(&str, &[u8]),
) -> Option<Vec<Vec<u32>>> {
    let numbers: FxHashMap<AddressId, usize> = keys.iter().enumerate().map(|(number, key)| (*key, number)).collect();
    let old_groups = groups(keys);
    let by_first: FxHashMap<AddressId, usize> =
        old_groups.iter().enumerate().map(|(number, group)| (keys[group.articles.start], number)).collect();
    let own_keys: Vec<AddressId> = articles.iter().map(|(key, _)| *key).collect();
    let groups = groups(&own_keys);
    // The group of before that has the same articles, shown as they were.
    let same = |group: &Group| {
        let number = *by_first.get(&own_keys[group.articles.start])?;
        let before = &keys[old_groups[number].articles.clone()];
        let is_shown_so = articles[group.articles.clone()].iter().all(|(_, shown)| shown.is_none());
        (is_shown_so && before == &own_keys[group.articles.clone()]).then_some(number)
    };
    let same: Vec<Option<usize>> = groups.iter().map(same).collect();
    let mut all = Vec::new();
    for (script, old) in hashes.iter().enumerate() {
        let mut before = Before { script, groups: &old_groups, hashes: old, read, open: BTreeMap::new() };
        let mut own = Vec::with_capacity(groups.len());
        for (group, same) in groups.iter().zip(&same) {
            if let Some(same) = same {
                own.push(*old.get(*same)?);
                continue;
            }
            let mut records = Vec::with_capacity(group.articles.len());
            for (key, shown) in &articles[group.articles.clone()] {
                records.push(match shown {
                    Some(shown) => json::compressed(shown.get(script)?),
                    None => before.record(*numbers.get(key)?)?,
                });
            }
            let records: Vec<&[u8]> = records.iter().map(Vec::as_slice).collect();
            own.push(emit_records(group, script, &records, emit));
        }
        all.push(own);
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::prelude::BASE64_STANDARD;

    use super::*;

    fn keys(numbers: impl IntoIterator<Item = u32>) -> Vec<AddressId> {
        numbers.into_iter().map(|number| AddressId::of(&number.to_string())).collect()
    }

    #[test]
    fn one_article_more_or_less_changes_few_files() {
        let before = keys(0..600);
        let of = |keys: &[AddressId]| -> Vec<Vec<AddressId>> {
            groups(keys).iter().map(|group| keys[group.articles.clone()].to_vec()).collect()
        };
        let all = of(&before);
        assert_eq!(all.concat(), before);
        let (last, others) = all.split_last().unwrap();
        assert!(others.iter().all(|own| (LEAST..=MOST).contains(&own.len())) && last.len() <= MOST);
        // Where they are cut they find together again.
        let mut changed = 0;
        for at in 0..before.len() {
            let mut now = before.clone();
            now.remove(at);
            changed += of(&now).iter().filter(|own| !all.contains(own)).count();
        }
        assert!(changed < 2 * before.len(), "{changed}");
        assert_eq!(of(&[]), Vec::<Vec<AddressId>>::new());
    }

    #[test]
    fn the_table_leads_to_each_file() {
        let files = Mutex::new(BTreeMap::new());
        let keys = keys(0..200);
        let groups = groups(&keys);
        let hashes: Vec<u32> = (7..).take(groups.len()).collect();
        let root = table(3, &groups, &hashes, &|path, bytes| {
            files.lock().unwrap().insert(path.to_owned(), file::bytes_of(bytes).unwrap());
        });
        assert!(root.levels > 1, "{root:?}");
        let bytes = BASE64_STANDARD.decode(&root.hashes).unwrap();
        // As a script finds them.
        for article in 0..keys.len() {
            let (mut node, mut levels, mut index, mut number) = (bytes.clone(), root.levels, article, 0);
            let path = loop {
                number *= NODE;
                let found = node.chunks(7).find_map(|entry| {
                    let high = usize::from(entry[0]) << 16 | usize::from(entry[1]) << 8 | usize::from(entry[2]);
                    let count = if levels == 0 { high >> 16 } else { high };
                    let hash = u32::from_be_bytes(entry[3..].try_into().unwrap());
                    if index < count {
                        return Some((high & 0xFFFF, hash));
                    }
                    index -= count;
                    number += 1;
                    None
                });
                let (label, hash) = found.unwrap();
                if levels == 0 {
                    break format!("texts/3-{label:04x}.{hash:08x}.js");
                }
                node = files.lock().unwrap()[&format!("texts/3/table-{levels}-{number}.{hash:08x}.js")].clone();
                levels -= 1;
            };
            let group = groups.iter().position(|group| group.articles.contains(&article)).unwrap();
            assert_eq!(path, groups[group].path(3, hashes[group]));
            assert_eq!(index, article - groups[group].articles.start);
        }
    }
}
