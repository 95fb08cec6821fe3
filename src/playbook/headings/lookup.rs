//! Which words stand for a value of the process.

use super::{Names, Reasons};
use crate::designer::lint::Severity;
use crate::designer::propose::REMINDER;
use crate::process::{
    Activity, Because, Channel, ClosingEvent, DealKind, Demand, Market, Nature, Novelty, Offering,
    OutcomeKind, Purpose, RoleKind, Subprocess,
};

impl<'w> Names<'w> {
    /// A dimension of the profile and its value, as question and answer; `None` for what every sale demands.
    pub(in super::super) fn dimension(&self, because: Because) -> Option<(&'w str, &'w str)> {
        Some(match because {
            Because::Nature(value) => (
                self.nature,
                match value {
                    Nature::Consultative => self.consultative,
                    Nature::Transactional => self.transactional,
                    Nature::Project => self.project,
                },
            ),
            Because::Novelty(value) => (
                self.novelty,
                match value {
                    Novelty::Established => self.established,
                    Novelty::Innovative => self.innovative,
                },
            ),
            Because::Demand(value) => (
                self.demand,
                match value {
                    Demand::Formed => self.formed,
                    Demand::Unformed => self.unformed,
                },
            ),
            Because::Market(value) => (
                self.market,
                match value {
                    Market::B2b => self.b2b,
                    Market::B2c => self.b2c,
                },
            ),
            Because::Offering(value) => (
                self.offering,
                match value {
                    Offering::Product => self.product,
                    Offering::Service => self.service,
                },
            ),
            Because::Channel(value) => (
                self.channel,
                match value {
                    Channel::Direct => self.direct,
                    Channel::Indirect => self.indirect,
                },
            ),
            Because::Activity(value) => (
                self.activity,
                match value {
                    Activity::Passive => self.passive,
                    Activity::Active => self.active,
                },
            ),
            Because::EverySale => return None,
        })
    }

    /// A purpose; `None` for one of the company's own.
    pub(in super::super) fn purpose(&self, purpose: &Purpose) -> Option<&'w str> {
        Some(match purpose {
            Purpose::PartnerManagement => self.partner_management,
            Purpose::Prospecting => self.prospecting,
            Purpose::ProactiveContact => self.proactive_contact,
            Purpose::InboundRequest => self.inbound_request,
            Purpose::Qualification => self.qualifying,
            Purpose::NeedsDiscovery => self.needs_discovery,
            Purpose::Trial => self.trial,
            Purpose::Proposal => self.proposal,
            Purpose::Negotiation => self.negotiation,
            Purpose::Contract => self.contract,
            Purpose::Onboarding => self.onboarding,
            Purpose::PaymentTracking => self.payment_tracking,
            Purpose::Delivery => self.delivery,
            Purpose::Retention => self.retention,
            // Proposed pipelines for repeat sales begin with it.
            Purpose::Custom(_) if purpose.name() == REMINDER => self.reminder,
            Purpose::Custom(_) => return None,
        })
    }

    pub(in super::super) fn subprocess(&self, subprocess: Subprocess) -> &'w str {
        match subprocess {
            Subprocess::Attract => self.attract,
            Subprocess::Qualify => self.qualify,
            Subprocess::Close => self.close,
            Subprocess::Retain => self.retain,
        }
    }

    pub(in super::super) fn default_result(&self, subprocess: Subprocess) -> &'w str {
        match subprocess {
            Subprocess::Attract => self.attract_result,
            Subprocess::Qualify => self.qualify_result,
            Subprocess::Close => self.close_result,
            Subprocess::Retain => self.retain_result,
        }
    }

    pub(in super::super) fn deal_kind(&self, kind: DealKind) -> &'w str {
        match kind {
            DealKind::NewBusiness => self.new_business,
            DealKind::Repeat => self.repeat,
            DealKind::CrossSell => self.cross_sell,
            DealKind::UpSell => self.up_sell,
            DealKind::Renewal => self.renewal,
        }
    }

    pub(in super::super) fn closing_event(&self, event: ClosingEvent) -> &'w str {
        match event {
            ClosingEvent::ContractSigned => self.contract_signed,
            ClosingEvent::PurchaseMade => self.purchase_made,
            ClosingEvent::DealAgreed => self.deal_agreed,
            ClosingEvent::PaymentReceived => self.payment_received,
        }
    }

    pub(in super::super) fn outcome_kind(&self, kind: OutcomeKind) -> &'w str {
        match kind {
            OutcomeKind::Won => self.won,
            OutcomeKind::Lost => self.lost,
            OutcomeKind::Abandoned => self.abandoned,
        }
    }

    pub(in super::super) fn role_kind<'a>(&'a self, kind: &'a RoleKind) -> &'a str {
        match kind {
            RoleKind::Hunter => self.hunter,
            RoleKind::Farmer => self.farmer,
            RoleKind::HeadOfSales => self.head_of_sales,
            RoleKind::Partner => self.partner,
            RoleKind::Presales => self.presales,
            RoleKind::Delivery => self.delivering,
            RoleKind::Custom(word) => word.as_str(),
        }
    }

    /// The same without what the role does.
    pub(in super::super) fn role_called<'a>(&'a self, kind: &'a RoleKind) -> &'a str {
        let words = self.role_kind(kind);
        words.split_once(':').map_or(words, |(called, _)| called)
    }

    pub(in super::super) fn severity(&self, severity: Severity) -> &'w str {
        match severity {
            Severity::Notice => self.notice,
            Severity::Warning => self.warning,
            Severity::Error => self.error,
        }
    }
}

impl<'w> Reasons<'w> {
    /// What a dimension of the profile means.
    pub(in super::super) fn because(&self, because: Because) -> &'w str {
        match because {
            Because::Nature(Nature::Consultative) => self.consultative,
            Because::Nature(Nature::Transactional) => self.transactional,
            Because::Nature(Nature::Project) => self.project,
            Because::Novelty(Novelty::Established) => self.established,
            Because::Novelty(Novelty::Innovative) => self.innovative,
            Because::Demand(Demand::Formed) => self.formed,
            Because::Demand(Demand::Unformed) => self.unformed,
            Because::Market(Market::B2b) => self.b2b,
            Because::Market(Market::B2c) => self.b2c,
            Because::Offering(Offering::Product) => self.product,
            Because::Offering(Offering::Service) => self.service,
            Because::Channel(Channel::Direct) => self.direct,
            Because::Channel(Channel::Indirect) => self.indirect,
            Because::Activity(Activity::Passive) => self.passive,
            Because::Activity(Activity::Active) => self.active,
            Because::EverySale => self.every_sale,
        }
    }

    /// Why a purpose makes sense in any sale; `None` for one of the company's
    /// own.
    pub(in super::super) fn sense(&self, purpose: &Purpose, pays_after: bool) -> Option<&'w str> {
        Some(match purpose {
            Purpose::PartnerManagement => self.partner_management,
            Purpose::Prospecting => self.prospecting,
            Purpose::ProactiveContact => self.proactive_contact,
            Purpose::InboundRequest => self.inbound_request,
            Purpose::Qualification => self.qualification,
            Purpose::NeedsDiscovery => self.needs_discovery,
            Purpose::Trial => self.trial,
            Purpose::Proposal => self.proposal,
            Purpose::Negotiation => self.negotiation,
            Purpose::Contract => self.contract,
            Purpose::Onboarding if pays_after => self.onboarding_before_payment,
            Purpose::Onboarding => self.onboarding,
            Purpose::PaymentTracking => self.payment_tracking,
            Purpose::Delivery => self.delivery,
            Purpose::Retention => self.retention,
            Purpose::Custom(_) if purpose.name() == REMINDER => self.reminder,
            Purpose::Custom(_) => return None,
        })
    }
}
