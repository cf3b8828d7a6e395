//! The addresses that an article had before: at another generator, at another host, under another name.

use rustc_hash::FxHashSet;

use super::rules::Rules;
use super::walk::ContentFile;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Kind, sentence};
use crate::formerly::{Facts, Unknown, address, file_address, files_address, has_tokens};
use crate::front_matter::{Fields, keys};
use crate::way::below;

/// The addresses that lead to an article besides its own: those that it says itself, which are those that it calls so and
/// that of the page that it was saved from; and those that another generator gave it.
///
/// Beside them, the folder in which the files were that lie with it.
pub(super) fn aliases(
    fields: &mut Fields<'_>,
    file: &ContentFile,
    rules: &Rules,
    config: &Config,
) -> (Vec<String>, Option<String>) {
    let (formerly, files) = formerly(fields, file, rules, config);
    let mut all = [keys::ALIASES, keys::REDIRECTS].map(|keys| fields.addresses(keys)).concat();
    // These are kept for templates, too.
    let asked = [keys::PERMALINK, keys::ORIGINAL].into_iter().filter_map(|keys| fields.peek(keys));
    // One below the site is an old address only where pages were in no folder of a script.
    let was_own = |asked: &String| asked.contains("://") || !rules.old_addresses.is_empty();
    // As its generator read it, it is among those that follow.
    let is_read = |asked: &String| formerly.iter().any(|address| address.trim_matches('/') == asked.trim_matches('/'));
    let is_pattern = |asked: &String| rules.old_addresses.iter().any(|old| has_tokens(old, asked));
    all.extend(asked.filter(|asked| was_own(asked) && !is_pattern(asked) && !is_read(asked)));
    all.extend(formerly);
    all.retain(|address| !address.is_empty());
    let mut seen = FxHashSet::default();
    all.retain(|address| seen.insert(address.clone()));
    (all, files)
}

/// The addresses that the generators of its source gave a file, and the folder in which they put the files that lie with
/// it. An address that nobody can know any more is told.
fn formerly(
    fields: &mut Fields<'_>,
    file: &ContentFile,
    rules: &Rules,
    config: &Config,
) -> (Vec<String>, Option<String>) {
    let within = below(&file.name, &rules.dir).unwrap_or(&file.within);
    let mut all = Vec::new();
    let mut files = None;
    let mut unknown = Vec::new();
    for old in &rules.old_addresses {
        let folder = old.folder.trim_matches('/');
        let path = if folder.is_empty() { within.to_owned() } else { format!("{folder}/{within}") };
        let front_matter = |key: &str| fields.look(&[key]).map(|(_, value)| value.clone());
        let facts = Facts { path, front_matter: &front_matter, time_zone: &config.time_zone };
        match address(old, &facts) {
            Ok(address) => {
                files = files.or_else(|| files_address(old, &facts.path, &address));
                all.extend(file_address(old, &address));
                all.push(address);
            }
            Err(why) => unknown.push(why),
        }
    }
    for why in unknown {
        let message = match why {
            Unknown::Date => sentence!("old-address-date"),
            Unknown::Token(token) => sentence!("old-address-token", token),
        };
        fields.push(Diagnostic::warning(Kind::OldAddress, &file.name, message));
    }
    (all, files)
}
