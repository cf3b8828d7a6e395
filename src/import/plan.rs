//! What is to be taken from a tree, as the generators' own files here find it out.

use std::path::Path;

use serde_json::{Map, Value};

use crate::disk;
use crate::formerly::{HeadingIds, Markdown, OldAddresses, OldLists};

/// A tree as it is looked at.
pub(super) struct Look<'l> {
    pub folder: &'l Path,
    /// Its Markdown files, sorted, but for those of tools.
    pub markdown: &'l [String],
    /// Its other files, sorted.
    pub others: &'l [String],
    /// What its generator's configuration says.
    pub config: &'l Map<String, Value>,
}

/// What is to be taken.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The folders that are read, the main one first.
    pub sources: Vec<SourcePlan>,
    /// The folder of files that are published as they are, relative to the tree.
    pub assets: Option<String>,
    /// Which of them, if not all.
    pub asset_files: Vec<String>,
    /// The feeds that the generator made, as readers subscribed to them.
    pub feeds: Vec<String>,
    /// The lists that it made, each with the file below a script's folder that has what stood there.
    pub lists: Vec<(String, &'static str)>,
    /// How it made lists of articles and words, with folders relative to the tree.
    pub old_lists: Vec<OldLists>,
    /// What is Markdown to it, as far as dibao does not read it so by itself.
    pub markdown: Markdown,
    /// The keys of kinds of words that dibao does not have by itself.
    pub kinds: Vec<String>,
}

/// A folder that is read, and how.
#[derive(Clone, Debug, Default)]
pub struct SourcePlan {
    /// The folder, relative to the tree; `.` for the tree itself.
    pub dir: String,
    /// Which of its files are pages.
    pub pages: Vec<String>,
    /// Which are not read.
    pub leave_out: Vec<String>,
    /// Whether Markdown beside an `index.md` belongs to it.
    pub bundles: bool,
    /// The pattern of addresses, as dibao has it.
    pub permalink: Option<String>,
    /// How the generator made them.
    pub old: Option<OldAddresses>,
    /// Whose ids headings have, if those are not the generator's usual ones.
    pub heading_ids: Option<HeadingIds>,
}

impl Look<'_> {
    /// A text of the configuration, under the first of these keys, in any case.
    pub fn text(&self, keys: &[&str]) -> Option<String> {
        keys.iter().find_map(|key| text(self.config, key))
    }

    /// Another value of it.
    pub fn value(&self, key: &str) -> Option<&Value> {
        value(self.config, key)
    }

    pub fn flag(&self, key: &str) -> Option<bool> {
        self.value(key).and_then(Value::as_bool)
    }

    /// The Markdown files in a folder, relative to it.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a str> {
        self.markdown.iter().filter_map(move |file| crate::way::below(file, folder))
    }

    /// Whether a file begins as those do that Jekyll makes something of.
    pub fn has_front_matter(&self, file: &str) -> bool {
        disk::read(self.folder.join(file))
            .is_ok_and(|bytes| bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes).starts_with(b"---"))
    }

    /// Whether a file has a text after its front matter.
    pub fn has_text(&self, file: &str) -> bool {
        let text = disk::read(self.folder.join(file)).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        !["---", "+++", "}"].iter().any(|end| text.trim_end().ends_with(end))
    }

    /// Names of what lies in a folder and is published as it is: files, and folders as patterns.
    pub fn assets_in(&self, folder: &str, is_asset: impl Fn(&str) -> bool) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for file in self.others.iter().filter_map(|file| crate::way::below(file, folder)) {
            let name = match file.split_once('/') {
                Some((first, _)) => format!("{first}/**"),
                None => file.to_owned(),
            };
            if is_asset(file) && names.last() != Some(&name) && !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}

/// A value of a table, by its key in any case.
pub(super) fn value<'m>(map: &'m Map<String, Value>, key: &str) -> Option<&'m Value> {
    map.iter().find(|(own, _)| own.eq_ignore_ascii_case(key)).map(|(_, value)| value)
}

/// A text of a table that says something.
pub(super) fn text(map: &Map<String, Value>, key: &str) -> Option<String> {
    let text = value(map, key)?.as_str()?.trim();
    Some(text.to_owned()).filter(|text| !text.is_empty())
}

/// A pattern of addresses of another generator as dibao writes it; none if it has a part that dibao has not.
pub(super) fn permalink(pattern: &str) -> Option<String> {
    let known = match pattern.trim() {
        "pretty" | "date" => "/:categories/:year/:month/:day/:title/",
        other => other,
    };
    let mut pattern = known.replace(":slugified_categories/", "").replace(":output_ext", "");
    // Longer names first: they begin like shorter ones.
    for (theirs, own) in [
        (":categories/", ""),
        (":category/", ""),
        (":slugorcontentbasename", ":slug"),
        (":contentbasename", ":slug"),
        (":slugorfilename", ":slug"),
        (":filename", ":slug"),
        (":post_title", ":slug"),
        (":title", ":slug"),
        (":name", ":slug"),
        (":i_month", ":month"),
        (":i_day", ":day"),
    ] {
        pattern = pattern.replace(theirs, own);
    }
    let pattern = pattern.trim_matches('/').trim_end_matches(".html").to_owned();
    let parts = pattern
        .split(':')
        .skip(1)
        .map(|part| part.split(|it: char| !it.is_ascii_alphabetic() && it != '_').next().unwrap_or_default());
    let is_known = parts.clone().all(|part| matches!(part, "year" | "month" | "day" | "slug"));
    (is_known && parts.clone().any(|part| part == "slug")).then_some(pattern)
}

/// Files that are about a repository, and no articles, by the beginning of their names.
const ABOUT: [&str; 12] = [
    "readme",
    "license",
    "licence",
    "contributing",
    "changelog",
    "changes",
    "code_of_conduct",
    "develop",
    "security",
    "todo",
    "authors",
    "pull_request_template",
];

/// Whether a file is about a repository, by its name.
pub(super) fn is_about(file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or(file).to_lowercase();
    let stem = name.split('.').next().unwrap_or_default();
    // `changes-in-the-harbour.md` is an article.
    ABOUT
        .iter()
        .any(|about| stem == *about || stem.strip_prefix(about).is_some_and(|rest| matches!(rest, "s" | "ment")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_addresses() {
        assert_eq!(permalink("/:categories/:year/:title.html").as_deref(), Some(":year/:slug"));
        assert_eq!(permalink(":hash/"), None);
        assert_eq!(permalink("/:year/:short_month/:title/"), None);
        assert_eq!(permalink("pretty").as_deref(), Some(":year/:month/:day/:slug"));
        assert_eq!(permalink("/cn/:year/:month/:slugorfilename/").as_deref(), Some("cn/:year/:month/:slug"));
    }

    #[test]
    fn files_about_a_repository() {
        for name in
            ["README.md", "web/readme.zh.md", "CHANGELOGS.md", "DEVELOP.md", "DEVELOPMENT.md", "docs/LICENSE.md"]
        {
            assert!(is_about(name), "{name}");
        }
        for name in ["changes-in-the-harbour.md", "readme-first.md", "a.md"] {
            assert!(!is_about(name), "{name}");
        }
    }
}
