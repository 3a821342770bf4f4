public import JSON

/// Holds every adapter, and chooses the one that a document is for.
public struct AdapterCatalogue: Sendable {
    private let adapters: [any Adapter]

    /// Makes the catalogue.
    /// - Parameter mappings: what planned resources are in their cloud's own shape.
    public init(mappings: MappingSet = .empty) {
        // The order is that of recognition: what can only be one thing comes before what could be several.
        adapters = [
            TerraformPlanAdapter(mappings: mappings), TerraformStateAdapter(mappings: mappings),
            CloudFormationAdapter(mappings: mappings), AWSConfigAdapter(), CloudTrailAdapter(),
            AdmissionReviewAdapter(),
            KubernetesAuditAdapter(), KubernetesAdapter(), GoogleAuditAdapter(), GoogleAssetAdapter(),
            AzureActivityAdapter(), EventGridAdapter(), ScubaGearAdapter(), ScubaGogglesAdapter(),
            AzureResourceAdapter(),
            MappedAdapter(mappings: mappings),
        ]
    }

    /// The formats that can be read here, in the order of recognition.
    public var formats: [AdapterFormat] { adapters.map { type(of: $0).format } }

    /// The adapter of a format; nil where there is none.
    public func adapter(for format: AdapterFormat) -> (any Adapter)? {
        adapters.first { type(of: $0).format == format }
    }

    /// The format of a document; nil where it is none that is known.
    ///
    /// A list is what its first element is.
    public func recognise(_ root: JSONNode) -> AdapterFormat? {
        if let adapter = adapters.first(where: { $0.recognises(root) }) { return type(of: adapter).format }
        guard root.kind == .array, let first = root.elements.first(where: { _ in true }), first.kind == .object else {
            return nil
        }
        return adapters.first { $0.recognises(first) }.map { type(of: $0).format }
    }

    /// Reads a document as the given format, or as the one that it is recognised as.
    /// - Throws: ``AdapterError`` where it is in no known format, or in another than the one asked for; it names what was found.
    public func read(_ root: JSONNode, as asked: AdapterFormat? = nil) throws(AdapterError) -> AdapterReading {
        guard let format = asked ?? recognise(root) else {
            throw AdapterError(.unrecognised(found: root.outline), of: nil)
        }
        guard let adapter = adapter(for: format) else { throw AdapterError(.unsupported, of: format) }
        let reading = adapter.read(root)
        if asked != nil, reading.isFruitless, let found = recognise(root), found != format {
            throw AdapterError(.otherFormat(found), of: format)
        }
        return reading
    }
}

extension AdapterReading {
    /// Whether there are errors and nothing else.
    fileprivate var isFruitless: Bool { changes.isEmpty && ignored.isEmpty && !errors.isEmpty }
}
