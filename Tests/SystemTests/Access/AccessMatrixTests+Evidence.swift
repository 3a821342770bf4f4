import Bus
import Installation
import Messages
import TestSupport
import Testing

extension AccessMatrixTests {
    /// What was refused is in the journal once its minute or the store's life is over.
    func expectEvidence(_ installation: Installation) async throws {
        let store = try #require(installation.program(.evidenceStore))
        #expect(try await aside { store.stop() })
        try installation.start(.evidenceStore)
        try await installation.waitUntilReady(.evidenceStore)
        let reading = try await JournalReading(installation)
        let attempts = try await reading.messages(.accessRefused).flatMap { message in
            try message.decode(AccessRefused.self).attempts
        }
        let refused = try await reading.messages(.inputRefused).map { try $0.decode(InputRefused.self) }
        for row in Self.rows {
            let key = try row.publicKey(installation)
            func count(_ reason: String) -> Int64 {
                attempts.filter {
                    // The peer's address is not known where it was not asked about its key.
                    $0.key == key && $0.reason == reason && $0.domain == "external"
                        && (key == nil ? $0.address.isEmpty : $0.address.hasPrefix("127."))
                }.reduce(0) { $0 + $1.count }
            }
            if let reason = row.reason {
                // Who has no key comes twice to each, and is told from a probe at least once.
                let range: ClosedRange<Int64> = row.key == nil ? 3...6 : 3...3
                #expect(range.contains(count(reason)), "\(row.who): one for each socket")
            }
            if case .no(let code) = row.answers[.ask] { #expect(count("asks: \(code)") > 0, "\(row.who) asks") }
            guard case .no(let code) = row.answers[.publish] else { continue }
            let told = refused.filter { $0.principal == row.key && $0.code == code }
            #expect(told.contains { $0.details.first?.address?.hasPrefix("127.") == true }, "\(row.who) publishes")
        }
        let leaving = try Self.withRevokedKey.publicKey(installation)
        let ofLeaving = attempts.filter { $0.key == leaving }
        let unknown = ofLeaving.filter { $0.reason == "unknown key" }.map(\.count).reduce(0, +)
        #expect(unknown == 4, "the feed that was cut off, and one for each socket")
        for reason in ["publishes with a key that is not valid any more", "asks: op-not-allowed"] {
            #expect(ofLeaving.contains { $0.reason == reason && $0.address.hasPrefix("127.") }, "\(reason)")
        }
        #expect(refused.contains { $0.principal == "acme-ci" && $0.code == "kind-not-allowed" }, "the forged hold")
        let changes = try await reading.positions(.configChanged)
        #expect(changes.compactMap(\.position.principal).sorted() == ["acme-ci", "acme-ci", "leaving"])
        await reading.stop()
    }
}
