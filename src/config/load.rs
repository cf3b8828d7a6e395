//! Reads and checks `book.toml`. The first fault ends it: a site built by settings that
//! its editor did not mean is worse than none.

use std::ops::Range;

use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::settings::{Check, Config, FILE_NAME, Pictures, Source, Split, Waiver};
use crate::diagnostic::{Diagnostic, Kind, did_you_mean};
use crate::front_matter::keys;

/// The settings that the text of a `book.toml` makes.
///
/// # Errors
/// The first fault: a syntax error, a key that dibao does not know, or a value out of range.
pub fn load(text: &str) -> Result<Config, Box<Diagnostic>> {
    let fault = |message: String, range: Option<Range<usize>>| {
        Box::new(Diagnostic::error(Kind::Config, FILE_NAME, message).at(text, range.unwrap_or(0..0)))
    };
    let table = DeTable::parse(text).map_err(|error| fault(sentence(error.message()), error.span()))?;
    let known = known_keys();
    check_keys(table.get_ref(), "", &known).map_err(|unknown| {
        let found = fault(format!("`{}` is not a key of {FILE_NAME}.", unknown.path), Some(unknown.range));
        let siblings =
            known.iter().filter_map(|key| key.strip_prefix(&unknown.parent)).filter(|key| !key.contains('.'));
        Box::new(match did_you_mean(&unknown.key, siblings) {
            Some(nearest) => found.help(format!("Did you mean `{nearest}`?")),
            None => found.help("docs/configuration.md lists every key."),
        })
    })?;
    let mut config: Config = toml::from_str(text).map_err(|error| fault(sentence(error.message()), error.span()))?;
    normalise(&mut config);
    check_values(&config).map_err(|(key, message)| fault(message, value_range(table.get_ref(), &key)))?;
    config.complete_ids();
    Ok(config)
}

fn sentence(message: &str) -> String {
    let mut characters = message.trim().chars();
    let first: String = characters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", characters.as_str().trim_end_matches('.').replace('\n', ", "))
}

/// Tables whose keys a site chooses.
const FREE: [&str; 3] = ["extra", "quotes", "source.keys"];

/// Every key by its dotted path; `source.dir` stands for the `dir` of each `[[source]]`.
fn known_keys() -> Vec<String> {
    let all = Config {
        source: vec![Source { split: Some(Split::default()), ..Source::default() }],
        check: Check { waive: vec![Waiver::default()], ..Check::default() },
        ..Config::default()
    };
    let mut keys = Vec::new();
    collect_keys(&serde_json::to_value(all).expect("settings are plain data"), "", &mut keys);
    keys
}

fn collect_keys(value: &Value, path: &str, keys: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let path = format!("{path}{key}");
                collect_keys(value, &format!("{path}."), keys);
                keys.push(path);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect_keys(item, path, keys)),
        _ => {}
    }
}

struct UnknownKey {
    path: String,
    parent: String,
    key: String,
    range: Range<usize>,
}

fn check_keys(table: &DeTable<'_>, parent: &str, known: &[String]) -> Result<(), UnknownKey> {
    for (key, value) in table {
        let path = format!("{parent}{}", key.get_ref());
        if !known.contains(&path) {
            let (parent, key_text) = (parent.to_owned(), key.get_ref().to_string());
            return Err(UnknownKey { path, parent, key: key_text, range: key.span() });
        }
        if FREE.contains(&path.as_str()) {
            continue;
        }
        let below = format!("{path}.");
        match value.get_ref() {
            DeValue::Table(table) => check_keys(table, &below, known)?,
            DeValue::Array(items) => {
                for table in items.iter().filter_map(|item| item.get_ref().as_table()) {
                    check_keys(table, &below, known)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Where a value stands; a part of the key that is a number counts the items of a list.
fn value_range(table: &DeTable<'_>, key: &str) -> Option<Range<usize>> {
    let mut parts = key.split('.');
    let mut value: &Spanned<DeValue<'_>> = table.get(parts.next()?)?;
    for part in parts {
        let inner = match value.get_ref() {
            DeValue::Table(table) => table.get(part),
            DeValue::Array(items) => part.parse().ok().and_then(|index: usize| items.get(index)),
            _ => None,
        };
        // What is missing is missed where it should be.
        let Some(inner) = inner else { break };
        value = inner;
    }
    Some(value.span())
}

fn normalise(config: &mut Config) {
    if !config.base_url.ends_with('/') {
        config.base_url.push('/');
    }
    let paths = &mut config.paths;
    let folders = [
        &mut paths.content,
        &mut paths.templates,
        &mut paths.theme,
        &mut paths.assets,
        &mut paths.output,
        &mut paths.cache,
    ];
    for path in folders.into_iter().chain(config.source.iter_mut().map(|source| &mut source.dir)) {
        *path = path.trim_start_matches("./").trim_end_matches('/').to_owned();
    }
}

impl Config {
    /// Replaces the address that the site is published at.
    ///
    /// # Errors
    /// When it is not an absolute http or https address.
    pub fn set_base_url(&mut self, address: &str) -> Result<(), String> {
        check_base_url(address)?;
        address.clone_into(&mut self.base_url);
        normalise(self);
        Ok(())
    }
}

fn check_base_url(address: &str) -> Result<(), String> {
    let usable =
        |url: url::Url| matches!(url.scheme(), "http" | "https") && url.query().is_none() && url.fragment().is_none();
    let message = "The base URL must be an absolute http or https address, such as `https://news.example/`.";
    if url::Url::parse(address).is_ok_and(usable) { Ok(()) } else { Err(message.to_owned()) }
}

/// A key by its dotted path, and what is wrong with its value.
type Fault = (String, String);

/// The first value that cannot be.
fn check_values(config: &Config) -> Result<(), Fault> {
    let fault = |key: &str, message: String| Err((key.to_owned(), message));
    if let Err(message) = check_base_url(&config.base_url) {
        return fault("base_url", message);
    }
    if config.scripts.is_empty() {
        return fault("scripts", "`scripts` must name at least one script.".to_owned());
    }
    if let Some(script) =
        config.scripts.iter().enumerate().find(|(index, script)| config.scripts[..*index].contains(script))
    {
        return fault("scripts", format!("`scripts` names {} twice.", script.1));
    }
    if jiff::tz::TimeZone::get(&config.time_zone).is_err() {
        return fault("time_zone", "`time_zone` must be an IANA name, such as `Asia/Shanghai`.".to_owned());
    }
    if config.per_page == 0 {
        return fault("per_page", "`per_page` must be at least 1.".to_owned());
    }
    if let Some(message) = permalink_fault(&config.permalink) {
        return fault("permalink", message);
    }
    for (index, source) in config.source.iter().enumerate() {
        check_source(source).map_err(|(key, message)| (format!("source.{index}.{key}"), message))?;
        if let Some(message) = config.id_fault(index) {
            return fault(&format!("source.{index}.id"), message);
        }
    }
    check_findings(config)?;
    check_pictures(&config.pictures)?;
    check_paths(config)
}

fn check_source(source: &Source) -> Result<(), (&'static str, String)> {
    if source.dir.is_empty() {
        return Err(("dir", "A `[[source]]` must name its folder: `dir = \"…\"`.".to_owned()));
    }
    let is_unknown = |label: &&String| encoding_rs::Encoding::for_label(label.as_bytes()).is_none();
    if let Some(label) = source.encoding.as_ref().filter(is_unknown) {
        let known = "`gb18030`, `big5-hkscs`, `utf-16le` and `utf-8` are";
        return Err(("encoding", format!("The encoding `{label}` is not known; {known}.")));
    }
    for (key, pattern) in [("header", &source.header), ("path", &source.path)] {
        let Some(pattern) = pattern else { continue };
        let regex = regex::Regex::new(pattern).map_err(|error| {
            let reason = error.to_string();
            let reason = reason.rsplit("error: ").next().unwrap_or(&reason).trim().replace('\n', " ");
            (key, format!("`{key}` is not a regular expression: {reason}."))
        })?;
        if regex.capture_names().flatten().next().is_none() {
            return Err((key, format!("`{key}` needs named groups, such as `(?<title>.+)`.")));
        }
    }
    if source.split.is_some_and(|split| !(1..=6).contains(&split.heading)) {
        return Err(("split", "`split` needs the level of a heading, from 1 to 6: `{ heading = 3 }`.".to_owned()));
    }
    if let Some(format) = source.date_format.0.iter().find(|format| !is_date_format(format)) {
        let message = format!("`{format}` is no format of dates by `strftime`; `%Y-%m-%d` is one.");
        return Err(("date_format", message));
    }
    if let Some(key) = source.keys.keys().find(|key| !keys::is_own(key)) {
        let message =
            format!("`{key}` is not a key that dibao knows; write `keys = {{ date = \"…\" }}`, dibao's own first.");
        return Err(("keys", message));
    }
    source.permalink.as_deref().and_then(permalink_fault).map_or(Ok(()), |message| Err(("permalink", message)))
}

/// Whether a format of `strftime` writes days that it can read again.
fn is_date_format(format: &str) -> bool {
    let day = jiff::civil::date(2024, 7, 25).at(18, 30, 0, 0);
    let Ok(zoned) = jiff::tz::TimeZone::UTC.to_ambiguous_zoned_datetime(day).compatible() else { return false };
    let written = jiff::fmt::strtime::format(format, &zoned);
    written.is_ok_and(|written| jiff::fmt::strtime::parse(format, &written).is_ok_and(|read| read.to_date().is_ok()))
}

fn check_pictures(pictures: &Pictures) -> Result<(), Fault> {
    let fault = |key: &str, message: &str| Err((format!("pictures.{key}"), message.to_owned()));
    if pictures.widths.iter().any(|width| !(16..=8192).contains(width)) {
        return fault("widths", "`widths` are in pixels, from 16 to 8192.");
    }
    if !(1..=100).contains(&pictures.quality) {
        return fault("quality", "`quality` is a number from 1 to 100.");
    }
    if pictures.avif && !cfg!(feature = "avif") {
        return fault(
            "avif",
            "This dibao was built without AVIF; install it with `cargo install dibao --features avif`.",
        );
    }
    Ok(())
}

fn check_findings(config: &Config) -> Result<(), Fault> {
    for code in &config.check.deny {
        code.parse::<Kind>().map_err(|error| ("check.deny".to_owned(), error.to_string()))?;
    }
    for (index, waiver) in config.check.waive.iter().enumerate() {
        let at = |key: &str| format!("check.waive.{index}.{key}");
        if waiver.kind.is_empty() {
            return Err((at("kind"), "A waiver must name the `kind` of findings that it is for.".to_owned()));
        }
        waiver.kind.parse::<Kind>().map_err(|error| (at("kind"), error.to_string()))?;
        if let Some(glob) = waiver.file.as_ref().filter(|glob| globset::Glob::new(glob).is_err()) {
            return Err((at("file"), format!("`{glob}` is not a pattern of file names.")));
        }
    }
    Ok(())
}

fn check_paths(config: &Config) -> Result<(), Fault> {
    let output = config.paths.output.as_str();
    let inputs = config.content_folders().into_iter().chain([
        config.paths.templates.as_str(),
        &config.paths.theme,
        &config.paths.assets,
    ]);
    for input in inputs {
        if output.is_empty() || output == "." || input == output || input.starts_with(&format!("{output}/")) {
            return Err((
                "paths.output".to_owned(),
                format!("`paths.output` must not hold what the site is made from, here `{input}`."),
            ));
        }
    }
    Ok(())
}

fn permalink_fault(pattern: &str) -> Option<String> {
    const PARTS: [&str; 10] =
        ["year", "month", "day", "date", "slug", "source", "edition", "issue", "page", "position"];
    let names = pattern.split(':').skip(1).map(|part| {
        let end = part.find(|character: char| !character.is_ascii_alphabetic()).unwrap_or(part.len());
        &part[..end]
    });
    for name in names {
        if !PARTS.contains(&name) {
            return Some(format!(
                "A permalink pattern has no `:{name}`; it has {}.",
                PARTS.map(|part| format!(":{part}")).join(", ")
            ));
        }
    }
    let is_unique = pattern.contains(":slug") || pattern.contains(":page") && pattern.contains(":position");
    (!is_unique).then(|| {
        "A permalink pattern needs `:slug`, or `:page` and `:position`, or all articles of a day would share one page."
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> String {
        load(text).unwrap_err().to_string()
    }

    #[test]
    fn a_misspelt_key_is_an_error_with_a_suggestion() {
        assert_eq!(
            fault("title = \"一\"\ntitel = \"二\""),
            "book.toml:2:1: `titel` is not a key of book.toml. Did you mean `title`?"
        );
        assert_eq!(
            fault("[paths]\noutptu = \"x\""),
            "book.toml:2:1: `paths.outptu` is not a key of book.toml. Did you mean `output`?"
        );
        assert!(fault("[[source]]\ndri = \"x\"").contains("Did you mean `dir`?"));
    }

    #[test]
    fn wrong_values_say_what_is_wanted() {
        assert!(fault("base_url = \"example.org\"").starts_with("book.toml:1:12: The base URL must be"));
        assert!(fault("scripts = [\"zh-Latn\"]").contains("zh-Hant-TW"));
        assert!(fault("scripts = [\"zh-Hans\", \"zh-CN\"]").contains("twice"));
        assert!(fault("time_zone = \"Peking\"").contains("Asia/Shanghai"));
        assert!(fault("permalink = \":year/:titel/:slug\"").contains(":titel"));
        assert!(fault("paths.output = \"content\"").contains("must not hold"));
        assert!(fault("title = [").starts_with("book.toml:1:"));
    }

    #[test]
    fn extra_takes_anything() {
        let config = load("[extra]\n[extra.icp]\nnumber = \"鲁ICP备0号\"").unwrap();
        assert_eq!(config.extra["icp"]["number"], "鲁ICP备0号");
    }

    #[test]
    fn the_innermost_source_wins() {
        let config =
            load("[[source]]\ndir = \"content/a\"\n[[source]]\ndir = \"content/a/b/\"\n[[source]]\ndir = \"old\"")
                .unwrap();
        assert_eq!(config.source_of("content/a/b/x.md"), Some(1));
        assert_eq!(config.source_of("content/ab/x.md"), None);
        assert_eq!(config.content_folders(), ["content", "old"]);
    }

    /// The table in the documentation and the struct have the same keys.
    #[test]
    fn every_key_is_documented() {
        let table = include_str!("../../docs/configuration.md");
        let mut documented: Vec<_> = table
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
            .map(|(key, _)| key.to_owned())
            .collect();
        let mut known: Vec<_> = known_keys()
            .into_iter()
            .filter(|key| !matches!(key.as_str(), "paths" | "pictures" | "search" | "source"))
            .collect();
        documented.sort();
        known.sort();
        assert_eq!(documented, known);
    }
}
