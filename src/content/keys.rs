//! The keys of front matter that dibao knows, in the spellings of Hugo, Hexo, Jekyll and of
//! people who write Chinese. Case, `-` and `_` do not matter (`fold`).

pub(super) const TITLE: &[&str] = &["title", "headline", "标题", "標題", "篇名", "题目", "題目", "题名", "題名"];
/// The original's title: it is the article's where nothing else is.
pub(super) const SUBJECT: &[&str] = &["subject"];
pub(super) const DATE: &[&str] = &[
    "date",
    "published_at",
    "publish_date",
    "pub_date",
    "published",
    "created",
    "created_at",
    "time",
    "日期",
    "时间",
    "時間",
    "发布日期",
    "發布日期",
    "发布时间",
    "發布時間",
    "出版日期",
    "发表日期",
    "發表日期",
];
pub(super) const UPDATED: &[&str] = &["updated", "lastmod", "last_modified_at", "modified", "updated_at", "更新"];
pub(super) const AUTHORS: &[&str] = &["authors", "author", "byline", "作者", "记者", "記者"];
pub(super) const SUMMARY: &[&str] = &["summary", "description", "excerpt", "subtitle", "摘要", "副题", "副題"];
pub(super) const SLUG: &[&str] = &["slug"];
pub(super) const PERMALINK: &[&str] = &["permalink", "url"];
pub(super) const ADDRESS: &[&str] = &["permalink", "url", "slug"];
pub(super) const SCRIPT: &[&str] = &["script", "lang", "language", "locale"];
pub(super) const EVENTS: &[&str] = &["events", "event", "事件"];
pub(super) const LOCATIONS: &[&str] = &["locations", "location", "places", "place", "地点", "地點"];
pub(super) const PERSONS: &[&str] = &["persons", "person", "people", "人物"];
pub(super) const ORGANIZATIONS: &[&str] =
    &["organizations", "organization", "organisations", "organisation", "机构", "機構"];
pub(super) const TAGS: &[&str] = &["tags", "tag", "标签", "標籤"];
pub(super) const SOURCE: &[&str] = &["source", "来源", "來源"];
pub(super) const DATELINE: &[&str] = &["dateline", "电头", "電頭"];
pub(super) const EDITION: &[&str] = &["edition"];
pub(super) const ISSUE: &[&str] = &["issue", "issue_number", "期号", "期號"];
pub(super) const POSITION: &[&str] = &["position"];
pub(super) const CONTINUES: &[&str] = &["continues", "continued_from", "上接"];
pub(super) const CONTINUED_BY: &[&str] = &["continued_by", "continued_on", "下转", "下轉"];
pub(super) const SERIES: &[&str] = &["series", "serial", "连载", "連載"];
pub(super) const CORRECTIONS: &[&str] = &["corrections", "correction", "errata", "更正", "勘误", "勘誤"];
pub(super) const MENTIONS: &[&str] = &["mentions"];
pub(super) const PAGE: &[&str] = &["page", "版"];
pub(super) const SECTION: &[&str] = &["section", "column", "专栏", "專欄", "栏目", "欄目"];
pub(super) const WRITING: &[&str] = &["writing", "writing_mode"];
pub(super) const DRAFT: &[&str] = &["draft"];
pub(super) const PUBLISHED: &[&str] = &["published"];
pub(super) const TRANSLATION: &[&str] = &["translation_key"];

/// Keys of other generators: no misspellings, and where a file begins with one, it begins
/// with front matter.
const FOREIGN: &[&str] = &[
    "layout",
    "categories",
    "category",
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
    "aliases",
    "redirect_from",
    "menu",
    "math",
    "mathjax",
    "catalog",
    "canonical",
    "translator",
    "id",
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
    "name",
    "names",
    "start",
    "end",
    "parent",
    "reading",
    "kind",
    "wikidata",
    "geonames",
    "coordinates",
    "lat",
    "lon",
    "alias",
    "convert",
    "index",
    "indexes",
];

/// The keys that people misspell: rarer ones would be found in keys of templates' own.
const MISSPELT: &[&str] = &[
    "title",
    "date",
    "updated",
    "author",
    "authors",
    "summary",
    "description",
    "subtitle",
    "slug",
    "permalink",
    "script",
    "language",
    "events",
    "locations",
    "persons",
    "organizations",
    "corrections",
    "continues",
    "continued_by",
    "position",
    "tags",
    "categories",
    "source",
    "edition",
    "draft",
    "dateline",
];

/// A key without what spellings differ in.
pub(super) fn fold(key: &str) -> String {
    key.trim().chars().filter(|letter| !matches!(letter, '-' | '_' | ' ')).flat_map(char::to_lowercase).collect()
}

/// Whether a key is one that dibao or another generator knows.
pub(super) fn is_known(key: &str) -> bool {
    let key = fold(key);
    own().any(|known| fold(known) == key) || FOREIGN.iter().any(|known| fold(known) == key)
}

/// Whether a key is one that an article may have.
pub(super) fn is_own(key: &str) -> bool {
    own().any(|known| fold(known) == fold(key))
}

/// The keys that an article may have.
pub(super) fn own() -> impl Iterator<Item = &'static str> {
    let lists = [
        TITLE,
        SUBJECT,
        DATE,
        UPDATED,
        AUTHORS,
        SUMMARY,
        SLUG,
        PERMALINK,
        SCRIPT,
        EVENTS,
        LOCATIONS,
        PERSONS,
        ORGANIZATIONS,
        TAGS,
        SOURCE,
        DATELINE,
        EDITION,
        ISSUE,
        POSITION,
        CONTINUES,
        CONTINUED_BY,
        SERIES,
        CORRECTIONS,
        MENTIONS,
        PAGE,
        SECTION,
        DRAFT,
        PUBLISHED,
        TRANSLATION,
    ];
    lists.into_iter().flatten().copied()
}

/// The key that a misspelt one most likely means.
pub(super) fn meant(key: &str) -> Option<&'static str> {
    let length = key.chars().count();
    // `title_en` and `title2` are names of their own.
    if length < 4 || is_known(key) || key.contains(['_', '-', '.']) || key.contains(|it: char| it.is_numeric()) {
        return None;
    }
    let limit = if length < 8 { 1 } else { 2 };
    let near = MISSPELT.iter().copied();
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
}
