public import JSON
public import Messages

/// One resource as a plan, a state or a template has it, in the words of the tool that wrote it.
public struct PlannedResource: Sendable {
    /// What the tool calls it, such as `module.web.aws_s3_bucket.logs[0]` or a logical id.
    public var address: String
    /// The tool's type, such as `aws_s3_bucket`.
    public var type: String
    /// The last part of the address, without an index.
    public var name: String
    /// The settings; what is not known yet is marked, and references to one resource's identity are its address.
    public var values: JSONNode
    /// The settings before the change.
    public var before: JSONNode?
    /// What is planned.
    public var action: ChangeAction
    /// Whether it is only read, not made; its mappings are found under `data.TYPE`.
    public var isData: Bool
    /// The region that the tool was told to work in.
    public var region: String?

    /// Takes all fields.
    public init(
        address: String,
        type: String,
        name: String,
        values: JSONNode,
        before: JSONNode? = nil,
        action: ChangeAction = .snapshot,
        isData: Bool = false,
        region: String? = nil
    ) {
        self.address = address
        self.type = type
        self.name = name
        self.values = values
        self.before = before
        self.action = action
        self.isData = isData
        self.region = region
    }

    /// The type that mappings are found under.
    var mappedType: String { isData ? "data.\(type)" : type }
}
