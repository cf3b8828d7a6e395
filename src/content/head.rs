//! What stands before an article's own first words: badges, links to its other languages, notes.

use std::sync::LazyLock;

use regex::Regex;

/// A body from its first heading on, where nothing but badges, lines of links, notes and comments stands before that;
/// all of it where a text does.
pub(super) fn from_heading(body: &str) -> &str {
    static LINKS: LazyLock<Regex> = LazyLock::new(|| {
        let link = r"!?\[(?:[^\[\]]|!?\[[^\[\]]*\](?:\([^()]*\)|\[[^\[\]]*\])?)*\](?:\([^()]*\)|\[[^\[\]]*\])";
        let tag = "<[^<>]+>";
        // What a tag holds is a link's words, or a picture's.
        Regex::new(&format!(r"^(?:{link}|<a\b[^<>]*>[^<>]*</a>|{tag}|[\s|/·•,，、*_-])+$"))
            .expect("the pattern is constant")
    });
    let mut at = 0;
    for line in body.split_inclusive('\n') {
        let text = line.trim();
        let is_heading = text.starts_with('#') && text.trim_start_matches('#').starts_with([' ', '\u{3000}']);
        if is_heading {
            return &body[at..];
        }
        if !(text.is_empty() || text.starts_with('>') || LINKS.is_match(text)) {
            return body;
        }
        at += line.len();
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_may_come_after_what_is_no_text() {
        for before in [
            "[English](#english)\n\n",
            "[![构建](https://x.example/a.svg)](https://x.example) ![b](c.png)\n\n",
            "[简体](a.md) | [English](a.en.md) · [日本語][ja]\n\n",
            "> 注：本文写于 2019 年。\n\n",
            "<a href=\"a.html\">English</a>\n<!-- 说明 -->\n\n",
            "",
        ] {
            assert_eq!(from_heading(&format!("{before}# 真正的题目\n\n文。")), "# 真正的题目\n\n文。", "{before}");
        }
        for whole in
            ["先说一句。\n\n# 小题\n", "[链接](a.md)后面有话\n\n# 小题\n", "文。", "#标签 文\n\n# 题", "---\n文"]
        {
            assert_eq!(from_heading(whole), whole);
        }
    }
}
