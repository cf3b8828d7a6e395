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

impl Withdrawal {
    /// The same for another file, whose reason would be in its own script.
    pub(super) fn without_reason(&self) -> Self {
        Self { date: self.date, reason: None }
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Source};
    use crate::content::articles_of;

    /// A withdrawal, and what is told of it: line and column, and the sentence.
    type Read = (Option<Withdrawal>, Vec<(Option<(usize, usize)>, String)>);

    /// What front matter says.
    fn read(front_matter: &str) -> Read {
        let keys = "keys = { withdrawn = [\"状态\", \"下架\"] }";
        let source = toml::from_str::<Source>(&format!("dir = \"content\"\n{keys}")).unwrap();
        let config = Config { source: vec![source], ..Config::default() };
        let mut found = Vec::new();
        let articles = articles_of("content/a.md", front_matter.as_bytes(), Some(0), &config, &mut found);
        let [article] = articles.as_slice() else { panic!("{} articles", articles.len()) };
        assert!(!article.extra.keys().any(|key| keys::is_one_of(key, keys::WITHDRAWN)), "{:?}", article.extra);
        let told = found.into_iter().filter(|found| found.kind == Kind::Withdrawal);
        let told = told.map(|found| {
            assert_eq!(found.severity, crate::diagnostic::Severity::Warning, "it would keep the notice from readers");
            (found.place.map(|place| (place.line, place.column)), found.message)
        });
        (article.withdrawn.as_deref().cloned(), told.collect())
    }

    fn yaml(lines: &str) -> Read {
        read(&format!("---\ntitle: 一\n{lines}\n---\n文。\n"))
    }

    fn on(date: &str, reason: Option<&str>) -> Option<Withdrawal> {
        let date = (!date.is_empty()).then(|| When::parse(date, &[], "UTC").unwrap().in_zone("Asia/Shanghai"));
        Some(Withdrawal { date, reason: reason.map(str::to_owned) })
    }

    #[test]
    fn what_is_said_in_full_is_read_in_every_shape() {
        for lines in [
            "withdrawn: {date: 2026-11-01, reason: court order}",
            "withdrawn:\n  date: 2026年11月1日\n  reason: court order",
            "Withdrawn: {日期: 20261101, 原因: court order}",
            "撤回: {date: 2026/11/1, 理由: court order}",
            "撤稿: {date: 2026-11-01, reason: 'court order'}",
            "withdrawal: {date: 2026-11-01, reason: court order}",
            "下架: {date: 2026-11-01, reason: court order}",
            "withdrawn: false\n状态: {date: 2026-11-01, reason: court order}",
            "withdrawn: false\nwithdrawn: {date: 2026-11-01, reason: court order}",
            "withdrawn: 2026-11-01\n撤回: {reason: court order}",
        ] {
            assert_eq!(yaml(lines), (on("2026-11-01", Some("court order")), Vec::new()), "{lines}");
        }
        assert_eq!(yaml("withdrawn: 2026-11-01"), (on("2026-11-01", None), Vec::new()));
        assert_eq!(yaml("withdrawn: 2026-11"), (on("2026-11", None), Vec::new()));
        let toml = "+++\ntitle = \"一\"\n[withdrawn]\ndate = 2026-11-01\nreason = \"甲\"\n+++\n文。";
        assert_eq!(read(toml), (on("2026-11-01", Some("甲")), Vec::new()));
        let json = "{\"title\": \"一\", \"withdrawn\": {\"date\": \"2026-11-01\", \"reason\": \"甲\"}}\n文。";
        assert_eq!(read(json), (on("2026-11-01", Some("甲")), Vec::new()));
    }

    #[test]
    fn only_false_and_nothing_leave_an_article_where_it_is() {
        for value in ["false", "no", "否", "0", "", "~", "null", "''", "{}", "[]", "\n  # 2026-11-01"] {
            assert_eq!(yaml(&format!("withdrawn: {value}")), (None, Vec::new()), "{value}");
        }
        assert_eq!(yaml("tags: [撤回]"), (None, Vec::new()));
    }

    #[test]
    fn what_cannot_be_read_withdraws_all_the_same_and_is_told_where_it_is() {
        for (lines, expected, place, begin) in [
            ("withdrawn: true", on("", None), (3, 12), "The article is withdrawn, and its notice has no date"),
            ("withdrawn: {reason: 甲}", on("", Some("甲")), (3, 12), "The article is withdrawn, and"),
            ("withdrawn: {date: , reason: 甲}", on("", Some("甲")), (3, 12), "The article is withdrawn, and"),
            ("withdrawn: 法院命令", on("", None), (3, 12), "`withdrawn` should be a date"),
            ("撤稿: [2026-11-01]", on("", None), (3, 5), "`撤稿` should be a date"),
            ("withdrawn: {date: 明天, reason: 甲}", on("", Some("甲")), (3, 19), "`date: 明天` is not a date"),
            ("withdrawn: {date: 2026-02-30}", on("", None), (3, 19), "`date: 2026-02-30` is no day"),
            ("withdrawn:\n  date: 2026-11-01\n  by: 乙", on("2026-11-01", None), (5, 3), "`by` is nothing that"),
            ("withdrawn:\n  date: 2026-11-01\n  reason: [乙]", on("2026-11-01", None), (5, 3), "`reason` should be"),
            ("withdrawn: {date: 2026-11-01, reason: [}", on("", None), (3, 12), "`withdrawn` should be a date"),
            ("无冒号\nwithdrawn:\n  date: 2026-11-01", on("", None), (4, 1), "The front matter cannot be read"),
            ("无冒号\nwithdrawn", on("", None), (4, 1), "The front matter cannot be read"),
            ("无冒号\n状态:\n  下架令", on("", None), (4, 1), "The front matter cannot be read"),
        ] {
            let (withdrawn, told) = yaml(lines);
            assert_eq!(withdrawn, expected, "{lines}");
            let [(at, message)] = told.as_slice() else { panic!("{lines}: {told:?}") };
            assert_eq!((*at, message.starts_with(begin)), (Some(place), true), "{lines}: {message}");
        }
        let broken = "{\"title\": \"一\", \"withdrawn\": true,}\n\n文。";
        assert_eq!(read(broken).0, on("", None));
        for broken in [
            "+++\ntitle = 一\n[withdrawn]\nreason = \"甲\"\n+++\n文。",
            "---\ntitle: 一\n无冒号\nwithdrawn: true\n\n文。",
            "title: 一\nwithdrawn: true\n\n文。",
            "---\n withdrawn true\n withdrawn: true\n文\n\n---\n\n文。",
        ] {
            assert_eq!(read(broken).0, on("", None), "{broken}");
        }
        for text in ["---\n\n撤回：某声明\n\n---", "声明\n撤回：某声明", "标题: 一\n声明撤回：二"]
        {
            assert_eq!(read(text).0, None, "{text}");
        }
    }
}
