//! Paths of the output and the addresses they are published under.

use crate::address;
use crate::address::PageForm;
pub(super) use crate::address::encode;
use crate::archive::Article;
use crate::artefact::FRONT;
use crate::artefact::Resource;
use crate::links::Period;
use crate::script::Script;

/// The path of a place on a page: `zh-hans/2024/07/index.html#d05`.
pub(super) fn place_on(page: &str, anchor: &str) -> String {
    format!("{page}#{anchor}")
}

/// A path in two: the file, and the place on it with its `#`. A file may have that sign in its name, but no page.
fn place_in(path: &str) -> (&str, &str) {
    path.find(".html#").map_or((path, ""), |at| path.split_at(at + ".html".len()))
}

/// The address of a path below another address.
pub(super) fn below(address: &str, path: &str) -> String {
    let (file, place) = place_in(path);
    address::below(address, file) + place
}

/// The address at which a file, or a place on a page, is published.
pub(super) fn public(base: &str, path: &str) -> String {
    let (file, place) = place_in(path);
    address::published(base, file) + place
}

/// The same as an IRI.
pub(super) fn iri(base: &str, path: &str) -> String {
    let (file, place) = place_in(path);
    address::published_iri(base, file) + place
}

/// The search page of a script.
pub(super) fn search(script: Script, form: PageForm) -> String {
    list_file(script, "search/", FRONT, form)
}

/// Its description for browsers.
pub(super) fn opensearch(script: Script) -> String {
    plain(Resource::OpenSearch { folder: script.folder() })
}

/// The list of all feeds.
pub(super) fn opml() -> String {
    plain(Resource::Feeds)
}

/// A file of the data set.
pub(super) fn data(name: &str) -> String {
    plain(Resource::Data(name))
}

/// The feed of a script, of an entity or of a source, which has an address below the script's
/// folder.
pub(super) fn feed(script: Script, address: &str, ending: &str) -> String {
    plain(Resource::Feed { folder: script.folder(), address, ending })
}

/// The file of the facts of a day's articles, or of those without a date.
pub(super) fn page_data(period: Option<Period>) -> String {
    let day = period.map_or_else(|| "undated".to_owned(), Period::folder);
    plain(Resource::PageData(&day))
}

/// A path that does not depend on the form of pages.
fn plain(resource: Resource<'_>) -> String {
    resource.path(PageForm::default()).unwrap_or_default()
}

/// The file of an article or entity, from its address below the script's folder.
pub(super) fn page_file(script: Script, path: &str, form: PageForm) -> String {
    page_in(script.folder(), path, form)
}

/// The same in a language's folder.
pub(super) fn page_in(folder: &str, address: &str, form: PageForm) -> String {
    Resource::Page { folder, address }.path(form).unwrap_or_default()
}

/// The file of an article for readers of a script: one that is in no Chinese has only the page
/// in its own language.
pub(super) fn article_file(script: Script, article: &Article, form: PageForm) -> String {
    match article.meta.foreign_only() {
        Some(tag) => page_in(&language_folder(tag), &article.path, form),
        None => page_file(script, &article.path, form),
    }
}

/// The folder of the pages in a language other than Chinese.
pub(super) fn language_folder(tag: &str) -> String {
    tag.to_ascii_lowercase()
}

/// The file of a list's first page or of one after it. `address` ends in `/` for a list that
/// is the index of a folder.
pub(super) fn list_file(script: Script, address: &str, part: usize, form: PageForm) -> String {
    Resource::List { folder: script.folder(), address, part }.path(form).unwrap_or_default()
}

/// The way from a file of the output up to its root: `../../`.
pub(super) fn root_of(file: &str) -> String {
    "../".repeat(file.matches('/').count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_addresses() {
        assert_eq!(below("../", "zh-hans/2024/07/index.html#d05"), "../zh-hans/2024/07/index.html#d05");
        assert_eq!(
            public("https://e.example/", "zh-hans/2024/07/index.html#d05"),
            "https://e.example/zh-hans/2024/07/#d05"
        );
        assert_eq!(below("", "media/a#b.png"), "media/a%23b.png");
        assert_eq!(root_of("zh-hans/2024/a.html"), "../../");
        assert_eq!(list_file(Script::Hans, "", 2, PageForm::Flat), "zh-hans/page/2.html");
        assert_eq!(list_file(Script::Hans, "events/a", FRONT, PageForm::Flat), "zh-hans/events/a.html");
        assert_eq!(list_file(Script::Hant, "2024/", FRONT, PageForm::Folder), "zh-hant/2024/index.html");
    }
}
