import Access
import Messages
import ZeroMQ

/// Knows who is at the other end of the connections, without making anything for each message.
///
/// A key at one address is one ``Connection``, whatever the number of its sockets. For the socket thread alone.
struct ConnectionTable {
    /// Who speaks, and what the list of principals says of them.
    final class Connection {
        let userID: UserID
        let peer: Peer
        /// Nil where the key is not in the list any more, or its time is over.
        let principal: Principal?
        /// What the principal may send, whatever the number of its connections.
        var flow: Flow?
        /// The tenant of the last message: most principals have one.
        var tenant: Flow?

        init(userID: UserID, peer: Peer, principal: Principal?) {
            self.userID = userID
            self.peer = peer
            self.principal = principal
        }

        /// The principal, where it has any business on this side.
        func principal(on domain: AccessDomain) -> Principal? {
            principal.flatMap { $0.role.domain == domain ? $0 : nil }
        }
    }

    /// What is spoken on all our sockets.
    static let `protocol` = "zmtp/3.1 curve"
    /// Above it everything is forgotten and found again: addresses are the clients' choice.
    private static let limit = 4_096

    private var last: Connection?
    private var known: [String: [Connection]] = [:]
    private var count = 0
    /// Keys that came from more than one address.
    private(set) var keysInSeveralPlaces: [AccessDomain: Int] = [:]

    /// Who sent the message that was just received; nil where the connection has no name, which ZAP does not let in.
    mutating func connection(of frames: borrowing Frames, in list: PrincipalList, at now: Timestamp) -> Connection? {
        if let last, Self.matches(last, frames) { return last }
        guard let text = frames.userID, let userID = UserID(text) else { return nil }
        let found = known[text]?.first { Self.matches($0, frames) } ?? add(userID, frames.peerAddress ?? "", list, now)
        last = found
        return found
    }

    /// Forgets everything, as when the list of principals changed or a key's time ended.
    mutating func removeAll() {
        last = nil
        known.removeAll()
        count = 0
        keysInSeveralPlaces.removeAll()
    }

    private mutating func add(_ userID: UserID, _ address: String, _ list: PrincipalList, _ now: Timestamp)
        -> Connection
    {
        if count >= Self.limit { removeAll() }
        count += 1
        let entry = list.byKey[String(userID.key)]
        let isTheirs = entry?.principal.name == String(userID.name) && entry?.isValid(at: now) ?? false
        let connection = Connection(
            userID: userID,
            peer: Peer(principal: String(userID.name), address: address, protocol: Self.protocol),
            principal: isTheirs ? entry?.principal : nil
        )
        known[userID.text, default: []].append(connection)
        if known[userID.text]?.count == 2, let domain = connection.principal?.role.domain {
            keysInSeveralPlaces[domain, default: 0] += 1
        }
        return connection
    }

    private static func matches(_ connection: Connection, _ frames: borrowing Frames) -> Bool {
        frames.property("User-Id", equals: connection.userID.text)
            && frames.property("Peer-Address", equals: connection.peer.address)
    }
}

@available(*, unavailable)
extension ConnectionTable.Connection: Sendable {}
