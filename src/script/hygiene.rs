//! Character hygiene before conversion: Kangxi radicals and CJK compatibility ideographs
//! become the unified ideographs that they look like, and text is composed (NFC).

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::align::{Aligned, Sink, Why};

/// The clean text with its alignment; none if the text is clean.
pub(super) fn clean(text: &str) -> Option<Aligned> {
    if text.chars().all(is_plain) {
        return None;
    }
    let mut out = Aligned::default();
    let mut copied = 0;
    for run in runs(text) {
        let piece = &text[run.clone()];
        let composed: String = piece.chars().map(unified).nfc().collect();
        if composed != piece {
            out.copy(&text[copied..run.start]);
            out.put(piece.len(), &composed, Why::Character);
            copied = run.end;
        }
    }
    out.copy(&text[copied..]);
    (copied > 0).then_some(out)
}

/// The runs of characters that may not be clean, each with the character before it, with
/// which its first may compose.
fn runs(text: &str) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut before = 0;
    for (at, character) in text.char_indices() {
        let end = at + character.len_utf8();
        if !is_plain(character) {
            match runs.last_mut() {
                Some(last) if last.end == at => last.end = end,
                _ => runs.push(before..end),
            }
        }
        before = at;
    }
    runs
}

/// Whether a character is as it should be and never composes with the one before it.
fn is_plain(character: char) -> bool {
    matches!(
        character,
        '\0'..='\u{2ff}' | '\u{2010}'..='\u{206f}' | '\u{3000}'..='\u{3029}' | '\u{3030}'..='\u{303f}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}'
    )
}

/// The unified ideograph for a radical; compatibility ideographs are NFC's own business.
fn unified(character: char) -> char {
    if !matches!(character, '\u{2e80}'..='\u{2fd5}') {
        return character;
    }
    // Kangxi radicals, and the two of the supplement (⺟, ⻳) that Unicode calls compatible.
    std::iter::once(character).nfkc().next().unwrap_or(character)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::is_nfc;

    use super::*;

    #[test]
    fn radicals_and_doubles_become_ideographs() {
        let cleaned = clean("⽂⾔與金").unwrap();
        assert_eq!(cleaned.text, "文言與金");
        assert_eq!(clean("文言，abc １２ “引”"), None);
        assert_eq!(clean("cafe\u{301}发").unwrap().text, "café发");
        assert_eq!(clean("ﬁ①㎞"), None, "other compatibility characters mean something");
    }

    proptest! {
        #[test]
        fn what_is_cleaned_is_composed(text in "\\PC{0,12}") {
            let cleaned = clean(&text).unwrap_or_else(|| Aligned::unchanged(&text));
            prop_assert!(is_nfc(&cleaned.text));
            let (source, target) = cleaned.units.iter().fold((0, 0), |(source, target), unit| (source + unit.source, target + unit.target));
            prop_assert_eq!((source as usize, target as usize), (text.len(), cleaned.text.len()));
        }
    }
}
