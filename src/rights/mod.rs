//! Licences and statements of rights as archives write them: SPDX's identifiers and expressions, and the licences of
//! Creative Commons and the statements of RightsStatements.org, by name or by address.
//!
//! What is none of these is kept as it is written: a reader must see what an author said, known or not.

mod commons;
mod license;
mod nearest;
mod statement;

pub use commons::Commons;
pub use license::{Joint, License, Term};
pub use nearest::fault;
pub use statement::Statement;
