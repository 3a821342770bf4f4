import Crypto
import EvidenceLog
import Messages

extension CopyVerifier {
    /// A message: its leaf, what the leaf says, its place in the tenant's log, and what is sealed.
    func check(_ message: SegmentMessage) throws {
        let record = "message \(message.seq)"
        if message.seq != cursor.seq + 1 { problem(record, "follows message \(cursor.seq)") }
        cursor.seq = message.seq
        report.messages += 1
        if message.previous != lastOfKind[message.kind, default: 0] {
            problem(record, "does not name the message before it of its kind")
        }
        lastOfKind[message.kind] = message.seq
        chain.append(message.leafHash)
        if MerkleHash.leaf(message.leaf) != message.leafHash {
            problem(record, "its leaf does not have the hash that was recorded")
        }
        let log = try log(message.tenant)
        defer { log.last = message.seq }
        if let leaf = Leaf(bytes: message.leaf) {
            check(leaf, of: message, in: log, record)
            try open(message, leaf, record)
        } else {
            problem(record, "its leaf cannot be read")
        }
        grown.insert(message.tenant)
        try append(message.leafHash, to: log, mustHaveTiles: message.seq <= tiled)
    }

    private func check(_ leaf: Leaf, of message: SegmentMessage, in log: VerifiedLog, _ record: String) {
        let header = leaf.header
        if header.index != log.tree.size {
            problem(record, "its leaf says place \(header.index) in the log of \"\(log.name)\", it is \(log.tree.size)")
        }
        let said: [(SegmentName.Table, Int64, String)] = [
            (.tenants, message.tenant, header.tenant), (.principals, message.principal, header.principal),
            (.kinds, message.kind, header.kind),
        ]
        for (table, id, name) in said where names[table]?[id] != name {
            problem(record, "its leaf says \"\(name)\", which is not number \(id) of \(table)")
        }
        if message.logPrevious != log.last { problem(record, "does not name the message before it in its log") }
        if let peer = header.peer, peer != (message.peer == 0 ? LeafHeader.noPeer : peers[message.peer]) {
            problem(record, "its leaf names another peer")
        }
    }

    private func open(_ message: SegmentMessage, _ leaf: Leaf, _ record: String) throws {
        guard let opener, message.key != 0 else { return }
        guard let key = keys[message.key] else {
            problem(record, "names key \(message.key), which is not there")
            return
        }
        let id = MessageID(high: leaf.header.idHigh, low: leaf.header.idLow)
        let label = MessageSeal.label(id, leaf.content)
        do {
            guard let opened = try opener(key, message.sealed, label) else {
                report.erased += 1
                return
            }
            guard SHA256.hash(opened) == leaf.content else {
                problem(record, "what is sealed does not have its content hash")
                return
            }
            report.opened += 1
        } catch {
            problem(record, "what is sealed cannot be opened: \(error)")
        }
    }

    private func log(_ tenant: Int64) throws -> VerifiedLog {
        if let log = logs[tenant] { return log }
        let name = names[.tenants]?[tenant] ?? ""
        let log = VerifiedLog(name: name, folder: CopyName.log(tenant: name))
        log.expected = try checkpoint(of: log)
        logs[tenant] = log
        return log
    }
}
