import Dispatch
import Synchronization
import Threading

/// Has chunks read on several threads, a few ahead, and hands them out in order.
final class ChunkPipeline: Sendable {
    private struct State {
        var next = 0
        var done: [Int: Result<RecordChunk, any Error>] = [:]
        var isStopped = false
    }

    private let count: Int
    private let state = Mutex(State())
    private let room: DispatchSemaphore
    private let ready = DispatchSemaphore(value: 0)
    private let threads: Mutex<[DedicatedThread]> = Mutex([])

    /// - Parameters:
    ///   - count: chunks to read.
    ///   - threads: how many read at a time; `open` is called once on each.
    init(count: Int, threads: Int, open: @escaping @Sendable () throws -> ChunkReader) {
        self.count = count
        room = DispatchSemaphore(value: threads * 2)
        let started = (0..<threads).map { number in
            DedicatedThread(name: "verify-\(number)") { [self] in read(open) }
        }
        self.threads.withLock { $0 = started }
    }

    /// The chunk of a number; numbers are asked for in order.
    func take(_ number: Int) throws -> RecordChunk {
        while true {
            if let result = state.withLock({ $0.done.removeValue(forKey: number) }) {
                room.signal()
                return try result.get()
            }
            ready.wait()
        }
    }

    /// Ends the threads.
    func stop() {
        state.withLock { $0.isStopped = true }
        for _ in 0..<64 { room.signal() }
        for thread in threads.withLock({ $0 }) { thread.join() }
    }

    private func read(_ open: () throws -> ChunkReader) {
        let reader = Result { try open() }
        while true {
            room.wait()
            let number = state.withLock { state -> Int? in
                guard !state.isStopped, state.next < count else { return nil }
                state.next += 1
                return state.next - 1
            }
            guard let number else { return }
            let chunk = Result { try reader.get().chunk(after: Int64(number) * RecordChunk.count) }
            state.withLock { $0.done[number] = chunk }
            ready.signal()
        }
    }
}
