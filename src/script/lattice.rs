//! The word graph: cuts a run of text into the likeliest words.
//!
//! Every word of the dictionary that occurs is an edge, whose cost is `-100 ln(p)` of its
//! frequency; the cheapest path through the run is its segmentation (a unigram model, as
//! jieba has it: <https://github.com/fxsjy/jieba>). On the same walk through the trie,
//! the conversion phrases that occur are noted.

use std::ops::Range;

use super::alphabet::{Code, next_run};
use super::dictionaries::{self, Entry};
use super::tables;

/// What a character costs that no word explains: a frequency of one in jieba's corpus.
const UNKNOWN: u32 = 1791;

/// A word that this text has beside the dictionary's: a name, or a term of a glossary.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    /// Where it begins in the text, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// `-100 ln(p)`.
    pub cost: u32,
}

/// A phrase that occurs at a place, whether or not it is a word there.
#[derive(Clone, Copy)]
pub(super) struct Match {
    /// The place in the run where it begins.
    pub start: u32,
    /// In characters.
    pub length: u32,
    pub entry: Entry,
}

/// A character of the run.
#[derive(Clone, Copy, Default)]
struct Step {
    /// Where it begins in the text, in bytes.
    offset: u32,
    /// What the dictionary has for it alone.
    alone: Entry,
    /// Its first phrase among all matches.
    first_match: u32,
    /// The cost of the best path to its begin.
    cost: u32,
    /// Where the last word of that path begins, and its edge if it is one.
    from: u32,
    edge: u32,
    /// Where the word of the best path ends that begins here; 0 if none does.
    word_end: u32,
}

/// A run of text as a graph. It is used again and again, so that nothing is allocated.
#[derive(Default)]
pub(super) struct Lattice {
    codes: Vec<Code>,
    /// One for each character, and one for the end.
    steps: Vec<Step>,
    matches: Vec<Match>,
}

const NO_EDGE: u32 = u32::MAX;

impl Lattice {
    /// How many characters the run has.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// The next run of `text` from a place on, without edges: where it is in the text.
    pub fn run(&mut self, text: &str, from: usize) -> Range<usize> {
        let run = next_run(text, from, &mut self.codes);
        self.solve(run.start, &[]);
        run
    }

    /// A whole text as one run, each character as `as_read` has it.
    pub fn whole(&mut self, text: &str, edges: &[Edge], as_read: impl Fn(char) -> char) {
        self.codes.clear();
        self.codes.extend(text.chars().map(|character| Code {
            code: tables::code(as_read(character) as usize),
            length: Code::new(character).length,
        }));
        self.solve(0, edges);
    }

    /// Finds the words of the run, which begins at that byte.
    fn solve(&mut self, start: usize, edges: &[Edge]) {
        let unreached = Step { cost: u32::MAX, edge: NO_EDGE, ..Step::default() };
        self.steps.clear();
        self.steps.resize(self.codes.len() + 1, unreached);
        self.matches.clear();
        let mut offset = number(start);
        for (step, code) in self.steps.iter_mut().zip(&self.codes) {
            step.offset = offset;
            offset += code.length;
        }
        let last = self.codes.len();
        self.steps[last].offset = offset;
        self.steps[0].cost = 0;
        self.find_paths(edges);
        self.mark_words();
    }

    fn find_paths(&mut self, edges: &[Edge]) {
        let words = dictionaries::words();
        let mut edges = edges.iter().enumerate().peekable();
        let Self { codes, steps, matches } = self;
        for at in 0..codes.len() {
            let so_far = steps[at].cost;
            steps[at].first_match = number(matches.len());
            let first = words.first(codes[at].code);
            words.walk(first, &codes[at..], |length, node| {
                let entry = Entry(node.value);
                if entry.has_forms() {
                    matches.push(Match { start: number(at), length: number(length), entry });
                }
                if entry.cost() > 0 {
                    relax(&mut steps[at + length], so_far + entry.cost(), at, NO_EDGE);
                }
            });
            let alone = Entry(first.value);
            steps[at].alone = alone;
            let cost = if alone.cost() > 0 { alone.cost() } else { UNKNOWN };
            relax(&mut steps[at + 1], so_far + cost, at, NO_EDGE);
            let here = steps[at].offset as usize;
            while let Some((index, edge)) = edges.next_if(|(_, edge)| edge.start <= here) {
                if edge.start == here
                    && let Some(end) = place_of(steps, edge.end)
                    && end > at
                {
                    relax(&mut steps[end], so_far + edge.cost, at, number(index));
                }
            }
        }
    }

    fn mark_words(&mut self) {
        let last = self.codes.len();
        self.steps[last].first_match = number(self.matches.len());
        let mut end = last;
        while end > 0 {
            let from = self.steps[end].from as usize;
            self.steps[from].word_end = number(end);
            end = from;
        }
    }

    /// Where a character begins in the text, in bytes; for the number after the last, the end.
    pub fn offset(&self, at: usize) -> usize {
        self.steps[at].offset as usize
    }

    /// Whether a word begins or ends at a place.
    pub fn is_boundary(&self, at: usize) -> bool {
        self.steps[at].word_end > 0 || at == self.len()
    }

    /// Where the word ends that this place is in.
    pub fn word_end(&self, at: usize) -> usize {
        match self.steps[at].word_end {
            0 => (at + 1..self.len()).find(|&later| self.is_boundary(later)).unwrap_or(self.len()),
            end => end as usize,
        }
    }

    /// The index of the edge that is a word here.
    pub fn edge_at(&self, at: usize) -> Option<usize> {
        let end = self.steps[at].word_end as usize;
        Some(self.steps[end].edge).filter(|edge| end > 0 && *edge != NO_EDGE).map(|edge| edge as usize)
    }

    /// The phrases that begin here, shortest first.
    pub fn matches_at(&self, at: usize) -> &[Match] {
        &self.matches[self.steps[at].first_match as usize..self.steps[at + 1].first_match as usize]
    }

    /// All phrases of the run, by their begin.
    pub fn matches(&self) -> &[Match] {
        &self.matches
    }

    /// What the dictionary has for the character alone.
    pub fn alone(&self, at: usize) -> Entry {
        self.steps[at].alone
    }

    /// The place of a byte of the text, where a character begins there or the run ends.
    pub fn place_of(&self, byte: usize) -> Option<usize> {
        place_of(&self.steps, byte)
    }
}

fn place_of(steps: &[Step], byte: usize) -> Option<usize> {
    steps.binary_search_by_key(&number(byte), |step| step.offset).ok()
}

fn number(size: usize) -> u32 {
    u32::try_from(size).expect("texts are shorter than 4 GB")
}

/// Takes this way to a place if it costs less. Of two ways that cost the same, the one found
/// first stays, which has the longer last word.
fn relax(step: &mut Step, cost: u32, from: usize, edge: u32) {
    if cost < step.cost {
        (step.cost, step.from, step.edge) = (cost, number(from), edge);
    }
}
