//! Which file a gram is in. `theme/search.js` computes the same.

/// Mixes 32 bits so that no two numbers become one (Wellons, "Prospecting for hash functions",
/// 2018: the function lowbias32).
pub const fn mix(mut value: u32) -> u32 {
    value = (value ^ (value >> 16)).wrapping_mul(0x7feb_352d);
    value = (value ^ (value >> 15)).wrapping_mul(0x846c_a68b);
    value ^ (value >> 16)
}

/// A text that is being hashed: FNV-1a over its UTF-16 (Fowler, Noll and Vo), and the same with
/// another factor.
#[derive(Clone, Copy, Debug)]
pub struct Hash {
    place: u32,
    check: u32,
}

impl Default for Hash {
    fn default() -> Self {
        Self { place: PLACE, check: 0x9747_b28c }
    }
}

/// The place of no text, before it is mixed.
pub const PLACE: u32 = 0x811c_9dc5;

/// A place, before it is mixed, with one more unit of UTF-16.
pub fn next_place(place: u32, unit: u16) -> u32 {
    (place ^ u32::from(unit)).wrapping_mul(0x0100_0193)
}

impl Hash {
    /// With one more unit of UTF-16.
    pub fn with(self, unit: u16) -> Self {
        Self { place: next_place(self.place, unit), check: (self.check ^ u32::from(unit)).wrapping_mul(0x5bd1_e995) }
    }

    /// With a text more.
    pub fn with_text(self, text: &str) -> Self {
        text.encode_utf16().fold(self, Self::with)
    }

    /// The place among all files.
    pub fn place(self) -> u32 {
        mix(self.place)
    }

    /// The place among all files, and 24 bits more that tell the text from others there.
    pub fn finish(self) -> (u32, u32) {
        (mix(self.place), mix(self.check) >> 8)
    }
}

/// The name of a file's content: the first 32 bits of its BLAKE3. A name has its number too, so
/// that it only has to differ from that of the same file before.
pub fn of_bytes(bytes: &[u8]) -> u32 {
    let hash = blake3::hash(bytes);
    let [first, second, third, fourth, ..] = *hash.as_bytes();
    // 0 is no file.
    u32::from_be_bytes([first, second, third, fourth]).max(1)
}
