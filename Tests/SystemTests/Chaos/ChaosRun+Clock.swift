import Foundation
import Installation
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
