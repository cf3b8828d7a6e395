//! What a row of the table says of a kind of entities.

use super::id::EntityKind;

/// A kind of entities: how it is called in each place, and what its entities can be. How a kind of a site's own is
/// called, only [`Kinds`](super::Kinds) knows.
#[derive(Debug)]
pub struct Kind {
    /// The folder of its files in the content and of its pages in the output. Templates (`article.events`) and the
    /// interface (`events = 事件`) know its entities by the same word.
    pub folder: &'static str,
    /// One of them, in messages, data and templates (`entity.kind`).
    pub noun: &'static str,
    /// The `page.kind` of its index.
    pub index: &'static str,
    /// The spellings of the front matter key by which articles, and entities of other kinds, name its entities.
    pub keys: &'static [&'static str],
    /// The spellings that people misspell; see `front_matter::keys`.
    pub misspelt: &'static [&'static str],
    /// The word before the colon in a query (`place:青岛`), which is also the message that names one of them.
    pub operator: &'static str,
    /// Other words for it; `theme/search.js` has the same.
    pub operators: &'static [&'static str],
    /// The kinds that its files may name: where an event took place, who held it.
    pub names: &'static [EntityKind],
    /// Whether its entities are told day by day, in an order of their own, with a timeline: their index goes by
    /// years, and articles lead to the ones before and after.
    pub has_timeline: bool,
    /// Whether its files may have coordinates, so that its entities are points on maps.
    pub is_mapped: bool,
    /// Whether its entities write articles: an author of that name is one of them.
    pub writes: bool,
    /// Whether its names are names of people, which are written as their bearers write them: 余 stays 余.
    pub has_personal_names: bool,
    /// Whether its entities have feeds of their own, where a site does not say it.
    pub has_feeds: bool,
    /// Whether lists of articles show which of its entities an article is about.
    pub is_on_cards: bool,
    /// Whether its entities are words that articles are filed under. They need no file, are named by nothing but
    /// articles, and are no names that a text is searched for.
    pub is_term: bool,
    /// The messages that its pages need.
    pub messages: Messages,
    /// How it is told to search engines.
    pub schema: Schema,
}

/// The messages of the interface that differ from kind to kind.
#[derive(Debug)]
pub struct Messages {
    /// A lone start, as a sentence (`born`, with `$date`); a plain date where there is none.
    pub started: Option<&'static str>,
    /// The heading of what is part of an entity; none where a timeline shows that.
    pub parts: Option<&'static str>,
    /// The heading of its entities on the page of a place that they name.
    pub here: &'static str,
    /// The heading of its entities on the page of anything else that they name.
    pub of: &'static str,
}

/// A type of schema.org, and the properties that it has for what an entity's file says.
#[derive(Debug)]
pub struct Schema {
    /// The type.
    pub name: &'static str,
    /// For `start`.
    pub start: Option<&'static str>,
    /// For `end`.
    pub end: Option<&'static str>,
    /// For `kind`.
    pub category: Option<&'static str>,
    /// For what it is part of.
    pub whole: Option<&'static str>,
    /// For its parts.
    pub parts: Option<&'static str>,
    /// For the entities that it names, by their kind.
    pub names: &'static [(EntityKind, &'static str)],
    /// Whether the places among these are told with their coordinates.
    pub locates: bool,
}
