//! Which addresses a page may lead to, by their schemes.

/// The schemes of addresses that a page may link to.
pub const SAFE_SCHEMES: [&str; 9] = ["http", "https", "mailto", "tel", "ftp", "geo", "magnet", "doi", "news"];

/// Whether a page may lead to an address, or show what is there.
pub fn is_safe_address(address: &str) -> bool {
    scheme(address).is_none_or(|scheme| is_safe_scheme(&scheme, address))
}

/// Whether a page may lead to an address of that scheme.
pub fn is_safe_scheme(scheme: &str, address: &str) -> bool {
    // A picture in the page itself, but for those that may hold a program.
    let is_picture = || {
        let kind = address.split_once(':').map_or("", |(_, rest)| rest).to_ascii_lowercase();
        kind.starts_with("image/") && !kind.starts_with("image/svg")
    };
    SAFE_SCHEMES.contains(&scheme) || scheme == "data" && is_picture()
}

/// The scheme of an absolute address, in lower case. Signs that browsers skip inside a
/// scheme do not hide it.
pub fn scheme(address: &str) -> Option<String> {
    let (before, _) = address.split_once(':')?;
    let plain: String =
        before.chars().filter(|character| !character.is_whitespace() && !character.is_control()).collect();
    let is_scheme = plain.starts_with(|first: char| first.is_ascii_alphabetic())
        && plain.chars().all(|character| character.is_ascii_alphanumeric() || "+-.".contains(character));
    is_scheme.then(|| plain.to_ascii_lowercase())
}
