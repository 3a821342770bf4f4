"""What the journal must say in the end: everything published is recorded, assessed and told, once."""
import json
import os

from daemon import run, wait_until


class Evidence:
    """Asks the store as an operator."""

    def __init__(self, programs, keys, environment):
        self.settei = f"{programs}/settei"
        self.environment = {**os.environ, **environment, "SETTEI_KEY": f"{keys}/operator/operator.key",
                            "SETTEI_STORE_KEY": f"{keys}/operator/store.pub"}

    def ask(self, *words):
        return run(self.settei, *words, env=self.environment).stdout

    def messages(self, kind):
        return [json.loads(line) for line in self.ask("messages", "replay", "--kind", kind).splitlines()]

    def status(self):
        result = run(self.settei, "status", "--json", check=False, env=self.environment)
        return json.loads(result.stdout) if result.returncode == 0 else None

    def wait_settled(self, seconds=180):
        """Waits until no work is open and nothing waits for the disk."""
        def settled():
            status = self.status()
            return status and status["queues"]["openItems"] == 0 == status["queues"]["itemsOut"] == status["journal"]["waiting"]
        wait_until("no work is open", settled, seconds)

    def wait_replicas(self, **counts):
        """Waits until the store knows so many ready replicas of each service."""
        def ready():
            status = self.status()
            found = [r["service"] for r in status["replicas"] if r["ready"]] if status else []
            return all(found.count(name.replace("_", "-")) == count for name, count in counts.items())
        wait_until(f"replicas {counts}", ready, 60)

    def expect(self, published):
        """Published = recorded = assessed; findings = alerted = planned = sent."""
        self.wait_settled()
        changed = self.messages("config.changed")
        assert len(changed) == published, f"{published} changes were receipted, {len(changed)} are recorded"
        assessed = self.messages("config.assessed")
        missing = {m["id"] for m in changed} - {m.get("causationid") for m in assessed}
        assert not missing, f"changes without an assessment: {missing}"
        assert len({m["id"] for m in assessed}) == len(assessed), "an item was answered twice"
        opened = {m["subject"] for m in self.messages("finding.opened")}
        assert len(opened) >= published, f"{published} open buckets, but {len(opened)} findings"
        alerts = self.messages("alert.raised")
        told = {t["finding"] for m in alerts for t in m["data"]["transitions"] if t["transition"] == "opened"}
        assert opened <= told, f"findings that no alert tells: {opened - told}"
        planned = self.messages("notification.planned")
        assert {m["id"] for m in alerts} <= {m.get("causationid") for m in planned}, "an alert was not planned"
        deliveries = sum(len(m["data"]["deliveries"]) for m in planned)
        sent = self.messages("notification.sent")
        assert len(sent) == deliveries > 0, f"{deliveries} deliveries planned, {len(sent)} sent"
        return f"{published} published = recorded = assessed; {len(opened)} findings in {len(alerts)} alerts, {len(sent)} notifications sent"
