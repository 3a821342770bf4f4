public import Diagnostics
import Messages

/// Turns planned resources into the cloud's own shape, with what other planned resources configure of them folded in.
///
/// Pure: the same resources and mappings always give the same.
public struct ResourceMapper: Sendable {
    private let set: MappingSet
    private let source: String

    /// What mapping came to.
    public struct Outcome: Sendable {
        /// The resources, in the order of the plan; those that are only known by their parts at the end.
        public var resources: [MappedResource] = []
        /// How many planned resources have a type that no mapping is for, by type.
        public var unmapped: [String: Int] = [:]
        /// What is wrong in the files of mappings that were needed.
        public var problems = Diagnostics()

        /// The types that no mapping is for, each with its number: `aws_foo (3)`.
        public var ignored: [String] { unmapped.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" } }
    }

    /// Takes mappings, of which those of one source are used, such as `terraform`.
    public init(_ set: MappingSet, source: String) {
        self.set = set
        self.source = source
    }

    /// Maps the resources; types that have no mapping are left out.
    public func map(_ resources: [PlannedResource]) -> [MappedResource] { outcome(of: resources).resources }

    /// Maps the resources and says also which have no mapping, and why.
    public func outcome(of resources: [PlannedResource]) -> Outcome {
        let (mappings, problems) = set.mappings(from: source, for: Set(resources.map(\.mappedType)))
        var evaluation = TemplateEvaluation()
        var assembly = ResourceAssembly()
        var outcome = Outcome(problems: problems)
        for resource in resources {
            guard let candidates = mappings[resource.mappedType] else {
                // Data sources are read, not made; nobody expects a verdict on each.
                if !resource.isData { outcome.unmapped[resource.type, default: 0] += 1 }
                continue
            }
            for mapping in candidates { Self.apply(mapping, to: resource, &evaluation, &assembly) }
        }
        outcome.resources = assembly.finish()
        return outcome
    }

    private static func apply(
        _ mapping: CompiledMapping,
        to resource: PlannedResource,
        _ evaluation: inout TemplateEvaluation,
        _ assembly: inout ResourceAssembly
    ) {
        let programs = mapping.programs
        evaluation.begin(resource)
        if let condition = programs.condition, !evaluation.holds(condition, "when") { return }
        let tree = evaluation.tree(programs.config, "config")
        var settings = SettingObject()
        settings.isNamed = true
        if case .object(let object) = tree { settings = object }
        switch mapping.source.target {
        case .resource(let provider, let service, let type):
            let id = programs.id.flatMap { evaluation.value($0, "id")?.text }
            let names = programs.names.flatMap { evaluation.texts($0, "names") ?? [] }
            let region = programs.region.flatMap { evaluation.value($0, "region")?.text }
            let account = programs.account.flatMap { evaluation.value($0, "account")?.text }
            var draft = ResourceDraft(provider: provider, service: service, type: type, settings: settings)
            draft.take(resource, id: id, names: names, region: region, account: account)
            draft.errors = evaluation.errors
            assembly.add(draft)
        case .part(let provider, let type, _):
            // A part that goes away configures nothing any more.
            guard resource.action != .delete else { return }
            let named = programs.named.flatMap { evaluation.texts($0, "named") }
            let part = ResourcePart(
                provider: provider,
                type: type,
                named: named,
                address: resource.address,
                names: ResourceDraft.names(of: resource),
                action: resource.action,
                region: resource.region,
                settings: settings,
                errors: evaluation.errors
            )
            assembly.add(part)
        }
    }
}
