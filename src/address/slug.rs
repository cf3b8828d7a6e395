//! Names for addresses: safe on every disk and in every URL, and still readable.

use unicode_normalization::UnicodeNormalization;

use super::fault::AddressFault;

/// A file name may have 255 bytes on most disks; this leaves room for endings.
const LONGEST: usize = 180;
/// A whole path may have 1,024 bytes on some systems, and the output's own folder takes its share.
const LONGEST_ADDRESS: usize = 500;
/// What no part of a path may have on Windows, and what ends a path in a URL.
const FORBIDDEN: [char; 8] = ['<', '>', ':', '"', '|', '?', '*', '\\'];
/// The endings of pages, of what programs get of them, and of feeds: a folder that is called so would be in the
/// place of such a file.
const ENDINGS: [&str; 3] = [".html", ".json", ".xml"];

/// A name made safe for a file and a URL: letters, digits and Han stay, in NFC; signs and
/// spaces become single hyphens. Empty if nothing is left.
pub fn slug(name: &str) -> String {
    let slug = whole_slug(name);
    let end = slug.floor_char_boundary(LONGEST);
    let slug = slug[..end].trim_matches(['-', '.']);
    if !is_device(slug) {
        return slug.to_owned();
    }
    let (stem, ending) = slug.split_at(slug.find('.').unwrap_or(slug.len()));
    let named = format!("{stem}-{ending}");
    // The slug of a slug is itself, so that it is no longer than any other.
    if named.len() <= LONGEST { named } else { self::slug(&named) }
}

/// A slug for what has pages below it as well as a page of its own: not one that ends like a file of another's.
pub fn folder_slug(name: &str) -> String {
    let slug = slug(name);
    if ENDINGS.iter().any(|ending| slug.ends_with(ending)) { self::slug(&slug.replace('.', "-")) } else { slug }
}

/// A slug for a page, without the ending that its file has.
fn page_slug(name: &str) -> String {
    let mut slug = slug(name);
    // What is left may end so, too: `a.html*.html`.
    while slug.ends_with(".html") {
        slug = self::slug(slug.trim_end_matches(".html"));
    }
    slug
}

/// A slug of any length.
fn whole_slug(name: &str) -> String {
    let mut slug = String::new();
    for character in name.nfc() {
        if character.is_alphanumeric() || matches!(character, '_' | '.' | '~') {
            // A capital may leave a mark behind, which is no letter: İ.
            slug.extend(character.to_lowercase().filter(|small| !is_mark(*small)));
        } else if !slug.ends_with('-') {
            slug.push('-');
        }
    }
    // What a capital leaves behind it may belong to the letter before.
    if slug.is_ascii() { slug } else { slug.nfc().collect() }
}

/// Whether a character is a mark that a capital leaves behind where it has no small letter of its own.
fn is_mark(character: char) -> bool {
    character == '\u{307}'
}

/// Whether Windows keeps a name for a device, with any ending.
fn is_device(slug: &str) -> bool {
    let stem = slug.split('.').next().unwrap_or_default();
    let number = stem.strip_prefix("com").or(stem.strip_prefix("lpt")).unwrap_or_default();
    let is_numbered =
        number.chars().count() == 1 && number.contains(|it: char| it.is_ascii_digit() || "¹²³".contains(it));
    is_numbered || matches!(stem, "con" | "prn" | "aux" | "nul")
}

/// An address below a script's folder as its author asks for it, made one that a page can have.
#[derive(Debug, PartialEq, Eq)]
pub struct Address {
    /// Without `.html`; slugs with `/` between. Empty if nothing is left.
    pub path: String,
    /// Why no page can have the address that was asked for.
    pub fault: Option<AddressFault>,
}

impl Address {
    /// Makes an address of what an author wrote. A leading or trailing `/`, `.html`, capitals, blanks and signs that
    /// become hyphens are no fault.
    pub fn of(asked: &str) -> Self {
        let asked = asked.trim().trim_matches('/').trim_end_matches(".html").trim_end_matches('/');
        let mut fault = None;
        let parts: Vec<&str> = asked.split('/').collect();
        let mut path: Vec<String> = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            let is_folder = index + 1 < parts.len();
            fault = fault.or_else(|| fault_of(part, is_folder));
            let slug = if is_folder { folder_slug(part) } else { page_slug(part) };
            if !slug.is_empty() {
                path.push(slug);
            }
        }
        // The end tells most; the last part is never too long by itself.
        let mut length = 0;
        let fits = |part: &&String| {
            length += part.len() + 1;
            length <= LONGEST_ADDRESS
        };
        let kept = path.iter().rev().take_while(fits).count();
        if kept < path.len() {
            fault = Some(AddressFault::TooLong);
        }
        Self { path: path[path.len() - kept..].join("/"), fault }
    }
}

/// Why a name in front matter cannot be a part of an address as it stands, if it cannot.
pub fn slug_fault(asked: &str, is_folder: bool) -> Option<AddressFault> {
    asked.split('/').filter(|part| !part.is_empty()).find_map(|part| fault_of(part, is_folder))
}

fn fault_of(part: &str, is_folder: bool) -> Option<AddressFault> {
    let slug = whole_slug(part);
    let bare = slug.trim_matches(['-', '.']);
    let faults = [
        (part == "..", AddressFault::LeadsOut),
        (part.is_empty(), AddressFault::EmptyPart),
        (part.contains(char::is_control), AddressFault::ControlCharacter),
        (part.contains(FORBIDDEN), AddressFault::ForbiddenCharacter),
        (part != "." && bare.is_empty(), AddressFault::NoLetter),
        (part.ends_with(['.', ' ', '　']) && part != ".", AddressFault::BlankEnd),
        (part.starts_with(['.', ' ', '　']) && part != ".", AddressFault::BlankStart),
        (is_device(slug.trim_matches('.')), AddressFault::Device),
        (bare.len() > LONGEST, AddressFault::TooLong),
        (is_folder && ENDINGS.iter().any(|ending| bare.ends_with(ending)), AddressFault::FolderLikePage),
    ];
    faults.into_iter().find_map(|(is_so, fault)| is_so.then_some(fault))
}

/// An address with something after it, still short enough for a file name: its last part is cut where it must be.
pub fn with_suffix(path: &str, suffix: &str) -> String {
    // Room for `.html` and `.json`.
    const LONGEST_NAME: usize = 240;
    let end = suffix.floor_char_boundary(LONGEST_NAME / 4);
    let last = path.rfind('/').map_or(0, |slash| slash + 1);
    let is_short = path.len() - last + suffix.len() <= LONGEST_NAME;
    let suffix = if is_short { suffix } else { &suffix[..end] };
    let room = last + LONGEST_NAME - suffix.len();
    format!("{}{suffix}", &path[..path.floor_char_boundary(room.min(path.len()))])
}

/// What two names have in common that are one on some disk: case does not matter, nor the normal form.
pub fn folded(path: &str) -> String {
    if path.is_ascii() {
        return path.to_ascii_lowercase();
    }
    path.to_uppercase().to_lowercase().nfc().collect()
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

    #[test]
    fn addresses_that_are_only_tidied() {
        for (asked, path) in [
            ("about", "about"),
            ("/About/", "about"),
            ("关于/本馆.html", "关于/本馆"),
            ("our archive & you", "our-archive-you"),
            ("./2024/07/a", "2024/07/a"),
            ("cafe\u{301}", "café"),
            ("node.js", "node.js"),
            ("什么？", "什么"),
        ] {
            assert_eq!(Address::of(asked), Address { path: path.to_owned(), fault: None }, "{asked}");
        }
    }

    #[test]
    fn addresses_that_no_page_can_have() {
        let long = "长".repeat(300);
        let deep = ["段落"; 120].join("/");
        let deepest = ["a"; 100_000].join("/");
        for (asked, path, fault) in [
            ("../../pwn", "pwn", AddressFault::LeadsOut),
            ("a/../b", "a/b", AddressFault::LeadsOut),
            ("..", "", AddressFault::LeadsOut),
            ("/", "", AddressFault::EmptyPart),
            ("a//b", "a/b", AddressFault::EmptyPart),
            ("\"><svg onload=x>", "svg-onload-x", AddressFault::ForbiddenCharacter),
            ("a\\b", "a-b", AddressFault::ForbiddenCharacter),
            ("?p=12", "p-12", AddressFault::ForbiddenCharacter),
            ("CON", "con-", AddressFault::Device),
            ("con.html*.html!", "con-", AddressFault::ForbiddenCharacter),
            ("a/lpt1.txt", "a/lpt1-.txt", AddressFault::Device),
            ("a/b.", "a/b", AddressFault::BlankEnd),
            ("a /b", "a/b", AddressFault::BlankEnd),
            (".well-known/a", "well-known/a", AddressFault::BlankStart),
            ("a/？/b", "a/b", AddressFault::NoLetter),
            ("a\tb", "a-b", AddressFault::ControlCharacter),
            ("a.html/b", "a-html/b", AddressFault::FolderLikePage),
            ("data.json/b", "data-json/b", AddressFault::FolderLikePage),
            ("a.html.html/b", "a-html-html/b", AddressFault::FolderLikePage),
            (&long, &"长".repeat(60), AddressFault::TooLong),
            (&deep, &["段落"; 71].join("/"), AddressFault::TooLong),
            (&deepest, &["a"; 250].join("/"), AddressFault::TooLong),
        ] {
            let address = Address::of(asked);
            assert_eq!(address, Address { path: path.to_owned(), fault: Some(fault) }, "{asked}");
        }
    }

    #[test]
    fn a_suffix_leaves_room_for_an_ending() {
        let long = "长".repeat(60);
        assert_eq!(with_suffix("a/b", "-2"), "a/b-2");
        assert_eq!(with_suffix(&format!("a/{long}"), "-2"), format!("a/{long}-2"));
        let both = with_suffix(&format!("a/{long}"), &format!("-{long}"));
        assert!(both.starts_with(&format!("a/{long}-长")) && both.len() <= 242, "{both}");
    }

    #[test]
    fn names_that_are_one_on_some_disk() {
        for (one, other) in [("About", "about"), ("é", "e\u{301}"), ("ς", "Σ"), ("ÀB", "àb"), ("straße", "STRASSE")]
        {
            assert_eq!(folded(one), folded(other), "{one}");
        }
        assert_ne!(folded("里"), folded("裡"));
    }

    #[test]
    fn a_device_of_the_greatest_length_is_cut() {
        for rest in ["x".repeat(300), ".".repeat(300) + "x"] {
            let one = slug(&format!("con.{rest}"));
            assert!(one.starts_with("con-") && one.len() <= LONGEST, "{one}");
            assert_eq!(slug(&one), one);
        }
    }

    proptest! {
        #[test]
        fn is_always_safe(name in ".{0,300}") {
            let slug = slug(&name);
            prop_assert!(slug.len() <= LONGEST);
            prop_assert_eq!(&self::slug(&slug), &slug);
            prop_assert!(!slug.contains(['/', '\\', '?', '#', '%', ':', ' ', '\0']) && !slug.starts_with('.'));
        }

        #[test]
        fn an_address_is_always_safe(asked in "(\\.\\.|/|con|NUL|\\.html|[.a-zA-Z0-9 :?*\\\\%#长é]|.){0,400}") {
            let Address { path, .. } = Address::of(&asked);
            prop_assert!(path.len() <= LONGEST_ADDRESS);
            for part in path.split('/').filter(|_| !path.is_empty()) {
                prop_assert!(!part.is_empty() && part.len() <= LONGEST && !is_device(part));
                prop_assert!(!part.starts_with('.') && !part.ends_with('.'));
                prop_assert!(!part.contains(char::is_control) && !part.contains(FORBIDDEN) && !part.contains(['%', '#', ' ']));
            }
            prop_assert!(!path.ends_with(".html"));
            let again = Address::of(&path);
            prop_assert_eq!(&again.path, &path);
        }
    }
}
