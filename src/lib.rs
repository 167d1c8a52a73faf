//! Sherbet: the counter, stock room, appointment book and till of a sweet shop.
//!
//! The rooms, each importing only from the rooms before it:
//! `values` ← `store` ← `shop` ← { `gateway`, `devices`, `exchange`, `prove` } ← `doctor` ←
//! { `ui`, `cli` } ← `main`.
//! ARCHITECTURE.md tells what each promises and where a new thing goes.

pub mod cli;
pub mod devices;
pub mod doctor;
pub mod exchange;
pub mod gateway;
pub mod prove;
pub mod shop;
pub mod store;
pub mod ui;
pub mod values;
