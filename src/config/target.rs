//! A place that a site is published to.

use serde::{Deserialize, Serialize};
use url::Url;

/// The kinds of targets that have an address; anything else is the path of a folder.
pub(super) const SCHEMES: [&str; 9] =
    ["cmd", "file", "git+file", "git+https", "git+ssh", "s3", "sftp", "webdav", "webdavs"];

/// A place that the site is published to.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, expecting = "a table such as `{ name = \"site\", to = \"s3://bucket/news\" }`")]
pub struct Publish {
    /// What it is called on the command line.
    pub name: String,
    /// The address at which readers find it there; that of the site if absent.
    pub base_url: Option<String>,
    /// Where that is: a URL, or the path of a folder, relative to the site's root.
    pub to: String,
    /// The address of the API of an object storage that is not Amazon's.
    pub endpoint: Option<String>,
    /// The region of an object storage.
    pub region: Option<String>,
    /// How text files are compressed there; only an object storage needs that.
    pub compress: Option<Compress>,
    /// Whether the pages of the other targets do not name its address.
    pub unlisted: bool,
    /// In whose name commits are made: `Name <address>`.
    pub author: Option<String>,
    /// A command that is run afterwards; it gets the addresses that changed, one a line.
    pub after: Option<String>,
}

/// How files are compressed at a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Compress {
    /// As every browser takes them.
    Gzip,
}

impl Compress {
    /// What it is called, in `book.toml` as in headers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
        }
    }
}

impl Publish {
    /// Where it is, if that is a URL of a kind that dibao knows.
    pub fn url(&self) -> Option<Url> {
        let (scheme, _) = self.to.split_once(':')?;
        if SCHEMES.contains(&scheme) { Url::parse(&self.to).ok() } else { None }
    }

    /// The name and the address of `author`.
    pub fn author(&self) -> Option<(&str, &str)> {
        let (name, address) = self.author.as_deref()?.trim().strip_suffix('>')?.split_once('<')?;
        let is_plain = |text: &str| !text.is_empty() && !text.contains(['<', '>', '\n', '\0']);
        let (name, address) = (name.trim(), address.trim());
        (is_plain(name) && is_plain(address)).then_some((name, address))
    }
}
