"""What customers say, as a note would tell it: values asked for, answers to yes and no, wishes in their words."""

import re
from typing import NamedTuple

# Field of the labels → notes about it; the name of the slot says what kind of fact it is.
VALUES: dict[str, tuple[str, ...]] = {
    "hotel_book.StartDate": (
        "The customer will arrive on the {date}.",
        "The customer wants to check in on {date}.",
    ),
    "hotel_book.EndDate": (
        "The customer will leave on the {date}.",
        "The customer's check-out date is the {date}.",
    ),
    "hotel_book.Name": (
        "The customer wants to stay at the {place}.",
        "The customer requested a room at the {place}.",
    ),
    "hotel_book.CustomerRequest": ("The customer requested {words}.", "The customer asked for {words}."),
    "hotel_service_request.RoomNumber": (
        "The customer is in room {number}.",
        "The customer's room number is {number}.",
    ),
    "hotel_service_request.Time": ("The customer would like someone to come at {time}.",),
    "party_plan.Day": (
        "The customer wants to have the party on {day}.",
        "The customer requested {day} for the party.",
    ),
    "party_plan.StartTimeHour": ("The customer would like the party to start at {time}.",),
    "party_plan.NumberGuests": (
        "The customer expects {count} guests.",
        "The customer is inviting {count} people.",
    ),
    "party_plan.Name": ("The customer would like to use the {place}.", "The customer chose the {place}."),
    "party_plan.FoodRequest": ("The customer asked for {words}.", "Food request from the customer: {words}."),
    "party_rsvp.NumberGuests": (
        "The customer will bring {count} guests.",
        "The customer is bringing {count} guests.",
    ),
    "party_rsvp.ArrivalTime": (
        "The customer plans to arrive at {time}.",
        "The customer will arrive at {time}.",
    ),
    "party_rsvp.HostName": (
        "The host of the party is {person}.",
        "The customer said the party is hosted by {person}.",
    ),
    "party_rsvp.DietaryRestrictions": ("The customer mentioned a dietary restriction: {words}.",),
    "restaurant_book.PartySize": (
        "The customer wanted a table for {count}.",
        "The customer requested a reservation for {count} people.",
    ),
    "restaurant_book.Time": ("The customer wanted to eat at {time}.", "The customer asked for {time}."),
    "restaurant_book.Name": ("The customer wanted a table at {place}.", "The customer requested {place}."),
    "doctor_schedule.Day": (
        "The customer asked for an appointment on {day}.",
        "The customer preferred {day}.",
    ),
    "doctor_schedule.StartTimeHour": ("The customer can be at the clinic at {time}.",),
    "doctor_schedule.Symptoms": ("The customer reported {words}.", "The patient described {words}."),
    "doctor_followup.Name": ("The customer's doctor is {person}.", "The customer is a patient of {person}."),
    "apartment_schedule.Day": ("The customer would like to see the apartment on {day}.",),
    "apartment_schedule.StartTimeHour": ("The customer asked for a viewing at {time}.",),
    "apartment_schedule.Name": ("The customer is interested in {place}.",),
    "apartment_search.NumRooms": ("The customer needs {count} bedrooms.",),
    "apartment_search.Price": ("The customer's budget is {price}.", "The customer can pay up to {price}."),
    "meeting_schedule.Name": ("The customer wants to meet with {person}.",),
    "meeting_schedule.Day": ("The customer asked for a meeting on {day}.",),
    "plane_search.Date": ("The customer wants to fly on the {date}.",),
    "plane_search.ArrivalCity": (
        "The customer is flying to {place}.",
        "The customer wants to fly to {place}.",
    ),
    "plane_search.DepartureCity": ("The customer is departing from {place}.",),
    "plane_book.id": (
        "The customer wanted to book flight {number}.",
        "The customer gave flight ID {number}.",
    ),
    "ride_book.DepartureLocation": ("The customer needed a pickup at {place}.",),
    "ride_book.ArrivalLocation": (
        "The customer wanted to go to {place}.",
        "The customer's destination is {place}.",
    ),
    "ride_status.id": ("The customer asked about the ride with ID {number}.",),
    "ride_change.id": ("The customer wanted to change the booking {number}.",),
    "bank_balance.AccountNumber": ("The customer gave account number {number}.",),
    "bank_fraud_report.AccountNumber": ("The customer provided the account number {number}.",),
    "bank_fraud_report.DateOfBirth": ("The customer stated {dated} as date of birth.",),
    "bank_balance.DateOfBirth": ("The customer gave a date of birth of {dated}.",),
    "weather.Day": (
        "The customer asked about the weather on {day}.",
        "The customer wanted a forecast for {day}.",
    ),
    "weather.City": ("The customer asked for the weather in {place}.",),
    "trip_directions.DepartureTime": ("The customer wanted to leave at {time}.",),
    "trip_directions.ArrivalLocation": ("The customer asked for directions to {place}.",),
    "spaceship_access_codes.Code": ("The customer gave the code {number}.",),
    "charge_amount": ("The customer reported a charge of {price}.", "The customer disputed {price}."),
    "cost": ("The customer named a cost of {price}.",),
    "transferamount": ("The customer wanted to transfer {price}.",),
    "number_of_passengers": ("The customer named {count} passengers.",),
    "policyid": ("The customer gave policy number {code}.",),
    "claimid": ("The customer gave the claim ID {code}.",),
    "car_year": ("The customer has a car from {number}.",),
    "car_model": ("The customer's car is a {words}.",),
    "current_zipcode": ("The customer's zip code is {number}.",),
    "email": ("The customer's e-mail is {words}.",),
    "order_id": ("The customer gave order ID {number}.",),
}
NAMES = (
    "CustomerName",
    "RenterName",
    "HostName",
    "GuestName",
    "FullName",
    "PatientName",
    "UserName",
    "name",
    "customer_name",
)
NAMED = (
    "The customer's name is {person}.",
    "The customer gave the name {person}.",
    "Customer {person} was on the line.",
    "The customer introduced themselves as {person}.",
)
# A host or another guest named by a customer is not the customer.
NOT_THE_CUSTOMER = ("party_rsvp.HostName",)


class Answered(NamedTuple):
    question: str
    yes: tuple[str, ...]
    no: tuple[str, ...]


ANSWERS: tuple[Answered, ...] = (
    Answered(
        r"require parking",
        ("The customer needs parking.", "The customer requires a parking space at the venue."),
        ("The customer does not need parking.", "No parking is required."),
    ),
    Answered(
        r"paid the application fee",
        ("The customer has paid the application fee.", "The application fee was already paid."),
        ("The customer has not paid the application fee.", "The application fee was not paid yet."),
    ),
    Answered(
        r"(?:book|reserve|confirm)[\w ]*\?$",
        ("The customer accepted.", "The customer agreed to the booking."),
        ("The customer declined.", "The customer did not agree to the booking."),
    ),
    Answered(
        r"dietary restrictions\?$",
        ("The customer has dietary restrictions.",),
        ("The customer has no dietary restrictions.", "The customer does not have any dietary restrictions."),
    ),
    Answered(
        r"anything else",
        ("The customer had another request.",),
        ("The customer did not need anything else.", "The customer declined further help."),
    ),
    Answered(
        r"continue playing\?$",
        ("The customer wanted to continue playing.",),
        ("The customer did not want to continue playing.",),
    ),
)
YES = re.compile(r"^\s*(?:yes|yep|yeah|sure|yup)\b", re.IGNORECASE)
NO = re.compile(r"^\s*(?:no|nope|nah)\b(?! problem)", re.IGNORECASE)

_REST = r"(?P<rest>[a-z][^.!?\n]{5,90})"
WISHES: tuple[tuple[re.Pattern[str], tuple[str, ...], tuple[str, ...]], ...] = tuple(
    (re.compile(rf"\b(?:{said})\s*{_REST}", re.IGNORECASE), told, denied)
    for said, told, denied in (
        (
            r"I(?: would|'d) like(?! it| that| them)",
            ("The customer would like {rest}.", "The customer wanted {rest}."),
            ("The customer would not like {rest}.", "The customer did not want {rest}."),
        ),
        (
            r"I (?:need|want)(?! you)",
            ("The customer needs {rest}.", "The customer wants {rest}."),
            ("The customer does not need {rest}.", "The customer does not want {rest}."),
        ),
        (
            r"I(?:'m| am) looking for",
            ("The customer is looking for {rest}.", "The customer was looking for {rest}."),
            ("The customer is not looking for {rest}.",),
        ),
        (
            r"(?:can|could|would) you (?:please )?",
            ("The customer asked the agent to {rest}.", "The customer asked whether the agent could {rest}."),
            ("The customer asked the agent not to {rest}.",),
        ),
        (
            r"(?<!hope )I (?:do not|don't) (?=need|want|have|know|like|remember)",
            ("The customer does not {rest}.", "The customer said they do not {rest}."),
            ("The customer does {rest}.", "The customer said they {rest}."),
        ),
        (
            r"I (?:cannot|can't|can not)(?! (?:wait|believe|help|stand|imagine))",
            ("The customer cannot {rest}.", "The customer said they could not {rest}."),
            ("The customer can {rest}.", "The customer said they could {rest}."),
        ),
        (
            r"I(?:'m| am) (?=planning|trying|having|going|leaving|flying|moving|visiting)",
            ("The customer is {rest}.", "The customer explained that they are {rest}."),
            ("The customer is not {rest}.",),
        ),
    )
)
_THIRD = {"my": "their", "me": "them", "i": "they", "i'm": "they are", "i'll": "they will", "i've": "they have",
          "i'd": "they would", "mine": "theirs", "myself": "themselves", "am": "are", "your": "the agent's", "you": "the agent"}  # fmt: skip
_OWN = re.compile(r"\b(?:i'm|i'll|i've|i'd|my|me|i|mine|myself|am|your|you)\b", re.IGNORECASE)


def third_person(words: str) -> str:
    """A customer's words as a note tells them."""
    return _OWN.sub(lambda found: _THIRD[found.group().lower()], words.replace("’", "'")).strip(" ,;:-")
