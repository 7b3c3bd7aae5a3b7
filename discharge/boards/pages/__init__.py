"""Words ready to show, one dataclass a template."""
