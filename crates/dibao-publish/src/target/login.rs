//! Who logs in at a server of WebDAV: by the environment, or by ~/.netrc, where other programs look too.

use std::path::PathBuf;

/// The variables of the environment.
pub const USER: &str = "DIBAO_WEBDAV_USER";
/// The password's.
pub const PASSWORD: &str = "DIBAO_WEBDAV_PASSWORD";

/// A user and a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// The user.
    pub user: String,
    /// The password.
    pub password: String,
}

impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Login")
    }
}

/// Who logs in at a host; `user` is the one that its address names, or empty.
pub fn login(host: &str, user: &str) -> Option<Login> {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let user = set(USER).or_else(|| Some(user.to_owned()).filter(|user| !user.is_empty()));
    if let (Some(user), Some(password)) = (&user, set(PASSWORD)) {
        return Some(Login { user: user.clone(), password });
    }
    let names: [PathBuf; 2] = [".netrc".into(), "_netrc".into()];
    let home = std::env::home_dir()?;
    let text = names.iter().find_map(|name| std::fs::read_to_string(home.join(name)).ok())?;
    netrc(&text, host, user.as_deref())
}

/// The first entry of a netrc file for a host, and for a user if one is named.
fn netrc(text: &str, host: &str, user: Option<&str>) -> Option<Login> {
    let lines = text.lines().map(|line| if line.trim_start().starts_with('#') { "" } else { line });
    let mut words = lines.flat_map(str::split_whitespace);
    let (mut is_here, mut login, mut password) = (false, None, None);
    let found = |login: Option<&str>, password: Option<&str>| {
        let login = login.or(user).filter(|login| user.is_none_or(|user| user == *login))?;
        Some(Login { user: login.to_owned(), password: password?.to_owned() })
    };
    while let Some(word) = words.next() {
        match word {
            "machine" | "default" => {
                if is_here && let Some(login) = found(login, password) {
                    return Some(login);
                }
                is_here = word == "machine" && words.next() == Some(host);
                (login, password) = (None, None);
            }
            "login" => login = words.next(),
            "password" => password = words.next(),
            "account" => _ = words.next(),
            _ => {}
        }
    }
    if is_here { found(login, password) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entry_of_a_host_is_found() {
        let text = "# mine\nmachine a.example login x password 1\nmachine dav.example\n  login 編輯\n  password p#2\n\
                    machine dav.example login y password 3\ndefault login z password 4\n";
        let found = |host: &str, user| netrc(text, host, user).map(|login| (login.user, login.password));
        let pair = |user: &str, password: &str| Some((user.to_owned(), password.to_owned()));
        assert_eq!(found("dav.example", None), pair("編輯", "p#2"));
        assert_eq!(found("dav.example", Some("y")), pair("y", "3"));
        assert_eq!(found("dav.example", Some("other")), None);
        assert_eq!(found("b.example", None), None);
    }
}
