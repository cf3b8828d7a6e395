//! The words that conversions and mentions know: names of entities, and the rules of glossaries. Where one comes, goes or
//! means something else, only texts that have it can change.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use aho_corasick::AhoCorasick;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::archive::Archive;
use crate::config::Config;
use crate::content::Known;
use crate::disk;
use crate::reads::packed_hash;
use crate::script::{Rule, fold_character};
use crate::theme::{BuiltInTheme, WORDS};

/// The words of an archive, each with a hash of all that is said of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words(BTreeMap<Box<str>, u64>);

/// What may have changed words in it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Touched {
    /// Some content files, by name.
    Files(BTreeSet<String>),
    /// What is around all pages.
    Everything,
}

impl Words {
    /// The words of an archive.
    pub fn of(archive: &Archive) -> Self {
        let mut said: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
        let sources = archive.source_glossaries.iter().enumerate().map(|(number, glossary)| (number + 1, glossary));
        for (number, glossary) in std::iter::once((0, &archive.glossary)).chain(sources) {
            for rule in &glossary.rules {
                let hash = packed_hash(&(number, rule));
                forms(rule).into_iter().for_each(|form| said.entry(form).or_default().push(hash));
            }
        }
        for entity in archive.entities.iter().filter(|entity| entity.meta.is_described()) {
            let hash = packed_hash(&(&entity.path, entity.meta.mentions));
            entity.meta.all_names().for_each(|(_, name)| said.entry(name).or_default().push(hash));
        }
        Self(said.into_iter().map(|(word, hashes)| (word.into(), packed_hash(&hashes))).collect())
    }

    /// The words that are not the same in both.
    fn changed<'w>(&'w self, other: &'w Self) -> BTreeSet<&'w str> {
        let differs = |one: &'w Self, other: &'w Self| {
            one.0.iter().filter(|(word, hash)| other.0.get(*word) != Some(*hash)).map(|(word, _)| &**word)
        };
        differs(self, other).chain(differs(other, self)).collect()
    }

    /// What has words in it that were otherwise in the last build. The files of content are read for that, unless all are
    /// as they were.
    pub fn touched(&self, before: &Self, root: &Path, config: &Config, files: &[Known]) -> Touched {
        let changed: Option<Vec<String>> =
            self.changed(before).into_iter().map(|word| Some(bare(word)).filter(|word| !word.is_empty())).collect();
        // A sign may be anywhere.
        let Some(changed) = changed else { return Touched::Everything };
        if changed.is_empty() {
            return Touched::Files(BTreeSet::new());
        }
        let Ok(finder) = AhoCorasick::new(&changed) else { return Touched::Everything };
        let letters = Letters::of(&changed);
        let has_any = |text: &str| {
            letters.may_have(text) && (finder.is_match(&bare(text)) || finder.is_match(&bare(&without_markup(text))))
        };
        if frame(root, config).iter().any(|text| has_any(text)) {
            return Touched::Everything;
        }
        let may_have = |known: &&Known| {
            let names = [Some(known.file.name.as_str()), known.file.sidecar.as_deref()];
            names.into_iter().flatten().any(|name| {
                let bytes = disk::read(root.join(name)).unwrap_or_default();
                // What is in another encoding, or writes characters by their numbers, may have anything in it.
                let Ok(text) = str::from_utf8(&bytes) else { return true };
                text.contains("&#") || has_any(name) || has_any(text)
            })
        };
        Touched::Files(files.par_iter().filter(may_have).map(|known| known.file.name.clone()).collect())
    }
}

/// The forms of a rule: what it finds, and what becomes of that.
fn forms(rule: &Rule) -> Vec<&str> {
    match rule {
        Rule::Keep(word) | Rule::Word(word) | Rule::Name(word) => vec![word],
        Rule::To(_, from, to) => vec![from, to],
        Rule::Term(forms) => forms.values().map(String::as_str).collect(),
    }
}

/// Gives the letters of a text, in one form for all scripts: signs and markup between them are nothing.
fn each_letter(text: &str, mut see: impl FnMut(char)) {
    for letter in text.chars().map(fold_character) {
        match letter {
            // These are letters without case, which is known without Unicode's tables.
            '\u{4e00}'..='\u{9fff}' => see(letter),
            _ if letter.is_alphanumeric() => letter.to_lowercase().for_each(&mut see),
            _ => {}
        }
    }
}

/// The letters of a text, one after the other.
fn bare(text: &str) -> String {
    let mut letters = String::with_capacity(text.len());
    each_letter(text, |letter| letters.push(letter));
    letters
}

/// The letters that words have: a text without one of them cannot have the word, and to learn that costs a fraction of
/// looking for it.
struct Letters {
    numbers: FxHashMap<char, usize>,
    /// By word: the numbers of its letters.
    words: Vec<Vec<usize>>,
}

impl Letters {
    fn of(words: &[String]) -> Self {
        let mut numbers = FxHashMap::default();
        let mut number = |letter: char| {
            let next = numbers.len();
            *numbers.entry(letter).or_insert(next)
        };
        let words = words.iter().map(|word| word.chars().map(&mut number).collect()).collect();
        Self { numbers, words }
    }

    /// Whether a text has all letters of one of the words, wherever they are.
    fn may_have(&self, text: &str) -> bool {
        let mut is_there = vec![false; self.numbers.len()];
        each_letter(text, |letter| {
            if let Some(&number) = self.numbers.get(&letter) {
                is_there[number] = true;
            }
        });
        self.words.iter().any(|word| word.iter().all(|&number| is_there[number]))
    }
}

/// A text without what Markdown and HTML may have within a word: tags, the targets of links, footnotes, attributes.
fn without_markup(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(['<', '[', '(', '{']) {
        out.push_str(&rest[..start]);
        let open = &rest[start..];
        let close = match open.as_bytes()[0] {
            b'<' => '>',
            b'{' => '}',
            b'[' if open.starts_with("[^") => ']',
            b'(' if out.ends_with(']') => ')',
            _ => {
                out.push_str(&open[..1]);
                rest = &open[1..];
                continue;
            }
        };
        // What does not close on its line is no markup.
        let line = open.find('\n').unwrap_or(open.len());
        match open[..line].find(close) {
            Some(end) => rest = &open[end + 1..],
            None => {
                out.push_str(&open[..1]);
                rest = &open[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// What is around all pages: settings, templates, the words of the interface.
fn frame(root: &Path, config: &Config) -> Vec<String> {
    let mut texts = vec![serde_json::to_string(config).unwrap_or_default()];
    let folders = [root.join(&config.paths.templates), root.join(&config.paths.theme).join(WORDS)];
    for folder in folders {
        let files = disk::walk(&folder).into_iter().filter_map(Result::ok);
        let files = files.filter(|entry| entry.file_type().is_file());
        texts.extend(files.filter_map(|entry| disk::read_to_string(entry.path()).ok()));
    }
    let built_in =
        BuiltInTheme::iter().filter(|name| name.starts_with(WORDS)).filter_map(|name| BuiltInTheme::get(&name));
    texts.extend(built_in.filter_map(|file| String::from_utf8(file.data.into_owned()).ok()));
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_hides_no_word() {
        for text in [
            "头**发**",
            "头<b>发</b>",
            "頭[發](https://x.example/y)",
            "头[^1]发",
            "头\u{200b}发",
            "头 发",
            "头{.class}发",
            "a < b，头\n发",
        ] {
            let found = bare(text).contains(&bare("头发")) || bare(&without_markup(text)).contains(&bare("头发"));
            assert!(found && Letters::of(&[bare("发頭")]).may_have(text), "{text}");
        }
        assert!(!bare("发头").contains(&bare("头发")));
        let words = Letters::of(&[bare("头发"), bare("NATO")]);
        assert!(words.may_have("北約（ＮＡＴＯ）不是 nato") && !words.may_have("头") && !words.may_have("发 NAT"));
    }

    #[test]
    fn a_word_is_another_once_anything_is_said_of_it() {
        let words = |all: &[(&str, u64)]| Words(all.iter().map(|(word, hash)| ((*word).into(), *hash)).collect());
        let before = words(&[("青岛", 1), ("上海", 2)]);
        assert!(before.changed(&before).is_empty());
        let after = words(&[("青岛", 3), ("北京", 4)]);
        assert_eq!(after.changed(&before), BTreeSet::from(["上海", "北京", "青岛"]));
    }
}
