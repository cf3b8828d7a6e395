//! What is never converted, wherever it stands in a text: addresses of pages and of people,
//! Japanese, and Chinese that is in the other script already.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::tables;

/// The ranges of a text that are to stay as they are: sorted, and apart. `seams` are the
/// places where markup interrupts it: no address goes on beyond one.
pub(super) fn ranges(text: &str, seams: &[usize], is_hans: bool) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    if may_have_address(text) {
        let mut start = 0;
        for &end in seams.iter().chain([&text.len()]) {
            addresses(&text[start..end], start, &mut ranges);
            start = end;
        }
    }
    if text.chars().any(is_kana) {
        japanese(text, &mut ranges);
    }
    if is_hans {
        traditional(text, &mut ranges);
    }
    merge(ranges)
}

fn merge(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

fn may_have_address(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, b'@' | b'.' | b':'))
}

/// What may follow in an address: separators with words between them. A word in Latin ends
/// at the first Han, unless the two are the name of a file or folder (`2024年报告.html`).
const TAIL: &str =
    r"(?:[/?&=#%_.~+:;!$*-]+(?:[A-Za-z0-9%]+(?:\p{Han}[\p{Han}A-Za-z0-9]*[./?&=#-][A-Za-z0-9]+)?|\p{Han}+)?)*/?";

/// The ends of domain names in Han that are registered, as of 2026.
const HAN_DOMAINS: &str = "中国|中國|公司|网络|網絡|网址|網址|网站|網站|香港|台湾|台灣|新加坡|澳门|澳門|政务|公益|机构|集团|商城|商店|在线|手机|信息|我爱你";

fn addresses(text: &str, offset: usize, ranges: &mut Vec<Range<usize>>) {
    static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = format!(
            r"(?i)(?:https?|ftp)://[\p{{Han}}A-Za-z0-9]+(?:[.:@-]+[\p{{Han}}A-Za-z0-9]+)*{TAIL}|mailto:[^\s]+|www\.[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*{TAIL}|(?:[A-Za-z0-9._%+-]+|\p{{Han}}+)@(?:[\p{{Han}}A-Za-z0-9-]+\.)+(?:{HAN_DOMAINS}|[A-Za-z]{{2,}})|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{{2,}}/{TAIL}"
        );
        Regex::new(&pattern).expect("the pattern is tested")
    });
    static HAN_DOMAIN: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = format!(
            r"(?:^|[^\p{{Han}}A-Za-z0-9.])((?:[\p{{Han}}A-Za-z0-9-]+\.)+(?:{HAN_DOMAINS}))(?:$|[^\p{{Han}}A-Za-z0-9])"
        );
        Regex::new(&pattern).expect("the pattern is tested")
    });
    ranges.extend(ADDRESS.find_iter(text).map(|found| offset + found.start()..offset + found.end()));
    for found in HAN_DOMAIN.captures_iter(text).filter_map(|captures| captures.get(1)) {
        // 1.中国 is an item of a list.
        let name = found.as_str().rsplit_once('.').map_or("", |(name, _)| name);
        if name.chars().count() > 1 && !name.chars().all(|it| it.is_ascii_digit() || it == '.') {
            ranges.push(offset + found.start()..offset + found.end());
        }
    }
}

fn is_kana(character: char) -> bool {
    // Not ・ and ー, which Chinese uses in names and for dashes.
    matches!(character, '\u{3041}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}')
}

const BRACKETS: [(char, char); 9] = [
    ('《', '》'),
    ('〈', '〉'),
    ('「', '」'),
    ('『', '』'),
    ('“', '”'),
    ('‘', '’'),
    ('（', '）'),
    ('【', '】'),
    ('(', ')'),
];

/// Text that kana show to be Japanese: what is in brackets with them, else what they are in
/// between punctuation, as long as it has no character that Japanese lacks.
fn japanese(text: &str, ranges: &mut Vec<Range<usize>>) {
    let mut closings = Closings::default();
    // The last clause, and what was found to be no Japanese: all kana in one ask for the same.
    let (mut around, mut refused) = (0..0, [0..0, 0..0]);
    // The next character that Japanese lacks: ranges that begin apart may end in one place, far away.
    let mut lacking: Option<usize> = None;
    for (at, _) in text.char_indices().filter(|&(_, character)| is_kana(character)) {
        if ranges.last().is_some_and(|last| last.contains(&at)) {
            continue;
        }
        if !around.contains(&at) {
            around = clause(text, at);
        }
        let next = lacking.filter(|&next| next >= at).unwrap_or_else(|| {
            text[at..].char_indices().find(|&(_, it)| !is_in_japanese(it)).map_or(text.len(), |(found, _)| at + found)
        });
        lacking = Some(next);
        let found = [in_brackets(text, at, &mut closings), Some(around.clone())];
        for (range, refused) in
            found.into_iter().zip(&mut refused).filter_map(|(range, refused)| Some((range?, refused)))
        {
            if range == *refused {
                continue;
            }
            // What is before the kana is short in brackets, and in a clause it is refused once.
            if next >= range.end && text[range.start..at].chars().all(is_in_japanese) {
                ranges.push(range);
                break;
            }
            *refused = range;
        }
    }
}

/// By bracket: the first place of its counterpart from some place on, or the end of the text. It is looked for
/// again only beyond it.
#[derive(Default)]
struct Closings([Option<usize>; BRACKETS.len()]);

impl Closings {
    fn after(&mut self, text: &str, at: usize, bracket: usize) -> Option<usize> {
        let known = self.0[bracket].filter(|&known| known >= at);
        let found =
            known.unwrap_or_else(|| text[at..].find(BRACKETS[bracket].1).map_or(text.len(), |found| at + found));
        self.0[bracket] = Some(found);
        Some(found).filter(|&found| found < text.len())
    }
}

/// What the nearest pair of brackets around a place holds. Places ascend from call to call.
fn in_brackets(text: &str, at: usize, closings: &mut Closings) -> Option<Range<usize>> {
    let mut closed = 0;
    let (start, open) = text[..at].char_indices().rev().take(80).find(|(_, character)| {
        if BRACKETS.iter().any(|(_, close)| close == character) {
            closed += 1;
        } else if BRACKETS.iter().any(|(open, _)| open == character) {
            if closed == 0 {
                return true;
            }
            closed -= 1;
        }
        false
    })?;
    let bracket = BRACKETS.iter().position(|(opening, _)| *opening == open)?;
    Some(start + open.len_utf8()..closings.after(text, at, bracket)?)
}

/// The text around a place up to the nearest punctuation or space.
fn clause(text: &str, at: usize) -> Range<usize> {
    let goes_on = |character: char| character.is_alphanumeric() || matches!(character, 'ー' | '・' | '々');
    let start = text[..at]
        .rfind(|it| !goes_on(it))
        .map_or(0, |before| before + text[before..].chars().next().map_or(0, char::len_utf8));
    let end = text[at..].find(|it| !goes_on(it)).map_or(text.len(), |after| at + after);
    start..end
}

/// Whether Japanese could write it: JIS X 0208, by way of Shift_JIS.
fn is_in_japanese(character: char) -> bool {
    let mut buffer = [0; 4];
    !encoding_rs::SHIFT_JIS.encode(character.encode_utf8(&mut buffer)).2
}

/// Clauses in a Simplified text that are in Traditional: at least two characters that only
/// Traditional has, and none that only Simplified has.
fn traditional(text: &str, ranges: &mut Vec<Range<usize>>) {
    let (mut start, mut only_traditional, mut only_simplified) = (0, 0, 0);
    for (at, character) in text.char_indices().chain([(text.len(), '。')]) {
        match tables::side(character) {
            tables::Side::Traditional => only_traditional += 1,
            tables::Side::Simplified => only_simplified += 1,
            tables::Side::Both => {}
        }
        if matches!(
            character,
            '。' | '，' | '；' | '：' | '！' | '？' | '“' | '”' | '「' | '」' | '《' | '》' | '（' | '）' | '\n'
        ) {
            if only_traditional > 1 && only_simplified == 0 {
                ranges.push(start..at);
            }
            (start, only_traditional, only_simplified) = (at + character.len_utf8(), 0, 0);
            if at == text.len() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn protected(text: &str) -> Vec<&str> {
        ranges(text, &[], true).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn addresses_end_where_text_goes_on() {
        assert_eq!(protected("详见 https://a.example/台湾/发展?词=后 页面"), ["https://a.example/台湾/发展?词=后"]);
        assert_eq!(protected("见https://a.example/x页面，"), ["https://a.example/x"]);
        assert_eq!(protected("见https://a.example/2024年报告.html。"), ["https://a.example/2024年报告.html"]);
        assert_eq!(protected("见https://a.example/发。后来"), ["https://a.example/发"]);
        assert_eq!(protected("网址www.a.example/发展/里面"), ["www.a.example/发展/里面"]);
        assert_eq!(protected("邮箱fa@发展.中国和b.c@a.example的"), ["fa@发展.中国", "b.c@a.example"]);
        assert_eq!(protected("邮箱：发展@机构.中国"), ["发展@机构.中国"]);
        assert_eq!(protected("上 发展.中国 看"), ["发展.中国"]);
        assert_eq!(protected("1.中国 2.3 a:b 后：里"), Vec::<&str>::new());
    }

    #[test]
    fn an_address_does_not_go_through_markup() {
        let text = "https://a.example/发展后";
        let seam = text.len() - "展后".len();
        assert_eq!(ranges(text, &[seam], true).first(), Some(&(0..seam)));
    }

    #[test]
    fn japanese_is_what_kana_are_in() {
        assert_eq!(protected("村上的《国境の南、太陽の西》出版"), ["国境の南、太陽の西"]);
        assert_eq!(protected("她说ありがとう就走了"), Vec::<&str>::new(), "kana alone need no protection");
        assert_eq!(protected("作品：千と千尋の神隠し，宫崎骏"), ["千と千尋の神隠し"]);
        assert_eq!(protected("鲜の每日"), Vec::<&str>::new());
    }

    #[test]
    fn quoted_traditional_stays() {
        assert_eq!(protected("碑上刻着“後來居上，為國爭光”四字"), ["後來居上", "為國爭光"]);
        assert_eq!(protected("作家岡田来了"), Vec::<&str>::new());
    }

    /// As the rule says it: each kana by itself, unless it is in what was found last.
    fn by_the_rule(text: &str) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        for (at, _) in text.char_indices().filter(|&(_, character)| is_kana(character)) {
            if found.last().is_none_or(|last| !last.contains(&at)) {
                let all = [in_brackets(text, at, &mut Closings::default()), Some(clause(text, at))];
                let is_japanese = |range: &Range<usize>| text[range.clone()].chars().all(is_in_japanese);
                found.extend(all.into_iter().flatten().find(is_japanese));
            }
        }
        merge(found)
    }

    #[test]
    fn kana_far_from_the_end_of_their_brackets() {
        for text in [
            "（の（の（の们）",
            "（们の（の）の",
            "（の、们（の、国））",
            "《国の（々の、们）》の、の国",
            "们，《の、国》，们の，国の国",
            "の国们。の国（国、の）们の",
            "（の国",
        ] {
            let mut found = Vec::new();
            japanese(text, &mut found);
            assert_eq!(merge(found), by_the_rule(text), "{text}");
        }
        let text = format!("{}，们）", "（の，国".repeat(3000));
        assert_eq!(ranges(&text, &[], true).len(), 3000);
    }

    proptest! {
        #[test]
        fn japanese_is_what_the_rule_says(text in "(の|タ|国|们|，|（|）|《|》|“|”| ){0,30}") {
            let mut found = Vec::new();
            japanese(&text, &mut found);
            prop_assert_eq!(merge(found), by_the_rule(&text));
        }

        #[test]
        fn ranges_are_sorted_and_within(text in "(\\PC|https://|www\\.|@|\\.中国|の|“|》|後|，|发){0,20}") {
            let mut end = 0;
            for range in ranges(&text, &[], true) {
                prop_assert!(range.start >= end && text.get(range.clone()).is_some());
                end = range.end;
            }
        }
    }
}
