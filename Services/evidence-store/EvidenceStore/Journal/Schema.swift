/// The journal's tables, by migration; SCHEMA.md says what each column means.
///
/// A migration that was released is never changed: a new one is added. Its number is the position in the list, from 1, and stands
/// in the database's schema version (`PRAGMA user_version` of SQLite).
enum Schema {
    /// The oldest version that is upgraded in place.
    static let firstInPlace = 2

    /// The oldest version whose release may open and write a journal of this one, so that an upgrade can be taken back.
    ///
    /// A migration that only adds what older releases need not know (tables, indexes, columns with a default, and nothing that each
    /// commit must keep up) leaves it as it is. Any other raises it to its own number; what is no longer needed is dropped one release
    /// after the last that uses it (decision 16).
    static let oldestWriter = 4

    /// Version 1 kept messages in plain: such a journal is read and sealed into a new file, so its statements are not here.
    static let migrations: [String] = [
        "", messages + names + sealing + integrity + obligations + posture + policy + ledgers, additions,
        sizesOfEntries,
    ]

    private static let messages = """
        CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE messages (
            seq INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            owner INTEGER NOT NULL,
            principal INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            tenant INTEGER NOT NULL,
            recorded_at INTEGER NOT NULL,
            clock INTEGER NOT NULL,
            previous INTEGER NOT NULL,
            log_index INTEGER NOT NULL,
            log_previous INTEGER NOT NULL,
            leaf_version INTEGER NOT NULL,
            peer INTEGER,
            key INTEGER NOT NULL,
            content_hash BLOB NOT NULL,
            leaf_hash BLOB NOT NULL,
            sealed BLOB NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX messages_id ON messages (id, owner);
        CREATE INDEX messages_kind ON messages (kind, seq, tenant);
        CREATE TABLE latest (
            kind INTEGER NOT NULL,
            tenant INTEGER NOT NULL,
            subject BLOB NOT NULL,
            seq INTEGER NOT NULL,
            PRIMARY KEY (kind, tenant, subject)
        ) STRICT, WITHOUT ROWID;

        """

    private static let names = """
        CREATE TABLE principals (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE kinds (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE sources (id INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT;
        CREATE TABLE rules (id INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT;
        CREATE TABLE routes (id INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT;
        CREATE TABLE tenants (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            size INTEGER NOT NULL DEFAULT 0,
            last_seq INTEGER NOT NULL DEFAULT 0,
            entry_size INTEGER NOT NULL DEFAULT 0,
            entry_root BLOB
        ) STRICT;

        """

    private static let sealing = """
        CREATE TABLE keys (
            id INTEGER PRIMARY KEY,
            kid BLOB NOT NULL UNIQUE,
            tenant INTEGER NOT NULL,
            purpose INTEGER NOT NULL,
            month INTEGER NOT NULL,
            made_at INTEGER NOT NULL,
            erasure INTEGER,
            destroyed_at INTEGER
        ) STRICT;
        CREATE INDEX keys_tenant ON keys (tenant, purpose, month);
        CREATE TABLE peers (
            id INTEGER PRIMARY KEY,
            principal INTEGER NOT NULL,
            key INTEGER NOT NULL,
            hash BLOB NOT NULL,
            sealed BLOB NOT NULL
        ) STRICT;
        CREATE INDEX peers_key ON peers (key);
        CREATE TABLE holds (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            tenant INTEGER NOT NULL,
            key INTEGER NOT NULL,
            placed INTEGER NOT NULL,
            released INTEGER,
            sealed BLOB NOT NULL
        ) STRICT;
        CREATE INDEX holds_tenant ON holds (tenant) WHERE released IS NULL;
        CREATE TABLE held (
            seq INTEGER NOT NULL,
            hold INTEGER NOT NULL,
            key INTEGER NOT NULL,
            sealed BLOB NOT NULL,
            PRIMARY KEY (seq, hold)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE erasures (
            id INTEGER PRIMARY KEY,
            tenant INTEGER NOT NULL,
            ordered INTEGER NOT NULL,
            everything INTEGER NOT NULL,
            classes INTEGER NOT NULL,
            from_month INTEGER NOT NULL,
            to_month INTEGER NOT NULL,
            step INTEGER NOT NULL,
            position INTEGER NOT NULL,
            size INTEGER NOT NULL,
            records INTEGER NOT NULL,
            held INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX erasures_open ON erasures (id) WHERE step < 3;

        """

    private static let integrity = """
        CREATE TABLE batches (first_seq INTEGER PRIMARY KEY, last_seq INTEGER NOT NULL, chain BLOB NOT NULL) STRICT;
        CREATE TABLE tiles (
            tenant INTEGER NOT NULL,
            level INTEGER NOT NULL,
            number INTEGER NOT NULL,
            root BLOB NOT NULL,
            hashes BLOB NOT NULL,
            seqs BLOB,
            PRIMARY KEY (tenant, level, number)
        ) STRICT;
        CREATE TABLE store_log (
            position INTEGER PRIMARY KEY,
            seq INTEGER NOT NULL,
            at INTEGER NOT NULL,
            entry BLOB NOT NULL,
            leaf_hash BLOB NOT NULL,
            checkpoint TEXT NOT NULL
        ) STRICT;
        CREATE INDEX store_log_seq ON store_log (seq);
        CREATE TABLE tenant_checkpoints (
            tenant INTEGER NOT NULL,
            size INTEGER NOT NULL,
            position INTEGER NOT NULL,
            checkpoint TEXT NOT NULL,
            PRIMARY KEY (tenant, size)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE cosignatures (
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            line TEXT NOT NULL,
            PRIMARY KEY (position, name)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE timestamps (
            position INTEGER NOT NULL,
            authority TEXT NOT NULL,
            token BLOB NOT NULL,
            PRIMARY KEY (position, authority)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE damages (
            seq INTEGER NOT NULL,
            what TEXT NOT NULL,
            found_at INTEGER NOT NULL,
            PRIMARY KEY (seq, what)
        ) STRICT, WITHOUT ROWID;

        """

    private static let obligations = """
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
            sealed BLOB NOT NULL,
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
            resource INTEGER NOT NULL,
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
            sealed BLOB NOT NULL,
            PRIMARY KEY (summary, place)
        ) STRICT, WITHOUT ROWID;

        """

    private static let posture = """
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
            key BLOB NOT NULL,
            type INTEGER NOT NULL,
            sealed BLOB NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX resources_key ON resources (tenant, key);
        CREATE INDEX resources_tenant ON resources (tenant, id);
        CREATE TABLE posture (
            resource INTEGER PRIMARY KEY,
            change INTEGER NOT NULL,
            source INTEGER NOT NULL,
            version INTEGER,
            observed_at INTEGER NOT NULL,
            policy INTEGER NOT NULL,
            assessment INTEGER NOT NULL,
            deleted INTEGER NOT NULL,
            sealed BLOB NOT NULL
        ) STRICT;
        CREATE TABLE findings (
            id INTEGER PRIMARY KEY,
            finding BLOB NOT NULL,
            tenant INTEGER NOT NULL,
            resource INTEGER NOT NULL,
            rule INTEGER NOT NULL,
            category INTEGER NOT NULL,
            severity INTEGER NOT NULL,
            previous_severity INTEGER,
            status INTEGER NOT NULL,
            reason INTEGER,
            since INTEGER NOT NULL,
            unsure INTEGER NOT NULL,
            flapping INTEGER NOT NULL,
            transitions BLOB NOT NULL,
            assessment BLOB NOT NULL,
            change BLOB NOT NULL,
            policy_version INTEGER NOT NULL,
            policy_digest TEXT NOT NULL,
            changed_at INTEGER NOT NULL,
            alert BLOB,
            sealed BLOB NOT NULL
        ) STRICT;
        CREATE INDEX findings_finding ON findings (finding);
        CREATE UNIQUE INDEX findings_resource ON findings (resource, rule);
        CREATE INDEX findings_tenant ON findings (tenant, status, severity DESC, id);
        CREATE INDEX findings_severity ON findings (status, severity DESC, id);

        """

    private static let policy = """
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

        """

    private static let additions = """
        CREATE TABLE additions (
            id INTEGER PRIMARY KEY,
            what INTEGER NOT NULL,
            number INTEGER NOT NULL,
            name TEXT NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX additions_what ON additions (what, number, name);
        INSERT INTO additions (id, what, number, name)
        SELECT row_number() OVER (ORDER BY number, what, name), what, number, name FROM (
            SELECT 1 AS what, position AS number, name FROM cosignatures
            UNION ALL SELECT 2, position, authority FROM timestamps
            UNION ALL SELECT 3, id, '' FROM keys WHERE destroyed_at IS NOT NULL
        ) AS found;

        """

    /// A log's size is as of the last entry; what came since is counted in the messages.
    private static let sizesOfEntries = """
        UPDATE tenants SET last_seq = coalesce((
            SELECT m.seq FROM messages m WHERE m.tenant = tenants.id
            AND m.seq <= (SELECT coalesce(max(seq), 0) FROM store_log) ORDER BY m.seq DESC LIMIT 1
        ), 0) WHERE size <> entry_size;
        ALTER TABLE tenants DROP COLUMN size;
        ALTER TABLE tenants RENAME COLUMN entry_size TO size;
        ALTER TABLE tenants RENAME COLUMN entry_root TO root;

        """

    private static let ledgers = """
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
            tenant INTEGER NOT NULL,
            sender INTEGER NOT NULL,
            token INTEGER NOT NULL,
            size INTEGER NOT NULL,
            at INTEGER NOT NULL,
            sealed BLOB NOT NULL
        ) STRICT;
        CREATE INDEX refusals_principal ON refusals (principal, id);
        CREATE INDEX refusals_token ON refusals (token);
        CREATE TABLE untold_refusals (
            principal INTEGER NOT NULL,
            minute INTEGER NOT NULL,
            code TEXT NOT NULL,
            tenant TEXT NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (principal, minute, code, tenant)
        ) STRICT, WITHOUT ROWID;

        """
}
