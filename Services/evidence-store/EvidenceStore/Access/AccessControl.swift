import Access
import Messages
import Synchronization
import Threading
import ZeroMQ

/// The list of principals in force, shared by the ZAP thread, the socket thread and whoever reloads it.
final class AccessControl: Sendable {
    private let list: Mutex<PrincipalList?>
    private let changes = Atomic<Int>(0)
    private let clock: WallClock

    /// Answers of the ZAP handler so far.
    let accepted = Atomic<Int>(0)
    let refused = Atomic<Int>(0)
    let putOff = Atomic<Int>(0)

    /// Who was turned away, for the record.
    let ledger: AccessLedger

    /// Nil while the list is being read for the first time: whoever connects is told to try again.
    init(_ list: PrincipalList? = nil, clock: WallClock = .system) {
        self.list = Mutex(list)
        self.clock = clock
        ledger = AccessLedger(clock: clock)
    }

    /// Puts another list in force.
    ///
    /// Who is not in it is refused from the next message on.
    func replace(_ new: PrincipalList) {
        list.withLock { $0 = new }
        changes.add(1, ordering: .sequentiallyConsistent)
    }

    /// Grows with every change, so that readers need not take the lock to see that nothing changed.
    var generation: Int { changes.load(ordering: .acquiring) }

    var current: PrincipalList { list.withLock { $0 ?? PrincipalList() } }

    /// Answers whether a key may connect to the sockets of a domain.
    ///
    /// Source: RFC 27/ZAP.
    func verdict(on request: ZAPRequest) -> ZAPRequest.Verdict {
        let now = Timestamp(milliseconds: clock.now().milliseconds)
        let verdict = list.withLock { Self.verdict(on: request, list: $0, at: now) }
        switch verdict {
        case .accepted: accepted.add(1, ordering: .relaxed)
        case .refused(let reason):
            refused.add(1, ordering: .relaxed)
            ledger.note(key: request.publicKey?.z85, address: request.address, domain: request.domain, reason: reason)
        case .temporary: putOff.add(1, ordering: .relaxed)
        }
        return verdict
    }

    private static func verdict(on request: ZAPRequest, list: PrincipalList?, at now: Timestamp) -> ZAPRequest.Verdict {
        guard let list else { return .temporary(reason: "starting") }
        guard let key = request.publicKey?.z85 else { return .refused(reason: "no key") }
        switch list.verdict(key: key, domain: AccessDomain(rawValue: request.domain), at: now) {
        case .accepted(let principal): return .accepted(userID: UserID(name: principal.name, key: key).text)
        case .unknownKey: return .refused(reason: "unknown key")
        case .expiredKey: return .refused(reason: "expired key")
        case .wrongSide: return .refused(reason: "not for this role")
        }
    }
}
