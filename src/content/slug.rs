//! Names for addresses: safe on every disk and in every URL, and still readable.

use unicode_normalization::UnicodeNormalization;

/// A file name may have 255 bytes on most disks; this leaves room for endings.
const LONGEST: usize = 180;

/// A name made safe for a file and a URL: letters, digits and Han stay, in NFC; signs and
/// spaces become single hyphens. Empty if nothing is left.
pub fn slug(name: &str) -> String {
    let mut slug = String::new();
    for character in name.nfc() {
        if character.is_alphanumeric() || matches!(character, '_' | '.' | '~') {
            slug.extend(character.to_lowercase());
        } else if !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let end = slug.floor_char_boundary(LONGEST);
    let slug = slug[..end].trim_matches(['-', '.']);
    // Names that Windows keeps for devices, with any ending.
    let stem = slug.split('.').next().unwrap_or_default();
    let numbered = stem.len() == 4
        && (stem.starts_with("com") || stem.starts_with("lpt"))
        && stem.ends_with(|last: char| last.is_ascii_digit());
    if numbered || matches!(stem, "con" | "prn" | "aux" | "nul") { format!("{slug}-") } else { slug.to_owned() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn han_stay_and_signs_go() {
        assert_eq!(slug("中文 文件：一 (二)?"), "中文-文件-一-二");
        assert_eq!(slug("⭐️ Compared & Tested"), "compared-tested");
        assert_eq!(slug("../etc/passwd"), "etc-passwd");
        assert_eq!(slug("con"), "con-");
        assert_eq!(slug("？！"), "");
    }

    proptest! {
        #[test]
        fn is_always_safe(name in ".{0,300}") {
            let slug = slug(&name);
            prop_assert!(slug.len() <= LONGEST + 1);
            prop_assert!(!slug.contains(['/', '\\', '?', '#', '%', ':', ' ', '\0']) && !slug.starts_with('.'));
        }
    }
}
