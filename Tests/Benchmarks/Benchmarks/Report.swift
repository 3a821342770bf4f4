import JSON

/// What a benchmark came to: figures by name, in the order in which they were added.
struct Report: Sendable {
    private var numbers: [(name: String, value: Double)] = []
    private var series: [(name: String, values: [Double])] = []

    /// The figure of that name; setting adds it.
    subscript(_ name: String) -> Double? {
        get { numbers.last { $0.name == name }?.value }
        set { if let newValue { numbers.append((name, newValue)) } }
    }

    /// Adds figures that belong together, such as one for each round.
    mutating func add(_ name: String, _ values: [Double]) { series.append((name, values)) }

    /// The report as one JSON object.
    func json(name: String, isQuick: Bool, misses: [String]) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("benchmark", name)
        writer.member("quick", isQuick)
        writer.key("figures")
        writer.beginObject()
        for number in numbers {
            writer.key(number.name)
            writer.double(Self.rounded(number.value))
        }
        for one in series {
            writer.key(one.name)
            writer.beginArray()
            for value in one.values { writer.double(Self.rounded(value)) }
            writer.endArray()
        }
        writer.endObject()
        writer.key("machine")
        Machine.write(to: &writer)
        writer.key("missed")
        writer.beginArray()
        for miss in misses { writer.string(miss) }
        writer.endArray()
        writer.endObject()
        return writer.text
    }

    /// Four digits that mean something: more would only be noise.
    private static func rounded(_ value: Double) -> Double {
        guard value.isFinite else { return -1 }
        guard abs(value) < 1_000 else { return value.rounded() }
        return (value * 1_000).rounded() / 1_000
    }
}

extension [Double] {
    /// The middle one; 0 where there is none.
    var median: Double { percentile(0.5) }

    /// The value below which this part of them lies; 0 where there is none.
    func percentile(_ part: Double) -> Double {
        let sorted = sorted()
        guard let last = sorted.indices.last else { return 0 }
        return sorted[Int((Double(last) * part).rounded())]
    }
}
