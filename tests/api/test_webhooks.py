from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import threading
import time
from collections.abc import Sequence

import httpx
import pytest

from precheck.entrypoints.webhooks import HttpSender, is_public
from precheck.service.webhooks import (
    OLD_SECRET_SECONDS,
    PAUSES_SECONDS,
    TROUBLES,
    Courier,
    Undelivered,
    Webhooks,
    headers,
)
from precheck.storage import Store
from precheck.storage.values import DeliveryState, Event, Scope
from precheck.storage.webhooks import Secret
from tests.api.portal import Portal, problem
from tests.service.desk import Clock
from tests.worker.running import until

URL = "https://portal.example.org/hook"


class Receiver:
    """Keeps what it is sent; answers with ``status``, or not at all."""

    def __init__(self) -> None:
        self.status: int | None = 200
        self.got: list[tuple[dict[str, str], bytes]] = []

    def send(self, url: str, headers: dict[str, str], body: bytes) -> int:
        self.got.append((headers, body))
        if self.status is None:
            raise Undelivered("ConnectError")
        return self.status


def deliver(store: Store, receiver: Receiver) -> int:
    """Send what is due, and wait; how many messages were sent."""
    before = len(receiver.got)
    courier = Courier(store, receiver)
    courier.deliver()
    courier.finish()
    courier.close()
    return len(receiver.got) - before


def signed_by(secret: str, sent: tuple[dict[str, str], bytes]) -> bool:
    head, body = sent
    key = base64.b64decode(secret.removeprefix("whsec_"))
    text = f"{head['webhook-id']}.{head['webhook-timestamp']}.".encode() + body
    signature = "v1," + base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
    return signature in head["webhook-signature"].split()


def test_the_signature_is_that_of_the_published_example() -> None:
    # The scheme's own test vector, also in the libraries of standardwebhooks.com.
    secret = Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", None)
    sent = headers("p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', [secret])
    assert sent["webhook-id"] == "msg_p5jXN8AQM9LWM0D4loKWxJek"
    assert sent["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_everything_that_happens_is_told_with_ids_only(portal: Portal) -> None:
    added = portal.call(
        "POST", "/webhooks", Scope.ADMIN, json={"url": URL, "events": [str(event) for event in Event]}
    )
    assert added.status_code == 201
    hook = added.json()
    receiver = Receiver()
    id = portal.upload(submission="s1", file="张三.jpg")["id"]
    portal.call("PUT", "/submissions/s1", json={"name": "张三"})
    portal.work()
    portal.call("POST", "/submissions/s1/submit")
    again = {"level": "site", "outcome": "again", "comment": "请重新上传！"}
    assert portal.call("POST", f"/uploads/{id}/decisions", Scope.REVIEW, json=again).status_code == 201
    assert deliver(portal.services.store, receiver) == len(receiver.got) == 4
    messages = [json.loads(body) for _, body in receiver.got]
    assert {m["type"] for m in messages} == {str(event) for event in Event}
    assert all(m["data"]["submission"] == "s1" for m in messages)
    assert all(signed_by(hook["secret"], sent) for sent in receiver.got)
    everything = b"".join(body for _, body in receiver.got).decode()
    assert "张三" not in everything
    assert "重新上传" not in everything
    log = portal.call("GET", f"/webhooks/{hook['id']}/deliveries", Scope.ADMIN).json()
    assert {line["state"] for line in log} == {"delivered"}
    shown = portal.call("GET", "/webhooks", Scope.ADMIN).json()
    assert [item["secret"] for item in shown] == [None]


def test_a_message_is_tried_for_three_days_and_may_be_sent_by_hand(portal: Portal) -> None:
    clock, receiver = Clock(), Receiver()
    store = Store(portal.services.place.database, portal.services.place.cipher, clock)
    webhooks = Webhooks(store)
    hook, _ = webhooks.add(URL, [Event.UPLOAD_CHECKED], by="test")
    portal.upload()
    portal.work()
    begun = clock.now = clock.now + 60
    receiver.status = None
    assert deliver(store, receiver) == 1
    for pause in PAUSES_SECONDS:
        assert deliver(store, receiver) == 0
        clock.now += pause + 1
        assert deliver(store, receiver) == 1
    assert 3 * 86_400 <= clock.now - begun < 3.1 * 86_400
    (message,) = webhooks.deliveries(hook.id, site=None)
    assert (message.state, message.trouble) == (DeliveryState.FAILED, "ConnectError")
    assert message.attempts == len(receiver.got)
    clock.now += 86_400
    assert deliver(store, receiver) == 0
    receiver.status = 204
    webhooks.send_again(hook.id, message.id, by="test", site=None)
    assert deliver(store, receiver) == 1
    assert webhooks.deliveries(hook.id, site=None)[0].state is DeliveryState.DELIVERED
    assert {sent["webhook-id"] for sent, _ in receiver.got} == {f"msg_{message.id}"}


def test_a_receiver_in_trouble_delays_nobody_and_rests(portal: Portal) -> None:
    store, webhooks = portal.services.store, portal.services.webhooks
    bad, _ = webhooks.add("https://bad.example.org/", [Event.UPLOAD_CHECKED], by="test")
    webhooks.add("https://good.example.org/", [Event.UPLOAD_CHECKED], by="test")
    for number in range(6):
        portal.upload(b"%d" % number)
    portal.work()
    hangs, got = threading.Event(), []

    class Receivers:
        def send(self, url: str, headers: dict[str, str], body: bytes) -> int:
            if "bad" in url:
                hangs.wait(10)
                raise Undelivered("no answer in time")
            got.append(body)
            return 200

    now = 0.0
    courier = Courier(store, Receivers(), lambda: now)
    assert courier.deliver() == 2
    until(lambda: len(got) == 6, 5)  # while the bad one still hangs
    assert courier.deliver() == 0
    hangs.set()
    courier.finish()
    made = sorted(message.attempts for message in webhooks.deliveries(bad.id, site=None))
    assert made == [0] * (6 - TROUBLES) + [1] * TROUBLES  # the others were not tried, and not counted
    assert courier.deliver() == 0
    now = 400.0
    assert courier.deliver() == 1
    courier.close()


def test_an_answer_that_is_no_success_counts_as_none(portal: Portal) -> None:
    webhooks, receiver = portal.services.webhooks, Receiver()
    hook, _ = webhooks.add(URL, [Event.UPLOAD_CHECKED], by="test")
    portal.upload()
    portal.work()
    receiver.status = 302
    deliver(portal.services.store, receiver)
    (message,) = webhooks.deliveries(hook.id, site=None)
    assert (message.state, message.status) == (DeliveryState.WAITING, 302)
    portal.call("DELETE", f"/webhooks/{hook.id}", Scope.ADMIN)
    problem(portal.call("GET", f"/webhooks/{hook.id}/deliveries", Scope.ADMIN), 404, "not-found")


def test_a_changed_secret_signs_beside_the_one_before_for_a_day(portal: Portal) -> None:
    clock, receiver = Clock(), Receiver()
    store = Store(portal.services.place.database, portal.services.place.cipher, clock)
    webhooks = Webhooks(store)
    hook, old = webhooks.add(URL, [Event.UPLOAD_CHECKED], by="test")
    new = webhooks.rotate(hook.id, by="test", site=None)
    portal.upload()
    portal.work()
    clock.now += 60
    deliver(store, receiver)
    assert signed_by(old, receiver.got[0])
    assert signed_by(new, receiver.got[0])
    clock.now += OLD_SECRET_SECONDS
    webhooks.send_again(hook.id, webhooks.deliveries(hook.id, site=None)[0].id, by="test", site=None)
    deliver(store, receiver)
    assert not signed_by(old, receiver.got[1])
    assert signed_by(new, receiver.got[1])


def test_a_sites_webhook_hears_of_its_site(portal: Portal) -> None:
    webhooks, receiver = portal.services.webhooks, Receiver()
    webhooks.add(URL, [Event.UPLOAD_CHECKED], by="test", site="成都")
    portal.call("PUT", "/submissions/here", json={"site": "成都"})
    portal.call("PUT", "/submissions/there", json={"site": "绵阳"})
    for submission in ("here", "there", "nowhere"):
        portal.upload(submission=submission)
    portal.work()
    deliver(portal.services.store, receiver)
    assert [json.loads(body)["data"]["submission"] for _, body in receiver.got] == ["here"]


@pytest.mark.parametrize(
    "url",
    ["http://portal.example.org/", "ftp://x.org/", "https://", "https://[::1", "nonsense", "https://a:b/"],
)
def test_an_impossible_address_is_refused(portal: Portal, url: str) -> None:
    answer = portal.call("POST", "/webhooks", Scope.ADMIN, json={"url": url, "events": ["upload.checked"]})
    problem(answer, 422, "invalid")


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f::1", True),
        ("127.0.0.1", False),
        ("127.8.8.8", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:169.254.169.254", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::5db8:d70e", False),
        ("64:ff9b:1::1", False),
        ("fec0::1", False),
        ("::93.184.215.14", False),
        ("::ffff:93.184.215.14", False),
        ("2001::5db8:d70e", False),
        ("2001:db8::1", False),
        ("100::1", False),
        ("192.88.99.1", False),
        ("198.18.0.1", False),
    ],
)
def test_addresses_of_ones_own_network_are_known(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_a_name_is_looked_at_after_it_is_resolved() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200)

    def resolves_to(*addresses: str) -> HttpSender:
        def resolve(host: str, port: int) -> Sequence[str]:
            return addresses

        return HttpSender(private=False, resolve=resolve, transport=httpx.MockTransport(answer))

    for addresses in (("127.0.0.1",), ("93.184.215.14", "10.0.0.1")):
        with pytest.raises(Undelivered, match="private address"):
            resolves_to(*addresses).send(URL, {}, b"{}")
    assert asked == []
    assert resolves_to("93.184.215.14").send("https://hook.example.org:8443/a?b=c", {}, b"{}") == 200
    # To the address that was looked at, under the name that was asked for.
    assert str(asked[0].url) == "https://93.184.215.14:8443/a?b=c"
    assert asked[0].headers["host"] == "hook.example.org:8443"
    assert asked[0].extensions["sni_hostname"] == "hook.example.org"


def test_nothing_listens() -> None:
    sender = HttpSender(private=True, resolve=lambda host, port: ["127.0.0.1"])
    with pytest.raises(Undelivered, match="ConnectError"):
        sender.send("http://portal.example.org:1/", {}, b"{}")


def test_a_receiver_that_spreads_its_answer_is_cut_short() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            connection, _ = server.accept()
            with connection:
                for letter in b"HTTP/1.1 200 OK" + b"x" * 300:
                    try:
                        connection.sendall(bytes([letter]))
                    except OSError:
                        return
                    time.sleep(0.1)

        threading.Thread(target=drip, daemon=True).start()
        sender = HttpSender(private=True, resolve=lambda host, port: ["127.0.0.1"], seconds=0.5)
        begun = time.monotonic()
        with pytest.raises(Undelivered, match="no answer in time"):
            sender.send(f"http://slow.example.org:{server.getsockname()[1]}/", {}, b"{}")
        assert time.monotonic() - begun < 6  # of thirty
