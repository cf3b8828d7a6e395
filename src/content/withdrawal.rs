//! `withdrawn`: that an article is no longer to be read. Whatever is said there, an article is withdrawn unless it is
//! plainly not: it is worse that something is read which must not be than that a notice stands where none should.
//! For the same reason all findings are warnings, which keep nobody from publishing the notice.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::rules::Rules;
use crate::date::{Unread, When};
use crate::diagnostic::{Diagnostic, Kind, Sentence, sentence};
use crate::front_matter::{Fields, flag, keys, scalar};

/// What the notice in the place of an article says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// Since when the article is no longer to be read.
    pub date: Option<When>,
    /// Why, in the script of the article: the only words of its file that are published.
    pub reason: Option<String>,
}

/// What a file says of its withdrawal, under all keys for it. None if it is not withdrawn.
pub(super) fn withdrawal(fields: &mut Fields<'_>, rules: &Rules, time_zone: &str) -> Option<Withdrawal> {
    let is_own = |(_, own): &&(String, String)| keys::is_one_of(own, keys::WITHDRAWN);
    let of_source = rules.keys.iter().filter(is_own).map(|(theirs, _)| theirs.as_str());
    let names: Vec<&str> = keys::WITHDRAWN.iter().copied().chain(of_source).collect();
    let mut reader = Reader { fields, rules, time_zone, is_told: false };
    let said = reader.fields.take_all(&names).into_iter().filter(|(_, value)| !says_nothing(value));
    let said = said.map(|(key, value)| (reader.said(&key, &value), key));
    let joined = said.reduce(|(one, key), (other, _)| {
        (Withdrawal { date: one.date.or(other.date), reason: one.reason.or(other.reason) }, key)
    });
    let Some((withdrawal, key)) = joined else {
        let sentence = |key: &str| sentence!("withdrawn-unread", key);
        return fields.report_unread(&names, Kind::Withdrawal, sentence).then(Withdrawal::default);
    };
    if withdrawal.date.is_none() && !reader.is_told {
        reader.tell(&key, "", sentence!("withdrawn-undated", key = &key));
    }
    Some(withdrawal)
}

/// Tells that an entity cannot be withdrawn, if its file asks for that.
pub(super) fn refuse(fields: &mut Fields<'_>) {
    for (key, _) in fields.take_all(keys::WITHDRAWN).into_iter().filter(|(_, value)| !says_nothing(value)) {
        let sentence = sentence!("withdrawn-entity", key = &key);
        fields.report(Diagnostic::warning(Kind::Withdrawal, fields.file, sentence), &key);
    }
}

/// Whether a value says that nothing is withdrawn: false, or empty.
fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        value => flag(value) == Some(false) || scalar(value).is_some_and(|text| text.is_empty()),
    }
}

/// Reads the values, and tells what is wrong with them.
struct Reader<'r, 't> {
    fields: &'r mut Fields<'t>,
    rules: &'r Rules,
    time_zone: &'r str,
    /// Whether anything was told that keeps it from having a date.
    is_told: bool,
}

impl Reader<'_, '_> {
    fn said(&mut self, key: &str, value: &Value) -> Withdrawal {
        match value {
            Value::Object(map) => self.table(key, map),
            value if flag(value) == Some(true) => Withdrawal::default(),
            value => {
                let written = scalar(value).unwrap_or_default();
                let date = When::parse(&written, &self.rules.date_formats, self.time_zone);
                if date.is_none() {
                    self.is_told = true;
                    self.tell(key, &written, sentence!("withdrawn-unreadable", key));
                }
                Withdrawal { date: date.map(|date| date.in_zone(self.time_zone)), reason: None }
            }
        }
    }

    fn table(&mut self, key: &str, map: &Map<String, Value>) -> Withdrawal {
        let mut withdrawal = Withdrawal::default();
        for (name, value) in map {
            if keys::is_one_of(name, keys::WITHDRAWN_ON) {
                withdrawal.date = withdrawal.date.or_else(|| self.date(key, name, value));
            } else if keys::is_one_of(name, keys::REASON) {
                withdrawal.reason = withdrawal.reason.or_else(|| self.reason(key, name, value));
            } else {
                self.tell(key, name, sentence!("withdrawn-key-unknown", key, name));
            }
        }
        withdrawal
    }

    fn date(&mut self, key: &str, name: &str, value: &Value) -> Option<When> {
        let written = scalar(value).unwrap_or_default();
        if value.is_null() || scalar(value).is_some_and(|text| text.is_empty()) {
            return None;
        }
        let read = When::parse(&written, &self.rules.date_formats, self.time_zone).or_else(|| {
            self.is_told = true;
            let unread = Unread::of(&written);
            let day = if let Unread::Rest(day) = unread { Some(day) } else { None };
            self.tell(key, &written, unread.sentence(name, &written));
            day
        });
        read.map(|date| date.in_zone(self.time_zone))
    }

    fn reason(&mut self, key: &str, name: &str, value: &Value) -> Option<String> {
        let text = scalar(value);
        if text.is_none() && !value.is_null() {
            self.tell(key, name, sentence!("withdrawn-reason-no-text", name));
        }
        text.filter(|text| !text.is_empty())
    }

    /// Tells what is wrong, at the words of the value that it is about.
    fn tell(&mut self, key: &str, words: &str, sentence: Sentence) {
        let found = Diagnostic::warning(Kind::Withdrawal, self.fields.file, sentence);
        self.fields.report_within(found, key, words);
    }
}
