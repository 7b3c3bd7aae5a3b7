"""How two bodies share a cost. Source: docs/sources.md#split"""

from dataclasses import dataclass
from decimal import Decimal

from discharge.core.errors import RuleBroken

WHOLE = 10_000  # shares are kept in hundredths of a per cent, so that they add up exactly
MISSING = "Enter both percentages, 0 where a body pays nothing"


@dataclass(frozen=True, slots=True)
class Split:
    """Shares of the ICB and of the council in hundredths of a per cent, together WHOLE."""

    icb: int
    council: int

    @property
    def words(self) -> str:
        """`ICB 66.67%, council 33.33%`."""
        return f"ICB {percent_words(self.icb)}, council {percent_words(self.council)}"


def split_of(icb: Decimal | None, council: Decimal | None) -> Split:
    """The split that two percentages make, to two places.

    Raises RuleBroken at the field at fault: one missing, below 0, above 100, finer than two places, or not making 100.
    """
    for name, value in (("icb_percent", icb), ("council_percent", council)):
        if value is None:
            raise RuleBroken(name, MISSING)
        if not 0 <= value <= 100 or value != value.quantize(Decimal("0.01")):
            raise RuleBroken(name, "Enter a percentage from 0 to 100, with at most two places, for example 66.67")
    shares = Split(int((icb or Decimal(0)) * 100), int((council or Decimal(0)) * 100))
    together = shares.icb + shares.council
    if together != WHOLE:
        raise RuleBroken(
            "council_percent",
            f"The percentages make {percent_words(together)}: change one so that they make 100% together",
        )
    return shares


def percent_words(share: int) -> str:
    """`50%`, `66.67%`, `12.5%`."""
    return f"{Decimal(share) / 100:f}".rstrip("0").rstrip(".") + "%" if share % 100 else f"{share // 100}%"
