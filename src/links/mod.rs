//! Cross-links: which articles belong to an entity, a day or an issue of a newspaper, which are
//! read one after the other, what names and links inside an article lead to.

mod issues;
mod lists;
mod mentions;
mod period;
mod reading;
mod related;
mod sequence;
mod serials;
mod torn;

pub use issues::{Issue, IssueId, IssuePage, Source, SourceId};
pub use lists::Links;
pub use mentions::{Meaning, Named, Names};
pub use period::Period;
pub use related::BLOCK;
pub use sequence::{Reading, ReadingId, ReadingKind};
