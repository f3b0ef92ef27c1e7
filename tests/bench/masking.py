"""Processor time of masking, a thousand words: `python tests/bench/masking.py [--json]`."""

import argparse
import json
import statistics
import time

from connectors.contracts import Speaker, Turn
from service.drafting.masking import mask_turns

ROUNDS = 9
CALLS = 40
# One call of about 250 words, of the mix that a service call has: talk, an order, a payment.
CALL = """\
A: Thank you for calling, how can I help you today?
C: Hi, I ordered a lamp about two weeks ago and it still has not arrived, so I wanted to ask where it is.
A: I am sorry to hear that. Could you give me the order number, please?
C: Sure, it is three three four eight nine one seven five oh two.
A: Thank you. I can see that the parcel left our warehouse on the 12th and was returned because the address was incomplete.
C: Oh, that is strange. I live at 15 Elm Street, apartment 4, and nobody has ever had trouble finding it before.
A: The apartment was missing on the label. I can send it again today and it should be with you within three to five days.
C: That would be great. Do I have to pay for the delivery a second time?
A: No, that is on us. There is only the express fee of nine dollars and fifty cents, if you want it sooner.
C: Yes, let us do express, I need it before the weekend. Can I pay with my credit card?
A: Of course. Could you read me the long card number?
C: four one one one
A: mm hm
C: one one one one, double two double two
A: okay
C: three three three three
A: And the expiry date and the three digits on the back?
C: oh five twenty seven, and the code is seven three one
A: Perfect, that went through. You will get a message with the tracking details this evening.
C: Wonderful. Thank you so much for sorting this out so quickly, I was a bit worried about it.
A: My pleasure. Is there anything else that I can do for you?
C: No, that was all. Have a lovely day.
"""
SPEAKERS = {"A": Speaker.AGENT, "C": Speaker.CUSTOMER}


def turns() -> list[Turn]:
    said = (line.split(": ", 1) for line in CALL.splitlines())
    return [Turn(speaker=SPEAKERS[speaker], text=text) for speaker, text in said]


def measure() -> dict[str, float]:
    call = turns()
    words = sum(len(turn.text.split()) for turn in call) * CALLS
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(CALLS):
            mask_turns(call)
        times.append(time.process_time() - start)
    return {
        "words": words,
        "ms_per_1000_words": round(min(times) * 1_000_000 / words, 2),
        "median_ms_per_1000_words": round(statistics.median(times) * 1_000_000 / words, 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    result = measure()
    if parser.parse_args().json:
        print(json.dumps(result))
    else:
        print(
            f"masking: {result['ms_per_1000_words']} ms per 1,000 words, median {result['median_ms_per_1000_words']} "
            f"({ROUNDS} rounds of {result['words']} words, one core)"
        )


if __name__ == "__main__":
    main()
