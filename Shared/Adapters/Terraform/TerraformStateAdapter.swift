public import JSON
import Messages

/// Turns a state of Terraform into the resources that the clouds have: what `terraform show -json` writes, and `terraform.tfstate`.
///
/// Source: https://developer.hashicorp.com/terraform/internals/json-format, "State Representation"; the file's own form is that of
/// version 4, which Terraform has written since 0.12.
public struct TerraformStateAdapter: Adapter {
    /// What it reads.
    public static let format = AdapterFormat.terraformState

    private let mapper: ResourceMapper

    /// Takes the mappings from Terraform's resources to those of the clouds.
    public init(mappings: MappingSet) {
        mapper = ResourceMapper(mappings, source: "terraform")
    }

    /// Tells a state by its version and Terraform's; a plan is none.
    public func recognises(_ root: JSONNode) -> Bool {
        if root.member("format_version")?.kind == .string {
            return root.member("planned_values") == nil && root.member("resource_changes") == nil
                && root.member("terraform_version") != nil
        }
        return root.member("version")?.int != nil && root.member("terraform_version")?.kind == .string
            && root.member("resources")?.kind == .array
    }

    /// Reads a state.
    public func read(_ root: JSONNode) -> AdapterReading {
        var reading = AdapterReading()
        guard recognises(root) else {
            reading.errors = [AdapterError(.unrecognised(found: root.outline), of: Self.format)]
            return reading
        }
        if let version = root.member("version")?.int, version != 4 {
            let words = "a state of version \(version); version 4 is read, which Terraform 0.12 and later write"
            reading.errors = [AdapterError(.malformed(words), of: Self.format)]
            return reading
        }
        let planned = PlannedReading(format: Self.format, mapper: mapper, time: AdaptedChange.undated)
        return planned.reading(Self.resources(in: root))
    }

    /// The resources of a state, as Terraform has them.
    public static func resources(in root: JSONNode) -> [PlannedResource] {
        if let values = root.member("values") {
            return TerraformModule.resources(in: values).compactMap { entry in
                let tree = TerraformValues().tree(
                    entry.node.member("values"),
                    sensitive: entry.node.member("sensitive_values")
                )
                return entry.planned(tree, action: .snapshot)
            }
        }
        return root.member("resources").map { $0.elements.flatMap(instances) } ?? []
    }

    /// The instances of one resource in `terraform.tfstate`.
    private static func instances(_ resource: JSONNode) -> [PlannedResource] {
        guard let type = resource.text("type"), let name = resource.text("name") else { return [] }
        let isData = resource.member("mode")?.isString("data") == true
        let module = resource.text("module").map { "\($0)." } ?? ""
        let base = "\(module)\(isData ? "data." : "")\(type).\(name)"
        return resource.member("instances").listed.compactMap { instance in
            // What was replaced and waits to be deleted.
            guard instance.text("deposed") == nil, let attributes = instance.member("attributes") else { return nil }
            let index = instance.member("index_key").map { "[\($0)]" } ?? ""
            var tree = TerraformValues().tree(attributes, sensitive: nil)
            for path in instance.member("sensitive_attributes").listed {
                tree?.mask(at: path.elements.compactMap { $0.member("value") }[...])
            }
            let entry = TerraformEntry(
                node: instance,
                module: "",
                address: base + index,
                type: type,
                name: name,
                isData: isData
            )
            return entry.planned(tree, action: .snapshot)
        }
    }
}
