"""Words that most sentences of a call have, in four languages: they tell no topic."""

from service.drafting.text import listed

_COMMON = frozenset(
    listed(
        """a about all am an and any are as at back be been but by can could day did do does don dont for from
        get got go going good had has have he her here him his how i if im in into is it its ive just know let
        like line me more my name need new no not now of off ok on one or our out over pay phone please right s
        say see she so some that thats the their them then there they this time to up us want was we week well
        were what when which who will with would year yes you your account number call card money thank thanks
        help al algo asi con de del el ella en es esta este esto estoy ha han he hay la las le lo los muy nada
        ni nos nosotros os para pero por puede puedo que quiero se ser si sin su sus te tengo tiene un una usted
        ustedes y ya yo au avec avez bien c ca ce ces cette d dans des du elle et est etre fait il ils j ai je l
        les ma mais mes moi mon n ne on ont ou par pas peux plus pour qu qui sa ses sont suis sur t tu une veux
        vers voir votre vos vous aber als auch auf aus bei bin bis bitte da das dass dem den der die ein eine
        einen einer er fur hab habe haben hat hier ich ihr ihre ihnen im ist ja jetzt kann kein mal man mein
        meine meinen mich mir mit nach nicht noch nur oder schon sich sie sind um und uns von war was weil wenn
        wie wir wird zu zum zur d'accord lui leur nous y en"""
    )
)


def is_common(word: str) -> bool:
    """Whether a folded word tells nothing by itself."""
    return word in _COMMON
