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
    static let copy = [
        Option("copy", "PLACE", "verify this copy alone: a directory, or s3://bucket/prefix"),
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
        Option("journal", "DIRECTORY", environment: "SETTEI_JOURNAL", "the journal; default var/journal"),
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
