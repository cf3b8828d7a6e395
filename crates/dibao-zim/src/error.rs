//! What can go wrong.

use std::io;

/// Why a file could not be written, in a sentence.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file could not be written, or read again for its checksum.
    #[error("the ZIM file could not be written: {0}")]
    Io(#[from] io::Error),
    /// A content could not be read.
    #[error("the content of `{path}` could not be read: {source}")]
    Read {
        /// The path of the item.
        path: String,
        /// Why not.
        source: io::Error,
    },
    /// An option has a value that cannot be.
    #[error("{name} is {value}; it has to be from {least} to {most}")]
    Option {
        /// The option's name.
        name: &'static str,
        /// Its value.
        value: i64,
        /// The least that it may be.
        least: i64,
        /// The most that it may be.
        most: i64,
    },
    /// The file had bytes before anything was written.
    #[error("the file to write into has to be empty; it has {0} bytes")]
    NotEmpty(u64),
    /// A value of the metadata is missing or not of its form.
    #[error("the metadata's {name} {fault}")]
    Metadata {
        /// The name of the value, as the specification spells it.
        name: String,
        /// What is wrong with it.
        fault: String,
    },
    /// A path is empty.
    #[error("a path is empty")]
    EmptyPath,
    /// A path, title or target has a zero byte, which ends strings in a ZIM file.
    #[error("`{0}` has a zero byte in its path, title or target")]
    ZeroByte(String),
    /// A path and its title are longer than readers read.
    #[error("the path and title of `{path}` have {bytes} bytes together; they may have {MOST_TEXT}")]
    TooLong {
        /// The path.
        path: String,
        /// The bytes of path and title, in UTF-8.
        bytes: usize,
    },
    /// Two entries have one path.
    #[error("two entries have the path `{0}`")]
    Duplicate(String),
    /// A redirect leads to nothing.
    #[error("`{path}` redirects to `{target}`, which is not in the file")]
    MissingTarget {
        /// The path of the redirect.
        path: String,
        /// Where it leads.
        target: String,
    },
    /// A redirect leads to a redirect, perhaps to itself.
    #[error("`{path}` redirects to `{target}`, which is a redirect itself")]
    RedirectToRedirect {
        /// The path of the redirect.
        path: String,
        /// Where it leads.
        target: String,
    },
    /// The page to begin with is not among the items.
    #[error("the main page `{0}` is not among the items of the file")]
    MainPage(String),
    /// A media type has not the form `type/subtype`, perhaps with parameters.
    #[error("`{0}` is not a media type, such as `text/html`")]
    MediaType(String),
    /// The list of media types is full.
    #[error(
        "there is no room for the media type `{0}`: all that a file has may take {MOST_MEDIA_TYPES} bytes together"
    )]
    TooManyMediaTypes(String),
    /// There are more entries, clusters or blobs than a ZIM file can number.
    #[error("there are too many {0} for one ZIM file, which numbers them with 32 bits")]
    TooMany(&'static str),
    /// A reader had not as many bytes as was said.
    #[error("the content of `{path}` is {} than the {length} bytes that were said", if *longer { "longer" } else { "shorter" })]
    Length {
        /// The path of the item.
        path: String,
        /// The length that was said.
        length: u64,
        /// Whether there was more than that.
        longer: bool,
    },
    /// A thread that compresses has ended.
    #[error("a thread that compresses has ended before its time")]
    Worker,
    /// An earlier error has left the file as it was then.
    #[error("the ZIM file cannot be finished after the error that there was")]
    Broken,
}

/// Why a file is not read, in a sentence.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unread {
    /// The file cannot be read.
    #[error("the ZIM file cannot be read: {0}")]
    Io(#[from] io::Error),
    /// It is no ZIM, or of another version.
    #[error("it is no ZIM file of version 6")]
    NoZim,
    /// A part lies beyond its end.
    #[error("the ZIM file is cut off, or says that a part lies beyond its end")]
    Cut,
    /// A part is not as it has to be.
    #[error("the ZIM file is damaged: {0} cannot be right")]
    Part(&'static str),
    /// The checksum at its end is that of another file.
    #[error("the ZIM file is damaged: its checksum is that of another file")]
    Checksum,
}

/// The most bytes that a path and its title may have together: some readers read 2,048 bytes for a directory entry, of
/// which 18 are no text.
pub(crate) const MOST_TEXT: usize = 2_048 - 18;

/// The bytes for all media types: clusters begin at byte 2,048, and the list has an empty string at its end.
pub(crate) const MOST_MEDIA_TYPES: usize = 2_048 - 80 - 1;
