//! Builds double-array tries (Aoe 1989) over a dense alphabet of the characters in use.

use std::collections::HashMap;

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

    /// A two-level table: 0x1100 block numbers (by `character >> 8`), then blocks of 256
    /// codes; block 0 is empty and stands for every block without a character.
    pub fn table(&self) -> Vec<u16> {
        const BLOCKS: usize = 0x1100;
        let mut table = vec![0; BLOCKS + 256];
        let mut characters: Vec<_> = self.codes.iter().collect();
        characters.sort();
        for (&character, &code) in characters {
            let (block, offset) = (character as usize >> 8, character as usize & 0xff);
            if table[block] == 0 {
                table[block] = u16::try_from((table.len() - BLOCKS) / 256).expect("few blocks");
                table.resize(table.len() + 256, 0);
            }
            let start = BLOCKS + usize::from(table[block]) * 256;
            table[start + offset] = code;
        }
        table
    }
}

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
        let fits = !text.is_empty() && text.len() < 1 << 12 && self.text.len() < 1 << 20;
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

/// The nodes of a trie, three numbers each: base, check, value. Of `entries`, sorted by
/// key, each has a value that is not 0.
pub fn build<'a>(entries: impl Iterator<Item = (&'a str, u32)>, alphabet: &Alphabet) -> Vec<u32> {
    let nodes = plain_trie(entries, alphabet);
    // Node 0 of the plain trie is the root and goes to slot 0; no other node may.
    let mut layout = Layout { nodes: vec![[0, u32::MAX, 0]], used: vec![true], free_from: 1 };
    let mut queue = std::collections::VecDeque::from([(0, 0)]);
    while let Some((node, slot)) = queue.pop_front() {
        let Node { value, children } = &nodes[node];
        layout.nodes[slot][2] = *value;
        if children.is_empty() {
            continue;
        }
        let base = layout.place(children);
        layout.nodes[slot][0] = u32::try_from(base).expect("a trie of fewer than 2^32 slots");
        for &(code, child) in children {
            let child_slot = base + code;
            layout.used[child_slot] = true;
            layout.nodes[child_slot][1] = u32::try_from(slot).expect("a trie of fewer than 2^32 slots");
            queue.push_back((child, child_slot));
        }
    }
    layout.nodes.concat()
}

fn plain_trie<'a>(entries: impl Iterator<Item = (&'a str, u32)>, alphabet: &Alphabet) -> Vec<Node> {
    let mut nodes = vec![Node::default()];
    for (key, value) in entries {
        let mut node = 0;
        for character in key.chars() {
            let code = alphabet.code(character);
            let known = nodes[node].children.iter().find(|child| child.0 == code).map(|child| child.1);
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
    nodes: Vec<[u32; 3]>,
    used: Vec<bool>,
    /// No slot below this one is free.
    free_from: usize,
}

impl Layout {
    /// The first base from 1 at which every child falls on a free slot; 0 is a leaf's.
    fn place(&mut self, children: &[(usize, usize)]) -> usize {
        while self.used.get(self.free_from) == Some(&true) {
            self.free_from += 1;
        }
        let first = children[0].0;
        let mut slot = self.free_from.max(first + 1);
        loop {
            let base = slot - first;
            if children.iter().all(|&(code, _)| self.used.get(base + code) != Some(&true)) {
                let end = base + children[children.len() - 1].0 + 1;
                if end > self.nodes.len() {
                    self.nodes.resize(end, [0, u32::MAX, 0]);
                    self.used.resize(end, false);
                }
                return base;
            }
            slot += 1;
        }
    }
}

pub fn bytes16(numbers: &[u16], little_endian: bool) -> Vec<u8> {
    numbers.iter().flat_map(|number| if little_endian { number.to_le_bytes() } else { number.to_be_bytes() }).collect()
}

pub fn bytes32(numbers: &[u32], little_endian: bool) -> Vec<u8> {
    numbers.iter().flat_map(|number| if little_endian { number.to_le_bytes() } else { number.to_be_bytes() }).collect()
}
