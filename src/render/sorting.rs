//! The order of names: by pinyin for readers of Simplified, by strokes or zhuyin for readers of
//! Traditional, and the headings of an index in that order.
//!
//! The order is CLDR's, by ICU4X. CLDR marks where a heading begins in it by U+FDD0 and the
//! heading's letter; for strokes by U+2800 and their number (UTS #35, part 5).

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::Locale;
use unicode_normalization::UnicodeNormalization as _;

use crate::config::Order;
use crate::script::Script;

/// The headings of a kind of order, with the first text that is below each.
struct Headings {
    locale: &'static str,
    marks: Vec<(String, String)>,
}

/// Sorts names for readers of a script.
pub(super) struct Sorter {
    collator: CollatorBorrowed<'static>,
    marks: Vec<(String, String)>,
}

/// The heading of what begins with no letter and no Han.
const OTHER: &str = "#";

fn headings(script: Script, order: Order) -> Headings {
    let mark = |letter: char, label: String| (format!("\u{FDD0}{letter}"), label);
    match (script, order) {
        (Script::Hans, _) | (_, Order::Pinyin) => Headings {
            locale: "zh-u-co-pinyin",
            marks: ('A'..='Z').map(|letter| mark(letter, letter.to_string())).collect(),
        },
        (_, Order::Zhuyin) => Headings {
            locale: "zh-Hant-u-co-zhuyin",
            marks: ('ㄅ'..='ㄩ').map(|letter| mark(letter, letter.to_string())).collect(),
        },
        (_, Order::Stroke) => Headings {
            locale: "zh-Hant-u-co-stroke",
            marks: ('\u{2801}'..='\u{2840}')
                .map(|letter| mark(letter, format!("{}畫", letter as u32 - 0x2800)))
                .collect(),
        },
    }
}

impl Sorter {
    /// The order for readers of a script; `order` is that of Traditional.
    pub fn new(script: Script, order: Order) -> Self {
        let Headings { locale, marks } = headings(script, order);
        let locale: Locale = locale.parse().expect("the locale is written right");
        let collator =
            Collator::try_new((&locale).into(), CollatorOptions::default()).expect("ICU4X has its data compiled in");
        // What is no heading in this order, as I in pinyin, is where U+FDD0 alone is: at the end.
        let marks = marks.into_iter().filter(|(mark, _)| collator.compare(mark, "\u{FDD0}").is_lt());
        let marks = marks.collect();
        Self { collator, marks }
    }

    /// What a name is found under: a letter, a number of strokes.
    pub fn heading(&self, name: &str) -> String {
        match self.place(name) {
            Place::Letter(letter) => letter.to_string(),
            Place::Heading(index) => self.marks[index].1.clone(),
            Place::Other => OTHER.to_owned(),
        }
    }

    fn place(&self, name: &str) -> Place {
        let start = name.find(char::is_alphanumeric);
        let Some((start, first)) = start.and_then(|start| Some((start, name[start..].chars().next()?))) else {
            return Place::Other;
        };
        // É and full-width Ａ are letters too.
        let first = first.nfkd().next().unwrap_or(first);
        if first.is_ascii_alphabetic() {
            let letter = first.to_ascii_uppercase();
            // In pinyin, Apple is under A with 阿.
            let with_han = self.marks.iter().position(|(_, label)| label.starts_with(letter));
            return with_han.map_or(Place::Letter(letter), Place::Heading);
        }
        if !matches!(first, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}') {
            return Place::Other;
        }
        let below = self.marks.partition_point(|(mark, _)| self.collator.compare(mark, &name[start..]).is_le());
        below.checked_sub(1).map_or(Place::Other, Place::Heading)
    }

    /// Sorts by heading, then by name. `name` may be how it is read.
    pub fn sort<T>(&self, items: &mut [T], name: impl Fn(&T) -> String) {
        items.sort_by_cached_key(|item| {
            let name = name(item);
            let mut key = Vec::new();
            // Marks before a name are no part of its order.
            let start = name.find(char::is_alphanumeric).unwrap_or(0);
            self.collator.write_sort_key_to(&name[start..], &mut key).unwrap_or_default();
            (self.place(&name), key, name)
        });
    }
}

/// Where in an index a name is: letters come before Han, unless Han are among them.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Letter(char),
    Heading(usize),
    Other,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(script: Script, order: Order, names: &[&'static str]) -> Vec<String> {
        let sorter = Sorter::new(script, order);
        let mut names = names.to_vec();
        sorter.sort(&mut names, |name| (*name).to_owned());
        names.iter().map(|name| format!("{} {name}", sorter.heading(name))).collect()
    }

    #[test]
    fn simplified_is_by_pinyin() {
        assert_eq!(
            sorted(
                Script::Hans,
                Order::Stroke,
                &["青岛", "阿斯塔纳", "山东", "重庆", "Apple", "上海", "“上合”", "2024年", "Qt"]
            ),
            ["A 阿斯塔纳", "A Apple", "C 重庆", "Q 青岛", "Q Qt", "S 山东", "S 上海", "S “上合”", "# 2024年"]
        );
    }

    #[test]
    fn traditional_is_by_strokes_or_zhuyin() {
        assert_eq!(
            sorted(Script::Hant, Order::Stroke, &["青島", "一帶一路", "臺北", "上海", "Apple"]),
            ["A Apple", "1畫 一帶一路", "3畫 上海", "8畫 青島", "14畫 臺北"]
        );
        assert_eq!(
            sorted(Script::HantTw, Order::Zhuyin, &["青島", "臺北", "上海", "巴黎"]),
            ["ㄅ 巴黎", "ㄊ 臺北", "ㄑ 青島", "ㄕ 上海"]
        );
        assert_eq!(
            sorted(Script::Hans, Order::Stroke, &["Ōuzhōu", "한국", "ＡＢＣ公司"]),
            ["A ＡＢＣ公司", "O Ōuzhōu", "# 한국"]
        );
        assert_eq!(sorted(Script::Hant, Order::Pinyin, &["青島", "臺北"]), ["Q 青島", "T 臺北"]);
    }
}
