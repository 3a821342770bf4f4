import Crypto

/// Holds the keys that sign for one webhook: one, or two while the key is being changed.
///
/// The secret file has one `whsec_…` per line, the new one first; empty lines and lines that begin with `#` do not count.
///
/// Source: Standard Webhooks, "Signature scheme".
struct WebhookSecret: Sendable {
    let keys: [[UInt8]]

    /// Reads the content of a secret file.
    init(_ content: String) throws(WebhookSecretError) {
        let lines = content.split(whereSeparator: \.isNewline)
            .map { $0.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed() }
            .map(String.init).filter { !$0.isEmpty && !$0.hasPrefix("#") }
        guard (1...2).contains(lines.count) else { throw .count(lines.count) }
        var keys: [[UInt8]] = []
        for (index, line) in lines.enumerated() {
            guard line.hasPrefix("whsec_"), let key = Base64.decode(String(line.dropFirst(6))) else {
                throw .form(line: index + 1)
            }
            guard (24...64).contains(key.count) else { throw .length(line: index + 1, bytes: key.count) }
            keys.append(key)
        }
        self.keys = keys
    }

    /// Returns the value of `webhook-signature` for a body, one signature for each key.
    func signature(id: String, timestamp: Int64, body: [UInt8]) -> String {
        let signed = Array("\(id).\(timestamp).".utf8) + body
        return keys.map { "v1,\(Base64.encode(HMACSHA256.tag(signed, key: $0).bytes))" }.joined(separator: " ")
    }
}

/// Says what is wrong with a webhook's secret file, without a byte of the secret.
enum WebhookSecretError: Error, Equatable, CustomStringConvertible {
    case count(Int)
    case form(line: Int)
    case length(line: Int, bytes: Int)

    var description: String {
        switch self {
        case .count(let count): "the secret file has \(count) secrets; write one, or two while the key is being changed"
        case .form(let line): "secret \(line) of the file is not whsec_ followed by base64"
        case .length(let line, let bytes): "secret \(line) of the file has \(bytes) bytes; 24 to 64 are allowed"
        }
    }
}
