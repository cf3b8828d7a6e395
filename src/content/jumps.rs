//! Marks in an article's text that it goes on, or began, on another page of its newspaper: （下转第二版）,
//! （上接第一版）, ▲下转13版.
//!
//! Where a mark stands decides first: at the end of the text it leads on, at the begin it leads back. Then its word
//! decides, then the number of its page. The same words printed in a sentence are only words: a mark is in
//! brackets or beside a sign, at one end of a line, or a line of its own.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::printed::page_number;

/// A mark that an article goes on, or began, on another page: （下转第二版）, （上接第一版）.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jump {
    /// The other pages, in digits: one, unless the mark names several (第13、14版, 第13至15版).
    pub pages: Vec<String>,
    /// The title of the other part, where the mark names it.
    pub title: Option<String>,
    /// The mark, without its brackets.
    pub words: String,
    /// Where it is, in bytes of the body.
    pub range: Range<usize>,
    /// Whether its word says the contrary of where it stands.
    pub contradicts: bool,
}

/// The jumps that an article's text has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jumps {
    /// Where it began.
    pub from: Option<Jump>,
    /// Where it goes on.
    pub to: Option<Jump>,
}

/// So near to the begin or the end of a text, in bytes, a mark may stand.
const NEAR: usize = 600;
/// What a mark says after its page is not longer than that, in bytes.
const LONGEST_TAIL: usize = 180;

/// No newspaper of more pages is printed every day.
const MOST_PAGES: u32 = 199;

const OPEN: &[char] = &['（', '(', '〔', '［', '[', '【', '〖', '『', '「', '〈', '《'];
const CLOSE: &[char] = &['）', ')', '〕', '］', ']', '】', '〗', '』', '」', '〉', '》'];
const SIGNS: &[char] = &[
    '▲', '▼', '△', '▽', '►', '◄', '▶', '◀', '▷', '◁', '→', '←', '↓', '↑', '⇒', '⇐', '➡', '⬅', '⬇', '⬆', '●', '○', '◎',
    '◆', '◇', '◢', '◣', '◤', '◥', '■', '□', '★', '☆', '☞', '☜', '👉', '👈', '※', '—', '―', '─', '…',
];

/// A mark may name a range of so many pages.
const LONGEST_RANGE: u32 = 10;
/// What stands between two pages.
const BETWEEN: [char; 13] = ['、', '，', ',', '/', '／', '和', '及', '至', '~', '～', '—', '–', '-'];
/// Those of them that mean all pages between the two.
const TO: [char; 6] = ['至', '~', '～', '—', '–', '-'];

/// The words that lead on, those that lead back, and those that may do either, as a pattern: the longest first. Those of
/// one letter are common in sentences, too.
const WORDS: &str = "(?<long>\
    (?<goes>以下[转轉接]|[后後][接续續转轉]|[下紧緊文接续續][转轉]|[转轉][入至到往]|下[接续續见見]|[续續][见見])|\
    (?<comes>[上紧緊文承][接转轉续續]|[转轉]自|[接续續]自)|\
    [转轉]接|接[续續]|[续續]接)|(?<short_goes>[转轉])|(?<short_comes>[接续續])";

/// A page: 第十三版, 13版, A13版, 头版, 第13、14版. Without 版 only where a letter says that it is one.
static MARK: LazyLock<Regex> = LazyLock::new(|| {
    let number = "(?:[A-Za-zＡ-Ｚａ-ｚ]{0,2}[0-9０-９]{1,3}|[〇零一二三四五六七八九十百廿卅壹贰貳叁參肆伍陆陸柒捌玖拾]{1,5}|[①-⑩]|[头頭])";
    let between = r"[\s　]*版?[\s　]*[、，,/／和及至~～—–-][\s　]*第?[\s　]*";
    let lettered = "[A-ZＡ-Ｚ][0-9０-９]{1,3}";
    let words = WORDS.replace("][", "]\u{200B}?[");
    let pattern = format!(
        r"(?:{words})(?:[\s　\u{{200B}}]*(?:本报|本報|今日|今天|本期))?[\s　\u{{200B}}]*第?[\s　\u{{200B}}]*(?:(?<pages>{number}(?:{between}{number}){{0,3}})[\s　\u{{200B}}]*(?<unit>版面|版|页|頁)|(?<lettered>{lettered}))"
    );
    Regex::new(&pattern).expect("the pattern is tested")
});

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// On to another page.
    To,
    /// Back to another page.
    From,
}

/// A mark that was found.
struct Mark {
    /// With its brackets and signs.
    whole: Range<usize>,
    jump: Jump,
    /// What its word says, if it says anything.
    says: Option<Way>,
}

/// The jumps in the body of an article, of whose own page its newspaper says the number.
pub(super) fn jumps(body: &str, page: Option<&str>) -> Jumps {
    if !body.contains(['转', '轉', '接', '续', '續', '见', '見']) {
        return Jumps::default();
    }
    let end = text_end(body);
    let head = 0..body.floor_char_boundary(NEAR.min(end));
    let tail = body.floor_char_boundary(end.saturating_sub(NEAR))..end;
    let is_short = tail.start <= head.end;
    let mut marks = marks(body, if is_short { 0..end } else { head.clone() });
    if !is_short {
        marks.extend(self::marks(body, tail.clone()));
    }
    let mut jumps = Jumps::default();
    let is_at_begin = marks.first().is_some_and(|mark| is_bare(&body[..mark.whole.start]));
    // Blanks after a mark belong to it, and may go on beyond the text.
    let is_at_end = marks.last().is_some_and(|mark| body.get(mark.whole.end..end).is_none_or(is_bare));
    let count = marks.len();
    for (index, mut mark) in marks.into_iter().enumerate() {
        let (is_first, is_last) = (is_at_begin && index == 0, is_at_end && index + 1 == count);
        let place = match (is_first, is_last) {
            (true, false) => Some(Way::From),
            (false, true) => Some(Way::To),
            _ => None,
        };
        let near_end = mark.whole.end > end.saturating_sub(mark.whole.start);
        let by_number = by_number(&mark.jump.pages, page);
        let way = place.or(mark.says).or(by_number).unwrap_or(if near_end { Way::To } else { Way::From });
        mark.jump.contradicts = place.is_some() && mark.says.is_some_and(|says| says != way);
        match way {
            Way::From if mark.whole.start < head.end => _ = jumps.from.get_or_insert(mark.jump),
            Way::To if mark.whole.end > tail.start => jumps.to = Some(mark.jump),
            _ => {}
        }
    }
    jumps
}

/// A summary without the marks of jumps, which say nothing of what an article is about.
pub(super) fn without_jumps(summary: String) -> String {
    let mut rest = summary.as_str();
    let mut out = String::new();
    for mark in marks(&summary, 0..summary.len()) {
        let start = summary.len() - rest.len();
        out.push_str(rest.get(..mark.whole.start.saturating_sub(start)).unwrap_or_default());
        rest = &summary[mark.whole.end.max(start)..];
    }
    if rest.len() == summary.len() {
        return summary;
    }
    out.push_str(rest);
    out.trim().to_owned()
}

/// The direction that the number of a page tells: papers go on on a later page.
fn by_number(pages: &[String], own: Option<&str>) -> Option<Way> {
    let split = |page: &str| in_section(page).map(|(section, number)| (section.to_ascii_uppercase(), number));
    let (other, own) = (split(pages.first()?)?, split(own?)?);
    match other.cmp(&own) {
        std::cmp::Ordering::Greater => Some(Way::To),
        std::cmp::Ordering::Less => Some(Way::From),
        std::cmp::Ordering::Equal => None,
    }
}

/// The marks in a part of a text, in order.
fn marks(body: &str, part: Range<usize>) -> Vec<Mark> {
    let mut found = Vec::new();
    let mut end = part.start;
    for captures in MARK.captures_iter(&body[part.clone()]) {
        let Some(core) = captures.get(0) else { continue };
        let core = part.start + core.start()..part.start + core.end();
        let Some((whole, title)) = around(body, &core, &captures) else { continue };
        let unit = captures.name("unit").map_or("", |unit| unit.as_str());
        if whole.start < end
            || unit.starts_with('版') && captures.name("pages").is_some_and(|it| is_beyond(it.as_str()))
        {
            continue;
        }
        end = whole.end;
        let pages = captures.name("pages").or(captures.name("lettered")).map_or("", |pages| pages.as_str());
        let says = match () {
            () if captures.name("goes").or(captures.name("short_goes")).is_some() => Some(Way::To),
            () if captures.name("comes").or(captures.name("short_comes")).is_some() => Some(Way::From),
            () => None,
        };
        let words = body[core.clone()].to_owned();
        let jump = Jump { pages: page_numbers(pages), title, words, range: core, contradicts: false };
        found.push(Mark { whole, jump, says });
    }
    found
}

/// Whether a number is of no page of a newspaper: 联系电话（转203版）.
fn is_beyond(pages: &str) -> bool {
    page_number(pages).parse::<u32>().is_ok_and(|page| page > MOST_PAGES)
}

/// The pages of `13、14` and of `13至15`, in digits; the section of `A14、15` is that of both.
fn page_numbers(pages: &str) -> Vec<String> {
    let mut numbers: Vec<String> = Vec::new();
    let mut section = String::new();
    let mut is_range = false;
    for part in pages.split_inclusive(BETWEEN) {
        let bare = part.trim_end_matches(BETWEEN);
        if !bare.trim().is_empty() {
            let mut number = match page_number(bare).trim() {
                "头" | "頭" => "1".to_owned(),
                number => number.to_ascii_uppercase(),
            };
            match in_section(&number) {
                Some(("", _)) => number.insert_str(0, &section),
                Some((own, _)) => own.clone_into(&mut section),
                None => {}
            }
            if let Some(first) = numbers.last().filter(|_| is_range) {
                numbers.extend(pages_between(first, &number));
            }
            numbers.push(number);
            is_range = false;
        }
        is_range |= part.ends_with(TO);
    }
    numbers
}

/// The pages between the first and the last of a range; none if these are not of one section, or are far from each
/// other.
fn pages_between(first: &str, last: &str) -> Vec<String> {
    let (Some((section, first)), Some((other, last))) = (in_section(first), in_section(last)) else {
        return Vec::new();
    };
    let is_range = section == other && first < last && last - first < LONGEST_RANGE;
    (first + 1..last).filter(|_| is_range).map(|number| format!("{section}{number}")).collect()
}

/// The section of a page and its number in it: `A` and 14.
fn in_section(page: &str) -> Option<(&str, u32)> {
    let (section, number) = page.split_at(page.trim_end_matches(|it: char| it.is_ascii_digit()).len());
    Some((section, number.parse().ok()?))
}

/// What makes words a mark: brackets or a sign around them, at one end of their line; or nothing else in their line.
/// All that belongs to the mark, and the title in it.
fn around(body: &str, core: &Range<usize>, captures: &regex::Captures<'_>) -> Option<(Range<usize>, Option<String>)> {
    let line = body[..core.start].rfind('\n').map_or(0, |newline| newline + 1);
    let line = line..body[core.end..].find('\n').map_or(body.len(), |newline| core.end + newline);
    let (before, after) = (&body[line.start..core.start], &body[core.end..line.end]);
    let after = &after[..after.floor_char_boundary(NEAR)];
    let is_long = captures.name("long").is_some();
    let is_page = captures.name("unit").is_none_or(|unit| unit.as_str().starts_with('版'));
    let is_sure = is_long && is_page;
    if let Some((open, hint)) = opened(before)
        && let Some((length, tail)) = closed(after)
        && is_tail(tail, is_long)
    {
        let whole = line.start + open..core.end + length;
        let lead = &body[line.start..whole.start];
        let is_at_end = is_bare(lead) || is_bare_end(&after[length..]) || is_long && is_byline(&after[length..]);
        if is_of_words(lead, &body[core.clone()], is_long) {
            return None;
        }
        let title = title_in(tail).or(hint);
        return (is_at_end && (is_long || is_page)).then_some((whole, title));
    }
    if is_sure && is_half_bracketed(before, after) {
        return Some((line, None));
    }
    // Without brackets.
    let sign_before = before.trim_matches(is_blank).ends_with(SIGNS);
    let sign_after = after.trim_matches(is_blank).starts_with(SIGNS);
    let is_begin = is_bare(before);
    let (tail, is_end) = match after.find(SIGNS).filter(|&at| is_tail(&after[..at], is_sure)) {
        Some(at) if is_bare_end(&after[at..]) => (&after[..at], true),
        _ if is_bare_end(after) => ("", true),
        _ if is_tail(after.trim_end(), false) && after.len() <= LONGEST_TAIL => (after.trim_end(), true),
        _ => ("", false),
    };
    let is_alone = is_begin && is_end;
    let is_signed =
        sign_before && (is_end || is_begin && (is_sure || starts_apart(after))) || sign_after && (is_begin || is_end);
    if !is_alone && !is_signed {
        return None;
    }
    let marks = |text: &str| text.len() - text.trim_end_matches(|it| is_blank(it) || SIGNS.contains(&it)).len();
    // A sentence that explains what the mark is: 排版知识：▲下转2版.
    if before.trim_end_matches(|it| is_blank(it) || SIGNS.contains(&it)).ends_with(['：', ':']) {
        return None;
    }
    let after_signs = after.len() - after.trim_start_matches(|it| is_blank(it) || SIGNS.contains(&it)).len();
    let end = if is_end { core.end + tail.len() } else { core.end };
    let end = if tail.is_empty() { end + after_signs } else { end };
    Some((core.start - marks(before)..end, title_in(tail)))
}

/// What stands between the bracket that is open before a mark and the mark is nothing, a sign, a title or a word
/// such as 未完: where that bracket is, and the title.
fn opened(before: &str) -> Option<(usize, Option<String>)> {
    const SUBJECTS: [&str; 12] =
        ["未完待续", "未完待續", "未完", "本文", "全文", "正文", "余文", "餘文", "文字", "报道", "報道", "內容"];
    const JOINTS: &[char] = &['，', ',', '、', '；', ';', '：', ':', '·', '。'];
    let is_joint = |it: char| is_blank(it) || SIGNS.contains(&it) || JOINTS.contains(&it);
    let mut rest = before.trim_end_matches(is_joint);
    let mut title = None;
    if let Some(start) = rest.strip_suffix('》').and_then(|inner| inner.rfind('《')) {
        title = title_in(&rest[start..]);
        rest = rest[..start].trim_end_matches(is_joint);
    }
    if let Some(bare) = SUBJECTS.iter().find_map(|subject| rest.strip_suffix(subject)) {
        rest = bare.trim_end_matches(is_joint);
    }
    let bracket = rest.chars().next_back().filter(|last| OPEN.contains(last))?;
    Some((rest.len() - bracket.len_utf8(), title))
}

/// How far the bracket goes that closes after a mark, and what is in it after the page.
fn closed(after: &str) -> Option<(usize, &str)> {
    let mut depth = 0_usize;
    for (at, letter) in after.char_indices().take_while(|(at, _)| *at <= LONGEST_TAIL) {
        if CLOSE.contains(&letter) {
            if depth == 0 {
                return Some((at + letter.len_utf8(), &after[..at]));
            }
            depth -= 1;
        } else if OPEN.contains(&letter) {
            depth += 1;
        }
    }
    None
}

/// Whether what follows a page in a mark belongs to it: nothing, a title, a section after a sign; after a long word
/// also a few Han such as 头条.
fn is_tail(tail: &str, is_long: bool) -> bool {
    let tail = tail.trim_matches(|it| is_blank(it) || SIGNS.contains(&it));
    let is_sentence = tail.contains(['。', '！', '？', '!', '?', '；']);
    let is_apart = tail
        .starts_with(['《', '·', '・', '•', '“', '「', '『', '〈', '，', ',', '、', '：', ':', '/', '（', '(', '"']);
    tail.is_empty() || !is_sentence && (is_apart || is_long && tail.chars().count() <= 12)
}

/// Whether what brackets hold is about the words before them: an edition of a book, 《辞海》（续2版）, or the same words.
fn is_of_words(lead: &str, words: &str, is_long: bool) -> bool {
    let lead = &lead[lead.ceil_char_boundary(lead.len().saturating_sub(NEAR))..];
    !words.contains('第') && (!is_long && lead.trim_end().ends_with('》') || lead.contains(words))
}

/// Whether a line has nothing but a mark and one of its two brackets.
fn is_half_bracketed(before: &str, after: &str) -> bool {
    let (before, after) = (before.trim_matches(is_blank), after.trim_matches(is_blank));
    let is_one_of = |text: &str, brackets: &[char]| text.strip_prefix(brackets).is_some_and(str::is_empty);
    before.is_empty() && is_one_of(after, CLOSE) || after.is_empty() && is_one_of(before, OPEN)
}

/// Whether nothing but who wrote the text follows a mark: （下转第2版） 本报记者 张三.
fn is_byline(text: &str) -> bool {
    static BYLINE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^[\s　]*[（(]?\p{Han}{0,6}(?:记者|記者|通讯员|通訊員|实习生|實習生|编辑|編輯)[\s　:：/]*[\p{Han}·、\s　]{2,40}[）)]?[\s　]*$",
        )
        .expect("the pattern is tested")
    });
    text.len() <= LONGEST_TAIL && BYLINE.is_match(text)
}

/// Whether a text after a mark does not go on with its last word.
fn starts_apart(after: &str) -> bool {
    after.starts_with(|it: char| it.is_whitespace() || !it.is_alphanumeric())
}

/// The title in what a mark says.
fn title_in(tail: &str) -> Option<String> {
    let (_, inner) = tail.split_once('《')?;
    let (title, _) = inner.rsplit_once('》')?;
    Some(title.trim().to_owned()).filter(|title| !title.is_empty())
}

/// Blanks, and Markdown's marks that stand around words.
fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '*' | '_' | '>' | '\\' | '\u{FE0F}' | '\u{200B}')
}

/// Whether there is nothing to read in a text: only blanks, signs, headings, pictures and the tags of HTML.
fn is_bare(text: &str) -> bool {
    static TAGS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?m)<!--[\s\S]*?-->|<[^<>\n]{1,200}>|!\[[^\]\n]*\]\([^)\n]*\)|^ {0,3}#{1,6}[ \t][^\n]*$|^ {0,3}[-+][ \t]+|\[\^[^\]\n]{1,60}\]")
            .expect("the pattern is tested")
    });
    let is_nothing = |it: char| is_blank(it) || SIGNS.contains(&it) || matches!(it, '-' | '=');
    // A text of such a length has something in it, and is not worth a closer look.
    text.chars().all(is_nothing) || text.len() <= 2 * NEAR && TAGS.replace_all(text, "").chars().all(is_nothing)
}

/// The same after a mark, where a full stop may stand too.
fn is_bare_end(text: &str) -> bool {
    is_bare(text.trim_start().trim_start_matches(['。', '.', '．']))
}

/// Where a body's text ends: before the definitions of footnotes and links at its end.
fn text_end(body: &str) -> usize {
    let is_definition = |line: &str| {
        let line = line.trim_start_matches(' ');
        line.starts_with('[') && line.find(']').is_some_and(|end| end > 1 && line[end + 1..].starts_with(':'))
    };
    let mut end = body.trim_end().len();
    loop {
        let start = body[..end].rfind('\n').map_or(0, |newline| newline + 1);
        if !is_definition(&body[start..end]) {
            break;
        }
        end = body[..start].trim_end().len();
    }
    end
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The pages that a body comes from and goes to; `!` before one whose word contradicts its place.
    fn pages(body: &str, own: Option<&str>) -> (String, String) {
        let Jumps { from, to } = jumps(body, own);
        let pages = |jump: Option<Jump>| {
            let Some(jump) = jump else { return String::new() };
            assert_eq!(body[jump.range.clone()], jump.words, "{body}");
            format!("{}{}", if jump.contradicts { "!" } else { "" }, jump.pages.join("+"))
        };
        (pages(from), pages(to))
    }

    fn check(body: &str, from: &str, to: &str) {
        assert_eq!(pages(body, None), (from.to_owned(), to.to_owned()), "{body}");
    }

    #[test]
    fn every_word_and_sign_leads_on() {
        for mark in [
            "（下转第13版）",
            "（下轉第十三版）",
            "(下转13版)",
            "〔下接十三版〕",
            "［文转13版］",
            "【紧转第１３版】",
            "（緊轉第13版）",
            "▲下转13版",
            "→下转13版",
            "●转第13版",
            "▼ 下转 第 13 版",
            "下转13版▲",
            "（转第13版）",
            "（接转13版）",
            "（续转13版）",
            "（▲下转13版）",
            "（下转第十三版《标题》）",
            "（下转第13版·国际）",
            "（未完，下转第13版）",
            "（全文下转13版）",
            "**（下转第13版）**",
            "（下转本报第13版）",
            "（下转13版头条）",
            "■文转13版",
            "（下转第13版）。",
            "☞下转13版",
            "（下续13版）",
            "（转入第13版）",
            "（《标题》下转13版）",
            "[下转第13版]",
            "（下轉第13頁）",
            "<p align=right>（下转13版）</p>",
        ] {
            check(&format!("开头一段。\n\n最后一段。{mark}\n"), "", "13");
            check(&format!("开头一段。\n\n最后一段。\n\n{mark}\n\n[^1]: 注\n"), "", "13");
        }
        for (mark, pages) in [
            ("（下转A13版）", "A13"),
            ("（下转A2）", "A2"),
            ("（转B3版·国际）", "B3"),
            ("（下转第13、14版）", "13+14"),
            ("（下转第十三、十四版）", "13+14"),
            ("（下转头版）", "1"),
            ("（下转Ａ１３版）", "A13"),
            ("（下转0３版）", "3"),
            ("（下转第13版、第14版）", "13+14"),
            ("（下转廿三版）", "23"),
            ("（下转第13至15版）", "13+14+15"),
            ("（下转第十三至十五版）", "13+14+15"),
            ("（下转第13版～第16版）", "13+14+15+16"),
            ("（下转13—15版）", "13+14+15"),
            ("（下转1-10版）", "1+2+3+4+5+6+7+8+9+10"),
            ("（下转1-11版）", "1+11"),
            ("（下转15至13版）", "15+13"),
            ("（下转13至13版）", "13+13"),
            ("（下转2、4~6、9版）", "2+4+5+6+9"),
            ("（下转A14、15版）", "A14+A15"),
            ("（下转A14至16版）", "A14+A15+A16"),
            ("（下转Ａ０８–A10版）", "A8+A9+A10"),
            ("（下转A14、B2、3版）", "A14+B2+B3"),
            ("（下转A14至B16版）", "A14+B16"),
            ("（下转3、A4、5版）", "3+A4+A5"),
            ("（下转13 版、第 14 版）", "13+14"),
        ] {
            check(&format!("文。{mark}"), "", pages);
        }
    }

    #[test]
    fn every_word_and_sign_leads_back() {
        for mark in [
            "（上接第9版）",
            "（紧接第9版）",
            "（緊接第九版）",
            "▲上接9版",
            "（文接9版）",
            "←上接9版",
            "〔上接九版〕",
            "【上接９版】",
            "（接第9版）",
            "（承接第9版）",
            "（续第9版）",
            "（續第九版）",
            "（上接本报第9版）",
            "●上接9版",
            "（上续9版）",
            "（接自9版）",
            "（上接第九版《标题》）",
            "上接9版▲",
            "**（上接第9版）**",
            "◆文接9版",
            "（上接9版头条）",
        ] {
            check(&format!("{mark}\n\n第一段。\n\n最后一段。\n"), "9", "");
            check(&format!("# 题\n\n　　{mark} 第一段。\n\n最后一段。\n"), "9", "");
        }
        check("（上接第9版）文。（下转第14版）", "9", "14");
        check("上接1版\n\n文", "1", "");
        check("▲上接9版国务院今天开会。\n\n完。", "9", "");
    }

    #[test]
    fn marks_as_papers_print_them_besides() {
        for mark in [
            "（未完待续，转第2版）",
            "（未完待續，轉第2版）",
            "（下转第2版）[^1]",
            "（后接第2版）",
            "（後接第2版）",
            "（以下转第2版）",
            "（以下轉第二版）",
            "（下\u{200B}转第2版）",
            "（下转\u{200B}第\u{200B}2\u{200B}版）",
            "◢下转2版",
            "◤下转第2版",
            "（下转第2版） 本报记者 张三",
            "（下转第2版）　记者 李四 通讯员 王五",
            "（下转第2版）（本报记者 张三）",
            "（下转②版）",
            "（下转第贰版）",
            "（下轉第貳版）",
            "\n\n下转第2版）",
            "\n\n(下转第2版",
            "\n\n（下转第2版",
        ] {
            check(&format!("开头一段。\n\n最后一段。{mark}\n"), "", "2");
        }
        for body in [
            "本厂可承接2版印刷（承接2版）",
            "《辞海》（续2版）",
            "参考书：《现代汉语》（转2版）",
            "排版知识：▲下转2版",
            "工具书：《辞源》（接3版）",
            "联系电话（转203版）",
            "联系电话（转第999版）",
        ] {
            check(body, "", "");
        }
    }

    #[test]
    fn what_only_speaks_of_pages_is_no_mark() {
        for body in [
            "他说，请看下转第二版的文章。",
            "第二版的新闻",
            "（见第三版）\n\n文。（详见第3版）",
            "文接下来说到第3版的事。",
            "请转3路车到终点。（转3路车）",
            "（接2版合同的事已经办妥）\n\n文。（接2版合同已签）",
            "接2版合同的人来了。",
            "（续昨日二版）文",
            "（转自网络）文。（接自来水）",
            "承接第二版的风格，第三版更好。",
            "他转第二版给我看。下转第二版。后文",
            "请接2版，谢谢。",
            "文字转第二版面设计。",
        ] {
            check(body, "", "");
        }
    }

    #[test]
    fn the_place_decides_then_the_word_then_the_number() {
        check("文。（上接第13版）", "", "!13");
        check("（下转第9版）文。", "!9", "");
        check("文。\n\n（紧接第13版）", "", "!13");
        check("（转第9版）\n\n文。", "!9", "");
        check("文。▲上接13版", "", "!13");
        // Neither at the end nor at the begin.
        check("记者张三\n\n（上接第9版）文。\n\n（下转第13版）\n\n记者李四", "9", "13");
        check("（下转第13版）", "", "13");
        // A word that may be either.
        for (own, expected) in [("9", ("", "13")), ("20", ("13", ""))] {
            let expected = (expected.0.to_owned(), expected.1.to_owned());
            assert_eq!(pages("记者张三\n\n（转接13版）\n\n完。", Some(own)), expected, "{own}");
        }
    }

    #[test]
    fn titles_are_hints() {
        for (body, title) in [
            ("文。（下转第二版《开幕侧记》）", Some("开幕侧记")),
            ("文。（《开幕侧记》下转第二版）", Some("开幕侧记")),
            ("文。（下转第二版 《甲《乙》》）", Some("甲《乙》")),
            ("文。▲下转2版《开幕》", Some("开幕")),
            ("文。（下转第二版）", None),
        ] {
            assert_eq!(jumps(body, None).to.unwrap().title.as_deref(), title, "{body}");
        }
    }

    #[test]
    fn summaries_have_no_jumps() {
        for (summary, expected) in [
            ("（上接第一版） 会议结束。（下转第三版）", "会议结束。"),
            ("第二版的新闻。", "第二版的新闻。"),
            ("▲上接9版 会议。", "会议。"),
            ("会议。〔下接十三版〕", "会议。"),
            ("（文接9版）", ""),
        ] {
            assert_eq!(without_jumps(summary.to_owned()), expected);
        }
    }

    #[test]
    fn blanks_after_the_last_mark_do_not_matter() {
        for blanks in ["  ", "\t", "　", " \n\n", "  \n\n[^1]: 注\n", "\\\n", " \u{200B} \n"] {
            check(&format!("开头一段。\n\n▲下转13版{blanks}"), "", "13");
            check(&format!("开头一段。\n\n下转13版▲{blanks}"), "", "13");
            check(&format!("开头一段。\n\n下转13版{blanks}"), "", "13");
            check(&format!("开头一段。（下转13版）{blanks}"), "", "13");
        }
    }

    proptest! {
        #[test]
        fn never_panics(body in "(（|）|\\(|《|》|下转|上接|转|接|第|二|1|３|版|A2|▲|→|\n|[。、，*>#\\-  　]|<p>|\\[\\^1\\]: |文){0,60}") {
            let Jumps { from, to } = jumps(&body, Some("2"));
            for jump in from.into_iter().chain(to) {
                prop_assert_eq!(&body[jump.range.clone()], jump.words);
                prop_assert!(!jump.pages.is_empty());
            }
            without_jumps(body);
        }
    }
}
