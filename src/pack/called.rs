//! What packs are called, and the part of an archive that they have. Pure.

use crate::address::slug;
use crate::artefact::Hash;
use crate::config::Config;
use crate::date::When;
use crate::pipeline::Selection;

/// Names of packs are no longer than this, in bytes, without their ending.
const LONGEST: usize = 180;

/// What packs of a site are called, without their ending: the archive, the part of it, and the day of its newest article.
pub(super) fn name(config: &Config, selection: &Selection, newest: Option<When>) -> String {
    let title = Some(slug(&config.title)).filter(|title| !title.is_empty());
    let mut parts = vec![title.unwrap_or_else(|| "archive".to_owned())];
    parts.extend(part(selection));
    parts.extend(newest.map(|newest| newest.iso_date()));
    shortened(parts.join("-"))
}

/// What a part of an archive is called; none for all of it.
pub(super) fn part(selection: &Selection) -> Option<String> {
    let Selection { scripts, since, events, sources } = selection;
    let mut parts: Vec<String> = scripts.iter().map(|script| script.folder().to_owned()).collect();
    parts.extend(events.iter().chain(sources).map(|name| slug(name)).filter(|part| !part.is_empty()));
    parts.extend(since.map(|since| format!("since-{}", since.iso_date())));
    (!parts.is_empty()).then(|| parts.join("-"))
}

/// A name that every disk takes, also with an ending and the marks of a signature.
fn shortened(name: String) -> String {
    if name.len() <= LONGEST {
        return name;
    }
    let mark = &Hash::of(name.as_bytes()).to_string()[..8];
    format!("{}-{mark}", &name[..name.floor_char_boundary(LONGEST)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_has_a_name_of_its_own() {
        let mut config = crate::config::load("title = \"邸报 · 试\"").unwrap();
        let newest = When::day(2026, 11, 30);
        let named = |config: &Config, selection: &Selection| name(config, selection, newest);
        assert_eq!(named(&config, &Selection::default()), "邸报-试-2026-11-30");
        let events = vec!["某 会".to_owned(), "/".to_owned()];
        let selection = Selection { events, since: When::month(2024, 7), ..Selection::default() };
        assert_eq!(named(&config, &selection), "邸报-试-某-会-since-2024-07-2026-11-30");
        config.title = "！".to_owned();
        assert_eq!(name(&config, &Selection::default(), None), "archive");
        let many =
            Selection { sources: (0..99).map(|number| format!("报{number}")).collect(), ..Selection::default() };
        let long = named(&config, &many);
        assert!(long.len() <= LONGEST + 9 && long != named(&config, &Selection { since: newest, ..many }), "{long}");
    }
}
