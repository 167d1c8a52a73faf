//! What a line is answered with.

use serde::Serialize;
use serde_json::Value;

use super::super::output::{FaultJson, RefusedJson};
use crate::{shop::Refusal, store::Fault};

/// What a line is answered with.
pub(super) enum Answer {
    Done { request: Value, outcome: Value },
    Refused { request: Value, refusal: Refusal },
    Fault { request: Value, fault: Fault },
}

#[derive(Serialize)]
#[serde(untagged)]
enum AnswerJson<'a> {
    Done {
        request: &'a Value,
        done: &'a Value,
    },
    Refused {
        request: &'a Value,
        refused: RefusedJson<'a>,
    },
    Fault {
        request: &'a Value,
        fault: FaultJson,
    },
}

impl Answer {
    /// The line that is printed.
    pub(super) fn line(&self) -> String {
        let json = match self {
            Answer::Done { request, outcome } => AnswerJson::Done {
                request,
                done: outcome,
            },
            Answer::Refused { request, refusal } => AnswerJson::Refused {
                request,
                refused: refusal.into(),
            },
            Answer::Fault { request, fault } => AnswerJson::Fault {
                request,
                fault: fault.into(),
            },
        };
        // Values made of JSON are written as JSON without fail.
        let mut line = serde_json::to_string(&json).unwrap_or_default();
        line.push('\n');
        line
    }
}
