//! From the offer to the signature.

use super::Template;
use crate::process::Subprocess;

pub(super) const PROPOSAL: Template = Template {
    id: "proposal",
    name: "Make the proposal",
    short: "propose",
    subprocess: Subprocess::Close,
    days: 5,
    criteria: &[
        ("proposal_presented", "the proposal has been gone through with who decides"),
        ("proposal_wanted", "the customer has said that this is the solution wanted"),
    ],
    actions: &[
        "Build the proposal on the needs found, in the customer's words and order",
        "Show what it brings beside what it costs",
        "Go through it with the decision maker in person before sending it",
        "Ask what is missing for a yes, and note each objection with its answer",
    ],
    tactics: &[
        "Offer two or three variants, so that the choice is which and not whether",
        "Put the price after the benefit, and name it without an apology",
        "Agree on the day of the decision while presenting",
        "Answer an objection with a question first; the first one is seldom the real one",
    ],
    participants: &[],
};

pub(super) const PROPOSAL_PROJECT: Template = Template {
    id: "proposal",
    name: "Make the proposal",
    short: "propose",
    subprocess: Subprocess::Close,
    days: 6,
    criteria: &[
        ("effort_reviewed", "those who will do the work have reviewed scope, effort and risks"),
        ("proposal_presented", "the proposal has been presented to everybody who decides"),
    ],
    actions: &[
        "Plan scope, milestones and effort with the departments and firms that will do the work",
        "Write the proposal along the confirmed requirements and say what is not in it",
        "Have risks and margin approved inside before anything goes out",
        "Present it to everybody who decides, with the people who will deliver",
    ],
    tactics: &[
        "Show the draft to the friend inside before the others see it",
        "Split a big risk into a paid first phase",
        "Bring a customer with a like project into the room, at least by phone",
    ],
    participants: &[
        ("department", "Engineering"),
        ("contractor", "Subcontractor"),
        ("competitor", "Competitor who supplies a part"),
    ],
};

pub(super) const QUOTE: Template = Template {
    id: "proposal",
    name: "Send the quote",
    short: "quote",
    subprocess: Subprocess::Close,
    days: 5,
    criteria: &[("quote_confirmed", "the customer has confirmed items, price and delivery date")],
    actions: &[
        "Send the quote the same day: items, price, delivery date, terms of payment",
        "Call the day after to ask whether everything is in it",
        "Offer what other customers usually order along with it",
    ],
    tactics: &[
        "Put an end date on the quote and call the day before",
        "Make ordering one step: a reply, a click, a signature",
        "Answer a question about price with availability and service before any discount",
    ],
    participants: &[],
};

pub(super) const OFFER_B2C: Template = Template {
    id: "proposal",
    name: "Offer and take the order",
    short: "offer",
    subprocess: Subprocess::Close,
    days: 5,
    criteria: &[("order_placed", "the customer has chosen and placed the order")],
    actions: &[
        "Show the two or three items that fit best, with price and delivery time",
        "Name the extras that belong to it: accessories, care, warranty",
        "Ask for the order and take it on the spot",
        "Confirm the order in writing with its price and delivery date",
    ],
    tactics: &[
        "Let the customer hold, see or click it; what is in the hand is half bought",
        "Begin with the better item, so that the plain one is a choice and not a limit",
        "Make the way from yes to order shorter than the way to the door",
    ],
    participants: &[],
};

pub(super) const NEGOTIATION: Template = Template {
    id: "negotiation",
    name: "Negotiate the terms",
    short: "negotiate",
    subprocess: Subprocess::Close,
    days: 7,
    criteria: &[("terms_agreed", "price, scope and terms of payment are agreed with who signs")],
    actions: &[
        "List what is still open on both sides and settle it in one conversation",
        "Ask who signs and what else they need to see",
        "Get discounts approved beforehand, with a floor that is not crossed",
        "Confirm what was agreed in writing on the same day",
    ],
    tactics: &[
        "Give nothing without getting something: volume, term, a reference, a date",
        "Change the scope before changing the price",
        "Leave an easy point open to give away at the end",
    ],
    participants: &[],
};

pub(super) const NEGOTIATION_PROJECT: Template = Template {
    id: "negotiation",
    name: "Negotiate the terms",
    short: "negotiate",
    subprocess: Subprocess::Close,
    days: 8,
    criteria: &[(
        "terms_agreed",
        "price, scope, acceptance and liability are agreed with who signs",
    )],
    actions: &[
        "Settle scope, milestones, acceptance and liability point by point with both sides' specialists",
        "Tie every payment to a milestone the customer can see",
        "Have legal, finance and the contractors confirm what they must keep",
        "Confirm what was agreed in writing after every round",
    ],
    tactics: &[
        "Let specialists settle what is technical among themselves, and keep the price to sales",
        "Trade scope and dates before touching the price",
        "Agree on how changes are handled while both sides still want the deal",
    ],
    participants: &[("department", "Legal and finance"), ("contractor", "Subcontractor")],
};

pub(super) const CONTRACT: Template = Template {
    id: "contract",
    name: "Sign the contract",
    short: "sign",
    subprocess: Subprocess::Close,
    days: 5,
    criteria: &[("contract_signed", "both sides have signed, and each has a copy")],
    actions: &[
        "Send the contract as agreed, with nothing new in it",
        "Follow it on its way through purchasing and legal to who signs",
        "File the signed contract, and tell everybody who has promises to keep",
    ],
    tactics: &[
        "Ask for the customer's contract formalities early; they take longer than the decision",
        "Plan the start together and count back to the last day for signing",
        "Offer to sign electronically",
    ],
    participants: &[("department", "Legal and finance")],
};

pub(super) const CONTRACT_B2C: Template = Template {
    id: "contract",
    name: "Sign the contract",
    short: "sign",
    subprocess: Subprocess::Close,
    days: 3,
    criteria: &[("contract_signed", "the customer has signed and has a copy")],
    actions: &[
        "Go through the contract line by line before it is signed",
        "Point out the right to withdraw and the date it ends",
        "Hand over a copy with the name of the person to call",
    ],
    tactics: &[
        "Have everything filled in, so that only the signature is missing",
        "Say what happens next and when, so that no doubt grows overnight",
    ],
    participants: &[("contractor", "Subcontractor")],
};
