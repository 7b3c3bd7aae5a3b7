"""What is typed about the ladder."""

from uuid import UUID

from wtforms import BooleanField, RadioField

from discharge.core.errors import RuleBroken
from discharge.core.forms import DatePartsField, Form, Words, choices, whole_number
from discharge.escalation.commands.ladder import AddPost, EndPost, SetLevel
from discharge.escalation.queries.administration import Candidate
from discharge.escalation.rules.ladder import Terms
from discharge.places.forms import WholeNumber

HOLDS, DEPUTY = "holds", "deputy"


class LevelForm(Form):
    name = Words("What is this level called?")
    role = Words("Which role answers?")
    answer_days = WholeNumber("Answers within how many working days?", missing="Enter a number of working days")
    meets = Words("When do they meet? (optional)")
    is_always = BooleanField("Send its e-mails at any hour, also at night and on bank holidays")
    from_on = DatePartsField("From which day?", missing="Enter the day from which it holds")
    source = Words("Who agreed this, and where is it written?")

    def command(self, place_id: UUID, level: int) -> SetLevel:
        return SetLevel(
            place_id=place_id,
            terms=Terms(
                level=level,
                name=self.name.data or "",
                role=self.role.data or "",
                answer_days=whole_number(self.answer_days.data),
                meets=self.meets.data or "",
                is_always=bool(self.is_always.data),
            ),
            from_on=self.from_on.day,
            source=self.source.data or "",
        )


class PostForm(Form):
    user_id = RadioField("Who answers?", validate_choice=False)
    part = RadioField(
        "Do they hold the level, or answer while whoever does is away?",
        choices=choices([(HOLDS, "They hold it"), (DEPUTY, "Deputy")]),
        default=HOLDS,
        validate_choice=False,
    )
    from_on = DatePartsField("From which day?", missing="Enter the first day")
    until_on = DatePartsField("Last day (optional)", missing=None)

    def offer(self, found: list[Candidate]) -> None:
        self.user_id.choices = choices([(str(each.user_id), f"{each.name}, {each.email}") for each in found])

    def command(self, place_id: UUID, level: int) -> AddPost:
        """Raises RuleBroken when nobody was chosen."""
        try:
            user_id = UUID(self.user_id.data or "")
        except ValueError:
            raise RuleBroken("user_id", "Select who answers") from None
        return AddPost(
            place_id=place_id,
            level=level,
            user_id=user_id,
            is_deputy=self.part.data == DEPUTY,
            from_on=self.from_on.day,
            until_on=self.until_on.data,
        )


class EndPostForm(Form):
    until_on = DatePartsField("What is the last day on which they answer?", missing="Enter the last day")

    def command(self, post_id: UUID) -> EndPost:
        return EndPost(post_id=post_id, version=whole_number(self.version.data), until_on=self.until_on.day)
