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

/// Where the characters are that texts are made of, as far as they are looked up in a table: marks, Han and
/// kana, and what has their width.
const COMMON: [std::ops::Range<u32>; 2] = [0x2000..0xA4D0, 0xFF00..0xFFF0];

static COMMON_FORMS: [LazyLock<Vec<char>>; 2] = [LazyLock::new(|| forms_of(0)), LazyLock::new(|| forms_of(1))];

fn forms_of(range: usize) -> Vec<char> {
    COMMON[range].clone().filter_map(char::from_u32).map(compute).collect()
}

/// The character that stands for it.
pub fn fold(character: char) -> char {
    match character {
        'a'..='z' | '0'..='9' => character,
        'A'..='Z' => character.to_ascii_lowercase(),
        _ => {
            let common = COMMON.iter().zip(&COMMON_FORMS).find(|(range, _)| range.contains(&u32::from(character)));
            let form = common.and_then(|(range, forms)| forms.get((u32::from(character) - range.start) as usize));
            form.copied().unwrap_or_else(|| compute(character))
        }
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
