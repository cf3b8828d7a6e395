//! Dictionaries as they are embedded in the program.

/// Bytes aligned so that they can be read as numbers in place.
#[repr(C, align(4))]
pub(super) struct Bytes<T: ?Sized>(pub T);

/// One dictionary, or a union of several, as it is embedded.
///
/// A node is two numbers: base, and value, which is 0 for none, else mostly a place in
/// `text`: `length << 20 | offset`, in bytes, with the highest bit set where that text is the
/// key itself. The child by the character code `c` of a node is in slot `base + c`, if that
/// slot's label is `c`. The root's base is 0, and its children's slots are kept for them.
pub(super) struct Embedded {
    pub labels: &'static Bytes<[u8]>,
    pub nodes: &'static Bytes<[u8]>,
    pub text: &'static str,
}
