//! One binary of tests, by area. Each reads as a sentence; `support` builds
//! the shops they happen in.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets what it did not expect stops"
)]

mod appointments;
mod appointments_command;
mod appointments_fees;
mod appointments_sql;
mod appointments_storms;
mod appointments_support;
mod basket_payments;
mod benchmark;
mod calendars;
mod catalogue;
mod codes;
mod codes_scanned;
mod command_line;
mod command_line_desk;
mod command_line_doors;
mod command_line_run;
mod command_line_support;
mod command_line_values;
mod counter;
mod customers;
mod customers_known;
mod customers_merged;
mod devices;
mod doctor;
mod doctor_program;
mod drafts;
mod exchange;
mod faults;
mod faults_backup;
mod faults_lock;
mod gateway;
mod gateway_asked;
mod gateway_client;
mod gateway_listener;
mod gateway_money;
mod gateway_program;
mod gateway_support;
mod grants;
mod held_counted;
mod house;
mod kits;
mod lane;
mod lane_measures;
mod messages;
mod migrations;
mod names_in_order;
mod one_time_codes;
mod one_time_codes_storm;
mod one_time_codes_used;
mod orders;
mod orders_command;
mod orders_promises;
mod orders_storms;
mod orders_support;
mod payments;
mod payments_command;
mod payments_given_back;
mod payments_held;
mod payments_invoices;
mod payments_not_sold;
mod payments_properties;
mod payments_reconcile;
mod payments_refunds;
mod payments_storms;
mod payments_support;
mod pricing;
mod pricing_command;
mod pricing_properties;
mod pricing_settling;
mod printing;
mod printing_program;
mod printing_shifts;
mod printing_slips;
mod quotations;
mod quotations_again;
mod quotations_baskets;
mod rekeying;
mod restoring;
mod restoring_race;
mod returns;
mod safekeeping;
mod sample_shop;
mod selling;
mod sessions;
mod shifts;
mod shifts_books;
mod shifts_closing;
mod shifts_command;
mod shifts_counting;
mod slots;
mod slots_command;
mod slots_properties;
mod staff;
mod stored_value;
mod storms;
mod support;
mod windows;
