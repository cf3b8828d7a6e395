//! Many small records in one file, of which a reader over HTTP loads those that it needs, by ranges of bytes, and one
//! from a disk has all at once.
//!
//! First the number of records, then the length of each, as it is in the script: with what is escaped there. Then the
//! records, one after the other.

use std::ops::Range;

use super::file::escaped_length;
use super::numbers::{read_number, write_number};

/// The bytes of a file of records.
pub fn join<R: AsRef<[u8]>>(records: &[R]) -> Vec<u8> {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let mut bytes = Vec::with_capacity(records.iter().map(|record| record.as_ref().len() + 2).sum::<usize>() + 2);
    write_number(number(records.len()), &mut bytes);
    records.iter().for_each(|record| write_number(number(escaped_length(record.as_ref())), &mut bytes));
    records.iter().for_each(|record| bytes.extend_from_slice(record.as_ref()));
    bytes
}

/// Where the records of a file are among its bytes; nothing if it is damaged.
pub fn split(bytes: &[u8]) -> Option<Vec<Range<usize>>> {
    let mut rest = bytes;
    let count = read_number(&mut rest) as usize;
    // Each has a length of at least a byte.
    (count <= rest.len()).then_some(())?;
    let lengths: Vec<usize> = (0..count).map(|_| read_number(&mut rest) as usize).collect();
    let mut start = bytes.len() - rest.len();
    let mut records = Vec::with_capacity(count);
    for length in lengths {
        // No byte takes less than one in the script, nor more than two.
        let mut end = start;
        let mut written = 0;
        while written < length {
            let few = bytes.get(end..end + (length - written).div_ceil(2))?;
            written += escaped_length(few);
            end += few.len();
        }
        (written == length).then_some(())?;
        records.push(start..end);
        start = end;
    }
    (start == bytes.len()).then_some(records)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn records_come_back(records in proptest::collection::vec(proptest::collection::vec(
            prop_oneof![Just(b'\''), Just(b'\n'), any::<u8>()], 0..300), 0..9)) {
            let bytes = join(&records);
            let found = split(&bytes).unwrap();
            prop_assert_eq!(found.into_iter().map(|place| bytes[place].to_vec()).collect::<Vec<_>>(), records);
        }

        #[test]
        fn what_is_damaged_is_nothing_or_within(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            for place in split(&bytes).unwrap_or_default() {
                prop_assert!(bytes.get(place).is_some());
            }
        }
    }
}
