"""Two people at one form: neither text is lost."""

from collections.abc import Mapping

from discharge.core.errors import Superseded


def check_version(
    stored: int,
    seen: int,
    *,
    before: Mapping[str, str],
    theirs: Mapping[str, str],
    yours: Mapping[str, str],
) -> None:
    """Raises Superseded when the row has moved on since this person opened it; equal texts are no conflict.

    stored: the version now. seen: the version the form carried. The mappings hold field labels and values as words;
    `before` may be empty where it is not known.
    Raises ValueError for a version that does not exist yet, which no form of ours can carry.
    """
    if seen > stored:
        raise ValueError("a version from the future")
    if seen != stored and dict(theirs) != dict(yours):
        raise Superseded(before=before, theirs=theirs, yours=yours)
