//! The blocks of an article as texts: what conversion sees of a paragraph, a heading, a cell
//! or an attribute, each in one piece whatever markup runs through it, and the way back.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::raw_html::{Elements, Kind, Token, tokens};
use super::syntax::Events;
use crate::diagnostic::Finding;
use crate::script::{Aligned, Converter, Page};

/// Stands in a block's text for what is in the line but no text: code, a picture.
const OBJECT: &str = "\u{fffc}";

/// The text of one block.
#[derive(Debug, Default)]
pub struct Block {
    /// Without markup.
    pub text: String,
    pieces: Vec<Piece>,
}

#[derive(Debug)]
struct Piece {
    /// Where it begins in the block's text, in bytes.
    start: usize,
    origin: Origin,
    /// Whether markup stands before it.
    seam: bool,
}

/// Where a piece of text comes from; events are meant by their number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// The text of an event.
    Text(usize),
    /// A part of an event that is HTML.
    Html(usize, Range<usize>),
    /// The title of a link or a picture.
    Title(usize),
    /// An object.
    None,
}

impl Block {
    fn push(&mut self, text: &str, origin: Origin, seam: bool) {
        self.pieces.push(Piece { start: self.text.len(), origin, seam });
        self.text.push_str(text);
    }

    fn single(text: &str, origin: Origin) -> Self {
        let mut block = Self::default();
        block.push(text, origin, false);
        block
    }

    /// Where markup interrupts the text, in bytes.
    fn seams(&self) -> Vec<usize> {
        self.pieces.iter().skip(1).filter(|piece| piece.seam).map(|piece| piece.start).collect()
    }

    /// The conversion of the text.
    pub fn align(&self, converter: &Converter, page: &Page, findings: &mut Vec<Finding>) -> Aligned {
        converter.align(&self.text, &self.seams(), page, findings)
    }

    /// Where a byte of the text stands in the source of the article.
    pub fn place(&self, offset: usize, events: &Events<'_>) -> usize {
        let index = self.pieces.partition_point(|piece| piece.start <= offset).saturating_sub(1);
        let Some(piece) = self.pieces.get(index) else { return 0 };
        let (event, within) = match &piece.origin {
            Origin::Text(event) | Origin::Title(event) => (*event, 0),
            Origin::Html(event, range) => (*event, range.start),
            Origin::None => return 0,
        };
        let range = &events[event].1;
        (range.start + within + offset - piece.start).min(range.end.saturating_sub(1).max(range.start))
    }

    /// What each piece of the text became.
    pub(super) fn lay_back<'b>(&'b self, aligned: &'b Aligned) -> impl Iterator<Item = (&'b Origin, &'b str)> {
        let starts = aligned.cuts(&self.text, self.pieces.iter().map(|piece| piece.start));
        let ends: Vec<usize> = starts.iter().skip(1).copied().chain([aligned.text.len()]).collect();
        let texts = starts.into_iter().zip(ends).map(|(start, end)| &aligned.text[start..end]);
        self.pieces.iter().map(|piece| &piece.origin).zip(texts).filter(|(origin, _)| **origin != Origin::None)
    }
}

/// The blocks of an article, in order.
pub fn blocks(events: &Events<'_>) -> Vec<Block> {
    let mut walk = Walk::default();
    let mut index = 0;
    while let Some((event, _)) = events.get(index) {
        if matches!(event, Event::Html(_)) {
            let html = events[index..].iter().take_while(|(event, _)| matches!(event, Event::Html(_))).count();
            walk.html(events, index..index + html);
            index += html;
            continue;
        }
        walk.event(event, index);
        index += 1;
    }
    walk.flush();
    walk.blocks.retain(|block| !block.text.is_ascii() || block.text.contains("-{"));
    walk.blocks
}

#[derive(Default)]
struct Walk {
    blocks: Vec<Block>,
    line: Block,
    /// Ruby annotations and the texts of pictures stand beside the line.
    aside: Block,
    elements: Elements,
    /// How many elements were open when the block began.
    elements_before: usize,
    in_code: bool,
    in_autolink: bool,
    in_picture: usize,
    seam: bool,
}

impl Walk {
    fn event(&mut self, event: &Event<'_>, index: usize) {
        match event {
            Event::Text(text) => self.text(text, Origin::Text(index)),
            Event::SoftBreak => self.seam = true,
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) => self.object(),
            Event::HardBreak | Event::Rule => self.flush(),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => self.seam = true,
            Event::InlineHtml(html) => {
                let found = tokens(html);
                // An author's inline HTML is one tag; a footnote's mark, which is ours, is more.
                if found.len() > 1 {
                    self.seam = true;
                    return;
                }
                for token in found {
                    self.token(html, token, &|range| Origin::Html(index, range));
                }
            }
            Event::Html(_) => {}
            Event::Start(tag) => self.start(tag, index),
            Event::End(tag) => self.end(*tag),
        }
    }

    fn start(&mut self, tag: &Tag<'_>, index: usize) {
        match tag {
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Superscript | Tag::Subscript => self.seam = true,
            Tag::Link { link_type, title, .. } => {
                self.seam = true;
                self.in_autolink = matches!(link_type, LinkType::Autolink | LinkType::Email);
                self.title(title, index);
            }
            Tag::Image { title, .. } => {
                self.object();
                self.flush_aside();
                self.in_picture += 1;
                self.title(title, index);
            }
            Tag::CodeBlock(_) => {
                self.flush();
                self.in_code = true;
            }
            _ => self.flush(),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Superscript | TagEnd::Subscript => {
                self.seam = true;
            }
            TagEnd::Link => {
                self.seam = true;
                self.in_autolink = false;
            }
            TagEnd::Image => {
                self.flush_aside();
                self.in_picture = self.in_picture.saturating_sub(1);
            }
            TagEnd::CodeBlock => self.in_code = false,
            TagEnd::HtmlBlock => {}
            _ => {
                self.flush();
                // An element that was not closed ends with its paragraph.
                self.elements.truncate(self.elements_before);
            }
        }
    }

    fn title(&mut self, title: &str, index: usize) {
        if !title.is_empty() {
            self.blocks.push(Block::single(title, Origin::Title(index)));
        }
    }

    fn text(&mut self, text: &str, origin: Origin) {
        if self.in_code {
            return;
        }
        let kind = self.elements.kind();
        if self.in_autolink || kind == Kind::Opaque {
            return self.object();
        }
        let seam = std::mem::take(&mut self.seam);
        if self.in_picture > 0 || kind == Kind::Aside {
            self.aside.push(text, origin, seam);
        } else {
            self.line.push(text, origin, seam);
        }
    }

    fn object(&mut self) {
        self.line.push(OBJECT, Origin::None, true);
        self.seam = true;
    }

    fn html(&mut self, events: &Events<'_>, range: Range<usize>) {
        let mut joined = String::new();
        let mut starts = Vec::new();
        for (event, _) in &events[range.clone()] {
            starts.push(joined.len());
            if let Event::Html(html) = event {
                joined.push_str(html);
            }
        }
        let origin = |piece: Range<usize>| {
            let index = starts.partition_point(|&start| start <= piece.start) - 1;
            Origin::Html(range.start + index, piece.start - starts[index]..piece.end - starts[index])
        };
        for token in tokens(&joined) {
            // Each line is an event of its own, and a text may run through several.
            if let Token::Text(text) = token {
                let mut start = text.start;
                let first = starts.partition_point(|&cut| cut <= text.start);
                let cuts = starts[first..].iter().copied().take_while(|&cut| cut < text.end).chain([text.end]);
                for end in cuts {
                    self.token(&joined, Token::Text(start..end), &origin);
                    start = end;
                }
            } else {
                self.token(&joined, token, &origin);
            }
        }
        self.flush();
        self.elements_before = self.elements.len();
    }

    fn token(&mut self, html: &str, token: Token, origin: &dyn Fn(Range<usize>) -> Origin) {
        match token {
            Token::Text(range) => {
                // The line ends of the source are between pieces, not in them.
                let text = &html[range.clone()];
                let inner = range.start + text.len() - text.trim_start_matches(['\n', '\r']).len();
                let inner = inner..(inner + text.trim_matches(['\n', '\r']).len());
                if !inner.is_empty() {
                    self.text(&html[inner.clone()], origin(inner));
                }
                self.seam = true;
            }
            Token::Open { element, readable } => {
                for range in readable.into_iter().filter(|_| self.elements.kind() != Kind::Opaque) {
                    self.blocks.push(Block::single(&html[range.clone()], origin(range)));
                }
                self.boundary(element.is_inline);
                self.elements.open(element);
                self.aside_boundary();
            }
            Token::Close { name, is_inline } => {
                self.elements.close(&name);
                self.aside_boundary();
                self.boundary(is_inline);
            }
        }
    }

    fn boundary(&mut self, is_inline: bool) {
        if is_inline {
            self.seam = true;
        } else {
            self.flush();
        }
    }

    fn aside_boundary(&mut self) {
        if self.in_picture == 0 {
            self.flush_aside();
        }
    }

    fn flush(&mut self) {
        self.flush_aside();
        self.seam = false;
        let line = std::mem::take(&mut self.line);
        if !line.pieces.is_empty() {
            self.blocks.push(line);
        }
    }

    fn flush_aside(&mut self) {
        let aside = std::mem::take(&mut self.aside);
        if !aside.pieces.is_empty() {
            self.blocks.push(aside);
        }
    }
}

/// The events of an article with their blocks converted, in order.
pub fn convert<'a>(
    events: &Events<'a>,
    blocks: &[Block],
    converter: &Converter,
    page: &Page,
    report: &mut dyn FnMut(&Block, Vec<Finding>),
) -> Vec<Event<'a>> {
    let mut converted: Vec<Event<'a>> = events.iter().map(|(event, _)| event.clone()).collect();
    let mut html: Vec<(usize, Range<usize>, String)> = Vec::new();
    for block in blocks {
        if converter.leaves(&block.text) {
            continue;
        }
        let mut found = Vec::new();
        let aligned = block.align(converter, page, &mut found);
        if !found.is_empty() {
            report(block, found);
        }
        for (origin, text) in block.lay_back(&aligned) {
            match origin {
                Origin::Text(index) => converted[*index] = Event::Text(text.to_owned().into()),
                Origin::Html(index, range) => html.push((*index, range.clone(), text.to_owned())),
                Origin::Title(index) => set_title(&mut converted[*index], text),
                Origin::None => {}
            }
        }
    }
    html.sort_by_key(|(index, range, _)| (*index, range.start));
    for pieces in html.chunk_by(|(one, ..), (other, ..)| one == other) {
        if let Some(Event::Html(html) | Event::InlineHtml(html)) = converted.get_mut(pieces[0].0) {
            *html = replaced(html, pieces).into();
        }
    }
    converted
}

/// A piece of HTML with some of its ranges, in order, replaced.
fn replaced(html: &str, pieces: &[(usize, Range<usize>, String)]) -> String {
    let mut out = String::with_capacity(html.len());
    let mut copied = 0;
    for (_, range, text) in pieces.iter().filter(|(_, range, _)| range.end <= html.len()) {
        if range.start >= copied {
            out.push_str(&html[copied..range.start]);
            out.push_str(text);
            copied = range.end;
        }
    }
    out.push_str(&html[copied..]);
    out
}

fn set_title(event: &mut Event<'_>, text: &str) {
    if let Event::Start(Tag::Link { title, .. } | Tag::Image { title, .. }) = event {
        *title = CowStr::from(text.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::markdown::{Prepared, parse, render};
    use crate::script::{Glossary, Rule, Script, Settings};

    fn html(source: &str, rules: Vec<Rule>) -> String {
        let converter = Converter::new(Script::Hans, Script::Hant, &Settings::default(), &Glossary::default()).unwrap();
        let page = converter.page(&[&Glossary { rules }]);
        let prepared = Prepared::plain(source);
        let events = parse(&prepared).events;
        let mut html = String::new();
        let converted = convert(&events, &blocks(&events), &converter, &page, &mut |_, _| {});
        render(converted.into_iter(), &mut html);
        html.trim().to_owned()
    }

    fn check(source: &str, expected: &str) {
        assert_eq!(html(source, Vec::new()), expected, "{source}");
    }

    #[test]
    fn text_is_converted_and_markup_is_not() {
        check("头发", "<p>頭髮</p>");
        check("`头发` **头发**", "<p><code>头发</code> <strong>頭髮</strong></p>");
        check("    头发", "<pre><code>头发</code></pre>");
        check("[头](/头.html \"发\")", "<p><a href=\"/%E5%A4%B4.html\" title=\"發\">頭</a></p>");
        check(
            "![头发](头.png \"头发\")",
            "<figure>\n<img src=\"%E5%A4%B4.png\" alt=\"頭髮\" />\n<figcaption>頭髮</figcaption>\n</figure>",
        );
        check(
            "<https://例子.example/头>",
            "<p><a href=\"https://%E4%BE%8B%E5%AD%90.example/%E5%A4%B4\">https://例子.example/头</a></p>",
        );
    }

    #[test]
    fn phrases_run_through_markup_and_stop_at_blocks() {
        check("理**发**店", "<p>理<strong>髮</strong>店</p>");
        check("皇**后**在[发](a)廊", "<p>皇<strong>后</strong>在<a href=\"a\">髮</a>廊</p>");
        assert!(html("头[^1]发\n\n[^1]: 注", Vec::new()).contains("</sup>髮</p>"), "a footnote's mark is no barrier");
        check("- 皇\n- 后来", "<ul>\n<li>皇</li>\n<li>後來</li>\n</ul>");
        check(
            "| 皇 | 后来 |\n|---|---|",
            "<div class=\"table\" tabindex=\"0\">\n<table><thead><tr><th>皇</th><th>後來</th></tr></thead><tbody>\n</tbody></table>\n</div>",
        );
        check("干\n部", "<p>幹部</p>");
        check("头`x`发", "<p>頭<code>x</code>發</p>");
        check("头![图](a.png)发", "<p>頭<img src=\"a.png\" alt=\"圖\" />發</p>");
    }

    #[test]
    fn text_inside_raw_html_is_converted() {
        check("<ruby>头发<rt>hair</rt></ruby>", "<p><ruby>頭髮<rt>hair</rt></ruby></p>");
        check("<ruby>头<rt>头</rt>发<rt>发</rt></ruby>店", "<p><ruby>頭<rt>頭</rt>髮<rt>發</rt></ruby>店</p>");
        check("用<code>头发</code>说头发", "<p>用<code>头发</code>說頭髮</p>");
        check(
            "<div title=\"头发\" data-x=\"头发\">头发&amp;<pre>头发</pre></div>",
            "<div title=\"頭髮\" data-x=\"头发\">頭髮&amp;<pre>头发</pre></div>",
        );
        check(
            "<div>\n<p>理<b>发</b>店</p>\n<p>皇</p>\n<p>后来</p>\n</div>",
            "<div>\n<p>理<b>髮</b>店</p>\n<p>皇</p>\n<p>後來</p>\n</div>",
        );
        check("<pre>\n头发\n</pre>", "<pre>\n头发\n</pre>");
        check("<script>var 头发;</script>", "<script>var 头发;</script>");
        check("<!-- 头发 -->", "<!-- 头发 -->");
        check("<img alt='图' data-alt='图' title=图>", "<img alt='圖' data-alt='图' title=圖>");
    }

    #[test]
    fn other_languages_and_what_is_not_to_be_translated_stay() {
        check("<span lang=\"ja\">国会</span>国会", "<p><span lang=\"ja\">国会</span>國會</p>");
        check("<span lang=\"zh-CN\">国会</span>", "<p><span lang=\"zh-CN\">國會</span></p>");
        check("<b translate=\"no\">国会</b>国会", "<p><b translate=\"no\">国会</b>國會</p>");
        check("<div lang=\"ja\">\n\n国会\n\n</div>\n\n国会", "<div lang=\"ja\">\n<p>国会</p>\n</div>\n<p>國會</p>");
    }

    #[test]
    fn authors_have_the_last_word() {
        check("-{后}-来", "<p>后來</p>");
        check("-{zh-hans:甲**发**;zh-hant:乙}-发", "<p><strong></strong>乙發</p>");
        let rule = Rule::To(Script::Hant, "互联网".into(), "網際網路".into());
        assert_eq!(html("互**联**网", vec![rule]), "<p>網際<strong>網</strong>路</p>");
        let short = Rule::To(Script::Hant, "出租车".into(), "的士".into());
        assert_eq!(html("出*租*车，出租车", vec![short]), "<p>出<em>租</em>車，的士</p>");
    }

    proptest! {
        #![proptest_config(crate::testing::cases(500))]
        /// Whatever the markup, conversion changes nothing but characters that have another
        /// form: here there is none.
        #[test]
        fn markup_survives(source in "([\\[\\]()<>/=!\"'`*~_#|:&\\\\ \n\t-]|中|一|alt|title|<img |<pre>|</pre>|<code>|<script>|<!--|<div lang=ja>|</div>|&amp;|-\\{|\\}-|\r\n){0,40}") {
            let prepared = Prepared::plain(&source);
            let events = parse(&prepared).events;
            let mut before = String::new();
            render(events.iter().map(|(event, _)| event.clone()), &mut before);
            let bare = |html: &str| html.replace("-{", "").replace("}-", "").trim().to_owned();
            prop_assert_eq!(bare(&html(&source, Vec::new())), bare(&before));
        }
    }
}
