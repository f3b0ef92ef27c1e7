"""Which of the four languages a sentence is in, by the small words that only one of them has.

Rules of another language are not tried: "main" is a hand in French and a street in English.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import chain

from service.drafting.text import listed

LANGUAGES = ("English", "Spanish", "French", "German")
# A language with fewer small words than this share of the most frequent one's is not spoken.
SHARE = 0.34
# With fewer small words of its own, a sentence is taken for one in the language of the call.
ENOUGH = 2

_SMALL = {
    "English": """the and you your yours is are it its of to i my what have has for with that this these those can
        could would should please how when where why do does did dont doesnt didnt we our us they them their be been
        being not if or but from by at im ive id were youre thats there here want need about been get got some any
        just will wont cant who which because out up down then than she he his her hes shes him too very only yes
        hello hi okay thank thanks with into after before again still""",
    "Spanish": """el los las que y una con por para mi su sus del al pero como cuando donde porque muy esta este esto
        estoy esa ese eso es ser soy son tengo tiene tienen hay nos le les lo se ya mas quiero puedo puede hola
        gracias buenos dias tardes usted ustedes yo ha he han hemos fue era sin sobre desde hasta nada nadie ni
        tambien asi ahora aqui cual aunque ella ellos nuestro nuestra algo cada todo toda todos casa tres""",
    "French": """le les du des une et est je j ai il elle nous vous ils que qui ne pas plus pour dans avec sur mon ma mes
        votre vos notre nos leur ce cette ces c qu n mais ou donc car bonjour merci suis sont etes avez avons
        ont etait bien aussi au aux chez sans depuis jamais rien quand comment pourquoi toujours encore fait
        se lui sa ses son ca""",
    "German": """der das den dem des ein eine einen einem einer und ist ich sie es nicht mit auf fur von zu zum zur im am
        mein meine meinen meiner meinem ihr ihre ihren ihnen wir uns mir mich dich sich aber oder wenn weil dass wie wo
        wann warum noch schon nur auch bei nach aus vor seit bin sind habe hab haben hatte wird werden wurde kann
        konnen muss mussen soll bitte danke hallo guten ja nein kein keine nichts jetzt hier man einfach ganz sehr
        doch denn da du er""",
}


def _telling() -> dict[str, str]:
    """Each small word that one language alone has, with its language."""
    found = Counter(word for text in _SMALL.values() for word in set(listed(text)))
    return {word: language for language, text in _SMALL.items() for word in listed(text) if found[word] == 1}


_LANGUAGE_OF = _telling()


def of_each(sentences: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """The languages of each sentence of a call, given as folded words: its own where it has enough small words."""
    small = [[found for found in map(_LANGUAGE_OF.get, words) if found] for words in sentences]
    of_call = _spoken(Counter(chain.from_iterable(small)))
    return [_of_sentence(one, of_call) for one in small]


def _of_sentence(small: list[str], of_call: tuple[str, ...]) -> tuple[str, ...]:
    if len(small) < ENOUGH:
        return of_call
    if small.count(small[0]) == len(small):
        return (small[0],)
    counts = Counter(small)
    return _spoken(counts) if max(counts.values()) >= ENOUGH else of_call


def _spoken(counts: Counter[str]) -> tuple[str, ...]:
    """The languages that so many small words speak for: all of them where there are none."""
    least = SHARE * max(counts.values(), default=0)
    return tuple(name for name in LANGUAGES if counts[name] >= least)
