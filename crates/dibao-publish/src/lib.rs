//! Sends the site that dibao has built to where readers find it.
//!
//! `dibao publish` builds, writes a [`protocol::Job`] to this worker, and shows what it answers; `dibao` itself knows no
//! network. `plan` decides, and asks nobody; `run` does what it says, with the lock of `lease`, to any `target`; what a
//! target remembers is in `record`, and what that tells in `found`; `chain` adds a release
//! to those of a target; `gzip` compresses texts for those that serve them so.

pub use dibao_publish_protocol as protocol;

mod chain;
pub mod fault;
pub mod found;
pub mod gzip;
pub mod lease;
pub mod plan;
pub mod proof;
pub mod record;
pub mod run;
pub mod target;
pub mod tls;
