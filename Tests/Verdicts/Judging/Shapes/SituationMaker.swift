public import Adapters
import JSON

/// Brings cases into the shapes that their clouds have.
public final class SituationMaker {
    private let azure: AzureShape
    private let planned: PlannedShape

    /// Takes what is needed to make native resources.
    ///
    /// - Parameters:
    ///   - types: the resource types that rules apply to, by provider.
    ///   - mappings: how other tools' resources become native ones.
    public init(types: [String: Set<String>], mappings: MappingSet = .empty) {
        azure = AzureShape(types: types["azure"] ?? [])
        planned = PlannedShape(mappings: mappings)
    }

    /// What a case puts before the rules.
    public func situation(of item: VerdictCase, in folder: CaseFolder) -> Situation {
        var situation = Situation()
        if planned.reads(item.format) {
            planned.add(item, in: folder, to: &situation)
            return situation
        }
        let own = folder.resource(of: item)
        for resource in folder.context(of: item).map({ Array($0.resources.elements) }) ?? [] {
            guard let values = resource["values"] else { continue }
            let type = resource["type"]?.string
            let isAddressed = own == nil || isNamed(resource, as: item)
            add(values, type: type, of: item, to: &situation) { node in
                isAddressed || own.map { node.source.elementsEqual($0.source) } == true
            }
        }
        if let own, situation.subjects.isEmpty {
            add(own, type: item.node["resource_type"]?.string, of: item, to: &situation) { _ in true }
        }
        for other in item.node["inventory"].map({ Array($0.elements) }) ?? [] {
            add(other, type: nil, of: item, to: &situation) { _ in false }
        }
        if item.format == "arm-resource" { situation.includeChildren() }
        if situation.subjects.isEmpty {
            let types = own == nil ? "nothing in it" : item.node["resource_type"]?.string ?? "this"
            situation.problems.append("\(types) has no native shape")
        }
        return situation
    }

    /// Whether a resource of the file is the one that the case is about.
    private func isNamed(_ resource: JSONNode, as item: VerdictCase) -> Bool {
        guard resource["type"]?.string == item.node["resource_type"]?.string else { return false }
        return resource["address"]?.string.map { $0 == item.node["resource_name"]?.string } ?? false
    }

    private func add(
        _ node: JSONNode,
        type: String?,
        of item: VerdictCase,
        to situation: inout Situation,
        isSubject: (JSONNode) -> Bool
    ) {
        switch item.format {
        case "arm-resource", "azure-resource":
            for found in azure.resources(in: node, type: type, isSubject: isSubject) {
                situation.add(found.resource, isSubject: found.isSubject)
            }
        default:
            let isOwn = isSubject(node)
            for resource in resources(in: node, type: type, of: item) { situation.add(resource, isSubject: isOwn) }
        }
    }

    private func resources(in node: JSONNode, type: String?, of item: VerdictCase) -> [NativeResource] {
        switch item.format {
        case "k8s-object": KubernetesShape.resources(in: node)
        case "cai-asset": GoogleShape.resources(in: node)
        case "aws-config-item": AWSConfigShape.resources(in: node, type: type)
        case "scubagear-provider-json", "scubagoggles-provider-json":
            TenantShape.resources(in: node, product: item.node["product"]?.string ?? "", platform: item.platform)
        default: []
        }
    }
}

@available(*, unavailable)
extension SituationMaker: Sendable {}
