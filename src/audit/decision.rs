//! The decisions of a conversion on characters that have several forms, and what stands behind each.

use serde::Serialize;

use crate::script::{Aligned, Converter, Why};

/// What stands behind a decision, the least certain first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Backing {
    /// The commonest form, of a character that is often another one and stands alone.
    Nothing,
    /// The bounds of words, where the longest match would have chosen another form.
    Segmentation,
    /// The commonest form.
    Frequency,
    /// A phrase of the dictionary.
    Phrase,
    /// A name.
    Name,
    /// A glossary.
    Glossary,
    /// An author's markup, or an address: nothing was converted.
    Protected,
}

impl Backing {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Nothing, Self::Segmentation, Self::Frequency, Self::Phrase, Self::Name, Self::Glossary, Self::Protected];

    /// Whether somebody should look.
    pub fn is_doubtful(self) -> bool {
        matches!(self, Self::Nothing | Self::Segmentation)
    }

    /// Its name in reports.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Segmentation => "segmentation",
            Self::Frequency => "frequency",
            Self::Phrase => "phrase",
            Self::Name => "name",
            Self::Glossary => "glossary",
            Self::Protected => "protected",
        }
    }
}

/// A decision on one character.
#[derive(Debug, PartialEq, Eq)]
pub struct Decision<'t> {
    /// Where it is in its block of text, in bytes.
    pub at: usize,
    /// The character.
    pub character: char,
    /// What it became; more than one character where a longer term became something else.
    pub chosen: &'t str,
    /// What stands behind it.
    pub backing: Backing,
}

/// Simplified characters that are often another than their commonest form when they stand
/// alone, and Traditional ones likewise. What stands alone as 于 or 后 is nearly always 於
/// or 後, and reading those would not be worth an editor's time.
const RISKY: &str = "发干台范余征斗钟云松制系冲胡占游蒙丑卷舍托须谷郁朴岳咸历面复签辟获采升折愈尽几仆乾著徵藉瞭";

/// Tells of every decision in a block of text.
pub fn decisions<'t>(text: &str, aligned: &'t Aligned, converter: &Converter, mut tell: impl FnMut(Decision<'t>)) {
    let (mut at, mut target_at) = (0, 0);
    for unit in &aligned.units {
        if unit.why == Why::Plain {
            (at, target_at) = (at + unit.source as usize, target_at + unit.target as usize);
            continue;
        }
        let source = &text[at..at + unit.source as usize];
        let target = &aligned.text[target_at..target_at + unit.target as usize];
        for (index, (within, character)) in source.char_indices().enumerate() {
            if converter.has_several_forms(character) {
                let is_alone = character.len_utf8() == source.len();
                let chosen = if is_alone { target } else { nth(source, target, index) };
                tell(Decision { at: at + within, character, chosen, backing: backing(unit.why, character) });
            }
        }
        at += unit.source as usize;
        target_at += unit.target as usize;
    }
}

/// The character of the target that answers to one of the source; all of it where the two
/// are not equally long.
fn nth<'t>(source: &str, target: &'t str, index: usize) -> &'t str {
    if source.chars().count() != target.chars().count() {
        return target;
    }
    target.char_indices().nth(index).map_or(target, |(at, character)| &target[at..at + character.len_utf8()])
}

fn backing(why: Why, character: char) -> Backing {
    match why {
        Why::Character if RISKY.contains(character) => Backing::Nothing,
        Why::Copied | Why::Plain | Why::Character | Why::Word => Backing::Frequency,
        Why::Segmentation => Backing::Segmentation,
        Why::Phrase => Backing::Phrase,
        Why::Name => Backing::Name,
        Why::Glossary => Backing::Glossary,
        Why::Protected => Backing::Protected,
    }
}
