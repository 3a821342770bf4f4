import Foundation
import ServiceKit

/// Tries every now and then whether the folder takes a file, so that operators hear of one that does not before an alert waits for it.
struct DirectoryWatch: Sendable {
    /// Named in `/readyz` while the folder takes nothing.
    static let part = "directory"

    let directory: String
    let health: Health
    let log: Log
    var interval: Duration = .seconds(10)
    /// Not the channel's: what waits there must not wait for this.
    private let thread = WriterThread()

    /// Tries until the task is cancelled.
    func run() async {
        health.setNotReady(Self.part, "not tried yet")
        var last: String?
        while !Task.isCancelled {
            let failure = await failure()
            if let failure {
                health.setNotReady(Self.part, failure)
            } else {
                health.setReady(Self.part)
            }
            if failure != last { report(failure) }
            last = failure
            try? await Task.sleep(for: interval)
        }
    }

    private func failure() async -> String? {
        await thread.run {
            do throws(DurableFileError) {
                try DurableFile.probe(directory, unique: UUID().uuidString)
                return nil
            } catch {
                return "\(directory): \(error.reason)"
            }
        }
    }

    private func report(_ failure: String?) {
        guard let failure else { return log.notice("directory takes files again", [.path: .string(directory)]) }
        log.error("directory takes no files", [.error: .string(failure)])
    }
}
