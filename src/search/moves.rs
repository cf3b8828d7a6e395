//! Which articles of a segment were in one of before, in the same order.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::postings::GONE;
use crate::address::AddressId;

/// How a segment follows from one of before.
#[derive(Debug, PartialEq, Eq)]
pub struct Moves {
    /// By number of before: that of now, or [`GONE`]. What was moved past others is gone, and came again.
    pub numbers: Vec<u32>,
    /// Those that came, by their numbers now.
    pub come: Vec<u32>,
}

/// The articles of before, by their numbers in the archive.
pub struct Known(FxHashMap<AddressId, usize>);

impl Known {
    pub fn new(keys: &[AddressId]) -> Self {
        Self(keys.iter().enumerate().map(|(number, key)| (*key, number)).collect())
    }

    /// How many articles of a range of before are among these.
    pub fn common(&self, range: &Range<usize>, keys: &[AddressId]) -> usize {
        keys.iter().filter(|key| self.0.get(key).is_some_and(|number| range.contains(number))).count()
    }

    /// How articles follow from those of a range of before.
    pub fn moves(&self, range: &Range<usize>, keys: &[AddressId]) -> Moves {
        let number = |number: usize| u32::try_from(number).unwrap_or(GONE);
        let of_before = |key| self.0.get(key).filter(|number| range.contains(number)).map(|own| own - range.start);
        let common: Vec<(usize, usize)> =
            keys.iter().enumerate().filter_map(|(now, key)| Some((of_before(key)?, now))).collect();
        let mut numbers = vec![GONE; range.len()];
        let mut stays = vec![false; keys.len()];
        for (old, now) in in_order(&common) {
            numbers[old] = number(now);
            stays[now] = true;
        }
        let come = (0..).zip(stays).filter(|(_, stays)| !stays).map(|(now, _)| now).collect();
        Moves { numbers, come }
    }
}

/// As many pairs as there can be of which the first numbers grow, too, as the second do in all of them (Schensted 1961).
fn in_order(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // By length less one: the last pair of a row of that length that ends lowest; by pair: the one before it in its row.
    let mut ends: Vec<usize> = Vec::new();
    let mut before = Vec::with_capacity(pairs.len());
    for (index, (first, _)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|&end| pairs[end].0 < *first);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        if length < ends.len() {
            ends[length] = index;
        } else {
            ends.push(index);
        }
    }
    let mut row: Vec<_> =
        std::iter::successors(ends.last().copied(), |&last| before[last]).map(|own| pairs[own]).collect();
    row.reverse();
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_keeps_its_order_stays() {
        let key = |number: &u32| AddressId::of(&number.to_string());
        let moves = |before: &[u32], range: Range<usize>, now: &[u32]| {
            let before: Vec<_> = before.iter().map(key).collect();
            let Moves { numbers, come } = Known::new(&before).moves(&range, &now.iter().map(key).collect::<Vec<_>>());
            (numbers, come)
        };
        assert_eq!(moves(&[1, 2, 3], 0..3, &[1, 2, 3]), (vec![0, 1, 2], vec![]));
        assert_eq!(moves(&[1, 2, 3, 4], 0..4, &[9, 1, 3, 4, 2]), (vec![1, GONE, 2, 3], vec![0, 4]));
        // Of another segment, or of none.
        assert_eq!(moves(&[1, 2, 3], 1..3, &[1, 2, 8]), (vec![1, GONE], vec![0, 2]));
        assert_eq!(moves(&[1, 2], 0..2, &[]), (vec![GONE, GONE], vec![]));
        assert_eq!(Known::new(&[1, 2, 3].map(|number| key(&number))).common(&(1..3), &[key(&1), key(&3)]), 1);
    }
}
