import Curl

/// Holds a webhook's URL, taken apart as far as must be known before it is used.
struct WebhookTarget: Sendable, Hashable {
    /// As the profile has it.
    let url: String
    let isEncrypted: Bool
    /// Name or address, without port.
    let host: String
    /// Scheme, host and port: what may be shown, because a path or query may hold a secret.
    let shown: String

    /// Reads `https://host[:port][/…]` or `http://…`; nil for other schemes, user names, blanks and control characters.
    init?(_ url: String) {
        guard url.utf8.count <= 2_048, url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        let scheme: String
        if url.lowercased().hasPrefix("https://") {
            scheme = "https://"
        } else if url.lowercased().hasPrefix("http://") {
            scheme = "http://"
        } else {
            return nil
        }
        let rest = url.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard let host = Self.host(authority), !authority.contains("@"), !authority.contains("\\") else { return nil }
        self.url = url
        self.host = host
        isEncrypted = scheme == "https://"
        shown = scheme + authority
    }

    private static func host(_ authority: Substring) -> String? {
        if authority.hasPrefix("[") {
            guard let close = authority.firstIndex(of: "]") else { return nil }
            return IPAddress(written: authority[...close]) == nil ? nil : String(authority[...close])
        }
        let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
        guard let name = parts.first, !name.isEmpty, parts.count <= 2 else { return nil }
        if parts.count == 2, UInt16(parts[1]) == nil { return nil }
        return String(name)
    }
}
