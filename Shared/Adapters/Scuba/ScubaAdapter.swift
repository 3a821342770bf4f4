import JSON
import Messages

/// Turns the export of a tenant's settings into a `config.changed` for each product.
struct ScubaReading {
    let format: AdapterFormat
    let provider: String
    let products: [ScubaProduct]

    func recognises(_ root: JSONNode) -> Bool {
        let own = products.reduce(into: Set<String>()) { $0.formUnion($1.keys) }.subtracting(["policies"])
        let found = root.members.lazy.prefix(200).filter { own.contains($0.key.string) }
        return found.contains { _ in true }
    }

    func read(_ root: JSONNode) -> AdapterReading {
        var reading = AdapterReading()
        for (position, tenant) in root.elementsOrSelf.enumerated() {
            let found = products.compactMap { change(tenant, $0) }
            reading.changes += found
            guard found.isEmpty else { continue }
            let place = root.kind == .array ? "[\(position)]" : ""
            reading.errors.append(AdapterError(.unrecognised(found: tenant.outline), at: place, of: format))
        }
        return reading
    }

    private func change(_ tenant: JSONNode, _ product: ScubaProduct) -> AdaptedChange? {
        let names = Set(tenant.members.map(\.key.string))
        guard !names.isDisjoint(with: product.keys) else { return nil }
        var writer = JSONWriter()
        writer.beginObject()
        for (key, value) in tenant.members where product.keys.union(product.shared).contains(key.string) {
            key.withUTF8 { writer.key(utf8: $0) }
            value.write(to: &writer)
        }
        writer.endObject()
        let details = tenant.member("tenant_details")?.elementsOrSelf.first ?? tenant.member("tenant_info")
        let id = tenant.text("tenant_id") ?? details?.text("TenantId", "ID", "topLevelOU", "domain") ?? "tenant"
        let time = tenant.text("date", "timestamp").flatMap { Timestamp($0) } ?? AdaptedChange.undated
        let resource = Resource(provider: provider, account: id, region: "global", type: product.type, id: id)
        let change = ConfigChanged(
            resource: resource,
            service: product.type.split(separator: "/").last.map { $0.lowercased() },
            configuration: RawJSON(trusted: writer.bytes),
            observedAt: time,
            change: Change(action: .snapshot, source: format.rawValue)
        )
        return AdaptedChange(
            id: ChangeIdentity.id(of: resource, at: time, action: .snapshot, configuration: writer.bytes),
            change: change
        )
    }
}
