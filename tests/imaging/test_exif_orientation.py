from __future__ import annotations

import struct

import pytest

from precheck.imaging.exif_orientation import orientation
from tests.hostile.jpeg_files import exif


def directory(tag: int, kind: int, count: int, value: int) -> bytes:
    return b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, tag, kind, count, value, 0, 0)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("value", range(1, 9))
def test_reads_both_byte_orders(value: int, order: str) -> None:
    assert orientation(exif(value, order)) == value


@pytest.mark.parametrize("value", [0, 9, 255, 65535])
def test_other_values_are_none(value: int) -> None:
    assert orientation(directory(0x0112, 3, 1, value)) is None


def test_other_types_and_counts_are_none() -> None:
    assert orientation(directory(0x0112, 3, 1, 6)) == 6
    assert orientation(directory(0x0112, 4, 1, 6)) is None
    assert orientation(directory(0x0112, 3, 2, 6)) is None
    assert orientation(directory(0x0113, 3, 1, 6)) is None


def test_hostile_directories_end() -> None:
    """Offsets beyond the data, into themselves, and a count that the data do not hold."""
    for tiff in (
        b"",
        b"MM",
        b"MM\0*",
        b"MM\0*\xff\xff\xff\xff",
        b"MM\0*\0\0\0\0",
        b"II*\0\x04\0\0\0" + b"\xff" * 40,
        b"MM\0*" + struct.pack(">IH", 8, 65535),
        b"MM\0*" + struct.pack(">IH", 8, 65535) + bytes(12 * 65535),
        b"XX\0*" + bytes(100),
    ):
        assert orientation(tiff) is None


def test_a_directory_that_is_cut_short_is_none() -> None:
    whole = exif(6)
    assert [orientation(whole[:n]) for n in range(22)] == [None] * 22
