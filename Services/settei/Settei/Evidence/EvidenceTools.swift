import CommandLine

/// `settei evidence …` that needs the journal itself: the evidence-store beside settei does it.
enum EvidenceTools {
    static let verify = StoreTool.command(
        "evidence verify",
        tool: "verify",
        "verify every message, log, tile and checkpoint of a journal",
        options: journal + copy + [
            key, checkpoint,
            Option("without-keys", "do not open contents: logs and checkpoints only"),
            Option("threads", "COUNT", "threads that read; default 2"),
        ],
        examples: ["settei evidence verify --journal var/journal"]
    )

    /// Where a copy is that is verified alone.
    static let copy =
        [Option("copy", "PLACE", "verify this copy alone: a directory, or s3://bucket/prefix")] + bucket + [
            Option(
                "witness",
                "VKEY",
                "of a copy: a witness's key, whose cosignatures must be right; several may be given"
            )
        ]

    /// How a copy in a bucket is reached.
    private static let bucket = [
        Option("copy-endpoint", "URL", environment: "SETTEI_COPY_ENDPOINT", "of the bucket's service; default: AWS"),
        Option("copy-region", "REGION", environment: "SETTEI_COPY_REGION", "default ap-northeast-1"),
        Option(
            "copy-credentials",
            "FILE",
            environment: "SETTEI_COPY_CREDENTIALS",
            "as the AWS tools have it; default: AWS_ACCESS_KEY_ID and its kin"
        ),
    ]

    static let fsck = StoreTool.command(
        "evidence fsck",
        tool: "fsck",
        "look at files, database, keys, evidence, holds and derived tables, and name every fault",
        options: journal + [key, checkpoint],
        examples: [
            "settei evidence fsck --journal var/journal",
            "settei evidence fsck --checkpoint /mnt/copy/checkpoint.txt",
        ]
    )

    static let rebuild = StoreTool.command(
        "evidence rebuild",
        tool: "rebuild",
        "make posture, findings, obligations and indexes again from the messages",
        options: journal + [Option("check", "change nothing; name the rows that are not what the messages give")],
        examples: ["settei evidence rebuild --check", "settei evidence rebuild --journal var/journal"]
    )

    static let backup = StoreTool.command(
        "evidence backup",
        tool: "backup",
        "write consistent backups of the provider's settings and of tenants' data; never a key",
        options: journal + [
            Option("to", "PLACE", "a directory for an archive of each part, or with --part the archive's file"),
            Option("part", "PART", "provider or tenants; default: each into an archive of its own"),
            Option("include", "PATH", "a file or folder of settings for the provider's part; may be repeated"),
        ],
        examples: [
            "settei evidence backup --to /var/backups/settei/",
            "settei evidence backup --part provider --include /etc/settei --to settings.zip",
        ]
    )

    static let restore = StoreTool.command(
        "evidence restore",
        tool: "restore",
        "bring a journal back from a backup, verified, with what the copy has beyond it",
        options: journal + [
            Option("from", "FILE", "the backup's archive"),
            Option("to", "DIRECTORY", "where to unpack a backup of the provider's settings"),
            Option("copy", "PLACE", "the store's copy, a directory or s3://bucket/prefix: what it has more is taken"),
        ] + bucket + [
            Option("checkpoint", "FILE", "the newest checkpoint of the store log that anybody has, such as a witness"),
            Option("accept-loss", "go on where something signed is missing or may be, under a new name"),
        ],
        examples: [
            "settei evidence restore --from settei-tenants.zip --journal var/journal --copy s3://evidence/settei",
            "settei evidence restore --from settei-provider.zip --to settings",
        ]
    )

    static let retention = StoreTool.command(
        "evidence retention",
        tool: "retention",
        "list what the retention policy would erase now, and what holds keep of it; erases nothing",
        options: journal
            + ["settings", "verdicts", "notices", "operations"].map { name in
                Option(
                    "retention-\(name)",
                    "MONTHS",
                    environment: "SETTEI_RETENTION_\(name.uppercased())",
                    "how long \(name) are kept; default 0: for ever"
                )
            } + [Option("dry-run", "only list: what is done without it too")],
        examples: ["settei evidence retention --dry-run"]
    )

    private static let key = Option(
        "key",
        "VKEY",
        "the store's verifier key, from a place you trust; default: that of --signing-key"
    )
    private static let checkpoint = Option(
        "checkpoint",
        "FILE",
        "a checkpoint kept elsewhere, as by a witness or the copy: nothing of it may be missing"
    )

    /// Where a journal and its keys are, as every tool is told it.
    static let journal = [
        Option(
            "journal",
            "DIRECTORY",
            environment: "SETTEI_JOURNAL",
            "the journal, or a database's URL; default var/journal"
        ),
        Option(
            "keystore",
            "FILE",
            environment: "SETTEI_KEYSTORE",
            "its keys; default JOURNAL-keys/keystore.sqlite"
        ),
        Option("master-key", "FILE", environment: "SETTEI_MASTER_KEY", "default JOURNAL-keys/master.key"),
        Option(
            "signing-key",
            "FILE",
            environment: "SETTEI_SIGNING_KEY",
            "the key that signs checkpoints; default JOURNAL-keys/signing.key"
        ),
    ]
}
