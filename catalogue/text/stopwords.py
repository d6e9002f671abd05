"""Words that carry no meaning of their own in a question, folded, per language."""

import functools
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

_DUTCH: Final = """
de het een en of in op te van voor met aan om bij tot uit naar door over onder tussen tijdens zonder dan als dat die dit
deze wat wie waar hoe wanneer waarom welke welk er hier daar ik je jij jou jouw u uw hij zij ze we wij ons onze mij me mijn
zijn haar hun hem hen zich is ben bent was waren wordt worden werd heb hebt heeft hebben had kan kun kunt kunnen kon mag
mogen moet moeten wil wilt willen wou zal zullen zou zouden ook nog al maar want dus toch wel niet geen niks iets iemand
zoek zoekt zoeken graag even heel erg zo te meer veel
"""
_FRENCH: Final = """
le la les un une des du de et ou au aux pour avec dans sans chez vers entre par sur en ce cet cette ces qui que quoi dont
comment quand je tu il elle nous vous ils elles mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs est suis es
sommes etes sont ai as avons avez ont etre avoir ne pas plus cherche chercher voudrais veux peux peut quel quelle quels
quelles si mais donc aussi
"""
_ENGLISH: Final = """
the a an and or in on at to of for from with without by about into between this that these those which who what where when
how why i you he she it we they my your his her its our their is are was were be been am have has had do does did can could
will would shall should may might must not no some any there here looking want need like me us them
"""
_ALSO_DUTCH: Final = "dans les mes pas son ton ma mais plus as or will like"
"""What these mean in Dutch is worth finding (dance, lesson, maize …): dropped only beside another foreign stop word."""


def content_words(folded: Sequence[str]) -> list[int]:
    """Positions of the words that carry the meaning of a question; all of them where none does."""
    sets = _sets()
    stop = sets.sure | sets.french if any(word in sets.french_only for word in folded) else sets.sure
    stop = stop | sets.english if any(word in sets.english_only for word in folded) else stop
    return [at for at, word in enumerate(folded) if word not in stop] or list(range(len(folded)))


def is_stop_word(folded: str) -> bool:
    """Whether a word carries no meaning in any question."""
    return folded in _sets().sure


class _Sets(Struct, frozen=True):
    french: frozenset[str]
    french_only: frozenset[str]
    """Stop words that show a question to be French."""
    english: frozenset[str]
    english_only: frozenset[str]
    sure: frozenset[str]
    """Stop words in any question."""


@functools.cache
def _sets() -> _Sets:
    dutch, french, english, doubtful = (frozenset(some.split()) for some in (_DUTCH, _FRENCH, _ENGLISH, _ALSO_DUTCH))
    return _Sets(
        french=french,
        french_only=french - dutch - doubtful,
        english=english,
        english_only=english - dutch - doubtful,
        sure=dutch | ((french | english) - doubtful),
    )
