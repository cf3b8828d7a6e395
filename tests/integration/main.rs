//! The integration tests, in one binary: each drives `dibao` over a small site of its own.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests are an edge, and may fail")]

mod addresses;
mod archives;
mod bad_input;
mod check;
mod cli;
mod conversion;
mod corpora;
mod crowds;
mod days;
mod dialects;
mod disk;
mod faults;
mod fragments;
#[cfg(all(feature = "serve", feature = "pictures", feature = "highlight"))]
mod golden;
mod hostile;
mod hosting;
mod imports;
mod jumps;
mod keys;
mod kinds;
mod languages;
mod linear;
mod links;
mod media;
mod moved;
mod moving_in;
#[cfg(feature = "pictures")]
mod network;
#[cfg(feature = "pictures")]
mod pack;
mod pictures;
mod privacy;
mod rebuild;
mod rights;
mod sample;
mod selections;
mod sequences;
#[cfg(feature = "serve")]
mod serve;
mod settled;
mod site;
mod support;
#[cfg(feature = "pictures")]
mod verify;
#[cfg(feature = "pictures")]
mod withdrawn;
mod words;
