import Crypto
import SQL

extension SegmentSource {
    func addNames(to piece: inout Piece) throws {
        for (table, statement) in names {
            let count = piece.records.count
            try statement.each(after: piece.cursor[table]) { row in
                let (id, name) = (row.int64(0), row.text(1))
                piece.records.append(.name(SegmentName(table: table, id: id, name: name)))
                piece.cursor[table] = id
            }
            if piece.records.count - count == Self.maximumRows { piece.isFull = true }
        }
    }

    func addKeys(to piece: inout Piece) throws {
        let count = piece.records.count
        try keys.each(after: piece.cursor.key) { row in
            let key = SegmentKey(
                id: row.int64(0),
                kid: row.blob(1),
                tenant: row.int64(2),
                purpose: row.int64(3),
                month: row.int64(4),
                madeAt: row.int64(5)
            )
            piece.records.append(.key(key))
            piece.cursor.key = key.id
        }
        if piece.records.count - count == Self.maximumRows { piece.isFull = true }
    }

    func addPeers(to piece: inout Piece) throws {
        let count = piece.records.count
        try peers.each(after: piece.cursor.peer) { row in
            let peer = SegmentPeer(
                id: row.int64(0),
                principal: row.int64(1),
                key: row.int64(2),
                hash: row.digest(3) ?? Segment.origin,
                sealed: row.blob(4)
            )
            piece.records.append(.peer(peer))
            piece.cursor.peer = peer.id
        }
        if piece.records.count - count == Self.maximumRows { piece.isFull = true }
    }

    func addAdditions(to piece: inout Piece) throws {
        let count = piece.records.count
        try additions.each(after: piece.cursor.addition) { row in
            piece.records.append(try addition(row))
            piece.cursor.addition = row.int64(0)
        }
        if piece.records.count - count == Self.maximumRows { piece.isFull = true }
    }

    private func addition(_ row: Statement) throws -> SegmentRecord {
        let number = row.int64(2)
        switch AdditionTable.What(rawValue: row.int64(1)) {
        case .cosignature where !row.isNull(4): return .cosignature(position: number, line: row.text(4))
        case .timestamp where !row.isNull(5):
            return .timestamp(position: number, authority: row.text(3), token: row.blob(5))
        case .destruction where !row.isNull(6): return .destruction(key: number, at: row.int64(6))
        default: throw CopyError.journal("addition \(row.int64(0)) is of nothing that is there")
        }
    }
}

extension Statement {
    /// Gives every row after a number.
    func each(after number: Int64, _ body: (Statement) throws -> Void) throws {
        defer { reset() }
        try bind(1, number)
        while try step() { try body(self) }
    }
}
