//! The id of a kind of entities.

use serde::{Deserialize, Serialize};

/// What an entity is: the number of its kind among those of a site, of which the first are the rows of the table. It
/// compares as the kinds are listed, and means nothing in another site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntityKind(pub(super) u8);

/// The kinds that some row or some code needs by name. Elsewhere, ask the row for what a kind can be.
impl EntityKind {
    /// Something that happened.
    pub const EVENT: Self = Self(0);
    /// Somewhere.
    pub const LOCATION: Self = Self(1);
    /// Somebody.
    pub const PERSON: Self = Self(2);
    /// A body of people: a company, a ministry, an alliance.
    pub const ORGANIZATION: Self = Self(3);
    /// A part of a paper or a site: what other generators call a category.
    pub const SECTION: Self = Self(4);
    /// A word that an article is filed under.
    pub const TAG: Self = Self(5);
}
