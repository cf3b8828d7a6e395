//! Reads and checks `book.toml`. The first fault ends it: a site built by settings that
//! its editor did not mean is worse than none.

use std::ops::Range;

use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Check, Config, FILE_NAME, Source, Split, Waiver};
use crate::diagnostic::{Diagnostic, Kind, did_you_mean};

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
    check_values(&config).map_err(|(key, message)| fault(message, value_range(table.get_ref(), key)))?;
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

fn value_range(table: &DeTable<'_>, key: &str) -> Option<Range<usize>> {
    let mut value: Option<&Spanned<DeValue<'_>>> = None;
    let mut table = Some(table);
    for part in key.split('.') {
        value = table?.get(part);
        table = value?.get_ref().as_table();
    }
    value.map(Spanned::span)
}

fn normalise(config: &mut Config) {
    if !config.base_url.ends_with('/') {
        config.base_url.push('/');
    }
    let paths = &mut config.paths;
    let folders = [&mut paths.content, &mut paths.templates, &mut paths.theme, &mut paths.assets, &mut paths.output];
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

/// The key and the fault of the first value that cannot be.
fn check_values(config: &Config) -> Result<(), (&'static str, String)> {
    check_base_url(&config.base_url).map_err(|message| ("base_url", message))?;
    if config.scripts.is_empty() {
        return Err(("scripts", "`scripts` must name at least one script.".to_owned()));
    }
    if let Some(script) =
        config.scripts.iter().enumerate().find(|(index, script)| config.scripts[..*index].contains(script))
    {
        return Err(("scripts", format!("`scripts` names {} twice.", script.1)));
    }
    if jiff::tz::TimeZone::get(&config.time_zone).is_err() {
        return Err(("time_zone", "`time_zone` must be an IANA name, such as `Asia/Shanghai`.".to_owned()));
    }
    if config.per_page == 0 {
        return Err(("per_page", "`per_page` must be at least 1.".to_owned()));
    }
    if let Some(message) = permalink_fault(&config.permalink) {
        return Err(("permalink", message));
    }
    for source in &config.source {
        source_fault(source).map_or(Ok(()), |message| Err(("source", message)))?;
    }
    check_findings(config)?;
    check_paths(config)
}

/// What is wrong with a source.
fn source_fault(source: &Source) -> Option<String> {
    let dir = &source.dir;
    if dir.is_empty() {
        return Some("A `[[source]]` must name its folder: `dir = \"…\"`.".to_owned());
    }
    if let Some(label) =
        source.encoding.as_ref().filter(|label| encoding_rs::Encoding::for_label(label.as_bytes()).is_none())
    {
        return Some(format!(
            "The encoding `{label}` of the source `{dir}` is not known; `gb18030`, `big5-hkscs`, `utf-16le` and `utf-8` are."
        ));
    }
    let patterns = [("header", &source.header), ("path", &source.path)];
    for (key, pattern) in patterns.into_iter().filter_map(|(key, pattern)| Some((key, pattern.as_ref()?))) {
        match regex::Regex::new(pattern) {
            Err(error) => {
                let reason = error.to_string().replace('\n', " ");
                return Some(format!("`{key}` of the source `{dir}` is not a regular expression: {reason}."));
            }
            Ok(regex) if regex.capture_names().flatten().next().is_none() => {
                return Some(format!("`{key}` of the source `{dir}` needs named groups, such as `(?<title>.+)`."));
            }
            Ok(_) => {}
        }
    }
    if source.split.is_some_and(|split| !(1..=6).contains(&split.heading)) {
        return Some(format!(
            "`split` of the source `{dir}` needs the level of a heading, such as `{{ heading = 3 }}`."
        ));
    }
    source.permalink.as_deref().and_then(permalink_fault)
}

fn check_findings(config: &Config) -> Result<(), (&'static str, String)> {
    for code in &config.check.deny {
        code.parse::<Kind>().map_err(|error| ("check.deny", error.to_string()))?;
    }
    for waiver in &config.check.waive {
        waiver.kind.parse::<Kind>().map_err(|error| ("check.waive", error.to_string()))?;
        if let Some(glob) = waiver.file.as_ref().filter(|glob| globset::Glob::new(glob).is_err()) {
            return Err(("check.waive", format!("`{glob}` is not a pattern of file names.")));
        }
    }
    Ok(())
}

fn check_paths(config: &Config) -> Result<(), (&'static str, String)> {
    let output = config.paths.output.as_str();
    let inputs = config.content_folders().into_iter().chain([
        config.paths.templates.as_str(),
        &config.paths.theme,
        &config.paths.assets,
    ]);
    for input in inputs {
        if output.is_empty() || output == "." || input == output || input.starts_with(&format!("{output}/")) {
            return Err((
                "paths.output",
                format!("`paths.output` must not hold what the site is made from, here `{input}`."),
            ));
        }
    }
    Ok(())
}

fn permalink_fault(pattern: &str) -> Option<String> {
    const PARTS: [&str; 6] = ["year", "month", "day", "slug", "source", "page"];
    let names = pattern.split(':').skip(1).map(|part| {
        let end = part.find(|character: char| !character.is_ascii_alphabetic()).unwrap_or(part.len());
        &part[..end]
    });
    for name in names {
        if !PARTS.contains(&name) {
            return Some(format!(
                "A permalink pattern has no `:{name}`; it has :year, :month, :day, :slug, :source and :page."
            ));
        }
    }
    (!pattern.contains(":slug"))
        .then(|| "A permalink pattern needs `:slug`, or all articles of a day would share one page.".to_owned())
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
        let mut known: Vec<_> =
            known_keys().into_iter().filter(|key| !matches!(key.as_str(), "paths" | "source")).collect();
        documented.sort();
        known.sort();
        assert_eq!(documented, known);
    }
}
