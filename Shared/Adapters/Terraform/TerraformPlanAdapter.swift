public import JSON
import Messages

/// Turns what `terraform show -json PLAN` writes into the resources that the clouds will have.
///
/// Source: https://developer.hashicorp.com/terraform/internals/json-format, formats 0.1 to 1.2; OpenTofu writes the same.
public struct TerraformPlanAdapter: Adapter {
    /// What it reads.
    public static let format = AdapterFormat.terraformPlan

    private let mapper: ResourceMapper

    /// Takes the mappings from Terraform's resources to those of the clouds.
    public init(mappings: MappingSet) {
        mapper = ResourceMapper(mappings, source: "terraform")
    }

    /// Tells a plan by its format's version and what it plans.
    public func recognises(_ root: JSONNode) -> Bool {
        root.member("format_version")?.kind == .string
            && (root.member("planned_values") != nil || root.member("resource_changes") != nil)
    }

    /// Reads a plan.
    public func read(_ root: JSONNode) -> AdapterReading {
        guard recognises(root) else {
            var reading = AdapterReading()
            reading.errors = [AdapterError(.unrecognised(found: root.outline), of: Self.format)]
            return reading
        }
        // Another major version may mean something else by the same words; the source above wants it rejected.
        if let version = root.text("format_version"), !["0", "1"].contains(version.prefix { $0 != "." }) {
            var reading = AdapterReading()
            let words = "a plan in format \(version.prefix(16)), of which only 0 and 1 are known"
            reading.errors = [AdapterError(.malformed(words), of: Self.format)]
            return reading
        }
        let time = root.member("timestamp")?.string.flatMap { Timestamp($0) }
        let reading = PlannedReading(format: Self.format, mapper: mapper, time: time ?? AdaptedChange.undated)
        var result = reading.reading(Self.resources(in: root))
        if root.member("errored")?.bool == true {
            let words = "planning broke off with errors: resources may be missing from this plan"
            result.errors.append(AdapterError(.malformed(words), of: Self.format))
        }
        return result
    }

    /// The resources that a plan is about, as Terraform has them.
    public static func resources(in root: JSONNode) -> [PlannedResource] {
        var plan = TerraformPlan(root)
        return plan.resources()
    }

    /// The address in a template that is nothing but a reference to a resource's identity: of `${aws_s3_bucket.b.id}` it is
    /// `aws_s3_bucket.b`; nil for any other text.
    public static func address(inTemplate text: String) -> String? { TerraformExpression.address(in: text) }
}
