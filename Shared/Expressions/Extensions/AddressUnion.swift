/// Gathers blocks and tells whether together they cover one network, however it is cut up.
struct AddressUnion {
    private let target: AddressBlock
    private var parts: [(lower: UInt128, upper: UInt128)] = []
    /// An upper bound of the addresses gathered, stopped at the most there can be.
    private var total: UInt128 = 0
    private var isCovered = false

    init(of target: AddressBlock) { self.target = target }

    /// What the sorting in ``covers`` costs, in comparisons.
    var cost: Int { parts.count * (Int.bitWidth - parts.count.leadingZeroBitCount) }

    mutating func add(_ block: AddressBlock) {
        // `::ffff:0:0/96` is how an IPv6 socket spells IPv4.
        let block = target.address.isIPv4 ? block.mapped ?? block : block
        if block.contains(target) {
            isCovered = true
        } else if target.contains(block) {
            parts.append((block.lower, block.upper))
            let (sum, isOver) = total.addingReportingOverflow(block.upper - block.lower + 1)
            total = isOver ? .max : sum
        }
    }

    /// Whether no address of the network is left out.
    mutating func covers() -> Bool {
        if isCovered { return true }
        // Fewer addresses than the network has cannot cover it.
        guard total > target.upper - target.lower || total == .max else { return false }
        parts.sort { $0.lower < $1.lower }
        var next = target.lower
        for part in parts {
            guard part.lower <= next else { return false }
            if part.upper >= target.upper { return true }
            next = max(next, part.upper + 1)
        }
        return false
    }
}
