"""Who somebody is, as one trust knows them."""

from datetime import date
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from discharge.core.db import Base, Keyed
from discharge.places.models import OfTrust


class Person(OfTrust, Keyed, Base):
    """One patient of one trust: the local number is the identity, the NHS number is checked and may be missing.

    nhs_number_status: "01" present and verified ... "07" absent, as the national list.
    """

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("organisation_id", "local_number"),
        UniqueConstraint("organisation_id", "nhs_number"),
        Index("ix_person_surname", "organisation_id", "surname"),
    )

    local_number: Mapped[str]
    nhs_number: Mapped[str | None]
    nhs_number_status: Mapped[str] = mapped_column(default="07")
    surname: Mapped[str]
    given_name: Mapped[str]
    birth_date: Mapped[date]
    died_on: Mapped[date | None]
    is_address_protected: Mapped[bool] = mapped_column(default=False)  # "do not contact, address protected"
    has_learning_disability: Mapped[bool] = mapped_column(default=False)
    is_autistic: Mapped[bool] = mapped_column(default=False)
    interpreter: Mapped[str] = mapped_column(default="")  # language, or "" for none needed
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def person_id(self) -> UUID:
        """Itself: the record of views finds a person by this."""
        return self.id
