import EvidenceStore
import Foundation
import Glibc
import Messages
import Threading

/// Measures how many messages a second a journal records when 10,000 tenants speak in no order, beside one tenant alone.
///
/// Half are changes of 2 KB, half their assessments; in batches as large as the store's own, of as many tenants. Both sides have as many
/// resources. The clock of a journal goes on only while it commits, so that what is done once a second is done once a second of work.
struct TenantsInJournal {
    let tenants: Int
    let rounds: Int

    func run(into report: inout Report) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tenants-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let sides = try [true, false].map { hasMany in
            try Side(folder.appending(path: "\(hasMany)").path, tenants: tenants, hasMany: hasMany)
        }
        var figures = [[Side.Figures](), []]
        for round in 0...rounds {
            // Everybody in another order each time, and the same on both sides.
            var order = Array(0..<tenants)
            order.shuffle()
            for place in round % 2 == 0 ? [0, 1] : [1, 0] {
                let figure = try sides[place].run(order, round)
                // In the first round the keys of all tenants are made.
                if round > 0 {
                    figures[place].append(figure)
                } else if place == 0 {
                    report["journal.firstRoundSeconds"] = figure.seconds
                }
            }
        }
        for side in sides { try side.journal.close() }
        let rates = figures.map { $0.map { 2 * Double(tenants) / $0.seconds } }
        report["journal.ratio"] = rates[0].median / rates[1].median
        for (place, name) in ["", "OfOne"].enumerated() {
            let messages = Double(2 * tenants)
            report["journal.messagesPerSecond\(name)"] = rates[place].median
            report["journal.microsecondsPerMessage\(name)"] =
                figures[place].map { $0.processor / messages * 1e6 }.median
            report["journal.bytesWrittenPerMessage\(name)"] = figures[place].map { $0.bytes / messages }.median
        }
    }
}

/// One of the two journals.
private final class Side {
    struct Figures {
        var seconds = 0.0
        /// Processor seconds of this thread.
        var processor = 0.0
        var bytes = 0.0
    }

    let journal: MeasuredJournal
    private let tenants: Int
    private let hasMany: Bool
    private var now = Timestamp.now

    init(_ directory: String, tenants: Int, hasMany: Bool) throws {
        self.tenants = tenants
        self.hasMany = hasMany
        journal = try MeasuredJournal(directory: directory, now: now)
    }

    /// Has everybody in `order` change something, and the changes assessed.
    func run(_ order: [Int], _ round: Int) throws -> Figures {
        var figures = Figures()
        for first in stride(from: 0, to: order.count, by: RecordedJournal.batch) {
            let numbers = Array(order[first..<min(first + RecordedJournal.batch, order.count)])
            let changes = numbers.map { number in
                var change = BucketChange(bucket: number, number: round * tenants + number + 1)
                if hasMany { change.tenant = "tenant-\(number)" }
                return change
            }
            let said = try changes.map {
                try journal.accept($0.message().bytes, .configChanged, from: .integrator, now: now)
            }
            let items = try commit(said, &figures)
            let answers = try zip(items, changes).map { item, change in
                let message = try SmallRecords.assessment(of: item, change.resource, now: now)
                return try journal.accept(message.bytes, .configAssessed, from: .checker, now: now)
            }
            _ = try commit(answers, &figures)
        }
        return figures
    }

    private func commit(_ batch: [MeasuredJournal.Accepted], _ figures: inout Figures) throws -> [MeasuredJournal.Item]
    {
        let (bytes, processor, start) = (Self.bytesWritten, Self.processorSeconds, MonotonicClock.system.now())
        let items = try journal.commit(batch, now: now)
        let duration = MonotonicClock.system.now() - start
        now = now + duration
        figures.seconds += duration.seconds
        figures.processor += Self.processorSeconds - processor
        figures.bytes += Self.bytesWritten - bytes
        return items
    }

    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Source: proc(5), `/proc/PID/io`.
    private static var bytesWritten: Double {
        let text = (try? String(contentsOfFile: "/proc/self/io", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("wchar:") }
        return line?.split(separator: " ").last.flatMap { Double($0) } ?? 0
    }
}
