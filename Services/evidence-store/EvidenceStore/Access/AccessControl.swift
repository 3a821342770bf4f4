import Synchronization
import ZeroMQ

/// The list of principals in force, shared by the ZAP thread, the socket thread and whoever reloads it.
final class AccessControl: Sendable {
    private let list: Mutex<PrincipalList?>
    private let changes = Atomic<Int>(0)

    /// Answers of the ZAP handler so far.
    let accepted = Atomic<Int>(0)
    let refused = Atomic<Int>(0)
    let putOff = Atomic<Int>(0)

    /// Who was turned away, for the record.
    let ledger = AccessLedger()

    /// Nil while the list is being read for the first time: whoever connects is told to try again.
    init(_ list: PrincipalList? = nil) {
        self.list = Mutex(list)
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
        let verdict = list.withLock { Self.verdict(on: request, list: $0) }
        switch verdict {
        case .accepted: accepted.add(1, ordering: .relaxed)
        case .refused(let reason):
            refused.add(1, ordering: .relaxed)
            ledger.note(key: request.publicKey, address: request.address, domain: request.domain, reason: reason)
        case .temporary: putOff.add(1, ordering: .relaxed)
        }
        return verdict
    }

    private static func verdict(on request: ZAPRequest, list: PrincipalList?) -> ZAPRequest.Verdict {
        guard let list else { return .temporary(reason: "starting") }
        guard let key = request.publicKey, let principal = list.byKey[key.z85] else {
            return .refused(reason: "unknown key")
        }
        guard let domain = AccessDomain(rawValue: request.domain), principal.role.domain == domain else {
            return .refused(reason: "not for this role")
        }
        return .accepted(userID: principal.name)
    }
}
