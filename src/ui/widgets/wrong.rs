//! What is wrong with what was typed, and at which field.
//!
//! Promises: it is said at its field where that shows it, and else beside the fields. Leaves out
//! who found it: the form that reads the fields, or the shop that refused them.

/// What is wrong with a form; nothing at its beginning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wrong(Option<(String, String)>);

impl Wrong {
    /// Says `why`, at the field that the shop calls so; at none where that is empty.
    pub fn say(&mut self, field: &str, why: String) {
        self.0 = Some((field.to_owned(), why));
    }

    /// Nothing is wrong any more.
    pub fn clear(&mut self) {
        self.0 = None;
    }

    /// What is wrong at this field.
    #[must_use]
    pub fn at(&self, field: &str) -> Option<&str> {
        self.where_it(|at| at == field)
    }

    /// What is wrong, where that is at none of the fields that tell it by themselves.
    #[must_use]
    pub fn beside(&self, shown: &[&str]) -> Option<&str> {
        self.where_it(|at| !shown.contains(&at))
    }

    fn where_it(&self, is: impl FnOnce(&str) -> bool) -> Option<&str> {
        let (field, why) = self.0.as_ref()?;
        is(field).then_some(why)
    }
}
