//! What a reader reads of a page, without markup, for search.

use html5gum::Token;

use super::raw_html::is_inline;

/// Elements whose text is no part of the line that they stand in, or no text at all.
const ASIDE: [&str; 6] = ["rt", "rp", "script", "style", "template", "noscript"];
/// Classes of marks that stand in a text without being of it.
const MARKS: [&str; 2] = ["footnote-mark", "correction-mark"];

/// The text of a page's HTML, a line for each block.
pub fn plain_text(html: &str) -> String {
    let mut text = String::with_capacity(html.len() / 2);
    // The name of the element that is left out, and how many of that name are open.
    let mut aside: Option<(Vec<u8>, usize)> = None;
    for token in html5gum::Tokenizer::new(html).flatten() {
        match token {
            Token::String(part) if aside.is_none() => push(&mut text, &String::from_utf8_lossy(&part.value)),
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                match &mut aside {
                    Some((open, depth)) => *depth += usize::from(**open == **tag.name && !tag.self_closing),
                    None => {
                        let class = tag
                            .attributes
                            .get(&b"class"[..])
                            .map(|class| String::from_utf8_lossy(&class.value).into_owned());
                        let role = tag.attributes.get(&b"role"[..]);
                        let is_mark = class.is_some_and(|class| class.split(' ').any(|class| MARKS.contains(&class)))
                            || role.is_some_and(|role| **role.value == *b"doc-backlink");
                        if is_mark || ASIDE.contains(&name.as_str()) {
                            aside = Some((tag.name.to_vec(), 1));
                        } else if !is_inline(&name) {
                            end_line(&mut text);
                        }
                    }
                }
            }
            Token::EndTag(tag) => match &mut aside {
                Some((open, depth)) if **open == **tag.name => {
                    *depth -= 1;
                    if *depth == 0 {
                        aside = None;
                    }
                }
                Some(_) => {}
                None if !is_inline(&String::from_utf8_lossy(&tag.name)) => end_line(&mut text),
                None => {}
            },
            _ => {}
        }
    }
    end_line(&mut text);
    text.truncate(text.trim_end().len());
    text
}

/// Appends a text with white space as browsers show it: as one space, and none at the start of a line.
fn push(text: &mut String, part: &str) {
    let mut rest = part;
    loop {
        let (run, from_here) = rest.split_at(rest.bytes().position(may_begin_space).unwrap_or(rest.len()));
        text.push_str(run);
        let mut characters = from_here.chars();
        let Some(character) = characters.next() else { return };
        if !character.is_whitespace() {
            text.push(character);
        } else if !text.is_empty() && !text.ends_with([' ', '\n']) {
            text.push(' ');
        }
        rest = characters.as_str();
    }
}

/// Whether a character that begins with it may be white space; U+3000 is none that browsers would join.
fn may_begin_space(byte: u8) -> bool {
    byte <= b' ' || matches!(byte, 0xC2 | 0xE1 | 0xE2)
}

fn end_line(text: &mut String) {
    text.truncate(text.trim_end_matches(' ').len());
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::to_html;

    #[test]
    fn white_space_is_as_browsers_show_it() {
        let mut text = String::new();
        push(&mut text, " \n甲\u{a0}\t乙\u{3000}“丙”\u{2003}·x\u{85}");
        assert_eq!(text, "甲 乙\u{3000}“丙” ·x ");
    }

    #[test]
    fn a_page_is_what_a_reader_reads() {
        let text = plain_text(&to_html(
            "# 标题\n\n台**湾**选举[^1]结果 &amp; [链接](a.html \"名\")。\n换行\n\n[^1]: 注\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n",
        ));
        assert!(text.starts_with("标题\n台湾选举结果 & 链接。换行\n甲\n乙\n1\n2\n注"), "{text:?}");
        assert_eq!(
            plain_text("<p><ruby>頭<rt>tóu</rt>髮<rt>fǎ</rt></ruby>  店<br>二</p><script>x</script>"),
            "頭髮 店\n二"
        );
        assert_eq!(plain_text("<p>a<sup class=\"correction-mark\"><a href=\"#\">更正</a></sup>b</p>"), "ab");
    }
}
