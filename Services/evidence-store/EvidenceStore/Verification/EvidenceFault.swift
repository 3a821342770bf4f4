/// Something that is not what was recorded or signed, and exactly where.
struct EvidenceFault: Hashable, Sendable, CustomStringConvertible {
    enum Place: Hashable, Sendable {
        case message(Int64)
        case batch(Int64)
        case tile(tenant: String, level: Int, number: UInt64)
        case entry(Int64)
        case tenant(String)
        case tenantCheckpoint(tenant: String, size: Int64)
        case peer(Int64)
        case key(Int64)
        /// A checkpoint that was kept elsewhere.
        case kept(String, size: UInt64)
        case journal
    }

    var place: Place
    var reason: String

    init(_ place: Place, _ reason: String) {
        self.place = place
        self.reason = reason
    }

    var description: String { "\(place.description): \(reason)" }
}

extension EvidenceFault.Place: CustomStringConvertible {
    var description: String {
        switch self {
        case .message(let seq): "message \(seq)"
        case .batch(let first): "batch of message \(first)"
        case .tile(let tenant, let level, let number): "tile \(level)/\(number) of \(Self.log(tenant))"
        case .entry(let position): "entry \(position) of the store log"
        case .tenant(let tenant): Self.log(tenant)
        case .tenantCheckpoint(let tenant, let size): "checkpoint of \(Self.log(tenant)) at size \(size)"
        case .peer(let id): "peer \(id)"
        case .key(let id): "key \(id)"
        case .kept(let origin, let size): "the checkpoint of \(origin) at size \(size) that was kept elsewhere"
        case .journal: "the journal"
        }
    }

    private static func log(_ tenant: String) -> String {
        tenant.isEmpty ? "the operators' log" : "the log of \(tenant)"
    }
}
