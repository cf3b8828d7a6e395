//! Addresses of the web that stand in a text as they are, `见 https://a.example/b。`, become links: GitHub, Hugo and Hexo
//! have them so. Where one ends is told by Chinese signs too, and by Han that follow it without a blank.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};
use url::Url;

use super::cjk::is_cjk;
use super::syntax::Events;

/// Signs that end an address wherever they stand in it.
const ENDS: &str = "<>\"`|\\{}^";
/// Signs that belong to the sentence if an address ends with them.
const AFTER: &str = "?!.,:;*_~'";
/// Elements in which an address is no link, or is one already.
const CLOSED: [&str; 5] = ["a", "code", "pre", "kbd", "samp"];

/// Makes the links.
pub(super) fn link<'a>(events: Events<'a>) -> Events<'a> {
    let is_bare = |event: &Event<'_>| matches!(event, Event::Text(text) if text.contains("://"));
    if !events.iter().any(|(event, _)| is_bare(event)) {
        return events;
    }
    let mut out = Events::with_capacity(events.len());
    // How many links, pictures, blocks of code and closed elements are open.
    let mut closed = 0_usize;
    for (event, range) in events {
        match &event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_)) => closed += 1,
            Event::End(TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock) => closed = closed.saturating_sub(1),
            Event::InlineHtml(html) => match closing(html) {
                Some(true) => closed = closed.saturating_sub(1),
                Some(false) => closed += 1,
                None => {}
            },
            // An element that is left open ends with its block.
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell) => closed = 0,
            Event::Text(text) if closed == 0 && is_bare(&event) => {
                push(text, &range, &mut out);
                continue;
            }
            _ => {}
        }
        out.push((event, range));
    }
    out
}

/// Whether a tag closes an element in which no link is made, or opens one; none if it is another.
fn closing(html: &str) -> Option<bool> {
    let tag = html.strip_prefix('<')?;
    let (tag, closes) = tag.strip_prefix('/').map_or((tag, false), |tag| (tag, true));
    let name = tag.split(|sign: char| !sign.is_ascii_alphanumeric()).next()?;
    CLOSED.iter().any(|closed| closed.eq_ignore_ascii_case(name)).then_some(closes)
}

/// A text in pieces, with the addresses in it as links.
fn push(text: &str, range: &Range<usize>, out: &mut Events<'_>) {
    // As long as what was written: then each piece is known to be where it is in the text.
    let place = |piece: &Range<usize>| match range.len() == text.len() {
        true => range.start + piece.start..range.start + piece.end,
        false => range.clone(),
    };
    let piece = |part: Range<usize>, out: &mut Events<'_>| {
        if !part.is_empty() {
            out.push((Event::Text(text[part.clone()].to_owned().into()), place(&part)));
        }
    };
    let mut done = 0;
    for address in addresses(text) {
        piece(done..address.start, out);
        done = address.end;
        let link = Tag::Link {
            link_type: LinkType::Autolink,
            dest_url: CowStr::from(text[address.clone()].to_owned()),
            title: CowStr::Borrowed(""),
            id: CowStr::Borrowed(""),
        };
        out.push((Event::Start(link), place(&address)));
        piece(address.clone(), out);
        out.push((Event::End(TagEnd::Link), place(&address)));
    }
    piece(done..text.len(), out);
}

/// Where the addresses in a text are.
fn addresses(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut read = 0;
    for (at, _) in text.match_indices("://") {
        let scheme = ["https", "http"].into_iter().find(|scheme| {
            let start = at.checked_sub(scheme.len());
            start.and_then(|start| text.get(start..at)).is_some_and(|own| own.eq_ignore_ascii_case(scheme))
        });
        let Some(start) = scheme.map(|scheme| at - scheme.len()) else { continue };
        let before = text[..start].chars().next_back();
        let is_word = before.is_some_and(|sign| sign.is_ascii_alphanumeric() || "+-./=".contains(sign));
        if is_word || start < read {
            continue;
        }
        let host = at + "://".len();
        // Looked at first: what is no address must not be read to its end each time.
        if text[host..].starts_with(|sign: char| sign.is_alphanumeric()) {
            // What was read and is no address is not read again for each `://` in it.
            read = host + length(&text[host..]);
            found.extend(is_address(&text[start..read]).then_some(start..read));
        }
    }
    found
}

/// Whether browsers take it for an address. A host in Han without a dot is a word of the sentence: `https://网址`.
fn is_address(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    // As browsers ask for it, a host in Han begins like this.
    url.host_str().is_some_and(|host| host.contains('.') || !host.starts_with("xn--"))
}

/// How much of a text belongs to the address that begins before it.
fn length(text: &str) -> usize {
    let mut before = '/';
    // Whose `@` comes before its host's end says who asks for it, in any words.
    let host = text.find(|sign: char| "/?#".contains(sign) || ends_always(sign)).unwrap_or(text.len());
    let names_user = text[..host].contains('@');
    let end = text.char_indices().find(|&(at, sign)| {
        // `/wiki/香港` is an address, and `例子.中国` a host; of `a.html里的` no more than `a.html` is.
        let goes_on = match at < host {
            true => names_user || is_cjk(before) || "/-.".contains(before),
            false => is_cjk(before) || "/=-_%+&#?(".contains(before),
        };
        before = sign;
        ends_always(sign) || is_cjk(sign) && !goes_on
    });
    let mut length = whole_brackets(&text[..end.map_or(text.len(), |(end, _)| end)]);
    let mut unpaired = [('(', ')'), ('[', ']')].map(|(open, close)| {
        let own = &text[..length];
        (close, own.matches(close).count().saturating_sub(own.matches(open).count()))
    });
    while let Some(last) = text[..length].chars().next_back() {
        let bracket = unpaired.iter_mut().find(|(close, count)| *close == last && *count > 0);
        match bracket {
            Some((_, count)) => *count -= 1,
            None if AFTER.contains(last) => {}
            None => break,
        }
        length -= last.len_utf8();
    }
    length
}

/// Whether no address has a sign, wherever it stands.
fn ends_always(sign: char) -> bool {
    let is_quote = matches!(sign, '“' | '”' | '‘' | '’' | '…' | '—' | '·');
    let is_own = sign.is_whitespace() || sign.is_control() || ENDS.contains(sign);
    is_own || is_quote || is_cjk(sign) && !sign.is_alphanumeric()
}

/// How much of an address there is before a bracket that the sentence opens: one that nothing in the address closes, if
/// Han or nothing follows. `词条_(歧义)` is whole, of `b(见第一节，` only `b` belongs to the address.
fn whole_brackets(address: &str) -> usize {
    let mut open = Vec::new();
    for (at, sign) in address.char_indices() {
        match sign {
            '(' | '[' => open.push(at),
            ')' | ']' => _ = open.pop(),
            _ => {}
        }
    }
    let is_of_sentence = |at: &usize| address[at + 1..].chars().next().is_none_or(is_cjk);
    open.into_iter().find(is_of_sentence).unwrap_or(address.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::markdown::{Prepared, parse, to_html};

    #[test]
    fn an_address_ends_where_its_sentence_goes_on() {
        for (text, address) in [
            ("见 https://a.example/b 一文", "https://a.example/b"),
            ("见：https://a.example/b。", "https://a.example/b"),
            ("（https://a.example/b）", "https://a.example/b"),
            ("(https://a.example/b_(c))", "https://a.example/b_(c)"),
            ("[https://a.example/b].", "https://a.example/b"),
            ("https://a.example/b.html里的", "https://a.example/b.html"),
            ("https://zh.example/wiki/香港，", "https://zh.example/wiki/香港"),
            ("https://a.example/?q=香港&x=1!", "https://a.example/?q=香港&x=1"),
            ("“HTTP://a.example”", "HTTP://a.example"),
            ("https://a.example/b...", "https://a.example/b"),
            // A host in Han, whole.
            ("见 https://例子.中国/路径。", "https://例子.中国/路径"),
            ("https://www.例子.中国，", "https://www.例子.中国"),
            ("https://例子.测试:8080/?问=答", "https://例子.测试:8080/?问=答"),
            ("https://a.example里的", "https://a.example"),
            ("https://a.example:见下", "https://a.example"),
            // Brackets that the address closes, and one that the sentence opens.
            ("https://a.example/词条_(歧义)里的", "https://a.example/词条_(歧义)"),
            ("(https://a.example/词条_(歧义))", "https://a.example/词条_(歧义)"),
            ("https://a.example/词条(歧义)/历史", "https://a.example/词条(歧义)/历史"),
            ("https://a.example/b(见第一节，甲)", "https://a.example/b"),
            ("https://a.example/b(", "https://a.example/b"),
            ("https://用户:密码@a.example/路", "https://用户:密码@a.example/路"),
        ] {
            let found: Vec<&str> = addresses(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, [address], "{text}");
        }
        for none in [
            "https://",
            "https:// a",
            "xhttps://a.example",
            "ftp://a.example",
            "git+https://a.example",
            "://",
            // What no browser takes, and words in the place of a host.
            "https://a.example:99999/",
            "https://a.example:99999/https://b.example",
            "https://1.2.3.999/",
            "https://a%zz.example/",
            "https://网址",
            "https://例子。中国",
        ] {
            assert!(addresses(none).is_empty(), "{none}");
        }
        let two = "https://a.example/https://b.example https://c.example";
        assert_eq!(addresses(two).len(), 2);
    }

    #[test]
    fn what_is_a_link_or_code_already_stays_so() {
        assert_eq!(
            to_html("甲 https://a.example/b 乙"),
            "<p>甲 <a href=\"https://a.example/b\">https://a.example/b</a> 乙</p>\n"
        );
        for source in [
            "[https://a.example](https://b.example)",
            "<https://a.example>",
            "`https://a.example`",
            "<a href=\"https://b.example\">https://a.example</a>",
            "<code>https://a.example</code>",
            "    https://a.example",
            "![https://a.example](a.png)",
        ] {
            let html = to_html(source);
            assert!(html.matches("<a ").count() <= 1 && !html.contains("<a href=\"https://a.example\"><"), "{html}");
            let prepared = Prepared::plain(source);
            let links = parse(&prepared).events.into_iter();
            let made = links
                .filter(|(event, _)| matches!(event, Event::Start(Tag::Link { link_type: LinkType::Autolink, .. })));
            assert_eq!(made.count(), usize::from(source.starts_with("<http")), "{source}");
        }
    }

    proptest! {
        #[test]
        fn pieces_are_the_text(source in "(https?://|a\\.example|/|[(){}\\[\\]?.,]|香|。|<b>|</a>|<a>|`|\\*|&amp;| |\n){0,30}") {
            let prepared = Prepared::plain(&source);
            for (event, range) in parse(&prepared).events {
                prop_assert!(source.get(range.clone()).is_some(), "{:?} {:?}", event, range);
            }
            for address in addresses(&source) {
                prop_assert!(source[address].contains("://"));
            }
        }
    }
}
