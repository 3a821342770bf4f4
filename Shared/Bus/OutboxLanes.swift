/// Numbers of messages that wait on disk, by tenant: tenants take turns, and none may have all that is out.
///
/// A tenant may have as much out as there is room left (dynamic thresholds, Choudhury and Hahne 1998): one whose messages the store puts
/// off has half of the room, two a third each, and some is always left for the others. Within a tenant the order is kept.
struct OutboxLanes: Sendable {
    /// How much may be out: handed to the client and without an outcome.
    struct Room: Sendable {
        /// As many as may be on their way and put off.
        var messages = 1_200
        var bytes = 128 << 20
    }

    private struct Lane: Sendable {
        var waiting = FIFO<(number: UInt64, bytes: Int)>()
        var messages = 0
        var bytes = 0
    }

    private let room: Room
    private var lanes: [Lane] = []
    private var places: [String: Int] = [:]
    /// Lanes that something waits in, each once.
    private var turns = FIFO<Int>()
    private var out: [UInt64: (lane: Int, bytes: Int)] = [:]
    private var bytes = 0

    init(room: Room = Room()) { self.room = room }

    /// Numbers that were taken and have no outcome.
    var outCount: Int { out.count }

    /// Messages of a tenant, those that are out and those that wait.
    func pending(of tenant: String) -> Int {
        places[tenant].map { lanes[$0].waiting.count + lanes[$0].messages } ?? 0
    }

    /// Puts a message behind the others of its tenant.
    mutating func append(_ number: UInt64, bytes: Int, of tenant: String) {
        let lane = places[tenant] ?? lanes.count
        if lane == lanes.count {
            places[tenant] = lane
            lanes.append(Lane())
        }
        if lanes[lane].waiting.isEmpty { turns.append(lane) }
        lanes[lane].waiting.append((number, bytes))
    }

    /// The next message of the tenant whose turn it is; nil where none may go out now.
    mutating func take() -> UInt64? {
        for _ in 0..<turns.count {
            guard let lane = turns.popFirst() else { return nil }
            guard mayTake(lane), let next = lanes[lane].waiting.popFirst() else {
                turns.append(lane)
                continue
            }
            if !lanes[lane].waiting.isEmpty { turns.append(lane) }
            out[next.number] = (lane, next.bytes)
            count(next.bytes, 1, lane)
            return next.number
        }
        return nil
    }

    /// A message has its outcome; says whether its tenant has none out any more.
    @discardableResult
    mutating func settle(_ number: UInt64) -> Bool {
        guard let place = out.removeValue(forKey: number) else { return false }
        count(-place.bytes, -1, place.lane)
        return lanes[place.lane].messages == 0
    }

    /// Takes messages back that were taken and did not go out, in front of all others of their tenants.
    mutating func putBack(_ numbers: [UInt64]) {
        for (lane, numbers) in Dictionary(grouping: numbers, by: { out[$0]?.lane ?? -1 }) where lane >= 0 {
            var waiting = FIFO<(number: UInt64, bytes: Int)>()
            for number in numbers {
                waiting.append((number, out[number]?.bytes ?? 0))
                settle(number)
            }
            if lanes[lane].waiting.isEmpty { turns.append(lane) }
            while let next = lanes[lane].waiting.popFirst() { waiting.append(next) }
            lanes[lane].waiting = waiting
        }
    }

    /// What is larger than all room goes out alone.
    private func mayTake(_ lane: Int) -> Bool {
        out.isEmpty
            || lanes[lane].messages < room.messages - out.count && lanes[lane].bytes < room.bytes - bytes
    }

    private mutating func count(_ bytes: Int, _ messages: Int, _ lane: Int) {
        self.bytes += bytes
        lanes[lane].bytes += bytes
        lanes[lane].messages += messages
    }
}
