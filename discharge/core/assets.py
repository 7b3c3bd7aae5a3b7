"""Where the built styles and scripts are, and which version: `asset("app.css")` in templates."""

import json
from pathlib import Path

BUILT = Path(__file__).parent.parent / "static" / "dist"


class Assets:
    """Addresses of built files. Each carries its content's hash, so a browser may keep it for a year.

    Built by `make assets`. Before the first build, addresses have no version and answer 404; once built, a name that is
    not there raises KeyError.
    """

    def __init__(self, built: Path = BUILT, address: str = "/static/dist") -> None:
        self._address = address
        manifest = built / "manifest.json"
        self._versions: dict[str, str] | None = json.loads(manifest.read_text()) if manifest.is_file() else None

    def __call__(self, name: str) -> str:
        if self._versions is None:
            return f"{self._address}/{name}"
        return f"{self._address}/{name}?v={self._versions[name]}"
