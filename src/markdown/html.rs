//! Events into HTML.

use pulldown_cmark::Event;

use super::edits::Habits;
use super::parse::parse;
use super::prepared::Prepared;

/// The HTML of events, appended to `html`.
pub fn render<'a>(events: impl Iterator<Item = Event<'a>>, html: &mut String) {
    let start = html.len();
    pulldown_cmark::html::push_html(html, events);
    // A strict policy forbids styles in attributes; in text, `<` is written as an entity.
    if html[start..].contains(" style=\"text-align: ") {
        let mut own = html.split_off(start);
        for (element, side) in
            ["th", "td"].into_iter().flat_map(|it| ["left", "center", "right"].map(|side| (it, side)))
        {
            own = own.replace(
                &format!("<{element} style=\"text-align: {side}\">"),
                &format!("<{element} class=\"{side}\">"),
            );
        }
        html.push_str(&own);
    }
}

/// The HTML of a Markdown text, with nothing converted, resolved or filtered.
pub fn to_html(source: &str) -> String {
    let prepared = Prepared::new(source, Habits::default());
    let mut html = String::new();
    render(parse(&prepared).events.into_iter().map(|(event, _)| event), &mut html);
    html
}
