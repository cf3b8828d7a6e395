//! What a build makes: files with a path, a role and a hash, the manifest of all of them, and the sinks that take
//! them. Rendering says what each file is for; publishing, packing and the next build go by the manifest.

mod manifest;
mod memory;
mod resource;
mod role;
pub mod serving;
mod sink;

pub use manifest::{Artefact, Delta, Hash, Manifest};
pub use memory::Memory;
pub use resource::{Resource, SEARCH, THEME};
pub use role::{Role, UnknownRole};
pub use sink::{File, Files, Nothing, Sink};
