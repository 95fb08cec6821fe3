//! [`Profile`]: how a company sells, in seven dimensions, what that demands
//! of its pipelines, and what is usual for it.
//!
//! In a stored process an absent dimension demands nothing. A process that
//! is yet to be proposed takes the default of each, the first of its choices:
//! [`Profile::or_defaults`].
//!
//! ```
//! use sales_process::process::{Nature, Novelty, Profile, Purpose};
//!
//! let profile = Profile::new().nature(Nature::Consultative).novelty(Novelty::Innovative);
//! let demanded: Vec<Purpose> =
//!     profile.demands(|_| true).into_iter().map(|demand| demand.purpose).collect();
//! assert_eq!(
//!     demanded,
//!     [Purpose::NeedsDiscovery, Purpose::Trial, Purpose::Proposal, Purpose::PaymentTracking]
//! );
//! ```

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Purpose;
use crate::value::text::{choices, is_false, sets};

choices! {
    /// How much the customer must be helped to decide.
    #[derive(Default)]
    pub enum Nature {
        /// The customer must first be advised.
        #[default]
        Consultative = "consultative",
        /// The need is formed; the customer picks and pays.
        Transactional = "transactional",
        /// Many specialists, other departments or other firms take part.
        Project = "project",
    }
}

choices! {
    /// How well the market knows what is sold.
    #[derive(Default)]
    pub enum Novelty {
        /// Known and trusted.
        #[default]
        Established = "established",
        /// New, and distrusted for it.
        Innovative = "innovative",
    }
}

choices! {
    /// Whether customers know that they need it.
    #[derive(Default)]
    pub enum Demand {
        /// They know, and ask.
        #[default]
        Formed = "formed",
        /// They do not; we must find and approach them.
        Unformed = "unformed",
    }
}

choices! {
    /// Who buys.
    #[derive(Default)]
    pub enum Market {
        /// Companies.
        #[default]
        B2b = "b2b",
        /// Consumers.
        B2c = "b2c",
    }
}

choices! {
    /// What is sold.
    #[derive(Default)]
    pub enum Offering {
        /// Something the customer then uses.
        #[default]
        Product = "product",
        /// Something done for the customer.
        Service = "service",
    }
}

choices! {
    /// Who sells.
    #[derive(Default)]
    pub enum Channel {
        /// Our own people.
        #[default]
        Direct = "direct",
        /// Partners: agents, dealers, resellers.
        Indirect = "indirect",
    }
}

choices! {
    /// Who takes the first step.
    #[derive(Default)]
    pub enum Activity {
        /// The customers come.
        #[default]
        Passive = "passive",
        /// We approach them: outgoing contacts, cold calls.
        Active = "active",
    }
}

/// How a company sells. The default profile says nothing and demands only
/// that payment is tracked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// How much the customer must be helped to decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nature: Option<Nature>,
    /// How well the market knows what is sold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub novelty: Option<Novelty>,
    /// Whether customers know that they need it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demand: Option<Demand>,
    /// Who buys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub market: Option<Market>,
    /// What is sold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offering: Option<Offering>,
    /// Who sells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// Who takes the first step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity: Option<Activity>,
    /// Whether the customer pays only once onboarding has succeeded; then
    /// payment tracking stands after it, and the salesperson owns it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub payment_depends_on_onboarding: bool,
}

impl Profile {
    /// A profile that says nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    sets! {
        /// Sets how much the customer must be helped to decide.
        nature(nature: Nature) nature = Some(nature);

        /// Sets how well the market knows what is sold.
        novelty(novelty: Novelty) novelty = Some(novelty);

        /// Sets whether customers know that they need it.
        demand(demand: Demand) demand = Some(demand);

        /// Sets who buys.
        market(market: Market) market = Some(market);

        /// Sets what is sold.
        offering(offering: Offering) offering = Some(offering);

        /// Sets who sells.
        channel(channel: Channel) channel = Some(channel);

        /// Sets who takes the first step.
        activity(activity: Activity) activity = Some(activity);
    }

    /// Lets the payment depend on onboarding.
    #[must_use]
    pub fn payment_depends_on_onboarding(mut self) -> Self {
        self.payment_depends_on_onboarding = true;
        self
    }

    /// The same profile with every absent dimension at its default:
    /// consultative, established, formed, B2B, product, direct, passive.
    /// It is what a process is proposed from.
    #[must_use]
    pub fn or_defaults(self) -> Self {
        Self {
            nature: Some(self.nature.unwrap_or_default()),
            novelty: Some(self.novelty.unwrap_or_default()),
            demand: Some(self.demand.unwrap_or_default()),
            market: Some(self.market.unwrap_or_default()),
            offering: Some(self.offering.unwrap_or_default()),
            channel: Some(self.channel.unwrap_or_default()),
            activity: Some(self.activity.unwrap_or_default()),
            payment_depends_on_onboarding: self.payment_depends_on_onboarding,
        }
    }

    /// The purposes that the profile demands of a pipeline for new business,
    /// in canonical order, each with the reason. Payment tracking is demanded
    /// always, so there is at least one.
    ///
    /// `carried` says whether some stage of the pipeline carries a purpose; it
    /// is asked about [`Purpose::Contract`], without which no onboarding is
    /// demanded.
    pub fn demands(&self, carried: impl Fn(&Purpose) -> bool) -> Vec<DemandedPurpose> {
        let mut demands = Vec::new();
        let mut demand = |purpose, because| demands.push(DemandedPurpose { purpose, because });
        match self.demand {
            Some(Demand::Formed) => {
                demand(Purpose::InboundRequest, Because::Demand(Demand::Formed));
            }
            Some(Demand::Unformed) => {
                demand(Purpose::Prospecting, Because::Demand(Demand::Unformed));
                demand(Purpose::ProactiveContact, Because::Demand(Demand::Unformed));
            }
            None => {}
        }
        let advised = self.nature.filter(|n| matches!(n, Nature::Consultative | Nature::Project));
        if let Some(nature) = advised {
            demand(Purpose::NeedsDiscovery, Because::Nature(nature));
        }
        if self.novelty == Some(Novelty::Innovative) {
            demand(Purpose::Trial, Because::Novelty(Novelty::Innovative));
        }
        if let Some(nature) = advised {
            demand(Purpose::Proposal, Because::Nature(nature));
        }
        if self.offering == Some(Offering::Product) && carried(&Purpose::Contract) {
            demand(Purpose::Onboarding, Because::Offering(Offering::Product));
        }
        demand(Purpose::PaymentTracking, Because::EverySale);
        demands
    }

    /// The purposes that are usual for the profile and not demanded, in
    /// canonical order, each with the reason; none where the profile says
    /// nothing. Like the demands they are about a pipeline for new business.
    pub fn usual(&self) -> Vec<UsualPurpose> {
        let mut usual = Vec::new();
        let mut add = |purpose, because| usual.push(UsualPurpose { purpose, because });
        if self.channel == Some(Channel::Indirect) {
            add(Purpose::PartnerManagement, Because::Channel(Channel::Indirect));
        }
        // Unformed demand demands it already.
        if self.activity == Some(Activity::Active) && self.demand != Some(Demand::Unformed) {
            add(Purpose::ProactiveContact, Because::Activity(Activity::Active));
        }
        if self.offering == Some(Offering::Service) {
            add(Purpose::Delivery, Because::Offering(Offering::Service));
        }
        usual
    }
}

/// A purpose that some stage must carry, and why.
///
/// Its text says why: "`nature` is `consultative`: the customer must first be
/// advised".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemandedPurpose {
    /// What some stage must be there for.
    pub purpose: Purpose,
    /// What demands it.
    pub because: Because,
}

/// A purpose that some stage carries in most companies that sell like this,
/// and why.
///
/// Its text says why: "`offering` is `service`: the salesperson often takes
/// part in delivery".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsualPurpose {
    /// What some stage is usually there for.
    pub purpose: Purpose,
    /// What makes it usual.
    pub because: Because,
}

/// What makes a purpose demanded or usual: a dimension of the profile, or
/// that it is a sale at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Because {
    /// The nature of the sale.
    Nature(Nature),
    /// The novelty of what is sold.
    Novelty(Novelty),
    /// The demand for it.
    Demand(Demand),
    /// Who buys.
    Market(Market),
    /// What is sold.
    Offering(Offering),
    /// Who sells.
    Channel(Channel),
    /// Who takes the first step.
    Activity(Activity),
    /// Every sale demands it, whatever the profile.
    EverySale,
}

impl Because {
    /// The dimension and its value, such as `nature` and `consultative`;
    /// `None` where every sale demands it.
    pub(crate) fn dimension(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Nature(nature) => Some(("nature", nature.name())),
            Self::Novelty(novelty) => Some(("novelty", novelty.name())),
            Self::Demand(demand) => Some(("demand", demand.name())),
            Self::Market(market) => Some(("market", market.name())),
            Self::Offering(offering) => Some(("offering", offering.name())),
            Self::Channel(channel) => Some(("channel", channel.name())),
            Self::Activity(activity) => Some(("activity", activity.name())),
            Self::EverySale => None,
        }
    }

    fn why(self) -> &'static str {
        match self {
            Self::Nature(Nature::Project) => "what many hands build must first be understood",
            Self::Nature(Nature::Consultative) => "the customer must first be advised",
            Self::Nature(Nature::Transactional) => "the customer knows what to buy",
            Self::Novelty(Novelty::Innovative) => "new things are distrusted until they are tried",
            Self::Novelty(Novelty::Established) => "what is sold is known and trusted",
            Self::Demand(Demand::Formed) => "the cycle starts with the customer's request",
            Self::Demand(Demand::Unformed) => {
                "nobody asks, so customers must be found and approached"
            }
            Self::Market(Market::B2b) => "companies buy again, from somebody they know",
            Self::Market(Market::B2c) => "new and existing customers buy the same way",
            Self::Offering(Offering::Product) => "a product sold must come into use",
            Self::Offering(Offering::Service) => "the salesperson often takes part in delivery",
            Self::Channel(Channel::Direct) => "our own people sell",
            Self::Channel(Channel::Indirect) => {
                "partners sell, and we choose, connect and control them"
            }
            Self::Activity(Activity::Passive) => "the customers come to us",
            Self::Activity(Activity::Active) => "we do not wait until customers ask",
            Self::EverySale => "payment is tracked in every case",
        }
    }
}

impl fmt::Display for Because {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((dimension, value)) = self.dimension() {
            write!(f, "`{dimension}` is `{value}`: ")?;
        }
        f.write_str(self.why())
    }
}

impl fmt::Display for UsualPurpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.because)
    }
}

impl fmt::Display for DemandedPurpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.because)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demands(profile: Profile, contract: bool) -> String {
        let demands = profile.demands(|purpose| contract && *purpose == Purpose::Contract);
        let names: Vec<&str> = demands.iter().map(|demand| demand.purpose.name()).collect();
        names.join(" ")
    }

    #[track_caller]
    fn check(json: &str, demanded: &str) {
        let profile: Profile = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&profile).unwrap(), json);
        assert_eq!(demands(profile, true), demanded);
    }

    #[test]
    fn each_dimension_demands_its_purposes() {
        check("{}", "payment_tracking");
        check(r#"{"nature":"consultative"}"#, "needs_discovery proposal payment_tracking");
        check(r#"{"nature":"project"}"#, "needs_discovery proposal payment_tracking");
        check(r#"{"nature":"transactional"}"#, "payment_tracking");
        check(r#"{"novelty":"innovative"}"#, "trial payment_tracking");
        check(r#"{"novelty":"established"}"#, "payment_tracking");
        check(r#"{"demand":"formed"}"#, "inbound_request payment_tracking");
        check(r#"{"demand":"unformed"}"#, "prospecting proactive_contact payment_tracking");
        check(r#"{"market":"b2b"}"#, "payment_tracking");
        check(r#"{"market":"b2c"}"#, "payment_tracking");
        check(r#"{"offering":"product"}"#, "onboarding payment_tracking");
        check(r#"{"offering":"service"}"#, "payment_tracking");
        check(r#"{"channel":"direct"}"#, "payment_tracking");
        check(r#"{"channel":"indirect"}"#, "payment_tracking");
        check(r#"{"activity":"passive"}"#, "payment_tracking");
        check(r#"{"activity":"active"}"#, "payment_tracking");
        check(r#"{"payment_depends_on_onboarding":true}"#, "payment_tracking");
    }

    #[test]
    fn onboarding_is_demanded_where_there_is_a_contract() {
        let product = Profile::new().offering(Offering::Product);
        assert_eq!(demands(product, false), "payment_tracking");
        assert_eq!(demands(product, true), "onboarding payment_tracking");
    }

    #[test]
    fn demands_come_in_canonical_order_with_their_reasons() {
        let profile = Profile::new()
            .nature(Nature::Project)
            .novelty(Novelty::Innovative)
            .demand(Demand::Unformed)
            .offering(Offering::Product);
        let lines: Vec<String> = profile
            .demands(|_| true)
            .iter()
            .map(|demand| format!("{} | {demand}", demand.purpose))
            .collect();
        assert_eq!(
            lines,
            [
                "prospecting | `demand` is `unformed`: nobody asks, so customers must be found and approached",
                "proactive_contact | `demand` is `unformed`: nobody asks, so customers must be found and approached",
                "needs_discovery | `nature` is `project`: what many hands build must first be understood",
                "trial | `novelty` is `innovative`: new things are distrusted until they are tried",
                "proposal | `nature` is `project`: what many hands build must first be understood",
                "onboarding | `offering` is `product`: a product sold must come into use",
                "payment_tracking | payment is tracked in every case",
            ]
        );
    }

    #[track_caller]
    fn check_usual(json: &str, expected: &[&str]) {
        let profile: Profile = serde_json::from_str(json).unwrap();
        let usual = profile.usual();
        let lines: Vec<String> =
            usual.iter().map(|usual| format!("{} | {usual}", usual.purpose)).collect();
        assert_eq!(lines, expected);
        assert!(usual.is_sorted_by_key(|usual| usual.purpose.clone()));
        let demands = profile.demands(|_| true);
        assert!(usual.iter().all(|u| demands.iter().all(|demand| demand.purpose != u.purpose)));
    }

    #[test]
    fn what_is_usual_is_not_demanded() {
        let partners = "partner_management | `channel` is `indirect`: partners sell, and we choose, \
                        connect and control them";
        let contact =
            "proactive_contact | `activity` is `active`: we do not wait until customers ask";
        let delivery =
            "delivery | `offering` is `service`: the salesperson often takes part in delivery";
        check_usual("{}", &[]);
        check_usual(r#"{"channel":"indirect"}"#, &[partners]);
        check_usual(r#"{"channel":"direct"}"#, &[]);
        check_usual(r#"{"activity":"active"}"#, &[contact]);
        check_usual(r#"{"activity":"active","demand":"formed"}"#, &[contact]);
        check_usual(r#"{"activity":"active","demand":"unformed"}"#, &[]);
        check_usual(r#"{"activity":"passive"}"#, &[]);
        check_usual(r#"{"offering":"service"}"#, &[delivery]);
        check_usual(r#"{"offering":"product"}"#, &[]);
        check_usual(
            r#"{"channel":"indirect","activity":"active","offering":"service"}"#,
            &[partners, contact, delivery],
        );
    }

    #[test]
    fn the_default_is_the_first_choice() {
        let defaults = Profile::new().or_defaults();
        assert_eq!(
            serde_json::to_string(&defaults).unwrap(),
            r#"{"nature":"consultative","novelty":"established","demand":"formed","market":"b2b","offering":"product","channel":"direct","activity":"passive"}"#
        );
        assert_eq!(defaults.or_defaults(), defaults);
        let kept = Profile::new().market(Market::B2c).payment_depends_on_onboarding();
        assert_eq!(kept.or_defaults().market, Some(Market::B2c));
        assert!(kept.or_defaults().payment_depends_on_onboarding);
        assert_eq!(
            (Nature::default(), Nature::ALL.first()),
            (Nature::Consultative, Some(&Nature::Consultative))
        );
    }

    #[test]
    fn canonical_order_is_that_of_the_purposes() {
        for (i, nature) in Nature::ALL.iter().enumerate() {
            for demand in Demand::ALL {
                let profile = Profile::new()
                    .nature(*nature)
                    .demand(*demand)
                    .novelty(Novelty::Innovative)
                    .offering(Offering::Product);
                let demands = profile.demands(|_| true);
                assert!(demands.is_sorted_by_key(|demand| demand.purpose.clone()), "{i}");
            }
        }
    }
}
