//! stub until the branch `headers` is merged
use super::Role;
use std::borrow::Cow;
/// x
pub fn media_type(_path: &str) -> Cow<'static, str> {
    "text/html; charset=utf-8".into()
}
/// x
pub fn cache_control(_role: Role, _path: &str) -> &'static str {
    "public, max-age=0, must-revalidate"
}
