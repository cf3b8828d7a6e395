//! Why nothing can be made of a picture.

/// Why nothing can be made of a picture.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The system refuses the file, whose path the error's own text may tell.
    #[error("{}", .0.kind())]
    Read(#[from] std::io::Error),
    /// Its beginning is that of no known form.
    #[error("it begins like no picture that browsers show")]
    Unknown,
    /// It breaks off, or is not what it says.
    #[error("{0}")]
    Decode(#[from] image::ImageError),
    /// What encodes refuses it.
    #[error("it cannot be encoded: {0}")]
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
}
