//! The direction of each block of a page: lines of Arabic, Hebrew or Uyghur run from right to left, also in an article in
//! Chinese, and so do the marks of their lists and the columns of their tables.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{StartTag, Token, Tokenizer};
use unicode_bidi::{BidiClass, bidi_class};

/// Blocks that have lines of text.
const LINES: [&[u8]; 15] = [
    b"p",
    b"h1",
    b"h2",
    b"h3",
    b"h4",
    b"h5",
    b"h6",
    b"li",
    b"td",
    b"th",
    b"dt",
    b"dd",
    b"figcaption",
    b"caption",
    b"summary",
];
/// Blocks that have others.
const AROUND: [&[u8]; 9] = [b"ul", b"ol", b"dl", b"table", b"blockquote", b"div", b"section", b"figure", b"details"];
/// Of blocks that have no end of their own, those that end where another begins.
const ENDS_BEFORE: [(&[u8], &[&[u8]]); 3] = [(b"li", &[b"li"]), (b"td", &[b"td", b"th"]), (b"dt", &[b"dt", b"dd"])];

/// Whether the lines of a language run from right to left, by its BCP 47 tag.
pub fn is_right_to_left(tag: &str) -> bool {
    let mut parts = tag.split('-').map(str::to_ascii_lowercase);
    let primary = parts.next().unwrap_or_default();
    match parts.next().filter(|part| part.len() == 4).as_deref() {
        Some("arab" | "hebr" | "syrc" | "thaa" | "nkoo" | "adlm") => true,
        Some(_) => false,
        None => {
            matches!(primary.as_str(), "ar" | "arc" | "ckb" | "dv" | "fa" | "he" | "ps" | "sd" | "ug" | "ur" | "yi")
        }
    }
}

/// HTML in which each block says `dir` that does not run as what is around it; around all, lines run from left to right.
pub fn with_directions(html: String) -> String {
    if !may_have_any(&html) || !html.chars().any(|it| is_strong(it) == Some(true)) {
        return html;
    }
    let mut reader = Reader::default();
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(html.as_str(), emitter).flatten() {
        match token {
            Token::StartTag(tag) => reader.start(&tag, &html),
            Token::EndTag(tag) => reader.end(tag.name.as_slice()),
            Token::String(text) => reader.text(&String::from_utf8_lossy(&text.value)),
            _ => {}
        }
    }
    while !reader.open.is_empty() {
        reader.close();
    }
    reader.directed(&html)
}

/// Whether there may be a letter that runs from right to left, by the first bytes that such letters have in UTF-8. Most
/// pages have none, and are not looked at any further.
fn may_have_any(html: &str) -> bool {
    let bytes = html.as_bytes();
    let is_presented = |at: usize| bytes.get(at + 1).is_some_and(|next| (0xAC..=0xBB).contains(next));
    bytes.iter().enumerate().any(|(at, byte)| match byte {
        0xD6..=0xE0 | 0xF0 => true,
        0xEF => is_presented(at),
        _ => false,
    })
}

/// Whether a letter runs from right to left; none for what has no direction of its own.
fn is_strong(letter: char) -> Option<bool> {
    match bidi_class(letter) {
        BidiClass::R | BidiClass::AL => Some(true),
        BidiClass::L => Some(false),
        _ => None,
    }
}

/// A block, and the letters in it.
struct Block {
    name: Vec<u8>,
    /// The block that it stands in.
    around: Option<usize>,
    /// Where an attribute can be put into its tag.
    at: usize,
    /// The direction that its author gave it, if that is one.
    said: Option<bool>,
    /// Whether it has that attribute.
    has_own: bool,
    /// Whether its first letter runs from right to left.
    first: Option<bool>,
    from_right: usize,
    from_left: usize,
}

impl Block {
    /// Whether its lines run from right to left; none if it has no letters. The first letter decides, as in Unicode's
    /// algorithm, but in a text that is mostly Chinese, which may begin with an Arab's name.
    fn own(&self) -> Option<bool> {
        if self.name == b"pre" {
            return Some(false);
        }
        self.first.map(|is_first| is_first && self.from_right * 2 >= self.from_left)
    }
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    /// Those that are open, by number.
    open: Vec<usize>,
    /// How many elements are open whose text is code.
    code: usize,
}

impl Reader {
    fn start(&mut self, tag: &StartTag<usize>, html: &str) {
        let name = tag.name.as_slice();
        self.code += usize::from(name == b"code" && !tag.self_closing);
        if !LINES.contains(&name) && !AROUND.contains(&name) && name != b"pre" {
            return;
        }
        // What an author's own HTML leaves open.
        let innermost = self.open.last().map(|&last| self.blocks[last].name.as_slice());
        let ends = |before: &[u8]| {
            before == b"p" || ENDS_BEFORE.iter().any(|(_, group)| group.contains(&before) && group.contains(&name))
        };
        if innermost.is_some_and(ends) {
            self.close();
        }
        let at = tag.span.start + 1 + name.len();
        // A tag that is not written out has no place for an attribute.
        if !html.get(tag.span.start..at).is_some_and(|it| it.as_bytes()[1..].eq_ignore_ascii_case(name)) {
            return;
        }
        let said = tag.attributes.get(b"dir".as_slice()).map(|value| value.value.to_ascii_lowercase());
        let has_own = said.is_some();
        let said = said.and_then(|value| match value.as_slice() {
            b"rtl" => Some(true),
            b"ltr" => Some(false),
            _ => None,
        });
        let around = self.open.last().copied();
        self.open.push(self.blocks.len());
        let name = name.to_vec();
        self.blocks.push(Block { name, around, at, said, has_own, first: None, from_right: 0, from_left: 0 });
    }

    fn end(&mut self, name: &[u8]) {
        self.code -= usize::from(name == b"code" && self.code > 0);
        if self.open.iter().any(|&open| self.blocks[open].name == name) {
            while let Some(closed) = self.close() {
                if self.blocks[closed].name == name {
                    break;
                }
            }
        }
    }

    /// Closes the innermost block, whose letters are also those of the one around it.
    fn close(&mut self) -> Option<usize> {
        let closed = self.open.pop()?;
        let Block { first, from_right, from_left, .. } = self.blocks[closed];
        if let Some(around) = self.blocks[closed].around.map(|around| &mut self.blocks[around]) {
            around.first = around.first.or(first);
            around.from_right += from_right;
            around.from_left += from_left;
        }
        Some(closed)
    }

    fn text(&mut self, text: &str) {
        let Some(&innermost) = self.open.last() else { return };
        let block = &mut self.blocks[innermost];
        if self.code > 0 || block.name == b"pre" {
            return;
        }
        for is_from_right in text.chars().filter_map(is_strong) {
            block.first.get_or_insert(is_from_right);
            *(if is_from_right { &mut block.from_right } else { &mut block.from_left }) += 1;
        }
    }

    /// The HTML with the directions.
    fn directed(&self, html: &str) -> String {
        let mut out = String::with_capacity(html.len() + 16 * self.blocks.len().min(64));
        let mut copied = 0;
        let mut directions: Vec<bool> = Vec::with_capacity(self.blocks.len());
        for block in &self.blocks {
            let around = block.around.is_some_and(|around| directions[around]);
            let own = block.said.or_else(|| block.own()).unwrap_or(around);
            directions.push(own);
            // Lines say it themselves, whatever is around them, so that a style can be for them.
            let is_said = own != around || (own && LINES.contains(&block.name.as_slice()) && block.first.is_some());
            if is_said && !block.has_own {
                out.push_str(&html[copied..block.at]);
                out.push_str(if own { " dir=\"rtl\"" } else { " dir=\"ltr\"" });
                copied = block.at;
            }
        }
        out.push_str(&html[copied..]);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &str) {
        assert_eq!(with_directions(html.to_owned()), expected);
    }

    #[test]
    fn paragraphs_run_as_their_letters_do() {
        for text in [
            "أعلنت الحكومة اليوم عن خطة جديدة.",
            "הממשלה הודיעה היום על תוכנית חדשה.",
            "شىنجاڭ ئۇيغۇر ئاپتونوم رايونى",
            "۱۲۳ — «شىنجاڭ»",
            "ﺍﻟﺤﻜﻮﻣﺔ",
            "دولت اعلام کرد 新华社 که",
            "&#x623;علنت <b>BBC</b> الحكومة",
        ] {
            check(&format!("<p>{text}</p>\n"), &format!("<p dir=\"rtl\">{text}</p>\n"));
        }
        for text in [
            "政府今天宣布新的计划。",
            "A plan was announced.",
            "他说：«أعلنت الحكومة اليوم عن خطة جديدة»。",
            "محمد（穆罕默德）说，今天在北京会见了外国客人，并交换了意见。",
            "ཀ བོད་ཡིག ไทย हिन्दी 𠮷",
            "۱۲۳ 123 ……",
            "<code>أعلنت</code> 是代码。",
            "",
        ] {
            check(&format!("<p>{text}</p>\n"), &format!("<p>{text}</p>\n"));
        }
    }

    #[test]
    fn lists_tables_and_quotations_run_as_what_is_in_them() {
        check(
            "<ul>\n<li>أعلنت</li>\n<li>中文</li>\n</ul>",
            "<ul dir=\"rtl\">\n<li dir=\"rtl\">أعلنت</li>\n<li dir=\"ltr\">中文</li>\n</ul>",
        );
        check(
            "<ul>\n<li>中文字</li>\n<li>أعلنت</li>\n</ul>",
            "<ul>\n<li>中文字</li>\n<li dir=\"rtl\">أعلنت</li>\n</ul>",
        );
        check(
            "<table><thead><tr><th>أعلنت</th><th>1</th></tr></thead><tbody><tr><td>中</td><td>خطة</td></tr></tbody></table>",
            "<table dir=\"rtl\"><thead><tr><th dir=\"rtl\">أعلنت</th><th>1</th></tr></thead><tbody><tr>\
             <td dir=\"ltr\">中</td><td dir=\"rtl\">خطة</td></tr></tbody></table>",
        );
        check(
            "<blockquote>\n<p>أعلنت</p>\n<pre><code>let a = 1;</code></pre>\n<p>……</p></blockquote><p>中</p>",
            "<blockquote dir=\"rtl\">\n<p dir=\"rtl\">أعلنت</p>\n<pre dir=\"ltr\"><code>let a = 1;</code></pre>\n\
             <p>……</p></blockquote><p>中</p>",
        );
        check(
            "<h2 id=\"x\">خطة</h2><figure><img alt=\"\"><figcaption>خطة</figcaption></figure>",
            "<h2 dir=\"rtl\" id=\"x\">خطة</h2><figure dir=\"rtl\"><img alt=\"\"><figcaption dir=\"rtl\">خطة\
             </figcaption></figure>",
        );
    }

    #[test]
    fn what_an_author_says_stays() {
        check("<p dir=\"ltr\">أعلنت</p>", "<p dir=\"ltr\">أعلنت</p>");
        check("<P DIR=auto>أعلنت</P>", "<P DIR=auto>أعلنت</P>");
        check(
            "<div dir=rtl><p>中文</p><p>خطة</p></div>",
            "<div dir=rtl><p dir=\"ltr\">中文</p><p dir=\"rtl\">خطة</p></div>",
        );
    }

    #[test]
    fn what_is_left_open_harms_nothing() {
        check(
            "<p>أعلنت<p>中文<ul><li>خطة<li>中",
            "<p dir=\"rtl\">أعلنت<p>中文<ul dir=\"rtl\"><li dir=\"rtl\">خطة<li dir=\"ltr\">中",
        );
        check("</p></ul>أعلنت<p>中", "</p></ul>أعلنت<p>中");
        check("<P>أعلنت</P>", "<P dir=\"rtl\">أعلنت</P>");
        let deep = format!("{}أعلنت", "<div>".repeat(20_000));
        assert_eq!(with_directions(deep).matches("dir=").count(), 1);
    }

    #[test]
    fn languages_that_run_from_right_to_left() {
        for tag in ["ar", "AR-eg", "ug", "ug-CN", "ug-Arab-CN", "fa", "he"] {
            assert!(is_right_to_left(tag), "{tag}");
        }
        for tag in ["zh-Hans", "en", "ug-Latn", "ug-Cyrl-KZ", "bo", ""] {
            assert!(!is_right_to_left(tag), "{tag}");
        }
    }
}
