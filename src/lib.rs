//! dibao 邸報: a static site generator for Chinese news archives. One Markdown article,
//! written in Simplified or Traditional script, becomes pages in both.
//!
//! The modules stand on floors, from the ground up: a module imports only modules of floors below its own.
//! `tests/integration/imports.rs` holds that, and `ARCHITECTURE.md` walks an article through them.

#![cfg_attr(test, allow(clippy::disallowed_methods, reason = "unit tests use the disk as they like"))]

// The ground: findings and their sentences, the door to the disk, the table of kinds of entities.
pub mod diagnostic;
pub mod disk;
mod ids;
pub mod kinds;

// Addresses, dates, licences, and the conversion of a text from one script to another.
pub mod address;
pub mod date;
pub mod rights;
pub mod script;

// What texts and files are read and written by.
pub mod error;
mod front_matter;
mod lfs;
mod packed;
pub mod search;
mod stamp;
mod way;

// The addresses that other generators gave to files.
mod formerly;

// Settings, Markdown, and what a build makes.
pub mod artefact;
pub mod config;
pub mod markdown;

// Content as plain values, the theme, pictures.
pub mod content;
pub mod pictures;
pub mod theme;

// Content tied together.
pub mod archive;
pub mod import;

// Cross-links, and the audit of script conversion.
pub mod audit;
pub mod links;

// The archive and its links as jobs of a build read them.
pub mod reads;

// What is made of it: findings, pages, the folder that they are written to.
pub mod check;
pub mod output;
pub mod render;

// The walk from disk to disk.
pub mod pipeline;

// A built site as packs that are handed out.
pub mod pack;

// Whether a copy is as it was made.
pub mod verify;

// Who asks for it.
#[cfg(feature = "serve")]
pub mod serve;

pub mod cli;

#[cfg(test)]
mod testing;
