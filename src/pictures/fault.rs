//! Why nothing can be made of a picture.

use crate::diagnostic::sentence;

/// Why nothing can be made of a picture. It is an error and no `Finding`: it has the errors of the system and of the
/// decoder as its source, and a picture has no place in a text. Who shows the picture tells it in a sentence about
/// that file.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.reason())]
pub enum Fault {
    /// The system refuses the file, whose path the error's own text may tell.
    Read(#[from] std::io::Error),
    /// Its beginning is that of no known form.
    Unknown,
    /// It breaks off, or is not what it says.
    Decode(#[from] image::ImageError),
    /// What encodes refuses it.
    Encode(String),
}

impl Fault {
    /// Whether the disk refused the file, which may be whole: the next try may succeed.
    pub fn is_of_the_disk(&self) -> bool {
        match self {
            Self::Read(_) => true,
            // A file that breaks off is read to its end.
            Self::Decode(image::ImageError::IoError(error)) => error.kind() != std::io::ErrorKind::UnexpectedEof,
            _ => false,
        }
    }

    /// What is wrong, to come after a colon.
    fn reason(&self) -> String {
        match self {
            Self::Read(error) => error.kind().to_string(),
            Self::Unknown => sentence!("picture-unknown-form").into(),
            Self::Decode(error) => error.to_string(),
            Self::Encode(reason) => sentence!("picture-not-encoded", reason).into(),
        }
    }
}
