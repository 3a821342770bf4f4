"""Runs Settei in containers and asserts that it does what it promises: see deploy/compose-test --help."""
import argparse
import os
import random
import resource
import shutil
import socket
import sys
import tempfile

import images
from daemon import Daemon, Project, run, say, wait_until
from evidence import Evidence
from traffic import Traffic

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
POSTGRES = "postgresql://settei@database/settei?passfile=/run/secrets/pgpass"
# The store first: it takes what the release before says, and not the other way round.
UPGRADE = ["evidence-store", "policy-registry", "config-checker", "notifier"]


def free_ports(count):
    """Ports that nobody listens on."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def endpoints(ports):
    return dict(zip(["SETTEI_INGEST", "SETTEI_FEED", "SETTEI_QUERY"], [f"tcp://127.0.0.1:{port}" for port in ports]))


class Rehearsal:
    """The acts, each of which leaves the project running for the next."""

    def __init__(self, options, folder, image, upgraded):
        self.keys = f"{folder}/keys"
        self.programs = options.programs
        self.images = (image, upgraded)
        for name in ("keys", "secrets"):
            os.makedirs(f"{folder}/{name}")
        names = ["INGEST", "FEED", "QUERY", "STANDBY_INGEST", "STANDBY_FEED", "STANDBY_QUERY"]
        self.ports = free_ports(len(names))
        self.project = Project(ROOT, f"setteitest{os.getpid()}", {
            "SETTEI_IMAGE": image, "SETTEI_KEYS": self.keys, "SETTEI_SECRETS": f"{folder}/secrets", "SETTEI_ADDRESS": "127.0.0.1",
            "SETTEI_FILES": str(min(65536, resource.getrlimit(resource.RLIMIT_NOFILE)[1])),
            **{f"SETTEI_{name}_PORT": str(port) for name, port in zip(names, self.ports)}})
        self.folder = folder
        self.cache = options.cache
        self.use(endpoints(self.ports[:3]))

    def use(self, environment):
        """Where integrators and operators connect."""
        self.traffic = Traffic(ROOT, self.folder, self.programs, self.keys, environment)
        self.evidence = Evidence(self.programs, self.keys, environment)

    def up(self):
        say("up: keys, four services")
        self.project.compose("run", "--rm", "keys")
        self.project.compose("up", "-d")
        self.project.wait_healthy(evidence_store=1, policy_registry=1, config_checker=1, notifier=1)
        for container in self.project.containers():
            host, name = container["HostConfig"], container["Name"]
            assert host["ReadonlyRootfs"] and host["CapDrop"] == ["ALL"] and host["Memory"] > 0, f"{name} is not confined"
            assert container["Config"]["User"] == "7400:7400", f"{name} runs as {container['Config']['User']}"
            shell = run("docker", "exec", container["Id"], "/bin/sh", "-c", "true", check=False)
            assert shell.returncode != 0, f"{name} has a shell"

    def publish(self):
        say("publish")
        self.traffic.batch()
        self.told()

    def scale(self):
        say("scale: three config-checkers, two notifiers, under load")
        with self.traffic:
            self.project.compose("up", "-d", "--no-recreate", "--scale", "config-checker=3", "--scale", "notifier=2")
            self.project.wait_healthy(config_checker=3, notifier=2)
            self.evidence.wait_replicas(config_checker=3, notifier=2)
            self.traffic.wait_for_more()
        self.told()

    def kill(self, kills=12):
        say(f"kill: {kills} containers at random (SIGKILL), under load; each comes back by itself")
        names = ["evidence-store", "policy-registry", "config-checker", "notifier"]
        with self.traffic:
            for number in range(kills):
                container = random.choice(wait_until("a container", lambda: self.project.containers(names[number % 4])))
                self.project.crash(container)
                self.traffic.wait_for_more(1)
        self.project.wait_healthy(evidence_store=1, policy_registry=1, config_checker=3, notifier=2)
        self.told()

    def move(self):
        images.base(self.cache)
        say("move: the store comes back under another address; its name resolves anew")
        def address():
            networks = self.project.containers("evidence-store")[0]["NetworkSettings"]["Networks"]
            return networks[f"{self.project.name}_inside"]["IPAddress"]
        before = address()
        with self.traffic:
            self.project.compose("rm", "-sf", "evidence-store")
            # Somebody else takes the address.
            network = f"{self.project.name}_inside"
            other = run("docker", "run", "-d", "--network", network, images.BASE, "sleep", "600").stdout.strip()
            self.project.compose("up", "-d", "--no-deps", "evidence-store")
            self.project.wait_healthy(evidence_store=1)
            self.evidence.wait_replicas(config_checker=3, notifier=2)
            self.traffic.wait_for_more()
            run("docker", "rm", "-f", other)
        assert address() != before, "the address is the same: nothing was tried"
        self.told()

    def revoke(self):
        say("revoke: a new principals.yaml is renamed into place without the integrator, and back")
        path = f"{self.keys}/access/principals.yaml"
        with open(path) as file:
            lines = file.readlines()
        def replace(wanted):
            with open(f"{path}.new", "w") as file:
                file.writelines(line for line in lines if wanted(line))
            os.rename(f"{path}.new", path)
        replace(lambda line: "acme-ci" not in line)
        wait_until("the key is refused", lambda: self.traffic.try_once() == 69, 60)
        replace(lambda line: True)
        self.traffic.batch()
        self.told()

    def back_up(self):
        say("back up beside the running store; restore into another journal, and verify it")
        folder = f"{self.folder}/backup"
        os.makedirs(folder)
        os.chown(folder, 7400, 7400)
        tool = ["run", "--rm", "--no-deps", "-v", f"{folder}:/backup", "-e", "SETTEI_JOURNAL=/var/lib/settei/restored", "evidence-store",
                "settei", "evidence"]
        there = [word for word in tool if not word.startswith("SETTEI_JOURNAL") and word != "-e"]
        with self.traffic:
            self.project.compose(*there, "backup", "--to", "/backup/")
        archive = next(name for name in os.listdir(folder) if "tenants" in name)
        self.project.compose(*tool, "restore", "--accept-loss", "--from", f"/backup/{archive}")
        say(f"    {self.project.compose(*tool, 'verify').stdout.strip()}")

    def roll(self, services, image, scale):
        """Replaces one service after the other, under load."""
        self.project.environment["SETTEI_IMAGE"] = image
        wanted = run("docker", "image", "inspect", "-f", "{{.Id}}", image).stdout.strip()
        with self.traffic:
            for service in services:
                count = scale.get(service, 1)
                self.project.compose("up", "-d", "--no-deps", "--scale", f"{service}={count}", service)
                self.project.wait_healthy(**{service.replace("-", "_"): count})
                assert {c["Image"] for c in self.project.containers(service)} == {wanted}, f"{service} runs an old image"
                self.traffic.wait_for_more(1)
        self.told()

    def upgrade(self):
        scale = {"config-checker": 3, "notifier": 2}
        say("upgrade: a new image, one service after the other, under load")
        self.roll(UPGRADE, self.images[1], scale)
        say("downgrade: the image before, in the other order")
        self.roll(UPGRADE[::-1], self.images[0], scale)
        say("upgrade again")
        self.roll(UPGRADE, self.images[1], scale)

    def fail_over(self):
        say("profile postgres: PostgreSQL, two stores")
        self.project.environment.update(
            COMPOSE_PROFILES="postgres", SETTEI_JOURNAL=POSTGRES, SETTEI_STORE="evidence-store,evidence-store-standby")
        shutil.rmtree(f"{self.folder}/traffic")
        first, second = endpoints(self.ports[:3]), endpoints(self.ports[3:])
        self.use({name: f"{first[name]},{second[name]}" for name in first})
        self.project.compose("up", "-d", "--scale", "config-checker=2")
        self.project.wait_healthy(database=1, evidence_store=1, evidence_store_standby=1, config_checker=2, notifier=1)
        self.traffic.batch()
        with self.traffic:
            self.traffic.wait_for_more()
            say("fail over: whichever store is active is stopped (docker kill), twice")
            for _ in range(2):
                active, container = wait_until("an active store", self.active)
                say(f"    {active} is")
                run("docker", "kill", container["Id"])
                self.traffic.wait_for_more(3)
                self.project.compose("up", "-d", "--no-deps", active)
                self.project.wait_healthy(**{active.replace("-", "_"): 1})
            say("PostgreSQL is killed and comes back")
            self.project.crash(self.project.containers("database")[0])
            self.traffic.wait_for_more(3)
        say(f"the longest wait for receipts was {self.traffic.longest:.1f} s")
        self.told()

    def active(self):
        """The store that serves: which of the two was first at the database is chance. Nobody for a moment, while it changes."""
        stores = [(name, one) for name in ["evidence-store", "evidence-store-standby"] for one in self.project.containers(name)]
        return next((store for store in stores if self.is_ready(store[1])), None)

    def is_ready(self, container):
        """Whether a store serves, for a standby is healthy too: it listens only then."""
        return ":1CE9 " in run("nsenter", "-t", str(container["State"]["Pid"]), "-n", "cat", "/proc/net/tcp").stdout

    def told(self):
        say(self.evidence.expect(self.traffic.published))

    def verify(self):
        say("settei evidence verify, in each store's container")
        for container in self.project.containers("evidence-store") + self.project.containers("evidence-store-standby"):
            result = run("docker", "exec", container["Id"], "settei", "evidence", "verify").stdout.strip()
            say(f"    {result.splitlines()[-1]}")

    def down(self):
        say("down -v: nothing is left")
        self.project.down()


def rehearse(options, folder, cache):
    new = images.settei(ROOT, cache, options.programs, "new")
    old = images.settei(ROOT, cache, options.old or options.programs, "old")
    rehearsal = Rehearsal(options, folder, old, new)
    if options.profile == "postgres" or not options.profile:
        rehearsal.project.environment["POSTGRES_IMAGE"] = images.database(cache)
    try:
        rehearsal.up()
        if options.profile != "postgres":
            for act in (rehearsal.publish, rehearsal.scale, rehearsal.kill, rehearsal.move, rehearsal.upgrade, rehearsal.revoke,
                        rehearsal.back_up, rehearsal.verify):
                act()
        rehearsal.down()
        if options.profile != "files":
            rehearsal.fail_over()
            rehearsal.verify()
        rehearsal.down()
    except BaseException:
        if not options.keep:
            rehearsal.project.compose("down", "-v", "--remove-orphans", check=False)
        raise


def main():
    parser = argparse.ArgumentParser(prog="deploy/compose-test", description=(
        "Builds the image and runs deploy/docker-compose.yml with Docker: up, publish, scale, kill, move, upgrade, revoke, back up, fail over, down; "
        "what was published must be recorded, assessed and told, and the evidence verify, after each."))
    parser.add_argument("--programs", help="programs that `deploy/build --static` made; built where not given")
    parser.add_argument("--old", help="programs of an older release, to begin with and to upgrade from")
    parser.add_argument("--profile", choices=["files", "postgres"], help="only the journal in files, or only in PostgreSQL")
    parser.add_argument("--cache", default=f"{ROOT}/var/compose", help="where base images are kept (default var/compose)")
    parser.add_argument("--keep", action="store_true", help="leave everything running where something fails")
    options = parser.parse_args()
    os.makedirs(options.cache, exist_ok=True)
    if not options.programs:
        options.programs = f"{options.cache}/programs"
        say("building the programs (the first time takes minutes)")
        run(f"{ROOT}/deploy/build", "--static", options.programs, quiet=False)
    daemon = Daemon(options.cache)
    folder = tempfile.mkdtemp(prefix="settei-compose-")
    # Containers read the keys as another user.
    os.chmod(folder, 0o755)
    try:
        rehearse(options, folder, options.cache)
        say("done: all as it should be")
    except AssertionError as error:
        print(f"deploy/compose-test: {error}", file=sys.stderr)
        sys.exit(1)
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
            daemon.stop()


main()
