import Diagnostics
import JSON
import YAML

/// Reads a mapping's `config`: a tree whose texts are expressions.
struct MappingTemplateReader {
    let sink: DiagnosticSink

    /// Loops in loops that one mapping may have.
    private static let maximumLoops = 8

    /// A part of the tree, whose expressions may use `variables`; nil where it has a mistake.
    func template(_ node: YAMLNode, _ variables: [String]) -> MappingTemplate<MappingExpression>? {
        switch node.content {
        case .scalar: scalar(node, variables)
        case .sequence(let elements): .list(elements.compactMap { template($0, variables) })
        case .mapping(let members):
            if let each = node["$each"] {
                loop(each, members, node, variables)
            } else {
                object(members, variables)
            }
        }
    }

    private func scalar(_ node: YAMLNode, _ variables: [String]) -> MappingTemplate<MappingExpression>? {
        switch node.scalar?.value {
        case .bool(let value): return .constant(.bool(value))
        case .int, .uint, .double:
            return .constant(.scalar(node.json(into: sink)))
        case .null, nil:
            sink.append(node.diagnostic(.error, "nothing stands here", hint: "leave the setting out instead"))
            return nil
        case .text: return expression(node, variables).map { .expression($0) }
        }
    }

    /// An expression; a number or truth value is one as it stands.
    func expression(_ node: YAMLNode, _ variables: [String]) -> MappingExpression? {
        guard let scalar = node.scalar, !node.isNull, !scalar.text.allSatisfy(\.isWhitespace) else {
            sink.append(node.diagnostic(.error, "expected an expression, found \(node.summary)"))
            return nil
        }
        return MappingExpression(text: scalar.text, variables: variables, node: node)
    }

    private func object(_ members: [YAMLMember], _ variables: [String]) -> MappingTemplate<MappingExpression>? {
        var copied: MappingCopy<MappingExpression>?
        var result: [(name: String, value: MappingTemplate<MappingExpression>)] = []
        for member in members {
            if member.name == "$copy" {
                copied = copy(member.value, variables)
            } else if member.name.hasPrefix("$") {
                report(unknown: member)
            } else if let value = template(member.value, variables) {
                result.append((member.name, value))
            }
        }
        return .object(copy: copied, members: result)
    }

    private func copy(_ node: YAMLNode, _ variables: [String]) -> MappingCopy<MappingExpression>? {
        let reader = node.reader(into: sink)
        let of = reader.node("of").flatMap { expression($0, variables) }
        let style: KeyStyle? = reader.optionalChoice("keys")
        let except = reader.optionalStrings("except")
        reader.finish()
        return of.map { MappingCopy(of: $0, style: style ?? .same, except: Set(except)) }
    }

    private func loop(
        _ each: YAMLNode,
        _ members: [YAMLMember],
        _ node: YAMLNode,
        _ variables: [String]
    ) -> MappingTemplate<MappingExpression>? {
        let reader = each.reader(into: sink)
        let list = reader.node("in").flatMap { expression($0, variables) }
        let name = reader.value("as", expecting: "a name for the element, such as rule") { Self.name($0, variables) }
        reader.finish()
        guard variables.count < MappingReader.variables.count + Self.maximumLoops else {
            sink.append(each.diagnostic(.error, "more than \(Self.maximumLoops) loops in loops"))
            return nil
        }
        guard let list, let name else { return nil }
        let inner = variables + [name]
        guard let value = node["$value"] else {
            return object(members.filter { $0.name != "$each" }, inner).map { .each(list: list, body: $0) }
        }
        for member in members where member.name != "$each" && member.name != "$value" {
            sink.append(member.key.diagnostic(.error, "beside \"$value\" nothing else can stand"))
        }
        return template(value, inner).map { .each(list: list, body: $0) }
    }

    private static func name(_ node: YAMLNode, _ variables: [String]) -> String? {
        guard let text = node.scalar?.text, let first = text.utf8.first, !variables.contains(text) else { return nil }
        func isLetter(_ byte: UInt8) -> Bool {
            (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || byte == 0x5f
        }
        let isName = isLetter(first) && text.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) }
        return isName ? text : nil
    }

    private func report(unknown member: YAMLMember) {
        let known = ["$copy", "$each", "$value"]
        let near = Suggestion.nearest(to: member.name, among: known).map { "did you mean \"\($0)\"?" }
        let hint = near ?? "known are $copy, and $each with $value"
        let message =
            member.name == "$value" ? "\"$value\" stands only beside \"$each\"" : "unknown key \"\(member.name)\""
        sink.append(member.key.diagnostic(.error, message, hint: hint))
    }
}
