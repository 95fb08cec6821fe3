//! The designer: sales pipelines proposed, checked, mended, merged and compared.

pub mod analysis;
pub mod change;
#[cfg(feature = "draw")]
mod drawing;
mod kin;
pub(crate) mod label;
pub mod lint;
pub mod merge;
mod outlook;
pub mod propose;
mod reason;
pub mod what_if;

pub use analysis::{Analysis, ChancesError};
pub use outlook::{Effect, Outlook};
pub use reason::{StageReason, StageReasonKind};
