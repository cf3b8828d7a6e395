//! The addresses that an article had before: at another generator, at another host, under another name.

use crate::front_matter::{Fields, keys};

/// The addresses that lead to an article besides its own, as it says itself: those that it calls so, and that of the page
/// that it was saved from.
pub(super) fn aliases(fields: &mut Fields<'_>) -> Vec<String> {
    let mut all = fields.addresses(keys::ALIASES);
    // These are kept for templates, too.
    let saved = [keys::PERMALINK, keys::ORIGINAL].into_iter().filter_map(|keys| fields.peek(keys));
    all.extend(saved.filter(|address| address.contains("://")));
    all.dedup();
    all
}
