//! Paths of the output and the addresses they are published under.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::address::PageForm;
use crate::archive::Article;
use crate::artefact::Resource;
use crate::script::Script;

/// What a path in a URL keeps as it is (RFC 3986's unreserved characters, and `/`).
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The search page of a script.
pub(super) fn search(script: Script, form: PageForm) -> String {
    list_file(script, "search/", 1, form)
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

/// The file of a page's facts, in all scripts.
pub(super) fn page_json(page: &str) -> Option<String> {
    Resource::PageData { page }.path(PageForm::default())
}

/// A path that does not depend on the form of pages.
fn plain(resource: Resource<'_>) -> String {
    resource.path(PageForm::default()).unwrap_or_default()
}

/// A path as a URL has it.
pub(super) fn encode(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// The address of a path below another address.
pub(super) fn below(address: &str, path: &str) -> String {
    let mut whole = String::with_capacity(address.len() + path.len());
    whole.push_str(address);
    whole.extend(utf8_percent_encode(path, PATH));
    whole
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

/// The address at which a file of the output is published.
pub(super) fn public(base_url: &str, file: &str) -> String {
    let path = if file == "index.html" {
        ""
    } else {
        file.strip_suffix("/index.html").map_or(file, |folder| &file[..=folder.len()])
    };
    below(base_url, path)
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
        assert_eq!(public("https://x/", "zh-hans/index.html"), "https://x/zh-hans/");
        assert_eq!(public("https://x/a/", "index.html"), "https://x/a/");
        assert_eq!(public("https://x/", "zh-hans/峰.html"), "https://x/zh-hans/%E5%B3%B0.html");
        assert_eq!(root_of("zh-hans/2024/a.html"), "../../");
        assert_eq!(list_file(Script::Hans, "", 2, PageForm::Flat), "zh-hans/page/2.html");
        assert_eq!(list_file(Script::Hans, "events/a", 1, PageForm::Flat), "zh-hans/events/a.html");
        assert_eq!(list_file(Script::Hant, "2024/", 1, PageForm::Folder), "zh-hant/2024/index.html");
    }
}
