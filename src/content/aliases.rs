//! The addresses that an article had before: at another generator, at another host, under another name.

use crate::front_matter::{Fields, keys};

/// The addresses that lead to an article besides its own, as it says itself: those that it calls so, the one that it had
/// elsewhere, and the one that it asks for, which was its own where pages are in no folder of a script.
pub(super) fn aliases(fields: &mut Fields<'_>) -> Vec<String> {
    let mut all = fields.addresses(keys::ALIASES);
    // These are kept for templates, too.
    all.extend([keys::PERMALINK, keys::ORIGINAL].into_iter().filter_map(|keys| fields.peek(keys)));
    all.retain(|address| !address.is_empty());
    all.dedup();
    all
}
