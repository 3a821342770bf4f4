public import JSON

/// Turns the settings of a Microsoft 365 tenant, as ScubaGear exports them, into `config.changed`.
public struct ScubaGearAdapter: Adapter {
    /// The format that it reads.
    public static let format = AdapterFormat.scubaGear

    private let tenant = ScubaReading(format: Self.format, provider: "m365", products: ScubaProduct.microsoft)

    /// Makes the adapter; it holds nothing.
    public init() {}

    /// An object with settings of a product of Microsoft 365.
    public func recognises(_ root: JSONNode) -> Bool { tenant.recognises(root) }

    /// Reads an export: one change for each product that it holds.
    public func read(_ root: JSONNode) -> AdapterReading { tenant.read(root) }
}
