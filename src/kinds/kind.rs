//! Kinds by their rows.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::id::EntityKind;
use super::row::Kind;
use super::table::TABLE;

impl EntityKind {
    /// Every kind, in the order of the table.
    pub fn all() -> impl DoubleEndedIterator<Item = Self> + ExactSizeIterator + Clone {
        (0..TABLE.len()).map(Self::of_row)
    }

    pub(super) fn of_row(index: usize) -> Self {
        Self(u8::try_from(index).unwrap_or(u8::MAX))
    }

    /// What the table says of it.
    pub fn row(self) -> &'static Kind {
        &TABLE[usize::from(self.0)]
    }

    /// The folder of its files in the content, and of its pages in the output.
    pub fn folder(self) -> &'static str {
        self.row().folder
    }

    /// One of its entities, for messages and templates.
    pub fn noun(self) -> &'static str {
        self.row().noun
    }

    /// The kind of a content file, by its path within its content folder.
    pub fn of_path(within: &str) -> Option<Self> {
        let (folder, _) = within.split_once('/')?;
        Self::all().find(|kind| kind.folder() == folder)
    }
}

/// By its noun: numbers of rows are only those of one table.
impl Serialize for EntityKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.noun())
    }
}

impl<'de> Deserialize<'de> for EntityKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let noun = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        let kind = Self::all().find(|kind| kind.noun() == noun);
        kind.ok_or_else(|| de::Error::custom(format_args!("`{noun}` is no kind of entities")))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn constants_are_the_numbers_of_their_rows() {
        for (kind, noun) in [
            (EntityKind::EVENT, "event"),
            (EntityKind::LOCATION, "location"),
            (EntityKind::PERSON, "person"),
            (EntityKind::ORGANIZATION, "organization"),
        ] {
            assert_eq!(kind.noun(), noun);
        }
    }

    #[test]
    fn no_two_kinds_share_a_word() {
        let words: [fn(&Kind) -> Vec<&'static str>; 5] = [
            |row| vec![row.folder],
            |row| vec![row.noun],
            |row| vec![row.index],
            |row| row.keys.to_vec(),
            |row| [&[row.operator], row.operators].concat(),
        ];
        for words in words {
            let all: Vec<&str> = EntityKind::all().flat_map(|kind| words(kind.row())).collect();
            assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "{all:?}");
        }
    }

    #[test]
    fn a_kind_is_read_as_it_was_written() {
        for kind in EntityKind::all() {
            let json = serde_json::to_string(&kind).unwrap();
            assert_eq!(json, format!("{:?}", kind.noun()));
            assert_eq!(serde_json::from_str::<EntityKind>(&json).unwrap(), kind);
            assert_eq!(EntityKind::of_path(&format!("{}/a.md", kind.folder())), Some(kind));
        }
        assert!(serde_json::from_str::<EntityKind>("\"nothing\"").is_err());
        assert_eq!(EntityKind::of_path("events.md"), None);
    }

    #[test]
    fn a_type_of_schema_org_tells_what_files_may_name() {
        for kind in EntityKind::all() {
            let row = kind.row();
            assert!(row.schema.names.iter().all(|(named, _)| row.names.contains(named)), "{}", row.noun);
            assert!(row.misspelt.iter().all(|misspelt| row.keys.contains(misspelt)), "{}", row.noun);
            assert!(row.keys.contains(&row.folder), "{}", row.noun);
        }
    }

    /// Every message that a row names is in the interface, which has the same ones in all its languages.
    #[test]
    fn the_interface_has_the_words_of_every_kind() {
        let words = include_str!("../../theme/i18n/en.ftl");
        for row in EntityKind::all().map(EntityKind::row) {
            let own = [row.folder, row.operator, row.messages.here, row.messages.of];
            for message in own.into_iter().chain(row.messages.started).chain(row.messages.parts) {
                assert!(words.contains(&format!("\n{message} = ")), "{message}");
            }
        }
    }

    /// `theme/search.js` knows a query's operators by itself: a page that is read from a disk asks nobody.
    #[test]
    fn the_search_page_has_the_operators_of_every_kind() {
        let script = include_str!("../../theme/search.js");
        let (_, operators) = script.split_once("const OPERATORS = {").unwrap();
        let (operators, _) = operators.split_once("};").unwrap();
        for row in EntityKind::all().map(EntityKind::row) {
            for word in [row.operator].iter().chain(row.operators) {
                assert!(operators.contains(&format!(" {word}: \"{}\"", row.operator)), "{word}");
            }
        }
    }

    /// The table in `docs/linking.md` has a row for each kind: its folder, its keys, its operators.
    #[test]
    fn the_documentation_has_every_kind() {
        let docs = include_str!("../../docs/linking.md");
        let code = |words: &[&str], end: &str| {
            words.iter().map(|word| format!("`{word}{end}`")).collect::<Vec<_>>().join(", ")
        };
        for row in EntityKind::all().map(EntityKind::row) {
            let operators = code(&[&[row.operator], row.operators].concat(), ":");
            let line = format!("| `content/{}/` | {} | {operators} |", row.folder, code(row.keys, ""));
            assert!(docs.contains(&line), "docs/linking.md lacks {line}");
        }
    }
}
