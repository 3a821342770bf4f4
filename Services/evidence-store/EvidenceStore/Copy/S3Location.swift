/// Where a bucket is, from `s3://bucket/prefix` and the endpoint.
struct S3Location: Sendable, Hashable {
    /// As `https://s3.ap-northeast-1.amazonaws.com`; no `/` at its end.
    var endpoint: String
    var bucket: String
    /// What stands before every name: empty, or with `/` at its end.
    var prefix: String
    var region: String

    /// Throws ``CopyError/refused(_:)`` for what cannot be a bucket, or an endpoint to which content would go unprotected.
    init(url: String, endpoint: String?, region: String) throws(CopyError) {
        guard url.hasPrefix("s3://") else { throw .refused("\"\(url)\" is not like s3://bucket/prefix") }
        let parts = url.dropFirst(5).split(separator: "/", omittingEmptySubsequences: true).map(String.init)
        guard let bucket = parts.first, Self.isBucket(bucket) else {
            throw .refused("\"\(url)\" names no bucket; write it like s3://bucket/prefix")
        }
        let prefix = parts.dropFirst().map { $0 + "/" }.joined()
        guard prefix.isEmpty || CopyName.isValid(String(prefix.dropLast())) else {
            throw .refused("the prefix of \"\(url)\" may have letters, digits, \"-\", \"_\" and \".\"")
        }
        guard !region.isEmpty, region.utf8.allSatisfy({ Self.isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }) else {
            throw .refused("\"\(region)\" is no region")
        }
        self.bucket = bucket
        self.prefix = prefix
        self.region = region
        self.endpoint = try Self.endpoint(endpoint ?? "https://s3.\(region).amazonaws.com")
    }

    /// The URL of an object, in path style: services without wildcard certificates and names understand it too.
    func url(_ name: String) -> String { "\(endpoint)/\(bucket)/\(Self.escaped(prefix + name))" }

    /// The URL of a listing: parameters in the order of their names, as the signature wants them.
    func url(listing prefix: String, after name: String, limit: Int) -> String {
        let full = self.prefix + prefix
        let start = name.isEmpty ? "" : "&start-after=\(Self.escaped(self.prefix + name, slash: true))"
        return "\(endpoint)/\(bucket)?list-type=2&max-keys=\(limit)&prefix=\(Self.escaped(full, slash: true))\(start)"
    }

    /// Everything but unreserved characters as `%` and two digits (RFC 3986); `/` only in a query.
    static func escaped(_ text: String, slash: Bool = false) -> String {
        var result: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            if isLetterOrDigit(byte) || "-._~".utf8.contains(byte) || (byte == UInt8(ascii: "/") && !slash) {
                result.append(byte)
            } else {
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func endpoint(_ text: String) throws(CopyError) -> String {
        var text = text
        while text.hasSuffix("/") { text.removeLast() }
        if text.hasPrefix("https://"), text.count > 8 { return text }
        // For tests and for a gateway on the same machine.
        let isLocal = ["127.0.0.1", "localhost", "[::1]"].contains { host in
            text == "http://\(host)" || text.hasPrefix("http://\(host):")
        }
        guard isLocal else { throw .refused("copy-endpoint must begin with https://, this one does not: \(text)") }
        return text
    }

    /// Source: AWS, "General purpose bucket naming rules"; capitals and `_` are of older buckets.
    private static func isBucket(_ text: String) -> Bool {
        (3...255).contains(text.utf8.count) && !text.hasPrefix(".") && !text.contains("..")
            && text.utf8.allSatisfy { isLetterOrDigit($0) || "-._".utf8.contains($0) }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 32) || (48...57).contains(byte)
    }
}
