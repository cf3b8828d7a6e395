//! Hexo: names as they are, with the folders of posts.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use regex::Regex;
use serde_json::Value;
use sha1::{Digest as _, Sha1};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::expand::{expand, joined};
use super::facts::{Facts, Unknown, shown};
use super::settings::OldAddresses;
use crate::date::Written;
use crate::front_matter::scalar;

static TOKENS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r":((?-u:\w)*[a-zA-Z0-9])").expect("constant"));
/// A time that YAML reads by itself: where it names a zone, Hexo goes by the clock of UTC.
static TIMESTAMP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?)$")
        .expect("constant")
});
const DEFAULT: &str = ":year/:month/:day/:title/";
const NAMES: &str = ":title.md";

/// A post as Hexo sees it.
struct Post<'f> {
    old: &'f OldAddresses,
    facts: &'f Facts<'f>,
    /// What the pattern of names finds in the file's.
    named: BTreeMap<String, String>,
}

pub(super) fn path(old: &OldAddresses, facts: &Facts<'_>) -> Result<String, Unknown> {
    let Some(name) = facts.path.strip_prefix("_posts/") else { return Ok(of_page(old, facts)) };
    if let Some(asked) = facts.text(old, "permalink") {
        return Ok(format!("/{}", asked.trim_start_matches('/')));
    }
    let post = Post { old, facts, named: named(old.names.as_deref().unwrap_or(NAMES), name) };
    let filled = expand(&TOKENS, old.pattern.as_deref().unwrap_or(DEFAULT), |token| post.value(&token[1]))?;
    Ok(joined(&filled))
}

/// The address of what is no post.
fn of_page(old: &OldAddresses, facts: &Facts<'_>) -> String {
    let (folders, stem) = facts.parts();
    let mut path = match facts.text(old, "permalink") {
        Some(asked) if asked.ends_with('/') => format!("{asked}index.html"),
        Some(asked) if asked.rsplit('/').next().is_some_and(|name| name.contains('.')) => asked,
        Some(asked) => format!("{asked}.html"),
        None => format!("{}/{stem}.html", folders.join("/")),
    };
    if !path.starts_with('/') {
        path.insert(0, '/');
    }
    path
}

impl Post<'_> {
    fn value(&self, token: &str) -> Result<String, Unknown> {
        let slug = || self.named.get("title").cloned().unwrap_or_default();
        Ok(match token {
            "title" => slug(),
            "name" => slug().rsplit('/').next().unwrap_or_default().to_owned(),
            "post_title" => slugized(&self.facts.text(self.old, "title").unwrap_or_default()).to_lowercase(),
            "year" | "month" | "day" | "hour" | "minute" | "second" | "i_month" | "i_day" => {
                let format = match token {
                    "year" => "%Y",
                    "month" => "%m",
                    "day" => "%d",
                    "hour" => "%H",
                    "minute" => "%M",
                    "second" => "%S",
                    "i_month" => "%-m",
                    _ => "%-d",
                };
                self.shown()?.strftime(format).to_string()
            }
            "hash" => self.hash(&slug())?,
            "category" => self.category(),
            // Its number in a database.
            "id" => self.facts.text(self.old, "id").ok_or_else(|| Unknown::Token("id".to_owned()))?,
            other => {
                let own = self.facts.text(self.old, other).or_else(|| self.named.get(other).cloned());
                own.unwrap_or_else(|| "undefined".to_owned())
            }
        })
    }

    fn shown(&self) -> Result<jiff::civil::DateTime, Unknown> {
        if let Some(text) = self.facts.text(self.old, "date") {
            let written = Written::parse(&text).ok_or(Unknown::Date)?;
            let zone = if TIMESTAMP.is_match(&text) { TimeZone::UTC } else { self.facts.zone(self.old) };
            return Ok(shown(&written, &zone));
        }
        let number = |names: [&str; 2]| names.iter().find_map(|name| self.named.get(*name)?.parse::<i16>().ok());
        let [year, month, day] = [["year", "year"], ["month", "i_month"], ["day", "i_day"]].map(number);
        let small = |number: Option<i16>| number.and_then(|number| i8::try_from(number).ok());
        let day =
            year.zip(small(month)).zip(small(day)).and_then(|((year, month), day)| Date::new(year, month, day).ok());
        day.map(|day| day.to_datetime(jiff::civil::Time::midnight())).ok_or(Unknown::Date)
    }

    /// The beginning of a hash of its name and moment.
    fn hash(&self, slug: &str) -> Result<String, Unknown> {
        let moment = self.facts.zone(self.old).to_ambiguous_zoned_datetime(self.shown()?).compatible();
        let seconds = moment.map_err(|_| Unknown::Date)?.timestamp().as_second();
        let hash = Sha1::digest(format!("{slug}{seconds}"));
        Ok(hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect())
    }

    /// The last of its categories, with those that it is in.
    fn category(&self) -> String {
        let value = self.facts.value(self.old, "categories").or_else(|| (self.facts.front_matter)("category"));
        let names: Vec<String> = match &value {
            Some(Value::Array(items)) => match items.last() {
                Some(Value::Array(last)) => last.iter().filter_map(scalar).collect(),
                _ => items.iter().filter_map(scalar).collect(),
            },
            Some(one) => scalar(one).into_iter().collect(),
            None => Vec::new(),
        };
        if names.is_empty() {
            let usual = self.old.defaults.get("category").and_then(scalar);
            return usual.unwrap_or_else(|| "uncategorized".to_owned());
        }
        let called = |name: &String| self.old.categories.get(name).cloned().unwrap_or_else(|| slugized(name));
        names.iter().map(called).collect::<Vec<_>>().join("/")
    }
}

/// What the pattern of names finds in a file's name; at least its title.
fn named(pattern: &str, path: &str) -> BTreeMap<String, String> {
    let without_ending = |name: &str| {
        let file = name.rfind('/').map_or(0, |slash| slash + 1);
        name[file..].rfind('.').filter(|dot| *dot > 0).map_or(name.to_owned(), |dot| name[..file + dot].to_owned())
    };
    let (pattern, path) = (without_ending(pattern), without_ending(path));
    let mut names = Vec::new();
    let escaped = regex::escape(&pattern);
    let regex = TOKENS.replace_all(&escaped, |token: &regex::Captures<'_>| {
        names.push(token[1].to_owned());
        match &token[1] {
            "year" => r"(\d{4})",
            "month" | "day" => r"(\d{2})",
            "i_month" | "i_day" => r"(\d{1,2})",
            "hash" => "([0-9a-f]{12})",
            _ => "(.+?)",
        }
    });
    let found = Regex::new(&format!("^{regex}$")).ok().and_then(|regex| {
        let values: Vec<String> =
            regex.captures(&path)?.iter().skip(1).flatten().map(|it| it.as_str().to_owned()).collect();
        Some(names.iter().cloned().zip(values).collect::<BTreeMap<_, _>>())
    });
    let mut found = found.unwrap_or_default();
    found.entry("title".to_owned()).or_insert_with(|| slugized(&path));
    found
}

/// A word that articles are filed under, in the address of its list.
pub(super) fn filed(name: &str) -> String {
    slugized(name)
}

/// A name with single hyphens for blanks and the signs of ASCII, and without accents.
fn slugized(name: &str) -> String {
    let mut out = String::new();
    for character in name.chars().flat_map(bare).filter(|it| !it.is_control() || it.is_whitespace()) {
        if character.is_ascii_punctuation() || character.is_whitespace() {
            if !out.ends_with('-') {
                out.push('-');
            }
        } else {
            out.push(character);
        }
    }
    out.trim_matches('-').to_owned()
}

/// A letter of the Latin alphabet without its accents.
fn bare(character: char) -> Vec<char> {
    let special = match character {
        'ß' => "s",
        'æ' => "ae",
        'Æ' => "AE",
        'ø' => "o",
        'Ø' => "O",
        'ł' => "l",
        'Ł' => "L",
        'đ' => "d",
        'Đ' => "D",
        'œ' => "oe",
        'Œ' => "OE",
        _ => "",
    };
    if !special.is_empty() {
        return special.chars().collect();
    }
    let base: Vec<char> = std::iter::once(character).nfkd().filter(|part| !is_combining_mark(*part)).collect();
    let is_latin = !base.is_empty() && base.iter().all(char::is_ascii_alphabetic);
    if is_latin { base } else { vec![character] }
}
