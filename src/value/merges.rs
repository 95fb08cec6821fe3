//! [`CustomerMerges`]: which customers are one.

use std::collections::BTreeMap;

use super::CustomerId;

/// Customers that were merged, each with the one that goes on in its place.
/// What one of them ordered counts for the one that goes on.
///
/// A survivor may have been merged itself: the chain is followed to its end.
///
/// ```
/// use sales_process::CustomerMerges;
///
/// let mut merges = CustomerMerges::new();
/// merges.add("acme-old".parse()?, "acme-gb".parse()?)?;
/// merges.add("acme-gb".parse()?, "acme".parse()?)?;
/// assert_eq!(merges.survivor("acme-old"), "acme");
/// assert_eq!(merges.survivor("beta"), "beta");
/// let ring = merges.add("acme".parse()?, "acme-old".parse()?).unwrap_err();
/// assert_eq!(
///     ring.to_string(),
///     "customers are merged in a ring: `acme`, `acme-old`, `acme-gb`, `acme`; \
///      expected one of them to go on"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct CustomerMerges {
    #[serde(deserialize_with = "checked")]
    // INVARIANT: no ring.
    survivors: BTreeMap<CustomerId, CustomerId>,
}

/// Why a merge cannot be true.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CustomerMergeError {
    /// Following the survivors leads back to the customer.
    #[error("customers are merged in a ring: {}; expected one of them to go on", ring(.0))]
    Ring(Vec<CustomerId>),
    /// One customer was merged into two.
    #[error(
        "customer `{merged}` is merged into `{first}` and into `{found}`; expected one survivor"
    )]
    TwoSurvivors {
        /// The merged customer.
        merged: CustomerId,
        /// The survivor named first.
        first: CustomerId,
        /// The survivor named now.
        found: CustomerId,
    },
}

fn ring(customers: &[CustomerId]) -> String {
    customers.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")
}

fn checked<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<CustomerId, CustomerId>, D::Error> {
    let all = <BTreeMap<CustomerId, CustomerId> as serde::Deserialize>::deserialize(deserializer)?;
    let mut merges = CustomerMerges::new();
    for (merged, survivor) in all {
        merges.add(merged, survivor).map_err(serde::de::Error::custom)?;
    }
    Ok(merges.survivors)
}

impl CustomerMerges {
    /// Nobody was merged.
    pub fn new() -> Self {
        Self::default()
    }

    /// Says that a customer was merged into another. Saying it twice is saying
    /// it once.
    ///
    /// # Errors
    ///
    /// [`CustomerMergeError`] where that closes a ring, and where the customer
    /// was merged into another one. Nothing is added then.
    pub fn add(
        &mut self,
        merged: CustomerId,
        survivor: CustomerId,
    ) -> Result<(), CustomerMergeError> {
        if let Some(first) = self.survivors.get(&merged) {
            if *first == survivor {
                return Ok(());
            }
            let first = first.clone();
            return Err(CustomerMergeError::TwoSurvivors { merged, first, found: survivor });
        }
        let mut walked = vec![merged.clone(), survivor.clone()];
        let mut here = &survivor;
        while *here != merged {
            let Some(next) = self.survivors.get(here) else {
                self.survivors.insert(merged, survivor);
                return Ok(());
            };
            walked.push(next.clone());
            here = next;
        }
        Err(CustomerMergeError::Ring(walked))
    }

    /// Adds all merges of another map.
    ///
    /// # Errors
    ///
    /// As [`CustomerMerges::add`]; those before the wrong one are added.
    pub(crate) fn extend(&mut self, other: CustomerMerges) -> Result<(), CustomerMergeError> {
        other.survivors.into_iter().try_for_each(|(merged, survivor)| self.add(merged, survivor))
    }

    /// The customer that goes on in the place of one: itself, where it was not
    /// merged.
    pub fn survivor<'s>(&'s self, customer: &'s str) -> &'s str {
        let mut here = customer;
        while let Some(next) = self.survivors.get(here) {
            here = next.as_str();
        }
        here
    }

    /// Whether nobody was merged.
    pub(crate) fn is_empty(&self) -> bool {
        self.survivors.is_empty()
    }

    /// Each merged customer with the one it was merged into, by id.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&CustomerId, &CustomerId)> + '_ {
        self.survivors.iter()
    }
}
