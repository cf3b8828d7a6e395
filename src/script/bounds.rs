//! Whether a part of a text begins and ends where its words do.

use std::cell::RefCell;
use std::ops::Range;

use super::fold::fold_character;
use super::lattice::{Edge, Lattice};
use super::names;

thread_local! {
    static LATTICE: RefCell<Lattice> = RefCell::default();
}

/// What a name of three or more characters costs as a word: as much as a rare word.
const NAME: u32 = 1500;

/// How many characters around a name are looked at, at most.
const AROUND: usize = 12;

/// Whether the text of `name`, in either script, begins and ends where words do. A name of three
/// or more Han counts as a word itself; a shorter one must be what the dictionary makes of
/// the text anyhow, since two characters meet by chance.
pub fn is_whole_word(text: &str, name: Range<usize>) -> bool {
    let is_han = |character: &char| names::is_han(*character);
    let before: usize =
        text[..name.start].chars().rev().take(AROUND).take_while(|it| is_han(it)).map(char::len_utf8).sum();
    let after: usize = text[name.end..].chars().take(AROUND).take_while(|it| is_han(it)).map(char::len_utf8).sum();
    if before == 0 && after == 0 {
        return true;
    }
    let run = name.start - before..name.end + after;
    let part = name.start - run.start..name.end - run.start;
    let is_long = text[name].chars().count() > 2;
    let edges = [Edge { start: part.start, end: part.end, cost: NAME }];
    LATTICE.with_borrow_mut(|lattice| {
        lattice.whole(&text[run], if is_long { &edges } else { &[] }, fold_character);
        let at = |byte: usize| lattice.place_of(byte).is_some_and(|place| lattice.is_boundary(place));
        at(part.start) && at(part.end)
    })
}

/// Words that lean on the one before them: a line does not begin with one.
const ENCLITIC: &str = "的地得了着著过過们們之等者";

/// Words that lean on the one after them: a line may begin with one.
const PROCLITIC: &str = "在和与與对對向从從把被将將是为為于於由给給跟";

/// Numbers, which stay with what they count.
const NUMBERS: &str = "〇一二三四五六七八九十百千万萬亿億两兩几幾数數第半每";

/// Where a line of a headline may break, in bytes: between its words, in either script. `names`
/// are the places of names in it, which are words. Punctuation is the browser's to keep.
pub fn word_breaks(text: &str, names: &[Range<usize>]) -> Vec<usize> {
    let edges: Vec<Edge> = names.iter().map(|name| Edge { start: name.start, end: name.end, cost: NAME / 4 }).collect();
    LATTICE.with_borrow_mut(|lattice| {
        lattice.whole(text, &edges, fold_character);
        let is_break = |at: &usize| {
            let byte = lattice.offset(*at);
            let (before, after) = (text[..byte].chars().next_back(), text[byte..].chars().next());
            let both_han = before.is_some_and(names::is_han) && after.is_some_and(names::is_han);
            let is_bound = before.is_some_and(|before| NUMBERS.contains(before))
                || after.is_some_and(|after| ENCLITIC.contains(after));
            if !lattice.is_boundary(*at) || !both_han || is_bound {
                return false;
            }
            // Two characters that stand alone are most likely a word that the dictionary does not have.
            let is_long_before = *at > 1 && !lattice.is_boundary(at - 1);
            let is_long_after = lattice.word_end(*at) > at + 1;
            let leans_back = before.is_some_and(|before| ENCLITIC.contains(before));
            let leans_on = after.is_some_and(|after| PROCLITIC.contains(after));
            (is_long_before || leans_back) && (is_long_after || leans_on)
        };
        (1..lattice.len()).filter(is_break).map(|at| lattice.offset(at)).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str, name: &str) -> bool {
        let start = text.find(name).unwrap();
        is_whole_word(text, start..start + name.len())
    }

    #[test]
    fn headlines_break_between_words() {
        let broken = |text: &str, names: &[&str]| {
            let places: Vec<_> =
                names.iter().map(|name| text.find(name).map(|at| at..at + name.len()).unwrap()).collect();
            let mut parts = Vec::new();
            let mut from = 0;
            for at in word_breaks(text, &places).into_iter().chain([text.len()]) {
                parts.push(&text[from..at]);
                from = at;
            }
            parts.join("|")
        };
        assert_eq!(broken("十国元首在阿斯塔纳签署宣言", &["阿斯塔纳"]), "十国元首|在阿斯塔纳|签署|宣言");
        assert_eq!(broken("一個台灣商人的杜尚別筆記（下）", &["杜尚別"]), "一個|台灣|商人的|杜尚別|筆記（下）");
        assert_eq!(broken("Qingdao 2024", &[]), "Qingdao 2024");
    }

    #[test]
    fn names_are_words() {
        assert!(whole("会议在上海举行", "上海"));
        assert!(whole("會議在上海舉行", "上海"));
        assert!(whole("卢卡申科说", "卢卡申科"));
        assert!(whole("离开阿斯塔纳时", "阿斯塔纳"));
        assert!(!whole("海上海鲜", "上海"));
        assert!(!whole("中国银行行长", "中国"));
        assert!(!whole("他发展中国家经济", "中国"), "发展中国家");
        assert!(!whole("王刚毅说", "王刚"));
    }
}
