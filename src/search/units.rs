//! A text as the units that search counts and compares: a Han character, a word in another script,
//! a number; and whether something stands between two of them. `theme/search.js` does the same to a query.
//!
//! A number is spelled in digits that know whether they begin or end it, so that 1月 is not found in
//! 11月 and a number still has the same short postings as other characters.

use rustc_hash::FxHashMap;

use super::fold::fold;

/// A unit: its code, and in the highest bit whether a mark of punctuation stands before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unit(u32);

/// The code of U+2E00, so that all characters below U+A4D0 have 15 bits.
const FIRST: u16 = 0x2E00;
const LAST: u16 = 0xA4CF;
/// The codes of digits: of each ten a way to stand in a number.
const DIGITS: u16 = 0x7700;
/// The private characters that digits are in texts of grams.
const DIGIT_CHARACTERS: u16 = 0xE000;
/// Codes from here on are of words.
const WORDS: u32 = 0x8000;
/// In 16 bits: a word follows in two more.
const ESCAPE: u16 = 0x7F00;
const BREAK: u32 = 1 << 31;

impl Unit {
    /// Whether a mark of punctuation, or a space between two Han, stands before it.
    pub fn is_after_break(self) -> bool {
        self.0 & BREAK != 0
    }

    /// The unit as such, whatever stands before it.
    pub fn alone(self) -> Self {
        Self(self.0 & !BREAK)
    }

    /// The same after a mark of punctuation.
    pub fn after_break(self) -> Self {
        Self(self.0 | BREAK)
    }

    /// Gives its word, if it is one, the number that it has elsewhere.
    pub fn renumber(&mut self, numbers: &[u32]) {
        if let Some(number) = self.word().and_then(|word| numbers.get(word)) {
            self.be_word(*number);
        }
    }

    /// Gives it, which is a word, another number.
    pub fn be_word(&mut self, number: u32) {
        self.0 = (self.0 & BREAK) | (WORDS + number);
    }

    /// Its code in 16 bits, with the break in the highest, if it is no word.
    pub fn wide(self) -> Option<u16> {
        let code = self.0 & !BREAK;
        #[expect(clippy::cast_possible_truncation, reason = "less than WORDS, which is 15 bits")]
        (code < WORDS).then_some(code as u16 | if self.is_after_break() { 0x8000 } else { 0 })
    }

    /// The number of its word, if it is one.
    pub fn word(self) -> Option<usize> {
        Some((self.0 & !BREAK).checked_sub(WORDS)? as usize)
    }
}

/// The character of a unit's code in 16 bits, of a private one for a digit.
pub fn character(wide: u16) -> Option<char> {
    char::from_u32(u32::from(utf16(wide)))
}

/// The same in UTF-16, which is one unit of it.
pub fn utf16(wide: u16) -> u16 {
    let code = wide & 0x7FFF;
    if code >= DIGITS { code - DIGITS + DIGIT_CHARACTERS } else { code + FIRST }
}

/// The words of an archive, each by its number.
#[derive(Default)]
pub struct Words {
    numbers: FxHashMap<Box<str>, u32>,
    texts: Vec<Box<str>>,
}

impl Words {
    /// The number of a word, which is new if the word is.
    pub fn number(&mut self, word: &str) -> u32 {
        if let Some(&number) = self.numbers.get(word) {
            return number;
        }
        let number = u32::try_from(self.texts.len()).unwrap_or(u32::MAX).min(BREAK - WORDS - 1);
        self.texts.push(word.into());
        self.numbers.insert(word.into(), number);
        number
    }

    /// Adds the words of others; returns the number that each of them has here.
    pub fn take(&mut self, others: Self) -> Vec<u32> {
        others.texts.iter().map(|word| self.number(word)).collect()
    }

    /// All of them, by number.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(|text| &**text)
    }

    /// The word of a number.
    pub fn text(&self, number: usize) -> &str {
        self.texts.get(number).map_or("", |text| text)
    }
}

/// A text as units.
pub fn units(text: &str, words: &mut Words) -> Vec<Unit> {
    let mut reader =
        Reader { units: Vec::with_capacity(text.len() / 3), run: String::new(), words, broken: false, spaced: false };
    for character in text.chars() {
        reader.read(character);
    }
    reader.end_run();
    reader.units
}

struct Reader<'w> {
    units: Vec<Unit>,
    /// Letters and digits of a word or number that has not ended.
    run: String,
    words: &'w mut Words,
    broken: bool,
    spaced: bool,
}

impl Reader<'_> {
    fn read(&mut self, character: char) {
        let form = fold(character);
        let code = form as u32;
        // Most are: to look them up takes longer.
        let is_common = ('\u{4e00}'..='\u{9fff}').contains(&form);
        if is_common || form.is_alphanumeric() {
            if (u32::from(FIRST)..=u32::from(LAST)).contains(&code) {
                self.end_run();
                return self.push(code - u32::from(FIRST), true);
            }
            // Rare Han, of which each is a word.
            if code >= 0x20000 {
                self.end_run();
                self.run.push(form);
                return self.end_run();
            }
            return self.run.push(form);
        }
        match form {
            // Marks that are a part of the character before, and what has no width.
            '\u{300}'..='\u{36f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{200b}'..='\u{200d}'
            | '\u{2060}'
            | '\u{feff}'
            | '\u{ad}' => {}
            // 卡尔·马克思 is written with any of them or none.
            '·' | '•' | '‧' | '・' => self.end_run(),
            _ => {
                self.end_run();
                // A line ends with its block.
                *if form.is_whitespace() && form != '\n' { &mut self.spaced } else { &mut self.broken } = true;
            }
        }
    }

    /// A word or a number, if one was begun.
    fn end_run(&mut self) {
        if self.run.is_empty() {
            return;
        }
        let run = std::mem::take(&mut self.run);
        if run.bytes().all(|byte| byte.is_ascii_digit()) {
            let last = run.len() - 1;
            for (index, byte) in run.bytes().enumerate() {
                let place = u32::from(index > 0) + 2 * u32::from(index < last);
                self.push(u32::from(DIGITS) + u32::from(byte - b'0') * 4 + place, false);
            }
        } else {
            let number = self.words.number(&run);
            self.push(WORDS + number, false);
        }
        self.run = run;
        self.run.clear();
    }

    fn push(&mut self, code: u32, is_han: bool) {
        let is_after_han = self.units.last().is_some_and(|unit| unit.0 & !BREAK < u32::from(DIGITS));
        let is_broken = self.broken || (self.spaced && is_han && is_after_han);
        let broken = if is_broken && !self.units.is_empty() { BREAK } else { 0 };
        self.units.push(Unit(code | broken));
        (self.broken, self.spaced) = (false, false);
    }
}

/// Appends units to a store of 16 bits each, three for a word.
pub fn store(units: &[Unit], into: &mut Vec<u16>) {
    #[expect(clippy::cast_possible_truncation, reason = "the two halves of 32 bits")]
    for unit in units {
        match unit.wide() {
            Some(code) => into.push(code),
            None => into.extend([ESCAPE, (unit.0 >> 16) as u16, unit.0 as u16]),
        }
    }
}

/// The units of a store.
pub fn stored(store: &[u16]) -> impl Iterator<Item = Unit> {
    let mut codes = store.iter().map(|&code| u32::from(code));
    std::iter::from_fn(move || {
        let code = codes.next()?;
        if code == u32::from(ESCAPE) {
            return Some(Unit(codes.next()? << 16 | codes.next()?));
        }
        Some(Unit(code & 0x7FFF | if code & 0x8000 != 0 { BREAK } else { 0 }))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The units as a text: `|` before one after a break, words in brackets, digits with their place.
    fn shown(text: &str) -> String {
        let mut words = Words::default();
        let units = units(text, &mut words);
        let mut shown = String::new();
        for unit in units {
            shown.push_str(if unit.is_after_break() { "|" } else { "" });
            match (unit.wide().and_then(character), unit.word()) {
                (Some(digit @ '\u{e000}'..='\u{e027}'), _) => {
                    let code = digit as u32 - 0xE000;
                    shown.push_str(&format!("{}{}", code / 4, ["=", "<", ">", "-"][code as usize % 4]));
                }
                (Some(han), _) => shown.push(han),
                (None, word) => shown.push_str(&format!("[{}]", words.text(word.unwrap()))),
            }
        }
        shown
    }

    #[test]
    fn a_text_is_its_units() {
        assert_eq!(shown("臺灣，選舉。"), "台湾|选举");
        assert_eq!(shown("使用 Linux 系統，GPU-3"), "使用[linux]系统|[gpu]|3=");
        assert_eq!(shown("2024年7月"), "2>0-2-4<年7=月");
        assert_eq!(shown("全会 公报"), "全会|公报");
        assert_eq!(shown("卡尔·馬克思 Karl\u{301} Marx"), "卡尔马克思[karl][marx]");
        assert_eq!(shown("𠮷野家G20"), "[𠮷]野家[g20]");
        assert_eq!(shown("。。。"), "");
    }

    proptest! {
        #[test]
        fn a_store_gives_back_what_it_took(text in "(\\PC|[一-十]|[a-c ,。0-9]){0,40}") {
            let units = units(&text, &mut Words::default());
            let mut kept = Vec::new();
            store(&units, &mut kept);
            prop_assert_eq!(stored(&kept).collect::<Vec<_>>(), &*units);
        }
    }
}
