//! The drawing of a timeline: events as bars, articles as dots, over an axis of dates.

use jiff::civil::Date;

use super::context::{Reference, Timeline, TimelineBar, TimelineMark, TimelineTick};
use super::map::radius;
use crate::date::When;

/// In units of the drawing.
const WIDTH: i32 = 960;
const SIDE: i32 = 40;
const ROW: i32 = 58;
const AXIS: i32 = 46;
/// How wide a letter of Han is in a label.
const LETTER: i32 = 30;
/// How far apart dates on the axis are at least: a day, a month and a year take so much room.
const TICK: [i32; 3] = [210, 160, 110];
/// A drawing with more bars than this is none that anybody reads.
const BARS: usize = 40;

/// An event of a timeline.
pub(super) struct Bar {
    pub link: Reference,
    pub start: When,
    pub end: Option<When>,
    /// Whether the timeline is its own.
    pub is_current: bool,
}

/// A day with articles.
pub(super) struct Mark {
    pub date: When,
    pub path: String,
    pub count: usize,
}

/// What days a date may mean: 2024-07 is all of July.
fn days(when: When) -> Option<(Date, Date)> {
    let first = Date::new(when.year, when.month.unwrap_or(1), when.day.unwrap_or(1)).ok()?;
    let last = match (when.month, when.day) {
        (_, Some(_)) => first,
        (Some(_), None) => first.last_of_month(),
        (None, None) => first.last_of_year(),
    };
    Some((first, last))
}

fn day_number(date: Date) -> i32 {
    (date - Date::ZERO).get_days()
}

/// The axis: which days it has, and where.
struct Axis {
    first: Date,
    start: i32,
    days: i32,
}

impl Axis {
    fn x(&self, day: i32) -> i32 {
        SIDE + (i64::from(WIDTH - 2 * SIDE) * i64::from(day - self.start) / i64::from(self.days.max(1))) as i32
    }

    /// Dates at round distances, and how much room one takes.
    fn dates(&self) -> (Vec<(Date, String)>, i32) {
        let (months, years) = (self.days / 30, self.days / 365);
        let [day, month, year] = TICK;
        let step = |count: i32, room: i32, steps: &[i32]| {
            let most = (WIDTH - 2 * SIDE) / room;
            steps.iter().copied().find(|step| count / step <= most).unwrap_or_else(|| (count / most).max(1))
        };
        if self.days <= 90 {
            let every = step(self.days, day, &[1, 2, 5, 7, 10, 14]);
            let date = |days| self.first.checked_add(jiff::Span::new().days(days)).ok();
            let dates = (0..=self.days).step_by(every as usize).filter_map(date);
            return (dates.map(|date| (date, date.to_string())).collect(), day);
        }
        if months <= 36 {
            let every = step(months, month, &[1, 2, 3, 6, 12]);
            let first = self.first.first_of_month();
            let date = |months| first.checked_add(jiff::Span::new().months(months)).ok();
            let dates = (0..=months + 1).step_by(every as usize).filter_map(date);
            return (dates.map(|date| (date, format!("{:04}-{:02}", date.year(), date.month()))).collect(), month);
        }
        let every = step(years, year, &[1, 2, 5, 10, 20, 25, 50, 100]);
        let from = i32::from(self.first.year()) / every * every;
        let date = |index: i32| Date::new(i16::try_from(from + index * every).ok()?, 1, 1).ok();
        let dates = (0..=years / every + 1).filter_map(date);
        (dates.map(|date| (date, format!("{:04}", date.year()))).collect(), year)
    }

    /// The dates on the axis, with room between them.
    fn ticks(&self) -> Vec<TimelineTick> {
        let (dates, room) = self.dates();
        let within = self.start..=self.start + self.days;
        let mut taken = i32::MIN / 2;
        let tick = |(date, text): (Date, String)| {
            let day = Some(day_number(date)).filter(|day| within.contains(day))?;
            let x = self.x(day);
            // A label at an edge must not leave the drawing, nor run into the one before.
            let (anchor, left) = match x {
                x if x < SIDE * 2 => ("start", x),
                x if x > WIDTH - SIDE * 2 => ("end", x - room),
                _ => ("middle", x - room / 2),
            };
            if left < taken {
                return None;
            }
            taken = left + room;
            Some(TimelineTick { x, date: text, anchor })
        };
        dates.into_iter().filter_map(tick).collect()
    }
}

/// The drawing of events and articles; none where there is nothing to see the order of.
pub(super) fn timeline(bars: &[Bar], marks: &[Mark]) -> Option<Timeline> {
    // The earliest are drawn, the one that it is all about first.
    let bars = &bars[..bars.len().min(BARS)];
    let spans = bars.iter().filter_map(|bar| {
        let (first, last) = days(bar.start)?;
        Some((first, bar.end.and_then(days).map_or(last, |(_, end)| end.max(first))))
    });
    let dots = marks.iter().filter_map(|mark| days(mark.date).map(|(first, _)| (first, first)));
    let (first, last) = spans.chain(dots).fold(None, |found: Option<(Date, Date)>, (start, end)| match found {
        Some((first, last)) => Some((first.min(start), last.max(end))),
        None => Some((start, end)),
    })?;
    if bars.len() + marks.len() < 2 {
        return None;
    }
    let start = day_number(first);
    // A bar ends where its last day ends.
    let axis = Axis { first, start, days: day_number(last) - start + 1 };
    let row = |index: usize| AXIS + i32::try_from(index).unwrap_or(0) * ROW;
    let drawn = bars.iter().enumerate().filter_map(|(index, bar)| {
        let (from, single) = days(bar.start)?;
        let to = bar.end.and_then(days).map_or(single, |(_, end)| end.max(from));
        let (x, end) = (axis.x(day_number(from)), axis.x(day_number(to) + 1));
        let wide = LETTER * i32::try_from(bar.link.name.chars().count()).unwrap_or(i32::MAX / LETTER);
        // A name that has no room to the right of where its bar begins ends where that ends.
        let fits = x + wide <= WIDTH;
        let (text, anchor) = if fits { (x, "start") } else { (end.max(wide.min(WIDTH)), "end") };
        Some(TimelineBar {
            name: bar.link.name.clone(),
            path: bar.link.path.clone(),
            start: bar.start.iso(),
            end: bar.end.map(|end| end.iso()),
            x,
            y: row(index),
            width: (end - x).max(8),
            text: text.min(WIDTH),
            anchor,
            current: bar.is_current,
        })
    });
    let below = row(bars.len()) + 34;
    let dots = marks.iter().filter_map(|mark| {
        let (from, to) = days(mark.date)?;
        Some(TimelineMark {
            date: mark.date.iso_date(),
            path: mark.path.clone(),
            count: mark.count,
            x: (axis.x(day_number(from)) + axis.x(day_number(to) + 1)) / 2,
            y: below,
            radius: radius(mark.count),
        })
    });
    Some(Timeline {
        width: WIDTH as u32,
        height: (if marks.is_empty() { row(bars.len()) + 8 } else { below + 44 }) as u32,
        ticks: axis.ticks(),
        bars: drawn.collect(),
        marks: dots.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::EntityKind;

    fn bar(start: &str, end: Option<&str>) -> Bar {
        let when = |iso: &str| When::from_iso(iso).unwrap();
        let link =
            Reference { of: EntityKind::EVENT, kind: "event".into(), name: "会议".to_owned(), path: "x".to_owned() };
        Bar { link, start: when(start), end: end.map(when), is_current: false }
    }

    #[test]
    fn bars_lie_in_order_within_the_drawing() {
        for bars in [
            vec![bar("2024-07-03", Some("2024-07-04")), bar("2024-07-04", None)],
            vec![bar("2024-07", None), bar("2024-07-04", Some("2025-03"))],
            vec![bar("1911", None), bar("1949-10-01", None), bar("2024", None)],
            vec![bar("0001", None), bar("9999-12-31", None)],
        ] {
            let drawn = timeline(&bars, &[]).unwrap();
            for pair in drawn.bars.windows(2) {
                assert!(pair[0].x <= pair[1].x && pair[0].y < pair[1].y);
            }
            for bar in &drawn.bars {
                assert!(
                    bar.x >= 0 && bar.x + bar.width <= WIDTH + 8 && bar.y < drawn.height as i32,
                    "{} {}",
                    bar.x,
                    bar.width
                );
            }
            assert!(
                (1..=9).contains(&drawn.ticks.len()),
                "{:?}",
                drawn.ticks.iter().map(|tick| &tick.date).collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn one_thing_has_no_order() {
        assert!(timeline(&[bar("2024", None)], &[]).is_none());
        assert!(timeline(&[], &[]).is_none());
    }
}
