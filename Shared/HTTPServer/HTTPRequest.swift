/// Holds one request as it was read in whole.
public struct HTTPRequest: Sendable {
    /// The method: GET, HEAD or POST.
    public let method: String
    /// The path, percent-decoded, without the query.
    public let path: String
    /// The query's names and values, percent-decoded, in order.
    public let query: [(name: String, value: String)]
    /// The header fields in order, as they came.
    public let headers: [(name: String, value: String)]
    /// The body; empty for GET and HEAD.
    public let body: [UInt8]

    /// Returns the first header field of that name, in any case of letters.
    public func header(_ name: String) -> String? {
        let name = name.lowercased()
        return headers.first { $0.name.lowercased() == name }?.value
    }

    /// Returns the first value of that name in the query.
    public func parameter(_ name: String) -> String? {
        query.first { $0.name == name }?.value
    }
}
