//! Licences in `book.toml` that are not known. They are told and shown as they are: what may be done with an archive
//! is no reason not to build it.

use std::ops::Range;

use super::settings::{Config, FILE_NAME};
use crate::diagnostic::{Diagnostic, Kind};
use crate::rights::fault;

/// What is to be told of them, each where `place` finds the value of a key in the text.
pub(super) fn findings(config: &Config, place: impl Fn(&str) -> Option<Range<usize>>, text: &str) -> Vec<Diagnostic> {
    let site = std::iter::once(("license".to_owned(), config.license.as_str()));
    let key = |table: &str, index: usize| format!("{table}.{index}.license");
    let sources = config.source.iter().enumerate();
    let sources = sources.filter_map(|(index, source)| Some((key("source", index), source.license.as_deref()?)));
    let media = config.media.iter().enumerate();
    let media = media.filter_map(|(index, media)| Some((key("media", index), media.license.as_deref()?)));
    let found = site.chain(sources).chain(media).filter_map(|(key, written)| {
        let sentence = fault("license", written)?;
        Some(Diagnostic::warning(Kind::License, FILE_NAME, sentence).at(text, place(&key).unwrap_or(0..0)))
    });
    found.collect()
}
