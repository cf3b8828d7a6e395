//! What generators make of the signs in names.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory as _};

/// Whether a character is a letter, a mark or a digit.
pub(super) fn is_word(character: char) -> bool {
    let group = character.general_category_group();
    matches!(group, GeneralCategoryGroup::Letter | GeneralCategoryGroup::Mark)
        || character.general_category() == GeneralCategory::DecimalNumber
}

/// A name in small letters, one for each of its own, as Go and JavaScript's libraries have it.
pub(super) fn lower(text: &str) -> String {
    text.chars().filter_map(|character| character.to_lowercase().next()).collect()
}

/// A name without accents.
pub(super) fn without_accents(text: &str) -> String {
    text.nfd().filter(|character| !is_combining_mark(*character)).nfc().collect()
}

/// What of an address would be read as something else: its path as it is written in one.
pub(super) fn written(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for character in path.chars() {
        match character {
            '%' | '#' | '?' | '\\' => out.push_str(&format!("%{:02X}", u32::from(character))),
            other => out.push(other),
        }
    }
    out
}
