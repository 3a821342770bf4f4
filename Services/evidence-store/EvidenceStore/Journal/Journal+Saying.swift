import EvidenceLog
import Messages
import SQL
import ServiceKit

extension Journal {
    /// Records what the store says of itself.
    func say(_ sayings: [StoreSaying], now: Timestamp) throws(JournalError) -> Commit {
        try transact(now) {
            for saying in sayings { try say(saying, now) }
        }
    }

    /// Tells what was refused and not told yet, the minute that is not over included; at the end.
    func sayLast(_ sayings: [StoreSaying], now: Timestamp) throws(JournalError) -> Commit {
        try transact(now) {
            for saying in sayings { try say(saying, now) }
            try tellRefusals(before: nil, now)
        }
    }

    /// Tells what was refused in minutes before this one; all where it is nil.
    func tellRefusals(before minute: Int64?, _ now: Timestamp) throws {
        for (tenant, told) in try untold.take(before: minute) {
            try say(.inputRefused, told.principal, told, sealing: tenant.isEmpty ? nil : tenant, now)
        }
    }

    private func say(_ saying: StoreSaying, _ now: Timestamp) throws {
        switch saying {
        case .started(let facts): try start(facts, now)
        case .configured(let part, let entries):
            try configure(part, ConfigurationRecord(entries: entries), now) { _ in true }
        case .turnedAway(let minutes):
            for minute in minutes {
                let told = AccessRefused(
                    minute: Timestamp(microseconds: minute.minute * 60_000_000),
                    count: minute.count,
                    attempts: minute.attempts
                )
                try say(.accessRefused, "access", told, now)
            }
        case .putOff(let all):
            for told in all { try say(.inputRefused, told.principal, told, now) }
        case .exported(let exported):
            try say(.evidenceExported, exported.tenant, exported, sealing: exported.tenant, now)
        case .attested(let attested): try attested.keep(in: database)
        case .contradicted(let witness, let reason):
            try alertOperators(
                .witnessContradicts,
                "witness \(witness): \(reason)",
                ["witness": witness],
                about: witness,
                now: now
            )
        case .alert(let alert): try alertOperators(alert, now: now)
        case .unsynchronised(let duration):
            try alertOperators(
                .clockUnsynchronised,
                "for \(duration.components.seconds) s nobody has kept this machine's clock in step: times of records cannot be relied on",
                ["clock.seconds": String(duration.components.seconds)],
                now: now
            )
        }
    }

    private func start(_ facts: StartFacts, _ now: Timestamp) throws {
        let settings = ConfigurationRecord(entries: facts.settings)
        let last = try ConfigurationRecord(of: .settings, in: database)
        let difference = settings.difference(from: last, .settings)
        let told = StoreStarted(
            epoch: epoch.description,
            version: productVersion,
            schema: Schema.migrations.count,
            keys: StoreKeysInUse(
                master: vault.fingerprint,
                signing: storeLog.verifier.vkey,
                socket: facts.socketKey
            ),
            settings: SettingsInForce(
                digest: settings.digest,
                changed: last == nil ? [] : difference.added + difference.removed + difference.changed
            ),
            clock: clock.told
        )
        try say(.storeStarted, "store", told, now)
        try configure(.settings, settings, now) { last != nil && !$0.isEmpty }
        try configure(.principals, ConfigurationRecord(entries: facts.principals), now) { !$0.isEmpty }
    }

    /// Keeps what is configured, and says what is not as before where `isTold`.
    private func configure(
        _ part: StoreConfigured.Part,
        _ record: ConfigurationRecord,
        _ now: Timestamp,
        where isTold: (StoreConfigured) -> Bool
    ) throws {
        let told = record.difference(from: try ConfigurationRecord(of: part, in: database), part)
        if isTold(told) { try say(.storeConfigured, part.rawValue, told, now) }
        if !told.isEmpty { try record.save(as: part, in: database) }
    }

    /// Says something of the store itself, in the operators' log.
    ///
    /// - Parameter tenant: under whose key it is sealed; nil: the operators'.
    func say(
        _ kind: Kind,
        _ subject: String,
        _ data: some Encodable,
        sealing tenant: String? = nil,
        _ now: Timestamp
    ) throws {
        let header = MessageHeader(
            id: MessageID(version7At: now, random: (random(), random())),
            kind: kind,
            source: DerivedMessages.source,
            tenant: nil,
            subject: subject,
            time: now
        )
        try appendDerived(try Message(header, data: data), sealing: tenant, now: now)
    }
}

extension StoreConfigured {
    fileprivate var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }
}

extension ClockState {
    /// As messages tell it.
    fileprivate var told: ClockReading {
        ClockReading(
            quality: "\(quality)",
            offsetMicroseconds: offsetMicroseconds,
            maximumErrorMicroseconds: maximumErrorMicroseconds
        )
    }
}
