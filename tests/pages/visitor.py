"""Somebody who asks for the pages without a browser."""

from __future__ import annotations

import re

from fastapi.testclient import TestClient
from httpx import Response

from precheck.entrypoints import demo
from precheck.entrypoints.api.app import create
from tests.pages.office import Office


class Visitor:
    """One session; follows no redirect, and shows a fault of ours as an answer."""

    def __init__(self, office: Office) -> None:
        self.http = TestClient(
            create(office.services),
            base_url="http://127.0.0.1",
            follow_redirects=False,
            raise_server_exceptions=False,
        )

    def token(self, path: str = "/sign-in") -> str:
        found = re.search(r'name="csrf" content="(\w*)"', self.http.get(path).text)
        assert found is not None
        return found[1]

    def sign_in(self, login: str, password: str = demo.PASSWORD) -> Response:
        answer = self.http.post("/sign-in", data={"csrf": self.token(), "login": login, "password": password})
        assert isinstance(answer, Response)
        return answer

    def post(self, path: str, **form: str) -> Response:
        """A form of one's own page, sent."""
        answer = self.http.post(path, data={"csrf": self.token("/queue"), **form})
        assert isinstance(answer, Response)
        return answer
