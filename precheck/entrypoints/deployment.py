"""Where everything of the service is, from the settings: database, pictures, broker. Opens them; starts nothing."""

import hashlib
import os
import shutil
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from precheck import config
from precheck.domain.errors import Invalid
from precheck.pipeline import definition, requirements
from precheck.service import Intake, Rescans, Retention
from precheck.service.access import Quota
from precheck.service.accounts import Accounts, SessionPolicy
from precheck.service.queueing import Queueing
from precheck.storage import Cipher, Pictures, Store, cipher_from_setting
from precheck.wiring import pipeline_folders

# A unix socket's path holds 107 bytes; Valkey makes a temporary one beside it whose name is longer.
LONGEST_SOCKET_PATH = 90
SOCKETS = Path("/tmp")


@dataclass(frozen=True, slots=True)
class Deployment:
    """What the settings come to. ``broker`` is a URL for Celery; ``socket`` is set where the broker is embedded."""

    data: Path
    database: str
    pictures_folder: Path
    broker: str
    socket: Path | None
    cipher: Cipher
    settings: config.Settings

    @property
    def database_file(self) -> Path | None:
        """SQLite's file; None: the database is a server's."""
        file = self.database.removeprefix("sqlite:///")
        return None if file == self.database else Path(file)

    @property
    def embedded(self) -> bool:
        return self.socket is not None

    @property
    def metrics(self) -> Path:
        """Where the worker's processes leave what they count."""
        return self.data / "run" / "metrics"

    @property
    def temporary(self) -> Path:
        """Where reports, and a reader's crops, lie while they are made: not in the machine's folder for everybody."""
        return self.data / "run" / "temporary"

    def sweep_temporary(self, kept_seconds: float) -> int:
        """Remove what a program that was killed left there, and touched for so long no more; how much."""
        if not self.temporary.is_dir():
            return 0
        limit, swept = time.time() - kept_seconds, 0
        for path in self.temporary.iterdir():
            with suppress(FileNotFoundError):
                if path.lstat().st_mtime > limit:
                    continue
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink()
                swept += 1
        return swept

    def store(self) -> Store:
        """The database, opened; :meth:`Store.migrate` is the caller's to call, once."""
        return Store(self.database, self.cipher)

    def working_store(self) -> Store:
        """The database of a service, for its programs.
        Raises Unusable: it is sealed with another key than ``PRECHECK_KEY``; Transient: it is away."""
        store = self.store()
        store.verify()
        return store

    def running_store(self) -> Store:
        """The database of a service that runs, or ran; for the commands beside it.
        Raises Invalid: there is none here; Unusable: ``PRECHECK_KEY`` is not its key; Transient: it is away."""
        if self.database_file is None or self.database_file.exists():
            store = self.store()
            if store.is_current():
                store.verify()
                return store
            store.close()
        raise Invalid(f"这里没有服务的数据，先运行 precheck serve (no service's store here: {self.data})")

    def pictures(self) -> Pictures:
        return Pictures(self.pictures_folder, self.cipher)

    def intake(self, store: Store, materials: Collection[str]) -> Intake:
        quota = Quota(self.settings.uploads_per_submission, self.settings.uploads_per_material)
        return Intake(store, self.pictures(), materials, quota)

    def rescans(self, store: Store) -> Rescans:
        return Rescans(store)

    def queueing(self, store: Store) -> Queueing:
        """What keeps the reviewers' queue true. Raises Invalid: a pipeline file is wrong."""
        folders = pipeline_folders(self.settings.pipelines)
        materials = {slug: item.material for slug, item in definition.load(folders).items()}
        return Queueing(store, materials, requirements.load(folders, materials))

    def accounts(self, store: Store) -> Accounts:
        return Accounts(
            store,
            SessionPolicy(
                session_hours=self.settings.session_hours,
                candidate_hours=self.settings.candidate_hours,
                tries=self.settings.sign_in_tries,
                idle_minutes=self.settings.idle_minutes,
                shortest_password=self.settings.shortest_password,
                password_words=self.settings.forbidden_words(),
            ),
        )

    def retention(self, store: Store) -> Retention:
        return Retention(store, self.pictures(), self.settings.retention_days)


def deployment() -> Deployment:
    """The deployment as the environment has it now. Raises Invalid: a setting is wrong."""
    settings = config.settings()
    data = settings.data.expanduser().absolute()
    broker = settings.broker.get_secret_value() if settings.broker else None
    if broker is not None and not broker.startswith(("redis://", "rediss://", "redis+socket://")):
        raise Invalid("PRECHECK_BROKER: redis://…, rediss://… 或 redis+socket://…")
    socket = _socket(data) if broker is None else None
    return Deployment(
        data=data,
        database=settings.database.get_secret_value()
        if settings.database
        else f"sqlite:///{data / 'precheck.db'}",
        pictures_folder=(settings.pictures or data / "pictures").expanduser().absolute(),
        broker=broker if broker is not None else f"redis+socket://{socket}",
        socket=socket,
        cipher=cipher_from_setting(settings.key.get_secret_value() if settings.key else None),
        settings=settings,
    )


def private_folder(path: Path) -> Path:
    """The folder, made if need be, that only this user may enter.
    Raises Invalid: it cannot be made, or it is somebody else's."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.stat().st_uid != os.getuid():
            raise Invalid(f"目录属于其他用户 (the folder is another user's): {path}")
        path.chmod(0o700)
    except OSError as error:
        raise Invalid(f"无法使用目录 (cannot use the folder): {path}: {error.strerror}") from None
    return path


def _socket(data: Path) -> Path:
    path = data / "run" / "broker.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    name = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    # Not TMPDIR's: all programs of one data folder must come to the same path, whatever it says for them.
    return SOCKETS / f"precheck-{os.getuid()}-{name}" / "broker.sock"
