//! The words of the interface: the messages of `theme/i18n/`, in the language of a page, with
//! its rules of plurals and dates. The format is Fluent (projectfluent.org).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::ast::Entry;
use rustc_hash::FxHashMap;

use super::chinese;
use crate::archive::Converters;
use crate::config::{Config, titles};
use crate::date::When;
use crate::diagnostic::{Diagnostic, Kind, sentence};
use crate::disk;
use crate::kinds::Called;
use crate::script::Script;
use crate::theme::{BuiltInTheme, WORDS};

/// A message whose language, key and arguments are longer is made anew each time.
const SHORT: usize = 96;
/// So many are kept: lists ask for the same dates and counts again and again.
const KEPT: usize = 50_000;

/// The messages in every language that there are any for.
pub(super) struct Words {
    /// By the language's tag, in lower case.
    languages: BTreeMap<String, Language>,
    /// What converts a text that only the other script has.
    converters: Arc<Converters>,
    /// Where a site's own messages are, for its findings.
    folder: String,
    /// What a page asked for in vain: the language, the key, and what was wrong.
    faults: Mutex<BTreeSet<(String, String, String)>>,
    /// What was asked for before: the texts, by language, key and arguments.
    kept: RwLock<FxHashMap<String, String>>,
}

/// The messages of one language.
struct Language {
    tag: String,
    bundle: FluentBundle<FluentResource>,
    keys: BTreeSet<String>,
}

impl Language {
    fn new<'t>(tag: &str, texts: impl Iterator<Item = &'t String>) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![tag.parse().unwrap_or_default()]);
        // Marks of direction around each value are of no use in these scripts.
        bundle.set_use_isolating(false);
        let mut keys = BTreeSet::new();
        for text in texts {
            let resource = FluentResource::try_new(text.clone()).unwrap_or_else(|(resource, _)| resource);
            keys.extend(resource.entries().filter_map(|entry| match entry {
                Entry::Message(message) => Some(message.id.name.to_owned()),
                _ => None,
            }));
            bundle.add_resource_overriding(resource);
        }
        Self { tag: tag.to_owned(), bundle, keys }
    }
}

/// A tag and those it is a form of: `zh-hant-tw`, `zh-hant`, `zh`.
fn chain(tag: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(tag), |tag| tag.rsplit_once('-').map(|(form_of, _)| form_of))
}

/// The names of a site's own kinds of words as messages in a language: as the site has them, converted from another
/// script, or in whichever language there are.
fn titles_in(tag: &str, config: &Config, converters: &Converters) -> String {
    let mut messages = String::new();
    for taxonomy in &config.taxonomy {
        let titles = titles(taxonomy, config.source_script);
        let said = chain(tag).find_map(|tag| titles.iter().find(|(own, _)| own.eq_ignore_ascii_case(tag)));
        let converted = || {
            let to = tag.parse::<Script>().ok()?;
            let mut chinese = titles.iter().filter_map(|(tag, title)| Some((tag.parse::<Script>().ok()?, title)));
            chinese.next().map(|(from, title)| converters.text(title, from, to))
        };
        let any = || titles.first().map(|(_, title)| title.clone());
        let Some(title) = said.map(|(_, title)| title.clone()).or_else(converted).or_else(any) else { continue };
        // A text in quotation marks may have any sign in it.
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ").replace('\\', "\\\\").replace('"', "\\\"");
        let message = Called::own_message(&taxonomy.key);
        messages.push_str(&format!("{message} = {{ \"{title}\" }}\n"));
    }
    messages
}

/// What is wrong in a site's own messages.
fn faults_in(file: &str, text: &str) -> Vec<Diagnostic> {
    let Err((_, errors)) = FluentResource::try_new(text.to_owned()) else { return Vec::new() };
    let fault = |error: fluent_syntax::parser::ParserError| {
        let message = sentence!("words-syntax", reason = error.kind.to_string());
        Diagnostic::error(Kind::Words, file, message).at(text, error.pos)
    };
    errors.into_iter().map(fault).collect()
}

/// What a message is given.
pub(super) type Arguments<'a> = [(&'a str, FluentValue<'a>)];

impl Words {
    /// The built-in messages with the site's own over them. What is wrong in those is reported;
    /// the other messages of the file are taken.
    pub fn load(root: &Path, config: &Config, converters: Arc<Converters>, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let folder = format!("{}/{WORDS}", config.paths.theme);
        let mut words = Self {
            languages: BTreeMap::new(),
            converters,
            folder: folder.clone(),
            faults: Mutex::default(),
            kept: RwLock::default(),
        };
        // By tag in lower case: the tag, and the texts of its files, the site's own last.
        let mut texts: BTreeMap<String, (String, Vec<String>)> = BTreeMap::new();
        let own_languages = own_languages(&root.join(&folder));
        let mut add = |tag: &str, text: String| {
            texts.entry(tag.to_lowercase()).or_insert_with(|| (tag.to_owned(), Vec::new())).1.push(text);
        };
        for name in BuiltInTheme::iter() {
            let file = name.strip_prefix(WORDS).and_then(|name| name.strip_prefix('/')?.strip_suffix(".ftl"));
            let Some(tag) = file else { continue };
            let text = BuiltInTheme::get(&name).map(|file| file.data.into_owned()).unwrap_or_default();
            add(tag, String::from_utf8(text).unwrap_or_default());
        }
        for tag in
            [Script::Hans.code(), Script::Hant.code(), "en"].into_iter().chain(own_languages.iter().map(String::as_str))
        {
            add(tag, titles_in(tag, config, &words.converters));
        }
        for tag in own_languages {
            let file = format!("{folder}/{tag}.ftl");
            match crate::content::read_text(root, &file) {
                Ok(text) => {
                    diagnostics.extend(faults_in(&file, &text));
                    add(&tag, text);
                }
                Err(diagnostic) => diagnostics.push(*diagnostic),
            }
        }
        for (key, (tag, _)) in &texts {
            // A form of a language has all messages of that, so that they can refer to each other.
            let chain: Vec<&str> = chain(key).collect();
            let files = chain.iter().rev().filter_map(|tag| texts.get(*tag)).flat_map(|(_, texts)| texts);
            words.languages.insert(key.clone(), Language::new(tag, files));
        }
        words
    }

    /// Whether there are words in a language, or in the one that it is a form of.
    pub fn has(&self, tag: &str) -> bool {
        self.chain(tag).next().is_some()
    }

    /// The languages to look in: `zh-Hant-TW`, `zh-Hant`.
    fn chain<'w>(&'w self, tag: &'w str) -> impl Iterator<Item = &'w Language> {
        chain(tag).filter_map(|tag| self.languages.values().find(|language| language.tag.eq_ignore_ascii_case(tag)))
    }

    /// A message in a language. One that this language lacks is converted from the other script, or
    /// taken from English, or else is its key; `dibao check` reports it.
    pub fn text(&self, tag: &str, key: &str, arguments: &Arguments<'_>) -> String {
        match memo(tag, key, arguments) {
            Some(memo) => self.once(memo, || self.make(tag, key, arguments)),
            None => self.make(tag, key, arguments),
        }
    }

    /// What is kept by a memo, or else is made.
    fn once(&self, memo: String, make: impl FnOnce() -> String) -> String {
        if let Some(text) = self.kept.read().unwrap_or_else(PoisonError::into_inner).get(&memo) {
            return text.clone();
        }
        let text = make();
        // Once there are enough, nobody waits for another to write.
        if self.kept.read().unwrap_or_else(PoisonError::into_inner).len() < KEPT {
            self.kept.write().unwrap_or_else(PoisonError::into_inner).insert(memo, text.clone());
        }
        text
    }

    fn make(&self, tag: &str, key: &str, arguments: &Arguments<'_>) -> String {
        if let Some(language) = self.chain(tag).find(|language| language.keys.contains(key)) {
            return self.format(language, key, arguments);
        }
        self.fault(tag, key, String::new());
        let script = tag.parse::<Script>().ok();
        let english = self.chain("en").find(|language| language.keys.contains(key)).filter(|_| script.is_none());
        if let Some(language) = english {
            return self.format(language, key, arguments);
        }
        let other = [Script::Hans, Script::Hant].into_iter().find_map(|other| {
            let language = self.chain(other.code()).find(|language| language.keys.contains(key))?;
            Some((other, self.format(language, key, arguments)))
        });
        match (other, script) {
            (Some((other, text)), Some(script)) => self.converters.text(&text, other, script),
            (Some((_, text)), None) => text,
            (None, _) => key.to_owned(),
        }
    }

    fn format(&self, language: &Language, key: &str, arguments: &Arguments<'_>) -> String {
        let pattern = language.bundle.get_message(key).and_then(|message| message.value());
        let Some(pattern) = pattern else { return key.to_owned() };
        let mut errors = Vec::new();
        let values: FluentArgs<'_> = arguments.iter().map(|(name, value)| (*name, value.clone())).collect();
        let text = language.bundle.format_pattern(pattern, Some(&values), &mut errors).into_owned();
        if let Some(error) = errors.first() {
            self.fault(&language.tag, key, error.to_string());
        }
        text
    }

    /// A date in ISO 8601 as a language writes it, as precisely as it is known, or with the time.
    pub fn date(&self, tag: &str, iso: &str, with_time: bool) -> Result<String, String> {
        let when = chinese::parse(iso)?;
        if with_time && when.second.is_some() {
            return Ok(self.make_date(tag, when, true));
        }
        Ok(self.once(format!("{tag}\u{4}{}", when.iso_date()), || self.make_date(tag, when, false)))
    }

    fn make_date(&self, tag: &str, when: When, with_time: bool) -> String {
        let number = |part: Option<i8>| FluentValue::from(f64::from(part.unwrap_or_default()));
        let mut arguments = vec![("year", when.year.to_string().into())];
        let mut key = "date-year";
        if when.month.is_some() {
            arguments.push(("month", number(when.month)));
            key = "date-month";
        }
        if when.day.is_some() {
            arguments.push(("day", number(when.day)));
            key = "date-day";
        }
        if let Some(second) = when.second.filter(|_| with_time) {
            arguments.push(("time", format!("{:02}:{:02}", second / 3600, second / 60 % 60).into()));
            key = "date-time";
        }
        self.make(tag, key, &arguments)
    }

    /// A day of the year: 7月4日.
    pub fn day_of_year(&self, tag: &str, month: i8, day: i8) -> String {
        let arguments = [("month", f64::from(month).into()), ("day", f64::from(day).into())];
        self.text(tag, "date-no-year", &arguments)
    }

    /// The day of the week; empty for a month or a year.
    pub fn weekday(&self, tag: &str, iso: &str) -> Result<String, String> {
        let day = chinese::day_of_week(iso)?;
        Ok(day.map(|day| self.text(tag, "weekday", &[("day", f64::from(day).into())])).unwrap_or_default())
    }

    /// What pages lacked, and what a site's own messages have in one of its scripts only.
    pub fn findings(&self, scripts: &[Script]) -> Vec<Diagnostic> {
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let all: BTreeSet<&String> = self.languages.values().flat_map(|language| &language.keys).collect();
        for script in scripts {
            let lacking =
                all.iter().filter(|key| !self.chain(script.code()).any(|language| language.keys.contains(**key)));
            faults.extend(lacking.map(|key| (script.code().to_owned(), (*key).clone(), String::new())));
        }
        let finding = |(tag, key, reason): (String, String, String)| {
            let file = format!("{}/{tag}.ftl", self.folder);
            let message = if reason.is_empty() {
                sentence!("words-missing", key, tag)
            } else {
                sentence!("words-incomplete", key, reason)
            };
            Diagnostic::error(Kind::MissingWords, file, message)
        };
        faults.into_iter().map(finding).collect()
    }

    fn fault(&self, tag: &str, key: &str, fault: String) {
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        faults.insert((tag.to_owned(), key.to_owned(), fault));
    }
}

/// What the text of a message is kept by; none if that is long, or an argument neither a text nor a number.
fn memo(tag: &str, key: &str, arguments: &Arguments<'_>) -> Option<String> {
    let mut memo = String::with_capacity(SHORT);
    memo.push_str(tag);
    memo.push('\0');
    memo.push_str(key);
    for (name, value) in arguments {
        memo.push('\u{1}');
        memo.push_str(name);
        match value {
            FluentValue::String(text) => {
                memo.push('\u{2}');
                memo.push_str(text);
            }
            FluentValue::Number(number) => {
                memo.push('\u{3}');
                memo.push_str(&number.as_string());
            }
            _ => return None,
        }
    }
    (memo.len() <= SHORT).then_some(memo)
}

/// The languages that a site has messages of its own in.
fn own_languages(folder: &Path) -> BTreeSet<String> {
    let entries = disk::list(folder).into_iter().flatten().flatten();
    let tag = |entry: std::fs::DirEntry| Some(entry.file_name().to_str()?.strip_suffix(".ftl")?.to_owned());
    entries.filter_map(tag).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(own: &[(&str, &str)]) -> (Words, Vec<Diagnostic>) {
        let folder = tempfile::tempdir().unwrap();
        fs_err::create_dir_all(folder.path().join("theme/i18n")).unwrap();
        for (tag, text) in own {
            fs_err::write(folder.path().join(format!("theme/i18n/{tag}.ftl")), text).unwrap();
        }
        let config = crate::config::load("title = \"x\"\n").unwrap();
        let converters = Converters::new(config.conversion(), Default::default(), Vec::new()).unwrap();
        let mut diagnostics = Vec::new();
        (Words::load(folder.path(), &config, Arc::new(converters), &mut diagnostics), diagnostics)
    }

    #[test]
    fn every_built_in_language_has_every_message() {
        let (words, diagnostics) = words(&[]);
        assert!(diagnostics.is_empty());
        assert_eq!(words.languages.len(), 3);
        let all: BTreeSet<&String> = words.languages.values().flat_map(|language| &language.keys).collect();
        for language in words.languages.values() {
            let missing: Vec<_> = all.iter().filter(|key| !language.keys.contains(**key)).collect();
            assert!(missing.is_empty(), "{} lacks {missing:?}", language.tag);
        }
    }

    #[test]
    fn counts_and_dates_follow_the_language() {
        let (words, _) = words(&[]);
        let count = |tag: &str, count: usize| words.text(tag, "article-count", &[("count", count.into())]);
        assert_eq!(count("zh-Hans", 0), "暂无文章");
        assert_eq!(count("zh-Hant-HK", 12), "12 篇文章");
        assert_eq!([count("en", 1), count("en-GB", 2)], ["one article", "2 articles"]);
        assert_eq!(words.date("en", "2024-07-04", false).unwrap(), "4 July 2024");
        assert_eq!(words.date("en", "2024-07", false).unwrap(), "July 2024");
        assert_eq!(words.date("zh-Hant", "2024", true).unwrap(), "2024年");
        assert_eq!(words.date("zh-Hans", "2024-07-04T18:30:00+08:00", true).unwrap(), "2024年7月4日 18:30");
        assert_eq!(words.weekday("en", "2024-07-04").unwrap(), "Thursday");
        assert_eq!(words.day_of_year("zh-Hant", 7, 4), "7月4日");
        assert!(words.findings(&[Script::Hans, Script::HantTw]).is_empty());
    }

    #[test]
    fn a_site_changes_and_adds_words() {
        let (words, diagnostics) = words(&[
            ("zh-Hans", "home = 头版\nhello = 你好，{ $name }发\n"),
            ("zh-Hant", ""),
            ("zh-Hant-TW", "date-time = { date-day }，{ $time }\n"),
        ]);
        assert!(diagnostics.is_empty());
        assert_eq!(words.text("zh-Hans", "home", &[]), "头版");
        assert_eq!(words.text("zh-Hant", "home", &[]), "首頁");
        assert_eq!(words.date("zh-Hant-TW", "2024-07-04T18:30", true).unwrap(), "2024年7月4日，18:30");
        // What only one script has is converted for the other, and reported.
        assert_eq!(words.text("zh-Hant", "hello", &[("name", "甲".into())]), "你好，甲發");
        assert_eq!(words.text("zh-Hans", "nowhere", &[]), "nowhere");
        words.text("zh-Hans", "hello", &[]);
        let messages: Vec<String> =
            words.findings(&[Script::Hans, Script::Hant]).into_iter().map(|found| found.message).collect();
        assert_eq!(messages.len(), 3, "{messages:?}");
        assert!(messages[0].contains("`hello` cannot be completed"), "{messages:?}");
        assert_eq!(messages[1], "There are no words for `nowhere` in zh-Hans.");
        assert_eq!(messages[2], "There are no words for `hello` in zh-Hant.");
    }

    #[test]
    fn a_fault_in_a_file_has_its_place_and_leaves_the_rest() {
        let (words, diagnostics) = words(&[("zh-Hans", "home = 头版\nwrong line\nevents = 大事\n")]);
        assert_eq!(diagnostics.len(), 1);
        assert!(diagnostics[0].location().starts_with("theme/i18n/zh-Hans.ftl:2"), "{}", diagnostics[0].location());
        assert_eq!(words.text("zh-Hans", "events", &[]), "大事");
    }
}
