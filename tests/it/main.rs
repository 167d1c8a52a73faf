//! One binary of tests, by area. Each reads as a sentence; `support` builds
//! the shops they happen in.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets what it did not expect stops"
)]

mod catalogue;
mod counter;
mod house;
mod lane;
mod staff;
mod support;
