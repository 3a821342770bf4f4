import SQL

/// A table that follows from the messages, and what of it does.
struct RebuiltTable {
    var name: String
    /// What tells rows apart.
    var key: [String]
    /// What must be equal.
    var columns: [String]
    /// Sealed bytes: equal when opened.
    ///
    /// What identifies a row to its seal stands in ``SealedColumn``.
    var sealed: SealedColumn?

    /// Every table that is made again.
    static let all: [Self] = [
        Self(name: "sources", key: ["id"], columns: ["tenant"], sealed: .named("sources.name", ["id"])),
        Self(name: "rules", key: ["id"], columns: ["tenant"], sealed: .named("rules.name", ["id"])),
        Self(name: "routes", key: ["id"], columns: ["tenant"], sealed: .named("routes.name", ["id"])),
        Self(
            name: "resources",
            key: ["id"],
            columns: ["tenant", "key", "type"],
            sealed: .named("resources.key", ["id"])
        ),
        Self(
            name: "changes",
            key: ["seq"],
            columns: [
                "resource", "source", "version", "observed_at", "recorded_at", "action", "actor_at", "actor_length",
            ]
        ),
        Self(
            name: "posture",
            key: ["resource"],
            columns: ["change", "source", "version", "observed_at", "policy", "assessment", "deleted"],
            sealed: SealedColumn(
                label: "posture.sealed",
                numbers: ["resource"],
                tenant: "(SELECT tenant FROM resources r WHERE r.id = x.resource)"
            )
        ),
        Self(
            name: "findings",
            key: ["resource", "rule"],
            columns: [
                "id", "finding", "tenant", "category", "severity", "previous_severity", "status", "reason", "since",
                "unsure", "flapping", "transitions", "assessment", "change", "policy_version", "policy_digest",
                "changed_at", "alert",
            ],
            sealed: .named("findings.sealed", ["resource", "rule"])
        ),
        Self(name: "latest", key: ["kind", "tenant", "subject"], columns: ["seq"]),
        Self(name: "documents", key: ["document", "part", "digest"], columns: ["version", "seq"]),
        Self(name: "policies", key: ["seq"], columns: ["version", "digest", "previous"]),
        obligations, deadLetters,
    ]

    /// Of obligations what follows from messages: not how often they were given out, nor when a recheck was opened.
    static let obligations = Self(
        name: "obligations",
        key: ["item"],
        columns: ["kind", "state", "tenant", "lane", "message", "trigger", "route", "delivery", "met_at", "answer"]
    )

    static let deadLetters = Self(
        name: "dead_letters",
        key: ["obligation", "at"],
        columns: ["attempts", "cleared_at"]
    )

    /// The columns of keys that hold bytes.
    static let byteKeys: Set<String> = ["item", "subject"]

    /// Tables that the journal's code writes while it reads messages again, and that do not follow from them.
    static let scratch: [Self] = [
        "attempts", "sweeps", "summaries", "summary_transitions", "refusals", "refusal_minutes",
    ]
    .map { Self(name: $0, key: [], columns: []) }

    /// All columns of `obligations` but the number, which is not the same in two journals.
    static let obligationColumns =
        "item, kind, state, tenant, lane, message, trigger, route, delivery, due_at, attempts, deaths, met_at, answer"
}

/// What is needed to open the column `sealed` of a row `x`.
struct SealedColumn {
    var label: StaticString
    /// The columns whose numbers stand in the label.
    var numbers: [String]
    /// Whose keys.
    var tenant = "x.tenant"

    static func named(_ label: StaticString, _ numbers: [String]) -> Self { Self(label: label, numbers: numbers) }
}
