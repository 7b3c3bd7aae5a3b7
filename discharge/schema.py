"""Every table, for Alembic: importing this module imports every models.py."""

import discharge.access.models
import discharge.audit.models
import discharge.blockers.models
import discharge.core.transaction
import discharge.days.models
import discharge.escalation.models
import discharge.funding.models
import discharge.housing.models
import discharge.interop.models
import discharge.jobs.models
import discharge.notices.models
import discharge.partnership.models
import discharge.places.models
import discharge.stays.models
import discharge.summaries.models  # noqa: F401
from discharge.core.db import Base

metadata = Base.metadata
