//! Years, months and days that have articles.

use serde::{Deserialize, Serialize};

use crate::date::When;

/// A year, a month or a day of the archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Period {
    /// The year.
    pub year: i16,
    /// From 1 to 12.
    pub month: Option<i8>,
    /// From 1 to 31.
    pub day: Option<i8>,
}

impl Period {
    /// The day of a date, or its month or year if no more is known.
    pub fn of(date: When) -> Self {
        Self { year: date.year, month: date.month, day: date.day }
    }

    /// In ISO 8601: `2024`, `2024-07`, `2024-07-04`.
    pub fn iso(self) -> String {
        self.folder().replace('/', "-")
    }

    /// Its folder below a script's: `2024/07/04`.
    pub fn folder(self) -> String {
        let mut path = format!("{:04}", self.year);
        for part in [self.month, self.day].into_iter().flatten() {
            path.push_str(&format!("/{part:02}"));
        }
        path
    }

    /// The month of a day, the year of a month.
    pub fn outer(self) -> Option<Self> {
        match (self.month, self.day) {
            (_, Some(_)) => Some(Self { day: None, ..self }),
            (Some(_), None) => Some(Self { month: None, ..self }),
            (None, None) => None,
        }
    }
}
