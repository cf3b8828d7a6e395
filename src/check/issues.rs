//! Days on which a daily has no article.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Span;
use jiff::civil::Date;

use crate::archive::Archive;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Kind, sentence};

/// A source with fewer days than this is not taken for a daily by itself.
const FEWEST_DAYS: usize = 30;
/// A source is taken for a daily if so many percent of its days have an article.
const SHARE: usize = 80;

/// A source's days, each with the file of an article.
type Days<'a> = BTreeMap<Date, &'a str>;

/// Runs of days without an article in sources that are dailies, as their settings say or as
/// their other days show. Days of the week that a paper never comes out on do not count.
pub(super) fn missing(config: &Config, archive: &Archive) -> Vec<Diagnostic> {
    let mut sources: BTreeMap<(Option<usize>, &str), Days<'_>> = BTreeMap::new();
    // A day of which all was withdrawn had an issue.
    let withdrawn = archive.withdrawn.iter().map(|withdrawn| &withdrawn.meta);
    for meta in archive.articles.iter().map(|article| &article.meta).chain(withdrawn) {
        let day = meta.date.and_then(|date| Date::new(date.year, date.month?, date.day?).ok());
        if let Some(day) = day {
            let name = meta.source.as_deref().unwrap_or_default();
            sources.entry((meta.source_index, name)).or_default().insert(day, &meta.file);
        }
    }
    let mut found = Vec::new();
    for ((index, name), days) in sources {
        let said = index.and_then(|index| config.source[index].daily);
        let off = days_off(&days);
        if said.unwrap_or_else(|| is_daily(&days, &off)) {
            found.extend(gaps(&days, &off).into_iter().map(|gap| tell(name, &gap)));
        }
    }
    found
}

/// A run of days without an article.
struct Gap<'a> {
    first: Date,
    last: Date,
    count: usize,
    /// The file of an article of the day before.
    after: &'a str,
}

fn next(day: Date) -> Date {
    day.checked_add(Span::new().days(1)).unwrap_or(Date::MAX)
}

/// The days from the first article to the last.
fn span(days: &Days<'_>) -> impl Iterator<Item = Date> {
    let first = days.first_key_value().map(|(day, _)| *day);
    let last = days.last_key_value().map_or(Date::MIN, |(day, _)| *day);
    std::iter::successors(first, |day| Some(next(*day))).take_while(move |day| *day <= last)
}

/// The days of the week, from Monday, that hardly ever have an article.
fn days_off(days: &Days<'_>) -> BTreeSet<i8> {
    let mut counts = [(0, 0); 8];
    for day in span(days) {
        let (with, all) = &mut counts[usize::try_from(day.weekday().to_monday_one_offset()).unwrap_or(0)];
        *with += usize::from(days.contains_key(&day));
        *all += 1;
    }
    (1..=7_i8)
        .filter(|&weekday| {
            let (with, all) = counts[usize::try_from(weekday).unwrap_or(0)];
            all >= 4 && with * 10 < all
        })
        .collect()
}

fn is_off(day: Date, off: &BTreeSet<i8>) -> bool {
    off.contains(&day.weekday().to_monday_one_offset())
}

fn is_daily(days: &Days<'_>, off: &BTreeSet<i8>) -> bool {
    let all = span(days).filter(|day| !is_off(*day, off)).count();
    days.len() >= FEWEST_DAYS && off.len() < 3 && days.len() * 100 >= all * SHARE
}

fn gaps<'a>(days: &Days<'a>, off: &BTreeSet<i8>) -> Vec<Gap<'a>> {
    let mut gaps: Vec<Gap<'a>> = Vec::new();
    let mut after = "";
    let mut is_open = false;
    for day in span(days) {
        match days.get(&day) {
            Some(file) => (after, is_open) = (file, false),
            None if is_off(day, off) => {}
            None => match gaps.last_mut().filter(|_| is_open) {
                Some(gap) => (gap.last, gap.count) = (day, gap.count + 1),
                None => {
                    gaps.push(Gap { first: day, last: day, count: 1, after });
                    is_open = true;
                }
            },
        }
    }
    gaps
}

fn tell(source: &str, gap: &Gap<'_>) -> Diagnostic {
    let (count, first, last) = (gap.count, gap.first.to_string(), gap.last.to_string());
    let message = if source.is_empty() {
        sentence!("issue-missing", count, first, last)
    } else {
        sentence!("issue-missing-of-source", source, count, first, last)
    };
    Diagnostic::warning(Kind::MissingIssue, gap.after, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(skip: &[&str]) -> Vec<Date> {
        let first: Date = "2024-07-01".parse().unwrap();
        let all = std::iter::successors(Some(first), |day| Some(next(*day))).take(60);
        all.filter(|day| !skip.contains(&day.to_string().as_str())).collect()
    }

    fn found(days: &[Date]) -> Vec<String> {
        let days: Days<'_> = days.iter().map(|day| (*day, "a.md")).collect();
        let off = days_off(&days);
        if !is_daily(&days, &off) {
            return Vec::new();
        }
        gaps(&days, &off).iter().map(|gap| format!("{} {}", gap.first, gap.count)).collect()
    }

    #[test]
    fn gaps_of_a_daily_are_found() {
        assert_eq!(found(&days(&[])), Vec::<String>::new());
        assert_eq!(found(&days(&["2024-07-05", "2024-07-10", "2024-07-11"])), ["2024-07-05 1", "2024-07-10 2"]);
        let no_sundays: Vec<Date> =
            days(&["2024-07-09"]).into_iter().filter(|day| day.weekday().to_monday_one_offset() != 7).collect();
        assert_eq!(found(&no_sundays), ["2024-07-09 1"], "no paper on Sundays");
        assert_eq!(found(&days(&[])[..10]), Vec::<String>::new(), "too few to tell");
        let weekly: Vec<Date> = days(&[]).into_iter().step_by(7).collect();
        assert_eq!(found(&weekly), Vec::<String>::new());
    }
}
