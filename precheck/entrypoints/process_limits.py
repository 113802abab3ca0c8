"""What a process may take that checks one picture after the other: one thread, so much memory, and what lies free goes back.

glibc keeps what was freed: a process held 709 MiB after ten pictures and more with each new size of picture. With both
of the measures below it holds 360 MiB after ten and 415 after sixty, and 500 to 640 for a moment in a second look
(2 cores, pictures of 0.6 to 8 megapixels). Thresholds of 2 MB hold the same, and cost 0.1 s a picture in page faults.
"""

from __future__ import annotations

import ctypes
import resource

ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OMP_THREAD_LIMIT": "1",
}
"""Variables, to be in force before NumPy, OpenCV or an engine is loaded: two processes with one thread each did 18-20
inferences a second, with two threads each 12."""

MALLOC = {"MALLOC_MMAP_THRESHOLD_": "6000000", "MALLOC_ARENA_MAX": "2"}
"""For glibc, which reads it when a process begins: larger blocks go back when they are freed, in the middle of a check."""

_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)


def limit_memory(megabytes: int) -> None:
    """Above it an allocation fails, which can be caught, instead of the process being killed: RapidOCR works in 1.5 GB and
    fails in 1.0 GB."""
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, megabytes * 2**20))


def give_memory_back() -> None:
    """What lies free goes back now (5 to 15 ms; after the answer was given). Does nothing without glibc."""
    if _trim is not None:
        _trim(0)
