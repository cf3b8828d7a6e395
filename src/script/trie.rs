//! Reads the double-array tries that `build.rs` compiles from OpenCC's dictionaries.

use super::tables;

/// One dictionary, or a union of several, embedded and used in place.
///
/// A node is three numbers: base, check (the slot of its parent) and value, which is 0 for
/// none, else mostly a place in `text`: `length << 20 | offset`, in bytes. The child of the node in slot
/// `s` by the character code `c` is in slot `base(s) + c`, if that slot's check is `s`.
pub(super) struct Trie {
    pub nodes: &'static tables::Aligned<[u8]>,
    pub text: &'static str,
}

impl Trie {
    /// The longest entry that begins `text`: its length in bytes and what it maps to.
    pub fn longest(&self, text: &str) -> Option<(usize, &'static str)> {
        let (count, target) = self.longest_of(text.chars().map(tables::code))?;
        Some((text.chars().take(count).map(char::len_utf8).sum(), target))
    }

    /// The longest entry that begins with the characters of those codes: its length in
    /// characters and what it maps to.
    #[inline]
    pub fn longest_of(&self, codes: impl Iterator<Item = u16>) -> Option<(usize, &'static str)> {
        let mut best = None;
        self.walk(codes, |length, value| best = Some((length, value)));
        best.map(|(length, value)| (length, self.slice(value)))
    }

    /// The text at a place.
    pub fn slice(&self, place: u32) -> &'static str {
        let offset = (place & 0xf_ffff) as usize;
        &self.text[offset..offset + (place >> 20) as usize]
    }

    /// Tells of every entry that the characters of those codes begin with, shortest first:
    /// its length in characters and its value.
    #[inline]
    pub fn walk(&self, codes: impl Iterator<Item = u16>, mut found: impl FnMut(usize, u32)) {
        let nodes: &[[u32; 3]] = bytemuck::cast_slice(&self.nodes.0);
        let (mut slot, mut base) = (0, nodes[0][0]);
        for (index, code) in codes.enumerate() {
            let child = base as usize + usize::from(code);
            match nodes.get(child) {
                Some(&[next, check, value]) if check == slot && code != 0 => {
                    if value != 0 {
                        found(index + 1, value);
                    }
                    if next == 0 {
                        return;
                    }
                    #[expect(clippy::cast_possible_truncation, reason = "build.rs makes fewer than 2^32 slots")]
                    let here = child as u32;
                    (slot, base) = (here, next);
                }
                _ => return,
            }
        }
    }
}
