//! Patterns of addresses, filled in.

use regex::{Captures, Regex};

use super::facts::Unknown;

/// A pattern with what stands for each of its tokens.
pub(super) fn expand(
    tokens: &Regex,
    pattern: &str,
    mut value: impl FnMut(&Captures<'_>) -> Result<String, Unknown>,
) -> Result<String, Unknown> {
    let mut out = String::new();
    let mut end = 0;
    for token in tokens.captures_iter(pattern) {
        let whole = token.get_match();
        out.push_str(&pattern[end..whole.start()]);
        out.push_str(&value(&token)?);
        end = whole.end();
    }
    out.push_str(&pattern[end..]);
    Ok(out)
}

/// A path with single `/` between its parts, and one before them.
pub(super) fn joined(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let end = if path.ends_with('/') && !parts.is_empty() { "/" } else { "" };
    format!("/{}{end}", parts.join("/"))
}
