//! The word graph: cuts a run of text into the likeliest words.
//!
//! Every word of the dictionary that occurs is an edge, whose cost is `-100 ln(p)` of its
//! frequency; the cheapest path through the run is its segmentation (a unigram model, as
//! jieba has it: <https://github.com/fxsjy/jieba>). On the same walk through the trie,
//! the conversion phrases that occur are noted.

use super::tables::{self, Entry};

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
    /// In characters.
    pub length: u32,
    pub entry: Entry,
}

/// A character of the run.
#[derive(Clone, Copy)]
struct Step {
    /// Where it begins in the text, in bytes.
    offset: u32,
    /// What the dictionary has for it alone.
    alone: Entry,
    /// Its first phrase among all matches.
    first_match: u32,
    /// The cost of the best path to its begin, and that path's last word: where it begins,
    /// and its edge if it is one.
    cost: u32,
    from: u32,
    edge: u32,
    /// Whether a word of the best path begins here, and its edge.
    is_boundary: bool,
    chosen: u32,
}

/// A run of text as a graph. It is used again and again, so that nothing is allocated.
#[derive(Default)]
pub(super) struct Lattice {
    codes: Vec<u16>,
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

    pub fn clear(&mut self) {
        self.codes.clear();
        self.steps.clear();
        self.matches.clear();
    }

    /// Adds a character that begins at that byte; `as_read` is what the dictionary is asked for.
    pub fn push(&mut self, offset: usize, as_read: char) {
        self.push_code(offset, tables::code(as_read));
    }

    /// Adds a character by its code.
    pub fn push_code(&mut self, offset: usize, code: u16) {
        self.codes.push(code);
        self.push_step(offset);
    }

    fn push_step(&mut self, offset: usize) {
        self.steps.push(Step {
            offset: number(offset),
            alone: Entry::default(),
            first_match: 0,
            cost: u32::MAX,
            from: 0,
            edge: NO_EDGE,
            is_boundary: false,
            chosen: NO_EDGE,
        });
    }

    /// Ends the run and finds its words.
    pub fn solve(&mut self, end: usize, edges: &[Edge]) {
        self.push_step(end);
        self.steps[0].cost = 0;
        let mut edges = edges.iter().enumerate().peekable();
        let words = tables::words();
        for at in 0..self.codes.len() {
            let Self { codes, steps, matches } = self;
            let so_far = steps[at].cost;
            steps[at].first_match = number(matches.len());
            let mut alone = Entry::default();
            words.walk(codes[at..].iter().copied(), |length, value| {
                let entry = Entry(value);
                if length == 1 {
                    alone = entry;
                    return;
                }
                if entry.has_forms() {
                    matches.push(Match { length: number(length), entry });
                }
                if entry.cost() > 0 {
                    relax(&mut steps[at + length], so_far + entry.cost(), at, NO_EDGE);
                }
            });
            steps[at].alone = alone;
            let cost = if alone.cost() > 0 { alone.cost() } else { UNKNOWN };
            relax(&mut steps[at + 1], so_far + cost, at, NO_EDGE);
            let here = steps[at].offset as usize;
            while let Some((index, edge)) = edges.next_if(|(_, edge)| edge.start <= here) {
                if edge.start == here
                    && let Some(end) = self.place_of(edge.end)
                    && end > at
                {
                    relax(&mut self.steps[end], so_far + edge.cost, at, number(index));
                }
            }
        }
        self.mark_boundaries();
    }

    fn mark_boundaries(&mut self) {
        let mut at = self.codes.len();
        self.steps[at].first_match = number(self.matches.len());
        self.steps[at].is_boundary = true;
        while at > 0 {
            let Step { from, edge, .. } = self.steps[at];
            at = from as usize;
            self.steps[at].is_boundary = true;
            self.steps[at].chosen = edge;
        }
    }

    /// Where a character begins in the text, in bytes; for the number after the last, the end.
    pub fn offset(&self, at: usize) -> usize {
        self.steps[at].offset as usize
    }

    /// Whether a word begins or ends at a place.
    pub fn is_boundary(&self, at: usize) -> bool {
        self.steps[at].is_boundary
    }

    /// Where the word ends that this place is in.
    pub fn word_end(&self, at: usize) -> usize {
        self.steps[at + 1..].iter().position(|step| step.is_boundary).map_or(self.len(), |more| at + 1 + more)
    }

    /// The index of the edge that is a word here.
    pub fn edge_at(&self, at: usize) -> Option<usize> {
        Some(self.steps[at].chosen as usize).filter(|_| self.steps[at].chosen != NO_EDGE)
    }

    /// The phrases that begin here, shortest first.
    pub fn matches_at(&self, at: usize) -> &[Match] {
        &self.matches[self.steps[at].first_match as usize..self.steps[at + 1].first_match as usize]
    }

    /// What the dictionary has for the character alone.
    pub fn alone(&self, at: usize) -> Entry {
        self.steps[at].alone
    }

    /// The place of a byte of the text, where a character begins there or the run ends.
    pub fn place_of(&self, byte: usize) -> Option<usize> {
        self.steps.binary_search_by_key(&number(byte), |step| step.offset).ok()
    }
}

fn number(size: usize) -> u32 {
    u32::try_from(size).expect("texts are shorter than 4 GB")
}

/// Of two ways that cost the same, the one found first stays, which has the longer last word.
fn relax(step: &mut Step, cost: u32, from: usize, edge: u32) {
    if cost < step.cost {
        (step.cost, step.from, step.edge) = (cost, number(from), edge);
    }
}
