//! Reads a text as the tries do: each character as its code.

use std::ops::Range;

use super::tables;

/// A character as the tries know it: its code, 0 if no dictionary has it, and its length in
/// bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Code {
    pub code: u32,
    pub length: u32,
}

impl Code {
    pub fn new(character: char) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "1 to 4")]
        Self { code: tables::code(character as usize), length: character.len_utf8() as u32 }
    }

    /// The character that begins at a place; its length is 0 at the end of the text. Nearly
    /// all are of one or three bytes, and decoding these here is most of the speed.
    #[inline]
    pub fn at(text: &str, at: usize) -> Self {
        match text.as_bytes().get(at..) {
            Some([first @ 0xe0..=0xef, second, third, ..]) => {
                let bits = |byte: u8, count: u32| usize::from(byte) & ((1 << count) - 1);
                let character = bits(*first, 4) << 12 | bits(*second, 6) << 6 | bits(*third, 6);
                Self { code: tables::code(character), length: 3 }
            }
            Some([first @ ..0x80, ..]) => Self { code: tables::code(usize::from(*first)), length: 1 },
            _ => Self::other(text, at),
        }
    }

    #[cold]
    fn other(text: &str, at: usize) -> Self {
        text[at..].chars().next().map_or(Self { code: 0, length: 0 }, Self::new)
    }
}

/// Finds the next run of characters that some dictionary has, from a place on, and fills
/// `codes` with it; an empty one at the end. It ends with its sentence at the latest, since no
/// dictionary has the full stop.
pub(super) fn next_run(text: &str, from: usize, codes: &mut Vec<Code>) -> Range<usize> {
    codes.clear();
    let mut start = from;
    let mut code = Code::at(text, start);
    while code.code == 0 && code.length > 0 {
        start += unit_length(text, start, code);
        code = Code::at(text, start);
    }
    let mut end = start;
    while code.code != 0 {
        codes.push(code);
        end += code.length as usize;
        code = Code::at(text, end);
    }
    start..end
}

/// The length in bytes of what is copied as one where no dictionary has a character: a whole
/// ideographic description sequence (Unicode 16, section 18.2: an operator and its
/// operands), else the character.
#[inline]
pub(super) fn unit_length(text: &str, at: usize, code: Code) -> usize {
    // All operators are in U+2FC0 to U+2FFF.
    if code.length == 3 && text.as_bytes()[at..].starts_with(&[0xe2, 0xbf]) {
        return sequence_length(&text[at..]).unwrap_or(3);
    }
    code.length as usize
}

#[cold]
fn sequence_length(text: &str) -> Option<usize> {
    let mut wanted = 1;
    for (start, part) in text.char_indices() {
        wanted = wanted - 1 + operands(part);
        if wanted == 0 {
            return Some(start + part.len_utf8());
        }
    }
    None
}

/// How many operands follow an ideographic description character; 0 for others.
fn operands(character: char) -> usize {
    match character {
        '\u{2FF2}' | '\u{2FF3}' => 3,
        '\u{2FFE}' | '\u{2FFF}' => 1,
        '\u{2FF0}'..='\u{2FFD}' => 2,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_ends_where_no_dictionary_goes_on() {
        let text = "see x. 中国话。发⿰发发了";
        let mut codes = Vec::new();
        let mut found = Vec::new();
        let mut at = 0;
        loop {
            let run = next_run(text, at, &mut codes);
            if run.is_empty() {
                break;
            }
            at = run.end;
            found.push(&text[run]);
        }
        assert_eq!(found, ["中国话", "发", "了"]);
    }
}
