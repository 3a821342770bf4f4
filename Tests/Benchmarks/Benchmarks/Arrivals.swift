import Synchronization
import TestSupport
import Threading

/// A customer's webhook that answers at once, and notes when what it was told about each bucket arrived.
final class Arrivals: Sendable {
    private let times = Mutex<[String: [Instant]]>([:])
    private let listener = Mutex<LoopbackListener?>(nil)
    /// The port that is listened on.
    let port: UInt16

    /// Starts to listen.
    init() throws {
        let box = Mutex<(@Sendable (LoopbackConnection) -> Void)?>(nil)
        let started = try LoopbackListener { connection in box.withLock { $0 }?(connection) }
        port = started.port
        listener.withLock { $0 = started }
        box.withLock { $0 = { [weak self] connection in self?.serve(connection) } }
    }

    /// How many came so far, for all buckets.
    var count: Int { times.withLock { $0.values.reduce(0) { $0 + $1.count } } }

    /// When what was told about a bucket came, in order.
    func times(of bucket: String) -> [Instant] { times.withLock { $0[bucket] ?? [] } }

    /// Closes the port.
    func stop() { listener.withLock { $0 }?.stop() }

    private func serve(_ connection: LoopbackConnection) {
        while connection.readLine() != nil {
            var length = 0
            while let field = connection.readLine(), !field.isEmpty {
                if field.lowercased().hasPrefix("content-length:") {
                    length = Int(field.dropFirst("content-length:".count).drop { $0 == " " }) ?? 0
                }
            }
            guard let body = connection.read(length) else { return }
            let now = MonotonicClock.system.now()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            if let bucket = Self.bucket(in: body) { times.withLock { $0[bucket, default: []].append(now) } }
        }
    }

    /// The first bucket that is named.
    static func bucket(in body: [UInt8]) -> String? {
        let prefix = Array(BucketChange.prefix.utf8)
        let length = prefix.count + 6
        guard body.count >= length else { return nil }
        for start in 0...(body.count - length) where body[start] == prefix[0] && body[start...].starts(with: prefix) {
            return String(decoding: body[start..<start + length], as: UTF8.self)
        }
        return nil
    }
}
