"""What generated calls are about: plots of our own, with places that the generator fills."""

Line = tuple[str, str]
Plot = tuple[Line, ...]

PLOTS: tuple[Plot, ...] = (
    (
        (
            "customer",
            "Hello, the {thing} I ordered on {day} still has not come, and tracking stopped at {place}.",
        ),
        ("agent", "I am sorry to hear that. I can see it was scanned in {place} and never loaded again."),
        ("customer", "It was meant as a present, so I need it by {later}."),
        ("agent", "I will ship a second {thing} today, it should be with you by {later}."),
    ),
    (
        ("customer", "Hi, my last bill is {amount} dollars and it is normally about half of that."),
        ("agent", "Let me look. There is a charge for {service} that was added on {day}."),
        ("customer", "I never asked for {service}, somebody must have clicked it by mistake."),
        ("agent", "I have taken it off, and I will refund {amount} dollars to your account by {later}."),
    ),
    (
        ("customer", "Good morning, I would like to move my appointment from {day} to {later}."),
        ("agent", "That works, {later} between nine and noon is free at {place}."),
        ("customer", "Nine is fine. Please tell the technician to ring twice, the bell is weak."),
        ("agent", "I have noted it. We will send a confirmation of the new date this afternoon."),
    ),
    (
        (
            "customer",
            "The {service} at our office in {place} has been down since {day}, all four lights are red.",
        ),
        ("agent", "Could you unplug the box, wait a minute and plug it in again for me?"),
        ("customer", "I did that {count} times already, nothing changes."),
        ("agent", "Then it is the line. I will arrange a technician for {later}."),
        ("customer", "Thank you, somebody will be there all day."),
    ),
    (
        ("customer", "I want to cancel {service}, we are moving to {place} at the end of the month."),
        ("agent", "I can cancel it for {later}. Shall I keep the number for you?"),
        ("customer", "No, we will take a new one there."),
        ("agent", "Done. I'll email the final statement, it should say {amount} dollars."),
    ),
    (
        ("customer", "The {thing} came with a crack along the side, the box itself was fine."),
        ("agent", "That should not happen. Do you want another one, or the {amount} dollars back?"),
        ("customer", "Another one, please, but not before {later}, I am away until then."),
        ("agent", "I will send it to arrive on {later}, and you can keep the broken one."),
    ),
    (
        ("customer", "I only have a question: does {service} also work abroad, in {place} for example?"),
        ("agent", "It does, for up to {count} weeks a year, at no charge."),
        ("customer", "Perfect, that is all I wanted to know."),
    ),
)
CHATTER: tuple[Line, ...] = (
    ("customer", "I have been with you for {count} years, and this is the first time I call."),
    ("agent", "Thank you for your patience, the system takes a moment."),
    ("customer", "My neighbour told me to ask for it by name."),
    ("agent", "May I have the postcode, to be sure that I have the right account?"),
    ("customer", "I tried the website first, it sent me in a circle."),
    ("agent", "I see a note about it from {day}."),
)
FILLERS: dict[str, tuple[str, ...]] = {
    "thing": ("garden lamp", "kettle", "desk chair", "winter coat", "router", "bread maker", "tent"),
    "service": ("the premium plan", "roadside cover", "the sports package", "the night tariff", "fibre"),
    "place": ("Dayton", "Tulsa", "Albany", "Fresno", "Boise", "Savannah"),
    "day": ("Monday", "Tuesday", "last Friday", "the third", "the nineteenth"),
    "later": ("Thursday", "next Monday", "the end of next week", "Saturday"),
    "amount": ("24", "38", "61", "119", "204"),
    "count": ("two", "three", "four", "six"),
}
