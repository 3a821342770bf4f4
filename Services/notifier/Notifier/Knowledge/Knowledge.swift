import Messages
import Rules
import Synchronization

/// Keeps what planning and delivering must know of every tenant and rule; all of it can be read again from the journal.
final class Knowledge: Sendable {
    /// The parts that must have been read once before work is taken.
    enum Part: String, Sendable, CaseIterable {
        case profiles
        case goneRoutes = "gone-routes"
        case texts
    }

    private struct State {
        var profiles: [String: KnownProfile] = [:]
        /// For a tenant's route: the number of the newest answer "gone for good".
        var gone: [RouteKey: Int64] = [:]
        var texts = PolicyTexts()
        var loaded: Set<Part> = []
        var onLoaded: (@Sendable (Part, Bool) -> Void)?
    }

    struct RouteKey: Hashable, Sendable {
        let tenant: String
        let route: String
    }

    private let state = Mutex(State())

    /// Takes a profile, unless a newer one is known.
    func learn(_ known: KnownProfile) {
        state.withLock { state in
            if let old = state.profiles[known.profile.id], old.seq >= known.seq { return }
            state.profiles[known.profile.id] = known
        }
    }

    /// Takes that a route's receiver said at `seq` that it is gone for good.
    func learn(gone route: String, of tenant: String, seq: Int64) {
        state.withLock { state in
            let key = RouteKey(tenant: tenant, route: route)
            state.gone[key] = max(state.gone[key] ?? 0, seq)
        }
    }

    func learn(_ texts: PolicyTexts) { state.withLock { $0.texts = texts } }

    /// Says that a part has been read once; told to ``onLoaded(_:)``.
    func markLoaded(_ part: Part) {
        let tell = state.withLock { state in
            let isNew = state.loaded.insert(part).inserted
            let isLast = state.loaded.count == Part.allCases.count
            let callback = state.onLoaded
            return { if isNew { callback?(part, isLast) } }
        }
        tell()
    }

    /// Calls `body` for every part when it has been read for the first time, and says whether it was the last.
    func onLoaded(_ body: @escaping @Sendable (Part, Bool) -> Void) { state.withLock { $0.onLoaded = body } }

    /// What has not been read yet; the service is ready when nothing is missing.
    var missing: [Part] { state.withLock { state in Part.allCases.filter { !state.loaded.contains($0) } } }

    var texts: PolicyTexts { state.withLock { $0.texts } }

    func profile(of tenant: String) -> TenantProfile? { state.withLock { $0.profiles[tenant]?.profile } }

    /// The routes that must not be used: their receiver said that it is gone, and the profile has not changed since.
    func goneRoutes(of tenant: String) -> Set<String> {
        state.withLock { state in
            guard let known = state.profiles[tenant] else { return [] }
            return Set(
                known.profile.routes.map(\.id).filter { route in
                    (state.gone[RouteKey(tenant: tenant, route: route)] ?? 0) > known.seq
                }
            )
        }
    }
}
