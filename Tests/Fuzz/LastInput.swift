import Foundation
import Synchronization

/// Keeps the input that runs in a file, so that it is there after a crash, and ends the process when it takes too long.
///
/// The file is mapped: what is written to it survives the process whatever kills it.
final class LastInput: Sendable {
    /// Where the input is found after a crash.
    let path: String

    /// The longest an input may take; its cost limit allows a small part of that.
    private static let limit = Duration.seconds(10)
    private static let capacity = 1 << 20

    private let base: Int
    /// When the running input began, in nanoseconds of the process; 0 between inputs.
    private let began = Atomic<Int64>(0)
    private let start = ContinuousClock.now

    init() {
        path = FileManager.default.temporaryDirectory.appending(path: "settei-fuzz-\(getpid())").path
        let descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
        ftruncate(descriptor, off_t(Self.capacity))
        let address = mmap(nil, Self.capacity, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
        close(descriptor)
        guard let address, address != MAP_FAILED else {
            print("cannot map \(path)")
            exit(1)
        }
        base = Int(bitPattern: address)
        Thread.detachNewThread { [self] in watch() }
    }

    /// Notes an input: the target's name, the length, and the bytes.
    func begin(_ name: String, _ input: [UInt8]) {
        began.store(now, ordering: .relaxed)
        guard let memory = UnsafeMutableRawPointer(bitPattern: base) else { return }
        let header = Array("\(name) \(input.count)\n".utf8)
        let kept = header + input.prefix(Self.capacity - header.count)
        kept.withUnsafeBytes {
            memory.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(memory), byteCount: $0.count)
        }
    }

    /// Notes that the input is done.
    func end() { began.store(0, ordering: .relaxed) }

    /// Removes the file, when nothing in it is of interest.
    func remove() { unlink(path) }

    private var now: Int64 {
        let time = (ContinuousClock.now - start).components
        return time.seconds * 1_000_000_000 + time.attoseconds / 1_000_000_000 + 1
    }

    private func watch() {
        while true {
            Thread.sleep(forTimeInterval: 1)
            let began = began.load(ordering: .relaxed)
            guard began > 0, .nanoseconds(now - began) > Self.limit else { continue }
            print("an input runs longer than \(Self.limit); kept in \(path)")
            exit(1)
        }
    }
}

/// What the process holds.
enum Memory {
    /// Bytes held now.
    ///
    /// Source: proc(5), `/proc/pid/statm`.
    static var resident: Int {
        let words = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
        return words.count > 1 ? (Int(words[1]) ?? 0) * Int(getpagesize()) : 0
    }

    /// The most bytes ever held.
    static var mostResident: Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss << 10
    }
}
