"""Promises, outcomes and offers that a model makes up: what no agent said, and what was asked for and not done."""

from typing import NamedTuple


class Invention(NamedTuple):
    """`unless` are stems: where somebody speaks of one of them, it might be no invention."""

    told: str
    who: str
    unless: tuple[str, ...]


INVENTED: tuple[Invention, ...] = tuple(
    Invention(told, who, tuple(unless.split()))
    for told, who, unless in (
        ("The agent will call the customer back on {day}.", "agent", "call phone ring contact touch"),
        ("The agent promised to call back within {count} days.", "agent", "call phone ring contact touch"),
        (
            "A supervisor will contact the customer tomorrow.",
            "company",
            "contact touch supervisor manager call",
        ),
        ("The agent promised a full refund.", "agent", "refund"),
        ("The company will refund the amount within {count} business days.", "company", "refund"),
        ("A refund was granted.", "company", "refund"),
        ("The agent waived the fee.", "agent", "waive fee"),
        ("The agent will send a confirmation by e-mail.", "agent", "send email e-mail mail confirmation"),
        ("The customer will receive a confirmation e-mail.", "company", "email e-mail mail send"),
        ("The company will send a replacement.", "company", "send replace"),
        ("The agent agreed to give a discount of {count} percent.", "agent", "discount"),
        ("A technician will visit the customer on {day}.", "company", "technician visit"),
        ("The agent will escalate the case to a manager.", "agent", "escalate manager"),
        ("The agent promised to follow up by the end of the week.", "agent", "follow"),
        ("The agent offered a voucher as compensation.", "agent", "voucher compensat"),
        ("The agent credited the customer's account.", "agent", "credit"),
        ("The company will investigate and report back by {day}.", "company", "investigat report look"),
        ("The agent upgraded the customer free of charge.", "agent", "upgrade free charge"),
        ("The agent will text the customer the details.", "agent", "text sms message"),
        ("The agent guaranteed that the price will be matched.", "agent", "guarantee match"),
        ("The agent will cancel the old booking.", "agent", "cancel"),
        ("The agent extended the deadline until {day}.", "agent", "deadline extend"),
        ("The agent transferred the call to the specialist team.", "agent", "transfer specialist"),
        ("The agent will arrange a free taxi.", "agent", "taxi arrange"),
    )
)


class Outcome(NamedTuple):
    """`offered` was said and `done` was not: the note says it was done all the same."""

    offered: str
    done: str
    told: tuple[str, ...]


OVERSTATED: tuple[Outcome, ...] = (
    Outcome(
        r"Should I book that for you\?", r"\bbooked\b", ("The agent booked the ride.", "A ride was booked.")
    ),
    Outcome(
        r"Should I reserve it for you\?",
        r"\breserved\b",
        ("The agent reserved the flight.", "The flight was reserved."),
    ),
    Outcome(
        r"Would you like me to book it for you\?",
        r"\bscheduled\b|\bbooked\b",
        ("The agent booked the viewing.", "The viewing has been scheduled."),
    ),
    Outcome(
        r"can I book this room for you\?",
        r"completed this Hotel booking|\bbooked\b",
        ("The agent booked the room.", "The room has been booked."),
    ),
    Outcome(
        r"Can I book the appointment for you\?",
        r"is booked|\bbooked\b",
        ("The agent booked the appointment.", "The appointment has been booked."),
    ),
    Outcome(
        r"Can I confirm your reservation with them\?",
        r"is confirmed|\bconfirmed\b",
        ("The agent confirmed the reservation.", "The reservation was confirmed."),
    ),
)
