//! Files that no known generator read: a pattern of dates and names, as they are.

use std::sync::LazyLock;

use regex::Regex;

use super::expand::{expand, joined};
use super::facts::{Facts, Unknown, shown};
use super::settings::OldAddresses;

static TOKENS: LazyLock<Regex> = LazyLock::new(|| Regex::new(":([a-z]+)").expect("constant"));
const KNOWN: [&str; 10] = ["year", "month", "day", "date", "hour", "minute", "second", "path", "name", "slug"];
const DEFAULT: &str = "/:path.html";

pub(super) fn path(old: &OldAddresses, facts: &Facts<'_>) -> Result<String, Unknown> {
    let (folders, stem) = facts.parts();
    let date = || Ok(shown(&facts.date(old, &["date"]).ok_or(Unknown::Date)?, &facts.zone(old)));
    let filled = expand(&TOKENS, old.pattern.as_deref().unwrap_or(DEFAULT), |token| {
        Ok(match &token[1] {
            "year" => format!("{:04}", date()?.year()),
            "month" => format!("{:02}", date()?.month()),
            "day" => format!("{:02}", date()?.day()),
            "date" => date()?.date().to_string(),
            "hour" => format!("{:02}", date()?.hour()),
            "minute" => format!("{:02}", date()?.minute()),
            "second" => format!("{:02}", date()?.second()),
            "path" => folders.iter().copied().chain([stem]).collect::<Vec<_>>().join("/"),
            "name" => stem.to_owned(),
            "slug" => facts.text(old, "slug").unwrap_or_else(|| stem.to_owned()),
            key => facts.text(old, key).ok_or_else(|| Unknown::Token(key.to_owned()))?,
        })
    })?;
    Ok(joined(&filled))
}

pub(super) fn unknown_token(pattern: &str) -> Option<String> {
    let tokens = TOKENS.captures_iter(pattern).map(|token| token[1].to_owned());
    // Any other is a key of front matter, which has letters.
    tokens.into_iter().find(|token| token.len() < 2 && !KNOWN.contains(&token.as_str()))
}
