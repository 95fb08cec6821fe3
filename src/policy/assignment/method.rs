//! [`Method`]: which of those who can take it does.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{ChoiceReason, Decision, Needs, PassReason, PassedOver, Person};
use crate::value::PersonId;
use crate::value::text::choices;

choices! {
    /// Which of those who can take something does.
    #[derive(Default)]
    pub enum Method {
        /// The one with the least load relative to capacity, without rounding:
        /// 1 of 10 before 1 of 9. Of those as loaded the one with the most room
        /// left, then with the least load, then the first by id. Of a capacity
        /// without limit any load is nothing.
        #[default]
        LeastLoaded = "least_loaded",
        /// The one who is named for the most of territory, products and
        /// segment, before those who serve them because of serving everything;
        /// of those alike the least loaded.
        BestMatch = "best_match",
        /// The next by id after the one who had the last turn, and after the
        /// last by id the first one. Whoever cannot take it loses the turn.
        InTurn = "in_turn",
    }
}

/// Who had the last turn: what choices made in turn hand to one another. Keep
/// one for each queue, and store it with the queue.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Turn {
    /// Who; `None` before the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<PersonId>,
}

impl Turn {
    /// Nobody had a turn yet.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Method {
    /// Chooses who takes something on a day, and says of everybody else why
    /// not. Nobody is given anything by it: the caller assigns, and counts
    /// one more in the load of the person. The turn is looked at and handed
    /// on where things are given in turn.
    pub fn choose(self, people: &[Person], needs: &Needs, on: NaiveDate, turn: &Turn) -> Decision {
        let mut seen = BTreeSet::new();
        let against: Vec<Vec<PassReason>> = people
            .iter()
            .map(|person| {
                let first = seen.insert(&person.id);
                if first { needs.against(person, on) } else { vec![PassReason::Twice] }
            })
            .collect();
        let able = || people.iter().zip(&against).filter(|(_, no)| no.is_empty()).map(|(p, _)| p);
        let of = able().count();
        let best = match self {
            Self::LeastLoaded => able().min_by(|a, b| least_loaded(a, b)),
            Self::BestMatch => able().min_by(|a, b| {
                needs.named_by(b).cmp(&needs.named_by(a)).then_with(|| least_loaded(a, b))
            }),
            // Those after the last turn come first.
            Self::InTurn => {
                able().min_by_key(|person| (turn.last.as_ref() >= Some(&person.id), &person.id))
            }
        };
        let passed_over = people
            .iter()
            .zip(against)
            .filter(|(person, _)| best.is_none_or(|best| !std::ptr::eq(*person, best)))
            .map(|(person, mut reasons)| {
                if let Some(best) = best.filter(|_| reasons.is_empty()) {
                    reasons.push(self.compared(needs, person, best));
                }
                PassedOver { person: person.id.clone(), reasons }
            })
            .collect();
        let chosen = best.map(|best| (best.id.clone(), self.why(needs, best, of, turn)));
        let turn = match best {
            Some(best) if self == Self::InTurn => Turn { last: Some(best.id.clone()) },
            _ => turn.clone(),
        };
        Decision { chosen, passed_over, turn }
    }

    fn why(self, needs: &Needs, best: &Person, of: usize, before: &Turn) -> ChoiceReason {
        match self {
            Self::LeastLoaded => {
                ChoiceReason::LeastLoaded { load: best.load, capacity: best.capacity, of }
            }
            Self::BestMatch => ChoiceReason::BestMatch { named: needs.named_by(best), of },
            Self::InTurn => ChoiceReason::InTurn { after: before.last.clone(), of },
        }
    }

    /// Why somebody who could have taken it does not.
    fn compared(self, needs: &Needs, person: &Person, best: &Person) -> PassReason {
        let (named, most) = (needs.named_by(person), needs.named_by(best));
        match self {
            Self::InTurn => PassReason::NotInTurn,
            Self::BestMatch if named < most => PassReason::WeakerMatch { named, best: most },
            Self::LeastLoaded | Self::BestMatch if person.compare_parts(best).is_gt() => {
                PassReason::MoreLoaded { load: person.load, capacity: person.capacity }
            }
            Self::LeastLoaded | Self::BestMatch => PassReason::AsLoaded,
        }
    }
}

fn least_loaded(a: &Person, b: &Person) -> Ordering {
    a.compare_load(b).then_with(|| a.id.cmp(&b.id))
}
