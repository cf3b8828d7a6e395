//! What a file's name and folders tell when its front matter does not.

use std::sync::LazyLock;

use regex::Regex;

use crate::date::When;

/// The date in a path, and the file's stem without it.
pub(super) struct Hints<'p> {
    pub date: Option<When>,
    /// The file name without ending and date; a bundle's folder for `index.md`.
    pub stem: &'p str,
}

struct Patterns {
    /// A day at the start of a name.
    before: Regex,
    /// A day at the end of a name.
    after: Regex,
    /// A day's number at the start of a name: `05-12.md` in a month's folder.
    number: Regex,
    /// A year or a month at the start of a name.
    year: Regex,
    /// A month's folder.
    month: Regex,
}

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let compile = |pattern: &str| Regex::new(pattern).expect("the patterns are constant");
    Patterns {
        before: compile(
            "^(?<year>[0-9]{4})(?:[-_.](?<month>[0-9]{1,2})[-_.](?<day>[0-9]{1,2})|(?<month2>[0-9]{2})(?<day2>[0-9]{2})|年(?<month3>[0-9]{1,2})月(?<day3>[0-9]{1,2})日)(?<rest>[^0-9].*)?$",
        ),
        after: compile(
            "^(?<rest>.*[^0-9])(?<year>(?:19|20)[0-9]{2})(?:[-_.](?<month>[0-9]{2})[-_.](?<day>[0-9]{2})|(?<month2>[0-9]{2})(?<day2>[0-9]{2}))$",
        ),
        number: compile("^(?<day>[0-9]{1,2})(?:[-_ .].*)?$"),
        year: compile("^(?<year>1[89][0-9]{2}|20[0-9]{2})年(?:(?<month>[0-9]{1,2})月)?[^0-9]"),
        month: compile("^(?<year>[12][0-9]{3})(?:[-_.]|年)?(?<month>[0-9]{1,2})月?$"),
    }
});

/// Reads `2024-07-04-slug.md`, `20240704 slug.md`, `slug-2024-07-04.md`, `2024/07/04/slug.md`,
/// `2024/07/04-12.md`, `202407/slug.md` and `slug/index.md`.
pub(super) fn hints(path: &str) -> Hints<'_> {
    let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let stands_for_folder = matches!(stem, "index" | "_index") || stem.eq_ignore_ascii_case("readme");
    let (folders, stem) = match folders.rsplit_once('/') {
        Some((outer, bundle)) if stands_for_folder => (outer, bundle),
        None if stands_for_folder && !folders.is_empty() => ("", folders),
        _ => (folders, stem),
    };
    if let Some((date, rest)) = day_in(&PATTERNS.before, stem) {
        let rest = rest.trim_start_matches([' ', '-', '_', '.']);
        return Hints { date: Some(date), stem: if rest.is_empty() { stem } else { rest } };
    }
    if let Some((date, rest)) = day_in(&PATTERNS.after, stem) {
        let rest = rest.trim_end_matches([' ', '-', '_', '.']);
        return Hints { date: Some(date), stem: if rest.is_empty() { stem } else { rest } };
    }
    let folder = folder_date(folders);
    let numbered = folder.filter(|date| date.day.is_none()).and_then(|month| {
        let day = PATTERNS.number.captures(stem)?["day"].parse().ok()?;
        When::day(month.year, month.month?, day)
    });
    let by_name = || {
        let found = PATTERNS.year.captures(stem)?;
        let year = found["year"].parse().ok()?;
        match found.name("month") {
            Some(month) => When::month(year, month.as_str().parse().ok()?),
            None => Some(When { year, month: None, day: None, second: None, offset: 0 }),
        }
    };
    Hints { date: numbered.or(folder).or_else(by_name), stem }
}

/// The day that a title names in full.
pub(super) fn day_in_title(title: &str) -> Option<When> {
    static DAY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("(?:^|[^0-9])(?<year>(?:19|20)[0-9]{2})(?:-(?<month>[0-9]{1,2})-(?<day>[0-9]{1,2})|(?<month2>[0-9]{2})(?<day2>[0-9]{2})|年(?<month3>[0-9]{1,2})月(?<day3>[0-9]{1,2})日)(?<rest>[^0-9].*)?$")
            .expect("the pattern is constant")
    });
    day_in(&DAY, title).map(|(date, _)| date)
}

/// The day that a pattern finds in a name, and the rest of the name.
fn day_in<'n>(pattern: &Regex, name: &'n str) -> Option<(When, &'n str)> {
    let captures = pattern.captures(name)?;
    let number = |names: [&str; 3]| {
        let found = names.iter().find_map(|name| captures.name(name))?;
        found.as_str().parse::<i8>().ok()
    };
    let (month, day) = (number(["month", "month2", "month3"])?, number(["day", "day2", "day3"])?);
    let when = When::day(captures["year"].parse().ok()?, month, day)?;
    Some((when, captures.name("rest").map_or("", |rest| rest.as_str())))
}

/// The date that folders such as `2024/07/04`, `2024/07`, `2024-07` or `202407` make.
fn folder_date(folders: &str) -> Option<When> {
    let mut best = None;
    let parts: Vec<&str> = folders.split('/').collect();
    for (index, part) in parts.iter().enumerate() {
        let number = |at: usize| parts.get(index + at).filter(|part| part.len() <= 2)?.parse::<i8>().ok();
        let year = part.strip_suffix('年').unwrap_or(part);
        let found = match (year.len(), year.parse::<i16>()) {
            (4, Ok(year @ 1000..=2999)) => match (number(1), number(2)) {
                (Some(month), Some(day)) => When::day(year, month, day),
                (Some(month), None) => When::month(year, month),
                _ => Some(When { year, month: None, day: None, second: None, offset: 0 }),
            },
            _ => day_in(&PATTERNS.before, part).map(|(when, _)| when).or_else(|| {
                let month = PATTERNS.month.captures(part)?;
                When::month(month["year"].parse().ok()?, month["month"].parse().ok()?)
            }),
        };
        best = found.or(best);
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, date: &str, stem: &str) {
        let found = hints(path);
        assert_eq!(
            (found.date.map(|date| date.iso()).unwrap_or_default().as_str(), found.stem),
            (date, stem),
            "{path}"
        );
    }

    #[test]
    fn dates_come_from_names_and_folders() {
        check("2024-07-04-峰会.md", "2024-07-04", "峰会");
        check("2024-7-4-峰会.md", "2024-07-04", "峰会");
        check("2024年7月4日 峰会.md", "2024-07-04", "峰会");
        check("20240704 峰会 [快讯].md", "2024-07-04", "峰会 [快讯]");
        check("20150209 Fix 14.04 [Tip].md", "2015-02-09", "Fix 14.04 [Tip]");
        check("2024-07-04_峰会/index.md", "2024-07-04", "峰会");
        check("峰会-2024-07-04.md", "2024-07-04", "峰会");
        check("新闻联播20240704.md", "2024-07-04", "新闻联播");
        check("a/2024/07/04/峰会.md", "2024-07-04", "峰会");
        check("2024/07/04-12.md", "2024-07-04", "04-12");
        check("202407/04.md", "2024-07-04", "04");
        check("2024-07/峰会.md", "2024-07", "峰会");
        check("1946年05月/峰会.md", "1946-05", "峰会");
        check("published/201309/Fedora 20.md", "2013-09", "Fedora 20");
        check("2024/峰会.md", "2024", "峰会");
        check("2024-07-04.md", "2024-07-04", "2024-07-04");
        check("1999年會議.md", "1999", "1999年會議");
        check("1999年3月會議.md", "1999-03", "1999年3月會議");
        check("20240799 x.md", "", "20240799 x");
        check("issue-278.md", "", "issue-278");
        check("index.md", "", "index");
        check("新闻/2024-07-04-峰会/README.MD", "2024-07-04", "峰会");
    }

    #[test]
    fn a_title_may_name_its_day() {
        let day = |title| day_in_title(title).map(|date| date.iso()).unwrap_or_default();
        assert_eq!(day("# 2016-11-07 提问"), "2016-11-07");
        assert_eq!(day("新闻联播（2024年7月4日）"), "2024-07-04");
        assert_eq!(day("20160204 座谈会"), "2016-02-04");
        assert_eq!(day("2024 年的计划"), "");
    }
}
