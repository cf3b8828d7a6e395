//! The forms of the files that are made of a picture, and their names.

use crate::config::Pictures;

/// How many pixels a side of a WebP has at most (RFC 9649, 2.7.1.2 and the VP8 format).
pub(super) const LONGEST: u32 = 16_383;

/// The form of a file that is made of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// WebP, which every browser reads.
    WebP,
    /// AVIF (with the feature `avif`).
    Avif,
}

impl Form {
    /// What its files end in.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::WebP => "webp",
            Self::Avif => "avif",
        }
    }
}

/// The forms that are made, the best first.
pub fn forms(settings: &Pictures) -> &'static [Form] {
    if settings.avif { &[Form::Avif, Form::WebP] } else { &[Form::WebP] }
}

/// The name of a smaller file: `a.jpg` and 960 pixels are `a.jpg.960.webp`.
pub fn variant_name(name: &str, width: u32, form: Form) -> String {
    format!("{name}.{width}.{}", form.ending())
}

/// Whether the name of a file leaves room for those of smaller ones: a file name may have 255 bytes on most disks.
pub fn has_room(name: &str) -> bool {
    const LONGEST_NAME: usize = 255;
    let last = name.rsplit('/').next().unwrap_or(name);
    variant_name(last, LONGEST, Form::WebP).len() <= LONGEST_NAME
}
