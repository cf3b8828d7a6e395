//! What Markdown has no markup for and newspapers have: figures with captions and credits, pull
//! quotes, and tables that are wider than a phone.

use std::ops::Range;
use std::sync::LazyLock;

use pulldown_cmark::{BlockQuoteKind, CowStr, Event, Tag, TagEnd};
use regex::Regex;

use super::syntax::Events;

/// An event and where it came from.
type Placed<'a> = (Event<'a>, Range<usize>);

/// What a caption begins with, where one follows a picture on the next line.
const CAPTION_MARKS: [char; 5] = ['▲', '△', '▼', '↑', '◆'];
/// What makes a pull quote of a quotation, on its first line; Obsidian's mark for quotations.
const PULL_QUOTE: [&str; 3] = ["[!quote]", "[!cite]", "[!pull]"];

/// Makes figures of paragraphs that are a picture with a caption, pull quotes of quotations that
/// are marked so, and puts tables into boxes that scroll.
pub(super) fn shape(events: &mut Events<'_>) {
    let is_touched =
        |(event, _): &Placed<'_>| matches!(event, Event::Start(Tag::Image { .. } | Tag::Table(_) | Tag::BlockQuote(_)));
    if !events.iter().any(is_touched) {
        return;
    }
    let mut out = Events::with_capacity(events.len() + 8);
    let mut rest = std::mem::take(events).into_iter().peekable();
    while let Some((event, range)) = rest.next() {
        match event {
            Event::Start(Tag::Paragraph) if matches!(rest.peek(), Some((Event::Start(Tag::Image { .. }), _))) => {
                let mut inner = Events::new();
                let end = loop {
                    match rest.next() {
                        Some((Event::End(TagEnd::Paragraph), end)) => break end,
                        Some(event) => inner.push(event),
                        None => break range.clone(),
                    }
                };
                match figure(inner) {
                    Ok(figure) => out.extend(figure),
                    Err(inner) => {
                        out.push((Event::Start(Tag::Paragraph), range));
                        out.extend(inner);
                        out.push((Event::End(TagEnd::Paragraph), end));
                    }
                }
            }
            Event::Start(Tag::Table(alignment)) => {
                out.push((Event::Html("<div class=\"table\" tabindex=\"0\">\n".into()), range.clone()));
                out.push((Event::Start(Tag::Table(alignment)), range));
            }
            Event::End(TagEnd::Table) => {
                out.push((Event::End(TagEnd::Table), range.clone()));
                out.push((Event::Html("</div>\n".into()), range));
            }
            Event::Start(Tag::BlockQuote(kind)) => out.push((Event::Start(Tag::BlockQuote(kind)), range)),
            event => out.push((event, range)),
        }
    }
    pull_quotes(&mut out);
    bare_captions(&mut out);
    *events = out;
}

/// Takes away the paragraph that is all of a caption, as the tags of other generators have it: in a `<figcaption>` between
/// empty lines, so that it is read as Markdown.
fn bare_captions(events: &mut Events<'_>) {
    const OPEN: &str = "<figcaption>";
    let is_open = |(event, _): &Placed<'_>| matches!(event, Event::Html(html) if html.trim_end() == OPEN);
    let mut index = 0;
    while let Some(open) = events[index..].iter().position(is_open).map(|at| index + at) {
        index = open + 1;
        // The block of HTML ends between them.
        let inner = open + 1 + usize::from(matches!(events.get(open + 1), Some((Event::End(TagEnd::HtmlBlock), _))));
        let Some((Event::Start(Tag::Paragraph), _)) = events.get(inner) else { continue };
        let is_end = |(event, _): &Placed<'_>| matches!(event, Event::End(TagEnd::Paragraph));
        let Some(end) = events[inner..].iter().position(is_end).map(|at| inner + at) else { continue };
        let closes = events[end + 1..].iter().find(|(event, _)| !matches!(event, Event::Start(Tag::HtmlBlock)));
        if closes.is_some_and(|(event, _)| matches!(event, Event::Html(html) if html.starts_with("</figcaption>"))) {
            events[open].0 = Event::Html(CowStr::Borrowed(OPEN));
            events.remove(end);
            events.remove(inner);
        }
    }
}

/// The figure of a paragraph that is a picture and its caption: the picture's title, or a next line
/// that is emphasised or begins with a mark. The paragraph itself if it is none.
fn figure(mut inner: Events<'_>) -> Result<Events<'_>, Events<'_>> {
    let Some(end) = inner.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Image))) else {
        return Err(inner);
    };
    let caption = if inner.len() == end + 1 {
        let (Event::Start(Tag::Image { title, .. }), range) = &mut inner[0] else { return Err(inner) };
        if title.is_empty() {
            return Err(inner);
        }
        let range = range.clone();
        vec![(Event::Text(std::mem::replace(title, CowStr::Borrowed(""))), range)]
    } else {
        if !matches!(inner[end + 1].0, Event::SoftBreak | Event::HardBreak) || !is_caption(&inner[end + 2..]) {
            return Err(inner);
        }
        let mut caption = inner.split_off(end + 2);
        inner.pop();
        if matches!(caption[0].0, Event::Start(Tag::Emphasis)) {
            caption.pop();
            caption.remove(0);
        }
        caption
    };
    let place = inner[0].1.clone();
    let html = |text: &'static str| (Event::Html(CowStr::Borrowed(text)), place.clone());
    let mut figure = vec![html("<figure>\n")];
    figure.extend(inner);
    figure.push(html("\n<figcaption>"));
    figure.extend(with_credit(caption));
    figure.push(html("</figcaption>\n</figure>\n"));
    Ok(figure)
}

fn is_caption(line: &[Placed<'_>]) -> bool {
    match line {
        [(Event::Start(Tag::Emphasis), _), inner @ .., (Event::End(TagEnd::Emphasis), _)] => {
            !inner.iter().any(|(event, _)| matches!(event, Event::End(TagEnd::Emphasis)))
        }
        [(Event::Text(text), _), ..] => text.trim_start().starts_with(CAPTION_MARKS),
        _ => false,
    }
}

/// A caption whose end, if it says who made the picture, is told from the rest.
fn with_credit(mut caption: Events<'_>) -> Events<'_> {
    let Some((Event::Text(text), range)) = caption.last() else { return caption };
    let Some(at) = credit(text) else { return caption };
    let (before, credit) = (text[..at].trim_end().to_owned(), text[at..].trim().to_owned());
    let range = range.clone();
    caption.pop();
    caption.push((Event::Text(before.into()), range.clone()));
    caption.push((Event::InlineHtml(CowStr::Borrowed("<span class=\"credit\">")), range.clone()));
    caption.push((Event::Text(credit.into()), range.clone()));
    caption.push((Event::InlineHtml(CowStr::Borrowed("</span>")), range));
    caption
}

/// Where in a caption the words begin that say who made the picture, if they do.
fn credit(text: &str) -> Option<usize> {
    static CREDIT: LazyLock<Regex> = LazyLock::new(|| {
        let made = "摄|攝|摄影|攝影|供图|供圖|制图|製圖|绘|繪|资料图|資料圖|资料图片|資料圖片|图片来源|圖片來源";
        let pattern = format!(
            r"(?x) [（(] [^（）()]* (?:{made}) [^（）()]{{0,12}} [）)] $ | (?:^|[\s。]) (?:{made}|图|圖) [：:／/|｜] \S+ $ | (?:^|[\s。，,]) [^\s。，,]{{1,16}} [^\s拍] \s? (?:{made}) $"
        );
        Regex::new(&pattern).expect("the pattern is correct, as a test uses it")
    });
    let found = CREDIT.find(text)?;
    // What stands before the words is the end of the sentence.
    let skipped = found.as_str().chars().next().filter(|first| first.is_whitespace() || "。，,".contains(*first));
    Some(found.start() + skipped.map_or(0, char::len_utf8))
}

/// Marks quotations that ask for it.
fn pull_quotes(events: &mut Events<'_>) {
    for index in 0..events.len().saturating_sub(2) {
        let [(Event::Start(Tag::BlockQuote(kind)), _), (Event::Start(Tag::Paragraph), _), (Event::Text(text), _)] =
            &mut events[index..index + 3]
        else {
            continue;
        };
        let after = |mark: &&str| {
            let (own, rest) = text.split_at_checked(mark.len())?;
            own.eq_ignore_ascii_case(mark).then_some(rest)
        };
        let Some(rest) = PULL_QUOTE.iter().find_map(after) else { continue };
        *text = rest.trim_start().to_owned().into();
        *kind = Some(BlockQuoteKind::Note);
        if text.is_empty() && matches!(events.get(index + 3), Some((Event::SoftBreak | Event::HardBreak, _))) {
            events[index + 3].0 = Event::Text(CowStr::Borrowed(""));
        }
    }
    let mut depth = Vec::new();
    for (event, _) in events {
        match event {
            Event::Start(Tag::BlockQuote(kind)) => {
                depth.push(kind.is_some());
                if kind.is_some() {
                    *event = Event::Html(CowStr::Borrowed("<blockquote class=\"pull-quote\">\n"));
                }
            }
            Event::End(TagEnd::BlockQuote(_)) if depth.pop() == Some(true) => {
                *event = Event::Html(CowStr::Borrowed("</blockquote>\n"));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::to_html;

    #[test]
    fn a_picture_with_a_caption_is_a_figure() {
        let figure = |caption: &str| {
            format!("<figure>\n<img src=\"a.png\" alt=\"港\" />\n<figcaption>{caption}</figcaption>\n</figure>\n")
        };
        assert_eq!(
            to_html("![港](a.png \"清晨的港口（记者王二摄）\")"),
            figure("清晨的港口<span class=\"credit\">（记者王二摄）</span>")
        );
        assert_eq!(to_html("![港](a.png)\n*清晨的港口*"), figure("清晨的港口"));
        assert_eq!(
            to_html("![港](a.png)\n▲清晨的**港口**。摄影：王二"),
            figure("▲清晨的<strong>港口</strong>。<span class=\"credit\">摄影：王二</span>")
        );
        assert_eq!(to_html("![港](a.png)"), "<p><img src=\"a.png\" alt=\"港\" /></p>\n");
        assert!(to_html("![港](a.png)\n他说，风大。").starts_with("<p><img"));
        assert!(to_html("![港](a.png \"题\") 文").starts_with("<p><img"));
    }

    #[test]
    fn a_credit_is_told_from_a_caption() {
        let split = |text: &str| credit(text).map(|at| text[at..].to_owned());
        assert_eq!(split("港口 新华社记者李三摄").as_deref(), Some("新华社记者李三摄"));
        assert_eq!(split("港口（資料圖片）").as_deref(), Some("（資料圖片）"));
        assert_eq!(split("港口 圖／王二").as_deref(), Some("圖／王二"));
        assert_eq!(split("摄影展开幕（7月4日）"), None);
        assert_eq!(split("他在拍摄"), None);
        assert_eq!(split("高图，李四 供图").as_deref(), Some("李四 供图"));
        assert_eq!(split("静态图，新华社资料图片").as_deref(), Some("新华社资料图片"));
    }

    #[test]
    fn a_quotation_is_pulled_if_it_says_so() {
        assert_eq!(
            to_html("> [!quote]\n> 邻居搬不走"),
            "<blockquote class=\"pull-quote\">\n<p>邻居搬不走</p>\n</blockquote>\n"
        );
        assert_eq!(to_html("> 邻居"), "<blockquote>\n<p>邻居</p>\n</blockquote>\n");
        assert!(to_html("> [!quote] 外\n>\n> > 内").contains("<blockquote>\n<p>内</p>\n</blockquote>\n</blockquote>"));
    }

    #[test]
    fn a_table_scrolls_in_a_box() {
        let html = to_html("| 甲 | 乙 |\n|---|---|\n| 一 | 二 |");
        assert!(html.starts_with("<div class=\"table\" tabindex=\"0\">\n<table>"), "{html}");
        assert!(html.trim_end().ends_with("</table>\n</div>"), "{html}");
        let aligned = to_html("| 甲 | 乙 |\n|---:|:-:|\n| 1 | 2 |");
        assert!(aligned.contains("<td class=\"right\">1") && aligned.contains("<th class=\"center\">乙"), "{aligned}");
        assert!(!aligned.contains("style"), "{aligned}");
    }
}
