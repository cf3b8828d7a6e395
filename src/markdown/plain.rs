//! What a reader reads of a page, without markup, for search.

use std::ops::ControlFlow;

use html5gum::emitters::callback::CallbackEvent;

use super::html_events::walk;
use super::raw_html::is_inline;
use super::safety::is_of_formula;

/// Elements whose text is no part of the line that they stand in, or no text at all.
const ASIDE: [&[u8]; 7] = [b"rt", b"rp", b"script", b"style", b"template", b"noscript", b"annotation"];
/// Classes of marks that stand in a text without being of it.
const MARKS: [&[u8]; 5] = [b"footnote-mark", b"correction-mark", b"embed-host", b"file-size", b"alert-kind"];

/// The text of a page's HTML, a line for each block.
pub fn plain_text(html: &str) -> String {
    let mut reader = Reader { text: String::with_capacity(html.len() / 2), ..Reader::default() };
    walk(html, &mut |event| {
        reader.see(event);
        ControlFlow::Continue(())
    });
    let mut text = reader.text;
    end_line(&mut text);
    text.truncate(text.trim_end().len());
    text
}

#[derive(Default)]
struct Reader {
    text: String,
    /// The name of the element that is left out, and how many of that name are open.
    aside: Option<(Vec<u8>, usize)>,
    tag: Tag,
}

/// The start tag that is being read.
#[derive(Default)]
struct Tag {
    name: Vec<u8>,
    /// The attribute whose value comes next.
    attribute: Attribute,
    is_mark: bool,
    /// Whether it had these before: of two attributes of one name, the first counts.
    has_class: bool,
    has_role: bool,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Attribute {
    Class,
    Role,
    #[default]
    Other,
}

impl Reader {
    fn see(&mut self, event: &CallbackEvent<'_>) {
        match event {
            CallbackEvent::String { value } if self.aside.is_none() => {
                push(&mut self.text, &String::from_utf8_lossy(value));
            }
            CallbackEvent::OpenStartTag { name } => {
                self.tag.name.clear();
                self.tag.name.extend_from_slice(name);
                (self.tag.is_mark, self.tag.has_class, self.tag.has_role) = (false, false, false);
            }
            CallbackEvent::AttributeName { name } => {
                let tag = &mut self.tag;
                tag.attribute = match *name {
                    b"class" if !std::mem::replace(&mut tag.has_class, true) => Attribute::Class,
                    b"role" if !std::mem::replace(&mut tag.has_role, true) => Attribute::Role,
                    _ => Attribute::Other,
                };
            }
            CallbackEvent::AttributeValue { value } => {
                self.tag.is_mark |= match self.tag.attribute {
                    Attribute::Class => value.split(|&byte| byte == b' ').any(|class| MARKS.contains(&class)),
                    Attribute::Role => *value == b"doc-backlink",
                    Attribute::Other => false,
                };
            }
            CallbackEvent::CloseStartTag { self_closing } => self.start(*self_closing),
            CallbackEvent::EndTag { name } => self.end(name),
            _ => {}
        }
    }

    fn start(&mut self, self_closing: bool) {
        let name = &self.tag.name;
        match &mut self.aside {
            Some((open, depth)) => *depth += usize::from(open == name && !self_closing),
            None if self.tag.is_mark || ASIDE.contains(&name.as_slice()) => self.aside = Some((name.clone(), 1)),
            None if !is_inline_name(name) => end_line(&mut self.text),
            None => {}
        }
    }

    fn end(&mut self, name: &[u8]) {
        match &mut self.aside {
            Some((open, depth)) if *open == name => {
                *depth -= 1;
                if *depth == 0 {
                    self.aside = None;
                }
            }
            Some(_) => {}
            None if !is_inline_name(name) => end_line(&mut self.text),
            None => {}
        }
    }
}

fn is_inline_name(name: &[u8]) -> bool {
    std::str::from_utf8(name).is_ok_and(|name| is_inline(name) || is_of_formula(name))
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
        assert_eq!(
            plain_text(
                "<p>设<math><mrow><mi>x</mi><mo>=</mo><mn>1</mn></mrow><annotation>x=1</annotation></math>。</p>"
            ),
            "设x=1。"
        );
        assert_eq!(plain_text("<p>a<i class=\"x\" class=\"footnote-mark\">b</i>c</p>"), "abc");
        assert_eq!(plain_text("<p>a<sup class=\"correction-mark\"><a href=\"#\">更正</a></sup>b</p>"), "ab");
    }
}
