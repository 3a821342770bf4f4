import Access
import Messages

/// Knows everybody who shares the store, by name; for the socket thread alone.
///
/// Principals and tenants are numbered together, because both have queues of their own: a tenant's messages stand in the tenant's,
/// what is of no tenant in its principal's.
struct FlowTable {
    /// Above it newcomers share one place.
    static let limit = 100_000

    let defaults: FlowDefaults
    private var tenants: [String: Flow] = [:]
    private var principals: [String: Flow] = [:]
    private var all: [Flow]

    init(defaults: FlowDefaults) {
        self.defaults = defaults
        all = [Flow(index: 0, name: "", allowance: Allowance(nil))]
    }

    private var others: Flow { all[0] }

    subscript(_ index: Int) -> Flow { all[index] }

    mutating func tenant(_ name: String) -> Flow {
        if let known = tenants[name] { return known }
        guard let flow = make(name, defaults.tenant) else { return others }
        tenants[name] = flow
        return flow
    }

    /// The flow of a principal; services have no limits but those that their entries say, because what they send is answers.
    mutating func principal(_ principal: Principal) -> Flow {
        let usual = principal.role.domain == .external ? defaults.principal : FlowLimits()
        if let known = principals[principal.name] {
            known.allowance.set(principal.limits, default: usual)
            return known
        }
        guard let flow = make(principal.name, usual) else { return others }
        flow.allowance.set(principal.limits, default: usual)
        principals[principal.name] = flow
        return flow
    }

    /// Takes in what a profile says of its tenant, unless a newer one was.
    mutating func learn(_ profile: FlowProfile) {
        let flow = tenant(profile.tenant)
        guard flow.index != 0, profile.seq > flow.profile else { return }
        flow.profile = profile.seq
        flow.weight = profile.weight
        flow.allowance.set(profile.limits, default: defaults.tenant)
    }

    private mutating func make(_ name: String, _ limits: FlowLimits) -> Flow? {
        guard all.count < Self.limit else { return nil }
        let flow = Flow(index: all.count, name: name, allowance: Allowance(nil, default: limits))
        all.append(flow)
        return flow
    }
}

@available(*, unavailable)
extension FlowTable: Sendable {}

/// The limits of everybody for whom nothing else is said.
struct FlowDefaults: Sendable, Hashable {
    var principal = FlowLimits()
    var tenant = FlowLimits()
}
