//! Compiles OpenCC's dictionaries (`data/opencc`) and the word graph (`data/words`) into
//! double-array tries that the binary embeds and uses in place, OpenCC's configurations
//! into a Rust table, and the built-in glossaries (`data/glossary`) into another.
//!
//! Formats read: OpenCC's text dictionaries (`key<TAB>candidate candidate …`, `#` comments)
//! and its JSON configurations. Format written: see `src/script/trie.rs`, which reads it.

#![allow(clippy::disallowed_methods, reason = "a build script is all edge")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

#[path = "build/classes.rs"]
mod classes;
#[path = "build/folding.rs"]
mod folding;
#[path = "build/glossary.rs"]
mod glossary;
#[path = "build/trie.rs"]
mod trie;
#[path = "build/words.rs"]
mod words;

fn main() {
    let data = PathBuf::from("data/opencc");
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets OUT_DIR"));
    println!("cargo::rerun-if-changed=data");
    println!("cargo::rerun-if-changed=build");
    // A file that comes to one of these folders is embedded only if the crate is compiled again; the
    // compiler itself tracks those that it has embedded.
    println!("cargo::rerun-if-changed=templates");
    println!("cargo::rerun-if-changed=theme");
    // Most of the time it was only such a file that changed, and the tables are there.
    let inputs = fingerprint();
    let stamp = out.join("inputs");
    if fs::read_to_string(&stamp).is_ok_and(|there| there == inputs) {
        return;
    }
    let mut tables = Tables::default();
    let mut configs = String::new();
    for path in sorted_files(&data.join("config")) {
        let name = path.file_stem().expect("a file name").to_string_lossy().into_owned();
        let config: serde_json::Value =
            serde_json::from_str(&read(&path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let normalization = tables.chain(&config["normalization"], &data);
        let segmentation = match config.get("segmentation") {
            Some(segmentation) => format!("Some({})", tables.single(&segmentation["dict"], &data)),
            None => "None".to_owned(),
        };
        let chain = tables.chain(&config["conversion_chain"], &data);
        tables.check_normalization(&normalization);
        writeln!(
            configs,
            "    Config {{ name: {name:?}, normalization: &{normalization:?}, segmentation: {segmentation}, chain: &{chain:?} }},",
        )
        .expect("writing to a string");
    }
    tables.write(&words::Words::new(Path::new("data")), &out, &configs);
    // Last: a script that was stopped half way leaves none.
    fs::write(stamp, inputs).expect("OUT_DIR is writable");
}

/// What the tables are made of: this program, and the size and time of each file that it reads.
fn fingerprint() -> String {
    let program = env::current_exe().expect("a program knows its path");
    let mut text = String::new();
    for path in [program].into_iter().chain(files_below(Path::new("data"))) {
        let about = fs::metadata(&path).and_then(|about| Ok((about.len(), about.modified()?)));
        writeln!(text, "{} {:?}", path.display(), about.expect("a file that was just listed"))
            .expect("writing to a string");
    }
    text
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let (folders, mut files): (Vec<_>, Vec<_>) = sorted_files(folder).into_iter().partition(|path| path.is_dir());
    files.extend(folders.iter().flat_map(|folder| files_below(folder)));
    files
}

/// The tries built so far, by the names of the dictionaries that each unites.
#[derive(Default)]
struct Tables {
    ids: BTreeMap<String, usize>,
    entries: Vec<Vec<(String, String)>>,
}

impl Tables {
    /// A chain of stages, each a trie. (OpenCC writes a stage of one dictionary without a
    /// group.)
    fn chain(&mut self, stages: &serde_json::Value, data: &Path) -> Vec<usize> {
        let stages = stages.as_array().map(Vec::as_slice).unwrap_or_default();
        stages.iter().map(|stage| self.stage(&stage["dict"], data)).collect()
    }

    /// In a stage, the first dictionary with a match at a place wins, with its longest. One trie
    /// does the same once it has no entry that begins with one of an earlier dictionary.
    fn stage(&mut self, dict: &serde_json::Value, data: &Path) -> usize {
        if dict["type"] != "group" || dict["match_policy"] != "short_circuit" {
            return self.single(dict, data);
        }
        let dicts = dict["dicts"].as_array().expect("a group lists its dicts");
        let (mut names, mut entries) = (Vec::new(), BTreeMap::new());
        for dict in dicts {
            let files = files(dict);
            let earlier: BTreeSet<String> = entries.keys().cloned().collect();
            let begins_with_earlier = |key: &str| {
                let mut ends = key.char_indices().map(|(at, character)| at + character.len_utf8());
                ends.any(|end| earlier.contains(&key[..end]))
            };
            let own = union(&files, data).into_iter().filter(|(key, _)| !begins_with_earlier(key));
            entries.extend(own);
            names.push(files.join(" "));
        }
        self.add(names.join(" | "), entries)
    }

    fn single(&mut self, dict: &serde_json::Value, data: &Path) -> usize {
        let files = files(dict);
        self.add(files.join(" "), union(&files, data))
    }

    /// Panics unless all that is normalised are CJK compatibility ideographs, the only ones
    /// that `src/script/opencc.rs` looks for.
    fn check_normalization(&self, stages: &[usize]) {
        let keys = stages.iter().flat_map(|&id| &self.entries[id]);
        for character in keys.flat_map(|(key, _)| key.chars()) {
            let is_known = matches!(character, '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}');
            assert!(is_known, "{character} is normalised, and is no CJK compatibility ideograph");
        }
    }

    fn add(&mut self, name: String, entries: BTreeMap<String, String>) -> usize {
        *self.ids.entry(name).or_insert_with(|| {
            self.entries.push(entries.into_iter().collect());
            self.entries.len() - 1
        })
    }

    fn write(self, words: &words::Words, out: &Path, configs: &str) {
        let keys = self.entries.iter().flatten().map(|(key, _)| key.as_str());
        let alphabet = trie::Alphabet::new(keys.chain(words.keys()));
        let little_endian = env::var("CARGO_CFG_TARGET_ENDIAN").as_deref() != Ok("big");
        let write = |name: String, bytes: Vec<u8>| fs::write(out.join(name), bytes).expect("OUT_DIR is writable");
        let mut source = alphabet.table() + "\n";
        source.push_str("pub(super) static TRIES: &[Embedded] = &[\n");
        for (id, entries) in self.entries.iter().enumerate() {
            let mut pool = trie::Pool::default();
            let values = entries
                .iter()
                .map(|(key, value)| (key.as_str(), pool.place(value) | if key == value { trie::SAME } else { 0 }));
            let values: Vec<_> = values.collect();
            let laid = trie::build(values.into_iter(), &alphabet);
            write(format!("{id}.labels"), trie::bytes16(&laid.labels, little_endian));
            write(format!("{id}.nodes"), trie::bytes32(&laid.nodes, little_endian));
            write(format!("{id}.text"), pool.text.into_bytes());
            writeln!(
                source,
                "    Embedded {{ labels: aligned!(\"/{id}.labels\"), nodes: aligned!(\"/{id}.nodes\"), text: include_str!(concat!(env!(\"OUT_DIR\"), \"/{id}.text\")) }},"
            )
            .expect("writing to a string");
        }
        let (laid, records, text) = words.compile(&alphabet);
        write("words.labels".to_owned(), trie::bytes16(&laid.labels, little_endian));
        write("words.nodes".to_owned(), trie::bytes32(&laid.nodes, little_endian));
        write("words.records".to_owned(), trie::bytes32(&records, little_endian));
        write("words.text".to_owned(), text.into_bytes());
        let data = Path::new("data");
        let (classes, candidates) = classes::classes(&data.join("opencc/dictionary"), &alphabet);
        write("folding.bin".to_owned(), folding::table(&data.join("opencc/dictionary")));
        write("classes.bin".to_owned(), trie::bytes32(&classes, little_endian));
        let single = |text: &str| text.chars().next().expect("a glyph");
        let glyphs = dictionary(&data.join("words/hong-kong-press.tsv"));
        let glyphs: Vec<_> = glyphs.iter().map(|(from, to)| (single(from), single(to))).collect();
        write!(
            source,
            "];\n\nstatic CONFIGS: &[Config] = &[\n{configs}];\n\nstatic CANDIDATES: &[&str] = &{candidates:?};\n\npub(super) static PRESS_GLYPHS: &[(char, char)] = &{glyphs:?};\n\n{}",
            glossary::tables(&data.join("glossary")),
        )
        .expect("writing to a string");
        write("tables.rs".to_owned(), source.into_bytes());
    }
}

/// The files of a text dictionary, or of a union of them.
fn files(dict: &serde_json::Value) -> Vec<String> {
    let file = |dict: &serde_json::Value| dict["file"].as_str().expect("a text dict names its file").to_owned();
    match dict["type"].as_str() {
        Some("text") => vec![file(dict)],
        Some("group") if dict["match_policy"] == "union" => {
            dict["dicts"].as_array().expect("a group lists its dicts").iter().map(file).collect()
        }
        _ => panic!("a kind of dictionary that dibao does not know: {dict}"),
    }
}

/// In a union the longest match wins, and the dictionary named first where two have the same
/// key.
fn union(files: &[String], data: &Path) -> BTreeMap<String, String> {
    let mut entries = BTreeMap::new();
    for file in files {
        for (key, value) in dictionary(&data.join("dictionary").join(file)) {
            entries.entry(key).or_insert(value);
        }
    }
    entries
}

/// The entries of a text dictionary, each with its first candidate, which OpenCC uses.
fn dictionary(path: &Path) -> BTreeMap<String, String> {
    let mut entries = BTreeMap::new();
    for line in read(path).lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (key, values) = line.split_once('\t').unwrap_or_else(|| panic!("{}: no tab in {line:?}", path.display()));
        let value = values.split(' ').next().expect("split yields at least one part");
        entries.entry(key.to_owned()).or_insert_with(|| value.to_owned());
    }
    entries
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn sorted_files(dir: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(dir)
        .expect("data/ is part of the source")
        .map(|entry| entry.expect("a readable entry").path())
        .collect();
    files.sort();
    files
}
