//! Compiles the word graph of `src/script/words.rs`: jieba's words with their costs,
//! OpenCC's phrases and our supplement to them, each with its forms in every standard.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use super::{dictionary, read, trie};

/// The running words of the corpus that jieba counted its frequencies in.
const CORPUS: f64 = 60_101_967.0;
/// The frequency of a word of the supplement that does not give one.
const SUPPLEMENT_FREQUENCY: f64 = 300.0;

/// A word, a phrase, or both.
#[derive(Default)]
struct Entry {
    /// `-100 ln(p)`; 0 if it is no word.
    cost: u32,
    /// Its form in OpenCC's hub standard (`s2t`); none if it is only a word.
    target: Option<String>,
    /// Set where a form differs from what the standard's own tables make of `target`.
    own: HashMap<usize, String>,
}

pub struct Words {
    entries: BTreeMap<String, Entry>,
    standards: Vec<Standard>,
    /// Characters that have several Traditional forms.
    several: BTreeSet<String>,
}

/// What leads from OpenCC's hub form to a standard.
struct Standard {
    phrases: BTreeMap<String, String>,
    characters: BTreeMap<String, String>,
    /// Applied to what comes out.
    glyphs: BTreeMap<String, String>,
}

impl Standard {
    fn form(&self, hub: &str) -> String {
        let mut out = String::new();
        let mut rest = hub;
        while !rest.is_empty() {
            let ends = rest.char_indices().map(|(at, character)| at + character.len_utf8()).collect::<Vec<_>>();
            let phrase = ends.iter().rev().find_map(|&end| Some((end, self.phrases.get(&rest[..end])?.as_str())));
            let (end, part) = phrase.unwrap_or_else(|| {
                let end = ends[0];
                (end, self.characters.get(&rest[..end]).map_or(&rest[..end], String::as_str))
            });
            out.push_str(part);
            rest = &rest[end..];
        }
        out.chars()
            .map(|character| self.glyphs.get(&character.to_string()).cloned().unwrap_or(character.into()))
            .collect()
    }
}

impl Words {
    pub fn new(data: &Path) -> Self {
        let opencc = |name: &str| dictionary(&data.join("opencc/dictionary").join(name));
        let characters = opencc("STCharacters.txt");
        let several = super::classes::candidates(&data.join("opencc/dictionary/STCharacters.txt"));
        let several =
            several.into_iter().filter(|(_, forms)| forms.chars().count() > 1).map(|(key, _)| key.to_string());
        let mut words = Self { entries: BTreeMap::new(), standards: standards(data), several: several.collect() };
        for (key, target) in
            [&opencc("STPhrases_GeneratedFromRegionalPhrases.txt"), &opencc("STPhrases.txt"), &characters]
                .into_iter()
                .flatten()
        {
            words.entry(key).target = Some(target.clone());
        }
        words.add_variant_phrases(&opencc("TSCharacters.txt"));
        words.add_variant_characters();
        for line in lines(&data.join("words/jieba.tsv")) {
            let (word, frequency) = line.split_once('\t').unwrap_or_else(|| panic!("jieba.tsv: no tab in {line:?}"));
            words.entry(word).cost = cost(frequency.parse().expect("a frequency is a number"));
        }
        for line in lines(&data.join("words/supplement.tsv")) {
            for (key, target, frequency) in supplement(&line, &characters) {
                let entry = words.entry(&key);
                entry.target = target.or(entry.target.take());
                if frequency > 0.0 {
                    entry.cost = cost(frequency);
                }
            }
        }
        words
    }

    fn entry(&mut self, key: &str) -> &mut Entry {
        self.entries.entry(key.to_owned()).or_default()
    }

    /// Phrases of a standard's own are keyed in its hub form: here they need a key in
    /// Simplified as well.
    fn add_variant_phrases(&mut self, simplified: &BTreeMap<String, String>) {
        for index in 0..self.standards.len() {
            for (hub, form) in self.standards[index].phrases.clone() {
                let single = |character: char| character.to_string();
                let key: String =
                    hub.chars().map(|it| simplified.get(&single(it)).cloned().unwrap_or(single(it))).collect();
                let glyphs = &self.standards[index].glyphs;
                let form: String =
                    form.chars().map(|it| glyphs.get(&single(it)).cloned().unwrap_or(single(it))).collect();
                for key in [key, hub] {
                    self.entry(&key).own.insert(index, String::clone(&form));
                }
            }
        }
    }

    /// Characters that only a standard changes, such as 着 in Taiwan's.
    fn add_variant_characters(&mut self) {
        let characters = self.standards.iter().flat_map(|standard| standard.characters.keys().cloned());
        for character in characters.collect::<Vec<_>>() {
            self.entry(&character).target.get_or_insert(character.clone());
        }
    }

    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// The trie; the records, each the place of an entry's form in each standard (0:
    /// none); and the text of the forms. A value of the trie is all that the word graph asks
    /// for, so that it need not look at the records: `cost << 21 | has forms << 20 | has
    /// several forms << 19 | number of the record`.
    pub fn compile(&self, alphabet: &trie::Alphabet) -> (trie::Laid, Vec<u32>, String) {
        let mut pool = trie::Pool::default();
        let mut records = Vec::new();
        // Characters have the first records: close together, they stay in the cache.
        let mut in_order: Vec<_> = self.entries.iter().enumerate().collect();
        in_order.sort_by_key(|(_, (key, _))| {
            let mut characters = key.chars();
            let code = characters.next().map_or(0, |first| alphabet.code(first));
            (characters.count() > 0, code)
        });
        let mut values = vec![0; in_order.len()];
        for (number, (place, (key, entry))) in in_order.into_iter().enumerate() {
            let has_forms = u32::from(entry.target.is_some() || !entry.own.is_empty());
            let has_several = u32::from(self.several.contains(key));
            let number = u32::try_from(number).ok().filter(|number| *number < 1 << 19).expect("few enough entries");
            assert!(entry.cost < 1 << 11, "a cost that the packing cannot hold: {key}");
            values[place] = entry.cost << 21 | has_forms << 20 | has_several << 19 | number;
            for (index, standard) in self.standards.iter().enumerate() {
                let form = entry.own.get(&index).cloned();
                let form = form.or_else(|| entry.target.as_deref().map(|target| standard.form(target)));
                records.push(form.map_or(0, |form| pool.place(&form)));
            }
        }
        let laid = trie::build(self.keys().zip(values).filter(|(_, value)| *value != 0), alphabet);
        (laid, records, pool.text)
    }
}

/// In the order of `Standard` in `src/script/words.rs`.
fn standards(data: &Path) -> Vec<Standard> {
    let opencc = |name: &str| dictionary(&data.join("opencc/dictionary").join(name));
    let standard = |region: &str, glyphs| Standard {
        phrases: opencc(&format!("{region}VariantsPhrases.txt")),
        characters: opencc(&format!("{region}Variants.txt")),
        glyphs,
    };
    let none = BTreeMap::new;
    vec![
        Standard { phrases: none(), characters: none(), glyphs: none() },
        standard("TW", none()),
        standard("HK", none()),
        standard("HK", dictionary(&data.join("words/hong-kong-press.tsv"))),
    ]
}

fn cost(frequency: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1800")]
    let cost = ((CORPUS.ln() - frequency.ln()) * 100.0).round() as u32;
    cost
}

/// The entries that a line of the supplement stands for: `pattern`, or `pattern<TAB>frequency`.
/// In a pattern, `[…]` is any one of the characters in it, and `里{裏}` is 里 that becomes 裏;
/// other characters become what OpenCC makes of them alone. A frequency of 0 makes a phrase
/// that is no word. A pattern without braces only makes a word: what it becomes is for
/// OpenCC's phrases to say.
fn supplement(line: &str, characters: &BTreeMap<String, String>) -> Vec<(String, Option<String>, f64)> {
    let (pattern, frequency) = line.split_once('\t').unwrap_or((line, ""));
    let frequency = if frequency.is_empty() { SUPPLEMENT_FREQUENCY } else { frequency.parse().expect("a number") };
    let mut found = vec![(String::new(), String::new())];
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        let (choices, after) = match rest.strip_prefix('[').and_then(|inside| inside.split_once(']')) {
            Some((choices, after)) => (spread(choices), after),
            None => (first.to_string(), &rest[first.len_utf8()..]),
        };
        let (forced, after) = match after.strip_prefix('{').and_then(|inside| inside.split_once('}')) {
            Some((forced, after)) => (Some(forced), after),
            None => (None, after),
        };
        found = found
            .iter()
            .flat_map(|(key, target)| {
                choices.chars().map(move |choice| {
                    let choice = choice.to_string();
                    let form = forced.unwrap_or_else(|| characters.get(&choice).unwrap_or(&choice));
                    (format!("{key}{choice}"), format!("{target}{form}"))
                })
            })
            .collect();
        rest = after;
    }
    let has_forms = pattern.contains('{');
    found.into_iter().map(|(key, target)| (key, has_forms.then_some(target), frequency)).collect()
}

/// `0-9` as each of the characters from the first to the last.
fn spread(choices: &str) -> String {
    let characters: Vec<char> = choices.chars().collect();
    let mut out = String::new();
    for (index, &character) in characters.iter().enumerate() {
        match (index > 0 && index + 1 < characters.len(), character) {
            (true, '-') => out.extend(characters[index - 1]..=characters[index + 1]),
            _ if index > 1 && characters[index - 1] == '-' => {}
            _ if characters.get(index + 1) == Some(&'-') => {}
            _ => out.push(character),
        }
    }
    out
}

fn lines(path: &Path) -> Vec<String> {
    read(path).lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}
