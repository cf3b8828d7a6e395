//! What of an archive may be read by itself.

use std::hash::{Hash as _, Hasher as _};

use rustc_hash::FxHasher;
use serde::{Deserialize, Serialize};

use crate::address::AddressId;
use crate::kinds::EntityKind;
use crate::links::Period;

/// A part of the archive that is read as one, by a name that stays when other articles come and go.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Facet {
    /// What every page shows of the site: its menus.
    Site,
    /// What the file of an article says, and what that is tied to; not its text.
    Article(AddressId),
    /// The same of an entity.
    Entity(AddressId),
    /// The same of a page that stands by itself.
    Page(AddressId),
    /// The same of what was withdrawn.
    Withdrawn(AddressId),
    /// A newspaper or collection, without its articles.
    Source(AddressId),
    /// An issue of a newspaper, without its articles.
    Issue(AddressId),
    /// Articles that are read one after the other, by the address of the first.
    Reading(AddressId, bool),
    /// The source, the issue and the readings that an article belongs to, and the persons who wrote it.
    Belongs(AddressId),
    /// The text of a content file.
    Text(Box<str>),
    /// What a name leads to, by its hash: there may be very many links.
    Lookup(Table, NameId),
    /// A list, or a part of it.
    List(ListId, Look),
    /// The articles that have most to do with one.
    Related(AddressId),
    /// What these are chosen from.
    Near(AddressId),
    /// The lists which that is in.
    NearLists(AddressId),
    /// The first picture of an article.
    Picture(AddressId),
    /// What the text of an article mentions.
    Mentioned(AddressId),
    /// The beginning of every search.
    SearchRoot,
    /// Which lists there are, and how many parts each has.
    Planned,
    /// The periods within a year or month, and how many articles each has.
    Inner(Period),
    /// All years, likewise.
    Years,
    /// All days of the year, likewise.
    DaysOfYear,
    /// The years, months or days before and after one.
    Beside(Period),
    /// The days of the year before and after one.
    BesideOnDay(i8, i8),
    /// Whether anything is told of the rights in any article.
    TellsRights,
    /// The entities of a kind in the order of their index, each with its heading, in the script of a number.
    Index(EntityKind, u8),
    /// The entities of a kind with the most articles.
    Busiest(EntityKind),
    /// What entities are part of and tied to.
    Ties,
    /// All old addresses.
    Formers,
    /// All lists that another generator had.
    FormerLists,
    /// How many articles there are, and how many entities of each kind.
    Counts,
}

/// A name that is looked up, as a hash.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NameId(u64);

impl NameId {
    /// The id of a name as its table has it.
    pub fn of(name: &str) -> Self {
        let mut hasher = FxHasher::default();
        name.hash(&mut hasher);
        Self(hasher.finish())
    }
}

/// The tables by which links find what they lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Table {
    /// By content file.
    File,
    /// By address.
    Path,
    /// By the name of a file.
    Stem,
    /// By an address that something had before.
    Former,
    /// What the archive has at all.
    Has,
}

/// A list of the archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ListId {
    /// All articles.
    All,
    /// The articles without a date.
    Undated,
    /// All entities.
    Entities,
    /// All that was withdrawn.
    Withdrawn,
    /// All pages that stand by themselves.
    Pages,
    /// All sources.
    Sources,
    /// The articles that name an entity themselves.
    ByEntity(AddressId),
    /// The articles that are about an entity or a part of it.
    WithParts(AddressId),
    /// The same in the order in which they are told.
    Story(AddressId),
    /// The articles that a person wrote.
    WrittenBy(AddressId),
    /// The articles that mention an entity.
    Mentions(AddressId),
    /// The entities that name one.
    Tied(AddressId),
    /// The articles of a year, month or day.
    Date(Period),
    /// The articles of a year of which no month is known.
    WithoutMonth(Period),
    /// The articles of a day of the year.
    OnDay(i8, i8),
    /// The articles of a source.
    Source(AddressId),
    /// Those of them that are in no issue.
    Loose(AddressId),
    /// The issues of a source.
    Issues(AddressId),
    /// The articles of an issue, by its pages.
    Issue(AddressId),
    /// The articles that were corrected.
    Corrected,
    /// Articles that are read one after the other, by the address of the first; whether they are a serial.
    Reading(AddressId, bool),
}

/// What is read of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Look {
    /// All of it.
    Whole,
    /// How many it has.
    Length,
    /// Whether it has any.
    IsEmpty,
    /// Whether it has at least so many.
    AtLeast(u32),
    /// Whether at least so many have a date.
    DatedAtLeast(u32),
    /// From one place to another, counted from the first.
    Part(u32, u32),
    /// The same counted from the last.
    PartFromEnd(u32, u32),
    /// What stands before and after an article, as they are read.
    Around(AddressId),
}

impl Facet {
    /// Something that is sooner compared and of which this is a part: where that is as it was, so is this. Guards are
    /// never guarded by what they guard.
    pub fn guard(&self) -> Option<Self> {
        match self {
            Self::List(list, look) if *look != Look::Whole => Some(Self::List(*list, Look::Whole)),
            Self::Related(article) => Some(Self::Near(*article)),
            Self::Near(article) => Some(Self::NearLists(*article)),
            _ => None,
        }
    }

    /// Whether it is only known once all articles were rendered.
    pub fn is_learned(&self) -> bool {
        matches!(
            self,
            Self::Picture(_)
                | Self::Mentioned(_)
                | Self::SearchRoot
                | Self::Planned
                | Self::List(ListId::Mentions(_), _)
        )
    }
}
