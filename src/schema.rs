//! JSON Schema of the stored forms, for editors and for programs in other
//! languages. Needs the feature `schema`.
//!
//! ```
//! use sales_process::schema;
//!
//! let process = schema::of("process").ok_or("no such form")?;
//! assert!(process["properties"]["pipelines"].is_object());
//! assert!(schema::NAMES.contains(&"rule"));
//! assert_eq!(schema::of("proces"), None);
//! # Ok::<(), &str>(())
//! ```
//!
//! A schema says what shape a text has: names, kinds of values, ranges. That the
//! parts fit together (a move leads to a stage that is there) is checked by
//! building, which refuses more than a schema can.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use crate::policy::{LeadFilterDraft, Points, QualificationDraft, RuleForm};
use crate::process::{
    Condition, Days, Format, Hours, PipelineDraft, ProcessDraft, Profile, Purpose, RoleKind, Target,
};
use crate::value::{
    CriterionId, Currency, CustomerId, DealId, FieldDef, FieldValue, HandoffId, LeadId, Money,
    Month, Months, OrderId, Percent, PersonId, PipelineId, Probability, ProcessId, ProductId,
    RoleId, StageId, UtcOffset, Zone,
};

/// A form: its name, and how its schema is made.
type Form = (&'static str, fn() -> Schema);

/// Every form that has a schema.
const FORMS: &[Form] = &[
    ("process", || schemars::schema_for!(ProcessDraft)),
    ("pipeline", || schemars::schema_for!(PipelineDraft)),
    ("profile", || schemars::schema_for!(Profile)),
    ("condition", || schemars::schema_for!(Condition)),
    ("field", || schemars::schema_for!(FieldDef)),
    ("lead_filter", || schemars::schema_for!(LeadFilterDraft)),
    ("qualification", || schemars::schema_for!(QualificationDraft)),
    ("rule", || schemars::schema_for!(RuleForm)),
];

/// The names of all forms that have a schema.
pub const NAMES: &[&str] = &{
    let mut names = [""; FORMS.len()];
    let mut i = 0;
    while i < names.len() {
        names[i] = FORMS[i].0;
        i += 1;
    }
    names
};

/// The JSON Schema (2020-12) of a form; `None` where none has this name.
pub fn of(name: &str) -> Option<Value> {
    let (_, make) = FORMS.iter().find(|(known, _)| *known == name)?;
    Some(make().to_value())
}

/// Describes types that are stored as one value.
macro_rules! values {
    ($($Type:ident $schema:tt)+) => {$(
        impl JsonSchema for $Type {
            fn schema_name() -> Cow<'static, str> {
                stringify!($Type).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    )+};
}

values! {
    Money {"type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)? [A-Z]{3}$", "examples": ["1000.00 GBP"]}
    Currency {"type": "string", "pattern": "^[A-Z]{3}$"}
    Zone {"type": "string", "examples": ["Europe/Berlin", "+02:00"]}
    UtcOffset {"type": "string", "pattern": "^[+-][0-2][0-9]:[0-5][0-9]$"}
    Month {"type": "string", "pattern": "^-?[0-9]+-[0-1][0-9]$"}
    Months {"type": "integer", "minimum": 1, "maximum": 1200}
    Probability {"type": "number", "minimum": 0, "maximum": 1}
    Percent {"type": "number", "minimum": 0, "maximum": 100}
    Points {"type": "number", "minimum": 0, "maximum": 1_000_000}
    Days {"type": "number", "minimum": 0, "maximum": 36_525}
    Hours {"type": "number", "minimum": 0, "maximum": 8_784}
    Purpose {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}
    RoleKind {"type": "string", "pattern": "^[a-z][a-z0-9_]*$", "maxLength": 47}
    FieldValue {"type": ["string", "number", "boolean"]}
    Format {"type": "string", "enum": ["sales-process/1"]}
}

/// Describes ids: texts of 1 to 200 characters.
macro_rules! ids {
    ($($Id:ident)+) => { values! { $($Id {"type": "string", "minLength": 1, "maxLength": 200})+ } };
}

ids! {
    LeadId DealId CustomerId HandoffId OrderId ProductId PersonId ProcessId PipelineId StageId
    CriterionId RoleId
}

impl JsonSchema for Target {
    fn schema_name() -> Cow<'static, str> {
        "Target".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let money = generator.subschema_for::<Money>();
        let bound = json_schema!({"anyOf": [money, {"type": "number"}]});
        json_schema!({
            "type": "object",
            "properties": {"at_most": bound, "at_least": bound},
            "additionalProperties": false,
            "minProperties": 1,
            "maxProperties": 1,
        })
    }
}
