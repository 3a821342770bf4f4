import Crypto
import Foundation
import JSON
import Messages

/// What one tenant says, everywhere where a tenant can say something, in words that are nowhere else.
struct PlantedMarkers: Sendable {
    let tenant: String
    /// The word that is in most of them.
    let word: String
    let account: String
    let person: String
    let address: String

    static let acme = PlantedMarkers(
        tenant: "acme",
        word: "kestrel",
        account: "739104426658",
        person: "鷹取 桔梗子",
        address: "203.0.113.177"
    )
    static let globex = PlantedMarkers(
        tenant: "globex",
        word: "ptarmigan",
        account: "518830927764",
        person: "Wilhelmina Quackenbush",
        address: "198.51.100.201"
    )

    static let both = [acme, globex]

    var route: String { "\(word)-pager" }
    var email: String { "security@\(word).example" }
    var value: String { "\(word)-secret-value-88213" }
    var source: String { "aws-config-\(word)" }
    var rules: [String] { ["aws.s3.block-public-access", "aws.s3.versioning", "aws.s3.access-logging"] }

    /// The tenant's profile, told into a directory and by mail.
    var profile: String {
        """
        apiVersion: settei/v1
        kind: Tenant
        id: \(tenant)
        name: { en: \(word) holdings, ja: \(word)株式会社 }
        language: ja
        timeZone: Asia/Tokyo
        people:
          - { id: \(word)-officer, name: \(person), email: \(email) }
        routes:
          - { id: \(route), channel: directory }
        """
    }

    func resource(_ number: Int) -> Resource {
        Resource(
            provider: "aws",
            account: account,
            region: "ap-northeast-1",
            type: "AWS::S3::Bucket",
            id: "\(word)-ledger-\(number)"
        )
    }

    /// A change of a bucket that is open to the world, every second time.
    func message(_ number: Int, bucket: Int) throws -> Message {
        try message(try change(number, bucket: bucket), number: number)
    }

    func change(_ number: Int, bucket: Int) throws -> ConfigChanged {
        let blocked = number % 2 == 1
        let resource = resource(bucket)
        let configuration = """
            {"configurationItemStatus":"OK","resourceType":"AWS::S3::Bucket","resourceId":"\(resource.id)",\
            "configuration":{"name":"\(resource.id)","owner":{"id":"\(value)"}},"tags":{"owner":"\(person)","mail":"\(email)"},\
            "supplementaryConfiguration":{"PublicAccessBlockConfiguration":{"blockPublicAcls":\(blocked),\
            "ignorePublicAcls":\(blocked),"blockPublicPolicy":\(blocked),"restrictPublicBuckets":\(blocked)},\
            "BucketLoggingConfiguration":{"destinationBucketName":"\(value)","logFilePrefix":"s3/"}}}
            """
        var changed = ConfigChanged(
            resource: resource,
            configuration: RawJSON(trusted: Array(configuration.utf8)),
            observedAt: Timestamp(milliseconds: 1_790_000_000_000 + Int64(number)),
            version: Int64(number),
            change: Change(action: .update, source: source)
        )
        changed.actor = Actor(id: "arn:aws:iam::\(account):user/\(person)", kind: "user", address: address)
        return changed
    }

    func message(_ changed: ConfigChanged, number: Int) throws -> Message {
        let header = MessageHeader(
            id: MessageID(
                version7At: changed.observedAt,
                random: (UInt64(number) &* 0x9e37_79b9, UInt64(account) ?? 0)
            ),
            kind: .configChanged,
            source: "//settei/test/\(word)",
            tenant: tenant,
            subject: changed.resource.key,
            time: changed.observedAt
        )
        return try Message(header, data: changed)
    }

    /// Every text that must not be found.
    var texts: [String] {
        [word, account, person, address, route, email, value, source] + (0..<4).map { resource($0).key }
    }

    // MARK: What is searched for

    /// What is in nearly everything that the tenant said, as it is.
    var words: [Needle] { [word, account, person, address].map { Needle($0, Array($0.utf8)) } }

    /// Each text as it is, in UTF-16, hexadecimal, and base64 at its three places; short digests are not searched for, they would be
    /// found by chance.
    var needles: [Needle] {
        texts.flatMap { text in
            let bytes = Array(text.utf8)
            let wide = Array(text.utf16)
            var found = [
                Needle("\(text)", bytes),
                Needle("\(text) in UTF-16", wide.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }),
                Needle("\(text) in UTF-16, big-endian", wide.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] }),
                Needle("\(text) in hexadecimal", Array(Hex.encode(bytes).utf8)),
                Needle("\(text) in HEXADECIMAL", Array(Hex.encode(bytes).uppercased().utf8)),
                Needle("SHA-256 of \(text)", SHA256.hash(text).bytes),
                Needle("SHA-256 of \(text) in hexadecimal", Array(SHA256.hash(text).hex.utf8)),
            ]
            for skipped in 0..<3 {
                let whole = bytes.dropFirst(skipped).prefix((bytes.count - skipped) / 3 * 3)
                // Four letters are found by chance.
                guard whole.count > 3 else { continue }
                found.append(Needle("\(text) in base64", Array(Data(whole).base64EncodedString().utf8)))
            }
            return found
        }
    }

    /// What somebody would try who guesses what was erased: hashes of messages, ids of findings, of items, of outside.
    func guesses(_ received: [ReceivedMessage], _ bytes: [[UInt8]]) -> [Needle] {
        var guesses = bytes.map { Needle("SHA-256 of a message", SHA256.hash($0).bytes) }
        let assessed = received.filter { $0.header.kind == .configAssessed }.prefix(4)
        for bucket in 0..<4 {
            for rule in rules {
                let id = DerivedID.finding(tenant: tenant, resourceKey: resource(bucket).key, rule: rule)
                guesses += [Needle("finding id", Array(id.utf8)), Needle("finding id, raw", Hex.decode(id) ?? [])]
                for message in assessed {
                    for kind in [Kind.findingOpened, .findingResolved, .findingUpdated] {
                        let role = "\(kind.rawValue)/\(id)"
                        let derived = DerivedID.derived(from: message.header.id, role: role)
                        guesses.append(Needle("id from finding id", derived.bytes))
                    }
                }
            }
        }
        for message in received where message.header.kind == .notificationPlanned || message.header.kind == .alertRaised
        {
            let outside = DerivedID.outside(alert: message.header.id, route: route)
            guesses += [
                Needle("id of outside", Array(outside.utf8)), Needle("id of outside, raw", Hex.decode(outside) ?? []),
            ]
            for delivery in 1...3 {
                let item = DerivedID.item(
                    cause: message.header.id,
                    recordedAt: message.header.time,
                    kind: .deliver,
                    route: route,
                    delivery: delivery
                )
                guesses.append(Needle("id of a delivery by \(route)", item.bytes))
            }
        }
        return guesses.filter { !$0.bytes.isEmpty }
    }
}

/// Bytes that are looked for, and what they are.
struct Needle: Sendable {
    let name: String
    let bytes: [UInt8]

    init(_ name: String, _ bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    /// The names of those that are in some bytes.
    static func found(_ needles: [Needle], in data: Data) -> [String] {
        needles.filter { data.range(of: Data($0.bytes)) != nil }.map(\.name)
    }
}
