public import JSON

/// What is wrong in a schema.
public struct SchemaErrors: Error, Sendable, Hashable, CustomStringConvertible {
    /// One mistake and its place in the schema.
    public struct Issue: Sendable, Hashable {
        /// The way from the schema's root, such as `properties.ports.items`.
        public let path: JSONPath
        /// What is wrong, in words that say what to do.
        public let message: String
    }

    /// The mistakes, in the order of the text; never empty.
    public let issues: [Issue]

    /// Each mistake behind its place, a line each.
    public var description: String {
        issues.map { $0.path.steps.isEmpty ? $0.message : "\($0.path): \($0.message)" }.joined(separator: "\n")
    }
}
