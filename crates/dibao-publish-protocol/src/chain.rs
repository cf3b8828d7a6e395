//! `dibao-chain.jsonl`: the releases of a site, a line each, of which every one has the hash of the line before. Whoever
//! knows the last line knows that none before it was changed or taken out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The name of the file.
pub const CHAIN: &str = "dibao-chain.jsonl";
/// The version of its form.
const VERSION: u32 = 1;

/// A release.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// The version of the line's form.
    #[serde(rename = "dibao-chain")]
    pub version: u32,
    /// Its number, from 1 on.
    pub number: u64,
    /// The address at which readers find the site.
    pub site: String,
    /// The root of the site's files, as they were built.
    pub root: String,
    /// How many files the site has.
    pub count: usize,
    /// The date of the newest article, in ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The hash of the archive that it was built of; empty if it cannot be told.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub archive: String,
    /// Of packs of a part of the archive, what the part is called; empty for all of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub part: String,
    /// The roots of its packs, by form.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub packs: BTreeMap<String, String>,
    /// The BLAKE3 hash of the line before, in hexadecimal; empty in the first.
    pub before: String,
    /// The time stamp of this line without it: a response by RFC 3161, in Base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stamp: Option<String>,
}

/// Why a chain is not one, with the number of the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// The line is none of this form.
    Form(usize),
    /// The line does not follow the one before it.
    Link(usize),
    /// The last line has no end.
    Cut(usize),
}

impl Release {
    /// Its line, without the end.
    pub fn line(&self) -> String {
        // It cannot fail: a release is plain data.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The hash of its line, which the next one has.
    pub fn link(&self) -> String {
        link(&self.line())
    }

    /// What a time stamp is of.
    pub fn stamped(&self) -> String {
        Self { stamp: None, ..self.clone() }.line()
    }

    /// Whether a root is that of the release or of one of its packs.
    pub fn has(&self, root: &str) -> bool {
        self.root == root || self.packs.values().any(|pack| pack == root)
    }

    /// The release that comes after others; none if it says what the last of the same part says. The date is not looked at,
    /// which a publish does not always know.
    pub fn after(mut self, releases: &[Self]) -> Option<Self> {
        self.version = VERSION;
        self.number = 1;
        if let Some(last) = releases.iter().rfind(|release| release.part == self.part) {
            let facts =
                |release: &Self| (release.site.clone(), release.root.clone(), release.count, release.archive.clone());
            let has_packs = self.packs.iter().all(|(form, root)| last.packs.get(form) == Some(root));
            if facts(last) == facts(&self) && has_packs {
                return None;
            }
        }
        if let Some(last) = releases.last() {
            self.number = last.number.saturating_add(1);
            self.before = last.link();
        }
        Some(self)
    }
}

fn link(line: &str) -> String {
    blake3::hash(line.as_bytes()).to_string()
}

/// The bytes of a chain.
pub fn to_text(releases: &[Release]) -> String {
    releases.iter().map(|release| format!("{}\n", release.line())).collect()
}

impl std::fmt::Display for Broken {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Form(line) => write!(formatter, "line {line} is none that dibao has written"),
            Self::Link(line) => write!(formatter, "line {line} does not follow the one before it"),
            Self::Cut(line) => write!(formatter, "line {line}, the last, was cut off"),
        }
    }
}

/// The releases of a chain, as far as it is one, and why it is none after that.
pub fn read(text: &str) -> (Vec<Release>, Option<Broken>) {
    let mut releases: Vec<Release> = Vec::new();
    let mut before = String::new();
    for (at, line) in text.split_inclusive('\n').enumerate() {
        let number = at + 1;
        let Some(line) = line.strip_suffix('\n') else { return (releases, Some(Broken::Cut(number))) };
        let release = serde_json::from_str::<Release>(line).ok();
        // In any other spelling it would have another hash.
        let Some(release) = release.filter(|release| release.version == VERSION && release.line() == line) else {
            return (releases, Some(Broken::Form(number)));
        };
        if release.before != before || release.number != number as u64 {
            return (releases, Some(Broken::Link(number)));
        }
        before = link(line);
        releases.push(release);
    }
    (releases, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(roots: &[&str]) -> Vec<Release> {
        let mut releases = Vec::new();
        for root in roots {
            let release = Release { root: (*root).to_owned(), count: 1, ..Release::default() };
            releases.extend(release.after(&releases));
        }
        releases
    }

    #[test]
    fn a_release_that_says_the_same_is_none() {
        let releases = chain(&["a", "a", "b", "a"]);
        assert_eq!(releases.len(), 3);
        assert_eq!(read(&to_text(&releases)), (releases, None));
    }

    #[test]
    fn a_pack_of_another_form_is_a_line() {
        let of = |form: &str| Release { packs: [(form.to_owned(), "x".to_owned())].into(), ..Release::default() };
        let one = vec![of("zip").after(&[]).unwrap()];
        assert_eq!(of("zip").after(&one), None);
        let two = of("zim").after(&one).unwrap();
        assert!(two.has("x") && !two.has("y"));
    }

    #[test]
    fn what_was_done_to_a_chain_is_told_with_its_line() {
        let releases = chain(&["a", "b", "c"]);
        let whole = to_text(&releases);
        let lines: Vec<&str> = whole.lines().collect();
        for (changed, broken) in [
            (whole.replace("\"root\":\"b\"", "\"root\":\"x\""), Some(Broken::Link(3))),
            (format!("{}\n{}\n", lines[0], lines[2]), Some(Broken::Link(2))),
            (format!("{}\n{}\n", lines[1], lines[0]), Some(Broken::Link(1))),
            (whole.trim_end().to_owned(), Some(Broken::Cut(3))),
            (whole.replace("\"count\":1", "\"count\": 1"), Some(Broken::Form(1))),
            (format!("{whole}more\n"), Some(Broken::Form(4))),
            (format!("{}\n{}\n", lines[0], lines[1]), None),
            (String::new(), None),
        ] {
            assert_eq!(read(&changed).1, broken, "{changed}");
        }
    }
}
