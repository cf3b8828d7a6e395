//! Bits, the highest first, and the codes of numbers in them: Elias gamma (Elias 1975) and Rice
//! (Rice and Plaunt 1971). `theme/search.js` reads them.

/// A quotient of a Rice code that is as large is written in gamma instead of ones, so that one
/// number out of the ordinary costs little.
const LONGEST: u64 = 12;

/// Bits that are being written.
#[derive(Clone, Debug, Default)]
pub struct Bits {
    bytes: Vec<u8>,
    /// How many bits there are.
    length: usize,
}

impl Bits {
    /// How many bits there are.
    pub fn len(&self) -> usize {
        self.length
    }

    /// The bytes, the last filled up with zeros.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Takes up no more room than it needs.
    pub fn shrink_to_fit(&mut self) {
        self.bytes.shrink_to_fit();
    }

    /// Writes the lowest `count` bits of a number, at most 32.
    pub fn write(&mut self, value: u64, count: u32) {
        let value = value & ((1 << count) - 1);
        // After those of the last byte, if it has room for more.
        let used = (self.length % 8) as u32;
        let last = if used > 0 { self.bytes.pop().unwrap_or_default() } else { 0 };
        let all = u64::from(last) << 56 | value << (32 - count) << (32 - used);
        self.bytes.extend_from_slice(&all.to_be_bytes());
        self.length += count as usize;
        self.bytes.truncate(self.length.div_ceil(8));
    }

    /// Writes a number from 1 in gamma: as many zeros as it has bits after its first, then these.
    pub fn gamma(&mut self, value: u64) {
        let extra = value.max(1).ilog2();
        self.write(0, extra);
        self.write(value, extra + 1);
    }

    /// Writes a number from 0 by a Rice code: what is above the lowest `low` bits in ones, then these.
    pub fn rice(&mut self, value: u64, low: u32) {
        let high = value >> low;
        if high < LONGEST {
            self.write((1 << (high + 1)) - 2, u32::try_from(high).unwrap_or(0) + 1);
        } else {
            self.write((1 << LONGEST) - 1, 12);
            self.gamma(high - LONGEST + 1);
        }
        self.write(value & ((1 << low) - 1), low);
    }

    /// Appends a part of others: `length` bits from `start`.
    pub fn append(&mut self, others: &[u8], start: usize, length: usize) {
        let mut source = Reader::new(others, start);
        // To the end of the last byte; from there on whole bytes, seven of which are in a window wherever it begins.
        let free = (8 * self.bytes.len() - self.length).min(length);
        self.pass_on(&mut source, free);
        let windows = (length - free) / 56;
        for _ in 0..windows {
            self.bytes.extend_from_slice(&source.window().to_be_bytes()[..7]);
            source.at += 56;
        }
        self.length += 56 * windows;
        let rest = (length - free) % 56;
        self.pass_on(&mut source, rest.min(32));
        self.pass_on(&mut source, rest.saturating_sub(32));
    }

    /// Writes what is read next: so many bits, at most 32.
    fn pass_on(&mut self, source: &mut Reader<'_>, count: usize) {
        if count > 0 {
            self.write(source.window() >> (64 - count), u32::try_from(count).unwrap_or(0));
            source.at += count;
        }
    }

    /// Forgets all but so many bits.
    pub fn truncate(&mut self, length: usize) {
        self.length = self.length.min(length);
        self.bytes.truncate(self.length.div_ceil(8));
        let used = self.length % 8;
        if let Some(last) = self.bytes.last_mut().filter(|_| used > 0) {
            *last &= 0xFF << (8 - used);
        }
    }

    /// Forgets what was written, but keeps the room for it.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.length = 0;
    }

    /// What was written so far, for `append`.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// How many low bits a Rice code should have for `count` numbers that add up to about `total`.
pub fn rice_bits(total: u64, count: u64) -> u32 {
    // 11/16 is about ln 2, with which the code is shortest (Golomb 1966; Gallager and van Voorhis 1975).
    (total * 11 / (16 * count.max(1))).max(1).ilog2()
}

/// Reads what `Bits` writes. Nothing comes of what is cut off.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    /// The bit that is read next.
    pub at: usize,
}

impl<'a> Reader<'a> {
    /// Begins at a bit.
    pub fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    /// At least 57 of the bits that come next, the first the highest; zeros after the last.
    fn window(&self) -> u64 {
        let from = (self.at / 8).min(self.bytes.len());
        let bytes = match self.bytes[from..].first_chunk() {
            Some(bytes) => *bytes,
            None => {
                let mut bytes = [0; 8];
                bytes[..self.bytes.len() - from].copy_from_slice(&self.bytes[from..]);
                bytes
            }
        };
        u64::from_be_bytes(bytes) << (self.at % 8)
    }

    /// Passes over so many bits.
    pub fn skip(&mut self, count: usize) -> Option<()> {
        self.at += count;
        (self.at <= 8 * self.bytes.len()).then_some(())
    }

    /// A number of so many bits, at most 32.
    pub fn read(&mut self, count: u32) -> Option<u64> {
        let value = if count == 0 { 0 } else { self.window() >> (64 - count) };
        self.skip(count as usize)?;
        Some(value)
    }

    /// How many ones come next, at most so many; the zero after fewer is passed over, too.
    pub fn ones(&mut self, most: u32) -> Option<u32> {
        let ones = self.window().leading_ones().min(most);
        self.skip(ones as usize + usize::from(ones < most))?;
        Some(ones)
    }

    /// A number from 1.
    pub fn gamma(&mut self) -> Option<u64> {
        let window = self.window();
        let extra = window.leading_zeros();
        // No number that is written is as large.
        (extra < 32).then_some(())?;
        if extra < 28 {
            // Both halves are in the window.
            self.skip(2 * extra as usize + 1)?;
            return Some(window >> (63 - 2 * extra));
        }
        self.skip(extra as usize)?;
        self.read(extra + 1)
    }

    /// A number from 0, of at most 32 low bits.
    pub fn rice(&mut self, low: u32) -> Option<u64> {
        let window = self.window();
        let ones = window.leading_ones();
        if u64::from(ones) < LONGEST {
            // All of it is in the window.
            self.skip((ones + 1 + low) as usize)?;
            let rest = window << (ones + 1);
            return Some(u64::from(ones) << low | if low == 0 { 0 } else { rest >> (64 - low) });
        }
        self.skip(12)?;
        let high = LONGEST + self.gamma()? - 1;
        Some(high << low | self.read(low)?)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_come_back(numbers in proptest::collection::vec((0..1_u64 << 30, 0..20_u32), 0..60), shift in 0..9_u32) {
            let mut bits = Bits::default();
            bits.write(1, shift);
            for &(number, low) in &numbers {
                bits.gamma(number + 1);
                bits.rice(number, low);
            }
            let mut moved = Bits::default();
            moved.write(0, 3);
            moved.append(bits.bytes(), 0, bits.len());
            moved.truncate(3);
            moved.append(bits.bytes(), shift as usize, bits.len() - shift as usize);
            for (bytes, start) in [(bits.into_bytes(), shift as usize), (moved.into_bytes(), 3)] {
                let mut reader = Reader::new(&bytes, start);
                for &(number, low) in &numbers {
                    prop_assert_eq!((reader.gamma(), reader.rice(low)), (Some(number + 1), Some(number)));
                }
            }
        }
    }
}
