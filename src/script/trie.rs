//! Reads the double-array tries that `build/trie.rs` lays out.

use super::align::Sink;
use super::codes::{Code, unit_length};
use super::tables::Aligned;

/// One dictionary, or a union of several, as it is embedded.
///
/// A node is two numbers: base, and value, which is 0 for none, else mostly a place in
/// `text`: `length << 20 | offset`, in bytes, with the highest bit set where that text is the
/// key itself. The child by the character code `c` of a node is in slot `base + c`, if that
/// slot's label is `c`. The root's base is 0, and its children's slots are kept for them.
pub(super) struct Embedded {
    pub labels: &'static Aligned<[u8]>,
    pub nodes: &'static Aligned<[u8]>,
    pub text: &'static str,
}

/// The same, read in place.
#[derive(Clone, Copy)]
pub(super) struct Trie {
    labels: &'static [u16],
    nodes: &'static [[u32; 2]],
    text: &'static str,
}

/// A node: where its children are, and its value, 0 for none.
#[derive(Clone, Copy)]
pub(super) struct Node {
    base: u32,
    pub value: u32,
}

impl Node {
    /// Whether it is an entry that maps to something else than itself.
    #[inline]
    pub fn changes(self) -> bool {
        self.value != 0 && self.value >> 31 == 0
    }
}

/// An entry that begins a text.
pub(super) struct Found {
    /// Whether it maps to itself.
    pub is_same: bool,
    /// What it maps to.
    pub target: &'static str,
}

impl Embedded {
    /// The trie, to be read.
    pub fn read(&self) -> Trie {
        let (labels, nodes) = (bytemuck::cast_slice(&self.labels.0), bytemuck::cast_slice(&self.nodes.0));
        Trie { labels, nodes, text: self.text }
    }
}

impl Trie {
    /// The node of a character alone.
    #[inline]
    pub fn first(&self, code: u32) -> Node {
        let [base, value] = self.nodes[code as usize];
        Node { base, value }
    }

    /// The node that a character leads to.
    #[inline]
    pub fn child(&self, node: Node, code: u32) -> Option<Node> {
        let slot = (node.base + code) as usize;
        if self.labels.get(slot).is_none_or(|&label| u32::from(label) != code) {
            return None;
        }
        let [base, value] = self.nodes[slot];
        Some(Node { base, value })
    }

    /// Tells of every entry of two characters and more that begins with the characters of
    /// those codes, whose first leads to `first`, shortest first: its length in characters and
    /// its node.
    #[inline]
    pub fn walk(&self, first: Node, codes: &[Code], mut found: impl FnMut(usize, Node)) {
        let mut node = first;
        for (index, code) in codes.iter().enumerate().skip(1) {
            let Some(child) = self.child(node, code.code) else { return };
            if child.value != 0 {
                found(index + 1, child);
            }
            node = child;
        }
    }

    /// Passes over characters at which no entry of interest to a sink can begin: the next
    /// place where one may, or the end.
    #[inline]
    pub fn pass<S: Sink>(&self, text: &str, mut at: usize) -> usize {
        let mut here = Code::at(text, at);
        while here.length > 0 {
            let next_at = at + here.length as usize;
            let next = Code::at(text, next_at);
            let first = self.first(here.code);
            let is_entry = first.changes() || S::ALIGNS && first.value != 0;
            let is_unit = here.code == 0 && unit_length(text, at, here) > here.length as usize;
            if is_entry || is_unit || self.child(first, next.code).is_some() {
                break;
            }
            (at, here) = (next_at, next);
        }
        at
    }

    #[inline(never)]
    pub fn longest_from(&self, text: &str, mut at: usize, mut node: Node) -> Option<(usize, u32)> {
        let mut best = None;
        loop {
            if node.value != 0 {
                best = Some((at, node.value));
            }
            let next = Code::at(text, at);
            at += next.length as usize;
            match self.child(node, next.code) {
                Some(child) => node = child,
                None => return best,
            }
        }
    }

    /// The longest entry that begins at a place of a text, where `here` is, and where it ends.
    pub fn longest(&self, text: &str, mut at: usize, here: Code) -> Option<(usize, Found)> {
        let mut node = self.first(here.code);
        at += here.length as usize;
        let mut best = None;
        loop {
            if node.value != 0 {
                best = Some((at, node.value));
            }
            let next = Code::at(text, at);
            at += next.length as usize;
            match self.child(node, next.code) {
                Some(child) => node = child,
                None => break,
            }
        }
        best.map(|(end, value)| (end, Found { is_same: value >> 31 != 0, target: self.slice(value & !(1 << 31)) }))
    }

    /// The text at a place.
    #[inline]
    pub fn slice(&self, place: u32) -> &'static str {
        let offset = (place & 0xf_ffff) as usize;
        &self.text[offset..offset + (place >> 20) as usize]
    }
}
