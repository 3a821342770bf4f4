import Messages
import ServiceKit

/// One who shares the store with others, a tenant or a principal: his place in the queues, his weight, what he may send.
///
/// For the socket thread alone.
final class Flow {
    /// The place in tables and queues; 0 is everybody's for whom there is no room.
    let index: Int
    let name: String
    var weight = 1
    var allowance: Allowance
    /// The number of the profile that the limits are from.
    var profile: Int64 = -1
    /// One for each limit; made when it is first reached.
    var counters: [Allowance.Limit: Counter] = [:]

    init(index: Int, name: String, allowance: Allowance) {
        self.index = index
        self.name = name
        self.allowance = allowance
    }
}

@available(*, unavailable)
extension Flow: Sendable {}
