import Synchronization

/// Holds the metrics of a process, and writes them as Prometheus reads them.
///
/// Asking for the same name and labels gives the same instrument; keep it rather than ask for every event. Names end in
/// `_total` for counters and in the unit (`_seconds`, `_bytes`) for the rest.
public final class Metrics: Sendable {
    private let families = Mutex<[String: MetricFamily]>([:])

    /// Makes an empty registry.
    public init() {}

    /// Returns the counter of a name and labels.
    public func counter(_ name: String, _ help: String, labels: [String: String] = [:]) -> Counter {
        instrument(name, help, labels, kind: .counter) { Counter() }
    }

    /// Returns the gauge of a name and labels.
    public func gauge(_ name: String, _ help: String, labels: [String: String] = [:]) -> Gauge {
        instrument(name, help, labels, kind: .gauge) { Gauge() }
    }

    /// Adds a gauge that is read when somebody asks; `read` is called on the thread of the health endpoint.
    public func gauge(
        _ name: String,
        _ help: String,
        labels: [String: String] = [:],
        read: @escaping @Sendable () -> Double
    ) {
        _ = instrument(name, help, labels, kind: .gauge) { Reading(read) }
    }

    /// Adds a counter that is read when somebody asks; `read` must never go down.
    public func counter(
        _ name: String,
        _ help: String,
        labels: [String: String] = [:],
        read: @escaping @Sendable () -> Double
    ) {
        _ = instrument(name, help, labels, kind: .counter) { Reading(read) }
    }

    /// Returns the histogram of a name and labels; `buckets` are upper limits, ascending, and fixed by the first asker.
    public func histogram(
        _ name: String,
        _ help: String,
        labels: [String: String] = [:],
        buckets: [Double] = Histogram.latencySeconds
    ) -> Histogram {
        instrument(name, help, labels, kind: .histogram) { Histogram(buckets: buckets) }
    }

    /// The metrics in Prometheus' text format, version 0.0.4, by name.
    public var exposition: String {
        let families = families.withLock { $0.values.sorted { $0.name < $1.name } }
        return families.map(\.exposition).joined()
    }

    private func instrument<I: Instrument>(
        _ name: String,
        _ help: String,
        _ labels: [String: String],
        kind: MetricFamily.Kind,
        make: () -> I
    ) -> I {
        let family = families.withLock { families in
            if let family = families[name] { return family }
            precondition(Self.isName(name) && labels.keys.allSatisfy(Self.isName), "\(name) is no name for a metric")
            let family = MetricFamily(name: name, help: help, kind: kind)
            families[name] = family
            return family
        }
        precondition(family.kind == kind, "the metric \(name) is of two kinds")
        let instrument = family.instrument(labels, make: make) as? I
        guard let instrument else { preconditionFailure("the metric \(name) is of two kinds") }
        return instrument
    }

    private static func isName(_ name: String) -> Bool {
        name.first?.isNumber == false
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
