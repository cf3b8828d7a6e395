//! What the files of a source are, as the source says of their names: articles, pages, or nothing.

use std::collections::BTreeSet;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::config::{Config, Source};
use crate::way::below;

/// What a file of a source is by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chosen {
    Article,
    Page,
    LeftOut,
}

/// What every source says of the names of its files, made ready to be matched.
pub(super) struct Choice {
    /// Pages, and what is left out, by the number of the source.
    sources: Vec<(GlobSet, GlobSet)>,
}

impl Choice {
    pub fn of_sources(config: &Config) -> Self {
        let globs = |source: &Source| (globs(&source.pages), globs(&source.leave_out));
        Self { sources: config.source.iter().map(globs).collect() }
    }

    pub fn of(&self, name: &str, config: &Config) -> Chosen {
        let Some(index) = config.source_of(name) else { return Chosen::Article };
        let within = below(name, &config.source[index].dir).unwrap_or(name);
        match &self.sources[index] {
            (_, left_out) if left_out.is_match(within) => Chosen::LeftOut,
            (pages, _) if pages.is_match(within) => Chosen::Page,
            _ => Chosen::Article,
        }
    }
}

/// The folders of an `index.md` to which the Markdown beside and below it belongs, where a source says so.
pub(super) struct Bundles<'c> {
    config: &'c Config,
    folders: BTreeSet<String>,
}

impl<'c> Bundles<'c> {
    pub fn of<'n>(names: impl Iterator<Item = &'n str>, config: &'c Config) -> Self {
        let mut bundles = Self { config, folders: BTreeSet::new() };
        let is_source = |name: &str| config.source.iter().any(|source| source.dir == folder(name));
        let indexes = names.filter(|name| is_index(name) && bundles.may_have(name) && !is_source(name));
        bundles.folders = indexes.map(|name| folder(name).to_owned()).collect();
        bundles
    }

    fn may_have(&self, name: &str) -> bool {
        self.config.source_of(name).is_some_and(|index| self.config.source[index].bundles)
    }

    /// Whether a file belongs to an article beside or above it.
    pub fn hold(&self, name: &str) -> bool {
        let own = folder(name);
        let mut above = own.match_indices('/').map(|(at, _)| &own[..at]);
        self.may_have(name)
            && (above.any(|folder| self.folders.contains(folder)) || !is_index(name) && self.folders.contains(own))
    }
}

fn folder(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether a file is a folder's article: `index.md`, `index.en.md`.
fn is_index(name: &str) -> bool {
    name.rsplit('/').next().and_then(|name| name.split('.').next()) == Some("index")
}

fn globs(patterns: &[String]) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    // `config::load` has refused what is none.
    let globs = patterns.iter().filter_map(|glob| GlobBuilder::new(glob).literal_separator(true).build().ok());
    for glob in globs {
        set.add(glob);
    }
    set.build().unwrap_or_default()
}
