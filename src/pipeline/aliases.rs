//! Which articles have other addresses than when the site was published last.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use percent_encoding::percent_decode_str;
use serde::Serialize;
use serde_json::{Map, Value};

use super::load::{Loaded, configure, load};
use super::options::Options;
use crate::address::Former;
use crate::archive::{Archive, Target};
use crate::config::Config;
use crate::content::ArticleMeta;
use crate::diagnostic::Report;
use crate::error::Error;

/// An article that has another address now.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Readdressed {
    /// Its file, relative to the site's root.
    pub file: String,
    /// The address that it had, below a script's folder.
    pub was: String,
    /// The one that it has.
    pub is: String,
    /// The addresses of its pages that nothing leads on from.
    pub aliases: Vec<String>,
}

/// What became of the articles that were published.
#[derive(Debug, Default, Serialize)]
pub struct Comparison {
    /// How many were published.
    pub published: usize,
    /// Those that have other addresses, from which nothing leads on.
    pub moved: Vec<Readdressed>,
    /// The addresses of those that are gone without a notice.
    pub gone: Vec<String>,
}

/// An article as it was published: a row of a table in `data/articles`.
struct Published {
    address: String,
    file: String,
    titles: Vec<String>,
    date: String,
    pages: Vec<String>,
}

impl Published {
    fn of(row: &Map<String, Value>) -> Option<Self> {
        let text = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let of_script = |name: &'static str| {
            let is_of =
                move |key: &str| key == name || key.strip_prefix(name).is_some_and(|rest| rest.starts_with('_'));
            row.iter().filter(move |(key, _)| is_of(key)).filter_map(|(_, value)| value.as_str())
        };
        let titles = of_script("title").map(str::to_owned).collect();
        let pages = of_script("url").map(str::to_owned).collect();
        Some(Self { address: text("id"), file: text("file"), titles, date: text("date"), pages })
            .filter(|published| !published.address.is_empty())
    }
}

/// Compares the site in `root` with what was published: the texts of the tables in its `data/articles` at that time.
///
/// # Errors
/// When the configuration is wrong, or the text is no such file.
pub fn compare(root: &Path, options: &Options, published: &[String]) -> Result<(Comparison, Report), Error> {
    let mut rows: Vec<Map<String, Value>> = Vec::new();
    for text in published {
        let of_year: Vec<Map<String, Value>> = serde_json::from_str(text).map_err(|error| {
            Error::Other(format!("The list of published articles is no table of data/articles: {error}."))
        })?;
        rows.extend(of_year);
    }
    let Loaded { site, diagnostics, .. } = load(root, configure(root, options)?, options, None)?;
    let now = Now::of(site.archive(), &site.config);
    let mut comparison = Comparison { published: rows.len(), ..Comparison::default() };
    for published in rows.iter().filter_map(Published::of) {
        match now.article(&published) {
            None => comparison.gone.push(published.address),
            Some(target) => comparison.moved.extend(now.moved(&published, target)),
        }
    }
    Ok((comparison, Report::new(diagnostics)))
}

/// The archive as it is.
struct Now<'a> {
    archive: &'a Archive,
    base: String,
    /// By published name of the file; several of one that is split.
    by_file: BTreeMap<String, Vec<Target>>,
    /// By day and headline.
    by_words: BTreeMap<(String, String), Vec<Target>>,
}

impl<'a> Now<'a> {
    fn of(archive: &'a Archive, config: &Config) -> Self {
        let base = Former::parse(&config.base_url).map(|base| base.path).unwrap_or_default();
        let mut now = Self { archive, base, by_file: BTreeMap::new(), by_words: BTreeMap::new() };
        let articles = archive.articles.iter_enumerated().map(|(id, it)| (Target::Article(id), &it.meta));
        let gone = archive.withdrawn.iter_enumerated().map(|(id, it)| (Target::Withdrawn(id), &it.meta));
        for (target, meta) in articles.chain(gone) {
            now.by_file.entry(config.published_name(&meta.file)).or_default().push(target);
            let day = meta.date.map(|date| date.iso_date()).unwrap_or_default();
            now.by_words.entry((day, meta.title.clone())).or_default().push(target);
        }
        now
    }

    fn meta(&self, target: Target) -> Option<&'a ArticleMeta> {
        self.archive.article_meta(target)
    }

    /// The article that was published: of the same file, or of the same day and headline where that is certain.
    fn article(&self, published: &Published) -> Option<Target> {
        let day = published.date.get(..10).unwrap_or(&published.date).to_owned();
        // In the script that it is written in, the headline is as it stands in the file.
        let called = |title: &String| self.by_words.get(&(day.clone(), title.clone())).map(Vec::as_slice);
        let of_words = published.titles.iter().find_map(called).unwrap_or_default();
        let of_file = self.by_file.get(&published.file).map(Vec::as_slice).unwrap_or_default();
        match (of_file, of_words) {
            ([only], _) => Some(*only),
            ([], [only]) => Some(*only),
            // Of one file of many, that of the headline; or else that of the address.
            (several, _) => {
                let is_same = |target: &&Target| self.archive.path(**target) == published.address;
                let is_called = |target: &&Target| of_words.contains(target);
                several.iter().find(is_called).or_else(|| several.iter().find(is_same)).copied()
            }
        }
    }

    /// An article whose pages are elsewhere, if nothing leads on from one of them.
    fn moved(&self, published: &Published, target: Target) -> Option<Readdressed> {
        let is = self.archive.path(target);
        let meta = self.meta(target)?;
        if is == published.address {
            return None;
        }
        let known: BTreeSet<String> = meta
            .with_versions()
            .flat_map(|it| &it.aliases)
            .filter_map(|alias| Some(Former::parse(alias)?.key()))
            .collect();
        let path = |page: &String| {
            let path = percent_decode_str(url::Url::parse(page).ok()?.path()).decode_utf8_lossy().into_owned();
            Some(path.trim_start_matches('/').strip_prefix(&self.base)?.to_owned())
        };
        let pages = published.pages.iter().filter_map(path);
        let is_unknown =
            |path: &String| Former::parse(&format!("/{path}")).is_some_and(|it| !known.contains(&it.key()));
        let aliases: Vec<String> = pages.filter(is_unknown).map(|path| format!("/{path}")).collect();
        let (file, was, is) = (meta.file.clone(), published.address.clone(), is.to_owned());
        (!aliases.is_empty()).then_some(Readdressed { file, was, is, aliases })
    }
}
