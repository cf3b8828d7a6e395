//! Serials: articles whose titles say that they are parts (续一, 之二, 下), or that name their series.

use std::collections::{BTreeMap, BTreeSet};

use super::sequence::{Reading, ReadingKind};
use crate::archive::{Archive, ArticleId};
use crate::content::part_of_title;
use crate::script::fold_name;

/// The parts of a serial are not further apart than this, in days.
const FAR: i32 = 366;

/// A part of a serial: its number and the title without it.
type Part<'a> = (ArticleId, u32, &'a str);

/// Serials, by what articles say of themselves or by the marks of parts in their titles.
pub(super) fn serials(archive: &Archive, continuations: &[Reading]) -> Vec<Reading> {
    let jumped: BTreeSet<ArticleId> =
        continuations.iter().flat_map(|reading| reading.articles.iter().skip(1).copied()).collect();
    // By source and title.
    let mut parts: BTreeMap<(String, String), Vec<Part<'_>>> = BTreeMap::new();
    for (id, article) in archive.articles.iter_enumerated().filter(|(id, _)| !jumped.contains(id)) {
        let meta = &article.meta;
        let in_title = part_of_title(&meta.title);
        let (base, number) = match (&meta.series, in_title) {
            (Some(series), part) => (series.as_str(), part.map_or(1, |(_, number)| number)),
            (None, Some((base, number))) => (base, number),
            // The first part of a serial has no mark, where the next is 续一.
            (None, None) => (meta.title.as_str(), 1),
        };
        let source = fold_name(meta.source.as_deref().unwrap_or_default());
        parts.entry((source, fold_name(base))).or_default().push((id, number, base));
    }
    let mut found = Vec::new();
    for mut group in parts.into_values() {
        let is_marked = |(id, ..): &Part<'_>| {
            let meta = &archive.articles[*id].meta;
            meta.series.is_some() || part_of_title(&meta.title).is_some()
        };
        // A title that says nothing of parts is a first part, if there is only one of it.
        if group.len() < 2 || !group.iter().any(is_marked) {
            continue;
        }
        let unmarked = group.iter().filter(|part| !is_marked(part)).count();
        if unmarked > 1 {
            group.retain(is_marked);
        }
        let day = |id: ArticleId| archive.articles[id].meta.date.map(|date| date.iso_date()).unwrap_or_default();
        group.sort_by_key(|&(id, number, _)| (day(id), number, archive.articles[id].meta.file.clone(), id));
        let is_named = |(id, ..): &Part<'_>| archive.articles[*id].meta.series.is_some();
        // Where the numbers begin again, or a year has passed, another serial of the same name begins.
        let goes_on = |one: &Part<'_>, other: &Part<'_>| {
            is_named(one) && is_named(other) || one.1 < other.1 && is_near(archive, one.0, other.0)
        };
        for run in group.chunk_by(goes_on) {
            if let [(_, _, title), _, ..] = run {
                let articles = run.iter().map(|(id, ..)| *id).collect();
                found.push(Reading { kind: ReadingKind::Serial, title: (*title).to_owned(), articles });
            }
        }
    }
    found
}

/// Whether two articles may be parts of one serial by their days; one without a day may.
fn is_near(archive: &Archive, one: ArticleId, other: ArticleId) -> bool {
    let day = |id: ArticleId| {
        let date = archive.articles[id].meta.date?;
        jiff::civil::Date::new(date.year, date.month?, date.day?).ok()
    };
    match (day(one), day(other)) {
        (Some(one), Some(other)) => (other - one).get_days().abs() <= FAR,
        _ => true,
    }
}
