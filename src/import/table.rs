//! What was found in a tree, taken and left out, once its `book.toml` is written: for people and for programs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;

use super::survey::Survey;
use crate::config::{self, Config, FILE_NAME};
use crate::content::{self, Articles};
use crate::diagnostic::Kind;
use crate::kinds::{Called, EntityKind};
use crate::script::fold_name;
use crate::way::below;

/// What was found.
#[derive(Debug, Serialize)]
pub struct Table {
    /// The generator.
    pub generator: &'static str,
    /// The folders that are read.
    pub sources: Vec<Row>,
    /// Articles in all, each with its versions.
    pub articles: usize,
    /// Pages that stand by themselves, by their files.
    pub pages: Vec<String>,
    /// How many different words articles are filed under, by their kinds.
    pub words: BTreeMap<String, usize>,
    /// Drafts, which are left out.
    pub drafts: usize,
    /// Markdown files that are not read.
    pub left_out: Vec<String>,
    /// Files of text that are not Markdown, by their endings.
    pub other_texts: BTreeMap<String, usize>,
    /// Those of them that are HTML and that the generator made pages of.
    pub html_pages: Vec<String>,
    /// What is published as it is.
    pub assets: Vec<String>,
    /// Feeds of the old site, at addresses that no feed of the new one has.
    pub feeds: Vec<String>,
    /// Lists of the old site, which lead to those of the new one.
    pub lists: Vec<String>,
    /// How many old addresses are kept.
    pub old_addresses: usize,
    /// Files whose old address cannot be known, with the reason.
    pub unknown_addresses: Vec<Lost>,
}

/// A folder that is read.
#[derive(Debug, Serialize)]
pub struct Row {
    /// Where it is in the tree.
    pub dir: String,
    /// The files of articles and pages in it.
    pub files: usize,
    /// Those of them whose old address is kept.
    pub with_old_address: usize,
    /// The pattern of old addresses, if one is known.
    pub pattern: Option<String>,
}

/// A file whose old address cannot be known.
#[derive(Debug, Serialize)]
pub struct Lost {
    /// The file.
    pub file: String,
    /// Why.
    pub reason: String,
}

/// Reads the archive that a `book.toml` was written for, and counts. `to_tree` leads from its folder to the tree, in
/// which files are named.
///
/// # Errors
/// A sentence, when the `book.toml` cannot be read.
pub fn table(survey: &Survey, root: &Path, book: &str, to_tree: &str) -> Result<Table, String> {
    let config = config::load(book).map_err(|fault| format!("{FILE_NAME}: {fault}"))?;
    let mut found = Vec::new();
    let read = content::load(root, &config, false, None, None, &mut found);
    let tree = &survey.tree;
    let name = |file: &str| below(file, to_tree).unwrap_or(if file == to_tree { "." } else { file }).to_owned();
    let mut sources: Vec<Row> = config
        .source
        .iter()
        .map(|source| {
            let pattern = source.old_addresses.0.first().and_then(|old| old.pattern.clone());
            Row { dir: name(&source.dir), files: 0, with_old_address: 0, pattern }
        })
        .collect();
    let mut addresses = 0;
    for meta in read.articles.iter().chain(&read.pages).flat_map(|meta| meta.with_versions()) {
        addresses += meta.aliases.len();
        // The parts of one file are one file.
        if let (Some(row), true) =
            (meta.source_index.and_then(|index| sources.get_mut(index)), meta.part.is_none_or(|part| part == 1))
        {
            row.files += 1;
            row.with_old_address += usize::from(!meta.aliases.is_empty());
        }
    }
    let lost = found.iter().filter(|found| found.kind == Kind::OldAddress);
    Ok(Table {
        generator: tree.generator.name(),
        sources,
        articles: read.articles.len(),
        pages: read.pages.iter().map(|page| name(&page.file)).collect(),
        words: words(&read.articles, &config),
        drafts: read.drafts_skipped,
        left_out: tree.left_out.clone(),
        other_texts: tree.other_texts.clone(),
        html_pages: tree.html_pages.clone(),
        assets: assets(survey),
        feeds: tree.plan.feeds.clone(),
        lists: lists(survey, &read.articles, &config),
        old_addresses: addresses,
        unknown_addresses: lost.map(|lost| Lost { file: name(&lost.file), reason: lost.message.clone() }).collect(),
    })
}

fn words(articles: &Articles, config: &Config) -> BTreeMap<String, usize> {
    let of = |(kind, called): (EntityKind, &Called)| {
        let words: BTreeSet<String> = articles.iter().flat_map(|meta| meta.names(kind)).map(fold_name).collect();
        (kind.row().is_term && !words.is_empty()).then(|| (called.folder.clone(), words.len()))
    };
    config.kinds.iter().filter_map(of).collect()
}

/// The lists that lead on: those of folders, and those of words that there are.
fn lists(survey: &Survey, articles: &Articles, config: &Config) -> Vec<String> {
    let plan = &survey.tree.plan;
    let has_words = |key: &str| {
        let kind = config.kinds.with_key(key);
        kind.is_some_and(|kind| articles.iter().any(|meta| meta.names(kind).next().is_some()))
    };
    let of_words = plan.old_lists.iter().flat_map(|old| {
        let folders = old.taxonomies.iter().filter(|(key, _)| has_words(key));
        folders.map(|(_, folder)| old.list(folder))
    });
    let mut lists: Vec<String> = plan.lists.iter().map(|(list, _)| list.clone()).chain(of_words).collect();
    lists.sort_unstable();
    lists.dedup();
    lists
}

fn assets(survey: &Survey) -> Vec<String> {
    let plan = &survey.tree.plan;
    match &plan.assets {
        Some(folder) if plan.asset_files.is_empty() => vec![format!("{folder}/**")],
        Some(folder) if folder == "." => plan.asset_files.clone(),
        Some(folder) => plan.asset_files.iter().map(|file| format!("{folder}/{file}")).collect(),
        None => Vec::new(),
    }
}

impl Table {
    /// The table for a terminal.
    pub fn text(&self) -> String {
        let mut out = String::new();
        let mut line = |what: &str, text: String| {
            if !text.is_empty() {
                // Writing to a string cannot fail.
                let _ = writeln!(out, "  {what:<18}{text}");
            }
        };
        for row in &self.sources {
            let pattern = row.pattern.as_deref().map(|pattern| format!(", at {pattern}")).unwrap_or_default();
            let old = if row.with_old_address > 0 {
                format!(", {} with old addresses{pattern}", row.with_old_address)
            } else {
                String::new()
            };
            line("taken", format!("{}: {} {}{old}", row.dir, row.files, if row.files == 1 { "file" } else { "files" }));
        }
        line("articles", self.articles.to_string());
        line("pages", named(&self.pages));
        let words: Vec<String> = self.words.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        line("filed under", words.join(", "));
        line("as they are", named(&self.assets));
        line("drafts left out", if self.drafts == 0 { String::new() } else { self.drafts.to_string() });
        line("left out", named(&self.left_out));
        line("not Markdown", super::tree::counts(&self.other_texts));
        line("  pages in HTML", named(&self.html_pages));
        line(
            "old addresses",
            if self.old_addresses == 0 { "none are known".to_owned() } else { format!("{} kept", self.old_addresses) },
        );
        let mut reasons: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for lost in &self.unknown_addresses {
            reasons.entry(&lost.reason).or_default().push(lost.file.clone());
        }
        for (reason, files) in reasons {
            line("  not known", format!("{}. {reason}", named(&files)));
        }
        line("old feeds", self.feeds.join(", "));
        line("old lists", self.lists.join(", "));
        out
    }
}

/// How many there are, and the first of them.
fn named(names: &[String]) -> String {
    const SHOWN: usize = 8;
    if names.is_empty() {
        return String::new();
    }
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| name.escape_debug().to_string()).collect();
    let more = if names.len() > SHOWN { ", …" } else { "" };
    format!("{}: {}{more}", names.len(), shown.join(", "))
}
