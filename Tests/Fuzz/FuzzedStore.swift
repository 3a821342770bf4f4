import Bus
import Foundation
import Installation
import TestSupport
import ZeroMQ

/// A store that runs, an integrator at its sockets, and what becomes of its memory and descriptors meanwhile.
final class FuzzedStore {
    private let installation: Installation
    private let program: Program
    private let ports: [UInt16]
    private let healthPort: UInt16
    private let context: Context
    private let ingest: Socket
    private let query: Socket
    private var frames = Frames(capacity: 1_024)
    private var samples: [(inputs: Double, resident: Double, descriptors: Double)] = []
    private var inputs = 0

    /// What the store may hold more than after its first looks.
    private static let maximumGrowth = 192.0 * 1_048_576
    private static let maximumDescriptors = 200.0

    /// Starts one, and waits until it is ready.
    static func start() throws(Violation) -> FuzzedStore {
        let store: FuzzedStore
        do {
            store = try FuzzedStore()
        } catch {
            throw Violation("the store cannot be started: \(error)")
        }
        try store.waitUntilReady()
        return store
    }

    private init() throws {
        installation = try Installation()
        program = try installation.start(.evidenceStore)
        let (outside, inside) = (installation.endpoints(.external), installation.endpoints(.internal))
        func port(_ endpoint: String) -> UInt16 { endpoint.split(separator: ":").last.flatMap { UInt16($0) } ?? 0 }
        ports = [outside.ingest, outside.feed, outside.query, inside.ingest, inside.feed, inside.query].map(port)
        healthPort = port(installation.healthEndpoint(.evidenceStore))
        context = try Context(ioThreads: 1)
        let options: [SocketOption] = [
            .linger(0), .curveKeys(try CurveKeyFile.pair(at: installation.path("keys/acme-ci.key"))),
            .curveServerKey(try CurveKeyFile.publicKey(at: installation.path("keys/store.pub"))),
            .sendHighWaterMark(1_000), .reconnect(interval: 10, max: 100),
        ]
        ingest = try Socket(.pub, in: context)
        query = try Socket(.dealer, in: context)
        try ingest.set(options)
        try query.set(options)
        try ingest.connect(outside.ingest)
        try query.connect(outside.query)
    }

    func send(_ bytes: [UInt8], _ way: PortTarget.Way, port: Int) throws(Violation) {
        inputs += 1
        switch way {
        case .bytes, .greeting: connect(to: (ports + [healthPort])[port % 7], bytes)
        case .http: connect(to: healthPort, bytes)
        case .ingest, .query:
            do throws(ZeroMQError) {
                let parts = bytes.split(separator: 0x1f, omittingEmptySubsequences: false).prefix(64).map { Array($0) }
                // A full queue drops it; the store is behind then.
                _ = way == .ingest ? try ingest.send(parts: parts) : try query.send(parts: parts)
                while try query.receive(into: &frames) {}
            } catch {
                if error.code != ZeroMQError.EAGAIN { throw Violation("an integrator's socket failed: \(error)") }
            }
        }
    }

    /// Sends on a connection of its own and cuts it, so that none is left waiting at this end.
    private func connect(to port: UInt16, _ bytes: [UInt8]) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var (cut, limit) = (linger(l_onoff: 1, l_linger: 0), timeval(tv_sec: 1, tv_usec: 0))
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &cut, socklen_t(MemoryLayout<linger>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { place in
                Glibc.connect(descriptor, place, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { return }
        _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        // Half of them are given a moment to be read, and an answer is read if it is there.
        guard inputs % 2 == 0 else { return }
        var place = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        var buffer = [UInt8](repeating: 0, count: 512)
        if poll(&place, 1, 1) > 0 { _ = recv(descriptor, &buffer, buffer.count, 0) }
    }

    /// Sees that the process lives, answers and holds no more than before.
    func look() throws(Violation) {
        try waitUntilReady()
        let folder = "/proc/\(program.processIdentifier)/fd"
        let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: folder).count) ?? 0
        samples.append((Double(inputs), Double(program.residentBytes), Double(descriptors)))
        // The first looks see it fill its buffers.
        guard samples.count > 10 else { return }
        let first = samples[9]
        let last = samples[samples.count - 1]
        guard last.resident - first.resident < Self.maximumGrowth else {
            throw Violation("the store grew from \(Int(first.resident) >> 20) to \(Int(last.resident) >> 20) MiB")
        }
        guard last.descriptors - first.descriptors < Self.maximumDescriptors else {
            throw Violation("the store holds \(Int(last.descriptors)) descriptors, after \(Int(first.descriptors))")
        }
    }

    private func waitUntilReady() throws(Violation) {
        let deadline = ContinuousClock.now + .seconds(9)
        repeat {
            guard program.isRunning else {
                let end = program.text.suffix(2_000)
                throw Violation("the store ended with \(program.terminationStatus) after \(inputs) inputs: \(end)")
            }
            if installation.page("readyz", .evidenceStore).hasPrefix("HTTP/1.1 200") { return }
            usleep(20_000)
        } while ContinuousClock.now < deadline
        throw Violation("the store does not say that it is ready any more, after \(inputs) inputs")
    }

    /// Growth for each million inputs, by the line nearest to what was seen after the first looks.
    var growth: String {
        let seen = samples.dropFirst(min(9, samples.count / 4))
        func slope(_ value: ((inputs: Double, resident: Double, descriptors: Double)) -> Double) -> Double {
            let count = Double(max(seen.count, 1))
            let (x, y) = (seen.map(\.inputs).reduce(0, +) / count, seen.map(value).reduce(0, +) / count)
            let above = seen.reduce(0) { $0 + ($1.inputs - x) * (value($1) - y) }
            let below = seen.reduce(0) { $0 + ($1.inputs - x) * ($1.inputs - x) }
            return below == 0 ? 0 : above / below * 1_000_000
        }
        let memory = (slope(\.resident) / 1_048_576).formatted(.number.precision(.fractionLength(1)))
        let descriptors = slope(\.descriptors).formatted(.number.precision(.fractionLength(1)))
        let now =
            samples.last.map { "\(Int($0.resident) >> 20) MiB, \(Int($0.descriptors)) descriptors" } ?? "nothing seen"
        return "store: \(now); per million inputs \(memory) MiB and \(descriptors) descriptors more"
    }

    func finish() throws(Violation) {
        try look()
        installation.stop()
    }
}
