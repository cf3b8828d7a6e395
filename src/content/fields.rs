//! Takes typed values out of front matter, whichever spelling a key has; what is left over
//! is kept as `extra`.

use std::ops::Range;

use serde_json::{Map, Value};

use super::When;
use super::front_matter::FrontMatter;
use crate::diagnostic::Diagnostic;

/// The front matter of one file, while it is read.
pub(super) struct Fields<'t> {
    map: Map<String, Value>,
    range: Range<usize>,
    pub body: usize,
    pub text: &'t str,
    pub file: &'t str,
    diagnostics: &'t mut Vec<Diagnostic>,
}

impl<'t> Fields<'t> {
    pub fn new(front_matter: FrontMatter, text: &'t str, file: &'t str, diagnostics: &'t mut Vec<Diagnostic>) -> Self {
        let FrontMatter { map, range, body } = front_matter;
        Self { map, range, body, text, file, diagnostics }
    }

    /// The value of the first of these keys that is there and says something.
    fn take(&mut self, keys: &[&'static str]) -> Option<(&'static str, Value)> {
        let mut found = None;
        for &key in keys {
            let value = self.map.shift_remove(key).filter(|value| !value.is_null());
            found = found.or(value.map(|value| (key, value)));
        }
        found
    }

    /// A text; numbers and the like are taken as they are written.
    pub fn string(&mut self, keys: &[&'static str]) -> Option<String> {
        let (key, value) = self.take(keys)?;
        let text = scalar(&value);
        if text.is_none() {
            self.wrong(key, "should be a text");
        }
        text.filter(|text| !text.is_empty())
    }

    /// A list of texts, also when one text holds them all with commas between.
    pub fn list(&mut self, keys: &[&'static str]) -> Vec<String> {
        let Some((key, value)) = self.take(keys) else { return Vec::new() };
        let items: Vec<Option<String>> = match &value {
            Value::Array(items) => items.iter().map(scalar).collect(),
            Value::String(text) => text.split([',', '，', '、']).map(|part| Some(part.trim().to_owned())).collect(),
            other => vec![scalar(other)],
        };
        if items.iter().any(Option::is_none) {
            self.wrong(key, "should be a list of texts");
        }
        items.into_iter().flatten().filter(|item| !item.is_empty()).collect()
    }

    pub fn bool(&mut self, keys: &[&'static str]) -> Option<bool> {
        let (key, value) = self.take(keys)?;
        let word = scalar(&value).unwrap_or_default().to_ascii_lowercase();
        match word.as_str() {
            "true" | "yes" | "on" | "1" => Some(true),
            "false" | "no" | "off" | "0" => Some(false),
            _ => {
                self.wrong(key, "should be `true` or `false`");
                None
            }
        }
    }

    /// A date. One that cannot be read is an error: the article is built without it.
    pub fn date(&mut self, keys: &[&'static str], time_zone: &str) -> Option<When> {
        let (key, value) = self.take(keys)?;
        let text = scalar(&value).unwrap_or_default();
        let when = When::parse(&text, time_zone);
        if when.is_none() {
            let message = format!("`{key}: {text}` is not a date that dibao can read.");
            self.report(
                Diagnostic::error("date", self.file, message)
                    .help("Write it as 2024-07-04, 2024-07-04 18:30 or 2024年7月4日."),
                key,
            );
        }
        when
    }

    /// A number within limits.
    pub fn number(&mut self, key: &'static str, limits: std::ops::RangeInclusive<f64>) -> Option<f64> {
        let (_, value) = self.take(&[key])?;
        let number = scalar(&value).and_then(|text| text.parse().ok());
        let number = number.filter(|number| limits.contains(number));
        if number.is_none() {
            self.wrong(key, &format!("should be a number from {} to {}", limits.start(), limits.end()));
        }
        number
    }

    /// A value as it is.
    pub fn value(&mut self, key: &'static str) -> Option<Value> {
        self.take(&[key]).map(|(_, value)| value)
    }

    /// A text that must parse as something else.
    pub fn parsed<T: std::str::FromStr>(&mut self, keys: &[&'static str]) -> Option<T>
    where
        T::Err: std::fmt::Display,
    {
        let (key, value) = self.take(keys)?;
        match scalar(&value).unwrap_or_default().parse() {
            Ok(parsed) => Some(parsed),
            Err(error) => {
                self.report(Diagnostic::warning("front-matter", self.file, format!("{error}")), key);
                None
            }
        }
    }

    /// What no call has taken.
    pub fn rest(&mut self) -> Map<String, Value> {
        std::mem::take(&mut self.map)
    }

    pub fn wrong(&mut self, key: &str, what: &str) {
        self.report(Diagnostic::warning("front-matter", self.file, format!("`{key}` {what}; it is left out.")), key);
    }

    fn report(&mut self, diagnostic: Diagnostic, key: &str) {
        let range = self.line_of(key);
        self.diagnostics.push(diagnostic.at(self.text, range));
    }

    /// A rule of conversion that cannot be.
    pub fn rule_fault(&mut self, message: String, help: Option<String>, place: Range<usize>) {
        let found = Diagnostic::error("glossary", self.file, message).at(self.text, place);
        self.diagnostics.push(match help {
            Some(help) => found.help(help),
            None => found,
        });
    }

    /// Where in the file the value of the first of these keys stands that is there.
    pub fn place_of(&self, keys: &[&str]) -> Range<usize> {
        keys.iter().find(|key| self.map.contains_key(**key)).map_or(0..0, |key| self.line_of(key))
    }

    /// The first place of a text after a key; the key's value if there is none.
    pub fn place_within(&self, key: &str, text: &str) -> Range<usize> {
        let value = self.place_of(&[key]);
        let after = &self.text[value.start..self.range.end.max(value.start)];
        match after.find(text) {
            Some(at) if !text.is_empty() => value.start + at..value.start + at + text.len(),
            _ => value,
        }
    }

    /// The value of a key, where it stands in the file.
    fn line_of(&self, key: &str) -> Range<usize> {
        let mut at = self.range.start;
        for line in self.text[self.range.clone()].split_inclusive('\n') {
            let content = line.trim_start();
            let unquoted = content.trim_start_matches(['"', '\'', '{']);
            let after = unquoted.strip_prefix(key).map(|rest| rest.trim_start_matches(['"', '\'']).trim_start());
            if let Some(value) = after.and_then(|rest| rest.strip_prefix([':', '='])) {
                let value = value.trim_start_matches([' ', '\t']);
                let start = at + line.len() - value.len();
                return start..start + value.trim_end().len();
            }
            at += line.len();
        }
        self.range.start..self.range.start
    }
}

/// A single value as text.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
