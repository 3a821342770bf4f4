/// Names a datum of a log line, dotted from the general to the special.
///
/// The common ones stand here; a service adds its own in one file, as `static let`, so that they can be searched.
public struct LogKey: Sendable, Hashable {
    /// The key as it is written.
    public let name: String

    /// Makes a key; only for constants.
    public init(_ name: String) {
        self.name = name
    }

    /// A message's id.
    public static let messageID = LogKey("message.id")
    /// A message's kind, as `config.changed`.
    public static let messageKind = LogKey("message.kind")
    /// A tenant's id.
    public static let tenant = LogKey("tenant")
    /// Who sent a message, as the store authenticated them.
    public static let principal = LogKey("principal")
    /// A number in the journal.
    public static let position = LogKey("position")
    /// The store's epoch.
    public static let epoch = LogKey("epoch")
    /// A policy's digest.
    public static let policyDigest = LogKey("policy.digest")
    /// A policy's version.
    public static let policyVersion = LogKey("policy.version")
    /// How often something was tried, this time included.
    public static let attempt = LogKey("attempt")
    /// What went wrong, for people.
    public static let error = LogKey("error")
    /// Why something is as it is, for people.
    public static let reason = LogKey("reason")
    /// How long something took, in milliseconds.
    public static let duration = LogKey("duration.ms")
    /// A number of things.
    public static let count = LogKey("count")
    /// A number of bytes.
    public static let bytes = LogKey("bytes")
    /// A hash in place of what may not be shown.
    public static let digest = LogKey("digest")
    /// A socket's address.
    public static let endpoint = LogKey("endpoint")
    /// A file's path.
    public static let path = LogKey("path")
    /// A TCP port.
    public static let port = LogKey("port")
    /// The version of the software.
    public static let version = LogKey("version")
    /// The number of this process.
    public static let process = LogKey("process.id")
    /// The name of a signal.
    public static let signal = LogKey("signal")
    /// One diagnostic of a configuration or pack.
    public static let diagnostic = LogKey("diagnostic")
}
