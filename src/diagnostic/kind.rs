//! The kinds of findings: a stable word for machines, by which people get a sentence.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::sentence::{Sentence, sentence};

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
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
            pub fn about(self) -> String {
                let key = match self {
                    $(Self::$name => concat!("kind-", $code),)*
                };
                Sentence::new(key, []).text
            }
        }
    };
}

kinds! {
    /// `book.toml`.
    Config = "config";
    /// No address of the site.
    BaseUrl = "base-url";
    /// A folder of articles.
    Content = "content";
    /// A file or folder that the system refuses.
    Read = "read";
    /// A name that no address can be made of.
    FileName = "file-name";
    /// An encoding other than UTF-8.
    Encoding = "encoding";
    /// Bytes that are no text.
    DamagedText = "damaged-text";
    /// Characters that cannot be shown.
    ControlCharacters = "control-characters";
    /// Front matter that cannot be read, or a value in it.
    FrontMatter = "front-matter";
    /// Front matter that was mended while it was read.
    Repaired = "front-matter-repaired";
    /// A key that looks like another.
    UnknownKey = "unknown-key";
    /// A positional header that is not as the site says.
    Header = "header";
    /// A file of many articles that is one.
    Split = "split";
    /// What a file says of its withdrawal.
    Withdrawal = "withdrawal";
    /// A licence.
    License = "license";
    /// A date.
    Date = "date";
    /// No date at all.
    Undated = "undated";
    /// An article whose day has not come.
    Waiting = "waiting";
    /// An article whose time is over.
    Expired = "expired";
    /// Simplified and Traditional in one text.
    MixedScript = "mixed-script";
    /// Two articles on one address, or an address that no page can have.
    Address = "address";
    /// An address that another generator made of what is not known any more.
    OldAddress = "old-address";
    /// Two articles with one title on one day.
    DuplicateTitle = "duplicate-title";
    /// An entity that no file describes.
    UnknownEntity = "unknown-entity";
    /// An entity that no article names.
    UnusedEntity = "unused-entity";
    /// Two entities with one id.
    EntityId = "entity-id";
    /// An entity that is part of itself.
    EntityCycle = "entity-cycle";
    /// An entity that ends before it begins.
    EntityDates = "entity-dates";
    /// A name that several entities have.
    AmbiguousName = "ambiguous-name";
    /// A part of an article that its author names and that is nowhere.
    Continuation = "continuation";
    /// A jump from page to page whose other side is not there.
    UnmatchedJump = "unmatched-jump";
    /// A jump whose word says the contrary of where it stands.
    JumpMark = "jump-mark";
    /// A correction of something that is not there.
    Correction = "correction";
    /// A day without an issue.
    MissingIssue = "missing-issue";
    /// A rule of conversion.
    Glossary = "glossary";
    /// An author's own markup of forms.
    VariantMarkup = "variant-markup";
    /// A picture that is not there.
    MissingPicture = "missing-picture";
    /// A film, a sound or a track that is not there.
    MissingMedia = "missing-media";
    /// Something of another host that a page would ask for, or that became a link.
    RemoteMedia = "remote-media";
    /// A file that Git LFS has not fetched.
    GitLfs = "git-lfs";
    /// A picture without words.
    MissingAlt = "missing-alt";
    /// A link that leads nowhere.
    DeadLink = "dead-link";
    /// A link that could run something.
    UnsafeLink = "unsafe-link";
    /// An attribute that Markdown brings and that is not on the list.
    UnsafeAttribute = "unsafe-attribute";
    /// HTML that is on no list of what pages may have.
    DroppedHtml = "dropped-html";
    /// The look of a text that HTML gives it.
    DroppedLook = "dropped-look";
    /// Another generator's tag.
    ForeignTag = "foreign-tag";
    /// Markup of another Markdown that is left as text.
    LeftMarkup = "left-markup";
    /// Cells of a table beyond those of its head.
    LostCells = "lost-cells";
    /// A footnote without a mark, or a mark without a footnote.
    Footnote = "footnote";
    /// A formula that stays as it is written.
    Formula = "formula";
    /// A paragraph that Markdown takes for code.
    IndentedCode = "indented-code";
    /// A heading that Markdown takes for text.
    HeadingSpace = "heading-space";
    /// A waiver that is for nothing.
    UnusedWaiver = "unused-waiver";
    /// A template.
    Template = "template";
    /// A file of words.
    Words = "words";
    /// Words that a language lacks.
    MissingWords = "missing-words";
    /// A picture that cannot be read.
    Picture = "picture";
    /// A file of the output that the system does not let go.
    LeftOver = "left-over";
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
                | Self::DroppedLook
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
#[error("{}", self.sentence())]
pub struct UnknownKind(String);

impl UnknownKind {
    /// What is wrong.
    pub fn sentence(&self) -> Sentence {
        sentence!("unknown-kind", code = &self.0)
    }
}

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(code: &str) -> Result<Self, UnknownKind> {
        Self::ALL.iter().copied().find(|kind| kind.code() == code).ok_or_else(|| UnknownKind(code.to_owned()))
    }
}
