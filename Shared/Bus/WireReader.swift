import JSON
import Messages
import ZeroMQ

/// Reads positions and receipts straight from the tape: they come with every message, and `Decodable` costs ten times as much.
struct WireReader {
    /// The same few texts come again and again, and are shared rather than copied.
    private var epoch = ""
    private var principal = ""

    struct Unreadable: Error { let reason: String }

    mutating func position(_ bytes: UnsafeRawBufferPointer) throws -> Position {
        try position(JSONDocument(bytes).root)
    }

    mutating func position(_ root: JSONNode) throws -> Position {
        guard let epochNode = root.member("epoch"), epochNode.kind == .string else {
            throw Unreadable(reason: "position without epoch")
        }
        return Position(
            epoch: Self.shared(epochNode, &epoch) ?? "",
            seq: root.member("seq")?.int,
            previous: root.member("previous")?.int,
            index: root.member("index")?.int,
            recordedAt: root.member("recordedAt")?.timestamp,
            principal: root.member("principal").flatMap { Self.shared($0, &principal) },
            erased: root.member("erased")?.bool,
            work: try root.member("work").map(Self.work),
            check: try root.member("check").map(Self.check)
        )
    }

    private static func check(_ node: JSONNode) throws -> Position.Check {
        guard let id = node.member("id")?.string, let milliseconds = node.member("milliseconds")?.int else {
            throw Unreadable(reason: "a check without id or time")
        }
        return Position.Check(id: id, milliseconds: milliseconds)
    }

    private static func work(_ node: JSONNode) throws -> Position.Work {
        guard let kind = node.member("kind")?.string.flatMap(WorkKind.init(rawValue:)),
            let item = node.member("item")?.messageID, let attempt = node.member("attempt")?.int
        else { throw Unreadable(reason: "work without kind, item or attempt") }
        return Position.Work(
            kind: kind,
            item: item,
            trigger: node.member("trigger")?.string.flatMap(Trigger.init(rawValue:)),
            attempt: Int(clamping: attempt),
            route: node.member("route")?.string,
            delivery: node.member("delivery")?.int.map { Int(clamping: $0) }
        )
    }

    private static func shared(_ node: JSONNode, _ last: inout String) -> String? {
        let isSame = node.withUTF8 { $0.elementsEqual(last.utf8) } ?? false
        if !isSame { last = node.string ?? "" }
        return last
    }
}

/// The parts of a receipt that the outbox needs.
struct WireReceipt {
    let token: UInt64
    let status: Receipt.Status
    let code: String?
    let retryAfter: Duration?

    /// Reads one receipt; `nil` for one whose token is not ours.
    init?(_ node: JSONNode) {
        guard let token = node.member("token")?.withUTF8(Self.decimal) ?? nil, let state = node.member("status") else {
            return nil
        }
        self.token = token
        if state.isString("recorded") {
            status = .recorded
        } else if let other = state.string.flatMap(Receipt.Status.init(rawValue:)) {
            status = other
        } else {
            return nil
        }
        let isPlain = status == .recorded || status == .repeat
        code = isPlain ? nil : node.member("code")?.string
        retryAfter = isPlain ? nil : node.member("retryAfterMilliseconds")?.int.map { .milliseconds(max(0, $0)) }
    }

    private static func decimal(_ text: UnsafeBufferPointer<UInt8>) -> UInt64? {
        guard (1...18).contains(text.count) else { return nil }
        var value: UInt64 = 0
        for byte in text {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            value = value * 10 + UInt64(byte - UInt8(ascii: "0"))
        }
        return value
    }
}
