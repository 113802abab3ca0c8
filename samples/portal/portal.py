"""A portal in a page: declares a candidate, uploads pictures, shows what the candidate reads, hands in.

    export API_KEY=pck_…
    python samples/portal/portal.py http://127.0.0.1:8400 2026-000123 samples/good-bachelor

The folder is laid out as for ``precheck scan``: ``<material>/<any name>`` and ``registration.json``. Needs ``httpx``; a key comes
from ``precheck serve`` when it first starts, or from ``precheck keys create --name portal``.
Running it twice does no harm: the same file in the same place is one upload.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import httpx


def main(host: str, submission: str, folder: Path) -> int:
    """0: handed in; 1: refused, or something is to be uploaded again."""
    key = os.environ["API_KEY"]
    with httpx.Client(
        base_url=f"{host}/api/v1", headers={"Authorization": f"Bearer {key}"}, timeout=30
    ) as api:
        declared = folder / "registration.json"
        if declared.exists():
            answer = api.put(f"/submissions/{submission}", json=json.loads(declared.read_text("utf-8")))
            if answer.is_error:
                return refused(answer)
        again = False
        for picture in sorted(folder.glob("*/*.*")):
            answer = api.post(
                f"/submissions/{submission}/uploads",
                params={"wait": 20},
                files={"file": (picture.name, picture.read_bytes())},
                data={"material": picture.parent.name},
            )
            if answer.is_error:
                return refused(answer)
            report = answer.json()["report"]
            verdict = report["verdict"] if report else "检查中 (being checked)"
            print(f"{picture.parent.name}/{picture.name}: {verdict}")
            again = again or verdict == "reupload"
        answer = api.get(f"/submissions/{submission}/messages")
        if answer.is_error:
            return refused(answer)
        for message in answer.json():
            print(message["shown"])
        if again:
            return 1
        answer = api.post(f"/submissions/{submission}/submit", json={"acknowledge_missing": False})
        if answer.is_error:
            return refused(answer)
        print(answer.json()["state"])
    return 0


def refused(answer: httpx.Response) -> int:
    """Say why, as the problem document does."""
    problem = answer.json()
    print(f"{problem['title']}: {problem['detail']}", file=sys.stderr)
    for item in problem.get("missing", []):
        print(item["message"], file=sys.stderr)
    return 1


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit("portal.py HOST SUBMISSION FOLDER")
    sys.exit(main(sys.argv[1].rstrip("/"), sys.argv[2], Path(sys.argv[3])))
