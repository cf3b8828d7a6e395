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

/// The address that is most likely meant by one that leads nowhere: of a mailbox or of another site, without its scheme.
pub fn meant(address: &str) -> Option<String> {
    let address = address.trim();
    let bare = match scheme(address) {
        Some(scheme) if scheme == "mail" => address.split_once(':')?.1,
        Some(_) => return None,
        None => address,
    };
    if let Some((name, host)) = bare.split_once('@') {
        let is_mailbox = !name.is_empty() && !name.contains(['/', '?', '#']) && is_host(host.split('?').next()?);
        return is_mailbox.then(|| format!("mailto:{bare}"));
    }
    let end = bare.find(['/', '?', '#']).unwrap_or(bare.len());
    let host = &bare[..end];
    let is_certain = host.to_ascii_lowercase().starts_with("www.") || host.matches('.').count() > 1 || end < bare.len();
    (is_host(host) && is_certain).then(|| format!("https://{bare}"))
}

/// Whether a word is like the name of a host, and not that of a file.
fn is_host(word: &str) -> bool {
    const FILES: [&str; 12] =
        ["md", "markdown", "html", "htm", "php", "txt", "pdf", "doc", "docx", "png", "jpg", "jpeg"];
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.chars().all(|letter| letter.is_alphanumeric() || letter == '-')
            && !label.starts_with('-')
    };
    let last = word.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    word.contains('.')
        && word.split('.').all(is_label)
        && last.len() > 1
        && last.bytes().all(|byte| byte.is_ascii_lowercase())
        && !FILES.contains(&last.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_without_their_schemes_are_known() {
        for (address, expected) in [
            ("a@b.com", Some("mailto:a@b.com")),
            ("mail:a.b+c@news.example", Some("mailto:a.b+c@news.example")),
            ("MAIL:a@b.com?subject=x", Some("mailto:a@b.com?subject=x")),
            ("a@b", None),
            ("posts/a@b.com", None),
            ("www.site.com", Some("https://www.site.com")),
            ("WWW.site.com/x?y#z", Some("https://WWW.site.com/x?y#z")),
            ("m.site.com/x", Some("https://m.site.com/x")),
            ("site.com/x", Some("https://site.com/x")),
            ("site.com", None),
            ("a.b.md", None),
            ("notes.md#x", None),
            ("v1.2.3", None),
            ("../www.site.com", None),
            ("/www.site.com/x", None),
            ("obsidian://open", None),
            ("", None),
            (".", None),
        ] {
            assert_eq!(meant(address).as_deref(), expected, "{address}");
        }
    }
}
