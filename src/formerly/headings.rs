//! The ids that generators give to headings, by which readers and links find a place on a page.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use unicode_properties::{GeneralCategory as Category, GeneralCategoryGroup as Group, UnicodeGeneralCategory as _};

use super::signs::{lower, without_accents};

/// Whose ids headings have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum HeadingIds {
    /// GitHub's.
    #[default]
    Github,
    /// Hugo's (`autoHeadingIDType = "github"`).
    Hugo,
    /// Hugo's without Han (`github-ascii`).
    HugoAscii,
    /// Hugo's of older versions (`blackfriday`).
    Blackfriday,
    /// Jekyll's: kramdown's for GitHub's Markdown.
    Jekyll,
    /// Hexo's, by hexo-renderer-marked.
    Hexo,
    /// Hexo's, by hexo-renderer-markdown-it.
    HexoMarkdownIt,
    /// mkdocs': Python-Markdown's, which have no Han.
    Mkdocs,
}

/// A piece of a heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words.
    Text(String),
    /// Code.
    Code(String),
    /// What is said of a picture.
    Picture(String),
    /// HTML.
    Html(String),
}

/// Signs that Hexo takes for gaps.
const GAPS: &str = "~`!@#$%^&*()-_+=[]{}|\\;:\"'<>,.?/";
/// Letters that are not made of another and a mark, and what Hexo writes for them.
const BASES: [(char, &str); 12] = [
    ('ß', "s"),
    ('ø', "o"),
    ('Ø', "O"),
    ('æ', "ae"),
    ('Æ', "AE"),
    ('œ', "oe"),
    ('Œ', "OE"),
    ('đ', "d"),
    ('Đ', "D"),
    ('ł', "l"),
    ('Ł', "L"),
    ('ı', "i"),
];

impl HeadingIds {
    /// All of them; links that lead nowhere are tried in this order.
    pub const ALL: [Self; 8] = [
        Self::Github,
        Self::Hugo,
        Self::Jekyll,
        Self::Hexo,
        Self::HexoMarkdownIt,
        Self::Blackfriday,
        Self::HugoAscii,
        Self::Mkdocs,
    ];

    /// The id of a heading as long as no other has it; empty for one of signs alone.
    pub fn wanted(self, pieces: &[Piece]) -> String {
        let words = self.words(pieces);
        match self {
            Self::Github | Self::Jekyll => letters(&words.to_lowercase(), is_of_word),
            Self::Hugo => letters(&lower(words.trim()), is_of_hugo),
            Self::HugoAscii => {
                letters(&lower(without_accents(words.trim()).trim()), |sign| sign.is_ascii() && is_of_hugo(sign))
            }
            Self::Blackfriday => {
                joined(&lower(&words), |sign| !matches!(sign.general_category_group(), Group::Letter | Group::Number))
            }
            Self::Hexo | Self::HexoMarkdownIt => {
                let plain: String =
                    words.chars().flat_map(without_diacritic).filter(|sign| !sign.is_control()).collect();
                joined(&plain, |sign| sign.is_whitespace() || GAPS.contains(sign))
            }
            Self::Mkdocs => {
                let ascii: String = words.nfkd().filter(char::is_ascii).collect();
                let kept =
                    |sign: &char| sign.is_ascii_alphanumeric() || matches!(sign, '_' | '-') || sign.is_whitespace();
                let kept: String = ascii.chars().filter(kept).collect();
                runs(&kept.trim().to_ascii_lowercase(), |sign| sign == '-' || sign.is_whitespace())
            }
        }
    }

    /// What of a heading its id is made of.
    fn words(self, pieces: &[Piece]) -> String {
        let mut words = String::new();
        for piece in pieces {
            match (piece, self) {
                (Piece::Text(text), Self::Github | Self::Mkdocs) | (Piece::Code(text), _) => words.push_str(text),
                (Piece::Text(text), Self::Hexo | Self::HexoMarkdownIt) => words.push_str(&smart(text, &words)),
                // Dashes are no letters, and their hyphens are gone.
                (Piece::Text(text), _) => words.push_str(&with_dashes(text)),
                (Piece::Picture(text), Self::Hugo | Self::HugoAscii | Self::Blackfriday | Self::HexoMarkdownIt)
                | (Piece::Html(text), Self::HexoMarkdownIt) => words.push_str(text),
                (Piece::Picture(_) | Piece::Html(_), _) => {}
            }
        }
        words
    }

    /// What stands before the number that makes an id another, and the lowest number.
    fn numbers(self) -> (char, usize) {
        match self {
            Self::Mkdocs => ('_', 1),
            Self::HexoMarkdownIt => ('-', 2),
            _ => ('-', 1),
        }
    }
}

/// Keeps letters, makes hyphens of blanks, and drops all else.
fn letters(text: &str, is_kept: impl Fn(char) -> bool) -> String {
    let sign = |sign: char| match sign {
        '-' | ' ' => Some('-'),
        other => is_kept(other).then_some(other),
    };
    text.chars().filter_map(sign).collect()
}

/// `\p{Word}` of Ruby.
fn is_of_word(sign: char) -> bool {
    sign.is_alphabetic()
        || sign.general_category_group() == Group::Mark
        || matches!(sign.general_category(), Category::DecimalNumber | Category::ConnectorPunctuation)
}

fn is_of_hugo(sign: char) -> bool {
    sign == '_' || sign.general_category_group() == Group::Letter || sign.general_category() == Category::DecimalNumber
}

/// Makes one hyphen of each run of gaps.
fn runs(text: &str, is_gap: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut was_gap = false;
    for sign in text.chars() {
        let is_gap = is_gap(sign);
        match is_gap {
            true if !was_gap => out.push('-'),
            true => {}
            false => out.push(sign),
        }
        was_gap = is_gap;
    }
    out
}

/// The same, with none at either end.
fn joined(text: &str, is_gap: impl Fn(char) -> bool) -> String {
    runs(text, is_gap).trim_matches('-').to_owned()
}

/// The Latin letter that one with a mark, or a wide one, is made of.
fn without_diacritic(sign: char) -> Vec<char> {
    if let Some((_, base)) = BASES.iter().find(|(own, _)| *own == sign) {
        return base.chars().collect();
    }
    let is_latin = matches!(sign, '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ');
    if is_latin { std::iter::once(sign).nfkd().filter(|part| !is_combining_mark(*part)).collect() } else { vec![sign] }
}

/// Dashes in the place of two and three hyphens.
fn with_dashes(text: &str) -> String {
    text.replace("---", "—").replace("--", "–")
}

/// The signs that typographers write; `before` stands before the text.
fn smart(text: &str, before: &str) -> String {
    let text = with_dashes(text).replace("...", "…");
    let mut out = String::with_capacity(text.len());
    let mut last = before.chars().next_back();
    for sign in text.chars() {
        let opens = last.is_none_or(|last| last.is_whitespace() || "-—/([{\"‘".contains(last));
        out.push(match (sign, opens) {
            ('\'', true) => '‘',
            ('\'', false) => '’',
            ('"', true) => '“',
            ('"', false) => '”',
            (other, _) => other,
        });
        last = Some(sign);
    }
    out
}

/// The ids that a page has.
#[derive(Default)]
pub struct Ids {
    rule: HeadingIds,
    used: HashSet<String>,
    /// By the id that was wanted: the number that the next one of it has, if that is free.
    next: HashMap<String, usize>,
}

impl Ids {
    /// None yet.
    pub fn new(rule: HeadingIds) -> Self {
        Self { rule, ..Self::default() }
    }

    /// The id that was wanted, or with the lowest number that makes it another: all lower ones are taken, and
    /// stay so, so that none is tried twice.
    pub fn unique(&mut self, wanted: &str) -> String {
        let wanted: String = wanted.chars().map(|sign| if sign.is_whitespace() { '-' } else { sign }).collect();
        let wanted = match self.rule {
            HeadingIds::Hugo | HeadingIds::HugoAscii | HeadingIds::Blackfriday if wanted.is_empty() => {
                "heading".to_owned()
            }
            _ => wanted,
        };
        let id = match self.rule {
            HeadingIds::Mkdocs => wanted.clone(),
            // The first without letters has none elsewhere, and the next ones numbers alone.
            _ if wanted.is_empty() => "section".to_owned(),
            _ => wanted.clone(),
        };
        if !id.is_empty() && self.used.insert(id.clone()) {
            return id;
        }
        let (sign, first) = self.rule.numbers();
        // Python-Markdown counts on from a number that is there.
        let counted = wanted.rsplit_once('_').filter(|_| self.rule == HeadingIds::Mkdocs);
        let counted =
            counted.and_then(|(base, number)| Some((base.to_owned(), number.parse::<u32>().ok()? as usize + 1)));
        let (base, first) = counted.unwrap_or((wanted, first));
        let number = self.next.entry(base.clone()).or_insert(first);
        *number = first.max(*number);
        loop {
            let id = format!("{base}{sign}{number}");
            *number += 1;
            if self.used.insert(id.clone()) {
                return id;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Tries every number from the first.
    fn naive(rule: HeadingIds, wanted: &[String]) -> Vec<String> {
        let (sign, first) = rule.numbers();
        let mut used = HashSet::new();
        let mut unique = |wanted: &String| {
            let numbered = (first..).map(|number| format!("{wanted}{sign}{number}"));
            std::iter::once(wanted.clone()).chain(numbered).find(|id| used.insert(id.clone())).unwrap()
        };
        wanted.iter().map(&mut unique).collect()
    }

    proptest! {
        #[test]
        fn ids_are_the_first_that_are_free(
            of in 0..HeadingIds::ALL.len() - 1,
            wanted in proptest::collection::vec("(同|同-2|同-3|同-2-2|a|a-1|-2){1,2}", 0..60),
        ) {
            let mut ids = Ids::new(HeadingIds::ALL[of]);
            let unique: Vec<String> = wanted.iter().map(|wanted| ids.unique(wanted)).collect();
            prop_assert_eq!(unique, naive(HeadingIds::ALL[of], &wanted));
        }

        #[test]
        fn ids_are_some_and_no_two_alike(
            of in 0..HeadingIds::ALL.len(),
            texts in proptest::collection::vec("(背景|_[0-9]{0,25}|-|[ -~]|é|Ａ|İ|\u{301}|\u{0}|.){0,6}", 0..40),
        ) {
            let mut ids = Ids::new(HeadingIds::ALL[of]);
            let mut seen = HashSet::new();
            for text in texts {
                let id = ids.unique(&HeadingIds::ALL[of].wanted(&[Piece::Text(text)]));
                prop_assert!(!id.is_empty() && !id.contains(char::is_whitespace), "{}", id);
                prop_assert!(seen.insert(id));
            }
        }
    }
}
