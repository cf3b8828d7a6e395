//! What templates see. `docs/templates.md` lists every variable; a test holds the two
//! together. Paths are relative to the root of the output; the filter `url` makes links of
//! them.

mod article;
mod audit;
mod drawings;
mod entity;
mod kinds;
mod links;
mod page;
mod paper;
mod site;

pub(super) use article::{Article, Author, Citation, Neighbours, PlainFacts, Reading, ReadingPart};
pub(super) use audit::{Audit, AuditBacking, AuditItem, AuditPlace};
pub(super) use drawings::{
    Calendar, CalendarDay, Map, MapLabel, MapPoint, Timeline, TimelineBar, TimelineDay, TimelineMark, TimelineTick,
};
pub(super) use entity::{Entity, EntityCard, Group, Letter};
pub(super) use kinds::{Busiest, Counted, Kind, Named, Reference};
pub(super) use links::{
    Alternate, Correction, Feed, IssueReference, License, LicensePart, Link, MonthDay, Period, Picture, PictureFile,
};
pub(super) use page::{Card, DataYear, Page, Pager, PagerPage, Search, Standing, Story, Withdrawn};
pub(super) use paper::{CorrectedArticle, CountedIssue, Issue, IssuePage, Source};
pub(super) use site::{Counts, Site};
