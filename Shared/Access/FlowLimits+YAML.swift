public import Messages
public import YAML

extension FlowLimits {
    /// Reads the optional mapping `limits`; nil where it is absent.
    public init?(of reader: YAMLReader) {
        guard let limits = reader.optionalMapping("limits") else { return nil }
        self.init()
        for field in Self.fields { self[keyPath: field.path] = limits.optionalInt(field.name, in: field.range) }
        limits.finish()
    }
}
