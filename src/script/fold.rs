//! One form of a text for both scripts, character by character, so that names can be compared
//! and found whichever script they are written in.

use std::sync::LazyLock;

use super::convert::Convert as _;
use super::opencc::OpenCc;

/// The characters that the table has: CJK Extension A and the Unified Ideographs.
const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9FFF;

/// What `t2s` makes of each character alone. One that would need another number of bytes, or
/// would become several, stays, so that places in a folded text are places in its source.
static TABLE: LazyLock<Vec<char>> = LazyLock::new(|| {
    let simplified = OpenCc::new("t2s").expect("t2s is among OpenCC's configurations");
    let fold = |character: char| {
        let text = simplified.convert(character.encode_utf8(&mut [0; 4]));
        let mut characters = text.chars();
        match (characters.next(), characters.next()) {
            (Some(only), None) if only.len_utf8() == character.len_utf8() => only,
            _ => character,
        }
    };
    (FIRST..=LAST).map(|code| fold(char::from_u32(code).expect("the range has no surrogates"))).collect()
});

/// The folded form of a character: Simplified, of the same length in UTF-8.
pub fn fold_character(character: char) -> char {
    match (character as u32).checked_sub(FIRST) {
        Some(index) => TABLE.get(index as usize).copied().unwrap_or(character),
        None => character,
    }
}

/// The folded form of a text; byte for byte as long as it.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    text.chars().map(fold_character).collect()
}

/// The folded form of a name, also without regard for case.
pub fn fold_name(name: &str) -> String {
    let mut folded = fold(name.trim());
    // Of most names it is known without tables that nothing but Latin letters has case.
    if folded.chars().all(|it| it.is_ascii() || ('\u{2e80}'..='\u{9fff}').contains(&it)) {
        folded.make_ascii_lowercase();
        return folded;
    }
    folded.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_scripts_are_one_and_places_stay() {
        assert_eq!(fold("上海合作組織、後臺，Linux 裏"), "上海合作组织、后台，Linux 里");
        assert_eq!(fold_name(" 青島 Daily "), fold_name("青岛 daily"));
        assert_eq!(fold_name("ＡÉ·青岛"), "ａé·青岛");
        assert!(('\u{2e80}'..='\u{9fff}').all(|it| it.to_lowercase().eq([it])));
        let text = "𠀀裏𡞵，爲什麽？";
        assert_eq!(fold(text).len(), text.len());
    }
}
