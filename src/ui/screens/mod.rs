//! The screens: one module for each thing a person comes to do.

pub mod calendar;
pub mod choice;
pub mod conflict;
pub mod counter;
pub mod customers;
pub mod diagnostics;
pub mod doorstep;
pub mod first_start;
pub mod log_in;
pub mod orders;
pub mod payments;
pub mod quotations;
pub mod sales;
pub mod saving;
pub mod settings;
pub mod shift;
pub mod staff_room;
pub mod stock_room;
