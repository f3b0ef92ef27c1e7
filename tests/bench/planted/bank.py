"""How facts of a conversation look when an agent says them, and how a note would tell them.

Each row: a pattern of what was said with the facts as named groups; notes that are true; notes that deny it;
notes that put it into the wrong mouth. The group's name says what kind of fact it is: `day`, `time`, `date`,
`price`, `count` and the like are figures, `person` and `place` are names.
"""

from typing import NamedTuple

DAY = r"(?P<day>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
TIME = r"(?P<time>\d{1,2} ?[ap]m)"


class Row(NamedTuple):
    said: str
    told: tuple[str, ...]
    denied: tuple[str, ...] = ()
    mixed_up: tuple[str, ...] = ()


BOOKINGS: tuple[Row, ...] = (
    Row(
        rf"party has been successfully booked at the (?P<place>[\w ]+? Venue) on {DAY} at {TIME}",
        (
            "The agent booked the {place} for {day} at {time}.",
            "The party was booked for {day} at {time} at the {place}.",
            "The agent confirmed that the party at the {place} is booked for {day}, {time}.",
            "A booking at the {place} was made for {day} at {time}.",
        ),
        (
            "The agent could not book the {place} for {day} at {time}.",
            "The party at the {place} on {day} at {time} was not booked.",
            "The booking at the {place} for {day} failed.",
        ),
        ("The customer told the agent that the party was booked at the {place} on {day} at {time}.",),
    ),
    Row(
        rf"the (?P<place>[\w ]+? Venue) would be happy to accommodate you on {DAY} @ {TIME}",
        (
            "The agent said the {place} could accommodate the party on {day} at {time}.",
            "The agent found the {place} available on {day} at {time} and offered to book it.",
        ),
        (
            "The agent said the {place} could not accommodate the party on {day} at {time}.",
            "The {place} was not available on {day} at {time}.",
        ),
        ("The customer offered to accommodate the agent at the {place} on {day} at {time}.",),
    ),
    Row(
        r"it looks like the (?P<place>[\w ]+? Venue) is not available then",
        ("The agent said the {place} was not available.", "The {place} was unavailable at that time."),
        ("The agent said the {place} was available.", "The {place} was available at that time."),
        ("The customer told the agent that the {place} was not available.",),
    ),
    Row(
        r"(?P<person>Dr\. \w+) is available at (?P<time>\d{1,2} [ap]m)",
        (
            "The agent said {person} is available at {time}.",
            "The agent offered an appointment with {person} at {time}.",
            "{person} had an opening at {time}.",
        ),
        (
            "The agent said {person} is not available at {time}.",
            "{person} had no opening at {time}.",
        ),
        ("The customer said that {person} was available at {time}.",),
    ),
    Row(
        r"your appointment with (?P<person>Dr\. \w+) is booked",
        (
            "The agent booked an appointment with {person}.",
            "The appointment with {person} was booked.",
            "The agent confirmed the appointment with {person}.",
        ),
        (
            "The agent did not book the appointment with {person}.",
            "The appointment with {person} could not be booked.",
        ),
        ("The customer informed the agent that the appointment with {person} was booked.",),
    ),
    Row(
        r"(?P<person>Dr\. \w+) has no appointment available at (?P<time>\d{1,2} [ap]m)",
        (
            "The agent said that {person} had no appointment available at {time}.",
            "No appointment with {person} was available at {time}.",
            "{person} was not available at {time}.",
        ),
        (
            "The agent said that {person} had an appointment available at {time}.",
            "{person} was available at {time}.",
        ),
        ("The customer explained that {person} had no appointment available at {time}.",),
    ),
    Row(
        r"there is still a viewing available at that time",
        ("The agent said a viewing was still available.", "A viewing was available at the requested time."),
        ("The agent said no viewing was available.", "A viewing was not available at the requested time."),
        ("The customer said that a viewing was still available.",),
    ),
    Row(
        r"there is no viewing available at your preferred time",
        (
            "No viewing was available at the customer's preferred time.",
            "The agent explained that there was no viewing at the preferred time.",
        ),
        (
            "A viewing was available at the customer's preferred time.",
            "The agent found a viewing at the preferred time.",
        ),
        ("The customer explained that no viewing was available at the preferred time.",),
    ),
    Row(
        r"the viewing is scheduled now|Your (?:apartment )?viewing (?:is|has been successfull?y) scheduled",
        ("The agent scheduled the apartment viewing.", "The viewing was scheduled."),
        ("The agent could not schedule the viewing.", "The viewing was not scheduled."),
        ("The customer informed the agent that the viewing was scheduled.",),
    ),
    Row(
        r"there is no room available at the (?P<place>[\w ]+?) for your requested dates",
        (
            "The {place} had no room available for the requested dates.",
            "The agent could not find a room at the {place} for the requested dates.",
            "No rooms were available at the {place}.",
        ),
        (
            "The {place} had a room available for the requested dates.",
            "The agent found a room at the {place} for the requested dates.",
        ),
        ("The customer said that the {place} had no room available.",),
    ),
    Row(
        r"the (?P<place>[\w ]+?) ticks all of your boxes",
        (
            "The agent suggested the {place}, which matched all of the customer's criteria.",
            "The agent proposed to book a room at the {place}.",
        ),
        ("The {place} did not meet the customer's criteria.",),
        ("The customer proposed that the agent stay at the {place}.",),
    ),
    Row(
        r"I've successfully completed this Hotel booking",
        ("The agent completed the hotel booking.", "The hotel booking was completed."),
        ("The agent could not complete the hotel booking.", "The hotel booking was not completed."),
        ("The customer told the agent that the hotel booking was completed.",),
    ),
    Row(
        r"your booking request failed|reservation request was (?:un|not )successful",
        ("The booking request failed.", "The agent said that the request was not successful."),
        ("The booking request was successful.", "The agent said that the request succeeded."),
        ("The customer told the agent that the request was not successful.",),
    ),
    Row(
        r"located (?P<place>North|South|East|West|Center)\. It is in the (?P<level>Cheap|Moderate|Expensive) price category"
        r" and has an average rating of (?P<count>\d)",
        (
            "The hotel in the {place} has an average rating of {count} and is in the {level} price category.",
            "The agent found a hotel in the {place} with a rating of {count}.",
        ),
        ("The agent could not find a hotel in the {place}.",),
        ("The customer told the agent that the average rating is {count}.",),
    ),
    Row(
        r"The '(?P<place>[\w ]+)' has an average rating of (?P<count>\d)",
        (
            "The agent stated that the {place} has an average rating of {count}.",
            "The {place} is rated {count} on average.",
        ),
        (),
        ("The customer stated that the {place} has an average rating of {count}.",),
    ),
    Row(
        r"for (?P<price>\d+) credits\s+that could pick you up in (?P<count>\d+) minutes",
        (
            "The agent found a ride for {price} credits with pickup in {count} minutes.",
            "The agent offered a ride at a price of {price} credits.",
            "The quoted fare was {price} credits, and the driver could be there in {count} minutes.",
        ),
        ("The agent did not find a ride for {price} credits.",),
        ("The customer offered the agent a ride for {price} credits.",),
    ),
)
