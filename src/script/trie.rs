//! Reads the double-array tries that `build.rs` compiles from OpenCC's dictionaries.

use super::tables;

/// One dictionary, or a union of several, embedded and used in place.
///
/// A node is three numbers: base, check (the slot of its parent) and value, which is 0 or
/// `length << 20 | offset` of a slice of `text`, in bytes. The child of the node in slot
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
        best.map(|(length, value)| {
            let offset = (value & 0xf_ffff) as usize;
            (length, &self.text[offset..offset + (value >> 20) as usize])
        })
    }
}
