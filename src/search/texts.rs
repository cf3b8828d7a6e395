//! What readers are shown of what is found: a small file for each article and script, with its text,
//! from which the words around a match are cut. Articles that follow one another are in one folder,
//! named by what is in it, so that no table needs a hash for each article.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use super::file::{self, Emit, Table};

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
        let (number, index) = (article as usize / GROUP, article as usize % GROUP);
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
            let files = || group.files.iter().filter_map(|(index, files)| Some((index, files.get(script)?)));
            let all: Vec<u8> = files().flat_map(|(_, file)| blake3::hash(file).as_bytes().to_owned()).collect();
            let hash = super::hash::of_bytes(&all);
            self.hashes.lock().unwrap_or_else(PoisonError::into_inner)[script][number] = hash;
            for (index, file) in files() {
                emit(&format!("texts/{script}-{number}.{hash:08x}/{index}.js"), &file::script(file));
            }
        }
    }

    /// Emits the groups that lack articles, and the tables of all, by script.
    pub fn finish(self, emit: Emit<'_>) -> Vec<Table> {
        let open = std::mem::take(&mut *self.open.lock().unwrap_or_else(PoisonError::into_inner));
        for (number, group) in &open {
            self.emit_group(*number, group, &mut |path, bytes| emit(path, bytes));
        }
        let hashes = self.hashes.into_inner().unwrap_or_else(PoisonError::into_inner);
        let table = |(script, hashes)| file::table(&format!("texts/{script}"), hashes, emit);
        hashes.into_iter().enumerate().map(table).collect()
    }
}
