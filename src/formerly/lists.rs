//! The lists that a generator made of its articles: their pages, and those of the words that they are filed under.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::expand::joined;
use super::settings::Form;
use super::signs::written;
use super::{hexo, hugo, jekyll};

/// How a generator made lists and their addresses: an `[[old_lists]]` of `book.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, expecting = "a table such as `{ form = \"hugo\", taxonomies = { tags = \"tags\" } }`")]
pub struct OldLists {
    /// The generator.
    pub form: Form,
    /// What stood before every address.
    pub prefix: String,
    /// Whether Hugo keeps capitals.
    pub keep_case: bool,
    /// The folder of the pages of words, by the key in front matter that has these.
    pub taxonomies: BTreeMap<String, String>,
    /// Names of words in addresses.
    pub names: BTreeMap<String, String>,
    /// The folder of the lists by years and months.
    pub archives: Option<String>,
    /// The folders of files that have a list, relative to the site's root, by the addresses of the lists.
    pub folders: BTreeMap<String, String>,
    /// How many articles are on a page of a list; all of them if absent.
    pub page_size: Option<usize>,
    /// What follows the address of a list in that of its second page, with `:num` for the number.
    pub pages: String,
}

impl Default for OldLists {
    fn default() -> Self {
        Self {
            form: Form::default(),
            prefix: String::new(),
            keep_case: false,
            taxonomies: BTreeMap::new(),
            names: BTreeMap::new(),
            archives: None,
            folders: BTreeMap::new(),
            page_size: None,
            pages: "page/:num/".to_owned(),
        }
    }
}

impl OldLists {
    /// The address of a list, by its folder.
    pub fn list(&self, folder: &str) -> String {
        written(&joined(&format!("/{}/{folder}/", self.prefix)))
    }

    /// The address of the list of a word, or of one that is in others; `folder` is that of its kind.
    pub fn of_word(&self, folder: &str, names: &[&str]) -> String {
        let part = |name: &&str| self.names.get(*name).cloned().unwrap_or_else(|| self.word(name));
        let parts: Vec<String> = names.iter().map(part).collect();
        self.list(&format!("{folder}/{}", parts.join("/")))
    }

    fn word(&self, name: &str) -> String {
        match self.form {
            Form::Hugo => hugo::filed(name, self.keep_case),
            Form::Jekyll => jekyll::filed(name),
            Form::Hexo => hexo::filed(name),
            Form::Mkdocs | Form::Plain => name.to_owned(),
        }
    }

    /// The address of a page of a list by its number.
    pub fn page(&self, list: &str, number: usize) -> String {
        format!("{list}{}", self.pages.replace(":num", &number.to_string()))
    }

    /// How many pages a list of so many articles had.
    pub fn page_count(&self, articles: usize) -> usize {
        self.page_size.map_or(1, |size| articles.div_ceil(size.max(1)).max(1))
    }

    /// Whether the first page of a list had an address like those of the others besides its own.
    pub fn numbers_the_first(&self) -> bool {
        self.form == Form::Hugo && self.page_size.is_some()
    }

    /// The address of the feed of a list, if the generator made one.
    pub fn feed(&self, list: &str) -> Option<String> {
        (self.form == Form::Hugo).then(|| format!("{list}index.xml"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_have_the_addresses_that_generators_gave_them() {
        let of = |form: Form| OldLists { form, page_size: Some(10), ..OldLists::default() };
        for (form, name, expected) in [
            (Form::Hugo, "新闻 动态", "/tags/新闻-动态/"),
            (Form::Hugo, "C#", "/tags/c%23/"),
            (Form::Hugo, "C++", "/tags/c++/"),
            (Form::Hugo, "Linux & BSD", "/tags/linux--bsd/"),
            (Form::Hexo, "Linux & BSD", "/tags/Linux-BSD/"),
            (Form::Hexo, "C++", "/tags/C/"),
            (Form::Hexo, "旅行/海", "/tags/旅行-海/"),
            (Form::Jekyll, "Linux & BSD", "/tags/linux-bsd/"),
            (Form::Plain, "甲 乙", "/tags/甲 乙/"),
        ] {
            assert_eq!(of(form).of_word("tags", &[name]), expected, "{form:?}");
        }
        let hugo = of(Form::Hugo);
        assert_eq!(hugo.page(&hugo.list("tags/x"), 3), "/tags/x/page/3/");
        assert_eq!([0, 1, 10, 11].map(|count| hugo.page_count(count)), [1, 1, 1, 2]);
        assert_eq!(hugo.feed("/tags/x/").as_deref(), Some("/tags/x/index.xml"));
        assert_eq!(of(Form::Hexo).feed("/tags/x/"), None);
        let named = OldLists { names: [("見聞".to_owned(), "notes".to_owned())].into(), ..of(Form::Hexo) };
        assert_eq!(named.of_word("categories", &["見聞", "海 邊"]), "/categories/notes/海-邊/");
        let jekyll = OldLists { pages: "page:num/".to_owned(), ..of(Form::Jekyll) };
        assert_eq!(jekyll.page(&jekyll.list(""), 2), "/page2/");
    }
}
