import Diagnostics
import JSON
import Messages

/// Turns planned resources into what an adapter gives.
struct PlannedReading {
    let format: AdapterFormat
    let mapper: ResourceMapper
    /// When the plan was made; templates and older plans do not say.
    let time: Timestamp

    func reading(_ resources: [PlannedResource]) -> AdapterReading {
        let outcome = mapper.outcome(of: resources)
        let previous = previous(resources)
        var reading = AdapterReading()
        reading.isSnapshot = true
        reading.ignored = outcome.ignored
        reading.unmapped = outcome.unmapped
        reading.errors = outcome.problems.errors.prefix(20).map { problem in
            let place = [problem.file, problem.position.map { "\($0.line):\($0.column)" }].compactMap(\.self)
            return AdapterError(
                .malformed("a mapping: \(problem.message)"),
                at: place.joined(separator: ":"),
                of: format
            )
        }
        for resource in outcome.resources {
            let key = [resource.provider, resource.resourceType, resource.origins.first ?? ""]
            reading.changes.append(change(resource, previous: previous[key]))
            for error in resource.errors {
                reading.errors.append(AdapterError(.malformed(error), at: resource.origins.first ?? "", of: format))
            }
        }
        return reading
    }

    /// The settings before the change, by provider, type and address.
    private func previous(_ resources: [PlannedResource]) -> [[String]: RawJSON] {
        guard resources.contains(where: { $0.before != nil && $0.action == .update }) else { return [:] }
        let before = resources.compactMap { resource -> PlannedResource? in
            guard resource.action != .create, resource.action != .delete else { return nil }
            var earlier = resource
            earlier.values = resource.before ?? resource.values
            return earlier
        }
        let mapped = mapper.map(before).map { resource in
            ([resource.provider, resource.resourceType, resource.origins.first ?? ""], resource.configuration.bytes)
        }
        return Dictionary(mapped, uniquingKeysWith: { first, _ in first }).mapValues { RawJSON(trusted: $0) }
    }

    private func change(_ mapped: MappedResource, previous: RawJSON?) -> AdaptedChange {
        let resource = Resource(
            provider: mapped.provider,
            account: mapped.account ?? "unknown",
            region: mapped.region ?? "global",
            type: mapped.resourceType,
            id: mapped.id
        )
        let changed = ConfigChanged(
            resource: resource,
            service: mapped.service,
            configuration: RawJSON(trusted: mapped.configuration.bytes),
            previousConfiguration: mapped.action == .update ? previous : nil,
            observedAt: time,
            change: Change(action: mapped.action, source: format.rawValue)
        )
        let id = ChangeIdentity.id(
            of: resource,
            at: time,
            action: mapped.action,
            configuration: mapped.configuration.bytes
        )
        return AdaptedChange(
            id: id,
            change: changed,
            gaps: mapped.gaps,
            names: mapped.names,
            origin: mapped.origins.first
        )
    }
}
