//! Line breaks inside Chinese text mean nothing, and browsers show them as spaces: they go.

use pulldown_cmark::{Event, TagEnd};

use super::cjk::{is_shared_punctuation, joins_lines};
use super::syntax::Events;

/// Makes a line break of each that an author wrote, as Hexo and HackMD do.
pub(super) fn harden(events: &mut Events<'_>) {
    for (event, _) in events {
        if matches!(event, Event::SoftBreak) {
            *event = Event::HardBreak;
        }
    }
}

/// Deletes each soft line break between two characters of scripts without spaces.
pub(super) fn join_lines(events: &mut Events<'_>) {
    let needless: Vec<bool> = (0..events.len())
        .map(|index| {
            matches!(events[index].0, Event::SoftBreak)
                && is_needless(last_character(&events[..index]), first_character(&events[index + 1..]))
        })
        .collect();
    let mut index = 0;
    events.retain(|_| {
        index += 1;
        !needless[index - 1]
    });
}

fn is_needless(before: Option<char>, after: Option<char>) -> bool {
    let (Some(before), Some(after)) = (before, after) else {
        return false;
    };
    let counts = |character| joins_lines(character) || is_shared_punctuation(character);
    counts(before) && counts(after) && (joins_lines(before) || joins_lines(after))
}

fn last_character(events: &[(Event<'_>, std::ops::Range<usize>)]) -> Option<char> {
    events.iter().rev().map_while(|(event, _)| inline_text(event)).find_map(|text| text.chars().next_back())
}

fn first_character(events: &[(Event<'_>, std::ops::Range<usize>)]) -> Option<char> {
    events.iter().map_while(|(event, _)| inline_text(event)).find_map(|text| text.chars().next())
}

/// The text of an event inside a paragraph; empty for inline markup, none at its end.
fn inline_text<'a>(event: &'a Event<'_>) -> Option<&'a str> {
    use pulldown_cmark::Tag::{Emphasis, Link, Strikethrough, Strong};
    match event {
        Event::Text(text) | Event::Code(text) => Some(text),
        Event::Start(Emphasis | Strong | Strikethrough | Link { .. })
        | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link)
        | Event::InlineHtml(_) => Some(""),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::markdown::to_html;

    #[test]
    fn only_breaks_inside_chinese_vanish() {
        for (source, expected) in [
            ("厚\n德", "厚德"),
            ("**厚**\n德", "<strong>厚</strong>德"),
            ("厚\n[德](/d)", "厚<a href=\"/d\">德</a>"),
            ("厚，\n“德”", "厚，“德”"),
            ("“厚”\n德", "“厚”德"),
            ("厚——\n德", "厚——德"),
            ("ひら\nがな", "ひらがな"),
            ("Rust\n编写", "Rust\n编写"),
            ("编写\nRust", "编写\nRust"),
            ("한국\n어", "한국\n어"),
            ("he said “a”\n“b”", "he said “a”\n“b”"),
            ("厚  \n德", "厚<br />\n德"),
            ("厚\\\n德", "厚<br />\n德"),
            ("用`ls`\n命令", "用<code>ls</code>\n命令"),
            ("好👍\n的", "好👍\n的"),
        ] {
            assert_eq!(to_html(source).trim(), format!("<p>{expected}</p>"), "{source:?}");
        }
    }
}
