/// What is wrong in a schema.
public struct SchemaErrors: Error, Sendable, Hashable, CustomStringConvertible {
    /// One mistake and its place in the schema, such as `properties.ports.items`.
    public struct Issue: Sendable, Hashable {
        /// The names on the way from the schema's root; empty for the root itself.
        public let path: String
        /// The bytes of the document that it is about.
        public let range: Range<Int>
        /// What is wrong, in words that say what to do.
        public let message: String
    }

    /// The mistakes, in the order of the text; never empty.
    public let issues: [Issue]

    /// Each mistake behind its place, a line each.
    public var description: String {
        issues.map { $0.path.isEmpty ? $0.message : "\($0.path): \($0.message)" }.joined(separator: "\n")
    }
}
