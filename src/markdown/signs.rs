//! Which characters of ASCII a text has: one look that spares most texts all searches for markup that they have not.

/// A set of characters of ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Signs(u128);

impl Signs {
    /// Those of a text.
    pub fn of(text: &str) -> Self {
        Self(text.bytes().filter(u8::is_ascii).fold(0, |all, byte| all | 1 << byte))
    }

    /// Whether any of some is there.
    pub fn any(self, of: &[u8]) -> bool {
        of.iter().any(|byte| self.0 >> byte & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_the_signs_that_are_in_it() {
        let signs = Signs::of("字$x\u{7f}");
        assert!(signs.any(b"%$") && signs.any(b"\x7f") && !signs.any(b"%:") && !signs.any(b"\x00"));
    }
}
