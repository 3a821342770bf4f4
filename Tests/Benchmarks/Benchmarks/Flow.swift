import Bus
import Foundation
import Installation
import Messages

/// All four services at work, with somebody who publishes changes and waits for their assessments.
final class Flow {
    private let installation: Installation
    private let publisher: BusClient
    private let subscriber: BusClient
    private var assessed: MessageStream.Iterator
    private var number = 0
    private let buckets: Int

    /// A place for the services, whose tenant is told of nothing but what is critical: these buckets have no such finding.
    static func installation(policies: URL? = nil) throws -> Installation {
        try Installation(policies: policies, tenants: ["acme.yaml": profile])
    }

    /// Starts everything, and assesses each of `buckets` buckets once.
    init(_ installation: Installation, buckets: Int) async throws {
        self.installation = installation
        self.buckets = buckets
        try await installation.startAll()
        publisher = try await installation.connected("acme-ci")
        subscriber = try await installation.connected("notifier")
        assessed = subscriber.follow(.configAssessed).makeAsyncIterator()
        try await publish(next(buckets))
    }

    /// Makes the next `count` changes, none of which changes an outcome.
    func next(_ count: Int) throws -> [OutgoingMessage] {
        defer { number += count }
        return try (1...count).map { step in
            OutgoingMessage(try BucketChange(bucket: (number + step) % buckets, number: number + step).message())
        }
    }

    /// Publishes changes and returns when each is assessed.
    func publish(_ messages: [OutgoingMessage]) async throws {
        let publisher = publisher
        async let outcomes = publisher.publish(messages)
        var seen = 0
        while seen < messages.count, let batch = try await assessed.nextBatch() { seen += batch.count }
        guard try await outcomes.allSatisfy({ $0 == .recorded }), seen == messages.count else {
            throw BenchmarkError(description: "not every change was recorded and assessed")
        }
    }

    /// Disconnects; the services go on.
    func stop() async {
        await publisher.stop()
        await subscriber.stop()
    }

    private static let profile = """
        apiVersion: settei/v1
        kind: Tenant
        id: acme
        name: { en: Acme Corporation, ja: アクメ株式会社 }
        language: ja
        timeZone: Asia/Tokyo
        routes:
          - { id: files, channel: directory, minimumSeverity: critical }
        """
}
