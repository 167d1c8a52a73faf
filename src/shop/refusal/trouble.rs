//! Why an act did not happen: the shop said no, or something failed.

use std::fmt;

use super::Refusal;
use crate::store::{ActError, Fault};

/// Why an act did not happen.
#[derive(Debug)]
pub enum Trouble {
    /// The shop said no.
    Refused(Refusal),
    /// The file, the disk or the program failed.
    Fault(Fault),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::Refused(refusal) => refusal.fmt(f),
            Trouble::Fault(fault) => fault.fmt(f),
        }
    }
}

impl std::error::Error for Trouble {}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Trouble::Refused(refusal)
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Trouble::Fault(fault)
    }
}

impl ActError for Trouble {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Trouble::Refused(_) => None,
            Trouble::Fault(fault) => Some(fault),
        }
    }

    fn is_conflict(&self) -> bool {
        match self {
            Trouble::Refused(refusal) => refusal.is_conflict(),
            Trouble::Fault(_) => false,
        }
    }
}
