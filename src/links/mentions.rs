//! Names of entities in the text of articles.
//!
//! One pass of an Aho-Corasick automaton finds the longest names, whichever script they are
//! written in; what stands around a name then decides whether it is one here.

use std::collections::BTreeMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::archive::{Archive, EntityId, is_related};
use crate::script::{fold, is_whole_word};

/// Finds the names of an archive's entities.
pub struct Names {
    automaton: Option<AhoCorasick>,
    /// For each name of the automaton, what may be called so; empty for a name that is not to be
    /// linked, and only keeps shorter ones from being found in it.
    called: Vec<Vec<EntityId>>,
}

/// A name in a text.
#[derive(Debug, PartialEq, Eq)]
pub struct Named<'n> {
    /// Where it is, in bytes.
    pub range: Range<usize>,
    /// What may be called so; at least one.
    pub entities: &'n [EntityId],
}

/// What a name means in an article.
#[derive(Debug, PartialEq, Eq)]
pub enum Meaning {
    /// This.
    One(EntityId),
    /// Nothing in the article tells which of several.
    Ambiguous,
}

impl Names {
    /// The names and aliases of entities that a file describes.
    pub fn new(archive: &Archive) -> Self {
        let mut by_name: BTreeMap<String, Vec<EntityId>> = BTreeMap::new();
        for (id, entity) in archive.entities.iter_enumerated().filter(|(_, entity)| entity.meta.is_described()) {
            for (_, name) in entity.meta.all_names() {
                let name = fold(name.trim());
                if !is_name(&name) {
                    continue;
                }
                let called = by_name.entry(name).or_default();
                if entity.meta.mentions && !called.contains(&id) {
                    called.push(id);
                }
            }
        }
        let (names, called): (Vec<String>, Vec<Vec<EntityId>>) = by_name.into_iter().unzip();
        let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&names);
        // An automaton that would be too large finds nothing; no archive has millions of names.
        Self { automaton: automaton.ok().filter(|_| !names.is_empty()), called }
    }

    /// The names in a text, in order, of those entities that are `wanted`. A name that is a part of
    /// a longer one or of another word is none.
    pub fn find(&self, text: &str, wanted: &dyn Fn(EntityId) -> bool) -> Vec<Named<'_>> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let folded = fold(text);
        let found = automaton.find_iter(&folded).filter_map(|found| {
            let (entities, range) = (self.called[found.pattern().as_usize()].as_slice(), found.range());
            // Most names of a text are said again and again: only the first needs a closer look.
            let is_wanted = entities.iter().any(|&entity| wanted(entity));
            (is_wanted && stands_alone(&folded, range.clone())).then_some(Named { range, entities })
        });
        found.collect()
    }

    /// Which of the entities of a name is meant in an article about `about`: that one, or the only
    /// one that has to do with it.
    pub fn meaning(archive: &Archive, entities: &[EntityId], about: &[EntityId]) -> Meaning {
        if let [only] = entities {
            return Meaning::One(*only);
        }
        let one_of = |is_meant: &dyn Fn(&EntityId) -> bool| {
            let mut meant = entities.iter().copied().filter(|entity| is_meant(entity));
            meant.next().filter(|_| meant.next().is_none())
        };
        let named = one_of(&|entity| about.contains(entity));
        let near = || one_of(&|&entity| is_related(&archive.entities, entity, about));
        named.or_else(near).map_or(Meaning::Ambiguous, Meaning::One)
    }
}

/// Whether a name is long enough to be found in a text: two Han or two letters.
fn is_name(name: &str) -> bool {
    name.chars().count() > 1 && name.chars().any(char::is_alphabetic)
}

/// Whether a name is not a part of another word, nor of the title of a work: 《阿斯塔纳宣言》 is no
/// place.
fn stands_alone(text: &str, range: Range<usize>) -> bool {
    let (before, name, after) = (&text[..range.start], &text[range.clone()], &text[range.end..]);
    // Titles are short; a paragraph may be as long as a book.
    let before = &before[before.floor_char_boundary(before.len().saturating_sub(LONGEST_TITLE))..];
    let is_open = |open: char, close: char| before.rfind(open).is_some_and(|at| !before[at..].contains(close));
    let is_whole = before.ends_with(['《', '〈']) && after.starts_with(['》', '〉']);
    if !is_whole && (is_open('《', '》') || is_open('〈', '〉')) {
        return false;
    }
    let starts_latin = name.starts_with(is_latin);
    let ends_latin = name.ends_with(is_latin);
    if starts_latin && !latin_may_begin(before) || ends_latin && !latin_may_end(after) {
        return false;
    }
    if begins_a_longer_name(after) {
        return false;
    }
    starts_latin && ends_latin || is_whole_word(text, range)
}

/// How far before a name the title of a work may begin, in bytes.
const LONGEST_TITLE: usize = 240;

/// Words that make another name of the name before them: 阿斯塔纳机场 is no city, and the Apache 2
/// 许可证 no server. Folded.
const HEADS: [&str; 26] = [
    "许可",
    "基金会",
    "大学",
    "学院",
    "中学",
    "日报",
    "晚报",
    "时报",
    "周刊",
    "银行",
    "机场",
    "火车站",
    "车站",
    "大街",
    "大道",
    "宣言",
    "公约",
    "条约",
    "协定",
    "议定书",
    "地图",
    "软件中心",
    "商店",
    "博物馆",
    "奖",
    "杯",
];

/// Whether what follows a name, after the number of a version perhaps, makes another name of it.
fn begins_a_longer_name(after: &str) -> bool {
    if after.starts_with(['+', '＋']) {
        return true;
    }
    let rest = after.strip_prefix(' ').unwrap_or(after);
    let rest = rest.trim_start_matches(|it: char| it.is_ascii_digit() || it == '.');
    let rest = rest.strip_prefix(' ').unwrap_or(rest);
    HEADS.iter().any(|head| rest.starts_with(head))
}

fn is_latin(character: char) -> bool {
    // Cyrillic and the like are written with spaces too.
    character.is_alphanumeric() && character < '\u{2E80}'
}

/// What joins the parts of one name: `vim-plug`, `node_modules`, `user@host`, `a/b`, `C++`, `C#`.
const JOINERS: [char; 13] = ['-', '_', '@', '/', '\\', '+', '#', '.', '&', '~', '$', '\'', '’'];

fn latin_may_begin(before: &str) -> bool {
    let mut letters = before.chars().rev();
    match letters.next() {
        None => true,
        Some(letter) if is_latin(letter) || JOINERS.contains(&letter) => false,
        // `Arch Linux` is not Linux: the word before may be a part of the name.
        Some(' ') => {
            !is_proper(letters.take_while(|it| is_latin(*it)).last())
                && letters_before_are_no_name(before)
                && !is_in_title(before)
        }
        Some(_) => true,
    }
}

/// `Windows Subsystem for Linux` is one name: a small word joins its parts.
fn is_in_title(before: &str) -> bool {
    let mut words = before.trim_end_matches(' ').rsplit(' ');
    let joins = words.next().is_some_and(|word| matches!(word, "for" | "of" | "on" | "and" | "the" | "to" | "with"));
    joins && words.next().is_some_and(|word| is_proper(word.chars().next()) && word.chars().all(is_latin))
}

fn letters_before_are_no_name(before: &str) -> bool {
    // `vim-Linux `, `Go/Linux `: what is joined to the word before.
    let word = before.trim_end_matches(' ').rsplit(' ').next().unwrap_or_default();
    let latin: String = word.chars().rev().take_while(|it| is_latin(*it) || JOINERS.contains(it)).collect();
    !latin.chars().any(char::is_uppercase)
}

fn latin_may_end(after: &str) -> bool {
    let mut letters = after.chars();
    match letters.next() {
        None => true,
        Some(letter) if is_latin(letter) => false,
        // The end of a sentence is not `Node.js`.
        Some('.' | '\'' | '’' | '/' | '-' | '&' | '~') => !letters.next().is_some_and(is_latin),
        Some(letter) if JOINERS.contains(&letter) => false,
        Some(' ') => !is_proper(letters.next()),
        Some(_) => true,
    }
}

/// Whether a word that begins so is written like a part of a name.
fn is_proper(first: Option<char>) -> bool {
    first.is_some_and(|letter| letter.is_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alone(text: &str, name: &str) -> bool {
        let start = text.find(name).unwrap();
        stands_alone(text, start..start + name.len())
    }

    #[test]
    fn latin_names_are_whole() {
        for text in
            ["用 Linux 的人", "Linux。", "在Linux上", "Linux, and", "（Linux）", "装 Linux 5.4", "is Linux.", "a Linux"]
        {
            assert!(alone(text, "Linux"), "{text}");
        }
        for text in [
            "Arch Linux 的",
            "Linux Mint",
            "Linux-libre",
            "linux/Linux.h",
            "#Linux",
            "LinuxOne",
            "Linux.org",
            "X-Linux",
            "my_Linux",
            "Subsystem for Linux",
        ] {
            assert!(!alone(text, "Linux"), "{text}");
        }
        assert!(!alone("用 C++ 写", "C"));
        assert!(!alone("Node.js", "Node"));
    }

    #[test]
    fn han_names_are_words() {
        assert!(alone("会议在上海举行", "上海"));
        assert!(!alone("海上海鲜", "上海"));
        assert!(alone("Linux中国的编辑", "Linux中国"));
        assert!(!alone("“上合组织+”会议", "上合组织"));
        assert!(!alone("在阿斯塔纳机场", "阿斯塔纳") && alone("在阿斯塔纳的机场", "阿斯塔纳"));
        assert!(!alone("用 Apache 2.0 许可证", "Apache") && alone("装 Apache 2.4。", "Apache"));
        assert!(!alone("通过了《阿斯塔纳宣言》", "阿斯塔纳"));
        assert!(alone("读《红楼梦》的人在上海", "上海") && alone("读《红楼梦》", "红楼梦"));
    }
}
