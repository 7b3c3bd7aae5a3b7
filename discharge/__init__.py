"""Discharge: one shared record that makes each lost day on a mental-health ward visible, owned and acted on."""
