//! Where what is told of a picture is read: in the caption of its figure, in one of its own if it is a paragraph, or else
//! behind it. One pass, however many pictures there are.

use std::collections::BTreeMap;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::markdown::Events;

/// What the pass knows of the events before.
#[derive(Default)]
struct Placing<'a> {
    out: Events<'a>,
    /// How many pictures and links are open.
    depth: usize,
    /// Whether a figure is open.
    in_figure: bool,
    /// Where the paragraph began, and the outermost picture or link.
    paragraph: Option<usize>,
    outermost: usize,
    /// The marks that wait for the end of that, or of the figure.
    waiting: String,
    /// Those that wait for the end of the paragraph, which has become a figure.
    caption: Option<String>,
}

/// Puts marks into events, by the places of the pictures that they are for.
pub(super) fn place_marks(events: &mut Events<'_>, marks: &BTreeMap<usize, String>) {
    if marks.is_empty() {
        return;
    }
    let mut placing = Placing { out: Events::with_capacity(events.len() + marks.len()), ..Placing::default() };
    let mut rest = std::mem::take(events).into_iter().enumerate().peekable();
    while let Some((index, (mut event, range))) = rest.next() {
        if let Some(mark) = marks.get(&index) {
            placing.waiting.push_str(mark);
        }
        placing.before(&mut event);
        let may_end = matches!(event, Event::End(TagEnd::Image | TagEnd::Link));
        placing.out.push((event, range));
        if may_end && placing.depth == 0 && !placing.in_figure && !placing.waiting.is_empty() {
            let ends = matches!(rest.peek(), Some((_, (Event::End(TagEnd::Paragraph), _))));
            placing.settle(ends);
        }
    }
    *events = placing.out;
}

impl Placing<'_> {
    /// Takes note of an event, which may become another.
    fn before(&mut self, event: &mut Event<'_>) {
        match event {
            Event::Start(Tag::Paragraph) => self.paragraph = Some(self.out.len()),
            Event::End(TagEnd::Paragraph) => {
                self.paragraph = None;
                if let Some(marks) = self.caption.take() {
                    *event = Event::Html(format!("\n<figcaption>{marks}</figcaption>\n</figure>\n").into());
                }
            }
            Event::Start(Tag::Image { .. } | Tag::Link { .. }) => {
                if self.depth == 0 {
                    self.outermost = self.out.len();
                }
                self.depth += 1;
            }
            Event::End(TagEnd::Image | TagEnd::Link) => self.depth = self.depth.saturating_sub(1),
            Event::Html(html) | Event::InlineHtml(html) => {
                if let Some(whole) = self.in_html(html) {
                    *html = whole.into();
                }
            }
            _ => {}
        }
    }

    /// A piece of HTML with the marks that wait for the end of its figure.
    fn in_html(&mut self, html: &str) -> Option<String> {
        let (opens, closes) = (html.rfind("<figure"), html.rfind("</figure"));
        let was_in_figure = self.in_figure;
        if opens.is_some() || closes.is_some() {
            self.in_figure = opens > closes;
        }
        if !was_in_figure || self.waiting.is_empty() {
            return None;
        }
        let whole = match (html.find("</figcaption"), html.find("</figure")) {
            (Some(at), _) => format!("{} {}{}", &html[..at], self.waiting, &html[at..]),
            (None, Some(at)) => format!("{}<figcaption>{}</figcaption>\n{}", &html[..at], self.waiting, &html[at..]),
            (None, None) => return None,
        };
        self.waiting.clear();
        Some(whole)
    }

    /// Places the marks of the picture that has just ended, and the link around it.
    fn settle(&mut self, ends_paragraph: bool) {
        let marks = std::mem::take(&mut self.waiting);
        let is = |at: usize, is_that: fn(&Event<'_>) -> bool| self.out.get(at).is_some_and(|(event, _)| is_that(event));
        let is_picture = is(self.outermost, |event| matches!(event, Event::Start(Tag::Image { .. })));
        let has_picture = is(self.outermost + 1, |event| matches!(event, Event::Start(Tag::Image { .. })))
            && is(self.out.len() - 2, |event| matches!(event, Event::End(TagEnd::Image)));
        match self.paragraph {
            Some(begin) if ends_paragraph && begin + 1 == self.outermost && (is_picture || has_picture) => {
                self.out[begin].0 = Event::Html("<figure>\n".into());
                self.caption = Some(marks);
            }
            _ => {
                let place = self.out.last().map(|(_, range)| range.clone()).unwrap_or_default();
                self.out.push((Event::InlineHtml(format!(" <small class=\"credit\">{marks}</small>").into()), place));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::{Habits, Prepared, parse, render};

    /// The HTML of a text in which each picture has a mark.
    fn marked(text: &str) -> String {
        let prepared = Prepared::new(text, Habits::default());
        let mut parsed = parse(&prepared);
        let is_picture = |(_, (event, _)): &(usize, &(Event<'_>, _))| matches!(event, Event::Start(Tag::Image { .. }));
        let marks = parsed.events.iter().enumerate().filter(is_picture).map(|(index, _)| (index, "©".to_owned()));
        let marks = marks.collect();
        place_marks(&mut parsed.events, &marks);
        let mut html = String::new();
        render(parsed.events.into_iter().map(|(event, _)| event), &mut html);
        html.replace('\n', "")
    }

    #[test]
    fn a_mark_stands_with_its_picture() {
        let picture = "<img src=\"a\" alt=\"\" />";
        let figure = |inner: &str, caption: &str| format!("<figure>{inner}<figcaption>{caption}</figcaption></figure>");
        let small = " <small class=\"credit\">©</small>";
        for (text, expected) in [
            ("![](a)", figure(picture, "©")),
            ("![](a \"题\")", figure(picture, "题 ©")),
            ("[![](a)](b)", figure(&format!("<a href=\"b\">{picture}</a>"), "©")),
            ("文![](a)字", format!("<p>文{picture}{small}字</p>")),
            ("[文![](a)](b)", format!("<p><a href=\"b\">文{picture}</a>{small}</p>")),
            ("[![](a)![](a)](b)", figure(&format!("<a href=\"b\">{picture}{picture}</a>"), "©©")),
            ("![](a) ![](a)", format!("<p>{picture}{small} {picture}{small}</p>")),
            ("- ![](a)", format!("<ul><li>{picture}{small}</li></ul>")),
            ("# ![](a)", format!("<h1>{picture}{small}</h1>")),
            (
                "<figure>\n\n![](a)\n\n</figure>\n\n![](a)",
                format!("<figure><p>{picture}</p><figcaption>©</figcaption></figure>{}", figure(picture, "©")),
            ),
            (
                "<figure>\n\n![](a)\n\n<figcaption>题</figcaption></figure>",
                format!("<figure><p>{picture}</p><figcaption>题 ©</figcaption></figure>"),
            ),
        ] {
            assert_eq!(marked(text), expected, "{text}");
        }
    }
}
