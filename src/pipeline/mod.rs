//! The walk of a site from disk to disk: the only place that calls the stages in order.

mod aliases;
mod articles;
mod build;
mod content_facets;
mod facets;
mod fingerprint;
mod index;
mod known;
mod load;
mod make;
mod options;
mod phases;
mod places;
mod published;
mod reports;
mod run;
mod selection;
mod session;
mod state;
mod texts;
mod words;

pub use aliases::{Comparison, Readdressed, compare};
pub use articles::articles;
pub use build::{build, build_into, open, reopen};
pub use load::configure;
pub use options::{Options, Progress, Summary};
pub use phases::Phase;
pub use published::{Built, built};
pub use reports::{Checked, Listed, ListedVersion, audit, check, list, measure};
pub use selection::Selection;
pub use session::Session;
