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

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str, name: &str) -> bool {
        let start = text.find(name).unwrap();
        is_whole_word(text, start..start + name.len())
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
