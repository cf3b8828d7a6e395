//! The built-in glossaries (`data/glossary/*.toml`) as Rust tables.

use std::fmt::Write as _;
use std::path::Path;

use super::{read, sorted_files};

/// The forms of a term, in this order.
const SCRIPTS: [&str; 3] = ["zh-Hans", "zh-Hant-TW", "zh-Hant-HK"];

pub fn tables(folder: &Path) -> String {
    let (mut terms, mut words) = (String::new(), String::new());
    for path in sorted_files(folder) {
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let table: toml::Table = read(&path).parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for term in table.get("term").and_then(toml::Value::as_array).into_iter().flatten() {
            let form = |script: &str| term.get(script).and_then(toml::Value::as_str).unwrap_or_default();
            writeln!(terms, "    {:?},", SCRIPTS.map(form)).expect("writing to a string");
        }
        for word in table.get("words").and_then(toml::Value::as_array).into_iter().flatten() {
            writeln!(words, "    {:?},", word.as_str().expect("a word is a text")).expect("writing to a string");
        }
    }
    format!(
        "pub(super) static GLOSSARY_TERMS: &[[&str; 3]] = &[\n{terms}];\n\npub(super) static GLOSSARY_WORDS: &[&str] = &[\n{words}];\n"
    )
}
