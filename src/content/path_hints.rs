//! What a file's name and folders tell when its front matter does not.

use super::When;

/// The date in a path, and the file's stem without it.
pub(super) struct Hints<'p> {
    pub date: Option<When>,
    /// The file name without ending and date; a bundle's folder for `index.md`.
    pub stem: &'p str,
}

/// Reads `2024-07-04-slug.md`, `20240704 slug.md`, `2024/07/04/slug.md`, `202407/slug.md` and
/// `slug/index.md`.
pub(super) fn hints(path: &str) -> Hints<'_> {
    let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let (folders, stem) = match (stem, folders.rsplit_once('/')) {
        ("index", Some((outer, bundle))) => (outer, bundle),
        ("index", None) if !folders.is_empty() => ("", folders),
        _ => (folders, stem),
    };
    match date_prefix(stem) {
        Some((date, rest)) => Hints { date: Some(date), stem: if rest.is_empty() { stem } else { rest } },
        None => Hints { date: folder_date(folders), stem },
    }
}

/// A day at the start of a name, and what follows it.
fn date_prefix(name: &str) -> Option<(When, &str)> {
    let digits = |range: std::ops::Range<usize>| name.get(range)?.parse::<u16>().ok();
    let is_digits = |range: std::ops::Range<usize>| {
        name.get(range).is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let (month, day, end) = match name.get(4..5)? {
        "-" | "_" | "." if name.get(7..8) == name.get(4..5) && is_digits(5..7) && is_digits(8..10) => {
            (digits(5..7)?, digits(8..10)?, 10)
        }
        _ if is_digits(4..8) => (digits(4..6)?, digits(6..8)?, 8),
        _ => return None,
    };
    let rest = &name[end..];
    if !is_digits(0..4) || rest.starts_with(|next: char| next.is_ascii_digit()) {
        return None;
    }
    let when = When::day(i16::try_from(digits(0..4)?).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?)?;
    Some((when, rest.trim_start_matches([' ', '-', '_', '.'])))
}

/// The date that folders such as `2024/07/04`, `2024/07` or `202407` make.
fn folder_date(folders: &str) -> Option<When> {
    let mut best = None;
    let parts: Vec<&str> = folders.split('/').collect();
    for (index, part) in parts.iter().enumerate() {
        let number = |at: usize| parts.get(index + at).filter(|part| part.len() <= 2)?.parse::<i8>().ok();
        let found = match (part.len(), part.parse::<u32>()) {
            (4, Ok(year @ 1000..=2999)) => {
                let year = i16::try_from(year).ok()?;
                match (number(1), number(2)) {
                    (Some(month), Some(day)) => When::day(year, month, day),
                    (Some(month), None) => When::month(year, month),
                    _ => Some(When { year, month: None, day: None, second: None, offset: 0 }),
                }
            }
            (6, Ok(month)) => When::month(i16::try_from(month / 100).ok()?, i8::try_from(month % 100).ok()?),
            (8 | 10, _) => date_prefix(part).map(|(when, _)| when),
            _ => None,
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
        check("20240704 峰会 [快讯].md", "2024-07-04", "峰会 [快讯]");
        check("2024-07-04_峰会/index.md", "2024-07-04", "峰会");
        check("a/2024/07/04/峰会.md", "2024-07-04", "峰会");
        check("published/201309/Fedora 20.md", "2013-09", "Fedora 20");
        check("2024/峰会.md", "2024", "峰会");
        check("2024-07-04.md", "2024-07-04", "2024-07-04");
        check("1999年會議.md", "", "1999年會議");
        check("20240799 x.md", "", "20240799 x");
        check("index.md", "", "index");
    }
}
