//! What readers are shown of what is found: a small file for each article and script, with its text,
//! from which the words around a match are cut. Articles that follow one another are in one folder,
//! named by what is in it, so that no table needs a hash for each article.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use super::file::{self, Emit};

/// How many articles share a folder.
const GROUP: usize = 64;

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
    /// By article: the files for each script.
    files: BTreeMap<usize, Vec<Vec<u8>>>,
}

impl Texts {
    pub fn new(articles: usize, scripts: usize) -> Self {
        let hashes = vec![vec![0; articles.div_ceil(GROUP)]; scripts];
        Self { articles, open: Mutex::default(), hashes: Mutex::new(hashes) }
    }

    /// Adds an article; a group is emitted once it is whole.
    pub fn add(&self, article: u32, shown: &[Shown], emit: &mut dyn FnMut(&str, &[u8])) {
        let files = shown.iter().map(file::compressed).collect();
        let (number, index) = place_of(article);
        let size = GROUP.min(self.articles - number * GROUP);
        let whole = {
            let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
            let group = open.entry(number).or_default();
            group.files.insert(index, files);
            if group.files.len() < size { None } else { open.remove(&number) }
        };
        if let Some(group) = whole {
            self.emit_group(number, &group, emit);
        }
    }

    fn emit_group(&self, number: usize, group: &Group, emit: &mut dyn FnMut(&str, &[u8])) {
        let scripts = self.hashes.lock().unwrap_or_else(PoisonError::into_inner).len();
        for script in 0..scripts {
            let files: BTreeMap<usize, &[u8]> =
                group.files.iter().filter_map(|(&index, files)| Some((index, files.get(script)?.as_slice()))).collect();
            let hash = hash_of(&files);
            emit_files(&Folder { script, number, hash, articles: self.articles }, &files, emit);
            self.hashes.lock().unwrap_or_else(PoisonError::into_inner)[script][number] = hash;
        }
    }

    /// Emits the groups that lack articles, and returns the hashes of all, by script.
    pub fn finish(self, emit: Emit<'_>) -> Vec<Vec<u32>> {
        let open = std::mem::take(&mut *self.open.lock().unwrap_or_else(PoisonError::into_inner));
        for (number, group) in &open {
            self.emit_group(*number, group, &mut |path, bytes| emit(path, bytes));
        }
        self.hashes.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The files of a group for readers of a script.
pub struct Folder {
    pub script: usize,
    pub number: usize,
    /// What is in them.
    pub hash: u32,
    /// How many articles there are in all.
    pub articles: usize,
}

impl Folder {
    fn file(&self, index: usize) -> String {
        format!("texts/{}-{}.{:08x}/{index}.js", self.script, self.number, self.hash)
    }

    /// Puts other files into it, by their articles' places in it, and returns its hash then; nothing if it is
    /// not whole. `drop` is told of what is no longer there.
    pub fn update(
        &self,
        changed: &BTreeMap<usize, Vec<u8>>,
        read: &dyn Fn(&str) -> Option<Vec<u8>>,
        emit: &mut dyn FnMut(&str, &[u8]),
        drop: &mut dyn FnMut(String),
    ) -> Option<u32> {
        let size = GROUP.min(self.articles - self.number * GROUP);
        let names: Vec<String> = (0..size).map(|index| self.file(index)).collect();
        let there = names.iter().map(|name| file::bytes_of(&read(name)?)).collect::<Option<Vec<_>>>()?;
        let mut files: BTreeMap<usize, &[u8]> = there.iter().map(Vec::as_slice).enumerate().collect();
        if hash_of(&files) != self.hash {
            return None;
        }
        files.extend(changed.iter().map(|(&index, file)| (index, file.as_slice())));
        let hash = hash_of(&files);
        if hash != self.hash {
            names.into_iter().for_each(drop);
            emit_files(&Self { hash, ..*self }, &files, emit);
        }
        Some(hash)
    }
}

fn hash_of(files: &BTreeMap<usize, &[u8]>) -> u32 {
    let all: Vec<u8> = files.values().flat_map(|file| blake3::hash(file).as_bytes().to_owned()).collect();
    super::hash::of_bytes(&all)
}

fn emit_files(folder: &Folder, files: &BTreeMap<usize, &[u8]>, emit: &mut dyn FnMut(&str, &[u8])) {
    for (&index, file) in files {
        emit(&folder.file(index), &file::script(file));
    }
}

/// The group of an article, and its place in it.
pub fn place_of(article: u32) -> (usize, usize) {
    (article as usize / GROUP, article as usize % GROUP)
}
