//! Places in text files: line, column, and as much of the line as a reader needs to see.
//!
//! A line may be as long as a file and have thousands of findings. So that these cost no more than they
//! say, each keeps an excerpt of bounded length, and `Lines` finds the line and column of a place without
//! reading the text from its beginning.

use std::ops::Range;

use memchr::memchr_iter;
use serde::Serialize;

/// How many characters of a line an excerpt has at most, without the ellipses.
const LONGEST: usize = 200;
/// How many of them are kept for what follows the place, if so many follow.
const AFTER: usize = 140;
/// Stands where an excerpt leaves a part of its line out.
const ELLIPSIS: char = '…';
/// How far apart the bytes are, about, of which `Lines` knows the line.
const STEP: usize = 4096;

/// A place in a text file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Place {
    /// From 1.
    pub line: usize,
    /// In characters of the whole line, from 1.
    pub column: usize,
    /// The text of that line, to show: all of it, or what is around the place, with `…` for the rest.
    #[serde(skip)]
    pub(super) excerpt: String,
    /// What to underline, in bytes of `excerpt`.
    #[serde(skip)]
    pub(super) marked: (usize, usize),
}

impl Place {
    /// A line, where the text is not at hand.
    pub(super) fn of_line(line: usize) -> Self {
        Self { line, column: 1, excerpt: String::new(), marked: (0, 0) }
    }

    /// The column in the excerpt, which is another where that begins within the line.
    pub(super) fn column_shown(&self) -> usize {
        self.excerpt.get(..self.marked.0).map_or(0, |before| before.chars().count()) + 1
    }
}

/// Where the lines of a text are.
#[derive(Debug, Default)]
pub struct Lines(Vec<Known>);

/// What is known of a byte of a text.
#[derive(Clone, Copy, Debug)]
struct Known {
    at: usize,
    line: usize,
    line_start: usize,
    /// How many characters of the line are before it.
    before: usize,
}

impl Known {
    const FIRST: Self = Self { at: 0, line: 1, line_start: 0, before: 0 };

    /// The same of a later byte.
    fn then(self, text: &str, at: usize) -> Self {
        let passed = &text[self.at..at];
        let (mut lines, mut last) = (0, None);
        for newline in memchr_iter(b'\n', passed.as_bytes()) {
            (lines, last) = (lines + 1, Some(newline));
        }
        match last {
            Some(newline) => {
                let line_start = self.at + newline + 1;
                Self { at, line: self.line + lines, line_start, before: text[line_start..at].chars().count() }
            }
            None => Self { at, before: self.before + passed.chars().count(), ..self },
        }
    }
}

impl Lines {
    /// Reads a text, once.
    pub fn of(text: &str) -> Self {
        let mut known = vec![Known::FIRST];
        let mut last = Known::FIRST;
        while text.len() - last.at > STEP {
            // A step is longer than any character, so that this goes on.
            last = last.then(text, text.floor_char_boundary(last.at + STEP));
            known.push(last);
        }
        Self(known)
    }

    /// The place of a range of bytes in the text that was read. What is beyond its end is at its end.
    pub fn place(&self, text: &str, range: Range<usize>) -> Place {
        let start = text.floor_char_boundary(range.start);
        let index = self.0.partition_point(|known| known.at <= start);
        let nearest = index.checked_sub(1).map_or(Known::FIRST, |index| self.0[index]);
        let here = nearest.then(text, start);
        let (excerpt, marked) = excerpt(text, &here, range.end);
        Place { line: here.line, column: here.before + 1, excerpt, marked }
    }
}

/// What to show of the line of a place, and what to underline in it up to `end`.
fn excerpt(text: &str, here: &Known, end: usize) -> (String, (usize, usize)) {
    let Known { at: start, line_start, before, .. } = *here;
    let rest = &text[start..];
    let after = rest.chars().take(LONGEST + 1).take_while(|&character| character != '\n').count();
    let (kept_before, kept_after) = if before + after <= LONGEST {
        (before, after)
    } else {
        let kept_before = before.min(LONGEST - after.min(AFTER));
        (kept_before, after.min(LONGEST - kept_before))
    };
    let from = match kept_before.checked_sub(1) {
        Some(last) => {
            text[line_start..start].char_indices().nth_back(last).map_or(line_start, |(at, _)| line_start + at)
        }
        None => start,
    };
    let to = start + rest.char_indices().nth(kept_after).map_or(rest.len(), |(at, _)| at);
    let ends_early = kept_after < after;
    let mut shown = &text[from..to];
    if !ends_early {
        shown = shown.trim_end_matches('\r');
    }
    let mut excerpt = String::with_capacity(shown.len() + 2 * ELLIPSIS.len_utf8());
    if from > line_start {
        excerpt.push(ELLIPSIS);
    }
    let lead = excerpt.len();
    excerpt.push_str(shown);
    let within = |at: usize| lead + (at - from).min(shown.len());
    let marked = (within(start), within(text.floor_char_boundary(end).max(start)));
    if ends_early {
        excerpt.push(ELLIPSIS);
    }
    (excerpt, marked)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn place(text: &str, range: Range<usize>) -> Place {
        Lines::of(text).place(text, range)
    }

    fn shown(place: &Place) -> &str {
        &place.excerpt[place.marked.0..place.marked.1]
    }

    #[test]
    fn a_short_line_is_shown_whole() {
        let text = "一\n\t标题: 一 二\r\n三\n";
        let at = text.find('二').unwrap();
        let found = place(text, at..at + 3);
        assert_eq!((found.line, found.column, found.excerpt.as_str(), shown(&found)), (2, 8, "\t标题: 一 二", "二"));
        assert_eq!(found.column_shown(), 8);
        let line = "字".repeat(LONGEST);
        assert_eq!(place(&line, 9..12).excerpt, line);
    }

    #[test]
    fn of_a_long_line_what_is_around_the_place_is_shown() {
        let around = |before: &str, after: &str| {
            let text = format!("一\n{before}此{after}\n二");
            let at = "一\n".len() + before.len();
            let found = place(&text, at..at + 3);
            assert_eq!((found.line, found.column, shown(&found)), (2, before.chars().count() + 1, "此"), "{text:.60}");
            assert!(found.excerpt.chars().count() <= LONGEST + 2);
            (found.excerpt.starts_with(ELLIPSIS), found.excerpt.ends_with(ELLIPSIS))
        };
        assert_eq!(around("", &"字".repeat(9000)), (false, true));
        assert_eq!(around(&"字".repeat(9000), ""), (true, false));
        assert_eq!(around(&"a".repeat(9000), &"é".repeat(9000)), (true, true));
        assert_eq!(around(&"\t".repeat(300), &"😀".repeat(300)), (true, true));
        assert_eq!(around(&"字 ".repeat(99), ""), (false, false));
    }

    #[test]
    fn what_is_marked_ends_with_its_line_and_its_excerpt() {
        let text = format!("{}\n二", "[字](x)".repeat(5000));
        let found = place(&text, 0..text.len());
        assert_eq!(shown(&found).chars().count(), LONGEST);
        let found = place("一二\r\n三", 3..99);
        assert_eq!((found.column, shown(&found)), (2, "二"));
        assert_eq!(place("一二\r\n三", 6..7).marked, (6, 6));
    }

    /// Line, column, and what is marked of a short line, counted from the beginning.
    fn naive(text: &str, range: Range<usize>) -> (usize, usize, String) {
        let start = text.floor_char_boundary(range.start);
        let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let line = text[line_start..].split('\n').next().unwrap_or_default().trim_end_matches('\r');
        let end = text.floor_char_boundary(range.end).clamp(start, (line_start + line.len()).max(start));
        let marked = text[start..end].trim_end_matches('\r').to_owned();
        (text[..start].matches('\n').count() + 1, text[line_start..start].chars().count() + 1, marked)
    }

    proptest! {
        #[test]
        fn lines_and_columns_are_those_that_one_counts(text in "(字|a|\u{1f600}|\t|\n|\r\n){0,60}", from in 0_usize..200, length in 0_usize..30, times in 1_usize..400) {
            let found = place(&text, from..from + length);
            let (line, column, marked) = naive(&text, from..from + length);
            prop_assert_eq!((found.line, found.column, shown(&found)), (line, column, marked.as_str()));
            // The same where the text is longer than a step.
            let long = text.repeat(times);
            let at = long.len().saturating_sub(from);
            let found = place(&long, at..at + length);
            let (line, column, _) = naive(&long, at..at + length);
            prop_assert_eq!((found.line, found.column), (line, column));
            prop_assert!(found.excerpt.chars().count() <= LONGEST + 2);
        }
    }
}
