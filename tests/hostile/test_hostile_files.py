"""Each file of the catalogue gets its flags; nothing else happens."""

from __future__ import annotations

import pytest

from precheck.imaging.decode import Reason, Undecodable, decode
from precheck.imaging.header import DEFAULT_LIMITS, probe
from tests.hostile.catalogue import Hostile, catalogue
from tests.hostile.examining import findings, message

STOPPED = ("format.empty", "format.unsupported", "format.too_many_pixels")


@pytest.mark.parametrize("entry", catalogue(), ids=lambda entry: entry.name)
def test_says_what_is_wrong(entry: Hostile) -> None:
    found = findings(entry.data)
    assert tuple(finding.code for finding in found) == entry.codes
    if entry.says:
        assert entry.says in message(found[-1])


@pytest.mark.parametrize(
    "entry", [e for e in catalogue() if set(e.codes) & set(STOPPED)], ids=lambda entry: entry.name
)
def test_what_the_header_forbids_is_never_decoded(entry: Hostile) -> None:
    header = probe(entry.data)
    assert header.problems
    with pytest.raises(Undecodable) as caught:
        decode(entry.data, header)
    assert caught.value.reason is Reason.FORBIDDEN


@pytest.mark.parametrize("entry", catalogue(), ids=lambda entry: entry.name)
def test_what_is_let_through_is_within_the_limits(entry: Hostile) -> None:
    """Time is bounded by what grows with it: pixels, passes over them, parts walked."""
    header = probe(entry.data)
    assert header.segments <= DEFAULT_LIMITS.max_chunks + 1
    assert header.scans <= DEFAULT_LIMITS.max_scans + 1
    if not header.problems:
        assert header.width is not None
        assert header.height is not None
        pixels = header.width * header.height
        assert 0 < pixels <= DEFAULT_LIMITS.max_pixels
        assert header.scans * pixels <= max(DEFAULT_LIMITS.max_scan_pixels, pixels)
        assert header.decode_bytes <= DEFAULT_LIMITS.max_decode_bytes


def test_metadata_never_reaches_the_decoder() -> None:
    """A bomb in a colour profile or text is not opened at all."""
    for kind in (b"iCCP", b"zTXt", b"iTXt"):
        (entry,) = (e for e in catalogue() if e.name.endswith(kind.decode()))
        header = probe(entry.data)
        kept = b"".join(entry.data[start:end] for start, end in header.pixel_parts)
        assert kind in entry.data
        assert kind not in kept
        assert len(kept) < 500
