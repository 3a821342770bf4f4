/// The tables of schema 1, as the release that made it wrote them.
enum SchemaOne {
    static let definition = """
        CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE messages (
            seq INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            owner INTEGER NOT NULL,
            principal INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            tenant INTEGER NOT NULL,
            subject TEXT NOT NULL,
            time INTEGER NOT NULL,
            recorded_at INTEGER NOT NULL,
            clock INTEGER NOT NULL,
            cause BLOB,
            previous INTEGER NOT NULL,
            log_index INTEGER NOT NULL,
            salt BLOB NOT NULL,
            key_id INTEGER,
            content_hash BLOB NOT NULL,
            leaf_hash BLOB NOT NULL,
            payload BLOB NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX messages_id ON messages (id, owner);
        CREATE INDEX messages_kind ON messages (kind, seq, tenant);
        CREATE TABLE latest (
            kind INTEGER NOT NULL,
            tenant INTEGER NOT NULL,
            subject TEXT NOT NULL,
            seq INTEGER NOT NULL,
            PRIMARY KEY (kind, tenant, subject)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE principals (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE kinds (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE sources (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE rules (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE routes (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE tenants (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            size INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE TABLE batches (first_seq INTEGER PRIMARY KEY, last_seq INTEGER NOT NULL, chain BLOB NOT NULL) STRICT;
        CREATE TABLE checkpoints (seq INTEGER PRIMARY KEY, chain BLOB NOT NULL, at INTEGER NOT NULL) STRICT;
        CREATE TABLE damages (
            seq INTEGER NOT NULL,
            what TEXT NOT NULL,
            found_at INTEGER NOT NULL,
            PRIMARY KEY (seq, what)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE obligations (
            id INTEGER PRIMARY KEY,
            item BLOB NOT NULL,
            kind INTEGER NOT NULL,
            state INTEGER NOT NULL,
            tenant INTEGER NOT NULL,
            lane INTEGER NOT NULL,
            message INTEGER NOT NULL,
            trigger INTEGER NOT NULL,
            route INTEGER,
            delivery INTEGER,
            due_at INTEGER NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            deaths INTEGER NOT NULL DEFAULT 0,
            met_at INTEGER,
            answer INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX obligations_item ON obligations (item);
        CREATE INDEX obligations_open ON obligations (tenant, id, trigger) WHERE state = 1;
        CREATE INDEX obligations_waiting ON obligations (due_at) WHERE state = 0;
        CREATE TABLE attempts (
            obligation INTEGER NOT NULL,
            attempt INTEGER NOT NULL,
            replica TEXT NOT NULL,
            reason TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (obligation, attempt)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE dead_letters (
            id INTEGER PRIMARY KEY,
            obligation INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            reason TEXT NOT NULL,
            at INTEGER NOT NULL,
            cleared_at INTEGER
        ) STRICT;
        CREATE INDEX dead_letters_obligation ON dead_letters (obligation);
        CREATE TABLE sweeps (
            id INTEGER PRIMARY KEY,
            trigger INTEGER NOT NULL,
            state INTEGER NOT NULL,
            policy_version INTEGER NOT NULL,
            policy_digest TEXT NOT NULL,
            tenant INTEGER NOT NULL,
            key TEXT NOT NULL,
            handed INTEGER NOT NULL,
            started_at INTEGER NOT NULL,
            ended_at INTEGER
        ) STRICT;
        CREATE TABLE summaries (
            id INTEGER PRIMARY KEY,
            tenant INTEGER NOT NULL,
            reason INTEGER NOT NULL,
            state INTEGER NOT NULL,
            started_at INTEGER NOT NULL,
            last_at INTEGER NOT NULL,
            resources INTEGER NOT NULL,
            low INTEGER NOT NULL,
            medium INTEGER NOT NULL,
            high INTEGER NOT NULL,
            critical INTEGER NOT NULL,
            resolved INTEGER NOT NULL,
            alert BLOB
        ) STRICT;
        CREATE INDEX summaries_open ON summaries (tenant, reason) WHERE state = 1;
        CREATE TABLE summary_transitions (
            summary INTEGER NOT NULL,
            place INTEGER NOT NULL,
            severity INTEGER NOT NULL,
            finding BLOB NOT NULL,
            json BLOB NOT NULL,
            PRIMARY KEY (summary, place)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE changes (
            seq INTEGER PRIMARY KEY,
            resource INTEGER NOT NULL,
            source INTEGER NOT NULL,
            version INTEGER,
            observed_at INTEGER NOT NULL,
            recorded_at INTEGER NOT NULL,
            action INTEGER NOT NULL,
            actor_at INTEGER,
            actor_length INTEGER
        ) STRICT;
        CREATE TABLE resources (
            id INTEGER PRIMARY KEY,
            tenant INTEGER NOT NULL,
            key TEXT NOT NULL,
            type TEXT NOT NULL,
            first_change INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX resources_key ON resources (tenant, key);
        CREATE TABLE posture (
            resource INTEGER PRIMARY KEY,
            change INTEGER NOT NULL,
            source INTEGER NOT NULL,
            version INTEGER,
            observed_at INTEGER NOT NULL,
            policy INTEGER NOT NULL,
            assessment INTEGER NOT NULL,
            deleted INTEGER NOT NULL,
            outcomes BLOB NOT NULL
        ) STRICT;
        CREATE TABLE findings (
            id INTEGER PRIMARY KEY,
            finding BLOB NOT NULL UNIQUE,
            tenant INTEGER NOT NULL,
            resource INTEGER NOT NULL,
            rule INTEGER NOT NULL,
            category TEXT NOT NULL,
            severity INTEGER NOT NULL,
            previous_severity INTEGER,
            status INTEGER NOT NULL,
            reason INTEGER,
            since INTEGER NOT NULL,
            path TEXT,
            value TEXT,
            expression TEXT,
            unsure INTEGER NOT NULL,
            flapping INTEGER NOT NULL,
            transitions BLOB NOT NULL,
            assessment BLOB NOT NULL,
            change BLOB NOT NULL,
            policy_version INTEGER NOT NULL,
            policy_digest TEXT NOT NULL,
            changed_at INTEGER NOT NULL,
            alert BLOB
        ) STRICT;
        CREATE UNIQUE INDEX findings_resource ON findings (resource, rule);
        CREATE INDEX findings_tenant ON findings (tenant, status, severity DESC, id);
        CREATE INDEX findings_severity ON findings (status, severity DESC, id);
        CREATE TABLE documents (
            document TEXT NOT NULL,
            part TEXT NOT NULL,
            digest TEXT NOT NULL,
            version TEXT NOT NULL,
            seq INTEGER NOT NULL,
            PRIMARY KEY (document, part, digest)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE policies (
            seq INTEGER PRIMARY KEY,
            version INTEGER NOT NULL,
            digest TEXT NOT NULL,
            previous TEXT
        ) STRICT;
        CREATE TABLE refusal_minutes (
            principal INTEGER NOT NULL,
            minute INTEGER NOT NULL,
            code TEXT NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (principal, minute, code)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE refusals (
            id INTEGER PRIMARY KEY,
            principal INTEGER NOT NULL,
            minute INTEGER NOT NULL,
            code TEXT NOT NULL,
            sender TEXT NOT NULL,
            token TEXT NOT NULL,
            place TEXT,
            why TEXT NOT NULL,
            size INTEGER NOT NULL,
            hash BLOB NOT NULL,
            at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX refusals_principal ON refusals (principal, id);
        CREATE INDEX refusals_token ON refusals (token);
        """
}
