//! What turns what is at a target into a site: which files are put, in which order, and which are dropped. Pure: it asks
//! nobody.
//!
//! The order keeps readers from ever seeing half a site. What pages show comes before pages; pages that are new before
//! those that changed and may link to them; feeds and sitemaps, which name pages, last. What is of the site no more
//! stays until the next publish, for those who are reading a page that asks for it.

use std::collections::{BTreeMap, BTreeSet};

use crate::protocol::File;
use crate::record::{Intent, Manifest};

/// The role of pages that tell that an article was withdrawn.
const WITHDRAWN: &str = "withdrawn";

/// The roles of files that readers would miss. The others are named by their content, or made of these.
const MISSED: [&str; 3] = ["page", "media", "static"];

/// What is known of a file at a target.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Known {
    /// It has these bytes.
    Hash(String),
    /// A publish that was cut may have put it, or dropped it, or not.
    Unsure,
}

/// What is at a target, as far as its records tell.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    files: BTreeMap<String, Known>,
    /// Of these, the ones that only the intent of a publish that was cut tells of, with the hashes that they are sure
    /// to have.
    carried: BTreeMap<String, String>,
    /// Of these, the ones that pages link to which readers come to. A publish that was cut before it put such a page has
    /// put files that nobody comes to, some of which link to what it did not get to put.
    reachable: BTreeSet<String>,
    /// Of these, the ones of the manifest.
    listed: BTreeSet<String>,
    /// Of these, the ones whose grace is over.
    over: BTreeSet<String>,
    /// Of these, the ones that readers would miss, which the site had when it was last published whole.
    published: BTreeSet<String>,
    /// Of these, the pages that tell that an article was withdrawn.
    withdrawn: BTreeSet<String>,
}

/// When a file is put; files of one stage may be put in any order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Pages of which the text has to go.
    Withdrawn,
    /// What pages show and load.
    Assets,
    /// Pages that readers do not come to yet, since only pages which come later link to them.
    NewPages,
    /// The same of indexes of folders.
    NewIndexes,
    /// Pages that readers may be at, and files of data.
    ChangedPages,
    /// What names the pages to programs: feeds, sitemaps, the root page.
    Last,
}

/// A file to be put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Put {
    /// Its number among the files of the site.
    pub file: usize,
    /// When it is put.
    pub stage: Stage,
    /// Whether nothing of dibao's is known to be there.
    pub is_new: bool,
}

/// What a publish does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The files to be put, in order.
    pub puts: Vec<Put>,
    /// The files to be dropped at the end.
    pub drops: Vec<String>,
    /// The files that stay until the next publish, with their hashes where they are known.
    pub leaving: BTreeMap<String, Option<String>>,
    /// Of `puts` and `leaving`, the ones of which nobody knows what is there.
    pub left: Vec<String>,
    /// Files that readers come to, and that the manifest at the target does not have.
    pub linked: Vec<String>,
    /// Files that a publish that was cut has put, and that stay as they are.
    pub carried: Vec<(String, String)>,
    /// Pages that tell for the first time that their article was withdrawn.
    pub withdrawn: Vec<String>,
    /// The files of the last publish that the site has no more, and that readers would miss.
    pub vanished: Vec<String>,
    /// How many there were.
    pub published: usize,
}

impl Standing {
    /// What the records of a target tell. `done` is how many of the intent's files are known to be put, and `is_sure` tells
    /// of which files the manifest's hash says what is there.
    pub fn new(
        manifest: Option<&Manifest>,
        intent: Option<&Intent>,
        done: usize,
        is_sure: impl Fn(&str) -> bool,
    ) -> Self {
        let mut standing = Self::default();
        if let Some(manifest) = manifest {
            let known = |(path, hash): (&String, Option<&String>)| {
                let hash = hash.filter(|_| is_sure(path));
                (path.clone(), hash.map_or(Known::Unsure, |hash| Known::Hash(hash.clone())))
            };
            standing.files.extend(manifest.files.iter().map(|(path, entry)| known((path, Some(&entry.hash)))));
            standing.files.extend(manifest.leaving.iter().map(|(path, hash)| known((path, hash.as_ref()))));
            standing.over = manifest.leaving.keys().cloned().collect();
            standing.listed = manifest.files.keys().cloned().collect();
            standing.reachable = standing.listed.clone();
            let missed = manifest.files.iter().filter(|(_, entry)| MISSED.contains(&entry.role.as_str()));
            standing.published = missed.map(|(path, _)| path.clone()).collect();
            let withdrawn = manifest.files.iter().filter(|(_, entry)| entry.role == WITHDRAWN);
            standing.withdrawn = withdrawn.map(|(path, _)| path.clone()).collect();
        }
        let Some(intent) = intent else { return standing };
        // First, since the manifest may say of such a file that it is as it was to be put.
        for path in intent.left.iter().chain(&intent.drops) {
            standing.files.insert(path.clone(), Known::Unsure);
        }
        standing.reachable.extend(intent.linked.iter().cloned());
        if intent.is_linked {
            standing.reachable.extend(intent.puts.iter().map(|(path, _)| path.clone()));
        }
        for (at, (path, hash)) in intent.puts.iter().enumerate() {
            let asked = Known::Hash(hash.clone());
            let is_published = standing.files.get(path) == Some(&asked);
            if at < done && !is_published {
                standing.carried.insert(path.clone(), hash.clone());
            }
            let known = if at < done || is_published { asked } else { Known::Unsure };
            standing.files.insert(path.clone(), known);
        }
        standing.over.extend(intent.drops.iter().cloned());
        standing
    }

    /// Puts right what the records tell by what was found at the target: files with their lengths.
    pub fn correct(&mut self, found: &BTreeMap<String, u64>, length: impl Fn(&str) -> Option<u64>) {
        for (path, known) in &mut self.files {
            match found.get(path) {
                Some(found) if length(path).is_none_or(|length| length == *found) => {}
                _ => {
                    *known = Known::Unsure;
                    self.carried.remove(path);
                }
            }
        }
    }

    /// Whether dibao may have put a file there.
    pub fn knows(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// The pages of these that tell for the first time that their article was withdrawn.
    fn withdraws<'f>(&self, files: &'f [File]) -> impl Iterator<Item = &'f File> {
        files.iter().filter(|file| file.role == WITHDRAWN && !self.withdrawn.contains(&file.path))
    }

    /// What has to be done for the site to be as `files` say. If a page tells for the first time that its article was
    /// withdrawn, nothing has any grace: nobody knows which of the files that go showed that article.
    pub fn plan(&self, files: &[File]) -> Plan {
        let withdrawn: Vec<String> = self.withdraws(files).map(|file| file.path.clone()).collect();
        let has_grace = withdrawn.is_empty();
        // Where nothing was published, nothing was withdrawn either.
        let withdrawn = if self.files.is_empty() { Vec::new() } else { withdrawn };
        let mut plan = Plan { published: self.published.len(), withdrawn, ..Plan::default() };
        let mut wanted = BTreeSet::new();
        for (number, file) in files.iter().enumerate() {
            wanted.insert(file.path.as_str());
            let known = self.files.get(&file.path);
            if known == Some(&Known::Unsure) {
                plan.left.push(file.path.clone());
            }
            if !matches!(known, Some(Known::Hash(hash)) if *hash == file.hash) {
                let stage = stage(file, self.reachable.contains(&file.path));
                plan.puts.push(Put { file: number, stage, is_new: known.is_none() });
            }
        }
        plan.puts.sort_by_key(|put| (put.stage, put.file));
        for (path, known) in self.files.iter().filter(|(path, _)| !wanted.contains(path.as_str())) {
            let is_over = self.over.contains(path);
            if is_over || !has_grace {
                plan.drops.push(path.clone());
                continue;
            }
            let hash = match known {
                Known::Hash(hash) => Some(hash.clone()),
                Known::Unsure => None,
            };
            if hash.is_none() {
                plan.left.push(path.clone());
            }
            plan.leaving.insert(path.clone(), hash);
        }
        plan.linked = self.reachable.difference(&self.listed).cloned().collect();
        plan.vanished = self.published.iter().filter(|path| !wanted.contains(path.as_str())).cloned().collect();
        let put: BTreeSet<&str> = plan.puts.iter().map(|put| files[put.file].path.as_str()).collect();
        let stays = |path: &str| !put.contains(path) && (wanted.contains(path) || plan.leaving.contains_key(path));
        let carried = self.carried.iter().filter(|(path, _)| stays(path));
        plan.carried = carried.map(|(path, hash)| (path.clone(), hash.clone())).collect();
        plan
    }
}

impl Plan {
    /// Whether there is nothing to do.
    pub fn is_nothing(&self) -> bool {
        self.puts.is_empty() && self.drops.is_empty() && self.leaving.is_empty()
    }
}

fn stage(file: &File, is_reachable: bool) -> Stage {
    match file.role.as_str() {
        WITHDRAWN => Stage::Withdrawn,
        "theme" | "static" | "media" | "search" => Stage::Assets,
        "feed" | "control" => Stage::Last,
        _ if is_reachable => Stage::ChangedPages,
        _ if file.path.ends_with("/index.html") => Stage::NewIndexes,
        _ => Stage::NewPages,
    }
}
