//! The designer: sales pipelines proposed, checked, mended, merged and compared.

pub mod analysis;
pub mod change;
#[cfg(feature = "draw")]
mod drawing;
pub mod lint;
pub mod merge;
pub mod propose;
mod reason;

pub use analysis::{Analysis, ChancesError};
pub use reason::{StageReason, StageReasonKind};
