import Messages

/// What is known of one resource: the verdict of every rule, and what it rests on.
struct ResourcePosture: Hashable, Sendable {
    var standing: Standing
    var isDeleted: Bool
    /// One for each rule of the last assessment, by number.
    var rules: [RuleState]
}

/// What one rule last said of a resource.
///
/// Twenty bytes in the journal, sealed; SCHEMA.md has the layout.
struct RuleState: Hashable, Sendable {
    static let byteCount = 20

    /// The rule's number in the table `rules`.
    var rule: Int64
    /// ``Outcome`` by its stored code.
    var outcome: UInt8
    /// ``Severity`` by its rank.
    var severity: UInt8
    /// There is an open finding.
    var isOpen: Bool
    /// The finding stays open though the last assessment could not tell.
    var isUnsure: Bool
    /// A hash of what the finding says, so that a change of it is seen without reading it.
    var text: UInt64
}

extension [RuleState] {
    /// Reads the journal's bytes, opened; what is no whole rule at the end is left out.
    init(stored bytes: UnsafeRawBufferPointer) {
        self = (0..<bytes.count / RuleState.byteCount).map { index in
            let base = index * RuleState.byteCount
            return RuleState(
                rule: Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: base, as: Int64.self)),
                outcome: bytes[base + 8],
                severity: bytes[base + 9],
                isOpen: bytes[base + 10] & 1 != 0,
                isUnsure: bytes[base + 10] & 2 != 0,
                text: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: base + 12, as: UInt64.self))
            )
        }
    }

    /// The bytes that the journal seals.
    var stored: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count * RuleState.byteCount) { buffer, initialized in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            for (index, state) in enumerated() {
                let base = index * RuleState.byteCount
                raw.storeBytes(of: state.rule.littleEndian, toByteOffset: base, as: Int64.self)
                raw[base + 8] = state.outcome
                raw[base + 9] = state.severity
                raw[base + 10] = (state.isOpen ? 1 : 0) | (state.isUnsure ? 2 : 0)
                raw[base + 11] = 0
                raw.storeBytes(of: state.text.littleEndian, toByteOffset: base + 12, as: UInt64.self)
            }
            initialized = raw.count
        }
    }
}
