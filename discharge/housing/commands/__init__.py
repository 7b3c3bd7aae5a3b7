"""Changing housing cases, referrals, offers and vacancies."""
