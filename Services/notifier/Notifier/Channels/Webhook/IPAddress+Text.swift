import Curl

extension IPAddress {
    /// Reads an address as URLs and interfaces write it: in brackets, with a zone such as `%eth0`, which is dropped.
    init?(written text: some StringProtocol) {
        var text = text[...]
        if text.hasPrefix("["), text.hasSuffix("]") { text = text.dropFirst().dropLast() }
        self.init(String(text.prefix { $0 != "%" }))
    }

    var isIPv4: Bool { bytes.count == 4 }
}
