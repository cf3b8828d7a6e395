//! The audit of script conversion: every decision on a character that has several forms in
//! the other script, what stands behind it, and what is left for an editor to read.

mod baseline;
mod decision;
mod item;
mod report;
mod walk;

pub use baseline::Baseline;
pub use decision::{Backing, Decision, decisions};
pub use item::{Item, Place, Rule};
pub use report::Report;
pub use walk::audit;
