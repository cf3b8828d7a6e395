//! Adds to a list in front matter, and leaves all else in the file as it is.

use super::find::{Format, find};
use super::keys::{fold, is_fold_of};

/// The text with `items` added to the list of one of `keys`, the first of which is written if none is there. None if this
/// front matter, or the value that the key has, is not one that is changed safely.
pub fn with_items(text: &str, keys: &[&str], items: &[String]) -> Option<String> {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let quoted: Vec<String> = items.iter().map(|item| serde_json::Value::from(item.as_str()).to_string()).collect();
    let Some(block) = find(text) else {
        let lines: String = quoted.iter().map(|item| format!("  - {item}{end}")).collect();
        return Some(format!("---{end}{}:{end}{lines}---{end}{end}{text}", keys[0]));
    };
    let sign = match block.format {
        Format::Yaml if !block.is_open => ':',
        Format::Toml if !block.is_open => '=',
        _ => return None,
    };
    let inner = &text[block.range.clone()];
    let lines: Vec<&str> = inner.split_inclusive('\n').collect();
    let is_key = |line: &&str| {
        let key = line.split_once(sign).map(|(key, _)| fold(key.trim_matches(['"', '\''])));
        !line.starts_with([' ', '\t', '#', '-']) && key.is_some_and(|key| keys.iter().any(|own| is_fold_of(&key, own)))
    };
    let whole = |inner: String| Some(format!("{}{inner}{}", &text[..block.range.start], &text[block.range.end..]));
    // In TOML, what stands below a table is the table's.
    let table = lines.iter().position(|line| sign == '=' && line.starts_with('[')).unwrap_or(lines.len());
    let Some(at) = lines[..table].iter().position(is_key) else {
        let (before, after) = lines.split_at(table);
        let new = match sign {
            ':' => {
                format!("{}:{end}{}", keys[0], quoted.iter().map(|item| format!("  - {item}{end}")).collect::<String>())
            }
            _ => format!("{} = [{}]{end}", keys[0], quoted.join(", ")),
        };
        return whole(format!("{}{new}{}", ended(&before.concat(), end), after.concat()));
    };
    let changed = match value(lines[at], sign) {
        "" if sign == ':' => return whole(below(&lines, at, &quoted, end)),
        list if list.starts_with('[') && list.ends_with(']') && !list.contains('#') => {
            let inner = list[1..list.len() - 1].trim().trim_end_matches(',');
            let before = if inner.is_empty() { String::new() } else { format!("{inner}, ") };
            format!("[{before}{}]", quoted.join(", "))
        }
        one if is_plain(one) => format!("[{one}, {}]", quoted.join(", ")),
        _ => return None,
    };
    let start = lines[at].split_once(sign).map_or("", |(key, _)| key);
    let line = format!("{start}{sign} {changed}{end}").replace("  ", " ");
    whole(lines[..at].iter().copied().chain([line.as_str()]).chain(lines[at + 1..].iter().copied()).collect())
}

/// The value on the line of a key.
fn value(line: &str, sign: char) -> &str {
    line.split_once(sign).map_or("", |(_, value)| value.trim())
}

/// Whether a value is one address in one line, which can be an item of a list as it stands.
fn is_plain(value: &str) -> bool {
    let quoted = |quote: char| value.len() > 1 && value.starts_with(quote) && value.ends_with(quote);
    let is_bare = value.starts_with(|first: char| first == '/' || first.is_alphanumeric())
        && !value.contains([',', '#', '[', ']', '{', '}', '"', '\'']);
    quoted('"') || quoted('\'') || is_bare && !value.contains(": ")
}

/// The lines with items below the last one of a list.
fn below(lines: &[&str], at: usize, items: &[String], end: &str) -> String {
    let is_item = |line: &&&str| line.trim_start().starts_with("- ") || line.starts_with([' ', '\t']);
    let count = lines[at + 1..].iter().take_while(is_item).count();
    let indent =
        lines.get(at + 1).filter(|_| count > 0).map_or("  ", |line| &line[..line.len() - line.trim_start().len()]);
    let (before, after) = lines.split_at(at + 1 + count);
    let new: String = items.iter().map(|item| format!("{indent}- {item}{end}")).collect();
    format!("{}{new}{}", ended(&before.concat(), end), after.concat())
}

/// A text that ends its last line.
fn ended(text: &str, end: &str) -> String {
    if text.is_empty() || text.ends_with('\n') { text.to_owned() } else { format!("{text}{end}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::front_matter::keys::ALIASES;
    use crate::front_matter::parse;

    #[test]
    fn items_are_added_and_the_rest_stays() {
        for (text, expected) in [
            ("文。\n", "---\naliases:\n  - \"/a\"\n---\n\n文。\n"),
            ("---\ntitle: 一\n---\n文。\n", "---\ntitle: 一\naliases:\n  - \"/a\"\n---\n文。\n"),
            ("---\r\ntitle: 一\r\n---\r\n文。", "---\r\ntitle: 一\r\naliases:\r\n  - \"/a\"\r\n---\r\n文。"),
            ("---\naliases:\n- /x\n- /y\ntitle: 一\n---\n", "---\naliases:\n- /x\n- /y\n- \"/a\"\ntitle: 一\n---\n"),
            ("---\naliases:\n    - /x\n---\n", "---\naliases:\n    - /x\n    - \"/a\"\n---\n"),
            ("---\nAlias: [/x, '/y']\n---\n", "---\nAlias: [/x, '/y', \"/a\"]\n---\n"),
            ("---\naliases: []\n---\n", "---\naliases: [\"/a\"]\n---\n"),
            ("---\nalias: /x\n---\n文", "---\nalias: [/x, \"/a\"]\n---\n文"),
            ("---\naliases: \"/x\"\n---\n", "---\naliases: [\"/x\", \"/a\"]\n---\n"),
            (
                "+++\ntitle = \"一\"\n[x]\naliases = \"no\"\n+++\n",
                "+++\ntitle = \"一\"\naliases = [\"/a\"]\n[x]\naliases = \"no\"\n+++\n",
            ),
            ("+++\naliases = [\"/x\"]\n+++\n", "+++\naliases = [\"/x\", \"/a\"]\n+++\n"),
        ] {
            let new = with_items(text, ALIASES, &["/a".to_owned()]).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(new, expected);
            let mut found = Vec::new();
            let aliases = parse(&new, None, &mut found).map.into_iter().find(|(key, _)| !key.eq("title") && key != "x");
            assert!(
                found.is_empty() && aliases.is_some_and(|(_, list)| list.to_string().contains("/a")),
                "{new}: {found:?}"
            );
        }
        for refused in [
            "{\"title\": \"一\"}\n文",
            "---\naliases: &x [a]\n---\n",
            "---\naliases: [a, # b]\n  c]\n---\n",
            "---\ntitle: 一\n文",
        ] {
            assert_eq!(with_items(refused, ALIASES, &["/a".to_owned()]), None, "{refused}");
        }
    }
}
