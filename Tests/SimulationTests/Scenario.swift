import JSON
import Messages
import Threading

@testable import Bus
@testable import EvidenceStore

/// The messages that a run begins with; the same for the same seed.
struct Scenario {
    static let integrators = ["acme-ci": "acme", "globex-ci": "globex"]
    static let rules = ["r1", "r2", "r3"]

    /// A change and when it is published.
    struct Planned {
        let message: OutgoingMessage
        let at: Instant
    }

    private var random: Jitter
    private var serial: UInt64 = 0
    private var versions: [String: Int64] = [:]

    init(seed: UInt64) { random = Jitter(seed: seed ^ 0x5eed) }

    /// `count` changes of one integrator over `span`, to few resources, so that they come one upon the other.
    mutating func changes(of name: String, count: Int, over span: Duration, poison: Set<Int> = []) throws -> [Planned] {
        let step = span.nanoseconds / Int64(max(1, count))
        return try (0..<count).map { index in
            let at = Instant(nanoseconds: 1_000_000_000 + Int64(index) * step)
            return Planned(message: try change(of: name, at: at, isPoison: poison.contains(index)), at: at)
        }
    }

    private mutating func change(of name: String, at: Instant, isPoison: Bool) throws -> OutgoingMessage {
        let thing = isPoison ? "poisoned" : "bucket-\(random.next() % 8)"
        let resource = Resource(
            provider: "aws",
            account: "111122223333",
            region: "ap-northeast-1",
            type: "AWS::S3::Bucket",
            id: thing
        )
        versions[name + thing, default: 0] += 1
        let settings =
            #"{"open":\#(random.next() % 3 == 0),"plain":\#(random.next() % 4 == 0),"poison":\#(isPoison)}"#
        let action: ChangeAction =
            switch random.next() % 16 {
            case 0: .delete
            case 1: .snapshot
            default: .update
            }
        let wall = World.wall(at)
        let data = ConfigChanged(
            resource: resource,
            configuration: RawJSON(trusted: Array(settings.utf8)),
            observedAt: wall,
            version: random.next() % 4 == 0 ? nil : versions[name + thing],
            change: Change(action: action, source: "aws-config")
        )
        let header = MessageHeader(
            id: nextID(wall),
            kind: .configChanged,
            source: "//settei/\(name)",
            tenant: Self.integrators[name],
            subject: resource.key,
            time: wall
        )
        return OutgoingMessage(try Message(header, data: data))
    }

    /// Two versions of the policy, each a document and a manifest.
    mutating func policies(secondAt: Instant) throws -> [Planned] {
        var planned: [Planned] = []
        var previous: String?
        for (version, at) in [(Int64(1), Instant(nanoseconds: 500_000_000)), (2, secondAt)] {
            let content = Array(#"{"rules":\#(version + 1)}"#.utf8)
            let digest = DerivedID.contentDigest(content)
            let document = PolicySubmitted(
                document: "base",
                part: .rules,
                version: "\(version).0.0",
                digest: digest,
                content: RawJSON(trusted: content)
            )
            let reference = PolicyDocumentReference(
                document: "base",
                part: .rules,
                version: "\(version).0.0",
                digest: digest
            )
            let manifest = PolicyPublished(
                version: version,
                digest: DerivedID.manifestDigest(of: [reference]),
                previous: previous,
                documents: [reference]
            )
            previous = manifest.digest
            planned.append(Planned(message: try registry(.policySubmitted, reference.subject, document, at), at: at))
            planned.append(Planned(message: try registry(.policyPublished, "policy", manifest, at), at: at))
        }
        return planned
    }

    /// What an operator says to have an item done again.
    mutating func retry(of item: MessageID, at: Instant) throws -> OutgoingMessage {
        let header = MessageHeader(
            id: nextID(World.wall(at)),
            kind: .deadLetterRetried,
            source: "//settei/ops",
            tenant: nil,
            subject: item.text,
            time: World.wall(at)
        )
        return OutgoingMessage(try Message(header, data: DeadLetterRetried(item: item)))
    }

    private mutating func registry(_ kind: Kind, _ subject: String, _ data: some Encodable, _ at: Instant) throws
        -> OutgoingMessage
    {
        let header = MessageHeader(
            id: nextID(World.wall(at)),
            kind: kind,
            source: "//settei/policy-registry",
            tenant: nil,
            subject: subject,
            time: World.wall(at)
        )
        return OutgoingMessage(try Message(header, data: data))
    }

    private mutating func nextID(_ wall: Timestamp) -> MessageID {
        serial += 1
        return MessageID(version7At: wall, random: (serial, random.next()))
    }
}
