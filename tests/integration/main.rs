//! The integration tests, in one binary: each drives `dibao` over a small site of its own.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests are an edge, and may fail")]

mod archives;
mod bad_input;
mod check;
mod cli;
mod conversion;
mod corpora;
mod faults;
mod hostile;
mod linear;
mod links;
mod pictures;
mod rebuild;
mod sample;
mod serve;
mod site;
mod support;
