//! Pictures: what a page must know of one before it is there, and the files that are made of it.

mod animation;
mod encode;
mod fault;
mod form;
mod metadata;
mod picture;

pub use encode::{original, variant};
pub use fault::Fault;
pub use form::{Form, forms, has_room, variant_name};
pub use metadata::without_paths;
pub use picture::Picture;
