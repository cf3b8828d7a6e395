//! Quotation marks: curly ones (“” ‘’) and corner brackets (「」 『』), each for the other.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// The quotation marks that a script's pages have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Quotes {
    /// As the article has them.
    #[default]
    Keep,
    /// “ ” and, within, ‘ ’.
    Curly,
    /// 「 」 and, within, 『 』.
    Corner,
}

/// In the order: opening, closing; outer, then inner.
const CURLY: [char; 4] = ['“', '”', '‘', '’'];
const CORNER: [char; 4] = ['「', '」', '『', '』'];

/// Replaces the quotation marks of a block of text that are in pairs; those that are not
/// stay, and so does everything in `protected`. All marks are three bytes long: every other
/// character stays in its place.
pub(super) fn replace(text: &mut String, quotes: Quotes, protected: &[Range<usize>]) {
    let (from, to) = match quotes {
        Quotes::Keep => return,
        Quotes::Curly => (CORNER, CURLY),
        Quotes::Corner => (CURLY, CORNER),
    };
    if !text.contains(from) {
        return;
    }
    let pairs = pairs(text, from, protected);
    for (open, close, kind) in pairs {
        text.replace_range(open..open + 3, to[kind].encode_utf8(&mut [0; 4]));
        text.replace_range(close..close + 3, to[kind + 1].encode_utf8(&mut [0; 4]));
    }
}

/// Where pairs open and close, and the place of their opening mark in `marks`.
fn pairs(text: &str, marks: [char; 4], protected: &[Range<usize>]) -> Vec<(usize, usize, usize)> {
    let mut open: Vec<(usize, usize)> = Vec::new();
    // How many of each mark are open: a closing one without any is not looked for among the others.
    let mut opened = [0_usize; 4];
    let mut pairs = Vec::new();
    for (at, character) in text.char_indices() {
        let Some(kind) = marks.iter().position(|&mark| mark == character) else { continue };
        // The ranges are in order, and apart.
        let next = protected.partition_point(|range| range.end <= at);
        if protected.get(next).is_some_and(|range| range.contains(&at)) || is_apostrophe(text, at, character) {
            continue;
        }
        if kind % 2 == 0 {
            open.push((at, kind));
            opened[kind] += 1;
        } else if opened[kind - 1] > 0
            && let Some(index) = open.iter().rposition(|&(_, opening)| opening + 1 == kind)
        {
            // What was opened in between was never closed.
            pairs.push((open[index].0, at, kind - 1));
            for (_, closed) in open.drain(index..) {
                opened[closed] -= 1;
            }
        }
    }
    pairs
}

/// A ’ between Latin letters, or before the digits of a year, as in it’s and the ’90s.
fn is_apostrophe(text: &str, at: usize, character: char) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at + character.len_utf8()..].chars().next();
    character == '’'
        && before.is_some_and(|it| it.is_ascii_alphanumeric())
        && after.is_some_and(|it| it.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, quotes: Quotes, expected: &str) {
        let mut replaced = text.to_owned();
        replace(&mut replaced, quotes, &[]);
        assert_eq!(replaced, expected);
    }

    #[test]
    fn pairs_change_and_others_stay() {
        check("他说：“要‘走’。”", Quotes::Corner, "他说：「要『走』。」");
        check("他說：「要『走』。」", Quotes::Curly, "他說：“要‘走’。”");
        check("“甲”“乙", Quotes::Corner, "「甲」“乙");
        check("’90后’", Quotes::Corner, "’90后’");
        check("“it’s 好”", Quotes::Corner, "「it’s 好」");
        check("“甲‘乙”丙’", Quotes::Corner, "「甲‘乙」丙’");
        check("「甲」", Quotes::Keep, "「甲」");
    }
}
