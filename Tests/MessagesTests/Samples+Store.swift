import Messages

/// Messages about the store itself.
extension Samples {
    static func ofTheStore(_ kind: Kind) throws -> Message {
        switch kind {
        case .holdPlaced: try told(kind, "case-17", held)
        case .holdReleased: try told(kind, "case-17", HoldReleased(hold: "case-17", reason: "the case was closed"))
        case .erasureOrdered: try told(kind, "acme", ordered)
        case .evidenceErased:
            try told(
                kind,
                "acme",
                EvidenceErased(tenant: "acme", order: change, everything: false, keys: 3, records: 120_000, held: 42)
            )
        case .retentionApplied:
            try told(
                kind,
                "retention",
                RetentionApplied(months: ["settings": 24], tenants: 1, keys: 3, records: 120_000, held: 42)
            )
        case .evidenceExported: try told(kind, "acme", exported)
        case .evidenceImported:
            try told(
                kind,
                "acme",
                EvidenceImported(
                    tenant: "acme",
                    origin: "evidence.example/tenant/acme",
                    size: 311,
                    root: root,
                    messages: 17
                )
            )
        case .inputRefused: try told(kind, "acme-ci", refused)
        case .accessRefused: try told(kind, "access", turnedAway)
        case .storeStarted: try told(kind, "store", started)
        default:
            try told(
                kind,
                "principals",
                StoreConfigured(what: .principals, digest: policy.digest, added: ["acme-ci"], removed: ["old-ci"])
            )
        }
    }

    private static func told(_ kind: Kind, _ subject: String, _ data: some Encodable) throws -> Message {
        try message(kind, id: change, tenant: nil, subject: subject, data)
    }

    static let root = String(repeating: "1c", count: 32)

    static let held = HoldPlaced(
        hold: "case-17",
        tenant: "acme",
        from: time,
        to: time + .seconds(3_600),
        resource: resource.key,
        finding: finding,
        reason: "court order 17 of 2026",
        by: "legal"
    )

    static let ordered = ErasureOrdered(
        tenant: "acme",
        classes: [.settings, .notices],
        from: Month(number: 202_601),
        to: Month(number: 202_603),
        reason: "request 12"
    )

    static let exported = EvidenceExported(
        principal: "acme-audit",
        address: "192.0.2.4",
        tenant: "acme",
        filter: ExportFilter(from: time, resource: resource.key),
        size: 311,
        root: root
    )

    static let refused = InputRefused(
        principal: "acme-ci",
        code: RefusalCode.badData.rawValue,
        minute: Timestamp(microseconds: time.microseconds / 60_000_000 * 60_000_000),
        count: 17,
        details: [
            RefusedInput(
                sender: replica,
                token: "17",
                place: "data.account",
                why: "is missing",
                size: 1_234,
                hash: root,
                at: time,
                address: "192.0.2.4"
            )
        ]
    )

    static let turnedAway = AccessRefused(
        minute: refused.minute,
        count: 20_000,
        attempts: [
            RefusedAccess(
                key: "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7",
                address: "198.51.100.9",
                domain: "external",
                reason: "unknown key",
                count: 3
            )
        ]
    )

    static let started = StoreStarted(
        epoch: "4-9f86d081884c7d65",
        version: "0.5.0",
        schema: 2,
        keys: StoreKeysInUse(master: "5e884898", signing: nil, socket: "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"),
        settings: SettingsInForce(digest: policy.digest, changed: ["origin"]),
        clock: ClockReading(quality: "synchronised", offsetMicroseconds: -120, maximumErrorMicroseconds: 15_000)
    )
}
