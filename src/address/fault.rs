//! Why an address that is asked for cannot be had.

/// Why no page can have the address, or a part of it, that its author asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AddressFault {
    /// It has `..`.
    LeadsOut,
    /// Nothing is between two of its `/`.
    EmptyPart,
    /// It has a control character.
    ControlCharacter,
    /// It has a character that some disk or URL refuses.
    ForbiddenCharacter,
    /// A part of it has neither a letter nor a digit.
    NoLetter,
    /// A part of it ends in a dot or a blank.
    BlankEnd,
    /// A part of it begins with a dot or a blank.
    BlankStart,
    /// Windows keeps the name for a device.
    Device,
    /// No disk has room for it.
    TooLong,
    /// One of its folders ends as a page does.
    FolderLikePage,
    /// The site has its own lists there.
    Kept,
    /// Another page is there.
    Taken,
}

impl AddressFault {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::LeadsOut,
        Self::EmptyPart,
        Self::ControlCharacter,
        Self::ForbiddenCharacter,
        Self::NoLetter,
        Self::BlankEnd,
        Self::BlankStart,
        Self::Device,
        Self::TooLong,
        Self::FolderLikePage,
        Self::Kept,
        Self::Taken,
    ];

    /// The word by which sentences choose what to say of it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::LeadsOut => "leads-out",
            Self::EmptyPart => "empty-part",
            Self::ControlCharacter => "control-character",
            Self::ForbiddenCharacter => "forbidden-character",
            Self::NoLetter => "no-letter",
            Self::BlankEnd => "blank-end",
            Self::BlankStart => "blank-start",
            Self::Device => "device",
            Self::TooLong => "too-long",
            Self::FolderLikePage => "folder-like-page",
            Self::Kept => "kept",
            Self::Taken => "taken",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::diagnostic::sentence;

    #[test]
    fn each_has_words_of_its_own() {
        let told = |fault: AddressFault| {
            sentence!("address-refused", asked = "a", fault = fault.code(), path = "b").to_string()
        };
        let all: BTreeSet<String> = AddressFault::ALL.map(told).into();
        assert_eq!(all.len(), AddressFault::ALL.len(), "{all:?}");
    }
}
