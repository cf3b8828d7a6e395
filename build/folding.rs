//! One character for all forms of one: what search holds for the same.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::classes::candidates;

/// What OpenCC's tables of characters call forms of one another, whichever way.
const TABLES: [&str; 4] = ["STCharacters.txt", "TSCharacters.txt", "TWVariants.txt", "HKVariants.txt"];

/// Each character that has other forms, but for the one that stands for all of them, with that
/// one: pairs of code points, 32 bits each, little-endian, sorted.
pub fn table(dictionaries: &Path) -> Vec<u8> {
    let all: Vec<BTreeMap<char, String>> = TABLES.iter().map(|name| candidates(&dictionaries.join(name))).collect();
    let mut forms: BTreeMap<char, BTreeSet<char>> = BTreeMap::new();
    for (from, to) in all.iter().flatten().flat_map(|(&from, to)| to.chars().map(move |to| (from, to))) {
        let joined: BTreeSet<char> =
            [from, to].iter().flat_map(|one| forms.get(one).cloned().unwrap_or_else(|| [*one].into())).collect();
        for member in &joined {
            forms.insert(*member, joined.clone());
        }
    }
    // The Simplified form of the most of them, so that the table is short to write.
    let votes = |one: char| all[1].values().filter(|to| to.starts_with(one)).count();
    let mut chosen: BTreeMap<&BTreeSet<char>, char> = BTreeMap::new();
    for members in forms.values() {
        chosen.entry(members).or_insert_with(|| {
            let best = members.iter().max_by_key(|&&one| (votes(one), std::cmp::Reverse(one)));
            *best.expect("it has the member that it was found by")
        });
    }
    let pairs = forms.iter().map(|(&one, members)| (one, chosen[members])).filter(|(one, chosen)| one != chosen);
    pairs.flat_map(|(one, chosen)| [one, chosen]).flat_map(|it| u32::from(it).to_le_bytes()).collect()
}
