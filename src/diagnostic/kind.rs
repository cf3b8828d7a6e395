//! The kinds of findings: a stable word for machines, and a sentence for people.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $about:literal;)*) => {
        /// What a finding is about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $($(#[$doc])* $name,)*
        }

        impl Kind {
            /// All of them, in the order in which a report lists them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// A stable word for machines, such as `front-matter`.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }

            /// What all findings of the kind have in common, as a sentence.
            pub const fn about(self) -> &'static str {
                match self {
                    $(Self::$name => $about,)*
                }
            }
        }
    };
}

kinds! {
    /// `book.toml`.
    Config = "config", "The configuration is wrong.";
    /// No address of the site.
    BaseUrl = "base-url", "The address of the site is not said, so that feeds, sitemap and citations have another.";
    /// A folder of articles.
    Content = "content", "A folder of articles is not there.";
    /// A file or folder that the system refuses.
    Read = "read", "A file cannot be read.";
    /// A name that no address can be made of.
    FileName = "file-name", "A file's name is not text.";
    /// An encoding other than UTF-8.
    Encoding = "encoding", "A file is not UTF-8; it was read in the encoding that it seems to have.";
    /// Bytes that are no text.
    DamagedText = "damaged-text", "A part of a file is not text in any encoding, or was lost before.";
    /// Characters that cannot be shown.
    ControlCharacters = "control-characters", "Control characters are left out.";
    /// Front matter that cannot be read, or a value in it.
    FrontMatter = "front-matter", "A part of the front matter cannot be understood.";
    /// Front matter that was mended while it was read.
    Repaired = "front-matter-repaired", "Front matter was read as it was most likely meant.";
    /// A key that looks like another.
    UnknownKey = "unknown-key", "A key is most likely misspelt.";
    /// A positional header that is not as the site says.
    Header = "header", "A file does not begin, or is not called, as its source's `header` or `path` says.";
    /// A file of many articles that is one.
    Split = "split", "A file has no heading to be split at, as its source's `split` says.";
    /// A date.
    Date = "date", "A date cannot be read.";
    /// No date at all.
    Undated = "undated", "An article has no date.";
    /// Simplified and Traditional in one text.
    MixedScript = "mixed-script", "An article is partly Simplified and partly Traditional.";
    /// Two articles on one address, or an address that no page can have.
    Address = "address", "An article, a page or a file cannot be at the address that it asks for.";
    /// Two articles with one title on one day.
    DuplicateTitle = "duplicate-title", "Articles of the same day have the same title.";
    /// An entity that no file describes.
    UnknownEntity = "unknown-entity", "An event, place, person or organisation is named that no file describes.";
    /// An entity that no article names.
    UnusedEntity = "unused-entity", "No article is about an event, place, person or organisation that a file describes.";
    /// Two entities with one id.
    EntityId = "entity-id", "Two events, places, persons or organisations have the same id.";
    /// An entity that is part of itself.
    EntityCycle = "entity-cycle", "An event, place, person or organisation would be a part of itself.";
    /// An entity that ends before it begins.
    EntityDates = "entity-dates", "An event, person or body ends before it begins.";
    /// A name that several entities have.
    AmbiguousName = "ambiguous-name", "A name could be of several events, places, persons or organisations.";
    /// A part of an article that its author names and that is nowhere.
    Continuation = "continuation", "What an article continues, or is continued by, is not found.";
    /// A jump from page to page whose other side is not there.
    UnmatchedJump = "unmatched-jump", "An article jumps to a page (下转第二版), or from one, that has no other part of it.";
    /// A jump whose word says the contrary of where it stands.
    JumpMark = "jump-mark", "A jump from page to page (下转第二版, 上接第一版) stands where its word does not fit.";
    /// A correction of something that is not there.
    Correction = "correction", "A correction cannot be read, or is of words that the article does not have.";
    /// A day without an issue.
    MissingIssue = "missing-issue", "A daily has days without an article.";
    /// A rule of conversion.
    Glossary = "glossary", "A rule of script conversion is wrong.";
    /// An author's own markup of forms.
    VariantMarkup = "variant-markup", "Markup of forms, `-{…}-`, is wrong.";
    /// A picture that is not there.
    MissingPicture = "missing-picture", "A picture is not there.";
    /// A picture without words.
    MissingAlt = "missing-alt", "A picture has no text for those who cannot see it.";
    /// A link that leads nowhere.
    DeadLink = "dead-link", "A link leads nowhere.";
    /// A link that could run something.
    UnsafeLink = "unsafe-link", "A link could run a program; it is not made.";
    /// An attribute that Markdown brings and that is not on the list.
    UnsafeAttribute = "unsafe-attribute", "An attribute of a heading is not on the safe list; it is left out.";
    /// Another generator's tag.
    ForeignTag = "foreign-tag", "A tag of another site generator is shown as it is written.";
    /// A paragraph that Markdown takes for code.
    IndentedCode = "indented-code", "An indented paragraph of Chinese is code to Markdown.";
    /// A heading that Markdown takes for text.
    HeadingSpace = "heading-space", "What looks like a heading lacks the space after `#`.";
    /// A waiver that is for nothing.
    UnusedWaiver = "unused-waiver", "A waiver matches no finding any more.";
    /// A template.
    Template = "template", "A template is wrong.";
    /// A file of words.
    Words = "words", "A message in the theme's words cannot be read.";
    /// Words that a language lacks.
    MissingWords = "missing-words", "A language lacks words of the interface, or a value that they need.";
    /// A picture that cannot be read.
    Picture = "picture", "A picture cannot be read; it is published as it is.";
    /// A file of the output that the system does not let go.
    LeftOver = "left-over", "A file of an earlier build cannot be removed.";
}

impl Kind {
    /// Whether a build leaves it to `dibao check` to tell.
    pub const fn is_for_check(self) -> bool {
        matches!(
            self,
            Self::Undated
                | Self::BaseUrl
                | Self::DuplicateTitle
                | Self::UnusedEntity
                | Self::MissingIssue
                | Self::UnmatchedJump
                | Self::MissingAlt
                | Self::UnusedWaiver
                | Self::MissingWords
        )
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// A word that is no kind of finding.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a kind of finding; `dibao check --kinds` lists them.")]
pub struct UnknownKind(String);

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(code: &str) -> Result<Self, UnknownKind> {
        Self::ALL.iter().copied().find(|kind| kind.code() == code).ok_or_else(|| UnknownKind(code.to_owned()))
    }
}
