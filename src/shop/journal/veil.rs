//! What people are called and reached by does not belong into a record that is never changed.
//!
//! Promises: a text that is veiled can't be read from the journal, is another there in each
//! request, and still tells whether the same request asked for the same. Who has the shop's key
//! beside the file can try whether a text they know is it.

use serde::Serialize;
use serde_json::Value;

use super::super::door::to_json;
use crate::{
    store::{Fault, Key},
    values::RequestId,
};

/// The command as the journal has it: in the place of the texts of these fields stands what only
/// the same texts of the same request come to.
pub(in crate::shop) fn veiled(
    command: &impl Serialize,
    (key, request): (&Key, RequestId),
    fields: &[&str],
) -> Result<String, Fault> {
    let mut value = serde_json::to_value(command).map_err(|e| Fault::Bug {
        what: format!("an act could not be written down: {e}"),
    })?;
    for field in fields {
        if let Some(Value::String(text)) = value.get_mut(*field) {
            let seal = key.seal(&[
                b"sherbet: veil",
                request.bytes(),
                field.as_bytes(),
                text.as_bytes(),
            ]);
            // 128 bits are plenty to tell texts apart.
            *text = format!("veiled:{}", super::hex(&seal[..16]));
        }
    }
    to_json(&value)
}
