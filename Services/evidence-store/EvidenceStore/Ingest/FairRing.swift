/// Queues of many flows in one store of limited size, served in turn (deficit round robin, Shreedhar and Varghese 1996).
///
/// Pure, and without an allocation for an element: elements are linked by index. Within a flow the order is kept.
struct FairRing<Element: Sendable>: Sendable {
    private struct Node: Sendable {
        var element: Element?
        var next: Int
        var size: Int
        var since: Nanoseconds
        /// Its neighbours among all elements, in the order in which they came.
        var older = 0
        var newer = 0
    }

    private struct FlowQueue: Sendable {
        var head = -1
        var tail = -1
        var count = 0
        var bytes = 0
        var weight = 1
        /// What it may still take in its turn; below zero after something large.
        var credit = 0
        /// The batch it was last served in, and how much it had of it.
        var batch = 0
        var taken = 0
    }

    /// Bytes that count as much as one more element: what is large takes longer to write.
    private static var unit: Int { 4_096 }

    let capacity: Int
    let maximumBytes: Int
    /// The first holds no element: it is older than the oldest, and newer than the newest.
    private var nodes = [Node(element: nil, next: -1, size: 0, since: 0)]
    private var free = -1
    private var flows: [FlowQueue] = []
    private var turns = IndexQueue()
    private(set) var count = 0
    private(set) var bytes = 0
    private var lastFlow: Int?
    private var batch = 0
    /// How many elements the flow that was served last had of this batch, for each unit of its weight.
    private(set) var taken = 0
    /// When an element came that was of another flow than the one before it.
    private(set) var lastChange: Nanoseconds?

    init(capacity: Int, maximumBytes: Int) {
        self.capacity = capacity
        self.maximumBytes = maximumBytes
    }

    var isEmpty: Bool { count == 0 }

    /// Flows that have something in the queue.
    var activeFlows: Int { turns.count }

    /// Appends an element to its flow's queue; says `false` and keeps nothing where that has its share.
    ///
    /// A flow may hold as much as is still free, times its weight: one alone gets half of the room, two a third each, and some is
    /// always left for who comes next (dynamic thresholds, Choudhury and Hahne 1998).
    mutating func push(_ element: Element, size: Int, flow: Int, weight: Int, now: Nanoseconds) -> Bool {
        while flows.count <= flow { flows.append(FlowQueue()) }
        guard count < capacity, bytes < maximumBytes, flows[flow].count < weight * (capacity - count),
            flows[flow].bytes < weight * (maximumBytes - bytes)
        else { return false }
        let node = place(Node(element: element, next: -1, size: size, since: now))
        if flows[flow].head < 0 {
            flows[flow].head = node
            flows[flow].credit = min(flows[flow].credit, 0) + weight
            turns.append(flow)
        } else {
            nodes[flows[flow].tail].next = node
        }
        flows[flow].tail = node
        flows[flow].weight = weight
        flows[flow].count += 1
        flows[flow].bytes += size
        count += 1
        bytes += size
        if let lastFlow, lastFlow != flow { lastChange = now }
        lastFlow = flow
        return true
    }

    /// From here on ``taken`` counts anew.
    mutating func beginBatch() {
        batch += 1
        taken = 0
    }

    /// Takes the oldest element of the flow whose turn it is.
    mutating func pop() -> (element: Element, size: Int)? {
        while let flow = turns.first {
            guard flows[flow].credit > 0 else {
                flows[flow].credit += flows[flow].weight
                _ = turns.popFirst()
                turns.append(flow)
                continue
            }
            let node = flows[flow].head
            let size = nodes[node].size
            flows[flow].credit -= 1 + size / Self.unit
            flows[flow].head = nodes[node].next
            flows[flow].count -= 1
            flows[flow].bytes -= size
            flows[flow].taken = flows[flow].batch == batch ? flows[flow].taken + 1 : 1
            flows[flow].batch = batch
            taken = flows[flow].taken / flows[flow].weight
            if flows[flow].head < 0 { _ = turns.popFirst() }
            count -= 1
            bytes -= size
            guard let element = release(node) else { continue }
            return (element, size)
        }
        return nil
    }

    /// When the oldest element came; nil where there is none.
    var oldest: Nanoseconds? {
        isEmpty ? nil : nodes[nodes[0].newer].since
    }

    private mutating func place(_ node: Node) -> Int {
        let place = free < 0 ? nodes.count : free
        if free < 0 {
            nodes.append(node)
        } else {
            free = nodes[place].next
            nodes[place] = node
        }
        let newest = nodes[0].older
        nodes[place].older = newest
        nodes[newest].newer = place
        nodes[0].older = place
        return place
    }

    private mutating func release(_ place: Int) -> Element? {
        let (older, newer) = (nodes[place].older, nodes[place].newer)
        nodes[older].newer = newer
        nodes[newer].older = older
        let element = nodes[place].element.take()
        nodes[place].next = free
        free = place
        return element
    }
}
