import Access
import Crypto
import EvidenceExport
import EvidenceLog
import JSON
import Messages
import Threading

/// `prove` and `export`: what was recorded, with what shows it to others.
extension QueryExecutor {
    /// The proofs of the messages with an id, each with what is needed to check it.
    func prove(_ query: AuthorisedQuery) throws -> QueryReply {
        guard let id = query.request.messageId else { throw QueryMistake("messageId is missing") }
        var body = JSONWriter(reservingCapacity: 4_096)
        body.beginObject()
        body.key("proofs")
        body.beginArray()
        let found = try evidence().proofs(of: id, tenants: query.tenants)
        for (record, proof) in found { write(record, proof, for: query, to: &body) }
        body.endArray()
        body.endObject()
        let header = QueryReplyHeader(id: query.request.id, status: .ok, count: found.count)
        return QueryReply(header: header, body: body)
    }

    /// One proof; of a message that the asker may not read the leaf alone.
    private func write(
        _ record: ExportRecord,
        _ proof: TlogProof,
        for query: AuthorisedQuery,
        to body: inout JSONWriter
    ) {
        let isOwn = record.leaf.header.principal == query.principal.name
        var extra = MessageExtra(leaf: record.leaf.bytes, salt: [])
        var bytes: [UInt8]?
        if case .message(let message) = record.content, isOwn || query.mayRead(recordOf: record) {
            extra.salt = message.salt
            bytes = message.bytes
            // Where others of the tenant sit is no business of an integrator's.
            if let peer = message.peer, isOwn || query.principal.role != .integrator {
                extra.peer = peer.salt + peer.record
            }
        }
        var proof = proof
        proof.extra = extra.bytes
        body.beginObject()
        body.member("tenant", record.leaf.header.tenant)
        body.member("index", record.index)
        body.member("kind", record.leaf.header.kind)
        body.member("principal", record.leaf.header.principal)
        body.member("erased", record.content == .erased)
        body.member("proof", proof.encoded)
        body.member("message", bytes.map { Base64.encode($0) })
        body.endObject()
    }

    /// The beginning of an export, or its next page.
    func export(_ query: AuthorisedQuery) throws -> QueryReply {
        guard let tenant = query.request.tenant else { throw QueryMistake("tenant is missing") }
        guard let cursor = query.request.cursor else { return try begin(query, tenant) }
        let parts = cursor.split(separator: ":").map { UInt64($0) }
        guard parts.count == 2, let size = parts[0], let start = parts[1], start <= size else { throw BadCursor() }
        let page = try evidence().page(
            tenant: tenant,
            size: size,
            from: start,
            limit: query.limit,
            filter: try filter(query, tenant),
            mayRead: query.principal.role.reads
        )
        var body = JSONWriter(reservingCapacity: 1 << 20)
        body.beginObject()
        body.key("records")
        body.beginArray()
        for record in page.records { record.write(to: &body) }
        body.endArray()
        body.endObject()
        let header = QueryReplyHeader(
            id: query.request.id,
            status: .ok,
            cursor: "\(size):\(page.next)",
            more: page.next < size,
            count: page.records.count
        )
        return QueryReply(header: header, body: body)
    }

    private func begin(_ query: AuthorisedQuery, _ tenant: String) throws -> QueryReply {
        let request = query.request
        let asked = ExportManifest.Filter(
            from: request.from?.text,
            to: request.to?.text,
            resource: request.resource,
            finding: request.finding
        )
        let now = Timestamp(milliseconds: WallClock.system.now().milliseconds)
        guard let head = try evidence().head(tenant: tenant, filter: asked, by: query.principal.name, at: now) else {
            throw QueryMistake("nothing was ever recorded of tenant \(tenant)")
        }
        // Who takes evidence out is evidence: what cannot be recorded is not given.
        guard queue.say(.exported(Self.record(of: query, tenant, head.manifest))) else {
            throw QueryMistake("the export cannot be recorded now, ask again")
        }
        var body = JSONWriter(reservingCapacity: 8_192)
        body.beginObject()
        body.key("export")
        try head.write(to: &body)
        body.endObject()
        let size = head.manifest.size
        let header = QueryReplyHeader(id: request.id, status: .ok, cursor: "\(size):0", more: size > 0, count: 0)
        return QueryReply(header: header, body: body)
    }

    private static func record(
        of query: AuthorisedQuery,
        _ tenant: String,
        _ manifest: ExportManifest
    ) -> EvidenceExported {
        let request = query.request
        return EvidenceExported(
            principal: query.principal.name,
            address: query.address,
            tenant: tenant,
            filter: ExportFilter(
                from: request.from,
                to: request.to,
                resource: request.resource,
                finding: request.finding
            ),
            size: manifest.size,
            root: manifest.root
        )
    }

    private func filter(_ query: AuthorisedQuery, _ tenant: String) throws -> EvidenceFilter? {
        let request = query.request
        guard request.from != nil || request.to != nil || request.resource != nil || request.finding != nil else {
            return nil
        }
        var resource = request.resource
        if let finding = request.finding {
            let rows = try reader.findings(FindingFilter(tenants: [tenant], finding: finding), PageRequest(limit: 1))
                .rows
            resource = rows.first?.state.resource.key
        }
        return EvidenceFilter(from: request.from, to: request.to, resource: resource, finding: request.finding)
    }
}

extension AuthorisedQuery {
    /// Whether the asker's role may read messages of the record's kind.
    fileprivate func mayRead(recordOf record: ExportRecord) -> Bool {
        Kind(rawValue: record.leaf.header.kind).map(principal.role.reads) ?? (principal.role == .operator)
    }
}
