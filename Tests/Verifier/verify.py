#!/usr/bin/env python3
"""Verifies Settei's evidence without Settei, after Shared/EvidenceLog/FORMAT.md.

  verify.py proof FILE.tlog-proof --key VKEY [--origin ORIGIN] [--message FILE]
  verify.py tiles DIRECTORY --key VKEY [--origin ORIGIN] [--older CHECKPOINT ...]

VKEY is the log's public key as signed-note writes it (name+hash+key), or a file that has it; more may be given, of witnesses too.
Needs Python 3.9 and its package cryptography. Exit code 0: everything holds; 1: what does not
is said; 2: asked wrongly. verify_copy.py, beside it, verifies a copy; archives of `settei evidence export` bring their own verifier.
"""
import argparse, base64, hashlib, os, pathlib, re, struct, sys
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Wrong(Exception):
    """Something does not hold."""


def need(condition, problem):
    if not condition:
        raise Wrong(problem)


# Section 4: the tree.
def sha(data): return hashlib.sha256(data).digest()
def leaf_hash(data): return sha(b"\0" + data)
def node_hash(left, right): return sha(b"\1" + left + right)


class Tree:
    """The roots of the complete subtrees, and the roots of whole trees at the sizes that somebody wants to know."""

    def __init__(self, wanted=()):
        self.size, self.stack, self.wanted, self.roots = 0, [], set(wanted), {}
        self.note()

    def note(self):
        if self.size in self.wanted:
            self.roots[self.size] = self.root()

    def append(self, node):
        rest = self.size
        while rest & 1:
            node, rest = node_hash(self.stack.pop(), node), rest >> 1
        self.stack.append(node)
        self.size += 1
        self.note()

    def root(self):
        if not self.stack:
            return sha(b"")
        root = self.stack[-1]
        for left in reversed(self.stack[:-1]):
            root = node_hash(left, root)
        return root


def root_by_proof(leaf, index, size, proof):
    """The root that an inclusion proof leads to: by recursion over the tree's shape, as RFC 6962 defines the proof."""
    need(index < size, f"there is no entry {index} in a log of {size}")
    if size == 1:
        need(not proof, "the proof has hashes too many")
        return leaf
    need(proof, "the proof has too few hashes")
    half = 1 << (size - 1).bit_length() - 1
    if index < half:
        return node_hash(root_by_proof(leaf, index, half, proof[:-1]), proof[-1])
    return node_hash(proof[-1], root_by_proof(leaf, index - half, size - half, proof[:-1]))


# Section 8: notes and checkpoints.
def base64_strictly(text):
    data = base64.b64decode(text, validate=True)
    need(base64.b64encode(data).decode() == text, "base64 that has another form")
    return data


def number(text):
    need(re.fullmatch("0|[1-9][0-9]{0,18}", text), "a number that is none")
    return int(text)


class Key:
    def __init__(self, vkey):
        if os.path.exists(vkey):
            vkey = pathlib.Path(vkey).read_text("utf-8").strip()
        self.name, identifier, material = vkey.split("+", 2)
        self.material = material = base64_strictly(material)
        self.id, self.kind = bytes.fromhex(identifier), material[0]
        need(sha(self.name.encode() + b"\n" + material)[:4] == self.id, f"the key of {self.name} is not the one its hash says")
        need(self.kind in (1, 4), f"the key of {self.name} is of an unknown kind")
        self.key = Ed25519PublicKey.from_public_bytes(material[1:])

    def named(self, name):
        """The same key as it signs another log."""
        return Key("+".join((name, sha(name.encode() + b"\n" + self.material)[:4].hex(), base64.b64encode(self.material).decode())))

    def verify(self, signature, text):
        if self.kind == 4:
            need(len(signature) == 72, "a cosignature of another length")
            time, signature = struct.unpack(">Q", signature[:8])[0], signature[8:]
            text = f"cosignature/v1\ntime {time}\n{text}"
        self.key.verify(signature, text.encode())


def read_note(data):
    text = data.decode("utf-8")
    need("\n\n" in text, "the checkpoint has no signatures")
    end = text.rindex("\n\n") + 1
    body, lines = text[:end], text[end + 1:].split("\n")
    need(lines.pop() == "" and lines, "the checkpoint's last line is not whole")
    signatures = []
    for line in lines:
        dash, name, signature = line.split(" ")
        need(dash == "\u2014", "a line that is no signature")
        signatures.append((name, base64_strictly(signature)))
    return body, signatures


def read_checkpoint(data, keys, origin):
    """Size and root of a checkpoint that one of the keys signed; a wrong signature of any of them is wrong."""
    body, signatures = read_note(data)
    signers = []
    for name, signature in signatures:
        for key in keys:
            if (key.name, key.id) == (name, signature[:4]):
                try:
                    key.verify(signature[4:], body)
                except InvalidSignature:
                    raise Wrong(f"the signature of {name} is not its own")
                signers.append(key)
    lines = body.split("\n")
    need(len(lines) >= 4 and lines[-1] == "" and all(lines[:-1]), "the checkpoint has not its three lines")
    # Without being told which log it is, it must be that of the key that signed: keys have their logs' names.
    wanted = [origin] if origin else [key.name for key in signers if key.kind == 1]
    need(any(key.kind == 1 for key in signers), "no key that was given signed the checkpoint")
    need(lines[0] in wanted, f"the checkpoint is of the log {lines[0]}")
    return lines[0], number(lines[1]), base64_strictly(lines[2]), [key.name for key in signers]


# Sections 1, 2, 6 and 7: leaves and entries.
class Reader:
    def __init__(self, data): self.data, self.at = data, 0

    def take(self, count):
        need(0 <= count <= len(self.data) - self.at, "it ends too early")
        self.at += count
        return self.data[self.at - count:self.at]

    def number(self, form): return struct.unpack(">" + form, self.take(struct.calcsize(form)))[0]
    def sized(self, form="H"): return self.take(self.number(form))
    def text(self): return self.sized().decode("utf-8")
    def rest(self): return self.take(len(self.data) - self.at)
    def end(self): need(self.at == len(self.data), "it has bytes too many")


def read_leaf(data):
    it, leaf = Reader(data), {}
    version = it.number("B")
    need(version in (1, 2), f"a leaf of the unknown version {version}")
    leaf["tenant"], leaf["index"], leaf["recorded"], leaf["clock"] = it.text(), it.number("Q"), it.number("q"), it.number("B")
    leaf["principal"], leaf["kind"], leaf["id"] = it.text(), it.text(), it.take(16).hex()
    leaf["peer"] = it.take(32) if version == 2 else bytes(32)
    leaf["content"] = it.take(32)
    it.end()
    need(leaf["clock"] < 3, "a state of the clock that is none")
    return leaf


def read_entry(data):
    """Tenants, forest's root and chain of an entry of the store log, and what it covers."""
    it = Reader(data)
    need(it.number("B") == 1, "an entry of an unknown version")
    seq, at, clock, _, _, tenants = (it.number(form) for form in "qqBqqQ")
    need(clock < 3, "a state of the clock that is none")
    forest, chain = it.take(32), it.take(32)
    it.end()
    return seq, at, tenants, forest, chain


def read_forest_leaf(data):
    it = Reader(data)
    need(it.number("B") == 1, "a leaf of the forest of an unknown version")
    tenant, size, root = it.text(), it.number("Q"), it.take(32)
    it.end()
    return tenant, size, root


# Section 11: proof files.
def verify_proof(path, keys, origin, message):
    data = pathlib.Path(path).read_bytes()
    head, _, note = data.partition(b"\n\n")
    lines = head.decode("ascii").split("\n")
    need(lines[0] == "c2sp.org/tlog-proof@v1" and len(lines) > 1, "it is no proof file")
    extra = base64_strictly(lines.pop(1)[6:]) if lines[1].startswith("extra ") else b""
    need(len(lines) > 1 and lines[1].startswith("index "), "the proof has no index")
    index, proof = number(lines[1][6:]), [base64_strictly(line) for line in lines[2:]]
    need(all(len(hash) == 32 for hash in proof), "a hash of another length")
    log, size, root, signers = read_checkpoint(note, keys, origin)
    it = Reader(extra)
    tag = it.number("B")
    need(tag in (1, 2), "the proof does not say what it proves")
    entry = it.sized()
    need(root_by_proof(leaf_hash(entry), index, size, proof) == root, f"the entry is not number {index} of the log")
    print(f"{path}: entry {index} of {size} of {log}, signed by {', '.join(signers)}")
    if tag == 2:
        _, at, tenants, forest, _ = read_entry(entry)
        place, leaf = it.number("Q"), it.sized()
        proof = [it.take(32) for _ in range(it.number("B"))]
        it.end()
        need(root_by_proof(leaf_hash(leaf), place, tenants, proof) == forest, "the tenant is not in the forest")
        tenant, size, root = read_forest_leaf(leaf)
        print(f"at {at} \u00b5s the log of tenant {tenant!r} had {size} entries and the root {base64.b64encode(root).decode()}")
        return
    salt, peer = it.sized(), it.sized()
    it.end()
    leaf = read_leaf(entry)
    need(leaf["index"] == index, f"the leaf says that it is number {leaf['index']}")
    need(not peer or sha(peer) == leaf["peer"], "who sent it is not what the leaf says")
    if message:
        need(sha(salt + pathlib.Path(message).read_bytes()) == leaf["content"], "the message is not the one of the leaf")
    said = f", sent by {peer[16:].decode('utf-8')}" if peer else ""
    print(f"a {leaf['kind']} of {leaf['principal']} for tenant {leaf['tenant']!r}, recorded at {leaf['recorded']} \u00b5s{said}")
    print("the message is as it was recorded" if message else "the message itself was not looked at (--message)")


# Section 5: tiles and entry bundles.
def tile_path(level, index, width):
    groups = re.findall("...", f"{index:0{(len(str(index)) + 2) // 3 * 3}d}")
    return f"tile/{level}/" + "/".join(["x" + group for group in groups[:-1]] + groups[-1:]) + (f".p/{width}" if width < 256 else "")


def widths(level, size):
    """The numbers and widths of the tiles of a level."""
    full, partial = divmod(size >> 8 * level, 256)
    yield from ((index, 256) for index in range(full))
    if partial:
        yield full, partial


def verify_tiles(directory, keys, origin, older):
    base = pathlib.Path(directory)

    def read(level, index, width):
        for path in (tile_path(level, index, width), tile_path(level, index, 256)):
            if (base / path).exists():
                return path, (base / path).read_bytes()
        raise Wrong(f"{tile_path(level, index, width)} is missing")

    heads = [(path,) + read_checkpoint(pathlib.Path(path).read_bytes(), keys, origin) for path in older]
    heads.append(("checkpoint",) + read_checkpoint((base / "checkpoint").read_bytes(), keys, origin))
    size = heads[-1][2]
    need(all(head[1] == heads[-1][1] and head[2] <= size for head in heads), "an older checkpoint is of another or a larger log")
    tree, above = Tree(head[2] for head in heads), []
    for index, width in widths(0, size):
        path, hashes = read(0, index, width)
        need(len(hashes) in (width * 32, 8192), f"{path} has {len(hashes)} bytes")
        name, data = read("entries", index, width)
        it, full = Reader(data), Tree()
        for place in range(width):
            try:
                entry = it.sized()
            except Wrong:
                raise Wrong(f"{name} ends before entry {index * 256 + place}")
            hash = leaf_hash(entry)
            need(hash == hashes[place * 32:place * 32 + 32], f"entry {index * 256 + place}: {name} and {path} do not agree")
            if heads[-1][1].endswith("/store"):
                read_entry(entry)
            else:
                need(read_leaf(entry)["index"] == index * 256 + place, f"entry {index * 256 + place} says that it is another")
            tree.append(hash)
            full.append(hash)
        need(name != tile_path("entries", index, width) or it.at == len(data), f"{name} has entries too many")
        above += [full.root()] if width == 256 else []
    for level in range(1, 8):
        below, above = above, []
        for index, width in widths(level, size):
            path, hashes = read(level, index, width)
            expected = below[index * 256:index * 256 + width]
            need(hashes[:width * 32] == b"".join(expected), f"{path} is not what is below it")
            full = Tree()
            for hash in expected:
                full.append(hash)
            above += [full.root()] if width == 256 else []
    for path, log, count, root, signers in heads:
        need(tree.roots[count] == root, f"{path}: the first {count} entries do not have its root")
        print(f"{path}: {count} entries of {log}, signed by {', '.join(signers)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["proof", "tiles"])
    parser.add_argument("path")
    parser.add_argument("--key", action="append", required=True)
    parser.add_argument("--origin")
    parser.add_argument("--message")
    parser.add_argument("--older", action="append", default=[])
    asked = parser.parse_args()
    try:
        keys = [Key(key) for key in asked.key]
        if asked.what == "proof":
            verify_proof(asked.path, keys, asked.origin, asked.message)
        else:
            verify_tiles(asked.path, keys, asked.origin, asked.older)
    except (Wrong, OSError, ValueError, LookupError) as problem:
        sys.exit(f"verify.py: {problem}")


if __name__ == "__main__":
    main()
