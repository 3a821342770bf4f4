public import JSON

/// Turns the settings of a Google Workspace tenant, as ScubaGoggles exports them, into `config.changed`.
public struct ScubaGogglesAdapter: Adapter {
    /// The format that it reads.
    public static let format = AdapterFormat.scubaGoggles

    private let tenant = ScubaReading(format: Self.format, provider: "workspace", products: ScubaProduct.google)

    /// Makes the adapter; it holds nothing.
    public init() {}

    /// An object with policies by organisational unit or with logs of a product of Google Workspace.
    public func recognises(_ root: JSONNode) -> Bool {
        root.member("tenant_info")?.member("topLevelOU") != nil
            || root.members.contains { $0.key.string.hasSuffix("_logs") }
    }

    /// Reads an export: one change for each product that it holds.
    public func read(_ root: JSONNode) -> AdapterReading { tenant.read(root) }
}
