import Crypto

/// Reads and writes the one line in which a secret of 32 bytes stands: `NAME:BASE64`.
enum KeyText {
    static let byteCount = 32
    static let largestFile = 4096

    /// Returns the key; nil unless `text` is that line, with or without a line feed.
    static func read(_ text: [UInt8], named name: String) -> [UInt8]? {
        guard text.count <= largestFile else { return nil }
        var line = text[...]
        if line.last == UInt8(ascii: "\n") { line.removeLast() }
        let prefix = Array("\(name):".utf8)
        guard line.starts(with: prefix) else { return nil }
        let key = Base64.decode(String(decoding: line.dropFirst(prefix.count), as: UTF8.self))
        return key?.count == byteCount ? key : nil
    }

    static func write(_ key: [UInt8], named name: String) -> String { "\(name):\(Base64.encode(key))\n" }
}
