//! One form of a character for all of its forms: Simplified or Traditional, a region's, full or half
//! width, a radical, a capital, with or without an accent.
//!
//! The forms of Han characters are what OpenCC's tables of characters join (`build/folding.rs`), the
//! others what Unicode's compatibility decomposition (UAX #15) joins. `theme/search.js` does the same
//! to a query, with the table that `pairs` writes.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization as _;

/// By character: the one that stands for it.
static FORMS: LazyLock<BTreeMap<char, char>> = LazyLock::new(|| {
    let table = include_bytes!(concat!(env!("OUT_DIR"), "/folding.bin"));
    let code = |bytes: &[u8]| char::from_u32(u32::from_le_bytes(bytes.try_into().ok()?));
    table.chunks_exact(8).filter_map(|pair| Some((code(&pair[..4])?, code(&pair[4..])?))).collect()
});

/// Where characters of the width of Han begin and end, as far as they are looked up in a table.
const WIDE: std::ops::Range<u32> = 0x2E80..0xA4D0;

static WIDE_FORMS: LazyLock<Vec<char>> = LazyLock::new(|| WIDE.filter_map(char::from_u32).map(compute).collect());

/// The character that stands for it.
pub fn fold(character: char) -> char {
    match character {
        'a'..='z' | '0'..='9' => character,
        'A'..='Z' => character.to_ascii_lowercase(),
        _ => match (character as u32).checked_sub(WIDE.start).and_then(|index| WIDE_FORMS.get(index as usize)) {
            Some(&form) => form,
            None => compute(character),
        },
    }
}

fn compute(character: char) -> char {
    let plain = normal(character);
    FORMS.get(&plain).copied().unwrap_or(plain)
}

/// Without width, accent and case, where that leaves one character.
fn normal(character: char) -> char {
    let bare = only(character.nfkd().filter(|mark| !matches!(mark, '\u{300}'..='\u{36f}')));
    let form = bare.or_else(|| only(character.nfkc())).unwrap_or(character);
    only(form.to_lowercase()).unwrap_or(form)
}

fn only(mut characters: impl Iterator<Item = char>) -> Option<char> {
    characters.next().filter(|_| characters.next().is_none())
}

/// What a query needs to be folded: each character and what stands for it, sorted, of those
/// forms that `is_used` in an archive.
pub fn pairs(is_used: impl Fn(char) -> bool) -> Vec<(char, char)> {
    FORMS.iter().map(|(&from, &to)| (from, to)).filter(|&(_, to)| is_used(to)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        text.chars().map(fold).collect()
    }

    #[test]
    fn all_forms_of_a_character_are_one() {
        for forms in
            ["台湾 臺灣 台灣", "头发 頭髮 頭發", "里 裡 裏", "着 著", "户 戶 户 ⼾", "说 說 説", "黄 黃", "么 麼 麽"]
        {
            let all: Vec<String> = forms.split(' ').map(folded).collect();
            assert!(all.iter().all(|one| *one == all[0]), "{forms}: {all:?}");
        }
        assert_eq!(folded("ＡＢＣ１２３Éé"), "abc123ee");
        assert_eq!(folded("①㈱İ"), "1㈱i", "what would become several stays");
        assert_eq!(folded("がハ"), "がハ");
    }

    #[test]
    fn what_stands_for_others_stands_for_itself() {
        for (_, to) in pairs(|_| true) {
            assert_eq!(fold(to), to, "{to}");
        }
    }
}
