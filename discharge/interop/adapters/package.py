"""Opening a workbook without trusting it: what it says about its own size is checked while it unpacks.

Only the parts that hold cells are unpacked, each is read once as XML with everything counted, and what was read is
packed again for the library that turns it into values. That library never sees the file as it came.
"""

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from discharge.core.errors import RuleBroken
from discharge.interop.adapters.limits import Limits, bytes_in_words, refused, too_many_cells
from discharge.interop.adapters.parts import SheetScan, read_relations, read_sheet_names, scan_part

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_NEEDED = ("[Content_Types].xml", "_rels/.rels", _WORKBOOK, _RELATIONS, "xl/sharedStrings.xml", "xl/styles.xml")
_CHUNK = 64 * 1024
_DENSE_FROM = 1_000_000
"""Parts below this size may be as dense as they like: an empty table packs well and harms nobody."""


@dataclass(frozen=True, slots=True)
class Package:
    """A workbook that was found to be harmless. content: packed anew. sheets: by name, in the order of the workbook."""

    content: bytes
    sheets: Mapping[str, SheetScan]


def open_package(content: bytes, limits: Limits) -> Package:
    """Raises RuleBroken("file", ...) when the file is no workbook, is damaged, or is larger inside than it may be."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _repack(archive, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, struct.error, ValueError) as fault:
        raise refused("The workbook is damaged. Save it again in Excel, or export the list as CSV") from fault


def _repack(archive: zipfile.ZipFile, limits: Limits) -> Package:
    members = _members(archive, limits)
    _check_is_workbook(members)
    left = limits.read
    elements = limits.elements
    parts: dict[str, bytes] = {}

    def take(name: str) -> bytes:
        nonlocal left
        if name not in parts:
            if (member := members.get(name.casefold())) is None:
                raise refused("The workbook is damaged: a sheet that it names is not in it")
            parts[name] = _unpack(archive, member, left, limits)
            left -= len(parts[name])
        return parts[name]

    relations = read_relations(take(_RELATIONS))
    targets = {name: _target(relations.get(relation, "")) for name, relation in read_sheet_names(take(_WORKBOOK))}
    for name in _NEEDED:
        if name.casefold() in members:
            elements -= scan_part(take(name), elements, limits).elements
    strings = next((_target(path) for path in relations.values() if path.casefold().endswith("sharedstrings.xml")), "")
    if strings and strings.casefold() != "xl/sharedstrings.xml":
        raise refused("The workbook keeps its words in an unusual place. Save it again in Excel")
    sheets: dict[str, SheetScan] = {}
    area = 0
    for sheet, path in targets.items():
        scan = sheets[sheet] = scan_part(take(path), elements, limits)
        elements -= scan.elements
        area += scan.last_row * scan.last_column
        if area > limits.rows * limits.columns:
            raise too_many_cells(limits)  # two cells in opposite corners cost as much as all between them
    return Package(_packed(parts), sheets)


def _members(archive: zipfile.ZipFile, limits: Limits) -> dict[str, zipfile.ZipInfo]:
    infos = archive.infolist()
    if len(infos) > limits.parts:
        raise refused(f"The workbook holds more than {limits.parts:,} files inside. Save only the list")
    if sum(info.file_size for info in infos) > limits.unpacked:
        raise _too_much(limits.unpacked)
    members: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        name = info.filename.replace("\\", "/").casefold()
        if name in members:
            raise refused("The workbook is damaged: it holds two files of the same name. Save it again in Excel")
        if info.flag_bits & 0x1:
            raise refused("The workbook is protected by a password. Save it without one")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refused("The workbook is packed in an unusual way. Save it again in Excel")
        members[name] = info
    return members


def _check_is_workbook(members: Mapping[str, zipfile.ZipInfo]) -> None:
    if "xl/workbook.bin" in members:
        raise refused("This is a binary workbook (.xlsb). Save it as an Excel workbook (.xlsx)")
    if "xl/vbaproject.bin" in members:
        raise refused("The workbook holds macros. Save it as an Excel workbook without them (.xlsx)")
    if "content.xml" in members and "mimetype" in members:
        raise refused("This is an OpenDocument file. Save it as an Excel workbook (.xlsx) or as CSV")
    if _WORKBOOK not in members or _RELATIONS not in members:
        raise refused("This is a zip file, not a ward list. Export the list as CSV, or as an Excel workbook (.xlsx)")


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int, limits: Limits) -> bytes:
    """What is really in this part. Raises RuleBroken as soon as it is more than the limits allow, not afterwards."""
    most = max(_DENSE_FROM, member.compress_size * limits.ratio)
    content = bytearray()
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            content += chunk
            if len(content) > left:
                raise _too_much(limits.read)
            if len(content) > most:
                raise refused(
                    f"The workbook unpacks to more than {limits.ratio} times its size, which no list does. "
                    "Export the list as CSV"
                )
    return bytes(content)


def _too_much(size: int) -> RuleBroken:
    return refused(f"The workbook unpacks to more than {bytes_in_words(size)}. Save only the list, or export it as CSV")


def _target(path: str) -> str:
    return posixpath.normpath(path.lstrip("/") if path.startswith("/") else posixpath.join("xl", path))


def _packed(parts: Mapping[str, bytes]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()
