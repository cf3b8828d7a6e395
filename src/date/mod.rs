//! Dates as archives have them: to the second, the day, the month or the year.

mod parse;

pub use parse::number as chinese_number;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Serialize};

use crate::diagnostic::{Sentence, sentence};

/// Why a text is not read as a date. It is no `Finding`: it may have a day that can be used, and only the reader of the
/// text knows by which key and where that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// The day is read, and what follows it is not: a time that is none, or a second day.
    Rest(When),
    /// It could be the one day or the other.
    Ambiguous,
    /// The calendar has no such day.
    NoSuchDay,
    /// It is not written as a date is.
    NoDate,
}

impl Unread {
    /// Finds out why a text that `When::parse` does not read is not read.
    pub fn of(text: &str) -> Self {
        if parse::is_ambiguous(text) {
            return Self::Ambiguous;
        }
        match parse::parse_start(text) {
            None => Self::NoDate,
            Some(parse::Found { year, month: Some(month), day: Some(day), .. }) => {
                When::day(year, month, day).map_or(Self::NoSuchDay, Self::Rest)
            }
            Some(_) => Self::NoDate,
        }
    }

    /// What is wrong with the value of a key, and how to mend it.
    pub fn sentence(self, key: &str, written: &str) -> Sentence {
        match self {
            Self::Rest(day) => sentence!("date-rest", key, written, day = day.iso()),
            Self::Ambiguous => sentence!("date-ambiguous", key, written),
            Self::NoSuchDay => sentence!("date-no-such-day", key, written),
            Self::NoDate => sentence!("date-unreadable", key, written),
        }
    }
}

/// The day that a site is built for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Now {
    /// None: nothing waits for its day, and nothing is left out after one.
    #[default]
    Never,
    /// A day.
    Day(Date),
    /// The day that a moment has in the site's time zone, in seconds since 1970.
    Moment(i64),
}

impl Now {
    /// Reads a day in any way that archives write one.
    pub fn parse(text: &str) -> Option<Self> {
        Written::parse(text).map(|written| Self::Day(written.day))
    }

    /// The day, in a time zone.
    pub fn day(self, time_zone: &str) -> Option<Date> {
        match self {
            Self::Never => None,
            Self::Day(day) => Some(day),
            Self::Moment(seconds) => {
                let moment = Timestamp::from_second(seconds).ok()?;
                let zone = TimeZone::get(time_zone).unwrap_or(TimeZone::UTC);
                Some(zone.to_datetime(moment).date())
            }
        }
    }
}

/// When something happened or was printed, as precisely as is known.
///
/// The fields order as the calendar does; a date that lacks its month or day comes before
/// those that have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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

/// A date as it is written: in its own zone, or in none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// The day.
    pub day: Date,
    /// The time of the day.
    pub time: Option<Time>,
    /// How far the zone that it names is from UTC.
    pub offset: Option<Offset>,
}

impl Written {
    /// Reads a date that is a day at least, in any way that archives write one (see `parse`).
    pub fn parse(text: &str) -> Option<Self> {
        let parse::Found { year, month, day, time, offset } = parse::parse(text.trim())?;
        Some(Self { day: Date::new(year, month?, day?).ok()?, time, offset })
    }
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

    /// Reads a date in any way that archives write one (see `parse`), after those `formats` of
    /// `strftime` that a source has. A time without a zone is in `time_zone`; one with a zone stays in it, so that the day is
    /// the one that is written.
    pub fn parse(text: &str, formats: &[String], time_zone: &str) -> Option<Self> {
        let text = text.trim();
        let by_format = |format: &String| {
            let broken = jiff::fmt::strtime::parse(format, text).ok()?;
            let day = broken.to_date().ok()?;
            match broken.to_time() {
                Ok(time) if broken.hour().is_some() => Self::moment(day.to_datetime(time), broken.offset(), time_zone),
                _ => Self::day(day.year(), day.month(), day.day()),
            }
        };
        let found = formats.iter().find_map(by_format).or_else(|| {
            let parse::Found { year, month, day, time, offset } = parse::parse(text)?;
            match (month, day, time) {
                (Some(month), Some(day), Some(time)) => {
                    Self::moment(Date::new(year, month, day).ok()?.to_datetime(time), offset, time_zone)
                }
                (Some(month), Some(day), None) => Self::day(year, month, day),
                (Some(month), None, None) => Self::month(year, month),
                (None, None, None) => Some(Self { year, month: None, day: None, second: None, offset: 0 }),
                _ => None,
            }
        });
        found.filter(|when| when.year > 0)
    }

    /// Reads what `iso` writes.
    pub fn from_iso(iso: &str) -> Option<Self> {
        let (date, time) = iso.split_once('T').map_or((iso, None), |(date, time)| (date, Some(time)));
        let mut parts = date.split('-');
        let year = parts.next()?.parse().ok()?;
        let [month, day] =
            [parts.next(), parts.next()].map(|part| part.map(str::parse::<i8>).transpose().ok().flatten());
        let when = match (month, day) {
            (Some(month), Some(day)) => Self::day(year, month, day)?,
            (Some(month), None) => Self::month(year, month)?,
            (None, _) => Self { year, month: None, day: None, second: None, offset: 0 },
        };
        let two = |at: usize| time?.get(at..at + 2)?.parse::<u32>().ok();
        let second = time.and_then(|_| Some(two(0)? * 3600 + two(3)? * 60 + two(6).unwrap_or(0)));
        if time.is_some() && second.is_none() || parts.next().is_some() { None } else { Some(Self { second, ..when }) }
    }

    fn moment(civil: DateTime, zone: Option<Offset>, time_zone: &str) -> Option<Self> {
        let (local, offset) = match zone {
            Some(offset) => (civil, offset),
            None => {
                let site = TimeZone::get(time_zone).ok()?;
                // A clock that is set skips an hour.
                let zoned = site.to_ambiguous_zoned_datetime(civil).compatible().ok()?;
                (zoned.datetime(), zoned.offset())
            }
        };
        let [hour, minute, second] = [local.hour(), local.minute(), local.second()].map(i64::from);
        Some(Self {
            year: local.year(),
            month: Some(local.month()),
            day: Some(local.day()),
            second: u32::try_from(hour * 3600 + minute * 60 + second).ok(),
            offset: offset.seconds(),
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

    /// The first day that it may be, as it is written: in its own zone.
    pub fn first_day(&self) -> Option<Date> {
        Date::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1)).ok()
    }

    /// Whether it is more likely what a program left that knew no date than a day of news: one of before there were
    /// newspapers, of a far future, or the first second of 1970.
    pub fn is_absurd(&self) -> bool {
        !(1500..2200).contains(&self.year) || (self.second.is_some() && self.seconds() == 0)
    }

    /// The date in ISO 8601, as precisely as it is known: `2024-07`.
    pub fn iso_date(&self) -> String {
        match (self.month, self.day) {
            (Some(month), Some(day)) => format!("{:04}-{month:02}-{day:02}", self.year),
            (Some(month), None) => format!("{:04}-{month:02}", self.year),
            (None, _) => format!("{:04}", self.year),
        }
    }

    /// The date in ISO 8601, with time and offset where they are known.
    pub fn iso(&self) -> String {
        match self.second {
            Some(_) => self.rfc3339(),
            None => self.iso_date(),
        }
    }

    /// The moment in seconds since 1970, in UTC; what is unknown is the first.
    pub fn seconds(&self) -> i64 {
        self.rfc3339().parse::<jiff::Timestamp>().map_or(0, jiff::Timestamp::as_second)
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: &str) {
        let read = When::parse(text, &[], "Asia/Shanghai").map(|when| when.iso());
        assert_eq!(read.as_deref().unwrap_or("none"), expected, "{text}");
    }

    #[test]
    fn reads_digits_and_signs() {
        check("2018-04-09", "2018-04-09");
        check("2018-1-5 8:00", "2018-01-05T08:00:00+08:00");
        check("2019-12-20 00:40", "2019-12-20T00:40:00+08:00");
        check("2021/7/10", "2021-07-10");
        check("2024.7.4", "2024-07-04");
        check("2024. 7. 4.", "2024-07-04");
        check("2024-07", "2024-07");
        check("1949-10-00", "1949-10");
        check("1949-00-00", "1949");
        check("20240704", "2024-07-04");
        check("202407", "2024-07");
        check("1949", "1949");
        check("20240704183015", "2024-07-04T18:30:15+08:00");
        check("2012-05-03T22:37:45+00:00", "2012-05-03T22:37:45+00:00");
        check("2012-05-03T22:37:45.123Z", "2012-05-03T22:37:45+00:00");
        check("2018-01-15 14:10:51 +0800", "2018-01-15T14:10:51+08:00");
        check("2018-01-15 18:49 +0800", "2018-01-15T18:49:00+08:00");
        check("2018-02-24  +0800", "2018-02-24");
        check("2024-07-04T18:30:00+08:00[Asia/Shanghai]", "2024-07-04T18:30:00+08:00");
        check("1872-04-30", "1872-04-30");
        check("２０２４－０７－０４", "2024-07-04");
    }

    #[test]
    fn reads_chinese() {
        check("2024年7月4日", "2024-07-04");
        check("2024 年 7 月 4 日 20:15", "2024-07-04T20:15:00+08:00");
        check("2024年7月4日 晚8时30分", "2024-07-04T20:30:00+08:00");
        check("2024年7月4日晚上8点半", "2024-07-04T20:30:00+08:00");
        check("2024年7月4日 下午３時", "2024-07-04T15:00:00+08:00");
        check("2024年7月4日 凌晨12时5分", "2024-07-04T00:05:00+08:00");
        check("2024年7月4日 中午12时", "2024-07-04T12:00:00+08:00");
        check("2024年7月4日 下午12时30分", "2024-07-04T12:30:00+08:00");
        check("2024年7月4日 晚12点30分", "2024-07-04");
        check("2024年7月4日 晚上1点", "2024-07-04T01:00:00+08:00");
        check("2024年7月4日晚", "2024-07-04");
        check("2024/07/04(四) 8:00", "2024-07-04T08:00:00+08:00");
        check("2024年7月4日（星期四）上午九时三十分", "2024-07-04T09:30:00+08:00");
        check("２０２４年７月", "2024-07");
        check("1949年", "1949");
        check("二〇二四年七月四日", "2024-07-04");
        check("二零二四年四月二十二日 (星期一)", "2024-04-22");
        check("一九四九年十月", "1949-10");
        check("一九八四年十一月卅日", "1984-11-30");
        check("2020年8月8号", "2020-08-08");
        check("公元1949年10月1日", "1949-10-01");
    }

    #[test]
    fn reads_years_of_the_republic() {
        check("民國 114 年 3 月 18 日", "2025-03-18");
        check("中華民國一百一十三年一月十五日", "2024-01-15");
        check("民国元年1月1日", "1912-01-01");
        check("民國38年", "1949");
        check("民国廿年八月十五日", "1931-08-15");
        check("113/01/15", "2024-01-15");
        check("105年2月4日", "2016-02-04");
        check("1131126", "2024-11-26");
        check("民國 99/5/1", "2010-05-01");
    }

    #[test]
    fn reads_english() {
        check("July 4, 2024", "2024-07-04");
        check("4 Jul 2024", "2024-07-04");
        check("Thu, 04 Jul 2024 10:00:00 +0800", "2024-07-04T10:00:00+08:00");
        check("Jul 4th, 2024 8:30 pm", "2024-07-04T20:30:00+08:00");
        check("July 2024", "2024-07");
        check("2024-Jul-04", "2024-07-04");
        check("2024-07-04 (Thu)", "2024-07-04");
        check("2024-07-04 18:30 CST", "2024-07-04T18:30:00+08:00");
        check("20240704T183000Z", "2024-07-04T18:30:00+00:00");
        check("2024-07-04T00:30:00+14:00", "2024-07-04T00:30:00+14:00");
        check("2024-07-04 23:59 -0930", "2024-07-04T23:59:00-09:30");
        check("25/08/1931", "1931-08-25");
        check("08/25/1931 10:00 PM", "1931-08-25T22:00:00+08:00");
        check("31.12.1999", "1999-12-31");
    }

    #[test]
    fn what_is_no_date_is_none() {
        for nonsense in [
            "昨天",
            "2024-13-01",
            "2024-02-30",
            "2024-07-04 25:00",
            "2024-07-04 noon",
            "07/04/2024",
            "",
            "1720051200",
            "`r Sys.Date()`",
            "99年5月1日",
            "2024年13月1日",
            "issue-278",
            "240704",
            "202-11-27",
            "2021127",
        ] {
            check(nonsense, "none");
        }
    }

    #[test]
    fn why_a_date_is_not_read() {
        for (text, why) in [
            ("07/04/2024", Unread::Ambiguous),
            ("2020-02-30", Unread::NoSuchDay),
            ("1983年6月31日", Unread::NoSuchDay),
            ("2012-13-01", Unread::NoSuchDay),
            ("1931-09-21 25:61", Unread::Rest(When::day(1931, 9, 21).unwrap())),
            ("1931-10-01 至 1931-10-03", Unread::Rest(When::day(1931, 10, 1).unwrap())),
            ("昨天", Unread::NoDate),
        ] {
            assert_eq!(Unread::of(text), why, "{text}");
        }
    }

    #[test]
    fn reads_what_a_source_says() {
        let read = |text: &str, format: &str| When::parse(text, &[format.to_owned()], "Asia/Shanghai").unwrap().iso();
        assert_eq!(read("07/04/2024", "%m/%d/%Y"), "2024-07-04");
        assert_eq!(read("04.07.2024 18:30", "%d.%m.%Y %H:%M"), "2024-07-04T18:30:00+08:00");
        assert_eq!(read("2024-07-04", "%m/%d/%Y"), "2024-07-04");
    }

    #[test]
    fn partial_dates_come_first() {
        let when = |text| When::parse(text, &[], "Asia/Shanghai").unwrap();
        let sorted = ["1949", "1949-10", "1949-10-01", "1949-10-01 15:00", "1949-10-02"].map(when);
        assert!(sorted.is_sorted());
        assert_eq!(when("1949-10").in_zone("Asia/Shanghai").rfc3339(), "1949-10-01T00:00:00+08:00");
    }

    #[test]
    fn a_moment_is_a_day_in_the_zone_of_the_site() {
        for (seconds, zone, day) in [
            (1_796_054_399, "UTC", "2026-11-30"),
            (1_796_054_399, "Asia/Shanghai", "2026-11-30"),
            (1_796_054_400, "Asia/Shanghai", "2026-12-01"),
            (1_796_054_400, "America/New_York", "2026-11-30"),
            (0, "Pacific/Auckland", "1970-01-01"),
        ] {
            assert_eq!(Now::Moment(seconds).day(zone).unwrap().to_string(), day, "{seconds} {zone}");
        }
        assert_eq!(Now::Never.day("UTC"), None);
    }

    #[test]
    fn a_day_is_read_as_dates_are() {
        for (text, day) in [
            ("2026-12-24", "2026-12-24"),
            ("2026年12月24日", "2026-12-24"),
            ("20261224", "2026-12-24"),
            ("2026-12-24T23:30:00-11:00", "2026-12-24"),
            ("24 Dec 2026", "2026-12-24"),
        ] {
            assert_eq!(Now::parse(text).and_then(|now| now.day("Asia/Shanghai")).unwrap().to_string(), day, "{text}");
        }
        for text in ["2026-12", "2026", "tomorrow", "2026-02-30", "07/04/2024"] {
            assert_eq!(Now::parse(text), None, "{text}");
        }
    }

    #[test]
    fn absurd_dates_are_known() {
        let is_absurd = |text| When::parse(text, &[], "Asia/Shanghai").unwrap().is_absurd();
        for text in ["0001-01-01", "1024-07-04", "9999-12-31", "2200-01-01", "1970-01-01T08:00:00+08:00"] {
            assert!(is_absurd(text), "{text}");
        }
        for text in ["1500", "1872-04-30", "1970-01-01", "1970-01-01T08:00:01+08:00", "2199-12-31"] {
            assert!(!is_absurd(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "(民国|)[0-9０-９年月日/.:+\\-TZ 午一十百元]{0,24}(晚|)[0-9时点半分]{0,9}|.{0,12}") {
            let _ = When::parse(&text, &[], "Asia/Shanghai");
        }
    }
}
