//! Builds double-array tries (Aoe 1989) over a dense alphabet of the characters in use.

use std::collections::{HashMap, VecDeque};

/// Numbers the characters that occur in any key, from 1, the commonest first, so that the
/// children of most nodes lie close together.
pub struct Alphabet {
    codes: HashMap<char, u16>,
}

impl Alphabet {
    pub fn new<'a>(keys: impl Iterator<Item = &'a str>) -> Self {
        let mut counts: HashMap<char, u32> = HashMap::new();
        for character in keys.flat_map(str::chars) {
            *counts.entry(character).or_default() += 1;
        }
        let mut order: Vec<_> = counts.into_iter().collect();
        order.sort_by_key(|&(character, count)| (std::cmp::Reverse(count), character));
        let codes = order
            .into_iter()
            .zip(1..)
            .map(|((character, _), code)| (character, u16::try_from(code).expect("fewer than 65,536 characters")));
        Self { codes: codes.collect() }
    }

    /// The code of a character that is in it.
    pub fn code(&self, character: char) -> usize {
        usize::from(self.codes[&character])
    }

    /// How many characters it has; the largest code.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// A two-level table as Rust source: the number of a block by `character >> 8`, and blocks
    /// of 256 codes; block 0 is empty and stands for every block without a character.
    pub fn table(&self) -> String {
        let mut numbers = vec![0; 0x1100];
        let mut blocks = vec![[0; 256]];
        let mut characters: Vec<_> = self.codes.iter().collect();
        characters.sort();
        for (&character, &code) in characters {
            let number = &mut numbers[character as usize >> 8];
            if *number == 0 {
                *number = blocks.len();
                blocks.push([0; 256]);
            }
            blocks[*number][character as usize & 0xff] = code;
        }
        let length = blocks.len();
        format!("static NUMBERS: [u16; 0x1100] = {numbers:?};\n\nstatic BLOCKS: [[u16; 256]; {length}] = {blocks:?};\n")
    }
}

/// Set in a value beside the place of a text: the text is the key itself.
pub const SAME: u32 = 1 << 31;

/// Texts one after the other, each once; a place in it is `length << 20 | offset`, in bytes.
#[derive(Default)]
pub struct Pool {
    pub text: String,
    places: HashMap<String, u32>,
}

impl Pool {
    pub fn place(&mut self, text: &str) -> u32 {
        if let Some(&place) = self.places.get(text) {
            return place;
        }
        let fits = !text.is_empty() && text.len() < 1 << 11 && self.text.len() < 1 << 20;
        assert!(fits, "an entry that the packing cannot hold: {text}");
        let place = u32::try_from(text.len() << 20 | self.text.len()).expect("checked above");
        self.text.push_str(text);
        self.places.insert(text.to_owned(), place);
        place
    }
}

/// A node of the trie that is laid out: what it maps to, and its children by code.
#[derive(Default)]
struct Node {
    value: u32,
    children: Vec<(usize, usize)>,
}

/// A trie laid out in two tables. A node in slot `s` has its base and its value, 0 for none,
/// in `nodes`; its child by the character code `c` is in slot `base + c`, and that slot's
/// label is `c`. No two nodes have the same base, so the label alone tells whose child it
/// is. The root's base is 0, and the slots of all characters are kept for its children; a
/// leaf's base is beyond the end. The label of a free slot is 65,535.
pub struct Laid {
    pub labels: Vec<u16>,
    pub nodes: Vec<u32>,
}

const FREE: u16 = u16::MAX;
const NO_CHILDREN: u32 = 1 << 30;

/// Lays out the trie of `entries`, sorted by key; each has a value that is not 0.
pub fn build<'a>(entries: impl Iterator<Item = (&'a str, u32)>, alphabet: &Alphabet) -> Laid {
    let nodes = plain_trie(entries, alphabet);
    let kept = 1 + alphabet.len();
    let mut layout = Layout {
        labels: vec![FREE; kept],
        nodes: vec![[NO_CHILDREN, 0]; kept],
        next_free: (0..kept).map(|_| kept).collect(),
        is_base: Vec::new(),
    };
    let mut queue = VecDeque::new();
    layout.fill(0, &nodes[0].children, &mut queue);
    while let Some((node, slot)) = queue.pop_front() {
        let Node { value, children } = &nodes[node];
        layout.nodes[slot][1] = *value;
        if !children.is_empty() {
            let base = layout.place(children);
            layout.nodes[slot][0] = u32::try_from(base).expect("a trie of fewer than 2^32 slots");
            layout.fill(base, children, &mut queue);
        }
    }
    Laid { labels: layout.labels, nodes: layout.nodes.concat() }
}

fn plain_trie<'a>(entries: impl Iterator<Item = (&'a str, u32)>, alphabet: &Alphabet) -> Vec<Node> {
    let mut nodes = vec![Node::default()];
    for (key, value) in entries {
        let mut node = 0;
        for character in key.chars() {
            let code = alphabet.code(character);
            // Keys are sorted: what they begin with alike, they have in common with the key before.
            let known = nodes[node].children.last().filter(|child| child.0 == code).map(|child| child.1);
            node = known.unwrap_or_else(|| {
                nodes.push(Node::default());
                let child = nodes.len() - 1;
                nodes[node].children.push((code, child));
                child
            });
        }
        nodes[node].value = value;
    }
    for node in &mut nodes {
        node.children.sort_unstable();
    }
    nodes
}

struct Layout {
    labels: Vec<u16>,
    nodes: Vec<[u32; 2]>,
    /// By slot: a later one, such that none between is free; of a free slot itself.
    next_free: Vec<usize>,
    /// By base: whether a node has it.
    is_base: Vec<bool>,
}

impl Layout {
    /// The first base from 1, which no other node has, at which every child falls on a free
    /// slot.
    fn place(&mut self, children: &[(usize, usize)]) -> usize {
        let first = children[0].0;
        let mut slot = self.free_slot(first + 1);
        loop {
            let base = slot - first;
            let is_taken = self.is_base.get(base).is_some_and(|&is_base| is_base);
            if !is_taken && children[1..].iter().all(|&(code, _)| self.is_free(base + code)) {
                if base >= self.is_base.len() {
                    self.is_base.resize(base + 1, false);
                }
                self.is_base[base] = true;
                return base;
            }
            slot = self.free_slot(slot + 1);
        }
    }

    /// The first free slot from one on (a union-find with path halving, Tarjan 1975).
    fn free_slot(&mut self, mut slot: usize) -> usize {
        while let Some(&next) = self.next_free.get(slot) {
            if next == slot {
                break;
            }
            let after = self.next_free.get(next).copied().unwrap_or(next);
            self.next_free[slot] = after;
            slot = after;
        }
        slot
    }

    fn is_free(&self, slot: usize) -> bool {
        self.labels.get(slot).is_none_or(|&label| label == FREE)
    }

    fn fill(&mut self, base: usize, children: &[(usize, usize)], queue: &mut VecDeque<(usize, usize)>) {
        for &(code, child) in children {
            let slot = base + code;
            if slot >= self.labels.len() {
                self.labels.resize(slot + 1, FREE);
                self.nodes.resize(slot + 1, [NO_CHILDREN, 0]);
                self.next_free.extend(self.next_free.len()..=slot);
            }
            self.labels[slot] = u16::try_from(code).expect("a code of the alphabet");
            self.next_free[slot] = slot + 1;
            queue.push_back((child, slot));
        }
    }
}

pub fn bytes16(numbers: &[u16], little_endian: bool) -> Vec<u8> {
    numbers.iter().flat_map(|number| if little_endian { number.to_le_bytes() } else { number.to_be_bytes() }).collect()
}

pub fn bytes32(numbers: &[u32], little_endian: bool) -> Vec<u8> {
    numbers.iter().flat_map(|number| if little_endian { number.to_le_bytes() } else { number.to_be_bytes() }).collect()
}
