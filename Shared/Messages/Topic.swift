/// Topics of the feed.
///
/// All end in a slash, because subscriptions match prefixes, and stay under 200 bytes. Source: PROTOCOL.md, section 6.
public enum Topic: Sendable {
    /// Heartbeats of the store.
    public static let store = "store/"

    /// Receipts for what `sender` sent.
    public static func receipt(_ sender: String) -> String { "receipt/\(sender)/" }

    /// Work for the replica `sender`.
    public static func work(_ sender: String) -> String { "work/\(sender)/" }

    /// The ordered stream of a kind.
    public static func log(_ kind: Kind) -> String { "log/\(kind.rawValue)/" }

    /// The first frame of a message at ingest.
    public static func ingest(_ kind: Kind) -> String { "\(kind.rawValue)/" }

    /// The first frame of a replica's heartbeat at ingest.
    public static let heartbeat = "replica.heartbeat/"

    /// The first frame of a checker's answer about planned changes at ingest.
    public static let checkAnswer = "check.answer/"

    /// Digits of a `sender`.
    public static let senderLength = 32

    /// Whether `bytes` can be a sender: 32 lower-case hexadecimal digits.
    public static func isValid(sender bytes: some Collection<UInt8>) -> Bool {
        bytes.count == senderLength
            && bytes.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }

    /// Whether `bytes` can be a token: 1 to 64 bytes of visible ASCII.
    public static func isValid(token bytes: some Collection<UInt8>) -> Bool {
        (1...64).contains(bytes.count) && bytes.allSatisfy { (0x21...0x7e).contains($0) }
    }
}
