//! `SHA256SUMS` in a copy, and beside one: `sha256sum -c` and dibao have to say the same.

use std::collections::{BTreeMap, BTreeSet};

use super::contents::Contents;
use super::fault::Fault;
use crate::pack::{SIGNATURE, SUMS};

/// The hashes of a list, by name. A line that is none has none.
pub(super) fn read(text: &str) -> Vec<(String, Option<[u8; 32]>)> {
    text.lines().filter(|line| !line.is_empty()).map(line).collect()
}

/// A line as GNU's program writes it: with a backslash before it, the name is escaped.
fn line(line: &str) -> (String, Option<[u8; 32]>) {
    let (is_escaped, rest) = line.strip_prefix('\\').map_or((false, line), |rest| (true, rest));
    let Some((hex, name)) = rest.split_once("  ").or_else(|| rest.split_once(" *")) else {
        return (line.to_owned(), None);
    };
    let name = if is_escaped { unescaped(name) } else { name.to_owned() };
    let sum = blake3::Hash::from_hex(hex.to_ascii_lowercase()).ok().map(|sum| *sum.as_bytes());
    (name, sum)
}

fn unescaped(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut signs = name.chars();
    while let Some(sign) = signs.next() {
        match (sign, sign == '\\') {
            (_, true) => match signs.next() {
                Some('n') => out.push('\n'),
                Some('r') => out.push('\r'),
                other => out.extend(other),
            },
            _ => out.push(sign),
        }
    }
    out
}

/// Compares the sums in a copy with its files. What the manifest has said of a file already is not said again.
pub(super) fn check(contents: &Contents, faults: &mut Vec<Fault>) {
    let Some(bytes) = contents.records.get(SUMS) else { return };
    let Ok(text) = std::str::from_utf8(bytes) else {
        faults.push(Fault::Sums { path: SUMS.to_owned(), why: "is no text" });
        return;
    };
    let told: BTreeSet<String> = faults.iter().flat_map(paths).collect();
    let mut listed = BTreeMap::new();
    let mut say = |path: &str, why| {
        if !told.contains(path) {
            faults.push(Fault::Sums { path: path.to_owned(), why });
        }
    };
    for (path, sum) in read(text) {
        match (contents.files.get(&path), sum) {
            (_, None) => say(&path, "has a line that is none"),
            (None, _) => say(&path, "lists a file that is not there"),
            (Some(found), Some(sum)) if found.sum != sum => say(&path, "has another hash"),
            _ => {}
        }
        if listed.insert(path.clone(), sum).is_some() {
            say(&path, "lists a file twice");
        }
    }
    let is_listed = |path: &&String| listed.contains_key(*path) || path.starts_with(SUMS) || path.ends_with(SIGNATURE);
    for path in contents.files.keys().filter(|path| !is_listed(path)) {
        say(path, "leaves out a file");
    }
}

/// The files that a fault speaks of.
fn paths(fault: &Fault) -> Vec<String> {
    match fault {
        Fault::Changed { path } | Fault::Missing { path } | Fault::Added { path, .. } | Fault::Twice { path } => {
            vec![path.clone()]
        }
        Fault::Swapped { path, with } => vec![path.clone(), with.clone()],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_line_is_read_as_sha256sum_writes_it() {
        let hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        for (text, name, is_sum) in [
            (format!("{hex}  一 二.html"), "一 二.html", true),
            (format!("{hex} *a"), "a", true),
            (format!("\\{hex}  a\\\\b\\nc"), "a\\b\nc", true),
            (format!("{}  a", &hex[1..]), "a", false),
            ("nothing".to_owned(), "nothing", false),
        ] {
            let [(read, sum)] = super::read(&text).try_into().unwrap();
            assert_eq!((read.as_str(), sum.is_some()), (name, is_sum), "{text}");
        }
    }
}
