/// What a service's `/metrics` says, as Prometheus text.
public struct MetricsPage: Sendable {
    private let lines: [Substring]

    /// Takes the page's text.
    public init(_ text: String) { lines = text.split(separator: "\n") }

    /// The value of a line, named with its labels as they stand; nil where there is none.
    public subscript(_ line: String) -> Double? {
        let prefix = line + " "
        return lines.first { $0.hasPrefix(prefix) }.flatMap { Double($0.dropFirst(prefix.count)) }
    }

    /// The values of a metric by its labels.
    public func values(_ name: String) -> [(labels: String, value: Double)] {
        lines.filter { $0.hasPrefix(name + "{") || $0.hasPrefix(name + " ") }.compactMap { line in
            let parts = line.dropFirst(name.count).split(separator: " ")
            return parts.last.flatMap { Double($0) }.map { (parts.count > 1 ? String(parts[0]) : "", $0) }
        }
    }

    /// The sum of a metric over all labels.
    public func sum(_ name: String) -> Double { values(name).reduce(0) { $0 + $1.value } }
}

extension Installation {
    /// A service's metrics, read now; empty where nobody answers.
    public func metricsPage(_ service: Service, replica: Int = 0) -> MetricsPage {
        MetricsPage(metrics(service, replica: replica))
    }
}
