//! What a build makes: files with a path, a role and a hash, the manifest of all of them, and the sinks that take
//! them. Rendering says what each file is for; publishing, packing and the next build go by the manifest.

mod hosting;
mod manifest;
mod memory;
mod resource;
mod role;
mod serving;
mod sink;

pub use hosting::{
    HEADER_LINE, HEADER_RULES, HEADERS, REDIRECT_RULES, REDIRECTS, RULES_OF_MANY, Redirect, Redirects, Served,
    count_header_rules, count_redirects, headers_file, redirects_file,
};
pub use manifest::{Artefact, Delta, Hash, Manifest};
pub use memory::Memory;
pub use resource::{FRONT, Resource, SEARCH, THEME};
pub use role::{Role, UnknownRole};
pub use serving::{
    ASKED, KEPT, POLICY, cache_control, is_named_by_content, is_packed, media_type, policy, security_headers,
};
pub use sink::{File, Files, Nothing, Sink};
