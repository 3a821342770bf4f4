import Bus
import Foundation
import Installation
import Messages
import Synchronization
import Threading
import ZeroMQ

/// Measures how long one tenant's changes take to become alerts while another tenant publishes at ten times its limit.
///
/// Built processes. The quiet tenant's changes open and resolve findings, so that each leads to an alert. The other one's publisher
/// is rude: it has no window and heeds no receipt. Quiet and loud rounds take turns, so that a busy machine counts for both. They last
/// minutes, as floods do; what a flood's first second does, when its burst is let in, is in the ratio and counts once more apart.
///
/// A change does not count, in either kind of round, where the host took the processors away about the time it was sent. Rounds go on until
/// enough changes of both kinds count, or the most rounds are over.
struct FairnessBenchmark {
    let isQuick: Bool

    /// Messages a second that the loud tenant may send; its profile says so.
    private static let limit = 200
    private static let limits = "limits: { messagesPerSecond: \(limit), messageBurst: \(limit) }"
    private static let route = "{ id: files, channel: directory }"
    private static let times = 10
    /// Changes a second of the quiet tenant.
    private static let rate = 100
    /// Part of the processors' time that the host may have taken within a second of a change that counts.
    private static let stolen = 0.01

    private var seconds: Int { isQuick ? 30 : 60 }
    /// Changes that must count, quiet and loud.
    private var enough: Int { isQuick ? 2_000 : 9_000 }
    private var most: Int { isQuick ? 8 : 12 }

    func run() async throws -> Report {
        let installation = try Installation(
            integrators: ["loud-ci": ["loud"], "quiet-ci": ["quiet"]],
            tenants: [
                "loud.yaml": TenantProfiles.profile("loud", route: Self.route, Self.limits),
                "quiet.yaml": TenantProfiles.profile("quiet", route: Self.route),
            ]
        )
        defer { installation.stop() }
        try await installation.startAll()
        let publisher = try await installation.connected("quiet-ci")
        let alerts = AlertTimes(try await installation.connected("notifier"))
        let flood = try Flood(installation)
        let host = StolenTime()
        var (quiet, loud) = (Heard(), Heard())
        var (bucket, offered, flooded, round) = (0, 0, 0.0, 0)
        // The first round fills caches and counts for nothing.
        while round % 2 == 0 || round < most && min(quiet.counted.count, loud.counted.count) < enough {
            let count = Self.rate * (round == 0 ? 5 : seconds) / 2
            let isLoud = round % 2 == 1
            let before = flood.sent
            let start = MonotonicClock.system.now()
            if isLoud { flood.start(rate: Self.limit * Self.times) }
            let run = AlertRun(first: bucket, count: count, rate: Self.rate, tenant: "quiet")
            let found = try await run.measure(publisher, alerts)
            flood.pause()
            bucket += count
            if isLoud {
                offered += flood.sent - before
                flooded += (MonotonicClock.system.now() - start).seconds
                loud.add(found, onset: Self.rate, host, Self.stolen)
            } else if round > 0 {
                quiet.add(found, onset: 0, host, Self.stolen)
            }
            round += 1
        }
        host.stop()
        flood.stop()
        await publisher.stop()
        await alerts.stop()
        if let failure = flood.failure { throw BenchmarkError(description: "the flood ended: \(failure)") }
        var report = Report()
        report["ratio"] = loud.counted.percentile(0.99) / quiet.counted.percentile(0.99)
        for (name, values) in [("quiet", quiet.counted), ("loud", loud.counted), ("onset", loud.onset)] {
            report["\(name).p50"] = values.percentile(0.5)
            report["\(name).p99"] = values.percentile(0.99)
            report["\(name).changes"] = Double(values.count)
        }
        report["counted"] = Double(min(quiet.counted.count, loud.counted.count))
        // With what the host did to them.
        report["ratioOfAll"] = loud.all.percentile(0.99) / quiet.all.percentile(0.99)
        report["quiet.all"] = Double(quiet.all.count)
        report["loud.all"] = Double(loud.all.count)
        report["missing"] = Double((round - 1) * Self.rate * seconds - quiet.all.count - loud.all.count)
        report["offeredPerSecond"] = Double(offered) / flooded
        report["limitPerSecond"] = Double(Self.limit)
        report["offeredTimesLimit"] = Double(offered) / flooded / Double(Self.limit)
        // What the socket took counts for nothing until the store says that it came: a PUB socket drops without a word.
        let metric = #"settei_store_limited_total{limit="messages",principal="loud-ci"}"#
        report["putOff"] = installation.metric(metric, of: .evidenceStore) ?? 0
        report["putOffPart"] = (report["putOff"] ?? 0) / Double(offered)
        return report
    }
}

/// Milliseconds from change to alert in rounds of one kind.
private struct Heard {
    var all: [Double] = []
    /// Those whose processors were there.
    var counted: [Double] = []
    /// Those of them that each round began with.
    var onset: [Double] = []

    mutating func add(_ found: [AlertRun.Told], onset first: Int, _ host: StolenTime, _ stolen: Double) {
        for (place, told) in found.enumerated() {
            all.append(told.milliseconds)
            guard host.part(from: told.sent + .seconds(-1), to: told.sent + .seconds(1)) <= stolen else { continue }
            counted.append(told.milliseconds)
            if place < first { onset.append(told.milliseconds) }
        }
    }
}

/// Changes at a steady rate, and when each one's alert was raised.
struct AlertRun {
    let first: Int
    /// Buckets: each opens its findings and resolves them.
    let count: Int
    let rate: Int
    let tenant: String

    /// A change whose alert was raised: when it was sent, and how long it took.
    struct Told {
        let sent: Instant
        let milliseconds: Double
    }

    func measure(_ publisher: BusClient, _ alerts: AlertTimes) async throws -> [Told] {
        let changes = (0..<2 * count).map { step in
            BucketChange(
                bucket: first + step % count,
                number: 2 * first + step + 1,
                isPublic: step < count,
                tenant: tenant
            )
        }
        let messages = try changes.map { OutgoingMessage(try $0.message()) }
        let sent = try await SteadyPublisher(rate: rate).publish(messages, publisher)
        // Summaries and other rounds' alerts count for nothing here.
        func toldSoFar() -> Int { changes.prefix(count).reduce(0) { $0 + min(2, alerts.times(of: $1.name).count) } }
        var (seen, quiet) = (toldSoFar(), 0)
        while seen < messages.count, quiet < 100 {
            try await Task.sleep(for: .milliseconds(50))
            quiet = toldSoFar() == seen ? quiet + 1 : 0
            seen = toldSoFar()
        }
        var told: [Told] = []
        for (step, change) in changes.enumerated() {
            let times = alerts.times(of: change.name)
            let place = step < count ? 0 : 1
            guard place < times.count else { continue }
            told.append(Told(sent: sent[step], milliseconds: (times[place] - sent[step]).seconds * 1_000))
        }
        return told
    }
}

/// When the store said which bucket's alert it raised.
final class AlertTimes: Sendable {
    private let box: AlertBox
    private let client: BusClient
    private let task: Task<Void, Never>

    init(_ client: BusClient) {
        let box = AlertBox()
        self.box = box
        self.client = client
        task = Task {
            var alerts = client.follow(.alertRaised).makeAsyncIterator()
            while let batch = try? await alerts.nextBatch() {
                let now = MonotonicClock.system.now()
                for message in batch { box.note(message.bytes, at: now) }
            }
        }
    }

    func times(of bucket: String) -> [Instant] { box.times.withLock { $0[bucket] ?? [] } }

    func stop() async {
        task.cancel()
        await client.stop()
    }
}

private final class AlertBox: Sendable {
    let times = Mutex<[String: [Instant]]>([:])

    func note(_ message: [UInt8], at now: Instant) {
        guard let bucket = Arrivals.bucket(in: message) else { return }
        times.withLock { $0[bucket, default: []].append(now) }
    }
}
