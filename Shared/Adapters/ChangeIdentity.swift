import Crypto
import JSON
import Messages

/// Makes ids that follow from what was read, so that reading it twice is a repeat.
enum ChangeIdentity {
    /// A UUIDv7 of the time and a digest of what was seen.
    ///
    /// The settings are part of the digest because two sources may tell one state in two ways, and one id with two contents would be
    /// refused.
    static func id(
        of resource: Resource,
        at time: Timestamp,
        version: Int64? = nil,
        action: ChangeAction,
        configuration: [UInt8]
    ) -> MessageID {
        var hash = SHA256()
        for part in [resource.key, time.text, version.map(String.init) ?? "", action.rawValue] {
            hash.update(part)
            hash.update(0 as UInt8)
        }
        hash.update(configuration)
        let digest = MessageID(bytes: hash.finish().bytes)
        return MessageID(
            milliseconds: time.milliseconds,
            version: 7,
            random: (digest?.high ?? 0, digest?.low ?? 0)
        )
    }
}
