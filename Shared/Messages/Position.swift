public import JSON

/// Where a message stands in the journal, and why it was sent; the second frame of the feed.
///
/// Source: PROTOCOL.md, sections 6 and 7.
public struct Position: Codable, Hashable, Sendable {
    /// The store's start that sent this.
    public var epoch: String
    /// The number in the journal; nil where the message is not in it (receipts, heartbeats).
    public var seq: Int64?
    /// The number of the message before it in the stream of its kind; 0 at the beginning.
    public var previous: Int64?
    /// The place in the tenant's log.
    public var index: Int64?
    /// When it was recorded.
    public var recordedAt: Timestamp?
    /// Who sent it, as authenticated.
    public var principal: String?
    /// True for a message whose key was destroyed: only its header is left; nil for all others.
    public var erased: Bool?
    /// What is to be done with it.
    public var work: Work?
    /// The check that it asks for; such a message is not in the journal.
    public var check: Check?

    /// A check of planned changes, which nobody records.
    public struct Check: Codable, Hashable, Sendable {
        /// The check, to be named in the answer.
        public var id: String
        /// How long the answer is of use.
        public var milliseconds: Int64

        /// Takes both.
        public init(id: String, milliseconds: Int64) {
            self.id = id
            self.milliseconds = milliseconds
        }
    }

    /// An item of work.
    public struct Work: Codable, Hashable, Sendable {
        /// What is to be done.
        public var kind: WorkKind
        /// The item, which is the answer's id.
        public var item: MessageID
        /// Why; for `assess`.
        public var trigger: Trigger?
        /// 1 for the first time that the item was given out.
        public var attempt: Int
        /// The route; for `deliver`.
        public var route: String?
        /// Which try at the receiver this is, from 1; for `deliver`.
        public var delivery: Int?

        /// Takes all fields.
        public init(
            kind: WorkKind,
            item: MessageID,
            trigger: Trigger? = nil,
            attempt: Int,
            route: String? = nil,
            delivery: Int? = nil
        ) {
            self.kind = kind
            self.item = item
            self.trigger = trigger
            self.attempt = attempt
            self.route = route
            self.delivery = delivery
        }
    }

    /// Takes all fields.
    public init(
        epoch: String,
        seq: Int64? = nil,
        previous: Int64? = nil,
        index: Int64? = nil,
        recordedAt: Timestamp? = nil,
        principal: String? = nil,
        erased: Bool? = nil,
        work: Work? = nil,
        check: Check? = nil
    ) {
        self.epoch = epoch
        self.seq = seq
        self.previous = previous
        self.index = index
        self.recordedAt = recordedAt
        self.principal = principal
        self.erased = erased
        self.work = work
        self.check = check
    }

    /// Appends the position as JSON; as ``JSONTreeEncoder`` would, without a tree.
    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("epoch")
        writer.string(epoch)
        writer.member("seq", seq)
        writer.member("previous", previous)
        writer.member("index", index)
        writer.member("recordedAt", recordedAt?.text)
        writer.member("principal", principal)
        if let erased { writer.member("erased", erased) }
        if let work {
            writer.key("work")
            work.write(to: &writer)
        }
        if let check {
            writer.key("check")
            writer.beginObject()
            writer.member("id", check.id)
            writer.member("milliseconds", check.milliseconds)
            writer.endObject()
        }
        writer.endObject()
    }
}

extension Position.Work {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("kind", kind.rawValue)
        writer.member("item", item.text)
        writer.member("trigger", trigger?.rawValue)
        writer.member("attempt", attempt)
        writer.member("route", route)
        writer.member("delivery", delivery)
        writer.endObject()
    }
}
