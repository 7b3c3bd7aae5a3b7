"""Who pays for what comes after hospital: section 117, NHS Continuing Healthcare, and other funding."""
