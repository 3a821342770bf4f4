import Foundation
import TestSupport

/// Runs targets within bounds and reports figures; stops at the first thing that is wrong.
struct FuzzRun {
    private let bounds: FuzzBounds
    private var targets: [any FuzzTarget]
    private let record = LastInput()

    /// Above this something keeps what it should have let go.
    private static let maximumResidentBytes = 1 << 30

    init(_ targets: [any FuzzTarget], _ bounds: FuzzBounds) {
        self.targets = targets
        self.bounds = bounds
    }

    /// Whether everything held.
    func run() -> Bool {
        var targets = targets
        var total = 0
        let start = ContinuousClock.now
        for position in targets.indices {
            // What a slow one leaves of its share, and a quick one of its time, those after it have.
            let left = targets.count - position
            let time = (.seconds(bounds.seconds) - (ContinuousClock.now - start)) / left
            guard let count = run(&targets[position], max(1, (bounds.inputs - total) / left), time) else {
                return false
            }
            total += count
        }
        record.remove()
        report("all", total, ContinuousClock.now - start, "everything held")
        guard total >= bounds.least else {
            print("all: that is less than \(bounds.least)")
            return false
        }
        return true
    }

    /// The number of inputs that ran; nil when one found something.
    private func run(_ target: inout any FuzzTarget, _ inputs: Int, _ limit: Duration) -> Int? {
        var random = Seeded(state: bounds.seed)
        let start = ContinuousClock.now
        for seed in target.seeds {
            guard Self.run(&target, seed, record) else { return nil }
        }
        var count = target.seeds.count
        while count < inputs {
            if count % 1_024 == 0 {
                if ContinuousClock.now - start >= limit { break }
                let resident = Memory.resident
                guard resident < Self.maximumResidentBytes else {
                    print("\(target.name): \(resident >> 20) MiB are held after \(count) inputs")
                    return nil
                }
            }
            let input = target.makeInput(&random)
            guard Self.run(&target, input, record) else { return nil }
            count += 1
        }
        do throws(Violation) {
            try target.finish()
        } catch {
            print("\(target.name): \(error.what)")
            return nil
        }
        report(target.name, count, ContinuousClock.now - start, target.figures)
        return count
    }

    private static func run(_ target: inout any FuzzTarget, _ input: [UInt8], _ record: LastInput) -> Bool {
        record.begin(target.name, input)
        do throws(Violation) {
            try target.run(input)
            record.end()
            return true
        } catch {
            print("\(target.name): \(error.what)\ninput: \(String(decoding: input, as: UTF8.self))")
            print("kept in \(record.path)")
            return false
        }
    }

    private func report(_ name: String, _ count: Int, _ time: Duration, _ figures: String = "") {
        let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
        let rate = Int(Double(count) / max(seconds, 0.001))
        // Lines of a pipe, too, are wanted as they come.
        defer { fflush(nil) }
        print(
            "\(name): \(count) inputs in \(Int(seconds)) s, \(rate)/s, at most \(Memory.mostResident >> 20) MiB; \(figures)"
        )
    }

    /// Runs kept inputs; the folder of each says which target.
    static func replay(_ files: [String]) -> Bool {
        let record = LastInput()
        for file in files {
            let url = URL(filePath: file)
            let name = url.deletingLastPathComponent().lastPathComponent
            guard let data = try? Data(contentsOf: url),
                var target = (FuzzTargets.all + FuzzTargets.outside).first(where: { $0.name == name })
            else {
                print("\(file): not a file in a folder named like a target")
                return false
            }
            guard run(&target, Array(data), record) else { return false }
            print("\(file): holds")
        }
        record.remove()
        return true
    }
}
