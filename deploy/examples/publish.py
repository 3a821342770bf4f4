#!/usr/bin/env python3
"""Publishes settings to Settei from Python and waits for the receipts.

    python3 publish.py --store 127.0.0.1 --key acme-ci.key --store-key store.pub --tenant acme FILE...

Each FILE holds the `data` of one config.changed (PROTOCOL.md, section 9). Needs pyzmq with CURVE (Debian: python3-zmq).
Prints one receipt a line; exit status 0 when all were recorded (or recorded before), 1 when one was refused, 69 when the
store did not answer in time. A real integrator keeps its messages in a file until they are receipted; this example keeps
them in memory and derives their ids from their content, so that running it again repeats nothing.
"""
import argparse
import calendar
import hashlib
import json
import random
import secrets
import sys
import time
import uuid

import zmq

WINDOW = 200  # messages that may be without a receipt
FIRST_RETRY, LAST_RETRY = 0.3, 30.0  # seconds


def read_key(path):
    """The lines of a key file as a dictionary: public and perhaps secret."""
    with open(path) as file:
        return {name: value.encode() for name, value in (line.split() for line in file if line.strip())}


def resource_key(data):
    """provider, account, region, type and id, each with its length in bytes before it."""
    parts = (data[name] for name in ("provider", "account", "region", "resourceType", "resourceId"))
    return ",".join(f"{len(part.encode())}:{part}" for part in parts)


def message_id(data, tenant):
    """A UUIDv7-shaped id: the time observed, then a digest of the content."""
    observed = calendar.timegm(time.strptime(data["observedAt"][:19], "%Y-%m-%dT%H:%M:%S"))
    digest = hashlib.sha256((tenant + json.dumps(data, sort_keys=True)).encode()).digest()
    raw = bytearray(int(observed * 1000).to_bytes(6, "big") + digest[:10])
    raw[6], raw[8] = 0x70 | raw[6] & 0x0F, 0x80 | raw[8] & 0x3F
    return str(uuid.UUID(bytes=bytes(raw)))


def envelope(data, tenant):
    """The CloudEvents message, as bytes."""
    return json.dumps({
        "specversion": "1.0", "id": message_id(data, tenant), "source": "//settei/example.py",
        "type": "settei.config.changed.v1", "subject": resource_key(data),
        "time": data["observedAt"],
        "datacontenttype": "application/json", "tenant": tenant, "data": data,
    }).encode()


class Link:
    """One PUB to ingest and one SUB to the feed, both with CURVE."""

    def __init__(self, arguments):
        self.context = zmq.Context()
        self.sender = secrets.token_hex(16)
        own, store = read_key(arguments.key), read_key(arguments.store_key)
        self.ingest = self._socket(zmq.PUB, own, store, f"tcp://{arguments.store}:{arguments.ingest_port}")
        self.feed = self._socket(zmq.SUB, own, store, f"tcp://{arguments.store}:{arguments.feed_port}")
        for topic in (f"receipt/{self.sender}/", "store/"):
            self.feed.setsockopt_string(zmq.SUBSCRIBE, topic)

    def _socket(self, kind, own, store, endpoint):
        socket = self.context.socket(kind)
        socket.curve_publickey, socket.curve_secretkey = own["public"], own["secret"]
        socket.curve_serverkey = store["public"]
        socket.linger = 1000 if kind == zmq.PUB else 0
        socket.connect(endpoint)
        return socket

    def send(self, token, message):
        self.ingest.send_multipart([b"config.changed/", self.sender.encode(), token.encode(), message])

    def receipts(self, seconds):
        """Receipts that arrive within `seconds`; also tells whether the store was heard at all."""
        heard, receipts = False, []
        while self.feed.poll(0 if heard else int(seconds * 1000)):
            topic, _position, message = self.feed.recv_multipart()
            heard = True
            if topic.startswith(b"receipt/"):
                receipts += json.loads(message)["receipts"]
        return heard, receipts


def publish(link, messages, timeout):
    """Sends until every message has a receipt; returns the receipts by token."""
    waiting, done = {}, {}
    queue = list(messages.items())
    end = time.monotonic() + timeout
    while (queue or waiting) and time.monotonic() < end:
        while queue and len(waiting) < WINDOW:
            token, message = queue.pop(0)
            waiting[token] = {"message": message, "due": 0.0, "delay": FIRST_RETRY}
        for token, entry in waiting.items():
            if entry["due"] <= time.monotonic():
                link.send(token, entry["message"])
                entry["due"] = time.monotonic() + entry["delay"] * random.uniform(0.8, 1.2)
                entry["delay"] = min(entry["delay"] * 2, LAST_RETRY)
        for receipt in link.receipts(0.05)[1]:
            entry = waiting.get(receipt["token"])
            if entry and receipt["status"] == "later":
                entry["due"] = time.monotonic() + receipt["retryAfterMilliseconds"] / 1000
            elif entry:
                done[receipt["token"]] = receipt
                del waiting[receipt["token"]]
    return done


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--store", default="127.0.0.1")
    parser.add_argument("--ingest-port", type=int, default=7401)
    parser.add_argument("--feed-port", type=int, default=7402)
    parser.add_argument("--key", required=True)
    parser.add_argument("--store-key", required=True)
    parser.add_argument("--tenant", required=True)
    parser.add_argument("--timeout", type=float, default=30, help="seconds")
    arguments = parser.parse_args()

    messages = {}
    for number, path in enumerate(arguments.files):
        with open(path) as file:
            messages[str(number)] = envelope(json.load(file), arguments.tenant)
    link = Link(arguments)
    end = time.monotonic() + arguments.timeout
    while not link.receipts(0.5)[0]:
        if time.monotonic() > end:
            print("the store was not heard: check host, ports and keys", file=sys.stderr)
            return 69
    done = publish(link, messages, arguments.timeout)
    for token, path in enumerate(arguments.files):
        receipt = done.get(str(token), {"status": "no receipt"})
        print(path, receipt["status"], receipt.get("code", ""), receipt.get("id", ""))
    if len(done) < len(messages):
        return 69
    return 1 if any(receipt["status"] == "refused" for receipt in done.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
