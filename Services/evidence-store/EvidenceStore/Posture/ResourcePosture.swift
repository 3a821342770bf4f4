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
/// Sixteen bytes in the journal; SCHEMA.md has the layout.
struct RuleState: Hashable, Sendable {
    static let byteCount = 16

    /// The rule's number in the table `rules`.
    var rule: Int32
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
    /// Reads the journal's bytes; what is no whole rule at the end is left out.
    init(stored bytes: UnsafeRawBufferPointer) {
        self = (0..<bytes.count / RuleState.byteCount).map { index in
            let base = index * RuleState.byteCount
            return RuleState(
                rule: Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: base, as: Int32.self)),
                outcome: bytes[base + 4],
                severity: bytes[base + 5],
                isOpen: bytes[base + 6] & 1 != 0,
                isUnsure: bytes[base + 6] & 2 != 0,
                text: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: base + 8, as: UInt64.self))
            )
        }
    }

    /// The bytes that the journal keeps.
    var stored: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count * RuleState.byteCount) { buffer, initialized in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            for (index, state) in enumerated() {
                let base = index * RuleState.byteCount
                raw.storeBytes(of: state.rule.littleEndian, toByteOffset: base, as: Int32.self)
                raw[base + 4] = state.outcome
                raw[base + 5] = state.severity
                raw[base + 6] = (state.isOpen ? 1 : 0) | (state.isUnsure ? 2 : 0)
                raw[base + 7] = 0
                raw.storeBytes(of: state.text.littleEndian, toByteOffset: base + 8, as: UInt64.self)
            }
            initialized = raw.count
        }
    }
}
