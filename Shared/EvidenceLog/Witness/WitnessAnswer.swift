/// What a witness says to a request.
///
/// Source: c2sp.org/tlog-witness, add-checkpoint.
public enum WitnessAnswer: Hashable, Sendable {
    /// It cosigned; the lines must be verified still (``SignedNote/verified(by:)``).
    case cosigned([SignatureLine])
    /// It cosigned another size last: a proof from there must be sent.
    case conflict(UInt64)
    /// It refused: 400, 403, 404, 422, or anything else.
    case refused(Int)

    /// Reads an answer by its HTTP status and body.
    /// - Throws: ``LogFormatError`` where the body is not what the status promises.
    public init(status: Int, body: [UInt8]) throws(LogFormatError) {
        switch status {
        case 200:
            self = .cosigned(try Self.lines(body))
        case 409:
            var lines = LineReader(body[...])
            guard let size = lines.next().flatMap(Strict.number), lines.isAtEnd else {
                throw LogFormatError("witness answer", "a conflict without a size")
            }
            self = .conflict(size)
        default:
            self = .refused(status)
        }
    }

    private static func lines(_ body: [UInt8]) throws(LogFormatError) -> [SignatureLine] {
        var lines = LineReader(body[...])
        var signatures: [SignatureLine] = []
        while let line = lines.next() {
            guard signatures.count < SignedNote.greatestSignatureCount else {
                throw LogFormatError("witness answer", "too many signatures")
            }
            signatures.append(try SignatureLine(line: line))
        }
        guard lines.isAtEnd, !signatures.isEmpty else {
            throw LogFormatError("witness answer", "no whole signature line")
        }
        return signatures
    }
}
