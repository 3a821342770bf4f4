import Crypto
import JSON
import Messages

extension HoldPlaced {
    /// Reads and checks `hold.placed`.
    init(reading fields: DataFields, of header: MessageHeader) throws(EnvelopeError) {
        self = try decodeData(fields.node)
        try fields.requireTenant(tenant, "tenant")
        guard TenantProfile.isValid(id: hold) else {
            throw fields.wrong("hold", "must be 1 to 63 of a-z, 0-9 and -, not starting with -")
        }
        if let from, let to, from >= to { throw fields.wrong("to", "must be after from") }
        if let resource, Resource(key: resource) == nil { throw fields.wrong("resource", "must be a resource key") }
        if let finding, finding.utf8.count != 64 || Digest(hex: finding) == nil {
            throw fields.wrong("finding", "must be 64 hexadecimal digits")
        }
        try fields.requireText(reason, "reason")
        if let by { try fields.requireText(by, "by") }
        try header.requireSubject(hold)
    }
}

extension HoldReleased {
    /// Reads and checks `hold.released`.
    init(reading fields: DataFields, of header: MessageHeader) throws(EnvelopeError) {
        self = try decodeData(fields.node)
        try fields.requireText(reason, "reason")
        try header.requireSubject(hold)
    }
}

extension ErasureOrdered {
    /// Reads and checks `erasure.ordered`: what is to be erased must be said, because it cannot be brought back.
    init(reading fields: DataFields, of header: MessageHeader) throws(EnvelopeError) {
        self = try decodeData(fields.node)
        try fields.requireTenant(tenant, "tenant")
        let isPart = classes != nil || from != nil || to != nil
        if everything == true, isPart {
            throw fields.wrong("everything", "excludes classes, from and to")
        }
        guard everything == true || isPart else {
            throw fields.wrong("everything", "must be true where neither classes nor from nor to is given")
        }
        if let classes, classes.isEmpty || Set(classes).count != classes.count {
            throw fields.wrong("classes", "must name at least one class, and each once")
        }
        if let from, let to, from > to { throw fields.wrong("to", "must not be before from") }
        try fields.requireText(reason, "reason")
        try header.requireSubject(tenant)
    }
}

extension EvidenceImported {
    /// Reads and checks `evidence.imported`.
    init(reading fields: DataFields, of header: MessageHeader) throws(EnvelopeError) {
        self = try decodeData(fields.node)
        try fields.requireTenant(tenant, "tenant")
        try fields.requireText(origin, "origin")
        guard root.utf8.count == 64, Digest(hex: root) != nil else {
            throw fields.wrong("root", "must be 64 hexadecimal digits")
        }
        guard messages >= 0, UInt64(messages) <= size else {
            throw fields.wrong("messages", "must be 0 to size")
        }
        try header.requireSubject(tenant)
    }
}

extension DataFields {
    fileprivate func requireTenant(_ tenant: String, _ name: StaticString) throws(EnvelopeError) {
        guard TenantProfile.isValid(id: tenant) else { throw wrong(name, "must be a tenant's id") }
    }

    fileprivate func requireText(_ text: String, _ name: StaticString) throws(EnvelopeError) {
        guard (1...4_096).contains(text.utf8.count) else { throw wrong(name, "must be a string of 1 to 4096 bytes") }
    }
}
