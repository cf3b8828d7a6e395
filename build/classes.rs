//! What each character is to the scripts: which has it, and what it may become.

use std::collections::BTreeMap;
use std::path::Path;

use super::{read, trie};

/// The table by character code, and the lists of candidates that it refers to.
///
/// A class is `side << 30 | index << 15 | index`: 1 is a character that only Simplified has,
/// 2 one that only Traditional has; the indices, from 1, are of what it may become in
/// Simplified, and in Traditional, if that is more than one character.
pub fn classes(dictionaries: &Path, alphabet: &trie::Alphabet) -> (Vec<u32>, Vec<String>) {
    let to_traditional = candidates(&dictionaries.join("STCharacters.txt"));
    let to_simplified = candidates(&dictionaries.join("TSCharacters.txt"));
    let mut lists = Vec::new();
    let mut table = vec![0_u32; alphabet.len() + 1];
    for (all, side, shift) in [(&to_traditional, 1, 0), (&to_simplified, 2, 15)] {
        for (key, list) in all {
            let class = &mut table[alphabet.code(*key)];
            if !list.contains(*key) {
                *class |= side << 30;
            }
            if list.chars().count() > 1 {
                lists.push(list.clone());
                *class |= u32::try_from(lists.len()).expect("a few hundred lists") << shift;
            }
        }
    }
    for class in &mut table {
        // What each calls the other's is neither's own.
        if *class >> 30 == 3 {
            *class &= 0x3fff_ffff;
        }
    }
    (table, lists)
}

/// What each key of a dictionary of characters may become, in its order.
pub fn candidates(path: &Path) -> BTreeMap<char, String> {
    let mut all = BTreeMap::new();
    for line in read(path).lines().filter(|line| !line.starts_with('#')) {
        if let Some((key, values)) = line.split_once('\t') {
            let key = key.chars().next().expect("a key is not empty");
            all.insert(key, values.split(' ').filter(|value| value.chars().count() == 1).collect());
        }
    }
    all
}
