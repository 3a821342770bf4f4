#!/usr/bin/env python3
"""Verifies a copy of Settei's evidence without Settei, after Shared/EvidenceLog/FORMAT.md, section 14.

  verify_copy.py DIRECTORY --key VKEY [--witness VKEY ...]

VKEY is the store log's public key, and those of witnesses. Every byte of every segment, tile, entry bundle and checkpoint is looked at. A copy has no keys: what is
sealed is not opened. Needs verify.py beside it. Exit code 0: everything holds; 1: what does not is said; 2: asked wrongly.
"""
import argparse, pathlib, re, sys
from cryptography.exceptions import InvalidSignature
from verify import Key, Reader, Tree, Wrong, base64_strictly, leaf_hash, need, node_hash, read_checkpoint, read_entry, read_leaf, read_note, sha
from verify import tile_path

TABLES = {1: "tenants", 2: "principals", 3: "kinds"}


def escaped(name, kept):
    return "".join(chr(byte) if byte < 128 and re.match(kept, chr(byte)) else f"%{byte:02X}" for byte in name.encode())


def folder_of(tenant):
    return f"logs/tenant/{escaped(tenant, '[a-z0-9-]')}/" if tenant else "logs/operators/"


def log_name(tenant):
    """What comes after the base in the name of a tenant's log (section 9)."""
    dots = {".": "%2E", "..": "%2E%2E"}
    return f"/tenant/{dots.get(tenant) or escaped(tenant, '[A-Za-z0-9_.~-]')}" if tenant else "/operators"


def segment_name(number):
    return "segments/" + "/".join(re.findall("...", f"{number:012d}")) + ".segment"


class Log:
    """A log as the segments give it; its tiles are computed from the leaves."""

    def __init__(self, folder, head):
        self.folder, self.last, self.hashes, self.full, self.head = folder, 0, bytearray(), [], head
        self.tree = Tree([head[0]] if head else [])

    def append(self, hash, seq):
        self.tree.append(hash)
        self.hashes += hash
        self.last = seq
        if self.tree.size % 256 == 0:
            self.full.append(seq)

    def levels(self):
        """The hashes of each level of tiles."""
        level = self.hashes
        while level:
            yield level
            level = b"".join(subtree(level[at:at + 8192]) for at in range(0, len(level) // 8192 * 8192, 8192))


def subtree(hashes):
    while len(hashes) > 32:
        hashes = b"".join(node_hash(hashes[at:at + 32], hashes[at + 32:at + 64]) for at in range(0, len(hashes), 64))
    return bytes(hashes)


class Copy:
    def __init__(self, directory, key, witnesses):
        self.base, self.key, self.witnesses = pathlib.Path(directory), key, witnesses
        self.texts, self.destroyed, self.additions, self.cosigned = [], set(), 0, 0
        need(key.kind == 1 and key.name.endswith("/store"), "the key is not that of a store's log")
        self.origin, self.generation = re.sub("~[0-9]+$", "", key.name[:-6]), 1
        self.names, self.last_ids, self.kids, self.peers = {word: {} for word in TABLES.values()}, {}, {}, {}
        self.logs, self.store, self.forest, self.seq, self.of_kind = {}, None, [], 0, {}
        self.entries, self.open_batch, self.chain, self.tiled = 0, [], bytes(32), 0

    def read(self, name):
        path = self.base / name
        return path.read_bytes() if path.is_file() else None

    def new_log(self, folder, name):
        note = self.read(folder + "checkpoint")
        try:
            return Log(folder, None if note is None else self.checkpoint(note, name)[:2])
        except (Wrong, ValueError, LookupError) as problem:
            raise Wrong(f"{folder}checkpoint: {problem}")

    def checkpoint(self, note, name):
        """Size and root of a log's checkpoint, and how often the journal was restored before."""
        origin = note.split(b"\n")[0].decode()
        match = re.fullmatch(re.escape(self.origin) + "(?:~([1-9][0-9]*))?" + re.escape(name), origin)
        need(match, f"the checkpoint is of the log {origin}")
        _, size, root, _ = read_checkpoint(note, [self.key.named(origin)], origin)
        return size, root, int(match[1] or 1)

    def run(self):
        self.store = self.new_log("logs/store/", "/store")
        segments, before = 0, bytes(32)
        while (data := self.read(segment_name(segments + 1))) is not None:
            segments += 1
            try:
                before = self.segment(data, segments, before)
            except (Wrong, ValueError, LookupError) as problem:
                raise Wrong(f"{segment_name(segments)}: {problem}")
        self.objects(segments)
        return segments

    def segment(self, data, number, before):
        need(len(data) > 101 and data[:12] == b"settei copy\n" and data[12] in (1, 2), "it is no segment, or of a version that is not known")
        need(sha(data[:-32]) == data[-32:], "its bytes do not have its hash")
        it = Reader(data[:-32])
        it.take(13)
        need(it.number("Q") == number and it.take(32) == before, "it is not the one that comes here")
        it.number("q")
        self.tiled, count = it.number("q"), 0
        need(self.tiled >= 0, "a negative number")
        while True:
            kind, body = it.number("B"), Reader(it.sized("I"))
            if kind == 0:
                break
            need(kind in self.RECORDS, f"record {count} is of the unknown kind {kind}")
            try:
                self.RECORDS[kind](self, body)
                body.end()
            except (Wrong, ValueError, LookupError) as problem:
                raise Wrong(f"record {count}, of kind {kind}: {problem}")
            count += 1
        ends = [count, self.seq, self.entries] + [self.last_ids.get(word, 0) for word in [*TABLES.values(), "keys", "peers"]]
        ends += [self.additions] if data[12] == 2 else []
        need([body.number("q") for _ in ends] == ends, "its end does not say what it has")
        body.end()
        it.end()
        return data[-32:]

    def next_id(self, table, body):
        id = body.number("q")
        need(id > self.last_ids.get(table, 0), f"{table} {id} is out of order")
        self.last_ids[table] = id
        return id

    def name(self, body):
        table = TABLES[body.number("B")]
        id = self.next_id(table, body)
        self.names[table][id] = body.rest().decode("utf-8")

    def key_row(self, body):
        id = self.next_id("keys", body)
        need(body.number("q") > 0 and body.number("q") >= 0, "a wrong number")
        body.take(16)
        self.kids[id] = body.take(16)

    def peer(self, body):
        id = self.next_id("peers", body)
        need(body.number("q") > 0 and body.number("q") >= 0, "a wrong number")
        self.peers[id] = body.take(32)
        body.rest()

    def message(self, body):
        seq, owner, tenant, principal, kind, previous, log_previous, peer, key = (body.number("q") for _ in range(9))
        need(seq == self.seq + 1, f"message {seq} follows message {self.seq}")
        self.seq = seq
        hash, data = body.take(32), body.sized("I")
        body.rest()
        need(leaf_hash(data) == hash, f"the leaf of message {seq} does not have its hash")
        leaf, log = read_leaf(data), self.log(tenant)
        names = self.names["tenants"][tenant], self.names["principals"][principal], self.names["kinds"][kind]
        need((leaf["tenant"], leaf["principal"], leaf["kind"]) == names, f"message {seq} has another name than its leaf")
        need(leaf["index"] == log.tree.size and log_previous == log.last, f"message {seq} has another place than its leaf")
        need(previous == self.of_kind.get(kind, 0), f"message {seq} does not name the one before it of its kind")
        need(data[0] == 1 or leaf["peer"] == (self.peers[peer] if peer else bytes(32)), f"message {seq} has another peer than its leaf")
        need(owner >= 0 and (key in self.kids or key == 0), f"message {seq} is sealed under a key that is not there")
        self.of_kind[kind] = seq
        self.open_batch.append(hash)
        log.append(hash, seq)

    def log(self, tenant):
        if tenant not in self.logs:
            name = self.names["tenants"][tenant]
            self.logs[tenant] = self.new_log(folder_of(name), log_name(name))
        return self.logs[tenant]

    def batch(self, body):
        seq, chain = body.number("q"), body.take(32)
        need(seq == self.seq and chain == sha(self.chain + b"".join(self.open_batch)), f"batch {seq} is not of its messages")
        self.open_batch, self.chain = [], chain

    def entry(self, body):
        position, data, note = body.number("q"), body.sized("I"), body.rest()
        need(position == self.entries, f"entry {position} follows entry {self.entries - 1}")
        seq, _, tenants, forest, chain = read_entry(data)
        need(seq == self.seq and chain == self.chain, f"entry {position} covers other messages")
        tree = Tree()
        for tenant in range(1, tenants + 1):
            name, log = self.names["tenants"][tenant].encode(), self.logs.get(tenant)
            size, root = (log.tree.size, log.tree.root()) if log else (0, sha(b""))
            tree.append(leaf_hash(b"\1" + len(name).to_bytes(2, "big") + name + size.to_bytes(8, "big") + root))
        need(tree.root() == forest, f"entry {position} has another forest than the tenants' logs")
        self.store.append(leaf_hash(data), position)
        self.texts.append(read_note(note)[0])
        self.entries += 1
        size, root, generation = self.checkpoint(note, "/store")
        need(generation >= self.generation, f"entry {position} is of a time before the journal was restored")
        self.generation = generation
        need((size, root) == (self.store.tree.size, self.store.tree.root()), f"the checkpoint of entry {position} is of another tree")

    def cosignature(self, body):
        position, line = body.number("q"), body.rest().decode("utf-8")
        need(0 <= position < self.entries, f"a cosignature of entry {position}, which is not there")
        dash, name, signature = line.split(" ")
        signature = base64_strictly(signature)
        need(dash == "\u2014" and len(signature) > 4, f"the cosignature of entry {position} is none")
        for key in self.witnesses:
            if (key.name, key.id) == (name, signature[:4]):
                try:
                    key.verify(signature[4:], self.texts[position])
                except InvalidSignature:
                    raise Wrong(f"the cosignature of entry {position} is not by {name}, or not of its checkpoint")
                self.cosigned += 1
        self.additions += 1

    def timestamp(self, body):
        position, authority, token = body.number("q"), body.sized("I").decode("utf-8"), body.rest()
        need(0 <= position < self.entries, f"a timestamp of entry {position}, which is not there")
        # What a token is about stands in it as it is; who signed it, `openssl ts -verify -token_in` tells.
        need(sha(self.texts[position].encode()) in token, f"the timestamp by {authority} is not of the checkpoint of entry {position}")
        self.additions += 1

    def destruction(self, body):
        id, _ = body.number("q"), body.number("q")
        need(id in self.kids and id not in self.destroyed, f"key {id} is not there, or was destroyed before")
        self.destroyed.add(id)
        self.additions += 1

    RECORDS = {1: name, 2: key_row, 3: peer, 4: message, 5: batch, 6: entry, 7: cosignature, 8: timestamp, 9: destruction}

    def objects(self, segments):
        """Looks at all that lies beside the segments, and at what must lie there."""
        paths = [path for part in ("segments", "logs") for path in (self.base / part).rglob("*") if path.is_file()]
        found = {path.relative_to(self.base).as_posix() for path in paths if path.name[0] != "."}
        found -= {segment_name(number) for number in range(1, segments + 1)}
        for log in [*self.logs.values(), self.store]:
            levels = list(log.levels())
            if log.head:
                need(log.tree.roots.get(log.head[0]) == log.head[1], f"{log.folder}checkpoint is of another tree")
                found.discard(log.folder + "checkpoint")
            self.tiles(log, levels, {name for name in found if name.startswith(log.folder)})
            found = {name for name in found if not name.startswith(log.folder)}
        need(not found, f"no copy has {min(found, default='')}, or what is before it was taken away")

    def tiles(self, log, levels, found):
        must, last = set(), {}
        for name in sorted(found):
            match = re.fullmatch(r"tile/(\d+|entries)/((?:x\d\d\d/)*\d\d\d)(?:\.p/(\d+))?", name[len(log.folder):])
            need(match, f"no log has {name}")
            index, width = int(re.sub("[x/]", "", match[2])), int(match[3] or 256)
            need(tile_path(match[1], index, width) == name[len(log.folder):], f"no log has {name}")
            level = 0 if match[1] == "entries" else int(match[1])
            expected = levels[level][index * 8192:index * 8192 + width * 32] if level < len(levels) else b""
            data = (self.base / name).read_bytes()
            if match[1] == "entries":
                it, data = Reader(data), b""
                while it.at < len(it.data):
                    data += leaf_hash(it.sized())
            need(len(expected) == width * 32 and data == expected, f"{name} is not of the leaves of its log")
            if width == 256:
                last[level] = max(index, last.get(level, -1))
        for level, hashes in enumerate(levels):
            for index in range(len(hashes) // 8192):
                is_tiled = log is not self.store and log.full[((index + 1) << 8 * level) - 1] <= self.tiled
                is_published = log.head and (index + 1) << 8 * (level + 1) <= log.head[0]
                if is_tiled or is_published or index < last.get(level, 0):
                    must.add((level, index, 256))
            partial = log.head and (log.head[0] >> 8 * level) % 256
            if partial:
                must.add((level, (log.head[0] >> 8 * level) // 256, partial))
        must |= {("entries", *tile[1:]) for tile in must if tile[0] == 0}
        for tile in must:
            name = log.folder + tile_path(*tile)
            need(name in found, f"{name} is missing")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory")
    parser.add_argument("--key", required=True)
    parser.add_argument("--witness", action="append", default=[])
    asked = parser.parse_args()
    try:
        copy = Copy(asked.directory, Key(asked.key), [Key(key) for key in asked.witness])
        segments = copy.run()
    except (Wrong, OSError, ValueError, LookupError) as problem:
        sys.exit(f"verify_copy.py: {problem}")
    print(f"{segments} segments, {copy.seq} messages, {copy.entries} signed entries, {copy.additions} additions ({copy.cosigned} by known witnesses): all as recorded; contents were not opened")


if __name__ == "__main__":
    main()
