"""Forms of the SRO page."""

from discharge.core.forms import Form, Words


class OpenRecordForm(Form):
    reason = Words("Why do you need to know who this is?")
