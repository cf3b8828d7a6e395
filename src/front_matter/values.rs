//! Single values of front matter as texts and flags.

use serde_json::Value;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The texts in a value, however deep; whether there is nothing else in it.
pub(super) fn flatten(value: &Value, items: &mut Vec<String>) -> bool {
    match value {
        // All of them, also after one that is none.
        Value::Array(values) => values.iter().filter(|value| !flatten(value, items)).count() == 0,
        // `author: {name: …}`.
        Value::Object(map) if map.contains_key("name") => flatten(&map["name"], items),
        // `- 乙: 丙`, which was meant as a text.
        Value::Object(map) if map.len() == 1 => map.iter().all(|(key, value)| {
            let text = scalar(value).map(|value| format!("{key}: {value}"));
            let is_text = text.is_some();
            items.extend(text);
            is_text
        }),
        Value::Object(_) => false,
        Value::Null => true,
        other => {
            items.extend(scalar(other));
            true
        }
    }
}

/// A flag, in the words that people have for one.
pub fn flag(value: &Value) -> Option<bool> {
    match scalar(value)?.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" | "是" => Some(true),
        "false" | "no" | "off" | "0" | "否" => Some(false),
        _ => None,
    }
}

/// A single value as text; a list or a table is none.
pub fn scalar(value: &Value) -> Option<String> {
    match value {
        // In NFC, as names, addresses and tags are compared.
        // Control characters, which YAML can write, are in no file and on no page.
        Value::String(text) => {
            let text: String = text.trim().chars().filter(|it| !it.is_control() || matches!(it, '\n' | '\t')).collect();
            Some(if is_nfc_quick(text.chars()) == IsNormalized::Yes { text } else { text.nfc().collect() })
        }
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
