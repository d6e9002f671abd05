"""Text from web pages and the systems behind them, on its way to plain text."""

import re
from typing import Final

from catalogue.offer import plain as offers

_POINTED: Final = re.compile(r"<((?:mailto:)?[^\s<>@/]+@[^\s<>@]+|https?://[^\s<>]+)>")
_STILL_MARKED: Final = re.compile(
    r"</?(?:p|br|div|span|a|b|i|em|strong|ul|ol|li|h[1-6]|table|tr|td|img)\b[^>]*>|&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,8}\d{0,2});",
    re.IGNORECASE,
)


def plain(html_or_text: str) -> str:
    """Plain text as `catalogue.offer.plain` makes it, from text that systems encode twice (`caf&amp;eacute;`,
    `&lt;p&gt;`): what still holds markup then is read once more, and no further. An address between angle brackets
    is kept. Text without `<` and `&` costs no more than there.
    """
    if "<" not in html_or_text and "&" not in html_or_text:
        return offers.plain(html_or_text)
    once = offers.plain(_POINTED.sub(r"\1", html_or_text))
    return offers.plain(once) if _STILL_MARKED.search(once) else once
