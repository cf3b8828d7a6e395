//! Where a film, a sound or a frame is: in the archive, at a host that a site lets its pages embed from, or elsewhere;
//! and the page for people of a player's address.

use url::Url;

use crate::markdown::schemes::{is_safe_address, scheme};

/// Where something is that a page would show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Where {
    /// In the archive, by its address as it is written.
    Own(String),
    /// At a host that pages may embed from.
    Allowed(Url),
    /// At another host.
    Elsewhere(Url),
}

impl Where {
    /// None for an address that cannot be shown or must not be.
    pub fn of(address: &str, is_allowed: &dyn Fn(&str) -> bool) -> Option<Self> {
        let address = address.trim();
        if address.is_empty() || address.starts_with('#') {
            return None;
        }
        if !is_elsewhere(address) {
            return scheme(address).is_none().then(|| Self::Own(address.to_owned()));
        }
        let url = parsed(address).filter(|_| is_safe_address(address))?;
        let is_embedded = url.scheme() == "https" && is_allowed(&host_of(&url)?);
        Some(if is_embedded { Self::Allowed(url) } else { Self::Elsewhere(url) })
    }
}

/// Whether a browser would ask another host for what is at an address.
pub fn is_elsewhere(address: &str) -> bool {
    let address = address.trim_start();
    address.starts_with("//") || matches!(scheme(address).as_deref(), Some("http" | "https" | "ftp"))
}

/// The host of an address elsewhere, as policies and readers see it.
pub fn host(address: &str) -> Option<String> {
    parsed(address).as_ref().and_then(host_of)
}

/// Some hosts as a list, cut off where nobody would read on.
pub fn listed<'h>(hosts: impl ExactSizeIterator<Item = &'h String>) -> String {
    const SHOWN: usize = 5;
    let more = hosts.len().saturating_sub(SHOWN);
    let mut shown: Vec<String> = hosts.take(SHOWN).map(|host| format!("`{host}`")).collect();
    shown.extend((more > 0).then(|| format!("… (+{more})")));
    shown.join(", ")
}

fn parsed(address: &str) -> Option<Url> {
    let address = address.trim();
    if address.starts_with("//") { Url::parse(&format!("https:{address}")).ok() } else { Url::parse(address).ok() }
}

/// A host with its port, if that is not the usual one.
fn host_of(url: &Url) -> Option<String> {
    let host = url.host_str().filter(|host| !host.is_empty())?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

/// The name of a host for readers.
pub(super) fn shown_host(url: &Url) -> String {
    let host = host_of(url).unwrap_or_default();
    host.strip_prefix("www.").map_or(host.clone(), str::to_owned)
}

/// The page for people of what a player shows, where that is certain.
pub(super) fn page_for_people(player: &Url) -> Option<Url> {
    let host = player.host_str()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    let path: Vec<&str> = player.path_segments()?.filter(|part| !part.is_empty()).collect();
    let query = |name: &str| {
        let found = player.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        found.filter(|value| is_id(value))
    };
    let address = match (host, path.as_slice()) {
        ("youtube.com" | "youtube-nocookie.com", ["embed", "videoseries"]) => {
            format!("https://www.youtube.com/playlist?list={}", query("list")?)
        }
        ("youtube.com" | "youtube-nocookie.com", ["embed" | "v", id]) if is_id(id) => {
            format!("https://www.youtube.com/watch?v={id}")
        }
        ("player.bilibili.com", ["player.html"]) | ("bilibili.com", ["blackboard", "html5mobileplayer.html"]) => {
            let id = query("bvid").or_else(|| query("aid").map(|number| format!("av{number}")))?;
            let part = query("page").or_else(|| query("p")).filter(|part| part != "1");
            format!("https://www.bilibili.com/video/{id}{}", part.map(|part| format!("?p={part}")).unwrap_or_default())
        }
        ("player.vimeo.com", ["video", id]) if is_id(id) => {
            format!("https://vimeo.com/{id}{}", query("h").map(|hash| format!("/{hash}")).unwrap_or_default())
        }
        ("v.qq.com", ["iframe" | "txp", "player.html"] | ["txp", "iframe", "player.html"]) => {
            format!("https://v.qq.com/x/page/{}.html", query("vid")?)
        }
        ("player.youku.com", ["embed", id]) if is_id(id) => format!("https://v.youku.com/v_show/id_{id}.html"),
        ("dailymotion.com", ["embed", "video", id]) if is_id(id) => format!("https://www.dailymotion.com/video/{id}"),
        _ => return None,
    };
    Url::parse(&address).ok()
}

fn is_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn players_lead_to_pages_for_people() {
        for (player, page) in [
            ("https://www.youtube.com/embed/a-B_9?rel=0", Some("https://www.youtube.com/watch?v=a-B_9")),
            ("//www.youtube-nocookie.com/embed/x", Some("https://www.youtube.com/watch?v=x")),
            ("https://youtube.com/v/x", Some("https://www.youtube.com/watch?v=x")),
            ("https://www.youtube.com/embed/videoseries?list=PL1", Some("https://www.youtube.com/playlist?list=PL1")),
            ("//player.bilibili.com/player.html?aid=1&bvid=BV1x&page=1", Some("https://www.bilibili.com/video/BV1x")),
            ("https://player.bilibili.com/player.html?aid=12&page=3", Some("https://www.bilibili.com/video/av12?p=3")),
            ("https://player.vimeo.com/video/12?h=ab", Some("https://vimeo.com/12/ab")),
            ("https://v.qq.com/txp/iframe/player.html?vid=q0", Some("https://v.qq.com/x/page/q0.html")),
            ("https://player.youku.com/embed/XMTI=", Some("https://v.youku.com/v_show/id_XMTI=.html")),
            ("https://www.dailymotion.com/embed/video/x1", Some("https://www.dailymotion.com/video/x1")),
            ("https://www.youtube.com/embed/", None),
            ("https://www.youtube.com/embed/a%22b", None),
            ("https://youtube.com.evil.example/embed/x", None),
            ("https://player.bilibili.com/player.html?bvid=%3Cx", None),
            ("https://player.example/embed/x", None),
        ] {
            let found = parsed(player).as_ref().and_then(page_for_people);
            assert_eq!(found.as_ref().map(Url::as_str), page, "{player}");
        }
    }

    #[test]
    fn where_a_film_is() {
        let is_allowed = |host: &str| host == "video.example";
        let of = |address: &str| Where::of(address, &is_allowed);
        for own in ["a.mp4", "../影 片.mp4", "/a.mp4?x#t=3", "图:a.mp4"] {
            assert_eq!(of(own), Some(Where::Own(own.to_owned())), "{own}");
        }
        for none in
            ["", " ", "#x", "javascript:x", "java\tscript:x", "data:video/mp4,x", "blob:x", "mms://a/b", "https://"]
        {
            assert_eq!(of(none), None, "{none}");
        }
        for allowed in ["https://video.example/a.mp4", "//video.example/a", "HTTPS://VIDEO.EXAMPLE/a"] {
            assert!(matches!(of(allowed), Some(Where::Allowed(_))), "{allowed}");
        }
        for far in
            ["http://video.example/a.mp4", "https://video.example:8443/a", "//far.example/a", "ftp://far.example/a"]
        {
            assert!(matches!(of(far), Some(Where::Elsewhere(_))), "{far}");
        }
        assert_eq!(host("//例子.example/a").as_deref(), Some("xn--fsqu00a.example"));
    }
}
