"""Tries deploy/nftables/settei.nft in network namespaces of its own: a flood of connections from one source, and an honest one beside it.

    python3 Tests/Flood/flood.py [--check]      as root; prints one JSON object; --check only says whether it can be tried here
"""
import json
import os
import re
import subprocess
import sys
import time

RULES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../deploy/nftables/settei.nft")
# Addresses of documentation (RFC 5737) for strangers; an inner one for a service.
PEERS = {"flooder": ("198.51.100.1", "198.51.100.2"), "honest": ("203.0.113.1", "203.0.113.2"), "inner": ("10.77.0.1", "10.77.0.2")}
FLOOD = 1000

SERVER = """
import resource, selectors, socket
resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
waiting, held = selectors.DefaultSelector(), []
for port in (7401, 7404):
    waiting.register(socket.create_server(("", port), backlog=4096), selectors.EVENT_READ)
print("listening", flush=True)
while True:
    for key, _ in waiting.select():
        held.append(key.fileobj.accept()[0])
"""

CLIENT = """
import resource, selectors, socket, sys, time
host, port, count, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
waiting, sockets = selectors.DefaultSelector(), []
for _ in range(count):
    one = socket.socket()
    one.setblocking(False)
    one.connect_ex((host, port))
    sockets.append(one)
    waiting.register(one, selectors.EVENT_WRITE)
made, end = 0, time.monotonic() + seconds
while made < count and time.monotonic() < end:
    for key, _ in waiting.select(end - time.monotonic()):
        waiting.unregister(key.fileobj)
        made += key.fileobj.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0
print(made, flush=True)
sys.stdin.read()
"""


def run(*words, **options):
    return subprocess.run(words, check=True, capture_output=True, text=True, **options).stdout


class Network:
    """A server's namespace, and one for each peer."""

    def __init__(self):
        self.name = f"settei-{os.getpid()}"
        self.processes = []

    def __enter__(self):
        run("ip", "netns", "add", self.name)
        for place, (name, (ours, theirs)) in enumerate(PEERS.items()):
            link, peer = f"sf{place}", f"{self.name}-{name}"
            run("ip", "netns", "add", peer)
            run("ip", "link", "add", link, "netns", self.name, "type", "veth", "peer", "name", link, "netns", peer)
            for netns, address in ((self.name, ours), (peer, theirs)):
                run("ip", "-n", netns, "addr", "add", f"{address}/24", "dev", link)
                run("ip", "-n", netns, "link", "set", link, "up")
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.kill()
            process.wait()
        for name in ["", *PEERS]:
            subprocess.run(["ip", "netns", "del", f"{self.name}-{name}" if name else self.name], capture_output=True)

    def serve(self):
        process = self._start(self.name, SERVER)
        process.stdout.readline()
        return process

    def connect(self, peer, port, count, seconds):
        """How many of so many connections were made; they stay until the process is ended."""
        process = self._start(f"{self.name}-{peer}", CLIENT, PEERS[peer][0], str(port), str(count), str(seconds))
        return process, lambda: int(process.stdout.readline())

    def _start(self, netns, program, *words):
        process = subprocess.Popen(["ip", "netns", "exec", netns, sys.executable, "-c", program, *words],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.processes.append(process)
        return process

    def end(self, *processes):
        for process in processes:
            process.kill()
            process.wait()
            self.processes.remove(process)

    def load(self, rules):
        subprocess.run(["ip", "netns", "exec", self.name, "nft", "-f", "-"], input=rules, check=True, text=True)

    def dropped(self):
        text = run("ip", "netns", "exec", self.name, "nft", "list", "counters")
        return {name: int(packets) for name, packets in re.findall(r"counter (\w+) {[^}]*?packets (\d+)", text)}


def flood(network, rules):
    """What a flood gets, and an honest source beside it."""
    server = network.serve()
    if rules:
        network.load(rules)
    start = time.monotonic()
    flooding, made = network.connect("flooder", 7401, FLOOD, 1)
    honest, got = network.connect("honest", 7401, 3, 2)
    found = {"flooder": made(), "honest": got(), "seconds": round(time.monotonic() - start, 1)}
    stranger, through = network.connect("honest", 7404, 1, 1)
    service, inside = network.connect("inner", 7404, 1, 1)
    found.update(strangerInside=through(), serviceInside=inside(), dropped=network.dropped())
    network.end(flooding, honest, stranger, service, server)
    return found


def main():
    if "--check" in sys.argv:
        with Network():
            return
    with open(RULES) as file:
        rules = file.read()
    found = {}
    # Without rules, so that it is known that they do something; as they are; and with a rate so high that the number decides.
    loose = rules.replace("20/second burst 100", "100000/second burst 100000")
    assert loose != rules
    for name, text in {"none": None, "rules": rules, "number": loose}.items():
        with Network() as network:
            found[name] = flood(network, text)
    print(json.dumps(found))


main()
