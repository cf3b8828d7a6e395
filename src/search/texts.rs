//! What readers are shown of what is found: a record for each article and script, with its text, from which the words
//! around a match are cut. Articles that follow one another are in one file (`records.rs`), named by what is in it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use super::file::{self, Emit, Read};
use super::json;
use super::records;
use crate::address::AddressId;

/// How many articles share a file.
const GROUP: usize = if cfg!(test) { 3 } else { 64 };

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

/// The files of all articles.
pub struct Texts {
    articles: usize,
    /// Groups of which not all articles are there yet, by their number.
    open: Mutex<BTreeMap<usize, Group>>,
    /// By script and group.
    hashes: Mutex<Vec<Vec<u32>>>,
}

#[derive(Default)]
struct Group {
    /// By article: its record for each script.
    records: BTreeMap<usize, Vec<Vec<u8>>>,
}

impl Texts {
    pub fn new(articles: usize, scripts: usize) -> Self {
        let hashes = vec![vec![0; articles.div_ceil(GROUP)]; scripts];
        Self { articles, open: Mutex::default(), hashes: Mutex::new(hashes) }
    }

    /// Adds an article; a group is emitted once it is whole.
    pub fn add(&self, article: u32, shown: &[Shown], emit: &mut dyn FnMut(&str, &[u8])) {
        let records = shown.iter().map(json::compressed).collect();
        let (number, index) = place_of(article as usize);
        let size = GROUP.min(self.articles - number * GROUP);
        let whole = {
            let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
            let group = open.entry(number).or_default();
            group.records.insert(index, records);
            if group.records.len() < size { None } else { open.remove(&number) }
        };
        if let Some(group) = whole {
            self.emit_group(number, &group, emit);
        }
    }

    fn emit_group(&self, number: usize, group: &Group, emit: &mut dyn FnMut(&str, &[u8])) {
        let scripts = self.hashes.lock().unwrap_or_else(PoisonError::into_inner).len();
        let size = GROUP.min(self.articles - number * GROUP);
        for script in 0..scripts {
            // An article without a page has nothing to show.
            let record = |index| group.records.get(&index).and_then(|of_scripts| of_scripts.get(script));
            let own: Vec<&[u8]> = (0..size).map(|index| record(index).map_or(&[][..], Vec::as_slice)).collect();
            let hash = emit_records(script, number, &own, emit);
            self.hashes.lock().unwrap_or_else(PoisonError::into_inner)[script][number] = hash;
        }
    }

    /// Emits the groups that lack articles, and returns the hashes of all, by script.
    pub fn finish(self, emit: Emit<'_>) -> Vec<Vec<u32>> {
        let open = std::mem::take(&mut *self.open.lock().unwrap_or_else(PoisonError::into_inner));
        for number in 0..self.articles.div_ceil(GROUP) {
            let is_open = self.hashes.lock().unwrap_or_else(PoisonError::into_inner).iter().any(|all| all[number] == 0);
            if is_open {
                let none = Group::default();
                self.emit_group(number, open.get(&number).unwrap_or(&none), &mut |path, bytes| emit(path, bytes));
            }
        }
        self.hashes.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the names of the files for readers of a script begin with.
pub fn name(script: usize) -> String {
    format!("texts/{script}")
}

fn emit_records(script: usize, number: usize, own: &[&[u8]], emit: &mut dyn FnMut(&str, &[u8])) -> u32 {
    let bytes = records::join(own);
    let hash = super::hash::of_bytes(&bytes);
    emit(&file::path(&format!("{}-{number}", name(script)), hash), &file::script(&bytes));
    hash
}

/// The group of an article, and its place in it.
fn place_of(article: usize) -> (usize, usize) {
    (article / GROUP, article % GROUP)
}

/// The bytes of a file, and where its records are among them.
type Records = (Vec<u8>, Vec<Range<usize>>);

/// The groups of the last build, of which records are taken over.
struct Before<'b> {
    /// By script and group.
    hashes: &'b [Vec<u32>],
    read: Read<'b>,
    /// By script and group, those that were read last.
    groups: BTreeMap<(usize, usize), Records>,
}

impl Before<'_> {
    /// The record of an article by its number then.
    fn record(&mut self, script: usize, article: usize) -> Option<Vec<u8>> {
        let (number, index) = place_of(article);
        if !self.groups.contains_key(&(script, number)) {
            let hash = *self.hashes.get(script)?.get(number)?;
            let bytes = file::read(&format!("{}-{number}", name(script)), hash, self.read)?;
            let records = records::split(&bytes)?;
            // Articles that follow one another mostly did so before.
            if self.groups.len() >= 4 {
                self.groups.pop_first();
            }
            self.groups.insert((script, number), (bytes, records));
        }
        let (bytes, records) = self.groups.get(&(script, number))?;
        Some(bytes[records.get(index)?.clone()].to_vec())
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
    let numbers: BTreeMap<AddressId, usize> = keys.iter().enumerate().map(|(number, key)| (*key, number)).collect();
    let mut all = Vec::new();
    for (script, old) in hashes.iter().enumerate() {
        let mut before = Before { hashes, read, groups: BTreeMap::new() };
        let mut own = Vec::new();
        for (number, group) in articles.chunks(GROUP).enumerate() {
            let first = number * GROUP;
            let of_before = keys.get(first..keys.len().min(first + GROUP)).unwrap_or_default();
            let is_same =
                group.iter().all(|(_, shown)| shown.is_none()) && group.iter().map(|(key, _)| key).eq(of_before);
            if let Some(hash) = old.get(number).filter(|_| is_same) {
                own.push(*hash);
                continue;
            }
            let mut records = Vec::with_capacity(group.len());
            for (key, shown) in group {
                records.push(match shown {
                    Some(shown) => json::compressed(shown.get(script)?),
                    None => before.record(script, *numbers.get(key)?)?,
                });
            }
            let records: Vec<&[u8]> = records.iter().map(Vec::as_slice).collect();
            own.push(emit_records(script, number, &records, emit));
        }
        all.push(own);
    }
    Some(all)
}
