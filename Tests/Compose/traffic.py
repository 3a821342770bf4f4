"""An integrator under load: publishes buckets that are open to the world, and keeps at it whatever happens to the store."""
import json
import os
import subprocess
import threading
import time

BATCH = 20


class Traffic:
    """`settei publish` in a loop, on a thread of its own; the outbox keeps what has no receipt yet."""

    def __init__(self, root, folder, programs, keys, environment):
        self.settei = f"{programs}/settei"
        self.folder = os.path.join(folder, "traffic")
        os.makedirs(self.folder, exist_ok=True)
        self.environment = {
            **os.environ, **environment, "SETTEI_KEY": f"{keys}/acme-ci/acme-ci.key",
            "SETTEI_STORE_KEY": f"{keys}/acme-ci/store.pub", "SETTEI_TENANT": "acme", "SETTEI_OUTBOX": f"{self.folder}/outbox"}
        with open(f"{root}/deploy/samples/01-public-bucket.json") as file:
            self.sample = json.dumps(json.load(file))
        self.published = 0
        self.failure = None
        self.longest = 0.0
        self.stopping = threading.Event()
        self.thread = None

    def batch(self):
        """Publishes the next buckets, and returns once each has its receipt."""
        path = f"{self.folder}/batch.json"
        with open(path, "w") as file:
            for number in range(self.published, self.published + BATCH):
                file.write(self.sample.replace("customer-data", f"bucket-{number}") + "\n")
        start = time.monotonic()
        while True:
            result = subprocess.run([self.settei, "publish", "--format", "aws-config", "--wait", "120", path],
                                    env=self.environment, capture_output=True, text=True)
            if result.returncode == 0:
                break
            # Nobody answered: the messages are in the outbox, and the same ones again are repeats.
            assert result.returncode == 69, f"publish: status {result.returncode}\n{result.stdout}{result.stderr}"
            assert time.monotonic() - start < 180, f"no receipts for three minutes\n{result.stderr}"
        self.longest = max(self.longest, time.monotonic() - start)
        self.published += BATCH

    def try_once(self):
        """The status of a try that gives up soon; what it would publish was published before."""
        path = f"{self.folder}/batch.json"
        return subprocess.run([self.settei, "publish", "--format", "aws-config", "--timeout", "3", "--wait", "3", path],
                              env=self.environment, capture_output=True).returncode

    def _loop(self):
        try:
            while not self.stopping.is_set():
                self.batch()
                time.sleep(0.2)
        except AssertionError as error:
            self.failure = error

    def __enter__(self):
        """Publishes until the block ends."""
        self.stopping.clear()
        self.longest = 0.0
        self.thread = threading.Thread(target=self._loop)
        self.thread.start()
        return self

    def __exit__(self, kind, error, trace):
        self.stopping.set()
        self.thread.join()
        if self.failure and not error:
            raise self.failure

    def wait_for_more(self, batches=2):
        """Waits until more was receipted since now: the way from end to end is open."""
        goal = self.published + batches * BATCH
        end = time.monotonic() + 180
        while self.published < goal:
            if self.failure:
                raise self.failure
            assert time.monotonic() < end, "nothing is receipted any more"
            time.sleep(0.2)
