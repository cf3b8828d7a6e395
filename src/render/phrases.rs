//! Headlines whose lines break between words: Chinese has no spaces, and a name that is cut in two
//! by the end of a line has to be read twice.

use crate::links::Names;
use crate::script::word_breaks;

/// A name of more characters is made of words itself, between which it may break.
const SHORT: usize = 6;

/// A headline as HTML, with a `<wbr>` wherever a line may end. The style sheet keeps all other
/// characters together (`word-break: keep-all`).
pub(super) fn phrases(text: &str, names: &Names) -> String {
    let is_short = |name: &std::ops::Range<usize>| text[name.clone()].chars().count() <= SHORT;
    let named: Vec<_> = names.find(text, &|_| true).into_iter().map(|name| name.range).filter(is_short).collect();
    let mut html = String::with_capacity(text.len() * 2);
    let mut from = 0;
    for at in word_breaks(text, &named).into_iter().chain([text.len()]) {
        if from > 0 {
            html.push_str("<wbr>");
        }
        escape(&text[from..at], &mut html);
        from = at;
    }
    html
}

fn escape(text: &str, html: &mut String) {
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            character if character.is_control() || matches!(character, '\u{FFFE}' | '\u{FFFF}') => {}
            character => html.push(character),
        }
    }
}
