//! Hugo: patterns by section, folders that are pages, names without signs.

use std::sync::LazyLock;

use jiff::civil::{Date, DateTime, Time};
use percent_encoding::percent_decode_str;
use regex::Regex;

use super::expand::{expand, joined};
use super::facts::{Facts, Unknown};
use super::settings::OldAddresses;
use super::signs::{is_word, lower, without_accents};

static TOKENS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r":((?-u:\w)+)(\[.+?\])?").expect("constant"));
/// The keys that may have the date, in Hugo's order.
const DATES: [&str; 6] = ["date", "publishdate", "pubdate", "published", "lastmod", "modified"];
const KNOWN: [&str; 15] = [
    "year",
    "month",
    "monthname",
    "day",
    "weekday",
    "weekdayname",
    "yearday",
    "section",
    "sections",
    "title",
    "slug",
    "slugorfilename",
    "filename",
    "contentbasename",
    "slugorcontentbasename",
];

/// A content file as Hugo sees it.
struct Page<'f> {
    old: &'f OldAddresses,
    facts: &'f Facts<'f>,
    /// The folders above it; of a bundle, with its own.
    folders: Vec<&'f str>,
    /// The file's name, without its ending and language.
    stem: &'f str,
    /// What stands before its address.
    prefix: &'f str,
    /// The date and the slug that its name has.
    named: Option<(Date, &'f str)>,
}

pub(super) fn path(old: &OldAddresses, facts: &Facts<'_>) -> Result<String, Unknown> {
    let page = Page::of(old, facts);
    if let Some(url) = facts.text(old, "url") {
        return page.by_url(&url);
    }
    let pattern = if page.is_section() { &old.section_pattern } else { &old.pattern };
    let path = match pattern {
        Some(pattern) => page.by_pattern(pattern)?,
        None => page.by_path(),
    };
    Ok(page.finished(&path))
}

pub(super) fn unknown_token(pattern: &str) -> Option<String> {
    let tokens = TOKENS.captures_iter(pattern).map(|token| token[1].to_owned());
    tokens.into_iter().find(|token| !KNOWN.contains(&token.as_str()))
}

impl<'f> Page<'f> {
    fn of(old: &'f OldAddresses, facts: &'f Facts<'f>) -> Self {
        let (folders, stem) = facts.parts();
        // A site that names no language is in English.
        let of_language = |code: &str| match old.languages.is_empty() {
            true => code.eq_ignore_ascii_case("en").then_some(""),
            false => old.languages.iter().find(|(own, _)| own.eq_ignore_ascii_case(code)).map(|(_, it)| it.as_str()),
        };
        let in_name = stem.rsplit_once('.').filter(|(_, code)| !code.is_empty());
        let in_name = in_name.and_then(|(stem, code)| Some((stem, of_language(code)?)));
        let (stem, prefix) = in_name.unwrap_or((stem, old.languages.get("").map_or("", String::as_str)));
        let mut page = Self { old, facts, folders, stem, prefix, named: None };
        page.named = Some(page.name()).filter(|_| old.dated_names).and_then(date_and_slug);
        page
    }

    fn is_section(&self) -> bool {
        self.stem == "_index"
    }

    fn is_bundle(&self) -> bool {
        self.stem == "index"
    }

    /// Its name, or its folder's.
    fn name(&self) -> &'f str {
        if self.is_bundle() { self.folders.last().copied().unwrap_or(self.stem) } else { self.stem }
    }

    fn slug(&self) -> Option<String> {
        let own = self.facts.text(self.old, "slug").or_else(|| Some(self.named?.1.to_owned()));
        own.map(|slug| sanitized(slug.trim_matches('-')))
    }

    fn title(&self) -> String {
        self.urlized(&self.facts.text(self.old, "title").unwrap_or_default().replace(['/', '\\'], "-"))
    }

    /// The address that its front matter asks for.
    fn by_url(&self, url: &str) -> Result<String, Unknown> {
        let url = if url.contains(':') && !url.contains("://") { self.filled(url)? } else { url.to_owned() };
        let is_file = url.contains('.') && !url.ends_with('/');
        let path = if url.starts_with('/') { url } else { format!("{}/{url}", self.prefix) };
        Ok(joined(&if is_file { path } else { format!("{path}/") }))
    }

    fn by_pattern(&self, pattern: &str) -> Result<String, Unknown> {
        self.filled(pattern)
    }

    /// Its address without a pattern: its path.
    fn by_path(&self) -> String {
        let mut parts: Vec<String> = self.folders.iter().map(|folder| folder.replace(' ', "-")).collect();
        if !self.is_section() && !self.is_bundle() {
            parts.push(self.stem.replace(' ', "-"));
        }
        if let Some(slug) = self.slug().filter(|_| !self.is_section()) {
            parts.pop();
            parts.push(slug);
        }
        parts.join("/")
    }

    /// The address of a path: its signs, capitals and ending.
    fn finished(&self, path: &str) -> String {
        let mut path = sanitized(&cleaned(path));
        if self.old.drop_accents {
            path = without_accents(&path);
        }
        if !self.old.keep_case {
            path = lower(&path);
        }
        let end = match (self.old.ugly, self.is_section()) {
            (true, true) => "/index.html",
            (true, false) => ".html",
            (false, _) => "/",
        };
        joined(&format!("/{}/{}{end}", self.prefix, path.trim_matches('/')))
    }

    /// A name as a part of an address.
    fn urlized(&self, name: &str) -> String {
        let name = sanitized(name).replace('+', " ");
        let name = percent_decode_str(&name).decode_utf8_lossy().into_owned();
        // What `#` begins is nothing here. Blanks are left to the whole path, in which those at an end are hyphens.
        let name =
            if name.find('#') == Some(name.len().saturating_sub(1)) { name.trim_end_matches('#') } else { &name };
        if self.old.keep_case { name.to_owned() } else { lower(name) }
    }

    fn filled(&self, pattern: &str) -> Result<String, Unknown> {
        let date = self.date();
        expand(&TOKENS, pattern, |token| {
            Ok(match (&token[1], token.get(2)) {
                ("year", None) => date.year().to_string(),
                ("month", None) => format!("{:02}", date.month()),
                ("monthname", None) => date.strftime("%B").to_string(),
                ("day", None) => format!("{:02}", date.day()),
                ("weekday", None) => date.weekday().to_sunday_zero_offset().to_string(),
                ("weekdayname", None) => date.strftime("%A").to_string(),
                ("yearday", None) => date.day_of_year().to_string(),
                ("section", None) => self.sections().first().cloned().unwrap_or_default(),
                ("sections", cut) => cut_out(&self.sections(), cut.map_or("", |cut| cut.as_str())).join("/"),
                ("title", None) => self.title(),
                ("slug", None) => self.slug().map_or_else(|| self.title(), |slug| self.urlized(&slug)),
                ("filename" | "contentbasename", None) if self.is_section() => String::new(),
                ("filename" | "contentbasename", None) => self.urlized(self.name()),
                ("slugorfilename" | "slugorcontentbasename", None) => {
                    self.urlized(&self.slug().unwrap_or_else(|| self.name().to_owned()))
                }
                (other, _) => return Err(Unknown::Token(other.to_owned())),
            })
        })
    }

    /// The day as its author's clock had it; the first of all days if it has none.
    fn date(&self) -> DateTime {
        let own = || self.facts.date(self.old, &DATES);
        let (day, time) = match self.named {
            Some((day, _)) => (day, None),
            None => own().map_or((jiff::civil::date(1, 1, 1), None), |date| (date.day, date.time)),
        };
        day.to_datetime(time.unwrap_or_else(Time::midnight))
    }

    /// The sections that it is in: the folder at the top, and those below that are sections too.
    fn sections(&self) -> Vec<String> {
        let above = if self.is_bundle() { self.folders.len().saturating_sub(1) } else { self.folders.len() };
        let is_section = |depth: &usize| {
            let folder = self.folders[..*depth].join("/");
            *depth == 1 || self.is_section() && *depth == above || self.old.sections.contains(&folder)
        };
        let depth = (1..=above).rev().find(is_section).unwrap_or(0);
        self.folders[..depth].iter().map(|folder| folder.replace(' ', "-")).collect()
    }
}

/// A word that articles are filed under, in the address of its list.
pub(super) fn filed(name: &str, keep_case: bool) -> String {
    // Blanks are hyphens before signs are left out, so that there are two around each.
    let name = sanitized(&name.trim().replace(' ', "-"));
    if keep_case { name } else { lower(&name) }
}

/// A path without parts that lead nowhere.
fn cleaned(path: &str) -> String {
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

/// The date at the beginning of a name, and what follows.
fn date_and_slug(name: &str) -> Option<(Date, &str)> {
    let (day, rest) = name.split_at_checked(10)?;
    Some((day.parse().ok()?, rest.trim_matches([' ', '-', '_'])))
}

/// A name without the signs that Hugo leaves out, and with `-` for blanks.
fn sanitized(name: &str) -> String {
    let characters: Vec<char> = name.chars().collect();
    let is_hex = |at: usize| characters.get(at).is_some_and(char::is_ascii_hexdigit);
    let mut out = String::new();
    let (mut is_pending, mut was_hyphen) = (false, false);
    for (at, &character) in characters.iter().enumerate() {
        let is_kept = "./\\_#+~-@".contains(character)
            || is_word(character)
            || character == '%' && is_hex(at + 1) && is_hex(at + 2);
        if is_kept {
            was_hyphen = character == '-';
            if std::mem::take(&mut is_pending) && !was_hyphen {
                out.push('-');
            }
            out.push(character);
        } else if !out.is_empty() && !was_hyphen && character.is_whitespace() {
            is_pending = true;
        }
    }
    out
}

/// A part of a list, as `[1]`, `[1:]`, `[:2]` or `[last]` have it; all of it without one.
fn cut_out<'l>(list: &'l [String], cut: &str) -> &'l [String] {
    let Some(cut) = cut.strip_prefix('[').and_then(|cut| cut.strip_suffix(']')) else { return list };
    let number = |text: &str| match text.trim() {
        "last" => list.len().saturating_sub(1),
        text => text.parse().unwrap_or(0),
    };
    let range = match cut.split_once(':') {
        None => number(cut)..number(cut).saturating_add(1),
        Some((from, "")) => number(from)..list.len(),
        Some(("", to)) => 0..number(to).min(list.len()),
        Some((from, to)) => number(from)..number(to).min(list.len()),
    };
    list.get(range).unwrap_or_default()
}
