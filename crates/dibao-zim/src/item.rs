//! What a caller adds.

use std::fmt;
use std::io::Read;

/// What is said of an item besides its content.
///
/// ```
/// let page = dibao_zim::Item::new("zh-hans/2024/新闻.html", "text/html").title("外媒看中国").front_article();
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item<'a> {
    pub(crate) path: &'a str,
    pub(crate) title: &'a str,
    pub(crate) media_type: &'a str,
    pub(crate) is_front_article: bool,
    pub(crate) compressed: Option<bool>,
}

impl<'a> Item<'a> {
    /// An item at a path. The path is neither percent-encoded nor begins with a slash: `新闻/a b?.html` is one, and the
    /// links to it are relative, as on any site.
    #[must_use]
    pub fn new(path: &'a str, media_type: &'a str) -> Self {
        Item { path, title: "", media_type, is_front_article: false, compressed: None }
    }

    /// The title by which readers find it. Without one, the path stands for it.
    #[must_use]
    pub fn title(self, title: &'a str) -> Self {
        Item { title, ..self }
    }

    /// Says that this is something to read by itself, such as a page, and no part of one, such as a style sheet: readers
    /// suggest titles of these, and draw random pages from these.
    #[must_use]
    pub fn front_article(self) -> Self {
        Item { is_front_article: true, ..self }
    }

    /// Says whether the content is compressed. If nothing is said, the media type decides: text is, and so are JSON, XML,
    /// SVG, scripts, style sheets and bare fonts; nothing else is.
    #[must_use]
    pub fn compressed(self, compressed: bool) -> Self {
        Item { compressed: Some(compressed), ..self }
    }

    pub(crate) fn is_compressed(&self) -> bool {
        self.compressed.unwrap_or_else(|| crate::media::is_compressible(self.media_type))
    }
}

/// The content of an item: bytes, or a reader of as many bytes as are said.
pub enum Content<'a> {
    /// Bytes.
    Bytes(&'a [u8]),
    /// A reader. Where there are many bytes, they are copied through and never held in memory all at once.
    Reader {
        /// What is read, to its end.
        reader: &'a mut dyn Read,
        /// The number of bytes that it has.
        length: u64,
    },
}

impl<'a> Content<'a> {
    /// Content that is read, such as a large file.
    ///
    /// ```no_run
    /// # fn main() -> std::io::Result<()> {
    /// let mut film = std::fs::File::open("film.webm")?;
    /// let length = film.metadata()?.len();
    /// let content = dibao_zim::Content::reader(&mut film, length);
    /// # Ok(())
    /// # }
    /// ```
    pub fn reader(reader: &'a mut dyn Read, length: u64) -> Self {
        Content::Reader { reader, length }
    }

    pub(crate) fn length(&self) -> u64 {
        match self {
            Content::Bytes(bytes) => bytes.len() as u64,
            Content::Reader { length, .. } => *length,
        }
    }
}

impl fmt::Debug for Content<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Content of {} bytes", self.length())
    }
}

impl<'a> From<&'a [u8]> for Content<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Content::Bytes(bytes)
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Content<'a> {
    fn from(bytes: &'a [u8; N]) -> Self {
        Content::Bytes(bytes)
    }
}

impl<'a> From<&'a Vec<u8>> for Content<'a> {
    fn from(bytes: &'a Vec<u8>) -> Self {
        Content::Bytes(bytes)
    }
}

impl<'a> From<&'a str> for Content<'a> {
    fn from(text: &'a str) -> Self {
        Content::Bytes(text.as_bytes())
    }
}

impl<'a> From<&'a String> for Content<'a> {
    fn from(text: &'a String) -> Self {
        Content::Bytes(text.as_bytes())
    }
}
