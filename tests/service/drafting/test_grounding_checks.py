"""Each check with a note that passes it and one that does not, and the doubt that the second leaves."""

import pytest

from service.domain.content import Doubt, Support
from service.domain.draft import Material
from service.domain.profile import Profile
from service.drafting.answer import Quote
from service.drafting.grounding import Ground, Grounded
from tests.service.drafting.calls import DOUBLE_CHARGE, call
from tests.service.drafting.noted_calls import BILL, CARD, LINE, RETURN


def checked(profile: Profile, text: str, material: Material, *turns: int) -> Grounded:
    quotes = [Quote(turn=turn, quote=material.turns[turn].text) for turn in turns]
    return Ground(material, profile).statement(text, quotes)


PARTY = call(
    "c: Is the Southside hall free on Tuesday at 2 pm? It is for a party.",
    "a: It is. Great, the party is booked at the Southside hall on Tuesday at 2 pm.",
    "c: Oh no, John is away on Tuesday. Wednesday?",
    "a: Great, the party is booked at the Southside hall on Wednesday at 2 pm.",
    "c: And I booked a hotel for Monday.",
    "a: I have also booked the taxi for Thursday at 5 pm.",
)
QUIZ = call(
    "a: Your answer was correct! Would you like to continue playing?",
    "c: Yes",
    "a: Great job! What is worth two in the bush?",
    "c: A bird. And could you water my plants while I am away?",
    "a: Sure. I'll water them on Monday.",
)
TRUE = [
    (QUIZ, 4, "The agent promised to water the plants on Monday."),
    (PARTY, 3, "The agent booked the Southside hall on Wednesday at 2 pm."),
    (PARTY, 0, "The customer asked for the Southside hall on Tuesday."),
    (PARTY, 5, "The agent booked a taxi for Thursday at 5 pm."),
    (BILL, 1, "The customer called because the bill rose by £42 last month."),
    (BILL, 1, "Priya Shah complained that her bill increased by 42 pounds without notice."),
    (BILL, 3, "The customer gave account number 803441."),
    (BILL, 4, "The agent explained that the tariff had ended on 3 November."),
    (BILL, 4, "The agent was unable to return the customer to the old tariff."),
    (BILL, 5, "The customer requested that the £42 be refunded."),
    (BILL, 6, "A full refund was not possible."),
    (BILL, 6, "£20 was credited to the account."),
    (BILL, 7, "The customer agreed to move to the fixed plan from Monday."),
    (BILL, 10, "An engineer would be sent if the smart meter still fails."),
    (BILL, 11, "The customer asked for a callback tomorrow at 15:30."),
    (BILL, 12, "The agent will call back on Thursday at 3:30 pm."),
    (RETURN, 1, "Tomasz Nowak received a grey armchair with a broken leg."),
    (RETURN, 3, "Order number: PH77129."),
    (RETURN, 6, "Agent offered either a replacement leg or collection with a refund."),
    (RETURN, 8, "The leg is out of stock in Leeds."),
    (RETURN, 12, "A refund of £189.99 will be issued once the chair is back, within 3-5 days."),
    (RETURN, 14, "The agent agreed to refund the delivery charge as well, bringing the total to 199.94."),
    (RETURN, 18, "The courier is booked for Friday."),
    (CARD, 2, "The agent blocked the card immediately."),
    (CARD, 4, "The agent opened a dispute; the investigation normally takes ten working days."),
    (CARD, 6, "A provisional credit is possible if the merchant does not respond."),
    (CARD, 8, "A new card was ordered and should arrive by next Wednesday."),
    (CARD, 16, "The agent could not increase the overdraft over the phone."),
    (LINE, 5, "The customer chose Saturday afternoon because she works on Thursday."),
    (LINE, 6, "An engineer visit was booked for Saturday between 1 pm and 5 pm."),
    (LINE, 8, "The agent declined to refund the whole month."),
    (LINE, 12, "The engineer will text the customer about 30 minutes before arriving."),
    (LINE, 16, "The contract runs until 14 March."),
]
FALSE = [
    (QUIZ, 0, Doubt.ACT, "The agent promised to continue playing."),
    (QUIZ, 2, Doubt.ACT, "The agent promised to continue playing trivia to pass the time."),
    (PARTY, 1, Doubt.DATE, "The agent booked the Southside hall on Tuesday at 2 pm."),
    (PARTY, 1, Doubt.DATE, "The party was booked for Tuesday."),
    (BILL, 6, Doubt.AMOUNT, "The agent credited £42 as a goodwill gesture."),
    (BILL, 4, Doubt.AMOUNT, "The agent offered the fixed plan at £59 per month."),
    (BILL, 3, Doubt.NUMBER, "The customer gave account number 803414."),
    (BILL, 10, Doubt.NUMBER, "The plan can be cancelled within 40 days."),
    (BILL, 8, Doubt.NUMBER, "The customer will receive an e-mail within 24 days."),
    (BILL, 4, Doubt.DATE, "The tariff ended on 13 November."),
    (BILL, 4, Doubt.DATE, "The tariff ended on the 3rd of October."),
    (BILL, 12, Doubt.DATE, "The agent will call back tomorrow at half past four."),
    (BILL, 12, Doubt.DATE, "The agent will call back on Friday at 15:30."),
    (BILL, 8, Doubt.DATE, "The customer switched to the fixed plan starting Tuesday."),
    (BILL, 1, Doubt.NAME, "Customer Leanne complained about the bill."),
    (BILL, 1, Doubt.NAME, "Priya Patel complained that her bill increased."),
    (RETURN, 1, Doubt.NAME, "Customer Dev Nowak received a damaged chair."),
    (LINE, 13, Doubt.NAME, "Carlos, the landlord, will let the engineer in."),
    (LINE, 1, Doubt.NAME, "Customer Gordon Brooks reported dropouts."),
    (BILL, 4, Doubt.NEGATION, "The agent could put the customer back on the old tariff."),
    (BILL, 10, Doubt.NEGATION, "The plan cannot be cancelled within 14 days."),
    (RETURN, 8, Doubt.NEGATION, "The leg is in stock at the Leeds warehouse."),
    (RETURN, 14, Doubt.NEGATION, "The delivery charge will not be refunded."),
    (CARD, 2, Doubt.NEGATION, "The agent did not block the card."),
    (LINE, 4, Doubt.NEGATION, "Restarting the router will fix the problem."),
    (BILL, 5, Doubt.SPEAKER, "The agent asked for a refund of £42."),
    (BILL, 4, Doubt.SPEAKER, "The customer offered the fixed plan at £95 per month."),
    (BILL, 11, Doubt.SPEAKER, "The agent will send a photo of the meter tonight."),
    (CARD, 2, Doubt.SPEAKER, "The customer blocked the card."),
    (CARD, 13, Doubt.SPEAKER, "The agent will come to the branch on Monday."),
    (LINE, 13, Doubt.SPEAKER, "The agent will leave the key with the landlord."),
    (BILL, 5, Doubt.ACT, "A refund of £42 was granted."),
    (BILL, 10, Doubt.ACT, "An engineer was sent."),
    (RETURN, 6, Doubt.ACT, "The agent sent a replacement leg."),
    (RETURN, 12, Doubt.ACT, "The agent refunded 189.99."),
    (RETURN, 6, Doubt.ACT, "The agent offered a discount."),
    (CARD, 9, Doubt.ACT, "The new card was sent to the work address."),
    (CARD, 15, Doubt.ACT, "The overdraft was raised to 2,000."),
    (LINE, 14, Doubt.ACT, "The agent will replace the router."),
    (RETURN, 3, Doubt.IDENTIFIER, "The order number is PH77192."),
    (BILL, 0, Doubt.TOPIC, "The customer praised the weather."),
]


@pytest.mark.parametrize(("material", "turn", "text"), TRUE)
def test_what_was_said_is_grounded_however_it_is_put(
    profile: Profile, material: Material, turn: int, text: str
) -> None:
    grounded = checked(profile, text, material, turn)

    assert (grounded.support, grounded.doubt) == (Support.GROUNDED, None)


@pytest.mark.parametrize(("material", "turn", "doubt", "text"), FALSE)
def test_what_was_not_said_is_doubted_for_what_is_wrong_with_it(
    profile: Profile, material: Material, turn: int, doubt: Doubt, text: str
) -> None:
    grounded = checked(profile, text, material, turn)

    assert grounded.support is not Support.GROUNDED
    assert grounded.doubt is doubt


def test_each_half_of_a_sentence_needs_its_own_speaker(profile: Profile) -> None:
    true = checked(profile, "The customer lost a card, and the agent blocked it.", CARD, 1, 2)
    false = checked(profile, "The agent lost a card, and the customer blocked it.", CARD, 1, 2)

    assert true.support is Support.GROUNDED
    assert false.doubt is Doubt.SPEAKER


@pytest.mark.parametrize(
    ("text", "answer", "support"),
    [
        ("The customer needs parking.", "yes please", Support.GROUNDED),
        ("The customer does not need parking.", "no thanks", Support.GROUNDED),
        ("The customer needs parking.", "no thanks", Support.WEAK),
        ("The customer does not need parking.", "yes please", Support.WEAK),
        ("The customer declined.", "no thanks", Support.GROUNDED),
        ("The customer accepted.", "no thanks", Support.WEAK),
    ],
)
def test_a_yes_or_a_no_answers_its_question(
    profile: Profile, text: str, answer: str, support: Support
) -> None:
    material = call("a: Do you need parking?", f"c: {answer}")

    assert checked(profile, text, material, 0, 1).support is support


@pytest.mark.parametrize(
    ("asked", "answered", "support"),
    [
        ("c: Can you call me back on Friday?", "a: Sure, I'll do that.", Support.GROUNDED),
        ("c: Can you call me back on Friday?", "a: I'm afraid that's not possible.", Support.WEAK),
        ("c: Can you send me a form?", "a: Sure, I'll do that.", Support.UNSUPPORTED),
    ],
)
def test_a_promise_may_take_up_what_was_asked(
    profile: Profile, asked: str, answered: str, support: Support
) -> None:
    material = call("a: Hello.", asked, answered)
    quotes = [Quote(turn=2, quote=material.turns[2].text)]

    assert Ground(material, profile).promise("Call the customer back", "agent", quotes).support is support


@pytest.mark.parametrize(("who", "doubt"), [("agent", None), ("company", None), ("customer", Doubt.SPEAKER)])
def test_a_promise_needs_the_words_of_the_one_it_binds(
    profile: Profile, who: str, doubt: Doubt | None
) -> None:
    quotes = [Quote(turn=8, quote="Yes, I'll call you back on Friday.")]

    assert Ground(DOUBLE_CHARGE, profile).promise("Call back on Friday", who, quotes).doubt is doubt


def test_a_statement_that_cites_nothing_is_unsupported(profile: Profile) -> None:
    grounded = checked(profile, "The customer was charged twice.", DOUBLE_CHARGE)

    assert (grounded.support, grounded.doubt) == (Support.UNSUPPORTED, Doubt.QUOTE)


def test_a_token_of_another_turn_is_doubted_and_one_of_this_is_not(profile: Profile) -> None:
    material = call(
        "c: I'm [[NAME_1]].", "a: Thanks.", "a: One moment.", "a: So.", "c: My wife is [[NAME_2]]. I moved."
    )

    assert checked(profile, "The customer's wife is [[NAME_2]].", material, 4).support is Support.GROUNDED
    assert checked(profile, "The customer's wife is [[NAME_1]].", material, 4).doubt is Doubt.IDENTIFIER


def test_units_must_agree_where_both_are_named(profile: Profile) -> None:
    material = call("a: The flat has 140 square meters and 6 bedrooms, for 900 dollars.")

    assert checked(profile, "The flat has 6 bedrooms.", material, 0).support is Support.GROUNDED
    assert checked(profile, "The flat has 140 bedrooms.", material, 0).doubt is Doubt.NUMBER
    assert checked(profile, "The flat costs €900.", material, 0).doubt is Doubt.AMOUNT
    assert checked(profile, "The flat costs $900.", material, 0).support is Support.GROUNDED


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("c: it'll be a couple of days", "It will be two days."),
        ("c: about five grand", "It is about $5,000."),
        ("c: one and a half, so 1.5 million dollars", "It is $1.5 million."),
        ("c: at quarter to five", "At 4:45 pm."),
        ("c: on the fifth", "On the 5th."),
        ("c: next Friday works", "Next Friday works."),
        ("c: it was twenty four fifty", "It was $24.50."),
    ],
)
def test_spoken_forms_are_read_as_what_they_mean(profile: Profile, said: str, text: str) -> None:
    assert checked(profile, text, call(said), 0).doubt not in (Doubt.NUMBER, Doubt.AMOUNT, Doubt.DATE)
