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
        let nodes: &[[u32; 3]] = bytemuck::cast_slice(&self.nodes.0);
        let mut slot = 0;
        let mut best = None;
        for (start, character) in text.char_indices() {
            let code = tables::code(character);
            if code == 0 {
                break;
            }
            let child = nodes[slot][0] as usize + usize::from(code);
            match nodes.get(child) {
                Some(&[_, check, value]) if check as usize == slot => {
                    if value != 0 {
                        best = Some((start + character.len_utf8(), value));
                    }
                    slot = child;
                }
                _ => break,
            }
        }
        best.map(|(length, value)| (length, self.slice(value)))
    }

    /// The text at a place.
    pub fn slice(&self, place: u32) -> &'static str {
        let offset = (place & 0xf_ffff) as usize;
        &self.text[offset..offset + (place >> 20) as usize]
    }

    /// Tells of every entry that the characters of those codes begin with, shortest first:
    /// its length in characters and its value.
    pub fn prefixes(&self, codes: &[u16], mut found: impl FnMut(usize, u32)) {
        let nodes: &[[u32; 3]] = bytemuck::cast_slice(&self.nodes.0);
        let mut slot = 0;
        for (index, &code) in codes.iter().enumerate() {
            if code == 0 {
                return;
            }
            let child = nodes[slot][0] as usize + usize::from(code);
            match nodes.get(child) {
                Some(&[_, check, value]) if check as usize == slot => {
                    if value != 0 {
                        found(index + 1, value);
                    }
                    slot = child;
                }
                _ => return,
            }
        }
    }
}
