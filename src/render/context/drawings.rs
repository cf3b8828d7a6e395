//! What is drawn: maps, timelines, calendars. Lengths are in units of the drawing's `viewBox`.

use serde::Serialize;
use tera::Value;

use super::kinds::Counted;

/// `map`.
#[derive(Serialize)]
pub(in crate::render) struct Map {
    pub width: u32,
    pub height: u32,
    pub land: String,
    pub points: Vec<MapPoint>,
}

/// A place on a map.
#[derive(Serialize)]
pub(in crate::render) struct MapPoint {
    pub name: String,
    pub path: String,
    pub count: usize,
    pub x: i32,
    pub y: i32,
    pub radius: i32,
    pub label: Option<MapLabel>,
    pub current: bool,
}

/// Where the name of a place has room.
#[derive(Serialize)]
pub(in crate::render) struct MapLabel {
    pub x: i32,
    pub y: i32,
    pub anchor: &'static str,
}

/// `timeline`.
#[derive(Serialize)]
pub(in crate::render) struct Timeline {
    pub width: u32,
    pub height: u32,
    pub ticks: Vec<TimelineTick>,
    pub bars: Vec<TimelineBar>,
    pub marks: Vec<TimelineMark>,
}

/// A date on the axis.
#[derive(Serialize)]
pub(in crate::render) struct TimelineTick {
    pub x: i32,
    pub date: String,
    pub anchor: &'static str,
}

/// An event on it.
#[derive(Serialize)]
pub(in crate::render) struct TimelineBar {
    pub name: String,
    pub path: String,
    pub start: String,
    pub end: Option<String>,
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub text: i32,
    pub anchor: &'static str,
    pub current: bool,
}

/// The articles of a day, a month or a year.
#[derive(Serialize)]
pub(in crate::render) struct TimelineMark {
    pub date: String,
    pub path: String,
    pub count: usize,
    pub x: i32,
    pub y: i32,
    pub radius: i32,
}

/// What happened and was printed on one day, month or year.
#[derive(Serialize)]
pub(in crate::render) struct TimelineDay {
    pub date: Option<String>,
    pub path: Option<String>,
    pub events: Vec<Counted>,
    pub articles: Vec<Value>,
}

/// A month of a calendar.
#[derive(Serialize)]
pub(in crate::render) struct Calendar {
    pub date: String,
    pub month: i8,
    pub path: Option<String>,
    pub count: usize,
    pub weeks: Vec<Vec<Option<CalendarDay>>>,
}

/// A day of it.
#[derive(Clone, Serialize)]
pub(in crate::render) struct CalendarDay {
    pub day: i8,
    pub date: String,
    pub path: Option<String>,
    pub count: usize,
}
