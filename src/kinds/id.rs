//! The id of a kind of entities.

/// What an entity is: the number of a row in the table of kinds. It compares as the kinds are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
}
