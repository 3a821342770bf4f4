import EvidenceStore
import Foundation
import Messages
import Threading

/// A journal that is filled through the store's own append path: changes, and their assessments, in one tenant's log.
///
/// For one thread.
final class RecordedJournal {
    /// As many messages as the store takes into one transaction.
    static let batch = 500

    let directory: String
    private let journal: MeasuredJournal
    private var records = SmallRecords()

    /// Opens the journal in `directory`, or makes it.
    init(_ directory: String) throws {
        self.directory = directory
        journal = try MeasuredJournal(directory: directory, now: .now)
        // What an earlier run put in is half changes, and at most the store's own words beside.
        records.skip(Int(journal.head / 2) + Self.batch)
    }

    /// The messages so far.
    var count: Int { Int(journal.head) }

    /// Fills up to `count` messages, and tells how far it is on standard error.
    func fill(to count: Int) throws {
        var told = 0
        while journal.head < Int64(count) {
            _ = try step()
            let percent = Int(journal.head) * 20 / count
            if percent > told {
                told = percent
                FileHandle.standardError.write(Data("scale: \(journal.head) of \(count) records\n".utf8))
            }
        }
        try journal.tick(now: .now + .seconds(2))
    }

    /// Records a batch of changes and a batch of their assessments, and returns the seconds that the two transactions took.
    func step() throws -> Double {
        let first = records.number + 1
        let changes = try (0..<Self.batch).map { _ in
            try journal.accept(records.change().bytes, .configChanged, from: .integrator, now: .now)
        }
        var start = MonotonicClock.system.now()
        let items = try journal.commit(changes, now: .now)
        var seconds = (MonotonicClock.system.now() - start).seconds
        let answers = try items.enumerated().map { place, item in
            let message = try records.assessment(of: item, number: first + place, now: .now)
            return try journal.accept(message.bytes, .configAssessed, from: .checker, now: .now)
        }
        start = MonotonicClock.system.now()
        _ = try journal.commit(answers, now: .now)
        seconds += (MonotonicClock.system.now() - start).seconds
        return seconds
    }

    /// Closes the files; whoever holds this must let go of it before the journal is opened again.
    func close() throws { try journal.close() }

    /// Opens the journal in a directory, and returns the seconds until it could take messages.
    static func secondsToOpen(_ directory: String) throws -> Double {
        let start = MonotonicClock.system.now()
        let journal = try MeasuredJournal(directory: directory, now: .now)
        let seconds = (MonotonicClock.system.now() - start).seconds
        try journal.close()
        return seconds
    }
}

@available(*, unavailable)
extension RecordedJournal: Sendable {}
