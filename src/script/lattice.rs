//! The word graph: cuts a run of text into the likeliest words.
//!
//! Every word of the dictionary that occurs is an edge, whose cost is `-100 ln(p)` of its
//! frequency; the cheapest path through the run is its segmentation (a unigram model, as
//! jieba has it: <https://github.com/fxsjy/jieba>). On the same walk through the trie,
//! the conversion phrases that occur are noted.

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
    /// In characters.
    pub length: u32,
    pub record: u32,
}

/// A run of text as a graph. It is used again and again, so that nothing is allocated.
#[derive(Default)]
pub(super) struct Lattice {
    codes: Vec<u16>,
    /// Where each character begins, in bytes, and where the last one ends.
    pub offsets: Vec<u32>,
    cost: Vec<u32>,
    /// The best way to a place: the place it comes from, and the edge if it is one.
    from: Vec<(u32, u32)>,
    matches: Vec<Match>,
    first_match: Vec<u32>,
    /// Where a word begins or ends.
    boundary: Vec<bool>,
    /// The edge that begins here, if the best path takes it.
    chosen: Vec<u32>,
}

const NO_EDGE: u32 = u32::MAX;

impl Lattice {
    /// How many characters the run has.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    pub fn clear(&mut self) {
        self.codes.clear();
        self.offsets.clear();
    }

    /// Adds a character that begins at that byte; `as_read` is what the dictionary is asked for.
    pub fn push(&mut self, offset: usize, as_read: char) {
        self.codes.push(tables::code(as_read));
        self.offsets.push(number(offset));
    }

    /// Ends the run and finds its words.
    pub fn solve(&mut self, end: usize, edges: &[Edge]) {
        self.offsets.push(number(end));
        let length = self.codes.len();
        self.cost.clear();
        self.cost.resize(length + 1, u32::MAX);
        self.cost[0] = 0;
        self.from.clear();
        self.from.resize(length + 1, (0, NO_EDGE));
        self.matches.clear();
        self.first_match.clear();
        let mut edges = edges.iter().enumerate().peekable();
        for at in 0..length {
            self.first_match.push(number(self.matches.len()));
            let mut alone = UNKNOWN;
            let so_far = self.cost[at];
            let Self { codes, cost, from, matches, .. } = self;
            tables::words().prefixes(&codes[at..], |length, number| {
                let record = tables::record(number);
                if record.is_phrase() && length > 1 {
                    matches.push(Match { length: self::number(length), record: number });
                }
                match record.cost() {
                    0 => {}
                    word if length == 1 => alone = word,
                    word => relax(cost, from, at, at + length, so_far + word, NO_EDGE),
                }
            });
            relax(cost, from, at, at + 1, so_far + alone, NO_EDGE);
            let here = self.offsets[at] as usize;
            while let Some((index, edge)) = edges.next_if(|(_, edge)| edge.start <= here) {
                let end = self.offsets.binary_search(&number(edge.end));
                if let Ok(end) = end
                    && edge.start == here
                    && end > at
                {
                    relax(&mut self.cost, &mut self.from, at, end, so_far + edge.cost, number(index));
                }
            }
        }
        self.first_match.push(number(self.matches.len()));
        self.mark_boundaries();
    }

    fn mark_boundaries(&mut self) {
        let length = self.codes.len();
        self.boundary.clear();
        self.boundary.resize(length + 1, false);
        self.chosen.clear();
        self.chosen.resize(length + 1, NO_EDGE);
        let mut at = length;
        self.boundary[length] = true;
        while at > 0 {
            let (before, edge) = self.from[at];
            at = before as usize;
            self.boundary[at] = true;
            self.chosen[at] = edge;
        }
    }

    pub fn is_boundary(&self, at: usize) -> bool {
        self.boundary[at]
    }

    /// Where the word ends that this place is in.
    pub fn word_end(&self, at: usize) -> usize {
        (at + 1..self.boundary.len()).find(|&end| self.boundary[end]).unwrap_or(self.len())
    }

    /// The index of the edge that is a word here.
    pub fn edge_at(&self, at: usize) -> Option<usize> {
        (self.chosen[at] != NO_EDGE).then_some(self.chosen[at] as usize)
    }

    /// The phrases that begin here, shortest first.
    pub fn matches_at(&self, at: usize) -> &[Match] {
        &self.matches[self.first_match[at] as usize..self.first_match[at + 1] as usize]
    }

    /// The place of a byte of the text, where a character begins there or the run ends.
    pub fn place_of(&self, byte: usize) -> Option<usize> {
        self.offsets.binary_search(&number(byte)).ok()
    }

    /// The dictionary's code of a character.
    pub fn code(&self, at: usize) -> u16 {
        self.codes[at]
    }
}

fn number(size: usize) -> u32 {
    u32::try_from(size).expect("texts are shorter than 4 GB")
}

/// Of two ways that cost the same, the one found first stays, which has the longer last word.
fn relax(cost: &mut [u32], from: &mut [(u32, u32)], start: usize, end: usize, total: u32, edge: u32) {
    if total < cost[end] {
        cost[end] = total;
        from[end] = (number(start), edge);
    }
}
