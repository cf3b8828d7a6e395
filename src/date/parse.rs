//! Reads dates as people write them: `2024-07-04`, `2024/7/4 8:30`, `2024年7月4日 晚8时30分`,
//! `二〇二四年七月四日`, `民國113年7月4日`, `113/07/04`, `July 4, 2024`, and less of each.
//! Ten digits are no date: a moment in seconds cannot be told from a number.

use std::sync::LazyLock;

use jiff::civil::Time;
use jiff::tz::Offset;
use regex::{Captures, Regex};

/// What a date says, before the calendar is asked.
pub(super) struct Found {
    pub year: i16,
    pub month: Option<i8>,
    pub day: Option<i8>,
    pub time: Option<Time>,
    pub offset: Option<Offset>,
}

/// A year of the Republic of China begins with 1 in 1912.
const REPUBLIC: i32 = 1911;

struct Patterns {
    before: Regex,
    republic: Regex,
    chinese: Regex,
    signs: Regex,
    digits: Regex,
    year_last: Regex,
    day_first: Regex,
    month_first: Regex,
    month_between: Regex,
    weekday: Regex,
    clock: Regex,
    chinese_clock: Regex,
}

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let compile = |pattern: &str| Regex::new(pattern).expect("the patterns are constant");
    let number = "[0-9]{1,2}|[一二三四五六七八九十廿卅]{1,3}";
    let months = "(?<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?";
    Patterns {
        before: compile("(?i)^(?:公元|西元|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?) *"),
        republic: compile("^(?:中[華华])?民[國国] *"),
        chinese: compile(&format!(
            "^(?<year>[0-9]{{1,4}}|[〇零○一二三四五六七八九十百元廿卅]{{1,6}}) *年 *(?:(?<month>{number}) *月份? *(?:(?<day>{number}) *[日号號])?)?"
        )),
        signs: compile("^(?<year>[0-9]{2,4}) ?[-/.] ?(?<month>[0-9]{1,2})(?: ?[-/.] ?(?<day>[0-9]{1,2})\\.?)?"),
        digits: compile("^[0-9]+"),
        year_last: compile("^(?<one>[0-9]{1,2})[-/.](?<two>[0-9]{1,2})[-/.](?<year>[0-9]{4})"),
        day_first: compile(&format!("(?i)^(?<day>[0-9]{{1,2}})(?:st|nd|rd|th)? {months},? (?<year>[0-9]{{4}})")),
        month_between: compile(&format!("(?i)^(?<year>[0-9]{{4}})[-/. ]{months}[-/. ](?<day>[0-9]{{1,2}})")),
        month_first: compile(&format!("(?i)^{months} (?:(?<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,? )?(?<year>[0-9]{{4}})")),
        weekday: compile(
            "(?i)^(?:[(（]?(?:星期|[周週]|禮拜|礼拜)[一二三四五六日天][)）]?|[(（][一二三四五六日][)）]|[(（]?(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[)）]?) *",
        ),
        clock: compile(
            "(?i)^(?<hour>[0-9]{1,2}):(?<minute>[0-9]{1,2})(?::(?<second>[0-9]{1,2})(?:[.,][0-9]+)?)? *(?<half>[ap]m)?",
        ),
        chinese_clock: compile(
            "^(?<hour>[0-9]{1,2}|[零〇一二三四五六七八九十]{1,3}) *[时時点點] *(?:(?<half_hour>半)|整|(?:(?<minute>[0-9]{1,2}|[零〇一二三四五六七八九十]{1,3}) *分?) *(?:(?<second>[0-9]{1,2}) *秒)?)?",
        ),
    }
});

/// Reads a date, and a time after it. Nothing may be left over.
pub(super) fn parse(text: &str) -> Option<Found> {
    let narrowed = narrowed(text);
    let (found, rest) = date(&narrowed)?;
    if found.month.is_some_and(|month| !(1..=12).contains(&month)) {
        return None;
    }
    let (time, offset) = clock(rest.trim_start_matches(['T', 't', ' ', ',', '，']))?;
    if time.is_some() && found.day.is_none() {
        return None;
    }
    Some(Found { time, offset, ..found })
}

/// The date that a text begins with, whatever follows, and whether or not there is such a day.
pub(super) fn parse_start(text: &str) -> Option<Found> {
    date(&narrowed(text)).map(|(found, _)| found)
}

/// Whether a text is two numbers and a year, and either number may be the month.
pub(super) fn is_ambiguous(text: &str) -> bool {
    let narrowed = narrowed(text);
    let numbers = PATTERNS.year_last.captures(&narrowed).map(|found| [part(&found, "one"), part(&found, "two")]);
    numbers.is_some_and(|numbers| {
        numbers[0] != numbers[1] && numbers.iter().all(|number| number.is_some_and(|number| (1..=12).contains(&number)))
    })
}

fn narrowed(text: &str) -> String {
    text.trim().chars().map(narrow).collect()
}

/// The date that a text begins with, without its time, and what follows.
fn date(text: &str) -> Option<(Found, &str)> {
    let patterns = &*PATTERNS;
    let rest = skip(&patterns.before, text);
    let after = skip(&patterns.republic, rest);
    let is_republic = after.len() < rest.len();
    let (year, month, day, end) = chinese(after, is_republic)
        .or_else(|| english(after))
        .or_else(|| signs(after, is_republic))
        .or_else(|| year_last(after))
        .or_else(|| digits(after))?;
    // Zeros stand for what is not known.
    let month = month.filter(|&month| month != 0);
    let day = day.filter(|&day| day != 0 && month.is_some());
    let year = i16::try_from(year).ok().filter(|&year| year > 0)?;
    Some((Found { year, month, day, time: None, offset: None }, &after[end..]))
}

/// A year, a month, a day, and where they end.
type Day = (i32, Option<i8>, Option<i8>, usize);

fn skip<'t>(pattern: &Regex, text: &'t str) -> &'t str {
    pattern.find(text).map_or(text, |found| &text[found.end()..])
}

fn end(captures: &Captures<'_>) -> usize {
    captures.get(0).map_or(0, |all| all.end())
}

fn part(captures: &Captures<'_>, name: &str) -> Option<i8> {
    captures.name(name).and_then(|found| i8::try_from(number(found.as_str())?).ok())
}

fn chinese(text: &str, is_republic: bool) -> Option<Day> {
    let captures = PATTERNS.chinese.captures(text)?;
    let written = &captures["year"];
    let year = number(written)?;
    let is_short = year < 1000;
    let year = match (is_republic, is_short) {
        (true, _) => year + REPUBLIC,
        // Three digits are the Republic's; two could be of the twentieth century.
        (false, true) if (100..200).contains(&year) => year + REPUBLIC,
        (false, true) => return None,
        (false, false) => year,
    };
    Some((year, part(&captures, "month"), part(&captures, "day"), end(&captures)))
}

fn signs(text: &str, is_republic: bool) -> Option<Day> {
    let captures = PATTERNS.signs.captures(text)?;
    let year = number(&captures["year"])?;
    let year = match captures["year"].len() {
        4 => year,
        // Of more it is a year of which a digit is missing.
        3 if year < 150 => year + REPUBLIC,
        _ if is_republic => year + REPUBLIC,
        _ => return None,
    };
    Some((year, part(&captures, "month"), part(&captures, "day"), end(&captures)))
}

fn english(text: &str) -> Option<Day> {
    let captures = [&PATTERNS.day_first, &PATTERNS.month_first, &PATTERNS.month_between]
        .into_iter()
        .find_map(|pattern| pattern.captures(text))?;
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let name = captures["month"].to_ascii_lowercase();
    let month = MONTHS.iter().position(|month| *month == name)?;
    Some((number(&captures["year"])?, i8::try_from(month + 1).ok(), part(&captures, "day"), end(&captures)))
}

/// `25/08/1931`: the number that is greater than 12 is the day. Where both could be the month, it
/// is no date.
fn year_last(text: &str) -> Option<Day> {
    let captures = PATTERNS.year_last.captures(text)?;
    let (one, two) = (part(&captures, "one")?, part(&captures, "two")?);
    let (month, day) = match (one > 12, two > 12) {
        (true, false) => (two, one),
        (false, true) => (one, two),
        (false, false) if one == two => (one, two),
        _ => return None,
    };
    Some((number(&captures["year"])?, Some(month), Some(day), end(&captures)))
}

/// `20240704`, `202407`, `1949`, `1131126` by the Republic's years, and `20240704183015`.
fn digits(text: &str) -> Option<Day> {
    let found = PATTERNS.digits.find(text)?.as_str();
    let at = |range: std::ops::Range<usize>| found.get(range)?.parse::<i32>().ok();
    let small = |range: std::ops::Range<usize>| i8::try_from(at(range)?).ok();
    let is_year = |year: &i32| (1500..=2199).contains(year);
    match found.len() {
        4 => Some((at(0..4)?, None, None, 4)),
        6 => Some((at(0..4).filter(is_year)?, small(4..6), None, 6)),
        7 => Some((at(0..3).filter(|year| *year < 150)? + REPUBLIC, small(3..5), small(5..7), 7)),
        8 | 12 | 14 => Some((at(0..4).filter(is_year)?, small(4..6), small(6..8), 8)),
        _ => None,
    }
}

/// A time of day and an offset from UTC, each if it is there; none if there is something else.
fn clock(text: &str) -> Option<(Option<Time>, Option<Offset>)> {
    let patterns = &*PATTERNS;
    let mut rest = skip(&patterns.weekday, text.trim()).trim();
    if let Some(bare) = rest.strip_suffix(']').and_then(|rest| rest.rsplit_once('[')) {
        rest = bare.0;
    }
    if rest.is_empty() {
        return Some((None, None));
    }
    if let Some(offset) = offset(rest) {
        // `2018-02-24 +0800`: a zone, but no time that it would matter to.
        return Some((None, Some(offset)));
    }
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if matches!(digits, 4 | 6) && (digits == rest.len() || offset(&rest[digits..]).is_some()) {
        // What `20240704183015` and `20240704T183000Z` leave.
        let at = |from: usize| rest[..digits].get(from..from + 2).map_or(Some(0), |two| two.parse::<i8>().ok());
        return Some((Some(Time::new(at(0)?, at(2)?, at(4)?, 0).ok()?), offset(&rest[digits..])));
    }
    let (period, after) = period(rest);
    if after.is_empty() {
        return Some((None, None));
    }
    let (captures, is_chinese) = match patterns.clock.captures(after) {
        Some(captures) => (captures, false),
        None => (patterns.chinese_clock.captures(after)?, true),
    };
    let left = after[end(&captures)..].trim();
    let offset = if left.is_empty() { None } else { Some(offset(left)?) };
    let hour = part(&captures, "hour")?;
    let minute = part(&captures, "minute").unwrap_or(0);
    let is_half = is_chinese && captures.name("half_hour").is_some();
    let hour = match captures.name("half").map(|half| half.as_str().to_ascii_lowercase()).filter(|_| !is_chinese) {
        Some(half) if half == "pm" => hour % 12 + 12,
        Some(_) => hour % 12,
        None => in_period(hour, period),
    };
    if hour == 24 {
        // The end of a day is not the next one's.
        return Some((None, offset));
    }
    let minute = if is_half { 30 } else { minute };
    Some((Some(Time::new(hour, minute, part(&captures, "second").unwrap_or(0), 0).ok()?), offset))
}

#[derive(Clone, Copy)]
enum Period {
    None,
    Morning,
    Noon,
    Afternoon,
    Night,
}

/// The word for a part of the day that a time begins with.
fn period(text: &str) -> (Period, &str) {
    let words = [
        (Period::Morning, &["凌晨", "清晨", "早晨", "早上", "上午", "早"][..]),
        (Period::Noon, &["中午", "正午"]),
        (Period::Afternoon, &["下午", "午后", "午後", "傍晚"]),
        (Period::Night, &["晚上", "晚间", "晚間", "晚", "深夜", "半夜", "夜间", "夜間", "夜里", "夜裡", "夜"]),
    ];
    for (period, words) in words {
        if let Some(rest) = words.iter().find_map(|word| text.strip_prefix(word)) {
            return (period, rest.trim_start());
        }
    }
    (Period::None, text)
}

fn in_period(hour: i8, period: Period) -> i8 {
    match period {
        Period::Morning if hour == 12 => 0,
        Period::Noon if hour < 6 => hour + 12,
        Period::Afternoon if hour < 12 => hour + 12,
        Period::Night if (5..12).contains(&hour) => hour + 12,
        Period::Night if hour == 12 => 24,
        _ => hour,
    }
}

fn offset(text: &str) -> Option<Offset> {
    let text = text.trim();
    if matches!(text, "Z" | "z" | "UTC" | "GMT") {
        return Some(Offset::UTC);
    }
    if text == "CST" {
        // China's, in an archive of Chinese news.
        return Offset::from_hours(8).ok();
    }
    let text = text.strip_prefix("GMT").or_else(|| text.strip_prefix("UTC")).unwrap_or(text);
    let (sign, digits) =
        if let Some(rest) = text.strip_prefix('+') { (1, rest) } else { (-1, text.strip_prefix('-')?) };
    let digits = digits.replace(':', "");
    if !matches!(digits.len(), 1 | 2 | 4) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let hours: i32 = digits[..digits.len().min(2)].parse().ok()?;
    let minutes: i32 = if digits.len() == 4 { digits[2..].parse().ok()? } else { 0 };
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}

/// Full-width digits and signs as ASCII.
fn narrow(character: char) -> char {
    match character {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character),
        '\u{3000}' | '\u{A0}' => ' ',
        '–' | '—' | '−' => '-',
        other => other,
    }
}

/// A number in digits, in Chinese numerals by place (二〇二四) or by value (一百一十三, 廿三), or 元
/// for 1.
pub fn number(text: &str) -> Option<i32> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok();
    }
    if text == "元" {
        return Some(1);
    }
    let digit = |character: char| match character {
        '〇' | '零' | '○' => Some(0),
        other => "一二三四五六七八九".chars().position(|it| it == other).and_then(|at| i32::try_from(at + 1).ok()),
    };
    if text.chars().all(|character| digit(character).is_some()) {
        return text.chars().try_fold(0_i32, |sum, character| sum.checked_mul(10)?.checked_add(digit(character)?));
    }
    let (mut sum, mut pending) = (0, 0);
    for character in text.chars() {
        match character {
            '百' => (sum, pending) = (sum + pending.max(1) * 100, 0),
            '十' => (sum, pending) = (sum + if pending == 0 { 10 } else { pending * 10 }, 0),
            '廿' => (sum, pending) = (sum + 20, 0),
            '卅' => (sum, pending) = (sum + 30, 0),
            other => pending = digit(other)?,
        }
    }
    Some(sum + pending)
}
