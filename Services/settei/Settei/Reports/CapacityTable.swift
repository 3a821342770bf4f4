import Foundation
import JSON
import Messages

/// The member `capacity` of `status` as a table: what is used, what there is, and for how long it lasts.
struct CapacityTable {
    private let node: JSONNode

    init(_ node: JSONNode) { self.node = node }

    /// Ready to be printed.
    var lines: [String] {
        var rows = [["RESOURCE", "USED", "THERE IS", "GROWS BY", "LASTS"]]
        if let total = number("disk", "totalBytes"), let free = number("disk", "freeBytes"), total > 0 {
            let used = "\(Self.bytes(total - free)) (\(Int(100 * (1 - free / total))) %)"
            rows.append(["disk", used, Self.bytes(total), growth, Self.span(number("diskFullSeconds"))])
        }
        rows.append(["journal", Self.bytes(number("journalBytes") ?? 0), "", growth, ""])
        let rate = number("ingestRate") ?? 0
        let sustainable = number("sustainableRate")
        let part = sustainable.map { $0 > 0 ? " (\(Int(100 * rate / $0)) %)" : "" } ?? ""
        rows.append([
            "messages/s", Self.rate(rate) + part, sustainable.map(Self.rate) ?? "not known yet", "",
            Self.span(number("throughputFullSeconds")),
        ])
        for work in (node["work"]?.elements).map(Array.init) ?? [] {
            let age = work["oldestSeconds"]?.double ?? 0
            rows.append([
                "work: \(work["kind"]?.string ?? "")", "\(work["count"]?.int ?? 0) open", "", "",
                age > 0 ? "oldest \(Self.span(age))" : "",
            ])
        }
        return Self.aligned(rows) + ["", "history: \(Self.span(number("historySeconds")))"]
    }

    private var growth: String {
        number("growthBytesPerSecond").map { "\(Self.bytes($0 * 86_400))/day" } ?? "not known yet"
    }

    private func number(_ path: String...) -> Double? {
        var node: JSONNode? = node
        for name in path { node = node?[name] }
        return node?.double
    }

    private static func aligned(_ rows: [[String]]) -> [String] {
        let widths = (0..<5).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            return cells.joined(separator: "  ").replacing(#/\s+$/#, with: "")
        }
    }

    static func bytes(_ count: Double) -> String {
        var (value, units) = (count, ["B", "KiB", "MiB", "GiB", "TiB"])
        while value >= 1_024, units.count > 1 {
            value /= 1_024
            units.removeFirst()
        }
        return value >= 100 || units[0] == "B" ? "\(Int(value)) \(units[0])" : "\(oneDigit(value)) \(units[0])"
    }

    static func rate(_ rate: Double) -> String { rate >= 100 ? "\(Int(rate))" : oneDigit(rate) }

    /// Such as `3 h`; what never comes is a dash.
    static func span(_ seconds: Double?) -> String {
        guard let seconds else { return "–" }
        switch seconds {
        case ..<120: return "\(Int(seconds)) s"
        case ..<7_200: return "\(Int(seconds / 60)) min"
        case ..<172_800: return "\(Int(seconds / 3_600)) h"
        case ..<(1_000 * 86_400): return "\(Int(seconds / 86_400)) days"
        default: return "years"
        }
    }

    private static func oneDigit(_ value: Double) -> String { String(format: "%.1f", value) }
}
