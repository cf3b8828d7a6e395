//! Jekyll: posts, collections, pages, and the patterns that have names.

use std::sync::LazyLock;

use jiff::civil::DateTime;
use regex::Regex;

use super::expand::expand;
use super::facts::{Facts, Unknown, shown};
use super::settings::OldAddresses;
use super::signs::is_word;
use crate::date::Written;
use crate::front_matter::scalar;
use serde_json::Value;

static TOKENS: LazyLock<Regex> = LazyLock::new(|| Regex::new(":([a-z_]+)").expect("constant"));
static DATED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(\d{2,4}-\d{1,2}-\d{1,2})-(.*)$").expect("constant"));
/// A time that YAML reads by itself, and thus in UTC where it names no zone.
static TIMESTAMP: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|[ \t]+)\d{1,2}:\d{2}:\d{2}").expect("constant"));
const DATES: &[(&str, &str)] = &[
    ("year", "%Y"),
    ("short_year", "%y"),
    ("w_year", "%G"),
    ("month", "%m"),
    ("i_month", "%-m"),
    ("short_month", "%b"),
    ("long_month", "%B"),
    ("week", "%V"),
    ("day", "%d"),
    ("i_day", "%-d"),
    ("y_day", "%j"),
    ("w_day", "%u"),
    ("short_day", "%a"),
    ("long_day", "%A"),
    ("hour", "%H"),
    ("minute", "%M"),
    ("second", "%S"),
];
const OTHERS: [&str; 9] =
    ["title", "slug", "name", "path", "basename", "categories", "slugified_categories", "collection", "output_ext"];
const PAGES: &str = "/:path/:basename:output_ext";
const COLLECTIONS: &str = "/:collection/:path:output_ext";

/// What a file is to Jekyll.
struct Document<'f> {
    old: &'f OldAddresses,
    facts: &'f Facts<'f>,
    /// The collection, unless it is a page.
    collection: Option<&'f str>,
    /// The folders above the collection's, which are categories of posts; a page's.
    above: Vec<&'f str>,
    /// Those within it.
    within: Vec<&'f str>,
    /// The file's name without its ending.
    stem: &'f str,
}

pub(super) fn path(old: &OldAddresses, facts: &Facts<'_>) -> Result<String, Unknown> {
    let document = Document::of(old, facts);
    let asked = facts.text(old, "permalink");
    let usual = match document.collection {
        Some("posts") => style("date"),
        Some(_) => COLLECTIONS,
        None if document.stem == "index" => "/:path/",
        None => PAGES,
    };
    let is_index = document.collection.is_none() && document.stem == "index";
    let own = old.pattern.as_deref().filter(|_| !is_index);
    let pattern = asked.as_deref().or(own.map(style)).unwrap_or(usual);
    document.filled(pattern).map(|path| sanitized(&path))
}

pub(super) fn unknown_token(pattern: &str) -> Option<String> {
    let is_known = |token: &str| OTHERS.contains(&token) || DATES.iter().any(|(name, _)| *name == token);
    let tokens = TOKENS.captures_iter(style(pattern)).map(|token| token[1].to_owned()).collect::<Vec<_>>();
    tokens.into_iter().find(|token| !is_known(token) && !is_known(token.trim_end_matches('_')))
}

/// The pattern of a name, or itself.
fn style(name: &str) -> &str {
    match name {
        "date" => "/:categories/:year/:month/:day/:title:output_ext",
        "pretty" => "/:categories/:year/:month/:day/:title/",
        "ordinal" => "/:categories/:year/:y_day/:title:output_ext",
        "weekdate" => "/:categories/:year/W:week/:short_day/:title:output_ext",
        "none" => "/:categories/:title:output_ext",
        pattern => pattern,
    }
}

impl<'f> Document<'f> {
    fn of(old: &'f OldAddresses, facts: &'f Facts<'f>) -> Self {
        let (folders, stem) = facts.parts();
        let posts = folders.iter().position(|folder| matches!(*folder, "_posts" | "_drafts"));
        let (collection, above, within) = match (posts, folders.first().and_then(|first| first.strip_prefix('_'))) {
            (Some(at), _) => (Some("posts"), folders[..at].to_vec(), folders[at + 1..].to_vec()),
            (None, Some(label)) => (Some(label), Vec::new(), folders[1..].to_vec()),
            (None, None) => (None, folders, Vec::new()),
        };
        Self { old, facts, collection, above, within, stem }
    }

    fn filled(&self, pattern: &str) -> Result<String, Unknown> {
        expand(&TOKENS, pattern, |token| {
            let name = &token[1];
            match self.value(name) {
                // `:month_:day`
                Err(Unknown::Token(_)) if name.ends_with('_') => {
                    self.value(&name[..name.len() - 1]).map(|value| format!("{value}_"))
                }
                // Pages have few; what they have not stays as it is.
                Err(Unknown::Token(_)) if self.collection.is_none() => Ok(token[0].to_owned()),
                value => value,
            }
        })
    }

    fn value(&self, token: &str) -> Result<String, Unknown> {
        let unknown = || Unknown::Token(token.to_owned());
        let Some(collection) = self.collection else {
            return match token {
                "path" => Ok(self.above.join("/")),
                "basename" => Ok(self.stem.trim_end_matches('.').to_owned()),
                "output_ext" => Ok(".html".to_owned()),
                _ => Err(unknown()),
            };
        };
        Ok(match token {
            "title" => slugified(&self.slug(), |sign| "._~!$&'()+,;=@".contains(sign)),
            "slug" => lowered(&slugified(&self.slug(), |_| false)),
            "name" => lowered(&slugified(self.stem, |_| false)),
            "path" => {
                self.within.iter().copied().chain([self.stem.trim_end_matches('.')]).collect::<Vec<_>>().join("/")
            }
            "collection" => collection.to_owned(),
            "output_ext" => ".html".to_owned(),
            "categories" => unique(self.categories().iter().map(|category| lowered(category))).join("/"),
            "slugified_categories" => {
                unique(self.categories().iter().map(|it| lowered(&slugified(it, |_| false)))).join("/")
            }
            other => {
                let (_, format) = DATES.iter().find(|(name, _)| *name == other).ok_or_else(unknown)?;
                self.date().ok_or(Unknown::Date)?.strftime(format).to_string()
            }
        })
    }

    /// What it is called: as it says itself, or by its name without its day.
    fn slug(&self) -> String {
        let by_name = || {
            let name = DATED.captures(self.stem).and_then(|found| found.get(2)).map_or(self.stem, |rest| rest.as_str());
            name.trim_end_matches('.').to_owned()
        };
        self.facts.text(self.old, "slug").unwrap_or_else(by_name)
    }

    /// The moment as the clock of the site's zone showed it.
    fn date(&self) -> Option<DateTime> {
        let zone = self.facts.zone(self.old);
        if let Some(text) = self.facts.text(self.old, "date") {
            let mut written = Written::parse(&text)?;
            if written.offset.is_none() && TIMESTAMP.is_match(&text) {
                written.offset = Some(jiff::tz::Offset::UTC);
            }
            return Some(shown(&written, &zone));
        }
        let day = DATED.captures(self.stem)?;
        let (year, rest) = day[1].split_once('-')?;
        // As Ruby reads two digits.
        let year = match (year.len(), year.parse::<i16>().ok()?) {
            (2, year @ 69..) => year + 1900,
            (2, year) => year + 2000,
            (_, year) => year,
        };
        Written::parse(&format!("{year:04}-{rest}")).map(|written| shown(&written, &zone))
    }

    /// Its categories: of its folders, then its own.
    fn categories(&self) -> Vec<String> {
        let mut all: Vec<String> = self.above.iter().map(|&folder| folder.to_owned()).collect();
        let own = (self.facts.front_matter)("categories");
        for value in self.old.defaults.get("categories").into_iter().chain(own.as_ref()) {
            match value {
                Value::String(words) => all.extend(words.split_whitespace().map(str::to_owned)),
                Value::Array(items) => all.extend(items.iter().filter_map(word)),
                other => all.extend(scalar(other)),
            }
        }
        match &self.facts.value(self.old, "category") {
            Some(Value::Array(items)) => all.extend(items.iter().filter_map(word)),
            Some(one) => all.extend(scalar(one)),
            None => {}
        }
        unique(all.into_iter())
    }
}

/// A category as it is written.
fn word(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned).or_else(|| scalar(value))
}

/// A name in small letters, each by itself, as Ruby has it.
fn lowered(name: &str) -> String {
    name.chars().flat_map(char::to_lowercase).collect()
}

/// Each once, in the order in which they come first.
fn unique(all: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = Vec::new();
    for one in all {
        if !seen.contains(&one) {
            seen.push(one);
        }
    }
    seen
}

/// A word that articles are filed under, in the address of its list, as the plugin jekyll-archives has it.
pub(super) fn filed(name: &str) -> String {
    slugified(&lowered(name), |_| false)
}

/// A name with single hyphens for all that is neither a letter nor a digit, but for some signs.
fn slugified(name: &str, is_kept: impl Fn(char) -> bool) -> String {
    let mut out = String::new();
    for character in name.chars() {
        if is_word(character) || is_kept(character) {
            out.push(character);
        } else if !out.ends_with('-') {
            out.push('-');
        }
    }
    let out = out.strip_prefix('-').unwrap_or(&out);
    out.strip_suffix('-').unwrap_or(out).to_owned()
}

/// A path without what leads upwards or has no name.
fn sanitized(path: &str) -> String {
    let path = format!("/{path}").replace("..", "/").replace("./", "");
    let mut out = String::with_capacity(path.len());
    for character in path.chars() {
        if character != '/' || !out.ends_with('/') {
            out.push(character);
        }
    }
    out
}
