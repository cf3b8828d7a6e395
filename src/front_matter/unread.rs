//! Keys in front matter that no parser takes: where something would be left in the open if one were overlooked, what
//! looks like it counts.

use std::ops::Range;

use serde_json::Value;

use super::keys::fold;
use super::values::flag;

/// What may stand around a key.
const AROUND: &[char] = &[' ', '\t', '"', '\''];

/// Where a text seems to have one of some keys, with a value that is neither false nor empty: at the begin of a line or
/// of an entry in a table, whatever quotes and brackets are around it.
pub(super) fn key_in(text: &str, keys: &[&str]) -> Option<Range<usize>> {
    let keys: Vec<String> = keys.iter().map(|key| fold(key)).collect();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let lower = line.to_ascii_lowercase();
        let end = start + line.len();
        let mut places = keys.iter().flat_map(|key| lower.match_indices(key.as_str()));
        if let Some((at, key)) = places.find(|(at, key)| is_entry(&line[..*at], &line[at + key.len()..], &text[end..]))
        {
            return Some(start + at..start + at + key.len());
        }
        start = end;
    }
    None
}

/// Whether what stands between these parts of a line is a key that says something. `below` are the lines after it.
fn is_entry(before: &str, after: &str, below: &str) -> bool {
    let before = before.trim_end_matches(AROUND);
    let is_first = before.trim_start_matches(AROUND).trim_start_matches(['{', '[']).is_empty();
    let after = after.trim_start_matches(AROUND);
    let Some(value) = after.strip_prefix([':', '=', '：']) else {
        // `[withdrawn]`, or the key alone.
        return is_first && after.trim_start_matches(']').trim().is_empty();
    };
    if !is_first && !before.ends_with(['{', ',', '，']) {
        return false;
    }
    let value = value.split([',', '，', '}']).next().unwrap_or_default();
    let value = value.split_once(" #").map_or(value, |(value, _)| value).trim().trim_matches(AROUND);
    match value {
        "" => below.lines().next().is_some_and(|next| {
            next.starts_with([' ', '\t', '-']) && !next.trim().is_empty() && !next.trim().starts_with('#')
        }),
        "null" | "~" => false,
        value => flag(&Value::String(value.to_owned())) != Some(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_key_that_says_something_is_one() {
        for text in [
            "title: 一\nwithdrawn: true\n",
            "{\"title\": \"一\", \"withdrawn\": true,}",
            "{\"title\": \"一\",\"Withdrawn\": {\"date\": 1",
            "title: 一\n[withdrawn]\ndate = 2026-11-01\n",
            "withdrawn:\n  date: 2026-11-01\n",
            "withdrawn:\n- 甲\n",
            "withdrawn",
            "  撤回：是",
            "withdrawn: false\nwithdrawn: true",
        ] {
            assert!(key_in(text, &["withdrawn", "撤回"]).is_some(), "{text}");
        }
    }

    #[test]
    fn what_only_has_the_word_is_none() {
        for text in [
            "title: 撤回：某声明",
            "title: withdrawn",
            "tags: [撤回]",
            "tags: [甲, 撤回]",
            "# withdrawn: true",
            "withdrawn: false",
            "{\"withdrawn\": false, \"title\": \"一\",}",
            "withdrawn:\ntitle: 一",
            "withdrawn:\n  # 2026-11-01\ntitle: 一",
            "withdrawn: null # 2026",
            "withdrawn: 否",
            "withdrawnness: x",
        ] {
            assert_eq!(key_in(text, &["withdrawn", "撤回"]), None, "{text}");
        }
        assert_eq!(key_in("a: b\n \"withdrawn\": 1", &["withdrawn"]), Some(7..16));
    }
}
