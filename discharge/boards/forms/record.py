"""Finding a person in the record by number."""

from wtforms.validators import InputRequired, Length

from discharge.core.forms import Form, Words


class FindPersonForm(Form):
    number = Words(
        "Local number or NHS number",
        validators=[
            InputRequired("Enter a local number or an NHS number"),
            Length(max=50, message="The number must be 50 letters or fewer"),
        ],
    )
