public import Crypto

/// What a witness is asked: to cosign a checkpoint that follows the one it cosigned last.
///
/// Source: c2sp.org/tlog-witness, add-checkpoint.
public struct WitnessRequest: Hashable, Sendable {
    /// The size that the witness cosigned last; 0 for none.
    public var oldSize: UInt64
    /// The consistency proof from there.
    public var proof: [Digest]
    /// The checkpoint, signed by the log.
    public var checkpoint: SignedNote

    /// Takes all fields.
    public init(oldSize: UInt64, proof: [Digest], checkpoint: SignedNote) {
        self.oldSize = oldSize
        self.proof = proof
        self.checkpoint = checkpoint
    }

    /// Reads the body of a request, as a witness does.
    /// - Throws: ``LogFormatError`` for anything that ``bytes`` would not give back exactly.
    public init(bytes: [UInt8]) throws(LogFormatError) {
        var lines = LineReader(bytes[...])
        guard let size = lines.next().flatMap({ Strict.value(of: "old", in: $0) }).flatMap(Strict.number) else {
            throw Self.problem("it does not begin with the old size")
        }
        oldSize = size
        proof = []
        while true {
            guard let line = lines.next() else { throw Self.problem("it has no checkpoint") }
            if line.isEmpty { break }
            guard proof.count < TlogProof.greatestHashCount, let hash = Strict.digest(line) else {
                throw Self.problem("hash \(proof.count) is not a hash, or one too many")
            }
            proof.append(hash)
        }
        checkpoint = try SignedNote(bytes: lines.rest)
    }

    /// The body of the request.
    public var bytes: [UInt8] {
        let lines = ["old \(oldSize)"] + proof.map { Base64.encode($0.bytes) }
        return Array((lines.map { $0 + "\n" }.joined() + "\n" + checkpoint.encoded).utf8)
    }

    /// Returns the body of a request.
    public static func encode(oldSize: UInt64, proof: [Digest], checkpoint: SignedNote) -> [UInt8] {
        WitnessRequest(oldSize: oldSize, proof: proof, checkpoint: checkpoint).bytes
    }

    private static func problem(_ text: String) -> LogFormatError { LogFormatError("witness request", text) }
}
