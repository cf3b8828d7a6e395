//! Dates as archives have them: to the second, the day, the month or the year.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

/// When something happened or was printed, as precisely as is known.
///
/// The fields order as the calendar does; a date that lacks its month or day comes before
/// those that have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct When {
    /// In the proleptic Gregorian calendar.
    pub year: i16,
    /// From 1 to 12.
    pub month: Option<i8>,
    /// From 1 to 31; only with a month.
    pub day: Option<i8>,
    /// Seconds from midnight, in the site's time zone; only with a day.
    pub second: Option<u32>,
    /// The zone's distance from UTC at that moment, in seconds.
    pub offset: i32,
}

impl When {
    /// A day, if the calendar has it.
    pub fn day(year: i16, month: i8, day: i8) -> Option<Self> {
        Date::new(year, month, day).ok()?;
        Some(Self { year, month: Some(month), day: Some(day), second: None, offset: 0 })
    }

    /// A month, if there is one of that number.
    pub fn month(year: i16, month: i8) -> Option<Self> {
        (1..=12).contains(&month).then_some(Self { year, month: Some(month), day: None, second: None, offset: 0 })
    }

    /// Reads `2024-07-04`, `2024/7/4 8:30`, `2024年7月4日 20:15`, `2024-07-04T18:30:00+08:00`,
    /// `20240704`, `2024-07`, `2024年`. A time without a zone is in `time_zone`, one with a zone
    /// is brought into it.
    pub fn parse(text: &str, time_zone: &str) -> Option<Self> {
        let text: String = text.trim().chars().map(narrow).collect();
        let (date, rest) = split_date(&text)?;
        let (numbers, count) = date;
        let [year, month, day] = numbers;
        let year = i16::try_from(year).ok()?;
        let [month, day] = [month, day].map(|number| i8::try_from(number).ok());
        let rest = rest.trim_start_matches(['T', 't', ' ', ',']).trim();
        let (time, zone) = split_time(rest)?;
        match count {
            1 if rest.is_empty() => Some(Self { year, month: None, day: None, second: None, offset: 0 }),
            2 if rest.is_empty() => Self::month(year, month?),
            3 => {
                let day = Date::new(year, month?, day?).ok()?;
                time.map_or(Self::day(year, month?, day.day()), |time| {
                    Self::moment(day.to_datetime(time), zone, time_zone)
                })
            }
            _ => None,
        }
    }

    fn moment(civil: DateTime, zone: Option<Offset>, time_zone: &str) -> Option<Self> {
        let site = TimeZone::get(time_zone).ok()?;
        let zoned = match zone {
            Some(offset) => offset.to_timestamp(civil).ok()?.to_zoned_datetime(site),
            None => site.to_ambiguous_zoned_datetime(civil).compatible().ok()?,
        };
        let local = zoned.datetime();
        let [hour, minute, second] = [local.hour(), local.minute(), local.second()].map(i64::from);
        Some(Self {
            year: local.year(),
            month: Some(local.month()),
            day: Some(local.day()),
            second: u32::try_from(hour * 3600 + minute * 60 + second).ok(),
            offset: zoned.offset().seconds(),
        })
    }

    /// The same, with the zone's distance from UTC on that day if no time is known.
    #[must_use]
    pub fn in_zone(self, time_zone: &str) -> Self {
        let first = Date::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1));
        let midnight = first.ok().and_then(|day| Self::moment(day.to_datetime(Time::midnight()), None, time_zone));
        match midnight {
            Some(midnight) if self.second.is_none() => Self { offset: midnight.offset, ..self },
            _ => self,
        }
    }

    /// The date in ISO 8601, as precisely as it is known: `2024-07`.
    pub fn iso_date(&self) -> String {
        let mut text = format!("{:04}", self.year);
        for part in [self.month, self.day].into_iter().flatten() {
            text.push_str(&format!("-{part:02}"));
        }
        text
    }

    /// The date in ISO 8601, with time and offset where they are known.
    pub fn iso(&self) -> String {
        match self.second {
            Some(_) => self.rfc3339(),
            None => self.iso_date(),
        }
    }

    /// The moment in RFC 3339, which knows no partial dates: what is unknown is the first.
    pub fn rfc3339(&self) -> String {
        let second = self.second.unwrap_or(0);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        let (sign, offset) = (if self.offset < 0 { '-' } else { '+' }, self.offset.unsigned_abs() / 60);
        let (year, month, day) = (self.year, self.month.unwrap_or(1), self.day.unwrap_or(1));
        format!(
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{sign}{:02}:{:02}",
            offset / 60,
            offset % 60
        )
    }
}

/// Full-width digits and signs as ASCII.
fn narrow(character: char) -> char {
    match character {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character),
        '\u{3000}' => ' ',
        other => other,
    }
}

/// Year, month and day with how many of them there are, and the text after them.
fn split_date(text: &str) -> Option<(([u32; 3], usize), &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 8 {
        let number: u32 = text[..8].parse().ok()?;
        return Some((([number / 10000, number / 100 % 100, number % 100], 3), &text[8..]));
    }
    if digits != 4 {
        return None;
    }
    let mut numbers = [text[..4].parse().ok()?, 0, 0];
    let mut rest = &text[4..];
    let mut count = 1;
    let chinese = rest.trim_start().strip_prefix('年');
    if let Some(after) = chinese {
        rest = after;
        for mark in [['月', '月'], ['日', '号']] {
            let Some((number, after)) = small_number(rest.trim_start()) else { break };
            let Some(after) = after.trim_start().strip_prefix(mark) else { break };
            numbers[count] = number;
            count += 1;
            rest = after;
        }
        return Some(((numbers, count), rest));
    }
    while count < 3 {
        let Some((number, after)) = rest.strip_prefix(['-', '/', '.']).and_then(small_number) else { break };
        numbers[count] = number;
        count += 1;
        rest = after;
    }
    Some(((numbers, count), rest))
}

/// A number of one or two digits, and the text after it.
fn small_number(text: &str) -> Option<(u32, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 2 { None } else { Some((text[..digits].parse().ok()?, &text[digits..])) }
}

/// A time of day and an offset from UTC, each if there; none if there is something else.
fn split_time(text: &str) -> Option<(Option<Time>, Option<Offset>)> {
    if text.is_empty() {
        return Some((None, None));
    }
    if let Some(offset) = offset(text) {
        // `2018-02-24 +0800`: a zone, but no time that it would matter to.
        return Some((None, Some(offset)));
    }
    let (hour, rest) = small_number(text)?;
    let (minute, rest) = small_number(rest.strip_prefix(':')?)?;
    let (second, rest) = rest.strip_prefix(':').map_or(Some((0, rest)), small_number)?;
    let rest = rest
        .strip_prefix('.')
        .map_or(rest, |fraction| fraction.trim_start_matches(|character: char| character.is_ascii_digit()))
        .trim();
    let [hour, minute, second] = [hour, minute, second].map(|number| i8::try_from(number).unwrap_or(-1));
    let time = Time::new(hour, minute, second, 0).ok()?;
    if rest.is_empty() { Some((Some(time), None)) } else { Some((Some(time), Some(offset(rest)?))) }
}

fn offset(text: &str) -> Option<Offset> {
    if matches!(text, "Z" | "z" | "UTC" | "GMT") {
        return Some(Offset::UTC);
    }
    let (sign, digits) =
        if let Some(rest) = text.strip_prefix('+') { (1, rest) } else { (-1, text.strip_prefix('-')?) };
    let digits = digits.replace(':', "");
    if digits.len() != 4 && digits.len() != 2 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let hours: i32 = digits[..2].parse().ok()?;
    let minutes: i32 = if digits.len() == 4 { digits[2..].parse().ok()? } else { 0 };
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: &str) {
        let read = When::parse(text, "Asia/Shanghai").map(|when| when.iso());
        assert_eq!(read.as_deref().unwrap_or("none"), expected, "{text}");
    }

    #[test]
    fn reads_what_archives_have() {
        check("2018-04-09", "2018-04-09");
        check("2018-1-5 8:00", "2018-01-05T08:00:00+08:00");
        check("2021/7/10", "2021-07-10");
        check("2024.7.4", "2024-07-04");
        check("2024年7月4日", "2024-07-04");
        check("2024 年 7 月 4 日 20:15", "2024-07-04T20:15:00+08:00");
        check("２０２４年７月", "2024-07");
        check("1949年", "1949");
        check("2024-07", "2024-07");
        check("20240704", "2024-07-04");
        check("2012-05-03T22:37:45+00:00", "2012-05-04T06:37:45+08:00");
        check("2012-05-03T22:37:45.123Z", "2012-05-04T06:37:45+08:00");
        check("2018-01-15 14:10:51 +0800", "2018-01-15T14:10:51+08:00");
        check("2018-02-24  +0800", "2018-02-24");
        check("1872-04-30", "1872-04-30");
        for nonsense in
            ["昨天", "2024-13-01", "2024-02-30", "2024-07-04 25:00", "2024-07-04 noon", "07/04/2024", "", "1720051200"]
        {
            check(nonsense, "none");
        }
    }

    #[test]
    fn partial_dates_come_first() {
        let when = |text| When::parse(text, "Asia/Shanghai").unwrap();
        let sorted = ["1949", "1949-10", "1949-10-01", "1949-10-01 15:00", "1949-10-02"].map(when);
        assert!(sorted.is_sorted());
        assert_eq!(when("1949-10").in_zone("Asia/Shanghai").rfc3339(), "1949-10-01T00:00:00+08:00");
    }

    proptest! {
        #[test]
        fn never_panics(text in "[0-9０-９年月日/.:+\\-TZ 午一]{0,24}|.{0,12}") {
            let _ = When::parse(&text, "Asia/Shanghai");
        }
    }
}
