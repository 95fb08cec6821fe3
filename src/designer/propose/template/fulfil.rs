//! After the customer has said yes: use, money, delivery, and the next sale.

use super::Template;
use crate::process::Subprocess;

pub(super) const ONBOARDING: Template = Template {
    id: "onboarding",
    name: "Onboard the customer",
    short: "onboard",
    subprocess: Subprocess::Close,
    days: 10,
    criteria: &[
        ("in_use", "the people it was bought for use it in their daily work"),
        ("customer_accepts", "the customer has confirmed that it works as agreed"),
    ],
    actions: &[
        "Hold a kick-off: goals, people, dates, and what the customer must provide",
        "Set it up and train the people who will use it",
        "Reach the first result the customer was promised, and show it to who signed",
        "Ask after two weeks what is not used yet and why",
    ],
    tactics: &[
        "Take over what was promised word for word from the sale",
        "Train on the customer's own cases instead of examples",
        "Win one keen user in each team; colleagues ask them first",
    ],
    participants: &[("department", "Implementation"), ("contractor", "Subcontractor")],
};

pub(super) const ONBOARDING_B2C: Template = Template {
    id: "onboarding",
    name: "Hand over and set up",
    short: "hand over",
    subprocess: Subprocess::Close,
    days: 7,
    criteria: &[("in_use", "the customer has it, and it works in the place of use")],
    actions: &[
        "Hand over or deliver on the promised day",
        "Set it up or show how it is set up",
        "Explain care, warranty and whom to call",
        "Ask a week later whether it does what it was bought for",
    ],
    tactics: &[
        "Let the customer make the first steps while somebody is there to help",
        "Call before the customer has a reason to complain",
    ],
    participants: &[("contractor", "Installer")],
};

pub(super) const ONBOARDING_SERVICE: Template = Template {
    id: "onboarding",
    name: "Get the customer started",
    short: "get the customer started",
    subprocess: Subprocess::Close,
    days: 7,
    criteria: &[(
        "started",
        "the service has begun, and the customer has confirmed that it is as agreed",
    )],
    actions: &[
        "Collect from the customer what the service needs: access, data, dates, people",
        "Introduce those who will do the work, and say who answers which question",
        "Do the first piece of work within days and show the customer the result",
        "Ask whether it is what was expected, and put right what is not",
    ],
    tactics: &[
        "Take over what was promised word for word from the sale",
        "Put one name and one number at the customer's disposal",
        "Begin with what the customer will notice first",
    ],
    participants: &[("department", "Service team")],
};

pub(super) const PAYMENT: Template = Template {
    id: "payment",
    name: "Get paid",
    short: "get paid",
    subprocess: Subprocess::Close,
    days: 10,
    criteria: &[("payment_received", "everything due so far has been received")],
    actions: &[
        "Send the invoice or take the payment on the day of the sale, as agreed",
        "Make sure the right person has the invoice and lacks nothing to pay it",
        "Look at what is due every week and call the day after a payment is late",
        "Tell the head of sales what is overdue and what was promised",
    ],
    tactics: &[
        "Ask for a date and an amount, and write both down",
        "Look for the reason before insisting: an open question delays more payments than an empty account",
    ],
    participants: &[("department", "Legal and finance")],
};

pub(super) const PAYMENT_ON_SUCCESS: Template = Template {
    id: "payment",
    name: "Get paid",
    short: "get paid",
    subprocess: Subprocess::Close,
    days: 10,
    criteria: &[("payment_received", "everything due so far has been received")],
    actions: &[
        "Have the customer confirm in writing that onboarding has succeeded, and invoice on that day",
        "Settle open complaints before the invoice is due",
        "Look at what is due every week and call the day after a payment is late",
        "Tell the head of sales what is overdue and what is in the way",
    ],
    tactics: &[
        "Show the results reached beside the invoice",
        "Ask for a date and an amount, and write both down",
    ],
    participants: &[("department", "Legal and finance")],
};

pub(super) const DELIVERY: Template = Template {
    id: "delivery",
    name: "Deliver the service",
    short: "deliver",
    subprocess: Subprocess::Close,
    days: 14,
    criteria: &[(
        "service_accepted",
        "the customer has confirmed that the service was done as agreed",
    )],
    actions: &[
        "Hand over to those who do the work: what was promised, to whom, and why it matters",
        "Keep the salesperson in the first meeting and the last one",
        "Tell the customer how things stand before the customer asks",
        "Ask for acceptance, and for what could be better",
    ],
    tactics: &[
        "Report a problem together with the remedy",
        "Note every further wish; it is the next deal",
        "Ask for a recommendation on the day the customer praises the work",
    ],
    participants: &[("department", "Service team")],
};

pub(super) const DELIVERY_PROJECT: Template = Template {
    id: "delivery",
    name: "Deliver the project",
    short: "deliver",
    subprocess: Subprocess::Close,
    days: 14,
    criteria: &[("project_accepted", "the customer has accepted the last milestone")],
    actions: &[
        "Run the kick-off with every department and firm that takes part",
        "Report progress, cost and risks to the customer at every milestone",
        "Put every change of scope in writing with its price before work on it begins",
        "Have each milestone accepted and signed",
    ],
    tactics: &[
        "Keep the salesperson in the steering group: promises were made there",
        "Escalate early and with a proposal",
        "Ask for a reference visit at the first milestone that pleases",
    ],
    participants: &[("department", "Service team"), ("contractor", "Subcontractor")],
};

pub(super) const RETENTION: Template = Template {
    id: "retention",
    name: "Keep the customer",
    short: "keep the customer",
    subprocess: Subprocess::Retain,
    days: 7,
    criteria: &[("next_contact", "the next contact has a date and a subject")],
    actions: &[
        "Ask whether everything arrived and works, and mend what does not",
        "Show one more thing that customers like this one use",
        "Ask whom they would recommend us to",
        "Set the date of the next contact by the rhythm of the orders",
    ],
    tactics: &[
        "Call with news for the customer, not only with an offer",
        "Thank for a recommendation at once, and tell what came of it",
    ],
    participants: &[("department", "Service team")],
};
