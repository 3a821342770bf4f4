import Access
import Diagnostics
import Glibc
import Messages
import SQL
import ServiceKit
import Threading
import ZeroMQ

/// What an operator can set; one line each in the service's README.
enum StoreKeys {
    static let journal = ConfigurationKey<String>(
        "journal",
        default: "var/journal",
        "Directory of the journal; made where it is missing. Or a database: postgresql://USER@HOST/DATABASE.",
        expectation: "a path, or a database's URL",
        show: DatabaseServer.masked
    ) { $0.isEmpty || $0.contains("\0") ? nil : $0 }
    static let key = ConfigurationKey<String>.path(
        "key",
        default: "var/keys/store/store.key",
        "File of this store's key pair."
    )
    static let principals = ConfigurationKey<String>.path(
        "principals",
        default: "var/keys/store/principals.yaml",
        "Who may connect; read again when the file changes, and on SIGHUP."
    )
    static let keystore = ConfigurationKey<String>.path(
        "keystore",
        "File of the tenants' keys; where none is said, keystore.sqlite in the folder beside the journal, JOURNAL-keys."
    ).optional
    static let masterKey = ConfigurationKey<String>.path(
        "master-key",
        "File of the key that wraps them; where none is said, master.key in the same folder."
    ).optional
    static let masterKeyCommand = ConfigurationKey<[String]>.list(
        "master-key-command",
        default: [],
        "Program and arguments that print that key, instead of a file."
    )
    static let signingKey = ConfigurationKey<String>.path(
        "signing-key",
        "File of the key that signs checkpoints; where none is said, signing.key in the same folder."
    ).optional
    static let origin = ConfigurationKey<String>.string(
        "origin",
        "The name that checkpoints carry, such as evidence.example.com/settei; where none is said, one made up once."
    ).optional
    static let witnesses = ConfigurationKey<[String]>.list(
        "witnesses",
        default: [],
        "Who cosigns checkpoints: verifier key, blank, URL of each."
    )
    static let authority = ConfigurationKey<String>.string(
        "timestamp-authority",
        "URL of an authority that stamps checkpoints (RFC 3161)."
    ).optional
    static let certificates = ConfigurationKey<String>.path(
        "timestamp-certificates",
        "File of the certificates that vouch for that authority (PEM)."
    ).optional
    static let stampInterval = ConfigurationKey<Duration>.duration(
        "timestamp-interval",
        default: .seconds(3_600),
        minimum: .seconds(1),
        "How long between two timestamps."
    )
    static let externalIngest = endpoint("external-ingest", 7401, "Where integrators and operators publish.")
    static let externalFeed = endpoint("external-feed", 7402, "Where they get receipts.")
    static let externalQuery = endpoint("external-query", 7403, "Where integrators, auditors and operators ask.")
    static let internalIngest = endpoint("internal-ingest", 7404, "Where services publish.")
    static let internalFeed = endpoint("internal-feed", 7405, "Where they get receipts, work and streams.")
    static let internalQuery = endpoint("internal-query", 7406, "Where services ask.")
    static let answerTime = ConfigurationKey<Duration>.duration(
        "work-answer-time",
        default: .seconds(5),
        minimum: .milliseconds(100),
        "How long an item of work may go unanswered before another replica gets it."
    )
    static let holdingTime = ConfigurationKey<Duration>.duration(
        "work-holding-time",
        default: .seconds(120),
        minimum: .seconds(1),
        "How long a replica may hold an item that it says it still works on."
    )
    static let recheck = ConfigurationKey<Duration>.duration(
        "recheck-interval",
        default: .seconds(86_400),
        "How often every current resource is checked again; 0s for never."
    )
    static let importQuiet = ConfigurationKey<Duration>.duration(
        "import-quiet-time",
        default: .seconds(30),
        minimum: .milliseconds(100),
        "How long after its last change an import is over, and is told as a summary."
    )
    static let queue = ConfigurationKey<Int>.int(
        "ingest-queue",
        default: 10_000,
        in: 1_000...1_000_000,
        unit: "messages",
        "Messages that may wait for the disk; above it senders are told to try later."
    )
    static let queueBytes = ConfigurationKey<Int>.int(
        "ingest-queue-bytes",
        default: 64 << 20,
        in: (2 << 20)...(4 << 30),
        unit: "bytes",
        "Bytes of messages that may wait for the disk."
    )
    static let backlog = ConfigurationKey<Int>.int(
        "backlog-limit",
        default: 1_000_000,
        in: 1_000...100_000_000,
        unit: "items",
        "Items of one tenant's work that may wait; above it its changes are put off, at a tenth operators are told."
    )
    static let readers = ConfigurationKey<Int>.int(
        "reader-threads",
        default: 2,
        in: 1...16,
        unit: "threads",
        "Threads that answer questions."
    )
    static let lastResort = ConfigurationKey<[String]>.list(
        "last-resort-command",
        default: [],
        "Program and arguments to run when operators must look; details on its standard input."
    )

    static let retentionSettings = retention(.settings, "what customers set")
    static let retentionVerdicts = retention(.verdicts, "assessments, findings and alerts")
    static let retentionNotices = retention(.notices, "who was told what")
    static let retentionOperations = retention(.operations, "policies, profiles, operators' acts and refusals")

    static let all: [any ConfigurationDeclaration] =
        [
            journal, key, keystore, masterKey, masterKeyCommand, signingKey, origin, principals, externalIngest,
            externalFeed, externalQuery, internalIngest, internalFeed,
            internalQuery, answerTime, holdingTime, recheck, importQuiet, queue, queueBytes, backlog, readers,
            lastResort,
            witnesses, authority, certificates, stampInterval, retentionSettings, retentionVerdicts, retentionNotices,
            retentionOperations,
        ] + CopyKeys.all + FlowKeys.all + CapacityKeys.all

    /// How long each class is kept.
    static let retentions: [(type: RetentionClass, key: ConfigurationKey<Int>)] = [
        (.settings, retentionSettings), (.verdicts, retentionVerdicts), (.notices, retentionNotices),
        (.operations, retentionOperations),
    ]

    private static func retention(_ type: RetentionClass, _ what: String) -> ConfigurationKey<Int> {
        .int(
            "retention-\(type.name.rawValue)",
            default: 0,
            in: 0...1_200,
            unit: "months",
            "Whole months for which \(what) can be read, before their keys are destroyed; 0 for ever."
        )
    }

    private static func endpoint(_ name: String, _ port: Int, _ purpose: String) -> ConfigurationKey<String> {
        .endpoint(name, default: "tcp://0.0.0.0:\(port)", "\(purpose) Port * takes a free one.")
    }
}

/// The settings of one store, checked.
struct StoreSettings: Sendable {
    var journal: JournalConfiguration
    var keys: CurveKeyPair
    var principals: PrincipalList
    var principalsFile: PrincipalsFile
    var external: FrontEndpoints
    var `internal`: FrontEndpoints
    var front = FrontConfiguration()
    var queueCapacity = 10_000
    var queueBytes = 64 << 20
    var readerThreads = 2
    var lastResort: [String] = []
    var attestation = AttestationSettings()
    var capacity = CapacityWatch.Limits()
    /// The digest of each setting by its name, secrets only as whether they are set; for the record.
    var digests: [String: String] = [:]
    /// nil: there is no copy.
    var copy: CopyConfiguration?

    /// Reads keys and principals, and collects every mistake.
    /// - Throws: ``Diagnostics``.
    init(_ configuration: Configuration) throws {
        let sink = DiagnosticSink()
        var pair: CurveKeyPair?
        do throws(CurveKeyFileError) {
            pair = try CurveKeyFile.pair(at: configuration[StoreKeys.key])
        } catch {
            // A new key in the place of one that others cannot read, or of a lost one, would shut everybody out.
            let isThere = access(configuration[StoreKeys.key], F_OK) == 0
            let hint = "put its copy back; only a new installation makes one: settei keys installation DIRECTORY"
            sink.append(configuration.mistake(StoreKeys.key, error.description, hint: isThere ? nil : hint))
        }
        if let mistake = Self.journalMistake(configuration) { sink.append(mistake) }
        principalsFile = PrincipalsFile(path: configuration[StoreKeys.principals])
        let list = principalsFile.load(into: sink)
        attestation = AttestationSettings(configuration, into: sink)
        copy = CopyConfiguration(configuration, into: sink)
        try sink.diagnostics.throwIfErrors()
        guard let pair, let list else { throw sink.diagnostics }
        keys = pair
        principals = list
        journal = JournalConfiguration(directory: configuration[StoreKeys.journal])
        journal.keys = EvidenceKeys(configuration, beside: journal.directory)
        journal.origin = configuration[StoreKeys.origin]
        journal.periodicInterval = configuration[StoreKeys.recheck]
        journal.importQuiet = configuration[StoreKeys.importQuiet]
        journal.backlogLimit = configuration[StoreKeys.backlog]
        for (type, key) in StoreKeys.retentions where configuration[key] > 0 {
            journal.retention.months[type] = configuration[key]
        }
        external = FrontEndpoints(
            ingest: configuration[StoreKeys.externalIngest],
            feed: configuration[StoreKeys.externalFeed],
            query: configuration[StoreKeys.externalQuery]
        )
        `internal` = FrontEndpoints(
            ingest: configuration[StoreKeys.internalIngest],
            feed: configuration[StoreKeys.internalFeed],
            query: configuration[StoreKeys.internalQuery]
        )
        front.dispatch.answer = configuration[StoreKeys.answerTime].nanoseconds
        front.dispatch.holding = configuration[StoreKeys.holdingTime].nanoseconds
        front.flows = FlowDefaults(configuration)
        capacity.horizon = configuration[CapacityKeys.horizon]
        capacity.diskPercent = configuration[CapacityKeys.disk]
        queueCapacity = configuration[StoreKeys.queue]
        queueBytes = configuration[StoreKeys.queueBytes]
        readerThreads = configuration[StoreKeys.readers]
        lastResort = configuration[StoreKeys.lastResort]
        digests = Dictionary(configuration.description.map { ($0.name, ConfigurationRecord.digest(of: $0.value)) }) {
            $1
        }
    }

    /// Reads the principals again if the file is another one by now, as after a long wait; mistakes leave them as they were.
    mutating func refreshPrincipals() -> Diagnostics? {
        // Twice, because the first look at another file only remembers it.
        guard principalsFile.isChanged() || principalsFile.isChanged() else { return nil }
        let sink = DiagnosticSink()
        guard let list = principalsFile.load(into: sink) else { return sink.diagnostics }
        principals = list
        return nil
    }

    /// What is wrong with the journal's URL; without the line it stands in, which may hold a password.
    private static func journalMistake(_ configuration: Configuration) -> Diagnostic? {
        let journal = configuration[StoreKeys.journal]
        guard DatabaseServer.isURL(journal) else { return nil }
        do throws(SQLError) {
            _ = try DatabaseServer(journal)
            return nil
        } catch {
            var mistake = configuration.mistake(StoreKeys.journal, error.message, hint: DatabaseServer.masked(journal))
            mistake.sourceLine = nil
            return mistake
        }
    }

    /// Settings for a store on free ports of this machine.
    init(directory: String, keys: CurveKeyPair, principals: PrincipalList) {
        journal = JournalConfiguration(directory: directory)
        self.keys = keys
        self.principals = principals
        principalsFile = PrincipalsFile(path: "")
        let any = FrontEndpoints(ingest: "tcp://127.0.0.1:*", feed: "tcp://127.0.0.1:*", query: "tcp://127.0.0.1:*")
        external = any
        `internal` = any
    }
}
