"""Files that come from outside, read within limits and never trusted; and tables that leave, in which nothing runs."""

from discharge.interop.adapters.limits import DEFAULT_LIMITS, Limits
from discharge.interop.adapters.ward_list import read_ward_list

__all__ = ["DEFAULT_LIMITS", "Limits", "read_ward_list"]
