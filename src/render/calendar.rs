//! Calendars: the months of a year with the days that have articles.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::context::{Calendar, CalendarDay};

/// What a day of a calendar leads to: a path, and how many articles there are.
pub(super) type Days = BTreeMap<(i8, i8), (String, usize)>;

/// A month, its weeks from Monday to Sunday; a place without a day is none. `days` are by month
/// and day.
pub(super) fn month(year: i16, month: i8, path: Option<String>, count: usize, days: &Days) -> Option<Calendar> {
    let first = Date::new(year, month, 1).ok()?;
    let before = usize::try_from(first.weekday().to_monday_zero_offset()).ok()?;
    let mut cells: Vec<Option<CalendarDay>> = vec![None; before];
    for day in 1..=first.days_in_month() {
        let (path, count) = match days.get(&(month, day)) {
            Some((path, count)) => (Some(path.clone()), *count),
            None => (None, 0),
        };
        cells.push(Some(CalendarDay { day, date: format!("{year:04}-{month:02}-{day:02}"), path, count }));
    }
    cells.resize(cells.len().next_multiple_of(7), None);
    let weeks = cells.chunks(7).map(<[_]>::to_vec).collect();
    Some(Calendar { date: format!("{year:04}-{month:02}"), month, path, count, weeks })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_begin_on_monday() {
        let days = Days::from([((2, 29), ("x".to_owned(), 3))]);
        let month = month(2024, 2, None, 3, &days).unwrap();
        assert_eq!(month.weeks.len(), 5);
        assert!(month.weeks[0][2].is_none(), "the first was a Thursday");
        assert_eq!(month.weeks[0][3].as_ref().unwrap().date, "2024-02-01");
        let last = month.weeks[4][3].as_ref().unwrap();
        assert_eq!((last.day, last.count, last.path.as_deref()), (29, 3, Some("x")));
        assert!(month.weeks.iter().all(|week| week.len() == 7));
    }
}
