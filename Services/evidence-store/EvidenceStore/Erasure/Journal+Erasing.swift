import Crypto
import Keystore
import Messages
import SQL

extension Journal {
    /// Tiles of a log that one transaction walks over: 256 messages each.
    private static let tilesOfStep = 8

    /// Goes on with what is to be erased: keeps what is held, takes the rows out, has the keystore destroy the keys, says so.
    ///
    /// Each step is a transaction that a crash may come before or after; destroying a key twice is as good as once.
    func performErasures(_ now: Timestamp) throws {
        try beginRetention(now)
        guard let erasure = erasures.pending.first else { return }
        switch erasure.step {
        case .walking: try walk(erasure, now)
        case .destroying:
            // On disk before it is said: between the two a restart only does it again.
            try vault.destroy(erasures.keys(of: erasure.row).compactMap { KeyID(bytes: $0.kid) })
            try end(erasure, now)
        case .done: break
        }
    }

    // MARK: Walking

    private func walk(_ found: ErasureTable.Erasure, _ now: Timestamp) throws {
        var erasure = found
        var taken = Set(try erasures.keys(of: erasure.row).map(\.id))
        if walks[erasure.row] == nil {
            // What a walk remembers is lost with the process: it begins again, and what is kept twice is kept once.
            walks[erasure.row] = try holds.active(of: erasure.tenant).map { HeldWalk(hold: $0) }
            (erasure.position, erasure.records) = (0, 0)
        }
        for _ in 0..<Self.tilesOfStep { guard try visitTile(of: &erasure, taken) else { break } }
        guard erasure.position >= erasure.size else { return try erasures.update(erasure) }
        if erasure.scope.everything { taken.formUnion(try takeWhatFollowed(&erasure)) }
        try keepEarlier(erasure.row, taken)
        erasure.held = try holds.heldCount(of: erasure.tenant, keys: erasure.row)
        try takeOut(erasure, now)
        erasure.step = .destroying
        try erasures.update(erasure)
        walks[erasure.row] = nil
    }

    /// Looks at the messages up to the end of a tile; false where there are none left.
    private func visitTile(of erasure: inout ErasureTable.Erasure, _ taken: Set<Int64>) throws -> Bool {
        guard erasure.position < erasure.size else { return false }
        let seqs = try logSeqs(erasure.tenant, from: erasure.position, to: erasure.size)
        for seq in seqs { if try visit(seq, erasure.row, taken) { erasure.records += 1 } }
        erasure.position += Int64(seqs.count)
        return !seqs.isEmpty
    }

    /// The seqs of a log's messages from an index on, to the end of its tile.
    private func logSeqs(_ tenant: Int64, from position: Int64, to end: Int64) throws -> [Int64] {
        let (number, place) = UInt64(position).quotientAndRemainder(dividingBy: UInt64(TileTable.width))
        let size = UInt64(names.tenants.size(tenant))
        let seqs: [Int64]
        if let full = try tiles.seqs(tenant, number: number) {
            seqs = full
        } else {
            let count = Int(size % UInt64(TileTable.width))
            let last = names.tenants.last(tenant)
            seqs = try tiles.lastLeaves(tenant, count: count, size: size, last: last).map(\.seq)
        }
        return Array(seqs.dropFirst(Int(place)).prefix(Int(end - position)))
    }

    /// Has a message kept by the holds that it falls under; whether it is one of those that are erased.
    private func visit(_ seq: Int64, _ erasure: Int64, _ taken: Set<Int64>) throws -> Bool {
        guard let row = try recorded.sealed(seq), taken.contains(row.key) else { return false }
        guard walks[erasure]?.isEmpty == false, let message = try recorded.message(seq), !message.isErased else {
            return true
        }
        for place in walks[erasure]?.indices ?? 0..<0 {
            let isKept =
                walks[erasure]?[place].matcher.matches(
                    message.bytes,
                    kind: message.kind,
                    recordedAt: message.recordedAt
                ) ?? false
            if isKept, let hold = walks[erasure]?[place].hold { try keep(seq, by: hold) }
        }
        return true
    }

    /// What kept findings rest on was recorded before them.
    private func keepEarlier(_ erasure: Int64, _ taken: Set<Int64>) throws {
        for walk in walks[erasure] ?? [] {
            for id in walk.matcher.earlier {
                let seqs = try database.all("SELECT seq FROM messages WHERE id = ?", id.bytes) { $0.int64(0) }
                for seq in seqs {
                    guard let row = try recorded.sealed(seq), taken.contains(row.key) else { continue }
                    try keep(seq, by: walk.hold)
                }
            }
        }
    }

    private func keep(_ seq: Int64, by hold: Hold) throws {
        guard let content = try recorded.heldContent(seq) else { return }
        try holds.keep(content.bytes, of: seq, by: hold)
    }

    // MARK: Taking out

    /// Takes the keys out of use, and with everything the tenant's derived rows.
    private func takeOut(_ erasure: ErasureTable.Erasure, _ now: Timestamp) throws {
        try giveUp(erasure, now)
        try database.run(
            "UPDATE keys SET destroyed_at = ?2 WHERE erasure = ?1 AND destroyed_at IS NULL",
            erasure.row,
            now.microseconds
        )
        try AdditionTable(database: database).addDestroyedKeys()
        if erasure.order < 0 { try holds.forget(-erasure.order) }
        if erasure.scope.everything {
            for sql in Self.derivedRows { try database.run(sql, erasure.tenant) }
        }
        mustReload = true
    }

    /// What services said of the tenant since the order tells of what is erased, and goes with it, but for what is held; what the
    /// tenant's integrators published since then stays.
    ///
    /// - Returns: the keys that are taken besides.
    private func takeWhatFollowed(_ erasure: inout ErasureTable.Erasure) throws -> Set<Int64> {
        for purpose in erasure.scope.purposes where purpose != Int64(KeyPurpose.settings.rawValue) {
            try database.run(
                "UPDATE keys SET erasure = ?1 WHERE tenant = ?2 AND purpose = ?3 AND destroyed_at IS NULL",
                erasure.row,
                erasure.tenant,
                purpose
            )
        }
        let taken = Set(try erasures.keys(of: erasure.row).map(\.id))
        // As much as came while the log was walked over: never much.
        erasure.size = names.tenants.size(erasure.tenant)
        while try visitTile(of: &erasure, taken) {}
        return taken
    }

    /// Work on what nobody can read any more is given up.
    private func giveUp(_ erasure: ErasureTable.Erasure, _ now: Timestamp) throws {
        let condition =
            erasure.scope.everything
            ? ""
            : "AND message IN (SELECT m.seq FROM messages m JOIN keys k ON k.id = m.key WHERE k.erasure = \(erasure.row))"
        let items = try database.all(
            "SELECT item FROM obligations WHERE tenant = ? AND state IN (0, 1) \(condition)",
            erasure.tenant
        ) { $0.messageID(0) }
        draft.closed += items.compactMap(\.self)
        try database.run(
            "UPDATE obligations SET state = 3, met_at = ?2 WHERE tenant = ?1 AND state IN (0, 1) \(condition)",
            erasure.tenant,
            now.microseconds
        )
    }

    /// A tenant's derived rows, in an order that needs no row that is gone.
    private static let derivedRows = [
        "DELETE FROM latest WHERE tenant = ?1",
        "DELETE FROM posture WHERE resource IN (SELECT id FROM resources WHERE tenant = ?1)",
        "DELETE FROM changes WHERE resource IN (SELECT id FROM resources WHERE tenant = ?1)",
        "DELETE FROM findings WHERE tenant = ?1",
        "DELETE FROM resources WHERE tenant = ?1",
        "DELETE FROM summary_transitions WHERE summary IN (SELECT id FROM summaries WHERE tenant = ?1)",
        "DELETE FROM summaries WHERE tenant = ?1",
        "DELETE FROM dead_letters WHERE obligation IN (SELECT id FROM obligations WHERE tenant = ?1)",
        "DELETE FROM sources WHERE tenant = ?1",
        "DELETE FROM routes WHERE tenant = ?1",
        "DELETE FROM rules WHERE tenant = ?1",
        "DELETE FROM refusals WHERE tenant = ?1",
    ]

    // MARK: The end

    private func end(_ found: ErasureTable.Erasure, _ now: Timestamp) throws {
        var erasure = found
        erasure.step = .done
        try erasures.update(erasure)
        // The release of a hold is told by its own message.
        if erasure.order >= 0 { try sayErased(erasure, now) }
        try endRetention(now)
    }

    private func sayErased(_ erasure: ErasureTable.Erasure, _ now: Timestamp) throws {
        let order = erasure.order == 0 ? nil : try recorded.message(erasure.order)?.id
        let data = EvidenceErased(
            tenant: names.tenants.name(erasure.tenant),
            order: order,
            everything: erasure.scope.everything,
            keys: try erasures.keys(of: erasure.row).count,
            records: erasure.records,
            held: erasure.held
        )
        try say(.evidenceErased, data.tenant, data, now)
    }
}

/// One hold's look at the log that is walked over.
struct HeldWalk {
    let hold: Hold
    var matcher: HoldMatcher

    init(hold: Hold) {
        self.hold = hold
        matcher = HoldMatcher(hold.filter)
    }
}
