import Bus
import Foundation
import Installation
import Messages
import TestSupport

/// What happens to clocks.
extension ChaosRun {
    /// Sets the services' clock.
    func step(_ clock: SteppedClock, hours: Int64) async throws {
        await waitForReceipts(100)
        try clock.step(hours: hours)
        count("step of all clocks to \(hours) h")
        try await heal("clocks \(hours) h wrong")
        await waitForReceipts(100)
        try await expectClocks(hours: hours)
    }

    /// What was recorded, checked and delivered last says when, by each program's own clock.
    private func expectClocks(hours: Int64) async throws {
        let journal = try await JournalReading(installation)
        let assessed = try await journal.last(.configAssessed)
        let sent = try await journal.last(.notificationSent)
        await journal.stop()
        let times = [
            "evidence-store": assessed?.position.recordedAt,
            "config-checker": try assessed.map {
                try ReceivedMessage($0.bytes).decode(ConfigAssessed.self).work.finishedAt
            },
            "notifier": try sent.map { try ReceivedMessage($0.bytes).decode(NotificationSent.self).work.finishedAt },
        ]
        for (program, time) in times {
            let wrong = time.map { ($0 - .now) - .seconds(hours * 3_600) }
            if wrong.map({ abs($0.components.seconds) > 60 }) ?? true {
                fault("\(program) does not see the clock go \(hours) h wrong: \(time.map { "\($0)" } ?? "no time")")
            }
        }
    }
}

extension SteppedClock {
    /// Every service, started with this clock.
    var programs: [Installation.Service: [String]] {
        get throws {
            var programs: [Installation.Service: [String]] = [:]
            for service in Installation.Service.allCases {
                programs[service] = try command(Program.folder.appending(path: service.rawValue).path)
            }
            return programs
        }
    }
}
