//! Publishes small sites: to a target in memory that can be cut at any request, and to real servers on loopback.

mod cuts;
mod locks;
mod memory;
mod site;
