public import Crypto

/// A proof that an entry is in a log, for a file of its own: `.tlog-proof`.
///
/// Source: c2sp.org/tlog-proof.
public struct TlogProof: Hashable, Sendable {
    /// The most hashes that a proof can have: the levels of the greatest tree.
    public static let greatestHashCount = 63

    private static let title = Array("c2sp.org/tlog-proof@v1".utf8)

    /// What else is needed to compute the leaf; see ``MessageExtra`` and ``AnchorExtra``.
    public var extra: [UInt8]?
    /// The place of the entry in the log, from 0.
    public var index: UInt64
    /// The hashes from the leaf's sibling up to the root's child.
    public var hashes: [Digest]
    /// The log's checkpoint, signed.
    public var checkpoint: SignedNote

    /// Takes all fields.
    public init(extra: [UInt8]?, index: UInt64, hashes: [Digest], checkpoint: SignedNote) {
        self.extra = extra
        self.index = index
        self.hashes = hashes
        self.checkpoint = checkpoint
    }

    /// Reads a proof file.
    /// - Throws: ``LogFormatError`` for anything that ``encoded`` would not give back exactly.
    public init(encoded: String) throws(LogFormatError) {
        try self.init(bytes: Array(encoded.utf8))
    }

    /// Reads a proof file from its bytes.
    /// - Throws: ``LogFormatError`` as ``init(encoded:)``, and where they are not UTF-8.
    public init(bytes: [UInt8]) throws(LogFormatError) {
        var lines = LineReader(bytes[...])
        guard let title = lines.next(), title.elementsEqual(Self.title) else {
            throw Self.problem("it does not begin with c2sp.org/tlog-proof@v1")
        }
        var line = lines.next() ?? []
        if let text = Strict.value(of: "extra", in: line) {
            guard let bytes = Strict.base64(text) else { throw Self.problem("the extra data is not base64") }
            extra = bytes
            line = lines.next() ?? []
        }
        guard let index = Strict.value(of: "index", in: line).flatMap(Strict.number) else {
            throw Self.problem("it has no index")
        }
        self.index = index
        hashes = []
        while true {
            guard let line = lines.next() else { throw Self.problem("it has no checkpoint") }
            if line.isEmpty { break }
            guard hashes.count < Self.greatestHashCount, let hash = Strict.digest(line) else {
                throw Self.problem("hash \(hashes.count) is not a hash, or one too many")
            }
            hashes.append(hash)
        }
        checkpoint = try SignedNote(bytes: lines.rest)
    }

    /// The proof file.
    public var encoded: String {
        var lines = [String(decoding: Self.title, as: UTF8.self)]
        // Without data there is no line, so that there is one text for a proof.
        if let extra, !extra.isEmpty { lines.append("extra " + Base64.encode(extra)) }
        lines.append("index \(index)")
        lines += hashes.map { Base64.encode($0.bytes) }
        return lines.map { $0 + "\n" }.joined() + "\n" + checkpoint.encoded
    }

    /// Returns the checkpoint, if it is of the log `origin`, one of `verifiers` signed it, and `leaf` is in it at ``index``.
    /// - Throws: ``LogFormatError`` that says which of these is not so.
    public func verify(leaf: Digest, origin: String, by verifiers: [NoteVerifier]) throws(LogFormatError) -> Checkpoint
    {
        guard !checkpoint.verified(by: verifiers).isEmpty else {
            throw Self.problem("no key that is trusted signed the checkpoint, or a signature of one is wrong")
        }
        let head = try Checkpoint(text: checkpoint.text)
        guard head.origin.utf8.elementsEqual(origin.utf8) else { throw Self.problem("it is of another log") }
        guard InclusionProof.isValid(hashes, leaf: leaf, index: index, size: head.size, root: head.root) else {
            throw Self.problem("the entry is not at place \(index) of the log")
        }
        return head
    }

    private static func problem(_ text: String) -> LogFormatError { LogFormatError("proof", text) }
}
