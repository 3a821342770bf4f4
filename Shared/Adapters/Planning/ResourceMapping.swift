import YAML

/// One entry of a file of mappings, as it was read.
struct ResourceMapping: Sendable {
    /// What planned resources come to.
    enum Target: Sendable {
        /// A resource of its own.
        case resource(provider: String, service: String, type: String)
        /// Settings of another resource, which `named` names.
        case part(provider: String, type: String, named: MappingExpression)
    }

    /// The source's types that it is for.
    let types: [String]
    let target: Target
    /// What the cloud will call the resource.
    let id: MappingExpression?
    /// What others may call it, besides what is always a name.
    let names: [MappingExpression]
    let region: MappingExpression?
    let account: MappingExpression?
    /// Whether the mapping is for the resource at hand.
    let condition: MappingExpression?
    let config: MappingTemplate<MappingExpression>
    /// Where it stands.
    let node: YAMLNode
}

/// An expression in a mapping, not yet compiled.
struct MappingExpression: Sendable {
    let text: String
    /// The variables that it may use, in the order of their slots.
    let variables: [String]
    /// Where it stands.
    let node: YAMLNode
}

/// What a mapping's `config` is made of.
indirect enum MappingTemplate<Expression: Sendable>: Sendable {
    /// A number or a truth value.
    case constant(SettingTree)
    case expression(Expression)
    case list([MappingTemplate])
    /// Members, beside which all members of another object may be copied.
    case object(copy: MappingCopy<Expression>?, members: [(name: String, value: MappingTemplate)])
    /// The body once for each element of a list, which has the variable of the next slot.
    case each(list: Expression, body: MappingTemplate)

    /// The same with each expression converted.
    func map<Other>(_ convert: (Expression) -> Other) -> MappingTemplate<Other> {
        switch self {
        case .constant(let tree): .constant(tree)
        case .expression(let expression): .expression(convert(expression))
        case .list(let elements): .list(elements.map { $0.map(convert) })
        case .object(let copy, let members):
            .object(
                copy: copy.map { MappingCopy(of: convert($0.of), style: $0.style, except: $0.except) },
                members: members.map { ($0.name, $0.value.map(convert)) }
            )
        case .each(let list, let body): .each(list: convert(list), body: body.map(convert))
        }
    }
}

/// `$copy`: all members of an object.
struct MappingCopy<Expression: Sendable>: Sendable {
    let of: Expression
    let style: KeyStyle
    /// Members that are not copied, as the source names them.
    let except: Set<String>
}
