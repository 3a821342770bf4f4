import Access
package import Messages

/// A journal as the benchmark program drives it: the store's own append path, without sockets and threads between.
///
/// For one thread. Nothing of the service uses it.
package final class MeasuredJournal {
    /// A message that passed the validator, on its way to the journal.
    package struct Accepted: Sendable {
        fileprivate let incoming: Incoming
    }

    /// What a committed change asks for.
    package struct Item: Sendable {
        /// The item's id, and so its answer's.
        package let id: MessageID
        /// The change to assess.
        package let change: MessageID
        /// The change's tenant.
        package let tenant: String
    }

    /// Who publishes messages of a kind.
    package enum Sender: Sendable {
        case integrator, checker
    }

    private let journal: Journal
    private let validator = IngestValidator()
    private let senders = [
        Sender.integrator: Principal(name: "acme-ci", role: .integrator, tenants: nil),
        .checker: Principal(name: "config-checker", role: .configChecker, tenants: nil),
    ]

    /// Opens or makes the journal in a directory.
    package init(directory: String, method: any EvidenceMethod = SealedEvidence(), now: Timestamp) throws {
        var configuration = JournalConfiguration(directory: directory)
        configuration.method = method
        journal = try Journal(configuration: configuration, now: now)
    }

    /// The last message's number.
    package var head: Int64 { journal.head }

    /// Decides on a message as the socket thread does.
    /// - Throws: where it is refused.
    package func accept(_ bytes: [UInt8], _ kind: Kind, from sender: Sender, now: Timestamp) throws -> Accepted {
        guard let principal = senders[sender] else { throw MeasuringError(description: "nobody sends this") }
        let topic = Array(Topic.ingest(kind).utf8)
        let decision = topic.withUnsafeBytes { topic in
            Self.address.withUnsafeBytes { address in
                bytes.withUnsafeBytes { bytes in
                    validator.decide(
                        topic: topic,
                        sender: address,
                        token: UnsafeRawBufferPointer(rebasing: address[..<8]),
                        message: bytes,
                        principal: principal,
                        now: now
                    )
                }
            }
        }
        guard case .accepted(let mark, let message) = decision else {
            throw MeasuringError(description: "a message of the benchmark was not accepted: \(decision)")
        }
        return Accepted(
            incoming: Incoming(
                bytes: message.bytes,
                header: message.header,
                facts: message.facts,
                principal: principal.name,
                mark: mark,
                reply: ReplyHandle(index: 0),
                receivedAt: now,
                peer: Peer(principal: principal.name, address: "192.0.2.7", protocol: "zmtp/3.1 curve")
            )
        )
    }

    /// Records a batch in one transaction, and returns the items that it opened.
    /// - Throws: where one of the messages was not recorded.
    package func commit(_ batch: [Accepted], now: Timestamp) throws -> [Item] {
        let commit = try journal.commit(batch.map(\.incoming), now: now)
        for result in commit.results {
            guard case .recorded = result.outcome else {
                throw MeasuringError(description: "a message of the benchmark was not recorded: \(result.outcome)")
            }
        }
        return commit.opened.map { Item(id: $0.item, change: $0.message.id, tenant: $0.tenant) }
    }

    /// Does what is due after a pause: the entry of the store log that covers the last messages.
    package func tick(now: Timestamp) throws { _ = try journal.tick(now: now) }

    /// Closes the files.
    package func close() throws { try journal.close() }

    private static let address = Array("0123456789abcdef0123456789abcdef".utf8)
}

/// Why a measurement came to nothing.
package struct MeasuringError: Error, CustomStringConvertible {
    /// What happened.
    package let description: String
}

@available(*, unavailable)
extension MeasuredJournal: Sendable {}
