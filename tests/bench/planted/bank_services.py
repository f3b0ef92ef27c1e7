"""More of what agents say: rides, flights, forecasts, reports, access."""

from tests.bench.planted.bank import BOOKINGS, DAY, TIME, Row

SERVICES: tuple[Row, ...] = (
    Row(
        r"I have booked you a ride with licence plate '(?P<code>[\w ]+)'. Your booking ID is '(?P<number>\d+)'",
        (
            "The agent booked a ride; the booking ID is {number}.",
            "A ride was booked under booking ID {number}.",
            "The agent confirmed the ride with licence plate {code} and booking ID {number}.",
        ),
        ("The ride could not be booked.", "The agent did not book a ride."),
        ("The customer told the agent that the booking ID is {number}.",),
    ),
    Row(
        r"Your driver will be (?P<person>\w+)",
        ("The agent said the driver will be {person}.", "{person} will be the driver."),
        ("The agent said the driver will not be {person}.",),
        ("The customer said that the driver will be {person}.",),
    ),
    Row(
        r"comes at the price of (?P<price>\d+) per month",
        (
            "The agent found an apartment at {price} per month.",
            "The monthly price of the apartment is {price}.",
            "The agent said that the rent is {price} per month.",
        ),
        (),
        ("The customer said that the flat comes at a price of {price} per month.",),
    ),
    Row(
        r"has (?P<area>\d+) square meters and (?P<count>\d+) bedrooms",
        (
            "The flat has {count} bedrooms and {area} square meters.",
            "The agent described a flat with {count} bedrooms.",
        ),
        ("The agent said the flat does not have {count} bedrooms.",),
        ("The customer described a flat with {count} bedrooms and {area} square meters to the agent.",),
    ),
    Row(
        r"I found an? (?P<level>Economy|Business|First) flight with (?P<person>\w+) for (?P<price>\d+) credits\s+"
        r"that takes (?P<count>\d+) hours to get to (?P<place>[A-Z][\w ]+?)\.",
        (
            "The agent found a flight to {place} with {person} for {price} credits.",
            "The agent offered a {level} flight with {person} that takes {count} hours and costs {price} credits.",
            "A flight to {place} at {price} credits was found.",
        ),
        ("The agent found no flight to {place} with {person}.",),
        ("The customer found a flight with {person} for {price} credits and told the agent.",),
    ),
    Row(
        r"flight with id '(?P<number>\d+)' is not available any more",
        (
            "Flight {number} is no longer available.",
            "The agent said that the flight with ID {number} was not available.",
        ),
        (
            "Flight {number} is still available.",
            "The agent said that the flight with ID {number} was available.",
        ),
        ("The customer told the agent that flight {number} was not available.",),
    ),
    Row(
        r"your flight is now reserved",
        ("The agent reserved the flight.", "The flight was reserved."),
        ("The agent could not reserve the flight.", "The flight was not reserved."),
        ("The customer told the agent that the flight was reserved.",),
    ),
    Row(
        rf"your meeting with (?P<person>\w+) has been successfully scheduled for {DAY}, {TIME}",
        (
            "The agent scheduled a meeting with {person} for {day} at {time}.",
            "The meeting with {person} is scheduled for {day}, starting at {time}.",
        ),
        ("The agent could not schedule the meeting with {person} for {day}.",),
        ("The customer informed the agent that the meeting with {person} was scheduled for {day}.",),
    ),
    Row(
        rf"request has been submitted successfully\.\s+A member of the service team will knock on the door of room (?P<number>\d+) at {TIME}",
        (
            "The request was submitted, and the service team will come to room {number} at {time}.",
            "The agent submitted the request; a member of the service team will come to room {number} at {time}.",
        ),
        ("The request could not be submitted.", "The agent did not submit the request."),
        ("The customer promised to knock on the door of room {number} at {time}.",),
    ),
    Row(
        rf"It will be (?P<weather>[A-Z][\w ]+?) all day on {DAY} in (?P<place>[A-Z][\w ]+?), with temperatures of around (?P<degrees>-?\d+) degrees",
        (
            "The agent said it will be {weather} in {place} on {day} with around {degrees} degrees.",
            "The forecast for {place} on {day} is {weather}.",
            "The agent gave the weather forecast for {place} on {day}: {degrees} degrees.",
        ),
        ("The agent said it will not be {weather} in {place} on {day}.",),
        ("The customer said that it will be {weather} in {place} on {day}.",),
    ),
    Row(
        r"Your report has been successfully submitted\.",
        ("The agent submitted the fraud report.", "The report was submitted successfully."),
        ("The report was not submitted.", "The agent could not submit the report."),
        ("The customer told the agent that the report was successfully submitted.",),
    ),
    Row(
        r"will contact you with details in due course",
        (
            "The bank will contact the customer with details.",
            "The agent promised that the customer will be contacted with details.",
            "The bank will look into the matter and get in touch with the customer.",
        ),
        ("The bank will not contact the customer.",),
        ("The customer will contact the bank with details.", "The customer promised to contact the agent."),
    ),
    Row(
        r"I cannot authenticate you with the information you have provided",
        (
            "The agent could not authenticate the customer.",
            "The agent was unable to authenticate the customer with the information provided.",
            "Authentication of the customer failed.",
        ),
        ("The agent authenticated the customer.", "The customer was successfully authenticated."),
        ("The customer could not authenticate the agent.",),
    ),
    Row(
        r"Your current balance is \$?(?P<price>[\d.,]*\d)",
        (
            "The agent told the customer that the balance is {price}.",
            "The current balance is {price}.",
            "The agent gave the balance as {price}.",
        ),
        (),
        ("The customer told the agent that the balance is {price}.",),
    ),
    Row(
        r"your rsvp is all done and confirmed",
        ("The agent confirmed the RSVP.", "The RSVP was confirmed."),
        ("The agent did not confirm the RSVP.", "The RSVP could not be confirmed."),
        ("The customer informed the agent that the RSVP was confirmed.",),
    ),
    Row(
        r"The door is now unlocked",
        ("The door was unlocked.", "The agent unlocked the door."),
        ("The door could not be unlocked.", "The agent did not unlock the door."),
        ("The customer told the agent that the door was unlocked.",),
    ),
    Row(
        r"you are not authorized to unlock the door",
        (
            "The agent said the customer was not authorized to unlock the door.",
            "The customer was not authorized to unlock the door.",
        ),
        ("The customer was authorized to unlock the door.",),
        ("The customer told the agent that the agent was not authorized.",),
    ),
    Row(
        r"You must take your medicine (?P<count>\d) times a day before meals",
        (
            "The customer must take the medicine {count} times a day before meals.",
            "The agent passed on the instruction to take the medicine {count} times a day.",
        ),
        ("The customer must not take the medicine {count} times a day.",),
        ("The customer instructed the agent to take the medicine {count} times a day.",),
    ),
    Row(
        r"Alright, thats all changes done for you",
        ("The agent made the changes.", "The changes to the ride were made."),
        ("The agent could not make the changes.", "The changes were not made."),
        ("The customer told the agent that all changes were done.",),
    ),
    Row(
        r"I wasn't able to update your booking",
        ("The agent was not able to update the booking.", "The booking could not be updated."),
        ("The agent updated the booking.", "The booking was updated."),
        ("The customer could not update the agent's booking.",),
    ),
    Row(
        r"your reservation at the (?P<place>[\w ]+?) is confirmed",
        ("The agent confirmed the reservation at {place}.", "The reservation at {place} was confirmed."),
        ("The reservation at {place} was not confirmed.", "The agent could not confirm the reservation."),
        ("The customer told the agent that the reservation at {place} was confirmed.",),
    ),
    Row(
        r"it looks like the restaurant is not able to accom+odate you",
        (
            "The restaurant could not accommodate the customer.",
            "The restaurant was not able to take the booking.",
        ),
        ("The restaurant was able to accommodate the customer.",),
        ("The customer was not able to accommodate the restaurant.",),
    ),
    Row(
        r"Life support was recovered",
        ("Life support was recovered.", "The agent recovered the life support."),
        ("Life support could not be recovered.", "The agent did not recover life support."),
        ("The customer told the agent that life support was recovered.",),
    ),
)

AGENT = (*BOOKINGS, *SERVICES)
