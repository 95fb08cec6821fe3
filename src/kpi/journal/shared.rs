//! What the journals of all objects have in common: [`Shared`].

use crate::policy::LeadFilter;
use crate::value::Zone;

/// What the journals of all objects have in common.
#[derive(Debug, Clone, Default)]
pub(super) struct Shared {
    pub(super) filter: Option<LeadFilter>,
    pub(super) zone: Zone,
}
