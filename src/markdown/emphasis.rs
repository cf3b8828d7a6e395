//! Makes emphasis beside CJK punctuation work: `他说**“引号”**文字`.
//!
//! CommonMark wants a space or punctuation outside of a `*` run that has punctuation
//! inside; Chinese has neither. The CJK-friendly specification
//! (github.com/tats-u/markdown-cjk-friendly) lifts that, but no release of pulldown-cmark
//! has it. So before parsing, one throw-away punctuation character goes between such a run
//! and the letter on its other side, which makes the run flank as that specification
//! wants, and after parsing it is deleted from every string.

use super::cjk::{is_cjk, is_punctuation};

/// Rare punctuation; the first that a text does not have is its sentinel.
const CANDIDATES: [char; 6] = ['\u{2056}', '\u{2058}', '\u{205B}', '\u{2E4A}', '\u{2E31}', '\u{2E33}'];

/// The sentinel of a text, and where it belongs; none if the text needs none.
pub(super) fn sentinels(source: &str) -> Option<(char, Vec<usize>)> {
    let places = places(source);
    // A text that has all six candidates is beyond what emphasis can be mended in.
    let free = || CANDIDATES.into_iter().find(|&candidate| !source.contains(candidate));
    if places.is_empty() { None } else { Some((free()?, places)) }
}

/// Where sentinels belong: at the ends of runs of `*` or `~` that have punctuation on one
/// side and, on the other, a letter beside which the CJK-friendly rule lets them flank.
fn places(source: &str) -> Vec<usize> {
    let mut places = Vec::new();
    let bytes = source.as_bytes();
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(|byte| matches!(byte, b'*' | b'~')) {
        let start = at + found;
        let mark = bytes[start];
        let end = start + bytes[start..].iter().take_while(|&&byte| byte == mark).count();
        at = end;
        let (Some(before), Some(after)) = (source[..start].chars().next_back(), source[end..].chars().next()) else {
            continue;
        };
        if needs_sentinel(before, after) && before != '\\' {
            places.push(start);
        } else if needs_sentinel(after, before) {
            places.push(end);
        }
    }
    places
}

/// Whether a run between a letter and a punctuation mark flanks only with a sentinel.
fn needs_sentinel(letter: char, mark: char) -> bool {
    is_punctuation(mark) && !is_punctuation(letter) && !letter.is_whitespace() && (is_cjk(letter) || is_cjk(mark))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::markdown::to_html;

    fn comrak(source: &str) -> String {
        let mut options = comrak::Options::default();
        options.extension.cjk_friendly_emphasis = true;
        comrak::markdown_to_html(source, &options).trim().to_owned()
    }

    /// The notes' cases: those that any parser gets right are among them, and the last two,
    /// which the specification leaves alone.
    const CASES: [(&str, &str); 25] = [
        ("他说**“引号”**文字", "他说<strong>“引号”</strong>文字"),
        ("看**《李茶的姑妈》**了", "看<strong>《李茶的姑妈》</strong>了"),
        ("这是**重点。**所以", "这是<strong>重点。</strong>所以"),
        ("她说**真，**她", "她说<strong>真，</strong>她"),
        ("很**「重要」**的", "很<strong>「重要」</strong>的"),
        ("前**中文（括号）**后", "前<strong>中文（括号）</strong>后"),
        ("她**真——**她", "她<strong>真——</strong>她"),
        ("她**真…**她", "她<strong>真…</strong>她"),
        ("**记者：**你好", "<strong>记者：</strong>你好"),
        ("他*“引号”*说", "他<em>“引号”</em>说"),
        ("打~~“九折”~~了", "打<del>“九折”</del>了"),
        ("有***“双重”***的", "有<em><strong>“双重”</strong></em>的"),
        ("前**中文(abc)**后", "前<strong>中文(abc)</strong>后"),
        ("前**(abc)中文**后", "前<strong>(abc)中文</strong>后"),
        ("见**[链接](/a)**后", "见<strong><a href=\"/a\">链接</a></strong>后"),
        ("用**`ls`**命令", "用<strong><code>ls</code></strong>命令"),
        ("增长**5%**以上", "增长<strong>5%</strong>以上"),
        ("好**👍**的", "好<strong>👍</strong>的"),
        ("**卡尔·马克思·**她", "<strong>卡尔·马克思·</strong>她"),
        ("這是**粗體**文字", "這是<strong>粗體</strong>文字"),
        ("他说 **“引号”** 文字", "他说 <strong>“引号”</strong> 文字"),
        ("他说　**“引号”**　文字", "他说　<strong>“引号”</strong>　文字"),
        ("**“甲”**和**“乙”**对", "<strong>“甲”</strong>和<strong>“乙”</strong>对"),
        ("他__粗体__字", "他__粗体__字"),
        ("a**\"b\"**c", "a**&quot;b&quot;**c"),
    ];

    #[test]
    fn emphasis_beside_chinese() {
        for (source, expected) in CASES {
            // The attribute-free text of `"` may be written either way.
            let html = to_html(source).replace("**\"b\"**", "**&quot;b&quot;**");
            assert_eq!(html.trim(), format!("<p>{expected}</p>"), "{source}");
        }
    }

    #[test]
    fn sentinels_leave_no_trace() {
        for source in
            ["`他说**“引号”**文字`", "[他**“甲”**说](/他**“甲”**说)", "```\n他说**“引号”**文字\n```", "# 他**“甲”**说"]
        {
            assert!(!to_html(source).contains("\u{2056}") && !to_html(source).contains("%E2%81%96"), "{source}");
        }
        assert_eq!(to_html("中\\**“x”*").trim(), "<p>中*<em>“x”</em></p>");
        assert!(to_html("他\u{2056}说**“引号”**文字").contains("\u{2056}说<strong>"));
    }

    proptest! {
        #![proptest_config(crate::testing::cases(2000))]
        /// The same emphasis as comrak's implementation of the same specification.
        #[test]
        fn agrees_with_comrak(source in "字[字a*“”。，「」(). *\\\\👍]{0,12}字") {
            let ours = to_html(&source).replace('"', "&quot;");
            prop_assert_eq!(ours.trim(), comrak(&source));
        }
    }
}
