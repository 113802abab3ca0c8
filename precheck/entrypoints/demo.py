"""``precheck serve --demo``: a fictional office with what the samples hold, in a folder that goes with the service.

Three sites, two reviewers, one administrator for the district; 200 submissions made of the samples' pictures and of the
reports that were made of them (``samples/reports.jsonl``). What is uploaded while it runs is checked for real."""

import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from precheck.domain.errors import Invalid
from precheck.domain.flag import Verdict
from precheck.domain.registration import Registration
from precheck.domain.report import Report
from precheck.entrypoints.deployment import Deployment
from precheck.service import results
from precheck.service.accounts import Accounts, Position
from precheck.service.queueing import Queueing
from precheck.service.review import HANDED_IN
from precheck.storage import Pictures, Store, Transaction, ids
from precheck.storage.accounts import StoredUser
from precheck.storage.values import Decision, Level, Outcome, Queue, Reason, Role

SITES = ("云岭考点", "望江考点", "青石考点")
SUBMISSIONS = 200
DAYS = 5
LEASE_SECONDS = 60.0
SEED = 16
PASSWORD = "look around freely"
REPORTS = "reports.jsonl"
REGISTRATION = "registration.json"
CATEGORIES = ("bachelor_to_physician", "college_to_assistant", "rural_assistant")


@dataclass(frozen=True, slots=True)
class Person:
    login: str
    name: str
    role: Role
    level: Level
    site: str | None


PEOPLE = (
    Person("wang", "王审核", Role.REVIEWER, Level.SITE, None),
    Person("li", "李审核", Role.REVIEWER, Level.SITE, SITES[0]),
    Person("admin", "赵主任", Role.ADMINISTRATOR, Level.DISTRICT, None),
)


@dataclass(frozen=True, slots=True)
class Sample:
    """One of the samples' folders: what was declared, and for each picture its material, bytes and report."""

    registration: dict[str, Any]
    pictures: tuple[tuple[str, Path, Report], ...]


def samples_folder() -> Path:
    """Where the samples lie. Raises Invalid: this is no checkout."""
    for folder in (Path("samples"), Path(__file__).resolve().parents[2] / "samples"):
        if (folder / REPORTS).is_file():
            return folder
    raise Invalid("演示须在源码目录中运行，需要 samples/ (the demo needs the checkout's samples/)")


def read(folder: Path) -> list[Sample]:
    """The samples with their reports, by folder."""
    by_folder: dict[str, list[tuple[str, Path, Report]]] = {}
    for text in (folder / REPORTS).read_text(encoding="utf-8").splitlines():
        report = Report.from_dict(json.loads(text))
        path = folder / (report.upload.file or "")
        if path.is_file():
            own = by_folder.setdefault(report.upload.submission or "", [])
            own.append((report.upload.material, path, report))
    return [
        Sample(json.loads((folder / name / REGISTRATION).read_text(encoding="utf-8")), tuple(pictures))
        for name, pictures in sorted(by_folder.items())
        if (folder / name / REGISTRATION).is_file()
    ]


class DemoOffice:
    def __init__(self, place: Deployment, store: Store, count: int = SUBMISSIONS) -> None:
        self._store = store
        self._count = count
        self._pictures: Pictures = place.pictures()
        self._accounts: Accounts = place.accounts(store)
        self._queueing: Queueing = place.queueing(store)
        self._chance = random.Random(SEED)
        self._now = time.time()

    def fill(self, samples: list[Sample]) -> None:
        people = [self._person(person) for person in PEOPLE]
        # Good ones more often than the samples have them: an office sees more good pictures than bad ones.
        good = [
            one for one in samples if all(report.verdict is Verdict.PASS for _, _, report in one.pictures)
        ]
        drawn = [*samples, *good, *good]
        for number in range(self._count):
            sample = drawn[number % len(drawn)]
            with self._store.write(durable=False) as tx:
                self._submission(tx, number, sample, people)
        while self._queueing.refresh_marked():
            pass

    def _person(self, person: Person) -> StoredUser:
        return self._accounts.create(
            person.login,
            person.name,
            PASSWORD,
            by="demo",
            post=Position(person.role, person.level, person.site),
        )

    def _submission(self, tx: Transaction, number: int, sample: Sample, people: list[StoredUser]) -> None:
        id = f"2027-51-{number + 1:05}"
        site = SITES[number % len(SITES)]
        begun = self._now - self._chance.uniform(0.02, DAYS) * 86_400
        declared = {**sample.registration, "site": site}
        if number % 4 == 1:
            declared.setdefault("applicant_category", self._chance.choice(CATEGORIES))
        tx.submissions.ensure(id, begun)
        tx.submissions.put_registration(id, Registration.parse(declared), begun)
        tx.sites.move(id, site)
        uploads = list(self._uploads(tx, id, sample, begun))
        at = begun + 900
        if number % 17 != 5:
            tx.submissions.lock(id, at)
            tx.records.note_submission("candidate", "submission.locked", id, at)
            tx.records.send_message(id, HANDED_IN, at, upload_id=None, material=None)
            self._decide(tx, number, uploads, people, at + 600)
        tx.queue.mark(id, self._now)

    def _uploads(
        self, tx: Transaction, id: str, sample: Sample, begun: float
    ) -> Iterator[tuple[str, str, Report]]:
        for place, (material, path, report) in enumerate(sample.pictures):
            at = begun + 60 * place
            data = path.read_bytes()
            upload = tx.uploads.add(id, material, path.name, self._pictures.put(data), len(data), at)
            order = tx.orders.get(tx.orders.add(upload.id, Reason.UPLOAD, Queue.UPLOADS, at))
            assert order is not None
            claimed = tx.orders.claim(
                order.id, results.process_name(), at, LEASE_SECONDS, from_fence=order.fence, attempt=True
            )
            assert claimed is not None
            made = report.with_upload(id=upload.id, submission=id, file=path.name)
            results.finish(tx, claimed, made, at + 2)
            yield upload.id, material, made

    def _decide(
        self,
        tx: Transaction,
        number: int,
        uploads: list[tuple[str, str, Report]],
        people: list[StoredUser],
        at: float,
    ) -> None:
        """Some submissions are a step further: accepted by the site, or sent back."""
        worst = next((one for one in uploads if one[2].verdict is Verdict.REUPLOAD), None)
        by = f"user:{people[0].id}"
        if number % 11 == 3 and worst is not None:
            upload_id, material, report = worst
            submission = report.upload.submission or ""
            text = next(flag.message for flag in report.flags if flag.severity == "reupload")
            tx.records.decide(Decision(ids.new(at), upload_id, 1, Level.SITE, Outcome.AGAIN, text, by, at))
            tx.submissions.unlock(submission, [material], at)
            tx.records.send_message(submission, text, at, upload_id=upload_id, material=material)
            tx.records.note(by, "decision.made", upload_id, at, {"level": "site", "outcome": "again"})
        elif number % 9 == 2 and worst is None:
            for upload_id, _, _ in uploads:
                made = Decision(ids.new(at), upload_id, 1, Level.SITE, Outcome.ACCEPTED, None, by, at)
                tx.records.decide(made)
                tx.records.note(by, "decision.made", upload_id, at, {"level": "site", "outcome": "accepted"})


def introduction(address: str) -> list[str]:
    return [
        f"演示 (demo): {address}   密码 (password): {PASSWORD}",
        *(
            f"  {person.login:<6} {person.name} · {person.site or '全部考点 (every site)'} · {person.level}"
            for person in PEOPLE
        ),
    ]
