"""Docker: the daemon that is there, or one of this test's own, and the commands that it is asked."""
import json
import os
import shutil
import subprocess
import sys
import time

START = time.monotonic()


def say(text):
    print(f"\033[1m==>\033[0m [{time.monotonic() - START:4.0f}s] {text}", file=sys.stderr, flush=True)


def run(*words, check=True, quiet=True, **options):
    """Runs a program to its end and returns what it wrote; shows all of it where it fails."""
    result = subprocess.run(words, text=True, capture_output=quiet, **options)
    if check and result.returncode != 0:
        shown = f"{result.stdout or ''}{result.stderr or ''}"[-4000:]
        raise AssertionError(f"{' '.join(words)}: status {result.returncode}\n{shown}")
    return result


def wait_until(what, condition, seconds=120, pause=0.5):
    """Waits for a condition and returns what it gave; a limit that is reached is a failure."""
    end = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"gave up after {seconds} s waiting for: {what}")
        time.sleep(pause)


class Daemon:
    """The Docker daemon; one that was started here is ended here."""

    def __init__(self, folder):
        self.process = None
        os.environ.update(DOCKER_BUILDKIT="0", COMPOSE_DOCKER_CLI_BUILD="0")
        if run("docker", "info", check=False).returncode == 0:
            return
        if not shutil.which("dockerd") or os.geteuid() != 0:
            raise SystemExit("deploy/compose-test: no Docker answers, and none can be started here (Debian: docker.io, as root)")
        folder = os.path.join(folder, "docker")
        os.makedirs(folder, exist_ok=True)
        say("starting a Docker daemon of its own")
        socket = f"unix://{folder}/docker.sock"
        log = open(f"{folder}/log", "w")
        self.process = subprocess.Popen(
            ["dockerd", "--data-root", f"{folder}/data", "--exec-root", f"{folder}/exec", "--pidfile", f"{folder}/pid",
             "-H", socket], stdout=log, stderr=log, start_new_session=True)
        os.environ["DOCKER_HOST"] = socket
        wait_until(f"dockerd; its log is {folder}/log", lambda: run("docker", "info", check=False).returncode == 0, 60)

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(60)


class Project:
    """One docker-compose project: deploy/docker-compose.yml as it stands, under a name of its own."""

    def __init__(self, root, name, environment):
        self.file = os.path.join(root, "deploy/docker-compose.yml")
        self.name = name
        self.environment = {**os.environ, "COMPOSE_PROJECT_NAME": name, **environment}

    def compose(self, *words, check=True):
        return run("docker-compose", "-f", self.file, *words, check=check, env=self.environment)

    def containers(self, service=None, running=True):
        """What `docker inspect` knows of the project's containers, by service."""
        words = ["docker", "ps", "-q", "--filter", f"label=com.docker.compose.project={self.name}"]
        words += [] if running else ["-a"]
        words += ["--filter", f"label=com.docker.compose.service={service}"] if service else []
        names = run(*words).stdout.split()
        # One may be gone between the two questions.
        return json.loads(run("docker", "inspect", *names, check=False).stdout or "[]") if names else []

    def is_healthy(self, service, count):
        found = self.containers(service)
        healthy = [c for c in found if c["State"].get("Health", {}).get("Status") == "healthy"]
        return len(found) == count == len(healthy)

    def wait_healthy(self, seconds=180, **counts):
        for service, count in counts.items():
            name = service.replace("_", "-")
            try:
                wait_until(f"{count} healthy {name}", lambda: self.is_healthy(name, count), seconds)
            except AssertionError as error:
                raise AssertionError(f"{error}\n{self.compose('logs', '--tail', '20', name, check=False).stdout}") from None

    def crash(self, container):
        """Kills a container's process as the kernel would; the restart policy brings it back."""
        os.kill(container["State"]["Pid"], 9)

    def down(self):
        self.compose("down", "-v", "--remove-orphans")
        for what in ("container", "volume", "network"):
            words = ["-a"] if what == "container" else []
            left = run("docker", what, "ls", "-q", *words, "--filter", f"label=com.docker.compose.project={self.name}").stdout
            assert not left.strip(), f"down leaves a {what}: {left}"
