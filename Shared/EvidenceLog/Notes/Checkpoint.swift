public import Crypto

/// The root of a log at a size: what is signed.
///
/// Source: c2sp.org/tlog-checkpoint.
public struct Checkpoint: Hashable, Sendable {
    /// The log's name; see ``LogOrigin``.
    public var origin: String
    /// How many entries the log has.
    public var size: UInt64
    /// The root of its tree.
    public var root: Digest
    /// Further lines; this project writes none.
    public var extensions: [String]

    /// Takes all fields.
    public init(origin: String, size: UInt64, root: Digest, extensions: [String] = []) {
        self.origin = origin
        self.size = size
        self.root = root
        self.extensions = extensions
    }

    /// Reads the text of a note.
    /// - Throws: ``LogFormatError`` for anything that ``text`` would not give back exactly.
    public init(text: String) throws(LogFormatError) {
        let bytes = Array(text.utf8)[...]
        var lines = LineReader(bytes)
        guard Strict.text(bytes) != nil, let origin = lines.next(), !origin.isEmpty else {
            throw Self.problem("it does not begin with an origin")
        }
        guard let size = lines.next().flatMap(Strict.number) else { throw Self.problem("the second line is no size") }
        guard let root = lines.next().flatMap(Strict.digest) else { throw Self.problem("the third line is no hash") }
        var extensions: [String] = []
        while let line = lines.next() {
            guard !line.isEmpty else { throw Self.problem("it has an empty line") }
            extensions.append(String(decoding: line, as: UTF8.self))
        }
        guard lines.isAtEnd else { throw Self.problem("it does not end with a newline") }
        self.init(origin: String(decoding: origin, as: UTF8.self), size: size, root: root, extensions: extensions)
    }

    /// The text that is signed, with a newline at its end.
    public var text: String {
        ([origin, String(size), Base64.encode(root.bytes)] + extensions).map { $0 + "\n" }.joined()
    }

    private static func problem(_ text: String) -> LogFormatError { LogFormatError("checkpoint", text) }
}
