//! Kinds by their rows.

use super::id::EntityKind;
use super::row::Kind;
use super::table::{TABLE, TERM};

/// The kinds that every site has.
pub fn built_in() -> impl DoubleEndedIterator<Item = &'static Kind> + ExactSizeIterator + Clone {
    TABLE.iter()
}

/// The kinds whose entities lists of articles show, with their folders.
pub fn on_cards() -> impl Iterator<Item = (EntityKind, &'static str)> {
    built_in()
        .enumerate()
        .filter(|(_, row)| row.is_on_cards)
        .map(|(number, row)| (EntityKind::of_number(number), row.folder))
}

impl EntityKind {
    pub(super) fn of_number(number: usize) -> Self {
        Self(u8::try_from(number).unwrap_or(u8::MAX))
    }

    pub(super) fn number(self) -> usize {
        usize::from(self.0)
    }

    /// What its entities can be. How it is called, the [`Kinds`](super::Kinds) of a site know.
    pub fn row(self) -> &'static Kind {
        TABLE.get(self.number()).unwrap_or(&TERM)
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
            (EntityKind::SECTION, "section"),
            (EntityKind::TAG, "tag"),
        ] {
            assert_eq!(kind.row().noun, noun);
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
            let all: Vec<&str> = built_in().flat_map(words).collect();
            assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "{all:?}");
        }
    }

    #[test]
    fn a_type_of_schema_org_tells_what_files_may_name() {
        for row in built_in() {
            assert!(row.schema.names.iter().all(|(named, _)| row.names.contains(named)), "{}", row.noun);
            assert!(row.misspelt.iter().all(|misspelt| row.keys.contains(misspelt)), "{}", row.noun);
            assert!(row.keys.contains(&row.folder), "{}", row.noun);
        }
    }

    /// Every message that a row names is in the interface, which has the same ones in all its languages.
    #[test]
    fn the_interface_has_the_words_of_every_kind() {
        let words = include_str!("../../theme/i18n/en.ftl");
        for row in built_in() {
            // Nothing but articles is filed under words.
            let lists = [row.messages.here, row.messages.of].into_iter().filter(|_| !row.is_term);
            let own = [row.folder, row.operator].into_iter().chain(lists);
            for message in own.chain(row.messages.started).chain(row.messages.parts) {
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
        for row in built_in() {
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
        for row in built_in() {
            let operators = code(&[&[row.operator], row.operators].concat(), ":");
            let line = format!("| `content/{}/` | {} | {operators} |", row.folder, code(row.keys, ""));
            assert!(docs.contains(&line), "docs/linking.md lacks {line}");
        }
    }
}
