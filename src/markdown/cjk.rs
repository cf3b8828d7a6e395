//! Which characters are Chinese, Japanese or Korean, and which are punctuation, as far as
//! Markdown's rules of emphasis and line breaks are concerned.

use unicode_properties::{EmojiStatus, GeneralCategoryGroup, UnicodeEmoji, UnicodeGeneralCategory};
use unicode_width::UnicodeWidthChar;

/// A CJK character in the sense of the CJK-friendly emphasis specification
/// (github.com/tats-u/markdown-cjk-friendly): wide, or halfwidth, or Hangul, and not shown as
/// emoji by default.
pub fn is_cjk(character: char) -> bool {
    (character.width() == Some(2) && !is_emoji(character)) || is_halfwidth(character) || is_hangul(character)
}

/// Punctuation in CommonMark's sense (0.31): Unicode's P and S categories.
pub(super) fn is_punctuation(character: char) -> bool {
    matches!(character.general_category_group(), GeneralCategoryGroup::Punctuation | GeneralCategoryGroup::Symbol)
}

/// Whether a line break beside this character means nothing: text in Han or kana does not
/// put spaces between words. Hangul does.
pub(super) fn joins_lines(character: char) -> bool {
    is_cjk(character) && !is_hangul(character)
}

/// Punctuation that Chinese shares with other scripts, so that its width does not tell.
pub(super) fn is_shared_punctuation(character: char) -> bool {
    matches!(character, '“' | '”' | '‘' | '’' | '—' | '…' | '·')
}

fn is_halfwidth(character: char) -> bool {
    matches!(character, '\u{FF61}'..='\u{FFDC}' | '\u{FFE8}'..='\u{FFEE}' | '\u{20A9}')
}

fn is_hangul(character: char) -> bool {
    matches!(character, '\u{1100}'..='\u{11FF}' | '\u{3131}'..='\u{318E}' | '\u{A960}'..='\u{A97C}' | '\u{AC00}'..='\u{D7FB}')
}

/// Shown as a picture unless told otherwise.
fn is_emoji(character: char) -> bool {
    use EmojiStatus::{
        EmojiPresentation, EmojiPresentationAndEmojiComponent, EmojiPresentationAndModifierAndEmojiComponent,
        EmojiPresentationAndModifierBase,
    };
    matches!(
        character.emoji_status(),
        EmojiPresentation
            | EmojiPresentationAndModifierBase
            | EmojiPresentationAndEmojiComponent
            | EmojiPresentationAndModifierAndEmojiComponent
    )
}
