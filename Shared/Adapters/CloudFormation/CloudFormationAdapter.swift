public import JSON
import Messages

/// Turns a template of CloudFormation into the resources that AWS will have.
///
/// Source: AWS CloudFormation User Guide, "Template anatomy" and "Intrinsic function reference". YAML reaches it as JSON, see ``AdapterText``.
public struct CloudFormationAdapter: Adapter {
    /// What it reads.
    public static let format = AdapterFormat.cloudFormation

    private let mapper: ResourceMapper

    /// Takes the mappings from CloudFormation's resources to those of AWS.
    public init(mappings: MappingSet) {
        mapper = ResourceMapper(mappings, source: "cloudformation")
    }

    /// Tells a template by its resources, each of which has a type.
    public func recognises(_ root: JSONNode) -> Bool {
        guard let resources = root.member("Resources"), resources.kind == .object else { return false }
        if root.member("AWSTemplateFormatVersion") != nil { return true }
        guard let first = resources.members.first(where: { $0.value.kind == .object })?.value else { return false }
        return first.text("Type")?.contains("::") == true
    }

    /// Reads a template.
    public func read(_ root: JSONNode) -> AdapterReading {
        guard root.member("Resources")?.kind == .object else {
            var reading = AdapterReading()
            reading.errors = [AdapterError(.unrecognised(found: root.outline), of: Self.format)]
            return reading
        }
        var template = CloudFormationTemplate(root)
        let resources = template.resources()
        var reading = PlannedReading(format: Self.format, mapper: mapper, time: AdaptedChange.undated).reading(
            resources
        )
        reading.ignored += template.ignored
        for loop in template.loops {
            let words = "loops are not followed; give the template that the stack shows once it is processed"
            reading.errors.append(AdapterError(.malformed(words), at: loop, of: Self.format))
        }
        return reading
    }

    /// The resources that a template is about, as CloudFormation has them.
    public static func resources(in root: JSONNode) -> [PlannedResource] {
        var template = CloudFormationTemplate(root)
        return template.resources()
    }
}
