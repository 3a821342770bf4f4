import Adapters
import Diagnostics
import JSON

/// Resources in the words of other tools, brought into native shape by mappings.
final class PlannedShape {
    private let mappings: MappingSet
    private var mappers: [String: ResourceMapper] = [:]
    /// Whole files that were mapped, because the cases of a file follow each other.
    private var known: [String: Mapped] = [:]

    /// What a file became.
    private struct Mapped {
        let addresses: [String]
        let types: [String: String]
        let outcome: ResourceMapper.Outcome
    }

    init(mappings: MappingSet) { self.mappings = mappings }

    /// Whether cases of a format are brought into shape by mappings.
    func reads(_ format: String) -> Bool { Self.sources[format] != nil }

    private static let sources = [
        "tf-values": "terraform", "tf-plan-values": "terraform", "cfn-properties": "cloudformation",
        "gdm-properties": "gdm", "gke-policy-input": "gke", "panther-resource": "panther",
    ]

    /// Adds what the resources of a case become; the verdict is about those that the case's own resource went into.
    func add(_ item: VerdictCase, in folder: CaseFolder, to situation: inout Situation) {
        let own = folder.resource(of: item)
        let mapped = mapped(item, own, folder)
        let name = item.node["resource_name"]?.string ?? item.node["resource_type"]?.string ?? "it"
        // Without a resource, or where the label is for an example, the verdict is about everything in it.
        let isWhole = own == nil || item.node["scope"]?.string == "example"
        let subjects: Set<String> = isWhole ? Set(mapped.addresses) : [name]
        for resource in mapped.outcome.resources {
            let isSubject = resource.origins.contains(where: subjects.contains)
            let native = NativeResource(
                provider: resource.provider,
                resourceType: resource.resourceType,
                names: ([resource.id] + resource.names).uniqued,
                configuration: resource.configuration.root
            )
            situation.add(native, isSubject: isSubject)
            if isSubject { situation.problems += resource.errors }
        }
        for address in mapped.addresses where subjects.contains(address) {
            guard let type = mapped.types[address], mapped.outcome.unmapped[type] != nil else { continue }
            situation.problems.append("\(type) has no mapping")
        }
        situation.problems += mapped.outcome.problems.errors.map { "a mapping: \($0.message)" }
        if situation.subjects.isEmpty, situation.problems.isEmpty {
            situation.problems.append("\(item.node["resource_type"]?.string ?? "this") became no resource")
        }
    }

    private func mapped(_ item: VerdictCase, _ own: JSONNode?, _ folder: CaseFolder) -> Mapped {
        let context = folder.context(of: item)
        let key = context.map { "\(item.corpus) \($0.name)" }
        if let key, let mapped = known[key] { return mapped }
        let planned = planned(item, own, context?.resources)
        let source = Self.sources[item.format] ?? ""
        let mapper = mappers[source] ?? ResourceMapper(mappings, source: source)
        mappers[source] = mapper
        let mapped = Mapped(
            addresses: planned.map(\.address),
            types: Dictionary(planned.map { ($0.address, $0.type) }) { first, _ in first },
            outcome: mapper.outcome(of: planned)
        )
        if let key { known[key] = mapped }
        return mapped
    }

    private func planned(_ item: VerdictCase, _ own: JSONNode?, _ context: JSONNode?) -> [PlannedResource] {
        switch item.format {
        case "tf-values": TerraformFile(terraform(item, own, context)).planned
        case "tf-plan-values": plan(item, own)
        case "cfn-properties": template(item, own, context)
        default: single(item, own)
        }
    }

    /// A resource of a tool of its own, by itself.
    private func single(_ item: VerdictCase, _ own: JSONNode?) -> [PlannedResource] {
        guard let own, let type = (item.node["resource_type"] ?? own["ResourceType"])?.string else { return [] }
        let name = item.node["resource_name"]?.string ?? type
        return [PlannedResource(address: name, type: type, name: name, values: own)]
    }

    // MARK: Terraform

    /// What a block says that sets nothing; files leave it out then.
    private static let nothing = JSONDocument.made { writer in
        writer.beginObject()
        writer.endObject()
    }

    /// Checks of several types name them all, `a|b`; the one whose mapping knows most of the settings stands for them.
    private func type(of written: String, _ values: JSONNode) -> String {
        let types = written.split(separator: "|").map(String.init)
        guard types.count > 1 else { return written }
        let mapper = ResourceMapper(mappings, source: "terraform")
        let sizes = types.map { type in
            let planned = PlannedResource(address: "\(type).it", type: type, name: "it", values: values)
            return mapper.outcome(of: [planned]).resources.map(\.configuration.bytes.count).max() ?? 0
        }
        guard let most = sizes.max(), most > 0, let index = sizes.firstIndex(of: most) else { return written }
        return types[index]
    }

    private func terraform(_ item: VerdictCase, _ own: JSONNode?, _ context: JSONNode?) -> [TerraformFile.Entry] {
        guard let context else { return own.map { [entry(item.node, $0, "resource_name", "resource_type")] } ?? [] }
        return context.elements.compactMap { node in
            (node["values"] ?? Self.nothing).map { entry(node, $0, "address", "type") }
        }
    }

    private func entry(_ node: JSONNode, _ values: JSONNode, _ address: String, _ type: String) -> TerraformFile.Entry {
        let pointers = ["unknown_paths", "null_paths"].flatMap { key in
            node[key].map { $0.elements.compactMap(\.string) } ?? []
        }
        let name = node[address]?.string ?? "unnamed"
        return TerraformFile.Entry(
            address: name,
            type: self.type(of: node[type]?.string ?? "", values),
            values: values,
            unknown: Set(pointers),
            isData: node["mode"]?.string == "data" || name.hasPrefix("data.")
        )
    }

    /// A plan of one resource, for the adapter of plans.
    private func plan(_ item: VerdictCase, _ own: JSONNode?) -> [PlannedResource] {
        guard let own else { return [] }
        let name = item.node["resource_name"]?.string ?? ""
        let plan = JSONDocument.made { writer in
            writer.beginObject()
            writer.member("format_version", "1.2")
            writer.key("resource_changes")
            writer.beginArray()
            writer.beginObject()
            writer.member("address", name)
            writer.member("mode", item.node["mode"]?.string ?? "managed")
            writer.member("type", item.node["resource_type"]?.string)
            writer.member("name", name.split(separator: ".").last.map(String.init))
            writer.key("change")
            writer.beginObject()
            writer.key("actions")
            writer.beginArray()
            writer.string("create")
            writer.endArray()
            writer.member("after", own)
            writer.member("after_unknown", item.node["after_unknown"])
            writer.endObject()
            writer.endObject()
            writer.endArray()
            writer.endObject()
        }
        return plan.map { TerraformPlanAdapter.resources(in: $0) } ?? []
    }

    // MARK: CloudFormation

    private func template(_ item: VerdictCase, _ own: JSONNode?, _ context: JSONNode?) -> [PlannedResource] {
        if let template = item.node["template"] { return CloudFormationAdapter.resources(in: template) }
        if let context {
            let entries = context.elements.map { node in
                CloudFormationFile.Entry(
                    address: node["address"]?.string ?? "",
                    type: node["type"]?.string ?? "",
                    properties: node["values"]
                )
            }
            return CloudFormationFile(entries).planned
        }
        let entry = CloudFormationFile.Entry(
            address: item.node["resource_name"]?.string ?? "",
            type: item.node["resource_type"]?.string ?? "",
            properties: own
        )
        return CloudFormationFile([entry]).planned
    }
}

extension [String] {
    /// Each once, in the order of their first place.
    fileprivate var uniqued: [String] {
        var known: Set<String> = []
        return filter { known.insert($0).inserted }
    }
}
