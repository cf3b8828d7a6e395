//! Where everything is: the one function that makes the path of every file of the output, and says its role.

use super::role::Role;
use crate::address::PageForm;

/// The folder of the index that the search page loads.
pub const SEARCH: &str = "search";
/// The folder of the theme's files.
pub const THEME: &str = "theme";
/// The part of a list that is its own page; those beside it have numbers from 1 or 2 on.
pub const FRONT: usize = 0;
/// The folder of the data set.
const DATA: &str = "data";

/// Something that a site has, wherever its file is.
///
/// Where several want one path, they have it in this order: files of the site's own assets, which may stand in the
/// place of anything; files that the site has once; lists; entities; articles; sources and issues; joined articles;
/// pages that stand by themselves; media; what lies beside pages and was published with them elsewhere. What comes too late for its path gets another with a number
/// (`archive::address`, `links::issues`), or is left out if its name is its own (`output::places`, `output::beside`); either is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource<'a> {
    /// The page of an article, an entity, an issue.
    Page {
        /// The folder of its language.
        folder: &'a str,
        /// Its address below that.
        address: &'a str,
    },
    /// A part of a list.
    List {
        /// The folder of its script.
        folder: &'a str,
        /// Its address below that; it ends in `/`, or is empty, for a list that is the index of a folder.
        address: &'a str,
        /// The number of the part, or `FRONT`.
        part: usize,
    },
    /// A feed.
    Feed {
        /// The folder of its script.
        folder: &'a str,
        /// The address of the list that it is of; empty for the whole site.
        address: &'a str,
        /// The ending of its format.
        ending: &'a str,
    },
    /// The description of a script's search for browsers.
    OpenSearch {
        /// The folder of the script.
        folder: &'a str,
    },
    /// The facts of the articles of a day, by its folder: `2024/07/05`.
    PageData(&'a str),
    /// The list of all feeds.
    Feeds,
    /// A file of the data set.
    Data(&'a str),
    /// The audit of script conversion.
    Audit,
    /// A file that hosts and crawlers look for in the root.
    Root(&'a str),
    /// A file of the index.
    Index(&'a str),
}

impl Resource<'_> {
    /// The path of its file in the output. None for the data of a page that is in no folder or no HTML.
    pub fn path(&self, form: PageForm) -> Option<String> {
        Some(match *self {
            Self::Page { folder, address } => match form {
                PageForm::Flat => format!("{folder}/{address}.html"),
                PageForm::Folder => format!("{folder}/{address}/index.html"),
            },
            Self::List { folder, address, part } => match (address.is_empty() || address.ends_with('/'), part) {
                (true, FRONT) => format!("{folder}/{address}index.html"),
                (true, part) => format!("{folder}/{address}page/{part}.html"),
                (false, FRONT) => return Self::Page { folder, address }.path(form),
                (false, part) => format!("{folder}/{address}/page/{part}.html"),
            },
            Self::Feed { folder, address: "", ending } => format!("{folder}/feed.{ending}"),
            Self::Feed { folder, address, ending } => format!("{folder}/{address}/feed.{ending}"),
            Self::OpenSearch { folder } => format!("{folder}/opensearch.xml"),
            Self::PageData(day) => format!("{DATA}/pages/{day}.json"),
            Self::Feeds => "feeds.opml".to_owned(),
            Self::Data(name) => format!("{DATA}/{name}"),
            Self::Audit => "audit/index.html".to_owned(),
            Self::Root(name) => name.to_owned(),
            Self::Index(name) => format!("{SEARCH}/{name}"),
        })
    }

    /// What its file is for.
    pub const fn role(&self) -> Role {
        match self {
            Self::Page { .. } | Self::List { .. } | Self::Audit => Role::Page,
            Self::Feed { .. } | Self::Feeds => Role::Feed,
            Self::OpenSearch { .. } | Self::Index(_) => Role::Search,
            Self::PageData(_) => Role::PageData,
            Self::Data(_) => Role::Data,
            Self::Root(_) => Role::Control,
        }
    }
}
