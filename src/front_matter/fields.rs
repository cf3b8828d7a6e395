//! Takes typed values out of front matter, whichever spelling a key has; what is left over
//! is kept as `extra`.

use std::ops::Range;

use regex::Regex;
use serde_json::{Map, Value};

use super::keys::{WITHDRAWN, fold, is_fold_of, is_one_of};
use super::parse::FrontMatter;
use super::unread::key_in;
use super::values::{flag, flatten, scalar};
use crate::date::{Unread, When};
use crate::diagnostic::{Diagnostic, Finding, Kind, Lines, Sentence, sentence};

/// The front matter of one file, while it is read.
pub struct Fields<'t> {
    /// By folded key, with the key as the file has it; in the file's order.
    entries: Vec<(String, String, Value)>,
    range: Range<usize>,
    /// The first byte of the body.
    pub body: usize,
    /// The whole file.
    pub text: &'t str,
    /// Its name.
    pub file: &'t str,
    /// The file beside the article that some of the entries come from: its name, its text, and
    /// the keys.
    sidecar: Option<(String, String, Vec<String>)>,
    /// Where values stand whose lines do not name their keys.
    places: Vec<(String, Range<usize>)>,
    /// What may be a part of the front matter besides its entries.
    unread: Range<usize>,
    /// The file beside the article, by name and text, if nothing of it could be read.
    lost_sidecar: Option<(String, String)>,
    diagnostics: &'t mut Vec<Diagnostic>,
}

impl<'t> Fields<'t> {
    /// The values of a file's front matter; what is wrong with them goes to `diagnostics`.
    pub fn new(front_matter: FrontMatter, text: &'t str, file: &'t str, diagnostics: &'t mut Vec<Diagnostic>) -> Self {
        let FrontMatter { map, range, body, places, unread } = front_matter;
        let entries = map.into_iter().map(|(key, value)| (fold(&key), key, value)).collect();
        Self { entries, range, body, text, file, sidecar: None, places, unread, lost_sidecar: None, diagnostics }
    }

    /// Names the keys that a source has names of its own for as dibao does.
    pub fn rename(&mut self, keys: &[(String, String)]) {
        for (theirs, own) in keys {
            if !self.has(own)
                && let Some(entry) = self.entries.iter_mut().find(|(folded, ..)| folded == theirs)
            {
                entry.0 = fold(own);
            }
        }
    }

    /// Adds what a file beside the article says, where the article says nothing, or where each counts.
    pub fn add_sidecar(&mut self, name: String, text: String, map: Map<String, Value>) {
        let mut keys = Vec::new();
        for (key, value) in map {
            if !self.has(&key) || is_one_of(&key, WITHDRAWN) {
                keys.push(key.clone());
                self.entries.push((fold(&key), key, value));
            }
        }
        self.sidecar = Some((name, text, keys));
    }

    /// Keeps the text of a file beside the article that could not be read.
    pub fn lose_sidecar(&mut self, name: String, text: String) {
        self.lost_sidecar = Some((name, text));
    }

    /// Adds what nothing else says.
    fn add_default(&mut self, key: &str, value: &str) {
        if !self.has(key) {
            self.entries.push((fold(key), key.to_owned(), Value::String(value.to_owned())));
        }
    }

    /// Adds what the named groups of a pattern match in a path, where nothing else says it.
    pub fn add_path(&mut self, pattern: &Regex, path: &str) {
        let Some(captures) = pattern.captures(path) else {
            self.push(Diagnostic::warning(Kind::Header, self.file, sentence!("path-mismatch")));
            return;
        };
        for name in pattern.capture_names().flatten() {
            if let Some(value) = captures.name(name) {
                self.add_default(name, value.as_str());
            }
        }
    }

    fn has(&self, key: &str) -> bool {
        let key = fold(key);
        self.entries.iter().any(|(folded, _, value)| *folded == key && !value.is_null())
    }

    /// Reports what is wrong in the text.
    pub fn tell(&mut self, findings: impl IntoIterator<Item = Finding>) {
        let (file, text) = (self.file, self.text);
        let mut lines = None;
        self.diagnostics.extend(
            findings
                .into_iter()
                .map(|finding| finding.within(lines.get_or_insert_with(|| Lines::of(text)), file, text)),
        );
    }

    /// The value of the first of these keys that is there and says something, with the key.
    fn take(&mut self, keys: &[impl AsRef<str>]) -> Option<(String, Value)> {
        let mut found: Option<(String, Value)> = None;
        for key in keys {
            while let Some(at) = self.entries.iter().position(|(folded, ..)| is_fold_of(folded, key.as_ref())) {
                let (_, key, value) = self.entries.remove(at);
                found = found.or(Some((key, value)).filter(|(_, value)| !value.is_null()));
            }
        }
        found
    }

    /// The value of the first of these keys that has one which is accepted, with the key as it is written. All others
    /// stay.
    pub fn take_where(&mut self, keys: &[&str], accept: impl Fn(&str, &Value) -> bool) -> Option<(String, Value)> {
        let accepted = |(folded, key, value): &(String, String, Value), wanted: &str| {
            is_fold_of(folded, wanted) && accept(key, value)
        };
        let at = keys.iter().find_map(|wanted| self.entries.iter().position(|entry| accepted(entry, wanted)))?;
        let (_, key, value) = self.entries.remove(at);
        Some((key, value))
    }

    /// The value of the first of these keys that is there, as it is, without taking it.
    pub fn look(&self, keys: &[&str]) -> Option<(&str, &Value)> {
        let entry = |wanted: &&str| self.entries.iter().find(|(folded, ..)| is_fold_of(folded, wanted));
        keys.iter().find_map(entry).map(|(_, key, value)| (key.as_str(), value))
    }

    /// The values of all of these keys, with the keys, in the order of the file.
    pub fn take_all(&mut self, keys: &[impl AsRef<str>]) -> Vec<(String, Value)> {
        let is_one = |folded: &str| keys.iter().any(|key| is_fold_of(folded, key.as_ref()));
        let taken = self.entries.extract_if(.., |(folded, ..)| is_one(folded));
        taken.map(|(_, key, value)| (key, value)).collect()
    }

    /// Reports one of these keys where it stands in what could not be read; whether it does.
    pub fn report_unread(&mut self, keys: &[&str], kind: Kind, sentence: impl Fn(&str) -> Sentence) -> bool {
        let own = Some((self.file, self.text, self.unread.clone()));
        let beside = self.lost_sidecar.as_ref().map(|(name, text)| (name.as_str(), text.as_str(), 0..text.len()));
        let found = own.into_iter().chain(beside).find_map(|(file, text, part)| {
            let place = key_in(&text[part.clone()], keys)?;
            let place = part.start + place.start..part.start + place.end;
            Some(Diagnostic::warning(kind, file, sentence(&text[place.clone()])).at(text, place))
        });
        let is_there = found.is_some();
        self.diagnostics.extend(found);
        is_there
    }

    /// The value of the first of these keys, as a text, without taking it.
    pub fn peek(&self, keys: &[&str]) -> Option<String> {
        keys.iter().find_map(|key| {
            self.entries.iter().find(|(folded, ..)| is_fold_of(folded, key)).and_then(|(.., value)| scalar(value))
        })
    }

    /// A text; numbers and the like are taken as they are written, and so is what YAML takes for
    /// a list.
    pub fn string(&mut self, keys: &[&str]) -> Option<String> {
        let (key, value) = self.take(keys)?;
        let text = match scalar(&value) {
            Some(text) => text,
            None => {
                let written = self.text[self.line_of(&key)].lines().next().unwrap_or_default().trim().to_owned();
                let message = if written.is_empty() {
                    sentence!("value-no-text", key = &key)
                } else {
                    sentence!("value-list-for-text", key = &key, written = &written)
                };
                self.report(Diagnostic::warning(Kind::Repaired, self.file, message), &key);
                written
            }
        };
        Some(text).filter(|text| !text.is_empty())
    }

    /// A list of texts, also when one text holds them all with commas between, or when a list is
    /// in a list.
    pub fn list(&mut self, keys: &[impl AsRef<str>]) -> Vec<String> {
        self.take(keys).map(|(key, value)| self.items(&key, &value)).unwrap_or_default()
    }

    /// The same, of all of these keys together: each text once. `by_blanks` says that a lone text has a blank between
    /// two, as in Jekyll.
    pub fn terms(&mut self, keys: &[impl AsRef<str>], by_blanks: bool) -> Vec<String> {
        let mut terms: Vec<String> = Vec::new();
        for (key, value) in self.take_all(keys) {
            let is_text = value.is_string();
            for item in self.items(&key, &value) {
                let blank = |it: char| by_blanks && is_text && it.is_whitespace();
                let parts = item.split(blank).filter(|part| !part.is_empty());
                for part in parts {
                    if !terms.iter().any(|term| term == part) {
                        terms.push(part.to_owned());
                    }
                }
            }
        }
        terms
    }

    fn items(&mut self, key: &str, value: &Value) -> Vec<String> {
        const COMMAS: [char; 3] = [',', '，', '、'];
        let mut items = Vec::new();
        let whole = flatten(value, &mut items);
        if !whole {
            self.wrong(key, sentence!("value-no-list", key));
        }
        let is_list = value.is_array();
        if is_list && items.iter().any(|item| item.contains(['，', '、'])) {
            let message = sentence!("value-wide-comma", key);
            self.report(Diagnostic::warning(Kind::Repaired, self.file, message), key);
        }
        let commas = if is_list { &COMMAS[1..] } else { &COMMAS[..] };
        // What is left of a list that could not be read as one.
        let marks: &[char] = if is_list { &[] } else { &['[', ']', '{', '}', '"', '\''] };
        let split = items.iter().flat_map(|item| item.split(commas)).map(|part| part.trim().trim_matches(marks));
        split.map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
    }

    /// A list of addresses, which may have any sign in them, under all of these keys.
    pub fn addresses(&mut self, keys: &[&str]) -> Vec<String> {
        let mut items = Vec::new();
        for (key, value) in self.take_all(keys) {
            if !flatten(&value, &mut items) {
                self.wrong(&key, sentence!("value-no-list", key = &key));
            }
        }
        items.iter().map(|item| item.trim()).filter(|item| !item.is_empty()).map(str::to_owned).collect()
    }

    /// A flag. Text that is none is reported; `is_flag` asks first where a key may be another's.
    pub fn bool(&mut self, keys: &[&str]) -> Option<bool> {
        let (key, value) = self.take(keys)?;
        let flag = flag(&value);
        if flag.is_none() {
            self.wrong(&key, sentence!("value-no-flag", key = &key));
        }
        flag
    }

    /// Whether the value of one of these keys is a flag.
    pub fn is_flag(&self, keys: &[&str]) -> bool {
        self.peek(keys).is_some_and(|text| flag(&Value::String(text)).is_some())
    }

    /// A date. One that cannot be read is an error: the article is built without it.
    pub fn date(&mut self, keys: &[&str], formats: &[String], time_zone: &str) -> Option<When> {
        let (key, value) = self.take(keys)?;
        let text = scalar(&value).unwrap_or_default();
        // `date: ""` is what a form leaves that nobody filled in.
        if text.trim().is_empty() && value.is_string() {
            return None;
        }
        let when = When::parse(&text, formats, time_zone);
        if when.is_some() {
            return when;
        }
        let unread = Unread::of(&text);
        self.report(Diagnostic::error(Kind::Date, self.file, unread.sentence(&key, &text)), &key);
        match unread {
            Unread::Rest(day) => Some(day),
            _ => None,
        }
    }

    /// A number within limits.
    pub fn number(&mut self, key: &str, limits: std::ops::RangeInclusive<f64>) -> Option<f64> {
        let (_, value) = self.take(&[key])?;
        let number = scalar(&value).and_then(|text| text.parse().ok());
        let number = number.filter(|number| limits.contains(number));
        if number.is_none() {
            self.wrong(key, sentence!("value-no-number", key, from = limits.start(), to = limits.end()));
        }
        number
    }

    /// A number that counts, from 1.
    pub fn whole_number(&mut self, keys: &[&str]) -> Option<u32> {
        let (key, value) = self.take(keys)?;
        let number = scalar(&value).and_then(|text| text.parse().ok()).filter(|number| *number > 0);
        if number.is_none() {
            self.wrong(&key, sentence!("value-no-whole-number", key = key.clone()));
        }
        number
    }

    /// Whether the value of a key is a table.
    pub fn is_table(&self, key: &str) -> bool {
        let key = fold(key);
        self.entries.iter().any(|(folded, _, value)| *folded == key && value.is_object())
    }

    /// A value as it is.
    pub fn value(&mut self, key: &str) -> Option<Value> {
        self.take(&[key]).map(|(_, value)| value)
    }

    /// What no call has taken.
    pub fn rest(&mut self) -> Map<String, Value> {
        std::mem::take(&mut self.entries).into_iter().map(|(_, key, value)| (key, value)).collect()
    }

    /// Reports keys that look like misspellings of others.
    pub fn report_misspellings(&mut self) {
        let keys: Vec<String> = self.entries.iter().map(|(_, key, _)| key.clone()).collect();
        for key in keys {
            if let Some(meant) = super::keys::meant(&key) {
                let message = sentence!("misspelt-key", key = &key, meant);
                let value = self.line_of(&key);
                let line = self.text[..value.start].rfind('\n').map_or(0, |newline| newline + 1);
                let place =
                    self.text[line..value.start].find(&key).map_or(value, |at| line + at..line + at + key.len());
                self.report_at(Diagnostic::warning(Kind::UnknownKey, self.file, message), place);
            }
        }
    }

    /// Reports a value that is left out.
    pub fn wrong(&mut self, key: &str, sentence: Sentence) {
        self.report(Diagnostic::warning(Kind::FrontMatter, self.file, sentence), key);
    }

    /// Reports something about a value, where it stands: in the file, or in the one beside it.
    pub fn report(&mut self, diagnostic: Diagnostic, key: &str) {
        let from_sidecar = self.sidecar.as_ref().filter(|(.., keys)| keys.iter().any(|it| it == key));
        self.diagnostics.push(match from_sidecar {
            Some((name, text, _)) => {
                Diagnostic { file: name.clone(), ..diagnostic }.at(text, value_of_key(text, 0..text.len(), key))
            }
            None => diagnostic.at(self.text, self.line_of(key)),
        });
    }

    /// The same about words in the value, where they stand.
    pub fn report_within(&mut self, diagnostic: Diagnostic, key: &str, words: &str) {
        if self.sidecar.as_ref().is_some_and(|(.., keys)| keys.iter().any(|it| it == key)) {
            return self.report(diagnostic, key);
        }
        let value = self.line_of(key);
        let after = &self.text[value.start..self.range.end.max(value.start)];
        let words = after.find(words).filter(|_| !words.is_empty()).map(|at| at..at + words.len());
        let place = words.map_or(value.clone(), |words| value.start + words.start..value.start + words.end);
        self.report_at(diagnostic, place);
    }

    /// Reports something about another file.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Reports something at a place of the file.
    pub fn report_at(&mut self, diagnostic: Diagnostic, place: Range<usize>) {
        self.diagnostics.push(diagnostic.at(self.text, place));
    }

    /// Where in the file the value of the first of these keys stands that is there.
    pub fn place_of(&self, keys: &[impl AsRef<str>]) -> Range<usize> {
        let written = keys.iter().find_map(|key| {
            self.entries.iter().find(|(folded, ..)| is_fold_of(folded, key.as_ref())).map(|(_, written, _)| written)
        });
        written.map_or(0..0, |written| self.line_of(written))
    }

    /// The first place of a text after a key; the key's value if there is none.
    pub fn place_within(&self, keys: &[&str], text: &str) -> Range<usize> {
        let value = self.place_of(keys);
        let after = &self.text[value.start..self.range.end.max(value.start)];
        match after.find(text) {
            Some(at) if !text.is_empty() => value.start + at..value.start + at + text.len(),
            _ => value,
        }
    }

    /// The value of a key, where it stands in the file.
    fn line_of(&self, key: &str) -> Range<usize> {
        if let Some((_, place)) = self.places.iter().find(|(placed, _)| placed == key) {
            return place.clone();
        }
        value_of_key(self.text, self.range.clone(), key)
    }
}

/// The value of a key, where it stands in a part of a text.
fn value_of_key(text: &str, part: Range<usize>, key: &str) -> Range<usize> {
    let mut at = part.start;
    for line in text[part.clone()].split_inclusive('\n') {
        let content = line.trim_start();
        let unquoted = content.trim_start_matches(['"', '\'', '{', '[', '#', ']', ' ']).trim_start_matches(": ");
        let after = unquoted.strip_prefix(key).map(|rest| rest.trim_start_matches(['"', '\'']).trim_start());
        if let Some(value) = after.and_then(|rest| rest.strip_prefix([':', '=', '：'])) {
            let value = value.trim_start_matches([' ', '\t']);
            let start = at + line.len() - value.len();
            return start..start + value.trim_end().len();
        }
        at += line.len();
    }
    // JSON may be on one line.
    let quoted = format!("\"{key}\"");
    match text[part.clone()].find(&quoted) {
        Some(at) => part.start + at..part.start + at + quoted.len(),
        None => part.start..part.start,
    }
}
