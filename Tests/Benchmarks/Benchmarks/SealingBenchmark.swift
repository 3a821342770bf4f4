import Crypto
import Foundation
import Keystore

/// Measures what sealing costs beside hashing the same bytes, and what making keys costs.
struct SealingBenchmark {
    private let key: SealingKey
    private let label = Array("messages.sealed".utf8) + randomBytes(48)

    init() throws {
        guard let key = SealingKey(bytes: randomBytes(SealingKey.byteCount)) else {
            throw BenchmarkError(description: "no key of \(SealingKey.byteCount) bytes")
        }
        self.key = key
    }

    /// Sealing, opening and keyed hashing in nanoseconds and as a multiple of SHA-256 of as many bytes; keys made.
    func report(isQuick: Bool) throws -> Report {
        let rounds = isQuick ? 3 : 9
        var report = Report()
        for count in [100, 1_000] {
            let plain = randomBytes(count)
            let sealed = try key.seal(plain, label: label)
            var output: [UInt8] = []
            let ratios = (0..<rounds).map { _ in
                let hash = nanoseconds { _ = SHA256.hash(plain) }
                let sealing = nanoseconds { try? seal(plain, into: &output) }
                let opening = nanoseconds { try? open(sealed, into: &output) }
                return (hash, sealing, opening)
            }
            report["sha256Nanoseconds\(count)"] = ratios.map(\.0).median
            report["sealNanoseconds\(count)"] = ratios.map(\.1).median
            report["openNanoseconds\(count)"] = ratios.map(\.2).median
            report["sealPerSHA256Of\(count)"] = ratios.map { $0.1 / $0.0 }.median
            report["openPerSHA256Of\(count)"] = ratios.map { $0.2 / $0.0 }.median
        }
        keyedHash(rounds, &report)
        try keys(isQuick ? 1_000 : 10_000, &report)
        return report
    }

    private func keyedHash(_ rounds: Int, _ report: inout Report) {
        let hash = KeyedHash(key: randomBytes(32))
        let text = String(repeating: "arn:aws:s3", count: 10)
        let bytes = Array(text.utf8)
        let pairs = (0..<rounds).map { _ in
            (nanoseconds { _ = SHA256.hash(bytes) }, nanoseconds { _ = hash.hash("resources.id", text) })
        }
        report["keyedHashNanoseconds100"] = pairs.map(\.1).median
        report["keyedHashPerSHA256Of100"] = pairs.map { $0.1 / $0.0 }.median
        report["oneShotHMACNanoseconds100"] = nanoseconds { _ = HMACSHA256.tag(bytes, key: label) }
    }

    private func keys(_ count: Int, _ report: inout Report) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sealing-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let keystore = try Keystore(path: "\(folder)/keys.db", master: MasterKey(), mode: .create)
        let uses = (0..<count).map { KeyUse(tenant: "tenant-\($0)", purpose: .settings, month: 202_611) }
        var ids: [KeyID] = []
        report["makeMilliseconds"] = try milliseconds { ids = try keystore.make(uses, at: 1) }
        report["readMilliseconds"] = try milliseconds { for id in ids { _ = try keystore.bytes(of: id) } }
        report["checkMilliseconds"] = try milliseconds { _ = try keystore.check() }
        report["rotateMilliseconds"] = try milliseconds { try keystore.rotate(to: MasterKey()) }
        report["destroyMilliseconds"] = try milliseconds { try keystore.destroy(ids) }
    }

    private func seal(_ plain: [UInt8], into output: inout [UInt8]) throws {
        try plain.withUnsafeBytes { plain in
            try label.withUnsafeBytes { try key.seal(plain, label: $0, into: &output) }
        }
    }

    private func open(_ sealed: [UInt8], into output: inout [UInt8]) throws {
        try sealed.withUnsafeBytes { sealed in
            try label.withUnsafeBytes { try key.open(sealed, label: $0, into: &output) }
        }
    }

    private func nanoseconds(_ body: () -> Void) -> Double { 1e9 / Rate.once(0.05, body) }

    private func milliseconds(_ body: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock().now
        try body()
        return (ContinuousClock().now - start) / .milliseconds(1)
    }
}
