"""What a file is, by what is in it. Its name is only believed where its contents say nothing."""

from discharge.interop.adapters.limits import refused

_ADVICE = "Export the list as CSV, or as an Excel workbook (.xlsx)"

_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"BM", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"RIFF", "a picture or a sound"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"SQLite format 3\x00", "a database"),
)
# Words begin with these too (a ward called "BM"): only with a byte that no text holds are they files of that kind.
_SHORT = (b"BM", b"MZ", b"RIFF", b"GIF8", b"Rar!")

_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MARKUP = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<head", b"<body", b"<svg", b"<script")


def is_workbook(content: bytes) -> bool:
    """Whether this is a zip file, which a workbook is; False for text. Raises RuleBroken for everything else."""
    if not content.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise refused("The file is empty")
    if content.startswith((_ZIP, _EMPTY_ZIP)):
        return True
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise refused("The workbook is protected by a password. Save it without one")
        raise refused("This is an old Excel file (.xls). Open it in Excel and save it as an Excel workbook (.xlsx)")
    for magic, kind in _KINDS:
        if content.startswith(magic) and (magic not in _SHORT or b"\x00" in content[:4096]):
            raise refused(f"This is {kind}, not a ward list. {_ADVICE}")
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(_MARKUP):
        raise refused(f"This is a web page or XML, not a ward list, whatever its name says. {_ADVICE}")
    if head.startswith((b"{", b"[{")):
        raise refused(f"This is JSON, not a ward list. {_ADVICE}")
    return False
