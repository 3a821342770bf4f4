import Synchronization

/// Is one time series, or several of a histogram, that can be written down.
protocol Instrument: AnyObject, Sendable {
    /// Appends the lines of this instrument; `labels` is `a="b",c="d"` or empty.
    func write(_ name: String, _ labels: String, to text: inout String)
}

/// Holds the instruments of one name.
final class MetricFamily: Sendable {
    enum Kind: String {
        case counter, gauge, histogram
    }

    let name: String
    let kind: Kind
    private let help: String
    private let instruments = Mutex<[String: any Instrument]>([:])

    init(name: String, help: String, kind: Kind) {
        self.name = name
        self.help = help
        self.kind = kind
    }

    func instrument(_ labels: [String: String], make: () -> some Instrument) -> any Instrument {
        let key = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\"\(Self.escape($0.value))\"" }.joined(
            separator: ","
        )
        return instruments.withLock { instruments in
            if let instrument = instruments[key] { return instrument }
            let instrument = make()
            instruments[key] = instrument
            return instrument
        }
    }

    var exposition: String {
        var text = "# HELP \(name) \(help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n"))\n"
        text += "# TYPE \(name) \(kind.rawValue)\n"
        // Outside of the lock: reading an instrument may call somebody else's closure.
        for (labels, instrument) in instruments.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
            instrument.write(name, labels, to: &text)
        }
        return text
    }

    /// Writes a number as Prometheus does: whole ones without a fraction.
    static func text(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return Int64(exactly: value).map { "\($0)" } ?? "\(value)"
    }

    static func line(_ name: String, _ labels: String, _ value: String) -> String {
        labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
    }

    private static func escape(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
