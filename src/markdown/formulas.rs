//! Formulas in TeX: `$…$`, `$$…$$`, `\(…\)`, `\[…\]`, `` $`…`$ `` of GitHub's and `` `$…$` `` of blogdown's. Before anything
//! else reads a text, each makes room for its number between two characters that the text does not have, so that nothing in
//! it is taken for emphasis, a cell, a list or words to convert; after parsing it is an event.
//!
//! The parser has an option for the first two. It finds them once blocks are made, when a line of a formula that begins
//! with `+` is a list already, and knows neither the others nor money: of `$5和$6` it makes a formula.

use std::ops::Range;

use pulldown_cmark::CowStr;

use super::cjk::is_cjk;
use super::edits::{Edit, Habits};
use super::inline::wiki_targets;
use super::mathml::LONGEST;
use super::regions::{Regions, holds};

/// Characters of nobody's, which Markdown takes for letters; the first that a text does not have marks its formulas.
const CANDIDATES: [char; 4] = ['\u{F8F0}', '\u{F8F1}', '\u{F8F2}', '\u{F8F3}'];

/// A formula of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Formula {
    /// As it is written, with its delimiters.
    pub source: String,
    /// The TeX in it.
    pub tex: String,
    /// Whether it stands in a line of its own.
    pub is_displayed: bool,
}

/// The formulas of a text, and what marks them in it.
#[derive(Debug)]
pub(super) struct Formulas {
    mark: char,
    all: Vec<Formula>,
}

/// A part of a text.
pub(super) enum Part<'f> {
    /// Words.
    Text(Range<usize>),
    /// What stands for a formula.
    Formula(Range<usize>, &'f Formula),
}

impl Formulas {
    /// Whether a text has any.
    pub fn are_in(&self, text: &str) -> bool {
        text.contains(self.mark)
    }

    /// A text in parts.
    pub fn parts(&self, text: &str) -> Vec<Part<'_>> {
        let mut parts = Vec::new();
        let mut done = 0;
        while let Some(start) = text[done..].find(self.mark).map(|at| done + at) {
            let inner = start + self.mark.len_utf8();
            let Some(end) = text[inner..].find(self.mark).map(|at| inner + at) else { break };
            let formula = text[inner..end].parse().ok().and_then(|number: usize| self.all.get(number));
            let Some(formula) = formula else { break };
            if start > done {
                parts.push(Part::Text(done..start));
            }
            done = end + self.mark.len_utf8();
            parts.push(Part::Formula(start..done, formula));
        }
        if done < text.len() {
            parts.push(Part::Text(done..text.len()));
        }
        parts
    }

    /// A text as its author wrote it.
    pub fn restored<'t>(&self, text: CowStr<'t>) -> CowStr<'t> {
        if !self.are_in(&text) {
            return text;
        }
        let part = |part: Part<'_>| match part {
            Part::Text(range) => text[range].to_owned(),
            Part::Formula(_, formula) => formula.source.clone(),
        };
        self.parts(&text).into_iter().map(part).collect::<String>().into()
    }
}

/// The formulas of a text, and the edits that make room for their numbers.
pub(super) fn edits(text: &str, habits: Habits) -> Option<(Formulas, Vec<Edit>)> {
    (habits.dialect.math && may_have(text)).then(|| numbered(text, Scan::of(text, habits).all())).flatten()
}

/// Whether a text may have formulas.
fn may_have(text: &str) -> bool {
    text.contains('$') || text.contains("\\(") || text.contains("\\[")
}

/// The same of a text that is to be read letter by letter. What names the target of a wiki link is no words either, and
/// waits with the formulas.
pub(super) fn plain_edits(text: &str) -> Option<(Formulas, Vec<Edit>)> {
    let mut all = if may_have(text) { Scan::of(text, Habits::default()).all() } else { Vec::new() };
    let formulas: Vec<Range<usize>> = all.iter().map(|(range, _)| range.clone()).collect();
    let is_apart = |target: &Range<usize>| formulas.iter().all(|it| it.end <= target.start || target.end <= it.start);
    let as_formula = |target: Range<usize>| {
        let source = text[target.clone()].to_owned();
        (target, Formula { tex: source.clone(), source, is_displayed: false })
    };
    all.extend(wiki_targets(text).into_iter().filter(is_apart).map(as_formula));
    all.sort_by_key(|(range, _)| range.start);
    numbered(text, all)
}

/// What was found, which is in order and apart, with its numbers.
fn numbered(text: &str, found: Vec<(Range<usize>, Formula)>) -> Option<(Formulas, Vec<Edit>)> {
    let mark = CANDIDATES.into_iter().find(|&mark| !text.contains(mark)).filter(|_| !found.is_empty())?;
    let number = |(number, (range, _)): (usize, &(Range<usize>, Formula))| Edit {
        range: range.clone(),
        with: format!("{mark}{number}{mark}"),
    };
    let edits = found.iter().enumerate().map(number).collect();
    Some((Formulas { mark, all: found.into_iter().map(|(_, formula)| formula).collect() }, edits))
}

/// A search for the formulas of a text.
struct Scan<'t> {
    text: &'t str,
    regions: Regions,
    /// Where no formula begins but one that is written as code.
    untouched: Vec<Range<usize>>,
}

impl<'t> Scan<'t> {
    fn of(text: &'t str, habits: Habits) -> Self {
        let regions = Regions::of(text);
        let indented = regions.indented.iter().filter(|_| habits.indented_code);
        let untouched = regions.code.iter().chain(indented).chain(&regions.html).chain(&regions.addresses);
        let mut untouched: Vec<Range<usize>> = untouched.cloned().collect();
        untouched.sort_by_key(|range| range.start);
        Self { text, regions, untouched }
    }

    fn all(&self) -> Vec<(Range<usize>, Formula)> {
        let bytes = self.text.as_bytes();
        let mut found: Vec<(Range<usize>, Formula)> = Vec::new();
        let mut untouched = self.untouched.iter().peekable();
        let mut at = 0;
        while let Some(next) = bytes[at..].iter().position(|byte| matches!(byte, b'$' | b'\\' | b'`')) {
            at += next;
            while untouched.next_if(|range| range.end <= at).is_some() {}
            let formula = match untouched.peek().filter(|range| range.contains(&at)) {
                Some(range) => match self.as_code(range) {
                    Some(formula) => Some(formula),
                    None => {
                        at = range.end;
                        continue;
                    }
                },
                None => self.begun(at),
            };
            match formula {
                Some((range, formula)) if range.start >= found.last().map_or(0, |(before, _)| before.end) => {
                    at = range.end;
                    found.push((range, formula));
                }
                _ => at += self.step(at),
            }
        }
        found
    }

    /// How far to go on from a sign that begins no formula.
    fn step(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        match rest.as_bytes()[0] {
            // What a backslash escapes begins nothing.
            b'\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            byte => rest.bytes().take_while(|&it| it == byte).count(),
        }
    }

    /// The formula that begins at a place outside of code.
    fn begun(&self, at: usize) -> Option<(Range<usize>, Formula)> {
        let rest = &self.text[at..];
        match rest.bytes().take_while(|&byte| byte == b'$').count() {
            0 => self.in_brackets(at),
            1 => self.inline(at),
            2 => self.displayed(at),
            _ => None,
        }
    }

    /// `$…$`: blanks are outside, as Pandoc has it, and so are letters and digits, as GitHub has it.
    fn inline(&self, at: usize) -> Option<(Range<usize>, Formula)> {
        let (before, inner) = self.text.split_at(at + 1);
        let is_word = |sign: Option<char>| sign.is_some_and(|sign| sign.is_ascii_alphanumeric());
        let length = end_of(inner, "$")?;
        let (tex, after) = (&inner[..length], inner[length + 1..].chars().next());
        let is_bound = !is_word(before[..at].chars().next_back()) && !is_word(after) && after != Some('$');
        let is_within = !self.crosses(at + 1..at + 1 + length);
        (is_bound && is_within && is_inline(tex)).then(|| self.formula(at..at + length + 2, 1, false))
    }

    /// `$$…$$`, with empty lines in it where both stand at the border of a line.
    fn displayed(&self, at: usize) -> Option<(Range<usize>, Formula)> {
        let inner = &self.text[at + 2..];
        let length = inner.match_indices("$$").map(|(end, _)| end).find(|&end| !is_escaped(&inner[..end]))?;
        let tex = &inner[..length];
        let after = inner[length + 2..].lines().next().unwrap_or_default();
        let begins_line = self.prefix(at).is_some();
        let is_blank = |line: &str| line.trim_matches([' ', '\t', '>']).is_empty();
        let has_gap = tex.trim_end().lines().skip(1).any(is_blank);
        let is_closed_line = tex.rsplit('\n').next().is_some_and(is_blank);
        let may_have_gap = begins_line && is_closed_line && after.trim().is_empty() && !tex.contains('。');
        let is_within = !self.crosses(at + 2..at + 2 + length);
        let is_tex = !tex.trim().is_empty() && !is_prose(tex) && !after.starts_with('$');
        (is_within && is_tex && (!has_gap || may_have_gap)).then(|| self.formula(at..at + length + 4, 2, true))
    }

    /// `\(…\)` and `\[…\]`, also with two backslashes, as they are written for generators that take one away. In prose these
    /// are brackets that somebody escaped, so what is in them has to look like TeX.
    fn in_brackets(&self, at: usize) -> Option<(Range<usize>, Formula)> {
        let rest = &self.text[at..];
        let (open, close, is_displayed) =
            [("\\\\(", "\\\\)", false), ("\\\\[", "\\\\]", true), ("\\(", "\\)", false), ("\\[", "\\]", true)]
                .into_iter()
                .find(|(open, ..)| rest.starts_with(open))?;
        // What is longer is no formula, and very many that are never closed would take the square of their length.
        let inner = &rest[open.len()..rest.floor_char_boundary(open.len() + LONGEST)];
        let length = inner.find(close)?;
        let (tex, after) = (&inner[..length], &rest[open.len() + length + close.len()..]);
        let before = self.text[..at].chars().next_back();
        let is_letter = tex.trim().len() == 1 && tex.trim().bytes().all(|byte| byte.is_ascii_alphabetic());
        let is_variable = is_letter && !is_displayed && !before.is_some_and(|sign| sign.is_ascii_alphanumeric());
        let is_tex = (has_sign(tex) && !is_prose(tex) || is_variable) && !after.starts_with('(');
        let has_gap = tex.contains("\n\n");
        let is_within = !self.crosses(at..at + open.len() + length);
        let range = at..at + open.len() + length + close.len();
        (is_tex && is_within && !has_gap).then(|| self.formula(range, open.len(), is_displayed))
    }

    /// A formula that is written as code.
    fn as_code(&self, range: &Range<usize>) -> Option<(Range<usize>, Formula)> {
        if !holds(&self.regions.code, range.start) {
            return None;
        }
        let code = &self.text[range.clone()];
        let ticks = code.bytes().take_while(|&byte| byte == b'`').count();
        let inner =
            code.get(ticks..code.len().checked_sub(ticks)?).filter(|inner| ticks > 0 && !inner.contains('\n'))?;
        let (before, after) = (&self.text[..range.start], &self.text[range.end..]);
        if before.ends_with('$')
            && !before.ends_with("$$")
            && after.starts_with('$')
            && !is_escaped(&before[..before.len() - 1])
        {
            let range = range.start - 1..range.end + 1;
            return Some(self.formula(range, ticks + 1, false));
        }
        let dollars = if inner.starts_with("$$") && inner.ends_with("$$") { 2 } else { 1 };
        let tex = inner.strip_prefix('$')?.strip_suffix('$')?;
        let is_formula = tex.len() > 2 * (dollars - 1) && is_inline(tex.trim_matches('$').trim());
        is_formula.then(|| self.formula(range.clone(), ticks + dollars, dollars == 2))
    }

    /// A formula with delimiters of so many bytes.
    fn formula(&self, range: Range<usize>, delimiter: usize, is_displayed: bool) -> (Range<usize>, Formula) {
        let source = &self.text[range.clone()];
        let tex = &source[delimiter..source.len() - delimiter];
        // What a line of a quotation begins with is not the formula's.
        let depth = self.prefix(range.start).map_or(0, |prefix| prefix.matches('>').count());
        let lines = tex.split('\n').enumerate().map(|(index, line)| match index {
            0 => line,
            _ => (0..depth).fold(line, |line, _| line.trim_start().strip_prefix('>').unwrap_or(line)),
        });
        let tex = lines.collect::<Vec<_>>().join("\n").trim().to_owned();
        (range, Formula { source: source.to_owned(), tex, is_displayed })
    }

    /// What stands before a place in its line, if that is nothing but the signs of quotations and lists.
    fn prefix(&self, at: usize) -> Option<&str> {
        let line = self.text[..at].rsplit('\n').next().unwrap_or_default();
        line.bytes()
            .all(|byte| matches!(byte, b' ' | b'\t' | b'>' | b'-' | b'*' | b'+' | b'.' | b'0'..=b'9'))
            .then_some(line)
    }

    /// Whether code, HTML or an address stands in a range.
    fn crosses(&self, range: Range<usize>) -> bool {
        let first = self.untouched.partition_point(|it| it.end <= range.start);
        self.untouched[first..].iter().take_while(|it| it.start < range.end).any(|it| it.start >= range.start)
    }
}

/// Where a formula ends that is begun before a text: before the first such sign that no backslash escapes, in its paragraph.
fn end_of(text: &str, sign: &str) -> Option<usize> {
    let end = text.match_indices(sign).map(|(at, _)| at).find(|&at| !is_escaped(&text[..at]))?;
    let mut lines = text[..end].split('\n').skip(1);
    lines.all(|line| !line.trim_start().is_empty() && !line.trim_start().starts_with(['>', '|', '#'])).then_some(end)
}

/// Whether a backslash at the end of a text escapes what follows.
fn is_escaped(before: &str) -> bool {
    before.bytes().rev().take_while(|&byte| byte == b'\\').count() % 2 == 1
}

/// Whether what stands between two dollar signs is a formula, and no sum of money or name of a variable.
fn is_inline(tex: &str) -> bool {
    let is_tight = !tex.starts_with(char::is_whitespace) && !tex.ends_with(char::is_whitespace);
    !tex.is_empty() && is_tight && !is_prose(tex)
}

/// Whether a text has Chinese outside of braces, and nothing that TeX needs: `5，又花了`, `HOME和`.
fn is_prose(tex: &str) -> bool {
    let mut depth = 0_usize;
    let has_chinese = tex.chars().any(|character| {
        match character {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && is_cjk(character)
    });
    has_chinese && (!has_sign(tex) || tex.starts_with(|first: char| first.is_ascii_digit()) && !tex.contains('\\'))
}

/// Whether a text has a sign that formulas have and sentences have not.
fn has_sign(tex: &str) -> bool {
    let has_command = tex.as_bytes().windows(2).any(|pair| pair[0] == b'\\' && pair[1].is_ascii_alphabetic());
    has_command || tex.contains(['^', '_', '=', '<', '>', '+'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::Event;

    use crate::markdown::{Habits, Prepared, parse};

    /// The formulas of a text; displayed ones with `!` before them.
    fn formulas(source: &str) -> Vec<String> {
        let prepared = Prepared::new(source, Habits::default());
        let events = parse(&prepared).events;
        let formula = |(event, range): (Event<'_>, std::ops::Range<usize>)| {
            let found = match event {
                Event::InlineMath(tex) => tex.to_string(),
                Event::DisplayMath(tex) => format!("!{tex}"),
                _ => return None,
            };
            // It is known where it stands.
            assert!(source[range.clone()].contains(found.trim_start_matches('!').lines().next()?), "{range:?}");
            Some(found)
        };
        events.into_iter().filter_map(formula).collect()
    }

    fn check(source: &str, expected: &[&str]) {
        assert_eq!(formulas(source), expected, "{source}");
    }

    #[test]
    fn formulas_are_taken_as_they_are() {
        check("行内$\\hat{u}_{i}$和$v_{j}$", &["\\hat{u}_{i}", "v_{j}"]);
        check("$$\\{x\\}_1$$", &["!\\{x\\}_1"]);
        check("设 $a_1 * b_1 * c$ 与$x$。", &["a_1 * b_1 * c", "x"]);
        check("$$\na\n+ b\n= c\n$$", &["!a\n+ b\n= c"]);
        check("$$\na\n\n= c\n$$", &["!a\n\n= c"]);
        check("> $$\n> a\\\\\n> b\n> $$", &["!a\\\\\n b"]);
        check("式\\(x^2\\)与 \\[ \\sum_i x_i \\]", &["x^2", "!\\sum_i x_i"]);
        check("式\\\\(x^2\\\\)", &["x^2"]);
        check("变量\\(n\\)", &["n"]);
        check("$`a_b`$、`$a_b$`、`$$\\alpha$$`", &["a_b", "a_b", "!\\alpha"]);
        check("```math\na_b\n```", &["!a_b"]);
        check("| 甲 | $|x|$ |\n|---|---|\n| $a|b$ | 乙 |", &["|x|", "a|b"]);
        check("**设$x$**的[值$y$](a.html)", &["x", "y"]);
        check("$速度=\\frac{路程}{时间}$，$\\text{若 } x$", &["速度=\\frac{路程}{时间}", "\\text{若 } x"]);
        check("成本\\$5，$x=\\$5$", &["x=\\$5"]);
        check("甲^[见 $x_1$]", &["x_1"]);
        check("{% raw %}$x_1${% endraw %}", &["x_1"]);
    }

    #[test]
    fn money_and_brackets_are_none() {
        for source in [
            "$5和$6",
            "花了$5，又花$6。",
            "$100 到 $200",
            "US$5、US$6",
            "$HOME和$PATH",
            "价位：$$$ 与 $$",
            "$5/$6/$7",
            "\\$x\\$",
            "`$HOME/bin`",
            "```\n$x$\n```",
            "    $x$",
            "\\[1\\]和\\(注\\)",
            "\\[图\\](a.html)",
            "[甲](a\\(b=c\\).html)",
            "<a href=\"?a=$x$\">甲</a>",
            "$ x $",
            "甲$一\n\n乙$",
        ] {
            check(source, &[]);
        }
    }

    #[test]
    fn what_is_no_text_has_its_own_again() {
        let html =
            crate::markdown::to_html("![图$x$](a$y$.png \"题$z$\")\n\n{{< highlight c >}}\n$x$\n{{< /highlight >}}");
        assert!(html.contains("alt=\"图$x$\"") && html.contains("题$z$"), "{html}");
        assert!(html.contains("$x$</code>") || html.contains("$x$\n</code>") || html.contains("hl-"), "{html}");
        assert!(!html.contains('\u{F8F0}'), "{html}");
    }

    proptest! {
        #![proptest_config(crate::testing::cases(1000))]
        #[test]
        fn no_mark_is_left(source in "(\\$|\\$\\$|\\\\\\(|\\\\\\)|\\\\\\[|\\\\\\]|x|_1|\\^2|字|\n|\n\n|> |`|\\*|\\*\\*|\\||\\[|\\]\\(a\\)|<b>|1|\\^\\[|5){0,30}") {
            let html = crate::markdown::to_html(&source);
            prop_assert!(!html.contains('\u{F8F0}'), "{html}");
            let prepared = Prepared::new(&source, Habits::default());
            for (_, range) in parse(&prepared).events {
                prop_assert!(source.get(range.clone()).is_some(), "{:?}", range);
            }
        }
    }
}
