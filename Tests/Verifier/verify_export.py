#!/usr/bin/env python3
"""Verifies an evidence export of Settei: python3 verify.py FILE.zip [--key VKEY]

Needs the package "cryptography" and nothing of Settei. Written from FORMAT.md, above all section 13.
Exit status: 0 everything is what was recorded, 1 something is not, 2 it cannot be told.
"""

import argparse
import base64
import hashlib
import json
import re
import struct
import sys
import zipfile

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Wrong(Exception):
    pass


def sha(data):
    return hashlib.sha256(data).digest()


def unbase64(text):
    return base64.b64decode(text, validate=True)


def node(left, right):
    return sha(b"\x01" + left + right)


def leaf_hash(leaf):
    return sha(b"\x00" + leaf)


class Bytes:
    """Reads a binary format front to back."""

    def __init__(self, data):
        self.data, self.place = data, 0

    def take(self, count):
        if self.place + count > len(self.data):
            raise Wrong("bytes end too early")
        self.place += count
        return self.data[self.place - count : self.place]

    def number(self, size):
        return int.from_bytes(self.take(size), "big")

    def sized(self):
        return self.take(self.number(2))

    def end(self):
        if self.place != len(self.data):
            raise Wrong("there are bytes too many")


def parse_leaf(data):
    """FORMAT.md, section 2."""
    read = Bytes(data)
    version = read.number(1)
    if version not in (1, 2):
        raise Wrong("the leaf's version is not known")
    leaf = {"tenant": read.sized().decode(), "index": read.number(8), "time": struct.unpack(">q", read.take(8))[0]}
    leaf["clock"] = read.number(1)
    leaf["principal"], leaf["kind"] = read.sized().decode(), read.sized().decode()
    leaf["id"] = read.take(16).hex()
    leaf["peer"] = read.take(32) if version == 2 else bytes(32)
    leaf["content"] = read.take(32)
    read.end()
    return leaf


def inclusion_root(hashes, leaf, index, size):
    """The root that a proof leads to; RFC 9162, section 2.1.3.2."""
    if index >= size:
        raise Wrong("the place is beyond the log")
    place, last, at = index, size - 1, leaf
    for hash in hashes:
        if last == 0:
            raise Wrong("the proof is too long")
        if place & 1 or place == last:
            at = node(hash, at)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            at = node(at, hash)
        place, last = place >> 1, last >> 1
    if last:
        raise Wrong("the proof is too short")
    return at


def is_growth(hashes, old_size, old_root, size, root):
    """RFC 9162, section 2.1.4.2."""
    if old_size == size:
        return not hashes and old_root == root
    if old_size == 0:
        return not hashes and old_root == sha(b"")
    if old_size > size or not hashes:
        return False
    path = [old_root] + hashes if old_size & (old_size - 1) == 0 else hashes
    place, last = old_size - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for hash in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node(hash, old), node(hash, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node(new, hash)
        place, last = place >> 1, last >> 1
    return last == 0 and old == old_root and new == root


class Tree:
    """RFC 6962's tree, growing; keeps the roots of its complete subtrees."""

    def __init__(self):
        self.size, self.roots = 0, []

    def append(self, hash):
        rest = self.size
        while rest & 1:
            hash, rest = node(self.roots.pop(), hash), rest >> 1
        self.roots.append(hash)
        self.size += 1

    def root(self):
        at = None
        for hash in reversed(self.roots):
            at = hash if at is None else node(hash, at)
        return at or sha(b"")


def open_note(note, key, origin):
    """The checkpoint of a note that `key` signed: origin, size, root (C2SP signed-note, tlog-checkpoint)."""
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    hash = sha(origin.encode() + b"\n\x01" + key)[:4]
    lines = [line.split(" ") for line in signatures.splitlines()]
    own = [unbase64(part[2]) for part in lines if part[0] == "\u2014" and part[1] == origin]
    own = [signature[4:] for signature in own if signature[:4] == hash]
    if not own:
        raise Wrong("the key did not sign it")
    for signature in own:
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(signature, text.encode())
        except InvalidSignature:
            raise Wrong("a signature is wrong") from None
    found, size, root = text.split("\n")[:3]
    if found != origin:
        raise Wrong("it is of another log: " + found)
    return int(size), unbase64(root)


def check_record(record, size, root, tenant, whole):
    leaf_bytes = unbase64(record["leaf"])
    leaf, hash = parse_leaf(leaf_bytes), leaf_hash(leaf_bytes)
    said = (record["index"], record["kind"], record["principal"], record["id"].replace("-", ""))
    if said != (leaf["index"], leaf["kind"], leaf["principal"], leaf["id"]) or leaf["tenant"] != tenant:
        raise Wrong("what it says is not what its leaf says")
    if whole is not None:
        if whole != hash:
            raise Wrong("its leaf is not the one in the log")
    elif inclusion_root([unbase64(hash) for hash in record["proof"]], hash, leaf["index"], size) != root:
        raise Wrong("its leaf is not in the log")
    if record.get("erased") or record.get("withheld"):
        return
    if sha(unbase64(record["salt"]) + text_bytes(record, "message")) != leaf["content"]:
        raise Wrong("the message is not what was recorded")
    if leaf["peer"] == bytes(32):
        if "peer" in record or "peerBase64" in record:
            raise Wrong("it names a sender, and the leaf has none")
    elif sha(unbase64(record["peerSalt"]) + text_bytes(record, "peer")) != leaf["peer"]:
        raise Wrong("who sent it is not what was recorded")


def text_bytes(record, name):
    return record[name].encode() if name in record else unbase64(record[name + "Base64"])


def check_anchor(text, manifest, key, base, size, root):
    """The tenant's root is under an entry of the store's log (C2SP tlog-proof; FORMAT.md, sections 7 and 11)."""
    head, _, note = text.partition("\n\n")
    lines = head.split("\n")
    if lines[0] != "c2sp.org/tlog-proof@v1" or not lines[1].startswith("extra "):
        raise Wrong("it is no proof of the store's entry")
    index, hashes = int(lines[2].split(" ")[1]), [unbase64(line) for line in lines[3:]]
    extra = Bytes(unbase64(lines[1][6:]))
    if extra.number(1) != 2:
        raise Wrong("it is no proof of the store's entry")
    entry, place, leaf = extra.sized(), extra.number(8), extra.sized()
    forest = [extra.take(32) for _ in range(extra.number(1))]
    extra.end()
    store_size, store_root = open_note(note, key, base + "/store")
    if inclusion_root(hashes, leaf_hash(entry), index, store_size) != store_root:
        raise Wrong("the entry is not in the store's log")
    # version, seq, time, clock (1 + 8 + 8), tenants, forest, chain
    tenants, forest_root = int.from_bytes(entry[34:42], "big"), entry[42:74]
    if inclusion_root(forest, leaf_hash(leaf), place, tenants) != forest_root:
        raise Wrong("the tenant's log is not under the store's entry")
    read = Bytes(leaf)
    read.take(1)
    if read.sized().decode() != manifest["tenant"]:
        raise Wrong("it is of another tenant")
    old_size, old_root = read.number(8), read.take(32)
    growth = [unbase64(hash) for hash in manifest.get("consistency", [])]
    if not is_growth(growth, old_size, old_root, size, root):
        raise Wrong("the log did not grow out of the one under the store's entry")
    return index


FILES = (
    r"README\.txt|verify\.py|export\.json|checkpoint|anchor\.tlog-proof|timestamps/\d+\.tsr"
    r"|records-\d{6,}\.(ndjson|hashes)"
)


def check_layout(archive):
    """FORMAT.md, section 13: nothing is in the file that no reader sees."""
    place, seen = 0, set()
    for entry in archive.infolist():
        if not re.fullmatch(FILES, entry.filename) or entry.filename in seen:
            raise Wrong(f"no export has {entry.filename!r}, or not twice")
        seen.add(entry.filename)
        if entry.compress_type != zipfile.ZIP_STORED or entry.header_offset != place or entry.comment:
            raise Wrong(f"{entry.filename} is compressed, or does not follow the file before it")
        archive.fp.seek(place + 26)
        place += 30 + sum(struct.unpack("<HH", archive.fp.read(4))) + entry.file_size
        if not entry.filename.startswith("records-"):
            archive.read(entry)
    if place != archive.start_dir or archive.comment:
        raise Wrong("there are bytes that belong to no file")


def verify(path, vkey):
    wrong = []

    def attempt(place, action):
        try:
            return action()
        except (Wrong, ValueError, KeyError, IndexError, TypeError, AttributeError, zipfile.BadZipFile) as error:
            wrong.append(f"{place}: {error}")

    with zipfile.ZipFile(path) as archive:
        attempt("the archive", lambda: check_layout(archive))
        manifest = json.loads(archive.read("export.json"))
        if manifest["format"] != "settei-evidence-export/1":
            raise Wrong("the format is not known: " + manifest["format"])
        origin, tenant = manifest["origin"], manifest["tenant"]
        suffix = "/tenant/" + tenant if tenant else "/operators"
        if not origin.endswith(suffix):
            raise Wrong("the log is not the tenant's")
        key = unbase64((vkey or manifest["keys"][0]).split("+", 2)[2])[1:]
        note = archive.read("checkpoint").decode()
        checkpoint = attempt("checkpoint", lambda: open_note(note, key, origin))
        if checkpoint is None:
            return manifest, wrong, 0
        size, root = checkpoint
        if (size, root.hex()) != (manifest["size"], manifest["root"]):
            wrong.append("export.json: size or root is not the checkpoint's")
        names = set(archive.namelist())
        if "anchor.tlog-proof" in names:
            anchor = archive.read("anchor.tlog-proof").decode()
            base = origin[: -len(suffix)]
            attempt("anchor.tlog-proof", lambda: check_anchor(anchor, manifest, key, base, size, root))
        tree, count, last, gone = Tree(), 0, -1, {"erased": 0, "withheld": 0}
        for file in sorted(name for name in names if name.startswith("records-") and name.endswith(".ndjson")):
            first, hashes = tree.size, b""
            if manifest["complete"]:
                hashes = archive.read(file.replace(".ndjson", ".hashes"))
                for place in range(0, len(hashes), 32):
                    tree.append(hashes[place : place + 32])
            with archive.open(file) as lines:
                for number, line in enumerate(lines, 1):
                    place = f"{file}:{number}, record {last + 1}"
                    count += 1
                    record = attempt(place, lambda: json.loads(line)) or {}
                    for word in gone:
                        gone[word] += record.get(word) is True
                    index = record.get("index", last + 1)
                    if index <= last or (manifest["complete"] and index != last + 1):
                        wrong.append(f"{file}:{number}, record {index}: not expected after record {last}")
                    last = index
                    offset = (index - first) * 32
                    whole = hashes[offset : offset + 32] if manifest["complete"] else None
                    place = f"{file}:{number}, record {index}, message {record.get('id')}"
                    attempt(place, lambda: check_record(record, size, root, tenant, whole))
        if manifest["complete"] and (tree.root() != root or last + 1 != size):
            wrong.append("checkpoint: the hashes beside the records do not give its root")
        for word, found in [("records", count), *gone.items()]:
            if found != manifest["counts"][word]:
                wrong.append(f"export.json: it says {manifest['counts'][word]} {word}, and there are {found}")
    return manifest, wrong, count


def main():
    parser = argparse.ArgumentParser(description="Verifies an evidence export of Settei.")
    parser.add_argument("file")
    parser.add_argument("--key", help="the store's public key, name+hash+base64")
    arguments = parser.parse_args()
    try:
        manifest, wrong, count = verify(arguments.file, arguments.key)
    except (Wrong, OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        print(f"{arguments.file} cannot be verified: {error}")
        return 2
    for line in wrong:
        print(line)
    print(f"{manifest['origin']}: {count} records of {manifest['size']}, {len(wrong)} problems")
    if not arguments.key:
        print("verified with the archive's own key: " + manifest["keys"][0])
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
