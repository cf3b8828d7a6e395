//! Which language and script a text is in: as its file's name says, and as its letters do.

use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::script::{Script, Side, side_of};

/// A language by its BCP 47 tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Language {
    /// Chinese, in a script if the tag says so.
    Chinese(Option<Script>),
    /// Another, by its tag.
    Other(String),
}

/// Languages other than Chinese that file names and folders may name: a folder may also be
/// called `it` or `no` for other reasons, so these are few.
const OTHERS: [(&str, &str); 14] = [
    ("en", "English"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("fr", "Français"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("ru", "Русский"),
    ("pt", "Português"),
    ("vi", "Tiếng Việt"),
    ("th", "ไทย"),
    ("ar", "العربية"),
    ("bo", "བོད་ཡིག"),
    ("ug", "ئۇيغۇرچە"),
    ("mn", "Монгол"),
];

/// What a language calls itself; its tag if dibao does not know.
pub fn autonym(tag: &str) -> &str {
    let primary = tag.split('-').next().unwrap_or(tag);
    OTHERS.iter().find(|(code, _)| code.eq_ignore_ascii_case(primary)).map_or(tag, |(_, name)| name)
}

impl Language {
    /// Reads a tag in any case, with `_` for `-`; none if it is no language that dibao knows.
    pub fn parse(tag: &str) -> Option<Self> {
        let tag = tag.trim().replace('_', "-");
        // It becomes a folder and an attribute: RFC 5646 allows nothing but these.
        let is_part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|it| it.is_ascii_alphanumeric());
        if !tag.split('-').all(is_part) {
            return None;
        }
        if let Ok(script) = tag.parse::<Script>() {
            return Some(Self::Chinese(Some(script)));
        }
        let primary = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        match primary.as_str() {
            "zh" | "cmn" | "chinese" => Some(Self::Chinese(None)),
            "english" => Some(Self::Other("en".to_owned())),
            code if OTHERS.iter().any(|(known, _)| *known == code) => Some(Self::Other(canonical(&tag))),
            _ => None,
        }
    }
}

/// A tag in its canonical case: `en-US`, not `EN-us`.
fn canonical(tag: &str) -> String {
    let parts = tag.split('-').enumerate().map(|(index, part)| match (index, part.len()) {
        (0, _) => part.to_ascii_lowercase(),
        (_, 2) => part.to_ascii_uppercase(),
        _ => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("-")
}

/// The language that a path names, and the path without that name, by which the versions of
/// an article know each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InPath {
    pub(super) language: Language,
    pub(super) key: String,
    /// Whether the name may be something else, so that it counts only beside another version.
    pub(super) is_weak: bool,
}

/// The path without its ending: what a file is known by that names no language.
pub(super) fn plain_key(path: &str) -> &str {
    let file = path.rfind('/').map_or(0, |slash| slash + 1);
    path[file..].rfind('.').map_or(path, |dot| &path[..file + dot])
}

/// Reads `name.zh-hant.md`, `index.en.md`, `en/name.md`, `zh-tw/name.md`, `name_en.md`.
pub(super) fn in_path(path: &str) -> Option<InPath> {
    let stem = plain_key(path);
    let file = stem.rfind('/').map_or(0, |slash| slash + 1);
    if let Some(dot) = stem[file..].rfind('.').filter(|&dot| dot > 0) {
        let (base, code) = (&stem[..file + dot], &stem[file + dot + 1..]);
        // Only codes that look like some: `notes.hans.md` may be by someone of that name.
        let language = Language::parse(code).filter(|_| is_code(code));
        if let Some(language) = language {
            return Some(InPath { language, key: base.to_owned(), is_weak: false });
        }
    }
    let folders: Vec<&str> = stem[..file].split_terminator('/').collect();
    for (index, folder) in folders.iter().enumerate() {
        if let Some(language) = Language::parse(folder).filter(|_| is_code(folder)) {
            let mut others = folders.clone();
            others.remove(index);
            others.push(&stem[file..]);
            return Some(InPath { language, key: others.join("/"), is_weak: false });
        }
    }
    // `name-zh-cn`, `name_en`: the last one or two parts.
    let parts = stem[file..].match_indices(['-', '_']).map(|(at, _)| file + at).filter(|&at| at > file);
    let found = parts.into_iter().find_map(|at| {
        let code = &stem[at + 1..];
        Some((at, Language::parse(code).filter(|_| is_code(code))?))
    });
    found.map(|(at, language)| InPath { language, key: stem[..at].to_owned(), is_weak: true })
}

fn is_code(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    text.len() == 2
        || text.starts_with("zh-")
        || text.starts_with("zh_")
        || text.get(2..3).is_some_and(|it| "-_".contains(it)) && text.len() == 5
}

/// What the letters of a text are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Letters {
    pub han: usize,
    /// Letters of alphabets.
    pub others: usize,
    pub simplified: usize,
    pub traditional: usize,
    /// Where the first character is that only Simplified has, and only Traditional, in bytes.
    first: [Option<usize>; 2],
}

/// So many letters are some sentences.
const SENTENCES: usize = 100;
/// Fewer telling characters than this tell nothing.
const FEW: usize = 3;

impl Letters {
    pub fn of(text: &str) -> Self {
        let mut letters = Self::default();
        let mut at = 0;
        let mut in_fence = false;
        for line in text.split_inclusive('\n') {
            let is_fence = line.trim_start().starts_with("```");
            in_fence ^= is_fence;
            if !in_fence && !is_fence {
                letters.count(line, at);
            }
            at += line.len();
        }
        letters
    }

    /// Counts a line that begins at a place. Code is in no language.
    fn count(&mut self, line: &str, start: usize) {
        let letters = self;
        for (at, character) in line.char_indices() {
            let at = start + at;
            if character.is_ascii() {
                letters.others += usize::from(character.is_ascii_alphabetic());
            } else if matches!(character, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{323AF}') {
                letters.han += 1;
                match side_of(character) {
                    Side::Simplified => {
                        letters.simplified += 1;
                        letters.first[0].get_or_insert(at);
                    }
                    Side::Traditional => {
                        letters.traditional += 1;
                        letters.first[1].get_or_insert(at);
                    }
                    Side::Both => {}
                }
            } else if character.is_alphabetic() {
                letters.others += 1;
            }
        }
    }

    /// Whether a text is English by its letters: some sentences of them, with no more than a name in Chinese. Addresses
    /// and tags are no words.
    pub fn is_english(text: &str) -> bool {
        static NO_WORDS: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"https?://\S+|\]\([^()]*\)|<[^<>]+>|`[^`]*`").expect("the pattern is constant")
        });
        let words = NO_WORDS.replace_all(text, " ");
        let letters = Self::of(&words);
        let ascii = words.bytes().filter(u8::is_ascii_alphabetic).count();
        letters.others >= SENTENCES && letters.han * 20 < letters.others && ascii * 100 >= letters.others * 97
    }

    /// Whether the text is hardly Chinese at all.
    pub fn is_foreign(&self) -> bool {
        self.han * 10 < self.others
    }

    /// Whether more of the text is Chinese than not, with code and names in other letters.
    pub fn is_chinese(&self) -> bool {
        self.han * 2 >= self.others
    }

    /// The script that most of its telling characters are of; none if there are hardly any.
    pub fn script(&self) -> Option<Script> {
        match self.simplified.cmp(&self.traditional) {
            std::cmp::Ordering::Greater => Some(Script::Hans),
            std::cmp::Ordering::Less => Some(Script::Hant),
            std::cmp::Ordering::Equal => None,
        }
    }

    /// Where the first character of the other script is, if there are so many of them that the
    /// text is mixed: more than one in ten.
    pub fn mixed(&self) -> Option<usize> {
        let (few, many, first) = if self.simplified < self.traditional {
            (self.simplified, self.traditional, self.first[0])
        } else {
            (self.traditional, self.simplified, self.first[1])
        };
        first.filter(|_| few >= FEW && few * 10 > few + many)
    }

    /// Whether the text is clearly not in a script that it is said to be in.
    pub fn contradicts(&self, script: Script) -> bool {
        let (of_it, others) = match script {
            Script::Hans => (self.simplified, self.traditional),
            _ => (self.traditional, self.simplified),
        };
        others >= 10 && of_it * 10 < others
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, language: &str, key: &str, is_weak: bool) {
        let expected = Language::parse(language).map(|language| InPath { language, key: key.to_owned(), is_weak });
        assert_eq!(in_path(path), expected, "{path}");
    }

    #[test]
    fn languages_in_paths() {
        check("a/foo.zh-Hant.md", "zh-Hant", "a/foo", false);
        check("a/index.zh-tw.md", "zh-TW", "a/index", false);
        check("README.en.md", "en", "README", false);
        check("foo.zh.md", "zh", "foo", false);
        check("posts/en/foo.md", "en", "posts/foo", false);
        check("zh-cn/a/foo.md", "zh-CN", "a/foo", false);
        check("foo-zh.md", "zh", "foo", true);
        check("foo_zh-tw.md", "zh-TW", "foo", true);
        check("foo-en.md", "en", "foo", true);
        for path in
            ["en-/../foo.md", "foo.md", "a.b/foo.md", "notes.hans.md", "it/foo.md", "2024-07-04.md", "zh.md", "v1.2.md"]
        {
            assert_eq!(in_path(path), None, "{path}");
        }
    }

    #[test]
    fn only_tags_are_languages() {
        for tag in ["en-/../../../x", "en-x\"><script>", "en-", "en--US", "-", "xx", ""] {
            assert_eq!(Language::parse(tag), None, "{tag}");
        }
        assert_eq!(Language::parse("EN_us"), Some(Language::Other("en-US".to_owned())));
    }

    #[test]
    fn scripts_by_their_letters() {
        let letters = Letters::of;
        assert_eq!(letters("这是简体的文章").script(), Some(Script::Hans));
        assert_eq!(letters("這是繁體的文章").script(), Some(Script::Hant));
        assert_eq!(letters("天地人").script(), None);
        assert_eq!(letters("这是简体的文章，里面说的都是简体").mixed(), None);
        assert!(letters("这是简体的文章。這是繁體的文章，說的").mixed().is_some());
        assert!(letters("The quick brown fox of 北京 jumps over the lazy dog").is_foreign());
        assert!(!letters("用 Rust 写的静态站点生成器 dibao").is_foreign());
        assert!(!letters("").is_foreign());
        let english =
            "A fire broke out at the harbour on Monday night and was put out before the morning came. ".repeat(2);
        assert!(Letters::is_english(&format!("# Harbour News: Fire\n\n{english}中文網\n")));
        assert!(!Letters::is_english("# Harbour\n"));
        assert!(!Letters::is_english(
            &"Der Brand im Hafen wurde gelöscht, bevor es hell geworden ist, sagt die Behörde für Häfen. ".repeat(2)
        ));
        let links = "[图](https://x.example/a/very/long/address/that/goes/on/and/on/and/on/to/the/end.html) ".repeat(9);
        assert!(!Letters::is_english(&format!("港口的图片都在这里。{links}")));
        assert!(letters("這是繁體的文章說話見聞書記選舉").contradicts(Script::Hans));
    }
}
