//! Code blocks with classes for their syntax; the colours are the theme's. The feature `highlight`.

use std::sync::LazyLock;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};
use syntect::html::{ClassStyle, ClassedHTMLGenerator};
use syntect::parsing::SyntaxSet;
use syntect::util::LinesWithEndings;

use super::syntax::Events;

/// Loaded at the first fenced block: a site without code does not pay for it.
static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

/// Blocks longer than this, in bytes, are shown plain: highlighting is slow and a listing
/// of that length is data.
const LONGEST: usize = 64 * 1024;

/// Replaces fenced blocks in a known language by highlighted HTML.
pub(super) fn highlight(events: &mut Events<'_>) {
    let is_fence =
        |(event, _): &(Event<'_>, _)| matches!(event, Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))));
    if !events.iter().any(is_fence) {
        return;
    }
    let mut out = Events::with_capacity(events.len());
    let mut skipped = 0;
    for index in 0..events.len() {
        if index < skipped {
            continue;
        }
        if let Some((html, length)) = highlighted(&events[index..]) {
            out.push((Event::Html(html.into()), events[index].1.clone()));
            skipped = index + length;
        } else {
            let range = events[index].1.clone();
            out.push((std::mem::replace(&mut events[index].0, Event::SoftBreak), range));
        }
    }
    *events = out;
}

/// The HTML of the block that begins `events`, and how many events it is.
fn highlighted(events: &[(Event<'_>, std::ops::Range<usize>)]) -> Option<(String, usize)> {
    let [(Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))), _), rest @ ..] = events else {
        return None;
    };
    let length = rest.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::CodeBlock)))?;
    let language = info.split([' ', ',', '{']).next().filter(|language| !language.is_empty())?;
    let syntax = SYNTAXES.find_syntax_by_token(language)?;
    let code: String = rest[..length]
        .iter()
        .filter_map(|(event, _)| if let Event::Text(text) = event { Some(text.as_ref()) } else { None })
        .collect();
    if code.len() > LONGEST {
        return None;
    }
    let style = ClassStyle::SpacedPrefixed { prefix: "hl-" };
    let mut generator = ClassedHTMLGenerator::new_with_class_style(syntax, &SYNTAXES, style);
    for line in LinesWithEndings::from(&code) {
        generator.parse_html_for_line_which_includes_newline(line).ok()?;
    }
    let mut html = String::from("<pre class=\"hl\" tabindex=\"0\"><code class=\"language-");
    push_class(language, &mut html);
    html.push_str("\">");
    html.push_str(&generator.finalize());
    html.push_str("</code></pre>\n");
    Some((html, length + 2))
}

fn push_class(text: &str, html: &mut String) {
    html.extend(text.chars().map(|character| {
        if character.is_alphanumeric() || matches!(character, '-' | '_' | '+' | '#') { character } else { '-' }
    }));
}

#[cfg(test)]
mod tests {
    use crate::markdown::to_html;

    #[test]
    fn code_gets_classes_and_is_escaped() {
        let html = to_html("```rust\nlet 发 = \"<头>\";\n```");
        assert!(
            html.contains(
                "<pre class=\"hl\" tabindex=\"0\"><code class=\"language-rust\"><span class=\"hl-source hl-rust\">"
            ),
            "{html}"
        );
        assert!(html.contains("&lt;头&gt;"), "{html}");
        assert!(to_html("```nosuch\nx\n```").contains("<code class=\"language-nosuch\">x"));
    }
}
