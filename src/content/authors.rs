//! Who wrote an article, and which names that makes known to its conversion.

use crate::front_matter::{Fields, keys};
use crate::script::Rule;

/// Who wrote it. An address beside a name is no part of it.
pub(super) fn authors(fields: &mut Fields<'_>) -> Vec<String> {
    let without_address = |line: String| match line.find("http://").or_else(|| line.find("https://")) {
        Some(at) if at > 0 => line[..at].trim_end_matches([' ', '(', '<', '（']).to_owned(),
        _ => line,
    };
    fields.list(keys::AUTHORS).into_iter().map(without_address).collect()
}

/// The people that authors' lines name: 记者 余晓葵 范长江 are two.
pub(super) fn author_names(lines: &[String]) -> impl Iterator<Item = Rule> {
    let words = lines.iter().flat_map(|line| line.split([' ', '　', '、', '/', '：', ':']));
    let is_name = |word: &&str| (2..=4).contains(&word.chars().count()) && word.chars().all(|it| it >= '\u{3400}');
    words.filter(is_name).map(|name| Rule::Name(name.to_owned()))
}
