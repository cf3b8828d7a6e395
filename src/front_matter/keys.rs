//! The keys of front matter that dibao knows, in the spellings of Hugo, Hexo, Jekyll and of
//! people who write Chinese. Case, `-` and `_` do not matter (`fold`).
//!
//! One table says what a build reads, what `keys` of a `[[source]]` may name, what a misspelt key may mean,
//! which values `dibao convert` takes for prose, and what the documentation must tell. The keys by which entities are
//! named come from the table of kinds.

use crate::kinds::built_in;
use crate::script::Script;

/// What the values of a key are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    /// Words for readers, which are converted with a text.
    Prose,
    /// Ids, dates, paths, flags, rules: what means the same in every script only as it is written.
    Data,
}
use Sort::{Data, Prose};

/// A key that dibao reads.
#[derive(Clone, Copy)]
struct Key {
    spellings: &'static [&'static str],
    sort: Sort,
    /// The spellings that people misspell: rarer ones would be found in keys of templates' own.
    misspelt: &'static [&'static str],
}

macro_rules! keys {
    ($(#[$about:meta])* $table:ident
     $($(#[$doc:meta])* $name:ident: $sort:ident, misspelt [$($misspelt:literal),*] = [$($spelling:literal),* $(,)?];)*) => {
        $($(#[$doc])* pub const $name: &[&str] = &[$($spelling),*];)*

        $(#[$about])*
        const $table: &[Key] = &[$(Key { spellings: $name, sort: $sort, misspelt: &[$($misspelt),*] }),*];
    };
}

keys! {
    /// The keys that an article may have, but for those by which it names entities.
    ARTICLE

    TITLE: Prose, misspelt ["title"] =
        ["title", "headline", "标题", "標題", "篇名", "题目", "題目", "题名", "題名"];
    /// The original's title: it is the article's where nothing else is.
    SUBJECT: Prose, misspelt [] = ["subject"];
    DATE: Data, misspelt ["date"] = [
        "date", "published_at", "publish_date", "pub_date", "published", "created", "created_at", "time",
        "日期", "时间", "時間", "发布日期", "發布日期", "发布时间", "發布時間", "出版日期", "发表日期", "發表日期",
    ];
    /// The day from which on it is left out.
    EXPIRES: Data, misspelt [] = ["expiry_date", "unpublish_date", "下线日期", "下線日期"];
    UPDATED: Data, misspelt ["updated"] =
        ["updated", "lastmod", "last_modified_at", "last_updated", "modified", "updated_at", "更新"];
    AUTHORS: Prose, misspelt ["author", "authors"] = ["authors", "author", "byline", "作者", "记者", "記者"];
    SUMMARY: Prose, misspelt ["summary", "description", "subtitle"] =
        ["summary", "description", "excerpt", "subtitle", "摘要", "副题", "副題"];
    SLUG: Data, misspelt ["slug"] = ["slug"];
    PERMALINK: Data, misspelt ["permalink"] = ["permalink", "url"];
    /// Addresses that lead to an article. In the file of an entity they are names, which are words.
    ALIASES: Prose, misspelt ["aliases"] = ["aliases", "alias"];
    /// The same where it can be nothing else.
    REDIRECTS: Data, misspelt [] = ["redirect_from", "旧址", "舊址"];
    SCRIPT: Data, misspelt ["script", "language"] = ["script", "lang", "language", "locale"];
    SOURCE: Prose, misspelt ["source"] = ["source", "来源", "來源"];
    DATELINE: Prose, misspelt ["dateline"] = ["dateline", "电头", "電頭"];
    EDITION: Prose, misspelt ["edition"] = ["edition"];
    ISSUE: Prose, misspelt [] = ["issue", "issue_number", "期号", "期號"];
    POSITION: Data, misspelt ["position"] = ["position"];
    CONTINUES: Data, misspelt ["continues"] = ["continues", "continued_from", "上接"];
    CONTINUED_BY: Data, misspelt ["continued_by"] = ["continued_by", "continued_on", "下转", "下轉"];
    SERIES: Prose, misspelt [] = ["series", "serial", "连载", "連載"];
    CORRECTIONS: Prose, misspelt ["corrections"] =
        ["corrections", "correction", "errata", "更正", "勘误", "勘誤"];
    MENTIONS: Data, misspelt [] = ["mentions"];
    PAGE: Prose, misspelt [] = ["page", "版"];
    SECTION: Prose, misspelt [] = ["section", "column", "专栏", "專欄", "栏目", "欄目"];
    LICENSE: Data, misspelt ["license"] =
        ["license", "licence", "licenses", "许可协议", "許可協議", "许可证", "授权条款", "授權條款"];
    /// Of these, some are flags in themes of Hexo.
    RIGHTS: Prose, misspelt [] =
        ["rights", "copyright", "copyright_notice", "copyright_holder", "rights_holder", "版权", "版權", "著作权", "著作權"];
    /// The rights in pictures, by file.
    MEDIA: Prose, misspelt [] = ["media"];
    WRITING: Data, misspelt [] = ["writing", "writing_mode"];
    DRAFT: Data, misspelt ["draft"] = ["draft"];
    /// A misspelling of it would leave in the open what must not be: what is near to it is one of its spellings.
    WITHDRAWN: Prose, misspelt ["withdrawn"] = ["withdrawn", "withdraw", "withdrawal", "撤回", "撤稿"];
    PUBLISHED: Data, misspelt [] = ["published"];
    TRANSLATION: Data, misspelt [] = ["translation_key"];
    /// Rules of conversion, which hold as they are written.
    CONVERT: Data, misspelt [] = ["convert"];
}

keys! {
    /// The keys that an entity's file may have, but for those by which it names other entities. Only the first
    /// spelling of each is a sign of front matter: texts begin with `拼音：` too.
    ENTITY

    NAME: Prose, misspelt [] = ["name", "title"];
    /// By script, or a list.
    NAMES: Prose, misspelt [] = ["names"];
    OTHER_NAMES: Prose, misspelt [] = ["aliases", "alias"];
    ID: Data, misspelt [] = ["id", "slug"];
    CATEGORY: Prose, misspelt [] = ["kind", "type", "category"];
    ABOUT: Prose, misspelt [] = ["summary", "description"];
    READING: Data, misspelt [] = ["reading", "pinyin", "拼音"];
    PARENT: Data, misspelt [] = ["parent", "part_of"];
    START: Data, misspelt [] = ["start", "born", "founded", "date"];
    END: Data, misspelt [] = ["end", "died", "dissolved"];
    COORDINATES: Data, misspelt [] = ["coordinates"];
    LATITUDE: Data, misspelt [] = ["lat"];
    LONGITUDE: Data, misspelt [] = ["lon"];
    WIKIDATA: Data, misspelt [] = ["wikidata"];
    GEONAMES: Data, misspelt [] = ["geonames"];
}

/// Every key that an article may have.
fn all() -> impl Iterator<Item = Key> {
    let entities = built_in().map(|row| {
        let sort = if row.is_term { Prose } else { Data };
        Key { spellings: row.keys, sort, misspelt: row.misspelt }
    });
    ARTICLE.iter().copied().chain(entities)
}

/// Of the keys of a date those by which it waits for that day, whatever else is its date.
pub const APPEARS: &[&str] =
    &["published_at", "publish_date", "pub_date", "published", "发布日期", "發布日期", "发布时间", "發布時間"];

/// Of those the keys that name nothing but a day to wait for. The others are often a plain date, too, which an old
/// text may have as nobody reads it any more (`发布日期: 不详`).
pub const WAITS: &[&str] = &["publish_date", "pub_date"];

/// The address that an article had elsewhere, as those say who saved it.
pub const ORIGINAL: &[&str] = &["original_url", "original_link"];

/// What decides an address.
pub const ADDRESS: &[&str] = &["permalink", "url", "slug"];

/// The printed words of a correction, the right ones, what is to be said of them, and who made it.
pub const WAS: &[&str] = &["was", "原文", "误", "誤"];
pub const NOW: &[&str] = &["now", "更正", "正"];
pub const NOTE: &[&str] = &["note", "说明", "說明"];
pub const BY: &[&str] = &["by", "作者"];

/// When an article was withdrawn, and why.
pub const WITHDRAWN_ON: &[&str] = &["date", "日期", "时间", "時間"];
pub const REASON: &[&str] = &["reason", "原因", "理由", "事由", "缘由", "緣由"];

/// The rights in the files of a page of Hugo's, among other things.
pub const RESOURCES: &[&str] = &["resources"];
/// Which pictures an entry of these is about, who made them, and the table that Hugo has for what it does not know.
pub const FILE: &[&str] = &["file", "src", "path"];
pub const CREDIT: &[&str] =
    &["credit", "credits", "byline", "photographer", "摄影", "攝影", "来源", "來源", "图源", "圖源"];
pub const PARAMS: &[&str] = &["params"];

/// Whose something is, in a table of rights.
pub const HOLDERS: &[&str] = &["copyright_holder", "rights_holder"];

/// Words that stand in tables under any key, such as a cover's.
const CAPTIONS: &[&str] = &["caption", "alt", "credit", "rights", "图注", "圖註", "圖注", "图说", "圖說"];

/// What is data also in a table of words: `author: { name: …, url: … }`.
const NESTED_DATA: &[&str] =
    &["id", "link", "href", "src", "email", "mail", "image", "avatar", "file", "path", "homepage"];

/// Keys of other generators: no misspellings, and where a file begins with one, it begins
/// with front matter.
const FOREIGN: &[&str] = &[
    "layout",
    "keywords",
    "comments",
    "comment",
    "type",
    "weight",
    "toc",
    "cover",
    "image",
    "images",
    "thumbnail",
    "photos",
    "header-img",
    "menu",
    "math",
    "mathjax",
    "catalog",
    "canonical",
    "translator",
    "order",
    "no",
    "share",
    "top",
    "sticky",
    "pin",
    "copyright",
    "publisher",
    "collector",
    "reviewer",
    "proofreader",
    "sidebar",
    "navigation",
    "hidden",
    "private",
    "password",
    "feature",
    "featured",
    "icon",
    "color",
    "index",
    "indexes",
];

/// Those of them whose values are words.
const FOREIGN_PROSE: &[&str] = &["keywords"];

/// A key without what spellings differ in.
pub fn fold(key: &str) -> String {
    folded(key).collect()
}

/// Whether a key, folded, is another.
pub fn is_fold_of(fold: &str, key: &str) -> bool {
    fold.chars().eq(folded(key))
}

fn folded(key: &str) -> impl Iterator<Item = char> {
    key.trim().chars().filter(|letter| !matches!(letter, '-' | '_' | ' ')).flat_map(char::to_lowercase)
}

/// Whether a key is one that dibao or another generator knows.
pub fn is_known(key: &str) -> bool {
    let key = fold(key);
    let of_entities = ENTITY.iter().filter_map(|key| key.spellings.first()).copied();
    own().chain(of_entities).chain(FOREIGN.iter().copied()).any(|known| is_fold_of(&key, known))
}

/// Whether a key is one that an article may have.
pub fn is_own(key: &str) -> bool {
    let key = fold(key);
    own().any(|known| is_fold_of(&key, known))
}

/// Whether a key is one of some, in any spelling of case and signs.
pub fn is_one_of(key: &str, keys: &[&str]) -> bool {
    let key = fold(key);
    keys.iter().any(|known| is_fold_of(&key, known))
}

/// All spellings of the keys that an article may have.
pub fn own() -> impl Iterator<Item = &'static str> {
    all().flat_map(|key| key.spellings).copied()
}

/// All spellings of the keys that an entity's file may have, but for those by which it names other entities.
#[cfg(test)]
pub fn of_entities() -> impl Iterator<Item = &'static str> {
    ENTITY.iter().flat_map(|key| key.spellings).copied()
}

/// Where in front matter a value stands, and thus what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// At the top, or in something that dibao does not know.
    Unknown,
    /// In what readers read.
    Prose,
    /// In what is data, whatever is in it.
    Data,
}

impl Reach {
    /// That of the value of a key which stands here.
    pub fn below(self, key: &str) -> Self {
        let folded = fold(key);
        let is_in = |list: &[&str]| list.iter().any(|known| is_fold_of(&folded, known));
        let own = all().find(|key| is_in(key.spellings)).map(|key| key.sort);
        let is_prose_of_entity = || ENTITY.iter().any(|key| key.sort == Prose && is_in(key.spellings));
        match (self, own) {
            (Self::Data, _) => Self::Data,
            (Self::Prose, Some(Data)) => Self::Data,
            // In its own script already.
            (Self::Prose, _) if is_in(NESTED_DATA) || key.trim().parse::<Script>().is_ok() => Self::Data,
            (Self::Prose, _) | (Self::Unknown, Some(Prose)) => Self::Prose,
            (Self::Unknown, Some(Data)) => Self::Data,
            (Self::Unknown, None) if is_in(CAPTIONS) || is_in(FOREIGN_PROSE) || is_prose_of_entity() => Self::Prose,
            (Self::Unknown, None) => Self::Unknown,
        }
    }

    /// That of the value of a key in a table within.
    pub fn within(self, key: &str) -> Self {
        // A title in a table of a template's own is not the article's.
        match self {
            Self::Unknown if CAPTIONS.iter().any(|known| fold(known) == fold(key)) => Self::Prose,
            Self::Unknown => Self::Unknown,
            known => known.below(key),
        }
    }
}

/// The key that a misspelt one most likely means.
pub fn meant(key: &str) -> Option<&'static str> {
    let length = key.chars().count();
    // `title_en` and `title2` are names of their own.
    if length < 4 || is_known(key) || key.contains(['_', '-', '.']) || key.contains(|it: char| it.is_numeric()) {
        return None;
    }
    let limit = if length < 8 { 1 } else { 2 };
    let near = all().flat_map(|key| key.misspelt).copied();
    let scored = near.map(|known| (strsim::damerau_levenshtein(&fold(key), &fold(known)), known));
    // A plural of one's own is no misspelling.
    let (distance, nearest) = scored.min()?;
    (distance <= limit && key.trim_end_matches('s') != nearest.trim_end_matches('s')).then_some(nearest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspellings_are_told_from_other_keys() {
        for (key, expected) in [
            ("descrition", Some("description")),
            ("titel", Some("title")),
            ("auhtor", Some("author")),
            ("Date", None),
            ("layout", None),
            ("pages", None),
            ("via", None),
            ("title_en", None),
            ("title2", None),
            ("image_feature", None),
        ] {
            assert_eq!(meant(key), expected, "{key}");
        }
    }

    #[test]
    fn what_may_be_misspelt_is_a_spelling() {
        for key in all() {
            assert!(key.misspelt.iter().all(|misspelt| key.spellings.contains(misspelt)), "{:?}", key.misspelt);
        }
    }

    /// The keys that the README lists are read, and it lists every key of an article; those of entities are in
    /// `docs/linking.md`, and a test of `kinds` looks there for those by which entities are named.
    #[test]
    fn the_documentation_has_every_key() {
        let readme = include_str!("../../README.md");
        let (_, list) = readme.split_once("Known keys are ").unwrap();
        let (list, _) = list.split_once("; others are kept").unwrap();
        let listed: Vec<&str> = list.split('`').skip(1).step_by(2).collect();
        assert!(listed.len() > 20, "{listed:?}");
        for key in &listed {
            assert!(is_own(key), "{key}");
            let book = format!("[[source]]\ndir = \"a\"\nkeys = {{ {key} = \"某\" }}\n");
            assert!(crate::config::load(&book).is_ok(), "{key}");
        }
        for key in ARTICLE {
            assert!(listed.contains(&key.spellings[0]), "README.md lacks {:?}", key.spellings);
        }
        let linking = include_str!("../../docs/linking.md");
        for key in ENTITY {
            assert!(linking.contains(&format!("`{}`", key.spellings[0])), "docs/linking.md lacks {:?}", key.spellings);
        }
    }

    #[test]
    fn what_is_prose() {
        for (path, expected) in [
            (&["标题"][..], Reach::Prose),
            (&["Headline"], Reach::Prose),
            (&["SUMMARY"], Reach::Prose),
            (&["专栏"], Reach::Prose),
            (&["date"], Reach::Data),
            (&["persons"], Reach::Data),
            (&["convert", "keep"], Reach::Data),
            (&["corrections", "was"], Reach::Prose),
            (&["corrections", "date"], Reach::Data),
            (&["更正", "日期"], Reach::Data),
            (&["authors", "name"], Reach::Prose),
            (&["authors", "url"], Reach::Data),
            (&["withdrawn", "date"], Reach::Data),
            (&["撤回", "原因"], Reach::Prose),
            (&["names", "zh-Hant-TW"], Reach::Data),
            (&["cover", "caption"], Reach::Prose),
            (&["cover", "title"], Reach::Unknown),
            (&["layout"], Reach::Unknown),
        ] {
            let reach = path[1..].iter().fold(Reach::Unknown.below(path[0]), |reach, key| reach.within(key));
            assert_eq!(reach, expected, "{path:?}");
        }
    }
}
