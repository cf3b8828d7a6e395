//! Publishes small sites: to a target in memory that can be cut at any request, and to real servers on loopback.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod archive;
mod broken;
mod chains;
mod compress;
mod cuts;
mod faults;
mod folders;
mod git;
mod locks;
mod memory;
mod mirrors;
mod scenario;
mod servers;
mod site;
mod withdrawal;
mod worker;
