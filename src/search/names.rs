//! The names that are offered while a reader types, by either script and by pinyin; and the facets by
//! which what was found is narrowed.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use pinyin::{ToPinyin as _, ToPinyinMulti as _};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use super::bits::Bits;
use super::file::{self, Emit, Read};
use super::fold;
use super::json;
use super::list::List;
use super::lists::gram_of_name;
use super::postings::{Weight, write_articles};
use super::records;
use super::root::NamesRoot;
use super::volumes::Form;
use crate::kinds::EntityKind;

/// What a name is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameKind {
    /// An entity.
    Entity(EntityKind),
    /// A newspaper or a collection.
    Source,
}

/// Something that has a name, and the articles about it.
#[derive(Clone, Debug)]
pub struct Name {
    /// What it is.
    pub kind: NameKind,
    /// The word before the colon in a query, which is also the message that names its kind.
    pub operator: String,
    /// The path of its page below a script's folder, as its list is named by.
    pub id: String,
    /// The path of its page, by script.
    pub paths: Vec<String>,
    /// What it is called, by script.
    pub names: Vec<String>,
    /// What else it is called, in any script.
    pub aliases: Vec<String>,
    /// How its name is read, in pinyin, if its own file says so.
    pub reading: Option<String>,
    /// How many articles are about it.
    pub count: usize,
}

impl Name {
    /// All of it as one hash.
    pub fn hash(&self) -> u64 {
        let Self { kind: _, operator, id, paths, names, aliases, reading, count } = self;
        let mut hasher = DefaultHasher::new();
        (operator, id, paths, names, aliases, reading, count).hash(&mut hasher);
        hasher.finish()
    }

    /// The name of the list of its articles.
    pub fn list(&self) -> String {
        format!("\u{3}{}:{}", self.operator, self.id)
    }
}

/// As scripts get it.
#[derive(Serialize)]
struct Entry<'a>(&'a str, &'a str, usize, &'a [String], &'a [String], BTreeSet<String>, BTreeSet<String>);

/// About how many names a shard of them has.
const SHARD: usize = 48;
/// How many shards are together in a file.
const TOGETHER: usize = 32;
/// What the names of the files begin with.
pub const FOLDER: &str = "names/0";
/// How many names are offered for a single letter or character; those with the most articles.
const OFFERED: usize = 60;
/// The most ways to read a name that are kept.
const READINGS: usize = 8;

/// The files of names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameFiles {
    /// How many of a place's highest bits are a shard's number.
    bits: u32,
    /// By file: its hash, or 0.
    pub volumes: Vec<u32>,
    /// A hash of all names, and one of those of each shard: what is made of the same is the same.
    made_of: (u64, Vec<u64>),
}

impl NameFiles {
    /// Writes the table by which they are found, and returns what a search begins with.
    pub fn root(&self, emit: Emit<'_>) -> NamesRoot {
        NamesRoot { bits: self.bits, together: TOGETHER, table: file::table(FOLDER, self.volumes.clone(), emit) }
    }
}

/// Writes the names in shards, each name in those of all that it may be looked up by. Of files of `before`, which can be
/// read, shards of names that are as they were are taken over.
pub fn write(names: &[Name], before: Option<(&NameFiles, Read<'_>)>, emit: Emit<'_>) -> NameFiles {
    let mut order: Vec<&Name> = names.iter().collect();
    order.sort_by_key(|name| (Reverse(name.count), name.kind, &name.id));
    let hashes: Vec<u64> = order.iter().map(|name| name.hash()).collect();
    let hash_of_all = hash_of(&hashes);
    if let Some((before, _)) = before.filter(|(before, _)| before.made_of.0 == hash_of_all) {
        return before.clone();
    }
    let mut by_key: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let entries: Vec<Entry<'_>> = order.iter().map(|name| entry(name)).collect();
    for (index, entry) in entries.iter().enumerate() {
        for key in keys(entry) {
            let own = by_key.entry(key).or_default();
            own.push(index);
        }
    }
    let mut by_pair: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (key, own) in by_key.iter_mut().filter(|(key, _)| key.chars().count() == 1) {
        for index in own.split_off(own.len().min(OFFERED)) {
            for pair in pairs_from(key, &entries[index]) {
                by_pair.entry(pair).or_default().push(index);
            }
        }
    }
    by_key.append(&mut by_pair);
    let total: usize = by_key.values().map(Vec::len).sum();
    let bits = total.div_ceil(SHARD).next_power_of_two().ilog2().min(16);
    let mut shards: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); 1 << bits];
    let form = Form { volume_bits: bits, shard_bits: 0 };
    for (key, own) in &by_key {
        shards[form.volume(gram_of_name(key).place())].extend(own);
    }
    let made_of = |own: &BTreeSet<usize>| hash_of(&own.iter().map(|&index| hashes[index]).collect::<Vec<u64>>());
    let made_of: Vec<u64> = shards.iter().map(made_of).collect();
    let shard = |own: &BTreeSet<usize>| {
        let own: Vec<_> = own.iter().map(|&index| &entries[index]).collect();
        if own.is_empty() { Vec::new() } else { json::compressed(&own) }
    };
    let before = before.filter(|(before, _)| before.bits == bits);
    let volume = |(number, own): (usize, &[BTreeSet<usize>])| {
        let range = number * TOGETHER..number * TOGETHER + own.len();
        let of_before = before.and_then(|(before, read)| {
            Some((before.made_of.1.get(range.clone())?, *before.volumes.get(number)?, read))
        });
        if let Some((_, hash, _)) = of_before.filter(|(old, ..)| **old == made_of[range.clone()]) {
            return hash;
        }
        let name = format!("{FOLDER}-{number}");
        let old = of_before.and_then(|(old, hash, read)| {
            let bytes = file::read(&name, hash, read)?;
            Some((old, records::split(&bytes)?, bytes))
        });
        let record = |(index, own): (usize, &BTreeSet<usize>)| {
            let same = old.as_ref().filter(|(old, ..)| old.get(index) == made_of.get(range.start + index));
            let same = same.and_then(|(_, places, bytes)| Some(bytes.get(places.get(index)?.clone())?.to_vec()));
            same.unwrap_or_else(|| shard(own))
        };
        let records: Vec<Vec<u8>> = own.iter().enumerate().map(record).collect();
        let is_empty = records.iter().all(Vec::is_empty);
        if is_empty { 0 } else { file::emit(&name, &records::join(&records), emit) }
    };
    let volumes = shards.chunks(TOGETHER).enumerate().map(volume).collect();
    NameFiles { bits, volumes, made_of: (hash_of_all, made_of) }
}

fn hash_of(all: &impl std::hash::Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    all.hash(&mut hasher);
    hasher.finish()
}

fn entry(name: &Name) -> Entry<'_> {
    let all = name.names.iter().chain(&name.aliases);
    let forms = all.map(|text| searchable(text)).filter(|text| !text.is_empty()).collect();
    let mut spelled = BTreeSet::new();
    match &name.reading {
        Some(reading) => {
            let initials = reading.split_whitespace().filter_map(|syllable| bare(syllable).chars().next());
            spelled.extend([bare(reading), initials.collect()]);
        }
        None => name.names.iter().take(1).for_each(|text| spell_name(text, &mut spelled)),
    }
    Entry(&name.operator, &name.id, name.count, &name.paths, &name.names, forms, spelled)
}

/// A name as a query is compared with it: folded, and letters and digits alone.
fn searchable(text: &str) -> String {
    text.chars().map(fold).filter(|character| character.is_alphanumeric()).collect()
}

/// Letters without tones and spaces; ü is typed as v.
fn bare(reading: &str) -> String {
    let letters: String = reading.to_lowercase().nfd().collect::<String>().replace("u\u{308}", "v");
    letters.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// The ways to spell a name in pinyin, whole and by its initials: 重庆 is chongqing and cq, but what reads it
/// otherwise is offered too.
fn spell_name(text: &str, spelled: &mut BTreeSet<String>) {
    let mut ways: Vec<(String, String)> = vec![(String::new(), String::new())];
    for character in text.chars().map(fold).filter(|character| character.is_alphanumeric()) {
        let readings: Vec<String> = match character.to_pinyin_multi() {
            Some(all) => all.into_iter().map(|one| one.plain().replace('ü', "v")).collect(),
            None => character.to_pinyin().map_or_else(|| vec![character.to_string()], |one| vec![one.plain().into()]),
        };
        let distinct: Vec<String> = readings.into_iter().fold(Vec::new(), |mut distinct, reading| {
            if !distinct.contains(&reading) {
                distinct.push(reading);
            }
            distinct
        });
        ways = ways
            .iter()
            .flat_map(|(whole, initials)| {
                distinct.iter().map(move |reading| {
                    (format!("{whole}{reading}"), format!("{initials}{}", reading.chars().next().unwrap_or_default()))
                })
            })
            .take(READINGS)
            .collect();
    }
    spelled.extend(ways.into_iter().flat_map(|(whole, initials)| [whole, initials]).filter(|it| it.is_ascii()));
}

/// What a name is looked up by: each of its characters, and the first letter and two of what is spelled.
fn keys(entry: &Entry<'_>) -> BTreeSet<String> {
    let letters = |text: &str, count: usize| text.chars().take(count).collect::<String>();
    let mut keys: BTreeSet<String> =
        entry.5.iter().flat_map(|form| form.chars()).filter(|it| !it.is_ascii()).map(String::from).collect();
    for text in entry.5.iter().chain(&entry.6).filter(|text| text.starts_with(|first: char| first.is_ascii())) {
        keys.extend([letters(text, 1), letters(text, 2)]);
    }
    keys
}

/// The pairs of characters in a name of which the first is this: by them it is found where a single one has
/// too many.
fn pairs_from(first: &str, entry: &Entry<'_>) -> BTreeSet<String> {
    let mut pairs = BTreeSet::new();
    for form in entry.5.iter().filter(|_| !first.is_ascii()) {
        let from = form.match_indices(first).map(|(at, _)| form[at..].chars().take(2).collect::<String>());
        pairs.extend(from.filter(|pair| pair.chars().count() == 2));
    }
    pairs
}

/// How many of each kind are facets: those with the most articles.
const FACETS: usize = 24;

/// Writes the facets: what they are called, and their lists one after the other.
pub fn write_facets(names: &[Name], lists: &[List], scale: u64, emit: Emit<'_>) -> (u32, u32) {
    let by_name: BTreeMap<&str, &[u32]> =
        lists.iter().map(|list| (list.name.as_str(), list.articles.as_slice())).collect();
    let mut order: Vec<&Name> = names.iter().filter(|name| name.count > 0).collect();
    order.sort_by_key(|name| (name.kind, Reverse(name.count), &name.id));
    let mut counts = Bits::default();
    let mut facets: Vec<(&str, &str, &[String])> = Vec::new();
    for name in order {
        if facets.iter().rev().take_while(|(operator, ..)| *operator == name.operator).count() < FACETS {
            let articles = by_name.get(name.list().as_str()).copied().unwrap_or_default();
            let list: Vec<_> = articles.iter().map(|&article| (article, Weight::default())).collect();
            write_articles(&list, scale, &mut counts);
            facets.push((&name.operator, &name.id, &name.names));
        }
    }
    (file::emit("facets", &json::compressed(&facets), emit), file::emit("counts", &counts.into_bytes(), emit))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(text: &str) -> BTreeSet<String> {
        let mut spelled = BTreeSet::new();
        spell_name(text, &mut spelled);
        spelled
    }

    #[test]
    fn a_name_is_spelled_in_every_way_it_is_read() {
        let all = spelled("重慶");
        for way in ["chongqing", "cq", "zhongqing"] {
            assert!(all.contains(way), "{way}: {all:?}");
        }
        assert!(spelled("綠島").contains("lvdao"), "{:?}", spelled("綠島"));
        assert!(spelled("G20峰会").contains("g20fh"), "{:?}", spelled("G20峰会"));
        assert_eq!((bare("Běi jīng").as_str(), bare("Lǜ dǎo").as_str()), ("beijing", "lvdao"));
    }
}
