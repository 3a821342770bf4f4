import EvidenceStore
import JSON
import Messages

/// Makes small records of the usual kinds: a change of a setting, and the assessment that answers it.
///
/// Their data is put together as text: ten million times an encoder takes longer than the journal.
struct SmallRecords {
    /// Whose they are.
    var tenant = "acme"
    /// How many resources take turns.
    var resources = 50_000
    /// Counts the changes so far.
    private(set) var number = 0

    /// The next change, about 700 bytes.
    mutating func change(tenant: String? = nil) throws -> Message {
        number += 1
        let time = Timestamp(milliseconds: 1_790_000_000_000 + Int64(number))
        let resource = Self.resource(number % resources)
        let random = UInt64(truncatingIfNeeded: number) &* 0x9e37_79b9_7f4a_7c15
        let header = MessageHeader(
            id: MessageID(version7At: time, random: (random >> 52, random)),
            kind: .configChanged,
            source: "//settei/acme-ci",
            tenant: tenant ?? self.tenant,
            subject: resource.key,
            time: time
        )
        let data =
            #"{"provider":"aws","account":"\#(resource.account)","region":"\#(resource.region)","resourceType":"\#(resource.type)","#
            + #""resourceId":"\#(resource.id)","service":"s3","configuration":{"versioning":"Enabled","serial":\#(number)},"#
            + #""observedAt":"\#(time.text)","version":\#(number),"change":{"action":"update","source":"aws-config"}}"#
        return try Message(header) { $0.raw(Array(data.utf8)) }
    }

    /// The answer to the item of a change, which is the `number`th.
    func assessment(of item: MeasuredJournal.Item, number: Int, now: Timestamp) throws -> Message {
        try Self.assessment(of: item, Self.resource(number % resources), now: now)
    }

    /// The answer to the item of a change of a resource.
    static func assessment(of item: MeasuredJournal.Item, _ resource: Resource, now: Timestamp) throws -> Message {
        let header = MessageHeader(
            id: item.id,
            kind: .configAssessed,
            source: "//settei/config-checker",
            tenant: item.tenant,
            subject: resource.key,
            time: now,
            causation: item.change
        )
        let data =
            #"{"change":"\#(item.change.text)","resource":\#(text(resource)),"policy":{"version":1,"digest":"\#(digest)"},"#
            + #""trigger":"change","outcomes":[{"rule":"s3/versioning","outcome":"pass","severity":"medium","category":"3","cost":12}],"#
            + #""cost":12,"durationMicroseconds":40,"work":{"item":"\#(item.id.text)","attempt":1,"replica":"checker-1","#
            + #""receivedAt":"\#(now.text)","finishedAt":"\#(now.text)"}}"#
        return try Message(header) { $0.raw(Array(data.utf8)) }
    }

    private static let digest = "sha256:" + String(repeating: "1", count: 64)

    private static func text(_ resource: Resource) -> String {
        #"{"provider":"\#(resource.provider)","account":"\#(resource.account)","region":"\#(resource.region)","#
            + #""type":"\#(resource.type)","id":"\#(resource.id)"}"#
    }

    private static func resource(_ number: Int) -> Resource {
        Resource(
            provider: "aws",
            account: "111122223333",
            region: "ap-northeast-1",
            type: "AWS::S3::Bucket",
            id: "bucket-\(number)"
        )
    }

    /// Goes on after as many changes as are there already.
    mutating func skip(_ count: Int) { number += count }
}
