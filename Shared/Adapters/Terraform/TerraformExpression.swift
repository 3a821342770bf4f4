import JSON

/// The expression that sets an attribute of a resource.
enum TerraformExpression {
    /// The attribute has one: with the attribute's name, and the position in it where one element of a list is meant.
    case found(JSONNode, name: String, position: Int?)
    /// The block is there, and in it nothing sets the attribute.
    case absent(name: String)
    /// A part of an expression's value, or a block that the configuration makes itself.
    case unclear

    /// Follows the path of an attribute through a resource's expressions.
    init(at path: [JSONPath.Step], in expressions: JSONNode) {
        var (node, name) = (expressions, "")
        for (index, step) in path.enumerated() {
            if !name.isEmpty, Self.isExpression(node) {
                guard case .index(let position) = step, index == path.count - 1 else {
                    self = .unclear
                    return
                }
                self = .found(node, name: name, position: position)
                return
            }
            switch step {
            case .key(let key):
                guard let next = node[key] else {
                    self = index == path.count - 1 ? .absent(name: key) : .unclear
                    return
                }
                (node, name) = (next, key)
            case .index(let position):
                // A block that can stand only once has no list around it.
                guard node.kind == .array else { continue }
                guard let next = node[position] else {
                    self = .unclear
                    return
                }
                node = next
            }
        }
        self = Self.isExpression(node) ? .found(node, name: name, position: nil) : .unclear
    }

    private static func isExpression(_ node: JSONNode) -> Bool {
        node.member("references")?.kind == .array || node.member("constant_value") != nil
    }

    /// The address in a template that is nothing but a reference to a resource's identity: of `${aws_s3_bucket.b.id}` it is
    /// `aws_s3_bucket.b`; nil for any other text.
    static func address(in template: String) -> String? {
        guard template.hasPrefix("${"), template.hasSuffix("}") else { return nil }
        let parts = TerraformReference(String(template.dropFirst(2).dropLast())).parts
        let isData = parts.first == "data"
        let count = isData ? 3 : 2
        guard parts.count == count + 1, TerraformAttribute.isIdentity(parts[count]),
            parts.allSatisfy({ part in
                !part.isEmpty
                    && part.prefix { $0 != "[" }.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
            })
        else { return nil }
        return parts.prefix(count).joined(separator: ".")
    }
}
