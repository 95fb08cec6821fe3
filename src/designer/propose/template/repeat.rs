//! Selling to a company that has bought before.

use super::Template;
use crate::process::Subprocess;

pub(super) const REMINDER: Template = Template {
    id: "reminder",
    name: "Remind when an order is due",
    short: "remind",
    subprocess: Subprocess::Retain,
    days: 3,
    criteria: &[(
        "customer_reached",
        "the customer has been reached and has said what is needed next",
    )],
    actions: &[
        "Take from the worklist whose next order is due by their own rhythm",
        "Look up what was ordered last, what was not, and what was promised",
        "Call before the order is due, and ask how long the stock will last",
    ],
    tactics: &[
        "Name the last order; it shows that somebody keeps track",
        "Ask about the plans for the coming months, and set the next date by them",
        "If an order is late, ask what has changed before offering anything",
    ],
    participants: &[],
};

pub(super) const REQUEST: Template = Template {
    id: "request",
    name: "Take the customer's request",
    short: "take requests",
    subprocess: Subprocess::Retain,
    days: 1,
    criteria: &[("request_noted", "what is asked for and by when is written down")],
    actions: &[
        "Answer within the time that regular customers are promised",
        "Write down what is wanted and by when, and what is different from last time",
        "Check open invoices and open complaints before making an offer",
    ],
    tactics: &[
        "Do not ask for what we know already; the customer expects to be known",
        "Ask what the order is for, as long as it is another one than usual",
    ],
    participants: &[],
};

pub(super) const OFFER: Template = Template {
    id: "offer",
    name: "Review the need and offer",
    short: "offer",
    subprocess: Subprocess::Retain,
    days: 4,
    criteria: &[
        ("changes_known", "what has changed since the last order is known"),
        ("offer_confirmed", "the customer has confirmed the offer"),
    ],
    actions: &[
        "Ask what has changed since the last order: people, plans, volumes",
        "Offer what was ordered last, adjusted to what has changed",
        "Add the one product that customers like this one buy next, and say why",
        "Agree on quantity, price and dates with who decides this time",
    ],
    tactics: &[
        "Begin with what the last order brought the customer",
        "Offer a contract for a longer term to whoever orders regularly",
        "Hold the price by what has become better since, not by habit",
    ],
    participants: &[("department", "Engineering")],
};

pub(super) const QUOTE: Template = Template {
    id: "offer",
    name: "Offer the next order",
    short: "offer",
    subprocess: Subprocess::Retain,
    days: 4,
    criteria: &[("offer_confirmed", "the customer has confirmed the offer")],
    actions: &[
        "Offer what was ordered last with today's price and delivery date",
        "Add the one product that customers like this one buy next, and say why",
        "Offer a better price for a larger quantity or a standing order",
    ],
    tactics: &[
        "Send the offer ready to confirm with a single reply",
        "Tell of a rise in price before it comes, so that the customer can still order",
    ],
    participants: &[],
};

pub(super) const ORDER: Template = Template {
    id: "order",
    name: "Confirm the order and get paid",
    short: "get paid",
    subprocess: Subprocess::Retain,
    days: 8,
    criteria: &[
        ("order_signed", "the customer has signed or confirmed the order in writing"),
        ("payment_received", "everything due so far has been received"),
    ],
    actions: &[
        "Confirm the order in writing: quantities, prices, dates, terms of payment",
        "Pass the order on, and watch that the dates are kept",
        "Send the invoice as agreed, and call the day after a payment is late",
    ],
    tactics: &[
        "Settle a complaint about the last order before asking for money for this one",
        "Tell the customer of a delay before the customer notices",
    ],
    participants: &[("department", "Legal and finance")],
};
