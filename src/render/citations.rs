//! How an article is cited, by GB/T 7714-2015 and by APA's seventh edition.

use super::context::Citation;
use crate::date::When;

/// What is cited; texts are in the reader's script.
pub(super) struct Work<'a> {
    /// A name for it that programs keep: ASCII.
    pub key: &'a str,
    pub title: &'a str,
    pub authors: &'a [String],
    pub source: Option<&'a str>,
    pub publisher: &'a str,
    pub date: Option<When>,
    pub page: Option<&'a str>,
    pub url: &'a str,
    pub lang: &'a str,
}

/// A citation in the forms that are printed. `theme/cite.js` makes those for programs, of the page's JSON-LD, when a reader
/// asks for them.
pub(super) fn citation(work: &Work<'_>) -> Citation {
    Citation { key: work.key.to_owned(), gbt7714: gbt7714(work), apa: apa(work) }
}

/// A number for a text: the same on every machine (FNV-1a, 32 bits).
pub(super) fn digest(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |digest, byte| (digest ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// `作者. 题名[N/OL]. 报名, 2024-07-05(1). 网址.`
fn gbt7714(work: &Work<'_>) -> String {
    let mut text = String::new();
    if !work.authors.is_empty() {
        // The standard names three.
        let named: Vec<&str> = work.authors.iter().take(3).map(String::as_str).collect();
        let more = match work.lang.starts_with("zh") {
            true if work.authors.len() > 3 => ", 等",
            false if work.authors.len() > 3 => ", et al",
            _ => "",
        };
        text += &format!("{}{more}. ", named.join(", "));
    }
    let date = work.date.map(|date| date.iso_date());
    match work.source {
        Some(source) => {
            text += &format!("{}[N/OL]. {source}", work.title);
            if let Some(date) = date {
                text += &format!(", {date}");
            }
            if let Some(page) = work.page {
                text += &format!("({page})");
            }
        }
        None => {
            text += &format!("{}[EB/OL]. {}", work.title, work.publisher);
            if let Some(date) = date {
                text += &format!(", ({date})");
            }
        }
    }
    text += &format!(". {}.", work.url);
    text
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn month_name(month: i8) -> &'static str {
    usize::try_from(month - 1).ok().and_then(|index| MONTHS.get(index).copied()).unwrap_or("")
}

/// `Author. (2024, July 5). Title. Newspaper, 1. URL`
fn apa(work: &Work<'_>) -> String {
    let date = match work.date {
        None => "n.d.".to_owned(),
        Some(When { year, month: Some(month), day: Some(day), .. }) => format!("{year}, {} {day}", month_name(month)),
        Some(When { year, month: Some(month), .. }) => format!("{year}, {}", month_name(month)),
        Some(When { year, .. }) => year.to_string(),
    };
    let end = |text: &str| if text.ends_with(['.', '?', '!', '。', '？', '！']) { "" } else { "." };
    let authors = match work.authors {
        [] => None,
        [one] => Some(one.clone()),
        [most @ .., last] => Some(format!("{}, & {last}", most.join(", "))),
    };
    let title = work.title;
    let mut text = match &authors {
        Some(authors) => format!("{authors}{} ({date}). {title}{}", end(authors), end(title)),
        // Without an author the title comes first.
        None => format!("{title}{} ({date}).", end(title)),
    };
    text += &format!(" {}", work.source.unwrap_or(work.publisher));
    if let Some(page) = work.page {
        text += &format!(", {page}");
    }
    text += &format!(". {}", work.url);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work() -> Work<'static> {
        static AUTHORS: std::sync::LazyLock<Vec<String>> =
            std::sync::LazyLock::new(|| ["甲", "乙", "丙", "丁"].map(str::to_owned).to_vec());
        Work {
            key: "2024-07-05-a",
            title: "涨价 5%：“A & B”{一}",
            authors: &AUTHORS,
            source: Some("青岛日报"),
            publisher: "档案",
            date: When::day(2024, 7, 5),
            page: Some("1"),
            url: "https://e.example/a_b",
            lang: "zh-Hans",
        }
    }

    #[test]
    fn texts_are_as_the_standards_have_them() {
        let cited = citation(&work());
        assert_eq!(
            cited.gbt7714,
            "甲, 乙, 丙, 等. 涨价 5%：“A & B”{一}[N/OL]. 青岛日报, 2024-07-05(1). https://e.example/a_b."
        );
        assert_eq!(
            cited.apa,
            "甲, 乙, 丙, & 丁. (2024, July 5). 涨价 5%：“A & B”{一}. 青岛日报, 1. https://e.example/a_b"
        );
        let bare = Work { authors: &[], source: None, page: None, date: When::month(2024, 7), ..work() };
        assert_eq!(gbt7714(&bare), "涨价 5%：“A & B”{一}[EB/OL]. 档案, (2024-07). https://e.example/a_b.");
        assert_eq!(apa(&bare), "涨价 5%：“A & B”{一}. (2024, July). 档案. https://e.example/a_b");
        let undated = Work { date: None, ..work() };
        assert!(apa(&undated).contains("(n.d.)"));
    }
}
