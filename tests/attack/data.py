"""What is kept: whether it goes when it must, stays when it must, and is not sent where it must not be."""

from __future__ import annotations

import io
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

from precheck.storage.values import Event
from tests.attack.target import Target, attack
from tests.chaos.pictures import picture
from tests.worker.running import until

NAME, NUMBER = "欧阳不存在", "110101199001011237"


def _files_with(target: Target, *words: str) -> list[str]:
    found = []
    for path in target.service.place.data.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            if any(word.encode() in content for word in words):
                found.append(str(path.relative_to(target.service.place.data)))
    return found


@attack("a candidate who was erased")
def erased(target: Target) -> str:
    path = f"/submissions/{quote(NUMBER)}"
    target.call("PUT", path, target.portal, json={"name": NAME, "id_number": NUMBER})
    sent = target.upload(NUMBER, picture(900), target.portal, headers={"idempotency-key": NUMBER})
    target.service.await_report(sent.json()["id"])
    target.call("PUT", path, target.portal, json={"name": NAME + "二", "id_number": NUMBER})
    target.call("POST", f"{path}/submit", target.portal, json={"acknowledge_missing": True})
    target.call("POST", f"{path}/unlock", target.admin, json={"message": f"{NAME}，请重新上传"})
    assert _files_with(target, NAME, NUMBER), "nothing was written: the attack proves nothing"
    assert target.call("DELETE", path, target.portal).status_code == 403
    assert target.call("DELETE", path, target.admin).status_code == 204
    assert target.call("GET", path, target.admin).status_code == 404
    until(lambda: _files_with(target, NAME, NUMBER) == [], 15)
    with target.service.store.read() as tx:
        assert tx.records.broken_at() is None
        assert [line.action for line in tx.records.audit(object=NUMBER)][-1] == "submission.erased"
    return "neither name nor number in any file, and the record is there"


@attack("one idempotency key for two requests at once")
def one_key_twice(target: Target) -> str:
    def send(number: int) -> int:
        return target.upload(
            f"i{number}", picture(910), target.portal, headers={"idempotency-key": "attack-key"}
        ).status_code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert sorted(answers)[0] in (200, 202)
    assert sorted(answers)[1:] == [422] * 7, answers
    return "one was carried out"


@attack("idempotency keys that differ at their end")
def long_keys(target: Target) -> str:
    key = "k" * 199
    first = target.upload("j1", picture(911), target.portal, headers={"idempotency-key": key + "a"})
    second = target.upload("j1", picture(912), target.portal, headers={"idempotency-key": key + "b"})
    assert first.json()["id"] != second.json()["id"]
    return "told apart"


@attack("the same picture erased here and uploaded there")
def erased_and_uploaded(target: Target) -> str:
    for number in range(15):
        data = picture(920)
        target.upload(f"e{number}", data, target.portal)
        with ThreadPoolExecutor(2) as pool:
            gone = pool.submit(target.call, "DELETE", f"/submissions/e{number}", target.admin)
            kept = pool.submit(target.upload, f"f{number}", data, target.portal)
        assert gone.result().status_code == 204
        id = kept.result().json()["id"]
        assert target.call("GET", f"/uploads/{id}/picture", target.portal).status_code == 200
        assert target.call("DELETE", f"/submissions/f{number}", target.admin).status_code == 204
    assert not target.service.place.pictures().has(_sha256(picture(920)))
    return "15 times: the one kept has its picture, the last erased has none"


@attack("webhooks to our own network")
def private_webhooks(target: Target) -> str:
    urls = ["https://127.0.0.1/", "https://[::1]/", "https://localhost/", "https://[64:ff9b::7f00:1]/"]
    urls += [
        "https://2130706433/",
        "https://0x7f.1/",
        "https://0177.0.0.1/",
        "https://127.1/",
        "https://0/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fe80::1%25lo]/",
        "https://[::]/",
        "https://example.org@127.0.0.1/",
        "https://①②⑦.⓪.⓪.①/",
        "https://localhost./",
        "https://169.254.169.254/latest/meta-data/",
    ]
    hooks = [
        target.call(
            "POST", "/webhooks", target.admin, json={"url": url, "events": [str(Event.UPLOAD_CHECKED)]}
        ).json()["id"]
        for url in urls
    ]
    plain = {"url": "http://example.org/", "events": ["upload.checked"]}
    assert target.call("POST", "/webhooks", target.admin, json=plain).status_code == 422
    target.service.await_report(target.upload("w1", picture(930), target.portal).json()["id"])
    end = time.monotonic() + 20
    for hook in hooks:
        path = f"/webhooks/{hook}/deliveries"
        while not (tried := [d for d in target.call("GET", path, target.admin).json() if d["attempts"]]):
            assert time.monotonic() < end, "never tried"
            time.sleep(0.3)
        # What one system's library calls an address, another's calls a name that there is not.
        assert tried[0]["trouble"] in ("private address", "name not found", "InvalidURL"), tried[0]
        assert tried[0]["status"] is None
        target.call("DELETE", f"/webhooks/{hook}", target.admin)
    return f"{len(hooks)} refused"


@attack("names that lead elsewhere")
def hostile_names(target: Target) -> str:
    names = (
        "../../etc/passwd",
        "a\r\nX: y",
        "=cmd|' /C calc'!A0",
        "＝1+1",
        "<script>alert(1)</script>",
        "\u202egnp.exe",
    )
    for number, name in enumerate(names):
        files = {"file": (name, picture(940 + number))}
        answer = target.call(
            "POST",
            f"/submissions/n{number}/uploads",
            target.portal,
            files=files,
            data={"material": "diploma"},
        )
        assert answer.status_code in (200, 202, 400, 422), answer.text
        if answer.is_success:
            target.service.await_report(answer.json()["id"])
    text = target.call("GET", "/reports/triage?format=csv", target.admin).text
    assert not any(
        cell.startswith(("=", "＝", "+", "@")) for line in text.splitlines() for cell in line.split(",")
    )
    page = target.call("GET", "/reports/triage?format=html", target.admin).text
    assert "<script>alert(1)" not in page
    return "kept as text"


@attack("archives that unpack into gigabytes, or list a million files")
def archives(target: Target) -> str:
    def answer(data: bytes) -> int:
        files = {"file": ("a.zip", data)}
        return target.call("POST", "/uploads", target.portal, files=files).status_code

    before = target.memory_mb()
    bomb, listing = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(60):
            archive.writestr(f"z{number}/diploma/a.png", bytes(9 * 2**20))
    with zipfile.ZipFile(listing, "w") as archive:
        for number in range(100_000):
            archive.writestr(f"z/{number}", b"")
    assert answer(bomb.getvalue()) == 413
    assert answer(listing.getvalue()) == 413
    assert answer(listing.getvalue()[:-5]) in (400, 413)
    one = io.BytesIO()
    with zipfile.ZipFile(one, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("../../z1/diploma/a.png", picture(990))
        archive.writestr("/z2/diploma/../../a.png", picture(991))
        archive.writestr("z3/nonsense/a.png", picture(992))
        archive.writestr("z4/diploma/a.png", bytes(11 * 2**20))
    assert answer(one.getvalue()) in (202, 422)
    assert target.call("GET", "/submissions/z4", target.portal).status_code == 404
    assert target.call("GET", "/submissions/z0", target.portal).status_code == 404
    grew = target.memory_mb() - before
    assert grew < 200
    return f"413, nothing taken, {grew:.0f} MB more"


def _sha256(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()
