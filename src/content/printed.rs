//! What a newspaper prints about an article's place in it: its page, parts of a serial, corrections. Jumps from page
//! to page are in `jumps`.

use std::ops::Range;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use regex::Regex;
use serde_json::Value;

use crate::date::{When, chinese_number};
use crate::diagnostic::{Diagnostic, Kind, Sentence, sentence};
use crate::front_matter::{Fields, keys};

/// A correction that a paper printed, or its archive made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// When it was made.
    pub date: Option<When>,
    /// The words as they were printed; empty where something was missing.
    pub was: String,
    /// What they should have been; empty where they should not have been.
    pub now: String,
    /// Who made it.
    pub by: Option<String>,
    /// What else is to be said.
    pub note: Option<String>,
    /// Where in the file it stands, in bytes.
    pub place: Range<usize>,
}

/// A page in digits, also where it is written in Chinese numerals or in full width; `A2` stays.
pub(super) fn page_number(page: &str) -> String {
    let narrow: String = page.trim().chars().map(narrow).collect();
    let inner = narrow.strip_prefix('第').unwrap_or(&narrow).trim_end_matches('版');
    let inner = if inner.is_empty() { narrow.as_str() } else { inner };
    let is_chinese = inner.chars().all(|letter| !letter.is_ascii());
    match chinese_number(inner).filter(|_| is_chinese) {
        Some(number) => number.to_string(),
        // `02` and `2` are one page, and `A02` and `A2`.
        None => {
            let section = inner.trim_end_matches(|it: char| it.is_ascii_digit());
            let digits = inner[section.len()..].trim_start_matches('0');
            if digits.is_empty() { inner.to_owned() } else { format!("{section}{digits}") }
        }
    }
}

fn narrow(letter: char) -> char {
    match letter {
        '！'..='～' => char::from_u32(letter as u32 - 0xFEE0).unwrap_or(letter),
        // Numerals in circles, and those of accounts.
        '①' | '壹' => '一',
        '②' | '贰' | '貳' => '二',
        '③' | '叁' | '參' => '三',
        '④' | '肆' => '四',
        '⑤' | '伍' => '五',
        '⑥' | '陆' | '陸' => '六',
        '⑦' | '柒' => '七',
        '⑧' | '捌' => '八',
        '⑨' | '玖' => '九',
        '⑩' | '拾' => '十',
        other => other,
    }
}

static PART: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"^(.{2,}?)\s*[（(〔【]\s*(?:(续|續)?(?:之)?([一二三四五六七八九十百]{1,4}|[0-9]{1,3})|([上中下])(?:篇|集)?|(续|續)(?:完|篇)?|(完))\s*[）)〕】]$";
    Regex::new(pattern).expect("the pattern is tested")
});

/// A title without the mark of a part, and which part it is: 某某（续二） is part 3 of 某某,
/// 某某（下） part 3 as well, since a 中 may be between; the last part is as far as numbers go.
pub fn part_of_title(title: &str) -> Option<(&str, u32)> {
    let captures = PART.captures(title.trim())?;
    let base = captures.get(1)?.as_str();
    let number = if let Some(number) = captures.get(3) {
        let text = number.as_str();
        let number =
            text.parse().ok().or_else(|| chinese_number(text).and_then(|number| u32::try_from(number).ok()))?;
        // 续一 comes after a first part without a mark.
        if captures.get(2).is_some() { number + 1 } else { number }
    } else if let Some(which) = captures.get(4) {
        match which.as_str() {
            "上" => 1,
            "中" => 2,
            _ => 3,
        }
    } else if captures.get(5).is_some() {
        2
    } else {
        u32::MAX
    };
    Some((base, number))
}

/// `corrections`: a list of tables, or one. One that says nothing is reported.
pub(super) fn corrections(fields: &mut Fields<'_>, formats: &[String], time_zone: &str) -> Vec<Correction> {
    let place = fields.place_of(keys::CORRECTIONS);
    let Some(value) = keys::CORRECTIONS.iter().find_map(|key| fields.value(key)) else { return Vec::new() };
    let items = match value {
        Value::Array(items) => items,
        other => vec![other],
    };
    let mut found = Vec::new();
    for item in items {
        match correction(&item, formats, time_zone, fields, &place) {
            Ok(correction) => found.push(correction),
            Err(why) => {
                fields.report_at(Diagnostic::warning(Kind::Correction, fields.file, why), place.clone());
            }
        }
    }
    found
}

fn correction(
    item: &Value,
    formats: &[String],
    time_zone: &str,
    fields: &mut Fields<'_>,
    whole: &Range<usize>,
) -> Result<Correction, Sentence> {
    let map = match item {
        Value::Object(map) => map,
        // A sentence alone is a note.
        Value::String(note) if !note.trim().is_empty() => {
            let note = Some(note.trim().to_owned());
            let (was, now) = (String::new(), String::new());
            return Ok(Correction { date: None, was, now, by: None, note, place: whole.clone() });
        }
        _ => return Err(sentence!("correction-no-table")),
    };
    let text = |names: &[&str]| {
        let value = names.iter().find_map(|name| map.get(*name))?;
        let text = match value {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        Some(text).filter(|text| !text.is_empty())
    };
    let was = text(keys::WAS).unwrap_or_default();
    let now = text(keys::NOW).unwrap_or_default();
    let note = text(keys::NOTE);
    if was.is_empty() && now.is_empty() && note.is_none() {
        return Err(sentence!("correction-empty"));
    }
    let place = if was.is_empty() { whole.clone() } else { fields.place_within(keys::CORRECTIONS, &was) };
    let date = text(&["date", "日期"]).and_then(|written| {
        let date = When::parse(&written, formats, time_zone);
        if date.is_none() {
            let message = sentence!("correction-date", written);
            fields.report_at(Diagnostic::error(Kind::Date, fields.file, message), place.clone());
        }
        date
    });
    Ok(Correction { date, was, now, by: text(keys::BY), note, place })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_titles() {
        for (title, expected) in [
            ("连载小说（续二）", Some(("连载小说", 3))),
            ("連載小說（續）", Some(("連載小說", 2))),
            ("回忆录（之三）", Some(("回忆录", 3))),
            ("回忆录(12)", Some(("回忆录", 12))),
            ("见闻（上）", Some(("见闻", 1))),
            ("见闻（下）", Some(("见闻", 3))),
            ("见闻（完）", Some(("见闻", u32::MAX))),
            ("见闻（图）", None),
            ("（上）", None),
        ] {
            assert_eq!(part_of_title(title), expected, "{title}");
        }
    }

    #[test]
    fn pages_are_numbers() {
        for (page, expected) in [
            ("第二版", "2"),
            ("02", "2"),
            ("A2", "A2"),
            ("A02", "A2"),
            ("十二", "12"),
            ("要闻", "要闻"),
            ("0", "0"),
            ("３", "3"),
        ] {
            assert_eq!(page_number(page), expected);
        }
    }
}
