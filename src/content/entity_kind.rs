//! The kinds of entities.

use serde::{Deserialize, Serialize};

/// What an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EntityKind {
    /// Something that happened.
    Event,
    /// Somewhere.
    Location,
    /// Somebody.
    Person,
    /// A body of people: a company, a ministry, an alliance.
    Organization,
}

impl EntityKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Event, Self::Location, Self::Person, Self::Organization];

    /// The folder of its files in the content, and of its pages in the output.
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Event => "events",
            Self::Location => "locations",
            Self::Person => "persons",
            Self::Organization => "organizations",
        }
    }

    /// One of them, for messages and templates.
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Location => "location",
            Self::Person => "person",
            Self::Organization => "organization",
        }
    }
}
