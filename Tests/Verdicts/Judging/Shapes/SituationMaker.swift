import JSON

/// Brings cases into the shapes that their clouds have.
///
/// Keeps the last file that several cases stand in, because they follow each other.
public final class SituationMaker {
    private let azure: AzureShape

    /// Takes the resource types that rules apply to, by provider.
    public init(types: [String: Set<String>]) {
        let known = types["azure"] ?? []
        azure = AzureShape(spellings: Dictionary(known.map { ($0.lowercased(), $0) }) { first, _ in first })
    }

    /// What a case puts before the rules.
    public func situation(of item: VerdictCase, in folder: CaseFolder) -> Situation {
        var situation = Situation()
        let own = folder.resource(of: item)
        var found = false
        for resource in folder.context(of: item).map({ Array($0.resources.elements) }) ?? [] {
            guard let values = resource["values"] else { continue }
            let isOwn = own.map { isSame(resource, values, as: item, $0) } ?? true
            found = found || isOwn
            add(values, type: resource["type"]?.string, of: item, isSubject: isOwn, to: &situation)
        }
        if let own, !found {
            add(own, type: item.node["resource_type"]?.string, of: item, isSubject: true, to: &situation)
        }
        for other in item.node["inventory"].map({ Array($0.elements) }) ?? [] {
            add(other, type: nil, of: item, isSubject: false, to: &situation)
        }
        return situation
    }

    /// Whether a resource of the file is the one that the case is about.
    private func isSame(_ resource: JSONNode, _ values: JSONNode, as item: VerdictCase, _ own: JSONNode) -> Bool {
        guard resource["type"]?.string == item.node["resource_type"]?.string else { return false }
        if let address = resource["address"]?.string, address == item.node["resource_name"]?.string { return true }
        return values.source.elementsEqual(own.source)
    }

    private func add(
        _ node: JSONNode,
        type: String?,
        of item: VerdictCase,
        isSubject: Bool,
        to situation: inout Situation
    ) {
        let found = resources(in: node, type: type, of: item)
        if found.isEmpty, isSubject { situation.problems.append("\(type ?? "this") has no native shape") }
        for resource in found { situation.add(resource, isSubject: isSubject) }
    }

    private func resources(in node: JSONNode, type: String?, of item: VerdictCase) -> [NativeResource] {
        switch item.format {
        case "k8s-object": KubernetesShape.resources(in: node)
        case "arm-resource", "azure-resource": azure.resources(in: node, type: type)
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
