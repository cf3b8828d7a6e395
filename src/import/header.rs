//! Headers without front matter: the lines that the articles of an archive begin with, each with
//! a meaning by its position, into a pattern for `header`.

use std::sync::LazyLock;

use regex::Regex;

use crate::date::When;

/// What a line of a header is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Line {
    Heading,
    Date,
    Page,
    /// `专栏：…`
    Label,
    /// A short line, or an empty one.
    Text,
}

/// At most so many lines are looked at.
const LONGEST: usize = 8;

static PAGE: LazyLock<Regex> = LazyLock::new(|| Regex::new("^第 *[0-9一二三四五六七八九十]+ *版").expect("constant"));
static LABEL: LazyLock<Regex> = LazyLock::new(|| Regex::new("^[\\p{Han}　 ]{2,8}[：:]").expect("constant"));

fn class(line: &str) -> Option<Line> {
    let content = line.trim();
    if content.starts_with('#') {
        Some(Line::Heading)
    } else if When::parse(content, &[], "UTC").is_some_and(|when| when.day.is_some()) {
        Some(Line::Date)
    } else if PAGE.is_match(content) {
        Some(Line::Page)
    } else if LABEL.is_match(content) && content.chars().count() < 40 {
        Some(Line::Label)
    } else if content.chars().count() < 40 && !line.starts_with(['　', ' ', '<', '>', '!', '-', '*']) {
        Some(Line::Text)
    } else {
        None
    }
}

/// The lines that a text's header may have.
fn lines(text: &str) -> Vec<Line> {
    text.trim_start().lines().take(LONGEST).map_while(class).collect()
}

/// The pattern that most of some texts begin with; none if they have no such header. There must
/// be a line that is a date, by the same number in nine of ten.
pub(super) fn pattern(texts: &[String]) -> Option<String> {
    let headers: Vec<Vec<Line>> = texts.iter().map(|text| lines(text)).collect();
    let most = |count: usize| count * 10 >= texts.len() * 9 && texts.len() >= 3;
    let of = |index: usize, line: Line| headers.iter().filter(|header| header.get(index) == Some(&line)).count();
    let date = (0..LONGEST).find(|&index| most(of(index, Line::Date)))?;
    let heading = most(of(0, Line::Heading));
    let mut pattern = String::from(if heading { r"#{1,6} *(?<title>[^\n]+)\n" } else { r"(?<title>[^\n]+)\n" });
    for index in 1..date {
        // What stands between the title and the day is who wrote it.
        pattern.push_str(if index == 1 { r"(?<author>[^\n]*)\n" } else { r"[^\n]*\n" });
    }
    if date == 0 {
        return None;
    }
    pattern.push_str(r"(?<date>[^\n]+)\n");
    for index in date + 1..LONGEST {
        if most(of(index, Line::Page)) {
            pattern.push_str(r"第 *(?<page>[0-9一二三四五六七八九十]+) *版[^\n]*\n");
        } else if most(of(index, Line::Label)) {
            pattern.push_str(r"(?:[^\n：:]{2,8}[：:](?<column>[^\n]*)\n)");
        } else {
            break;
        }
    }
    Some(pattern)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_by_position_is_found() {
        let text = |title: &str, day: &str| {
            format!("### {title}\n本报记者\n{day}\n第2版()\n专栏：\n\n　　{title}\n    文。\n")
        };
        let texts = [text("甲", "1946-05-15"), text("乙", "1946-05-16"), text("丙", "1946年5月17日")];
        let found = pattern(&texts).unwrap();
        let regex = Regex::new(&format!("^{found}")).unwrap();
        let captures = regex.captures(&texts[0]).unwrap();
        assert_eq!(
            (&captures["title"], &captures["author"], &captures["date"], &captures["page"]),
            ("甲", "本报记者", "1946-05-15", "2")
        );
        assert!(texts[0][captures.get(0).unwrap().end()..].starts_with("\n　　甲"));
        let plain = ["# 题\n\n文".to_owned(), "# 题\n\n字".to_owned(), "# 题".to_owned()];
        assert_eq!(pattern(&plain), None);
    }
}
