import JSON
import Synchronization

/// Knows whether a service is alive and whether it is ready, and why not.
///
/// A service is ready when no part says that it is not. ``Service`` begins with the part `start` not ready; the service
/// names its own parts and then calls `setReady("start")`.
public final class Health: Sendable {
    private struct State {
        /// The reason for each part that is not ready.
        var reasons: [String: String] = [:]
        var failure: String?
    }

    private let state = Mutex(State())

    /// The part that is not ready while a process stands by for another that does the work.
    public static let standby = "standby"

    /// Makes a health without parts: ready at once.
    public init() {}

    /// Says that a part is ready.
    public func setReady(_ part: String) {
        state.withLock { $0.reasons[part] = nil }
    }

    /// Says that a part is not ready, and why; constants and numbers, no secrets: anybody may read it.
    public func setNotReady(_ part: String, _ reason: String) {
        state.withLock { $0.reasons[part] = reason }
    }

    /// Says that the process cannot go on and wants to be started again; there is no way back.
    public func fail(_ reason: String) {
        state.withLock { $0.failure = reason }
    }

    /// Tells whether every part is ready and nothing has failed.
    public var isReady: Bool { state.withLock { $0.failure == nil && $0.reasons.isEmpty } }

    /// Tells whether the process stands by for another; it is then not ready, and yet as it should be.
    public var standsBy: Bool { state.withLock { $0.failure == nil && $0.reasons[Self.standby] != nil } }

    /// Why the process cannot go on; nil while it can.
    public var failure: String? { state.withLock { $0.failure } }

    /// The reasons of all parts that are not ready, by part.
    public var reasons: [String: String] {
        state.withLock { state in
            var reasons = state.reasons
            if let failure = state.failure { reasons["process"] = failure }
            return reasons
        }
    }

    /// What `/readyz` answers: `{"ready":false,"reasons":{"store":"no heartbeat for 3 s"}}`.
    public var json: [UInt8] {
        let reasons = reasons
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("ready", reasons.isEmpty)
        writer.key("reasons")
        writer.beginObject()
        for (part, reason) in reasons.sorted(by: { $0.key < $1.key }) {
            writer.member(part, reason)
        }
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }
}
