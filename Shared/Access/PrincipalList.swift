public import Messages

/// Everybody who may connect, by key and by name.
public struct PrincipalList: Sendable {
    /// One key of a principal's.
    public struct Entry: Sendable {
        /// The public key in Z85.
        public let key: String
        /// Whose it is.
        public let principal: Principal
        /// From when on it is not taken any more; nil for never.
        public let expires: Timestamp?

        /// Whether the key counts at this time.
        public func isValid(at now: Timestamp) -> Bool { expires.map { now < $0 } ?? true }
    }

    /// What a key is worth at a socket.
    public enum Verdict: Sendable {
        /// Let in, as this principal.
        case accepted(Principal)
        /// In no entry.
        case unknownKey
        /// In an entry whose time is over.
        case expiredKey
        /// Of a principal whose role has no business there.
        case wrongSide
    }

    /// The keys, each once.
    public private(set) var byKey: [String: Entry] = [:]
    /// The principals, each once.
    public private(set) var byName: [String: Principal] = [:]

    /// Knows nobody.
    public init() {}

    /// Adds one entry; several keys may belong to one name, so that keys can be changed.
    public mutating func add(_ principal: Principal, key: String, expires: Timestamp? = nil) {
        // One name is one object, whichever of its keys it comes with.
        let known =
            byName[principal.name].flatMap {
                $0.hasSameRights(as: principal) && $0.limits == principal.limits ? $0 : nil
            } ?? principal
        byKey[key] = Entry(key: key, principal: known, expires: expires)
        byName[principal.name] = known
    }

    /// Answers whether a key may connect to the sockets of a side now.
    public func verdict(key: String, domain: AccessDomain?, at now: Timestamp) -> Verdict {
        guard let entry = byKey[key] else { return .unknownKey }
        guard entry.isValid(at: now) else { return .expiredKey }
        guard entry.principal.role.domain == domain else { return .wrongSide }
        return .accepted(entry.principal)
    }

    /// The next time after `now` at which a key ends.
    public func nextExpiry(after now: Timestamp) -> Timestamp? {
        byKey.values.compactMap(\.expires).filter { $0 > now }.min()
    }

    /// The sides that somebody may not use any more who might have until now: their connections must be made anew.
    public func sidesLost(since old: PrincipalList, from then: Timestamp, to now: Timestamp) -> Set<AccessDomain> {
        var lost: Set<AccessDomain> = []
        for entry in old.byKey.values where entry.isValid(at: then) {
            let domain = entry.principal.role.domain
            guard case .accepted(let principal) = verdict(key: entry.key, domain: domain, at: now),
                principal.name == entry.principal.name
            else {
                lost.insert(domain)
                continue
            }
        }
        return lost
    }
}
