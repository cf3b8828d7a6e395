//! Old addresses of feeds that lead to feeds which the site does not make.

use std::ops::Range;

use super::settings::{Config, FILE_NAME, FeedFormat};
use crate::diagnostic::{Diagnostic, Kind, sentence};

/// What is to be told of them: nothing is at such an address.
pub(super) fn findings(config: &Config, place: impl Fn(&str) -> Option<Range<usize>>, text: &str) -> Vec<Diagnostic> {
    let all = [FeedFormat::Atom, FeedFormat::Json];
    let absent: Vec<FeedFormat> = all.into_iter().filter(|format| !config.feeds.contains(format)).collect();
    let is_absent = |to: &str| {
        let name = to.rsplit('/').next().unwrap_or_default();
        let is_own = !to.contains("://");
        is_own && absent.iter().any(|format| name.strip_prefix("feed.") == Some(format.ending()))
    };
    let found = config.old_addresses.iter().filter(|(_, to)| is_absent(to)).map(|(from, to)| {
        let message = sentence!("config-old-feed", from, to);
        Diagnostic::warning(Kind::Address, FILE_NAME, message).at(text, place("old_addresses").unwrap_or(0..0))
    });
    found.collect()
}
