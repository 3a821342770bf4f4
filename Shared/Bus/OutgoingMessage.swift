import JSON
public import Messages

/// A message as it goes to ingest: its kind, which is the first frame, and its bytes, which are the last.
public struct OutgoingMessage: Sendable, Hashable {
    /// What it says happened; must agree with the message's `type`, else the store refuses it.
    public let kind: Kind
    /// The whole message, at most `Message.maximumBytes`.
    public let bytes: [UInt8]

    /// Takes bytes as they are; the store judges them.
    public init(kind: Kind, bytes: [UInt8]) {
        self.kind = kind
        self.bytes = bytes
    }

    /// Takes a message that was written here.
    public init(_ message: Message) {
        self.init(kind: message.header.kind, bytes: message.bytes)
    }

    /// Whose it is, read from its bytes; empty for nobody's, and for what is no message.
    var tenant: String {
        (try? JSONDocument(bytes))?.root.member("tenant")?.string ?? ""
    }
}
