//! Whether a copy of a site is as it was made: every byte against its manifest, and the manifest against what is told
//! elsewhere, a root, a key, a chain of releases, an older copy. Copies come from strangers: nothing in one is trusted,
//! unpacked to a disk, or held in memory without a limit.

mod chain;
mod compare;
mod contents;
mod fault;
mod folder;
mod judge;
mod page;
mod proof;
mod read;
mod report;
mod run;
mod stamp;
mod sums;
mod tar;
mod trust;
mod zim;
mod zip;

pub use compare::Compared;
pub use fault::Fault;
pub use proof::Proof;
pub use report::{ChainFacts, PageFacts, Report, Signed};
pub use run::{Order, prove, verify};
pub use trust::{Key, Trusted};
