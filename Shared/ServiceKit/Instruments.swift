import Synchronization

/// Counts events; one atomic addition each.
public final class Counter: Sendable, Instrument {
    private let count = Atomic<UInt64>(0)

    init() {}

    /// Adds `amount`.
    public func increment(by amount: Int = 1) { count.wrappingAdd(UInt64(amount), ordering: .relaxed) }

    /// The count so far.
    public var value: Int { Int(count.load(ordering: .relaxed)) }

    func write(_ name: String, _ labels: String, to text: inout String) {
        text += MetricFamily.line(name, labels, "\(count.load(ordering: .relaxed))")
    }
}

/// Holds a number that goes up and down.
public final class Gauge: Sendable, Instrument {
    private let number = AtomicDouble()

    init() {}

    /// Sets the number.
    public func set(_ value: Double) { number.store(value) }

    /// Sets the number.
    public func set(_ value: Int) { number.store(Double(value)) }

    /// Adds to the number, or takes from it.
    public func add(_ amount: Double) { number.add(amount) }

    /// The number now.
    public var value: Double { number.load() }

    func write(_ name: String, _ labels: String, to text: inout String) {
        text += MetricFamily.line(name, labels, MetricFamily.text(value))
    }
}

/// Counts observations by size, in buckets.
public final class Histogram: Sendable, Instrument {
    /// Limits for latencies, from half a millisecond to half a minute, in seconds.
    public static let latencySeconds: [Double] = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
    ]
    /// Limits for numbers of things, from 1 to 10,000.
    public static let sizes: [Double] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000]

    private final class Bucket: Sendable {
        let count = Atomic<UInt64>(0)
    }

    private let limits: [Double]
    private let buckets: [Bucket]
    private let total = AtomicDouble()

    init(buckets limits: [Double]) {
        precondition(zip(limits, limits.dropFirst()).allSatisfy(<), "bucket limits must ascend")
        self.limits = limits
        buckets = (0...limits.count).map { _ in Bucket() }
    }

    /// Counts an observation; NaN is left out.
    public func observe(_ value: Double) {
        guard !value.isNaN else { return }
        let position = limits.firstIndex { value <= $0 } ?? limits.count
        buckets[position].count.wrappingAdd(1, ordering: .relaxed)
        total.add(value)
    }

    /// Counts a duration, in seconds.
    public func observe(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        observe(Double(seconds) + Double(attoseconds) * 1e-18)
    }

    /// The number of observations so far.
    public var count: Int { buckets.reduce(0) { $0 + Int($1.count.load(ordering: .relaxed)) } }

    /// The sum of all observations so far.
    public var sum: Double { total.load() }

    func write(_ name: String, _ labels: String, to text: inout String) {
        let lead = labels.isEmpty ? "" : "\(labels),"
        var running: UInt64 = 0
        for (limit, bucket) in zip(limits + [.infinity], buckets) {
            running += bucket.count.load(ordering: .relaxed)
            text += MetricFamily.line("\(name)_bucket", "\(lead)le=\"\(MetricFamily.text(limit))\"", "\(running)")
        }
        text += MetricFamily.line("\(name)_sum", labels, MetricFamily.text(sum))
        // The buckets' own sum: an observation may have come since they were read.
        text += MetricFamily.line("\(name)_count", labels, "\(running)")
    }
}

/// Is read when somebody asks.
final class Reading: Instrument {
    private let read: @Sendable () -> Double

    init(_ read: @escaping @Sendable () -> Double) {
        self.read = read
    }

    func write(_ name: String, _ labels: String, to text: inout String) {
        text += MetricFamily.line(name, labels, MetricFamily.text(read()))
    }
}

/// Holds a double that several threads add to.
private final class AtomicDouble: Sendable {
    private let bits = Atomic<UInt64>(0)

    func load() -> Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    func store(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

    func add(_ amount: Double) {
        var old = bits.load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: old) + amount).bitPattern
            let (exchanged, current) = bits.weakCompareExchange(expected: old, desired: new, ordering: .relaxed)
            if exchanged { return }
            old = current
        }
    }
}
