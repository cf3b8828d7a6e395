//! Reads the double-array tries that `build/trie.rs` lays out.

use super::alphabet::Code;
use super::embedded::Embedded;

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

const SAME: u32 = 1 << 31;

impl Node {
    #[inline]
    pub fn is_entry(self) -> bool {
        self.value != 0
    }

    /// Whether it is an entry that maps to something else than itself.
    #[inline]
    pub fn changes(self) -> bool {
        self.value != 0 && self.value & SAME == 0
    }
}

impl Trie {
    /// The trie of an embedded dictionary, read in place.
    pub fn of(embedded: &Embedded) -> Self {
        let (labels, nodes) = (bytemuck::cast_slice(&embedded.labels.0), bytemuck::cast_slice(&embedded.nodes.0));
        Self { labels, nodes, text: embedded.text }
    }

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
            if child.is_entry() {
                found(index + 1, child);
            }
            node = child;
        }
    }

    /// The longest entry on the way from a node by the characters from a place on: where it
    /// ends, and its node.
    #[inline(never)]
    pub fn longest_from(&self, mut node: Node, text: &str, mut at: usize) -> Option<(usize, Node)> {
        let mut best = None;
        loop {
            if node.is_entry() {
                best = Some((at, node));
            }
            let next = Code::at(text, at);
            at += next.length as usize;
            match self.child(node, next.code) {
                Some(child) => node = child,
                None => return best,
            }
        }
    }

    /// What an entry maps to.
    #[inline]
    pub fn target(&self, entry: Node) -> &'static str {
        self.slice(entry.value & !SAME)
    }

    /// The text at a place.
    #[inline]
    pub fn slice(&self, place: u32) -> &'static str {
        let offset = (place & 0xf_ffff) as usize;
        &self.text[offset..offset + (place >> 20) as usize]
    }
}
