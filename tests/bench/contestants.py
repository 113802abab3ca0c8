"""Who is timed: our whole check, and what others read a page with, each in a process of its own on one thread.

``python -m tests.bench.contestants NAME`` answers one line of JSON for each on its input: ``{"file", "material",
"registration"}`` → ``{"seconds", "peak_mib", "resident_mib", "text"}``. Processor seconds count the process and its children.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1", "OPENCV_NUM_THREADS": "1"}

Read = Callable[[dict[str, Any]], str]
"""All text of a picture; our own gives the values of the fields, one a line."""


def ours() -> Read:
    """The whole check, verification included."""
    import cv2

    from precheck import Precheck

    cv2.setNumThreads(1)
    precheck = Precheck()

    def read(asked: dict[str, Any]) -> str:
        report = precheck.check(asked["file"], asked["material"], asked["registration"])
        return "\n".join(facts.value for facts in report.fields.values() if facts.value)

    return read


def _faster_paddle(size: str) -> Read:
    from faster_paddle import OcrEngine

    engine = OcrEngine(size, threads=1)
    return lambda asked: str(engine.ocr(Path(asked["file"]).read_bytes())["text"])


def _rapidocr(runtime: str) -> Read:
    import cv2
    from rapidocr import EngineType, RapidOCR

    cv2.setNumThreads(1)
    kind = EngineType(runtime)
    threads = (
        {
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
        if runtime == "onnxruntime"
        else {"EngineConfig.openvino.inference_num_threads": 1}
    )
    engines = {f"{part}.engine_type": kind for part in ("Det", "Cls", "Rec")}
    reader: Any = RapidOCR(params={**engines, **threads, "Global.log_level": "critical"})
    return lambda asked: "".join(map(str, reader(asked["file"]).txts or ()))


def tesseract() -> Read:
    """Tesseract, ``chi_sim``, sparse text."""
    import pytesseract

    return lambda asked: str(pytesseract.image_to_string(asked["file"], lang="chi_sim", config="--psm 11"))


CONTESTANTS: dict[str, Callable[[], Read]] = {
    "precheck": ours,
    "faster-paddle tiny": lambda: _faster_paddle("tiny"),
    "faster-paddle small": lambda: _faster_paddle("small"),
    "RapidOCR": lambda: _rapidocr("onnxruntime"),
    "RapidOCR OpenVINO": lambda: _rapidocr("openvino"),
    "Tesseract": tesseract,
}


def _spent() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _resident_mib() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> None:
    """Answers until the input ends; the first answer's seconds hold the start of the process too."""
    read = CONTESTANTS[sys.argv[1]]()
    # What libraries print must not stand between the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    before = 0.0
    for line in sys.stdin:
        text = read(json.loads(line))
        spent = _spent()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        answer = {"seconds": spent - before, "peak_mib": peak, "resident_mib": _resident_mib(), "text": text}
        answers.write(json.dumps(answer, ensure_ascii=False) + "\n")
        answers.flush()
        before = _spent()


if __name__ == "__main__":
    main()
