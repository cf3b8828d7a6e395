//! Cross-links: which articles belong to an entity or a day, and what the links inside an
//! article lead to.

mod destination;

use std::collections::BTreeMap;

use crate::archive::{Archive, ArticleId};

pub use destination::{Destination, Resolver, SAFE_SCHEMES};

/// The lists that an archive's articles form. Each is newest first, as the archive is.
pub struct Links {
    /// By entity.
    pub by_entity: Vec<Vec<ArticleId>>,
    /// By year, month and day; an article without a month or a day is only in the lists
    /// above those.
    pub by_date: BTreeMap<Period, Vec<ArticleId>>,
}

/// A year, a month or a day of the archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// The year.
    pub year: i16,
    /// From 1 to 12.
    pub month: Option<i8>,
    /// From 1 to 31.
    pub day: Option<i8>,
}

impl Period {
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

impl Links {
    /// The lists of an archive.
    pub fn new(archive: &Archive) -> Self {
        let mut by_entity = vec![Vec::new(); archive.entities.len()];
        let mut by_date: BTreeMap<Period, Vec<ArticleId>> = BTreeMap::new();
        for (id, article) in archive.articles.iter().enumerate() {
            for &entity in article.events.iter().chain(&article.locations) {
                by_entity[entity].push(id);
            }
            let Some(date) = article.meta.date else { continue };
            let mut period = Some(Period { year: date.year, month: date.month, day: date.day });
            while let Some(inside) = period {
                by_date.entry(inside).or_default().push(id);
                period = inside.outer();
            }
        }
        Self { by_entity, by_date }
    }

    /// The months of a year or the days of a month that have articles.
    pub fn inner(&self, period: Period) -> impl Iterator<Item = (Period, usize)> {
        self.by_date
            .iter()
            .filter(move |(inner, _)| inner.outer() == Some(period))
            .map(|(&inner, articles)| (inner, articles.len()))
    }

    /// All years that have articles.
    pub fn years(&self) -> impl Iterator<Item = (Period, usize)> {
        self.by_date
            .iter()
            .filter(|(period, _)| period.month.is_none())
            .map(|(&period, articles)| (period, articles.len()))
    }
}
