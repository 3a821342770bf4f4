import Crypto
import EvidenceLog
import Keystore
import Messages
import SQL

/// Checks the rows of holds, of what they keep, and of erasures: each rests on a message and on keys as it says.
final class HoldChecks {
    private struct Hold {
        var row: Int64
        var name: String
        var tenant: Int64
        var key: Int64
        var placed: Int64
        var released: Int64?
        var sealed: [UInt8]
    }

    private let database: Database
    private let keys: KeyRing?
    private var lines: [String] = []
    private var hasher = LeafHasher()

    /// - Parameter vault: nil: what is sealed is not opened.
    init(in database: Database, vault: KeyVault?) throws {
        self.database = database
        keys = try vault.map { try KeyRing(in: database, vault: $0) }
    }

    /// What is wrong, a line each.
    func faults() throws -> [String] {
        let kinds = try kindsOfOrders()
        let holds = try database.all("SELECT id, name, tenant, key, placed, released, sealed FROM holds ORDER BY id") {
            Hold(
                row: $0.int64(0),
                name: $0.text(1),
                tenant: $0.int64(2),
                key: $0.int64(3),
                placed: $0.int64(4),
                released: $0.optionalInt64(5),
                sealed: $0.blob(6)
            )
        }
        for hold in holds { try check(hold, kinds) }
        try checkHeld(Dictionary(holds.map { ($0.row, $0) }) { first, _ in first })
        try checkErasures(kinds)
        try checkKeys()
        return lines
    }

    /// The kind of each message that orders something here, by seq.
    private func kindsOfOrders() throws -> [Int64: String] {
        let rows = try database.all(
            """
            SELECT m.seq, k.name FROM messages m JOIN kinds k ON k.id = m.kind WHERE m.seq IN
            (SELECT placed FROM holds UNION SELECT released FROM holds UNION SELECT ordered FROM erasures)
            """
        ) { ($0.int64(0), $0.text(1)) }
        return Dictionary(rows) { first, _ in first }
    }

    private func check(_ hold: Hold, _ kinds: [Int64: String]) throws {
        func fault(_ reason: String) { lines.append("hold \(hold.name): \(reason)") }
        if kinds[hold.placed] != Kind.holdPlaced.rawValue { fault("no message placed it") }
        if let released = hold.released, kinds[released] != Kind.holdReleased.rawValue {
            fault("no message released it")
        }
        let use = try database.first("SELECT tenant, purpose FROM keys WHERE id = ?", hold.key) {
            ($0.int64(0), $0.int64(1))
        }
        if use?.0 != hold.tenant || use?.1 != Int64(KeyPurpose.hold.rawValue) { fault("its key is not that of a hold") }
        guard let keys else { return }
        guard let key = try keys.dataKey(hold.key) else {
            if hold.released == nil { fault("its key is gone, and it was never released") }
            return
        }
        if (try? key.open(hold.sealed, label: SealLabel("holds.sealed", hold.key).bytes)) == nil {
            fault("its seal is broken")
        }
    }

    private func checkHeld(_ holds: [Int64: Hold]) throws {
        let rows = try database.prepare(
            """
            SELECT h.seq, h.hold, h.key, h.sealed, m.content_hash FROM held h LEFT JOIN messages m ON m.seq = h.seq
            ORDER BY h.seq, h.hold
            """
        )
        defer { rows.finalize() }
        while try rows.step() {
            let (seq, number) = (rows.int64(0), rows.int64(1))
            func fault(_ reason: String) { lines.append("message \(seq) kept by hold \(number): \(reason)") }
            guard let hold = holds[number], hold.key == rows.int64(2) else {
                fault("there is no such hold, or its key is another")
                continue
            }
            guard let hash = rows.digest(4) else {
                fault("there is no such message")
                continue
            }
            guard let key = try keys?.dataKey(hold.key) else { continue }
            let opened = try? key.open(rows.blob(3), label: SealLabel("held", seq, number).bytes)
            guard let opened, let content = HeldContent(bytes: opened),
                MessageSeal.isWhole(content.message, hash, &hasher)
            else {
                fault("it is not what was recorded")
                continue
            }
        }
    }

    private func checkErasures(_ kinds: [Int64: String]) throws {
        let rows = try database.all(
            """
            SELECT e.id, e.tenant, e.ordered, e.step, e.position, e.size, e.records, e.held FROM erasures e ORDER BY e.id
            """
        ) { row in (0..<8).map { row.int64(Int32($0)) } }
        for row in rows {
            func fault(_ reason: String) { lines.append("erasure \(row[0]): \(reason)") }
            let log = try LogSizes.log(row[1], in: database)
            if log == nil { fault("there is no tenant \(row[1])") }
            if row[2] > 0, kinds[row[2]] != Kind.erasureOrdered.rawValue { fault("no message ordered it") }
            if !(1...3).contains(row[3]) { fault("its step is none") }
            if row[5] > log?.size ?? 0 || row[4] > row[5] || row[6] > row[5] || row[7] > row[6] {
                fault("it counts more messages than there are")
            }
        }
    }

    /// A key is destroyed by an erasure that came that far, and by nothing else.
    private func checkKeys() throws {
        let rows = try database.all(
            """
            SELECT k.id, k.destroyed_at, k.erasure, e.step FROM keys k LEFT JOIN erasures e ON e.id = k.erasure
            WHERE k.erasure IS NOT NULL OR k.destroyed_at IS NOT NULL ORDER BY k.id
            """
        ) { ($0.int64(0), $0.optionalInt64(1), $0.optionalInt64(2), $0.optionalInt64(3)) }
        for (id, destroyed, erasure, step) in rows {
            func fault(_ reason: String) { lines.append("key \(id): \(reason)") }
            if erasure == nil || step == nil { fault("it was destroyed, and no erasure did it") }
            if destroyed == nil, step == 3 { fault("its erasure is done, and it was not destroyed") }
            if destroyed != nil, step == 1 { fault("it was destroyed before its erasure came to that") }
        }
    }
}

@available(*, unavailable)
extension HoldChecks: Sendable {}
