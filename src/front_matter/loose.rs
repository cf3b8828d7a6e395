//! Front matter that no parser takes, line by line: what is left when all else fails.

use std::ops::Range;

use serde_json::{Map, Value};

use super::keys::Reach;
use super::words::{Words, reach_of};

/// Every `key: value`, `key = value` and `"key": "value",` at the margin, and the items of the
/// lists below a key.
pub(super) fn read(block: &str) -> Map<String, Value> {
    let mut map: Map<String, Value> = Map::new();
    let mut last: Option<String> = None;
    // The key whose text is the indented lines below it (`|`, `>`).
    let mut open: Option<String> = None;
    for line in block.lines() {
        if let Some(key) = &open {
            if line.starts_with([' ', '\t']) {
                if let Some(Value::String(text)) = map.get_mut(key) {
                    text.push_str(if text.is_empty() { "" } else { " " });
                    text.push_str(line.trim());
                }
                continue;
            }
            open = None;
        }
        let content = line.trim().trim_start_matches('{').trim_start().trim_end_matches(',');
        let is_item = content.starts_with("- ");
        if let Some((key, value)) =
            entry(content).filter(|_| !is_item && !line.starts_with([' ', '\t']) || line.contains("\": "))
        {
            if !map.contains_key(key) {
                map.insert(key.to_owned(), value_of(value));
            }
            if is_block_mark(value.trim()) && map.get(key).is_some_and(|there| there.as_str() == Some(value.trim())) {
                map.insert(key.to_owned(), Value::String(String::new()));
                open = Some(key.to_owned());
            }
            last = Some(key.to_owned());
        } else if let Some(item) = content.strip_prefix('-').filter(|_| is_item)
            && let Some(value) = last.as_ref().and_then(|key| map.get_mut(key))
        {
            match value {
                Value::Array(items) => items.push(Value::String(unquoted(item).to_owned())),
                Value::Null => *value = Value::Array(vec![Value::String(unquoted(item).to_owned())]),
                _ => {}
            }
        }
    }
    map
}

/// Where such a block has prose.
pub(super) fn prose(block: &str) -> Vec<Range<usize>> {
    let mut words = Words::default();
    let mut last = Reach::Unknown;
    let mut at = 0;
    for line in block.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let is_within = line.starts_with([' ', '\t', '-']);
        let content = line.trim().trim_start_matches(['{', '-', ' ', '\t']).trim_end_matches(',');
        let (reach, value) = match entry(content) {
            Some((key, value)) if is_within && !line.contains("\": ") => (last.within(key), value),
            Some((key, value)) => {
                last = reach_of(None, key);
                (last, value)
            }
            None => (last, if is_within { content } else { "" }),
        };
        let value = value.trim();
        if let Some(place) = line.rfind(value).filter(|_| !value.is_empty() && !is_block_mark(value)) {
            words.take(reach, block, start + place..start + place + value.len());
        }
    }
    words.found
}

/// Whether a value is YAML's mark of a text on the lines below.
fn is_block_mark(value: &str) -> bool {
    matches!(value.trim_end_matches(['-', '+']), "|" | ">")
}

fn entry(line: &str) -> Option<(&str, &str)> {
    let at = line.find([':', '=', '：'])?;
    let key = unquoted(&line[..at]);
    let value = line[at..].chars().next().map(|sign| &line[at + sign.len_utf8()..])?;
    let is_key = !key.is_empty()
        && key.chars().count() <= 40
        && key.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.'));
    is_key.then_some((key, value))
}

fn value_of(text: &str) -> Value {
    let text = text.trim();
    if text.is_empty() {
        return Value::Null;
    }
    match text.strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
        Some(list) => list
            .split([',', '，'])
            .map(unquoted)
            .filter(|item| !item.is_empty())
            .map(|item| Value::String(item.to_owned()))
            .collect(),
        None => Value::String(unquoted(text).to_owned()),
    }
}

fn unquoted(text: &str) -> &str {
    let text = text.trim();
    let inner = |quote: char| text.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    inner('"').or_else(|| inner('\'')).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reads_what_a_person_would() {
        let map = read("title: \"一\n date: 没有\ntags:\n  - 甲\n  - '乙'\nlist = [a, \"b\"]\nempty:\n???\n");
        assert_eq!(
            Value::Object(map),
            json!({"title": "\"一", "tags": ["甲", "乙"], "list": ["a", "b"], "empty": null})
        );
        let map = read("{\n  \"title\": \"一\",\n  \"date\": \"2024-07-04\",\n}");
        assert_eq!(Value::Object(map), json!({"title": "一", "date": "2024-07-04"}));
    }
}
