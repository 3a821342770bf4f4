import Messages

/// A change, and what services would answer to it and to what follows from it, one from the other: their ids are derived.
struct AnsweredChange {
    private let number: Int
    private let id: MessageID
    private let item: MessageID
    private let alert: MessageID
    private let plan: MessageID
    private let delivery: MessageID
    private let resource: Resource
    private let time: Timestamp

    init(_ number: Int) {
        self.number = number
        time = Timestamp(milliseconds: 1_700_000_000_000 + Int64(number))
        id = MessageID(version7At: time, random: (1, UInt64(number)))
        item = DerivedID.item(cause: id, recordedAt: time, kind: .assess, trigger: .change)
        alert = DerivedID.derived(from: item, role: Kind.alertRaised.rawValue)
        plan = DerivedID.item(cause: alert, recordedAt: time, kind: .plan)
        delivery = DerivedID.item(cause: plan, recordedAt: time, kind: .deliver, route: "1", delivery: 1)
        resource = Resource(provider: "aws", account: "1", region: "r", type: "T", id: "i\(number % 2_000)")
    }

    /// The change as an integrator publishes it.
    var change: [[UInt8]] {
        frames(
            .configChanged,
            envelope(
                .configChanged,
                id,
                subject: resource.key,
                data:
                    #"{"provider":"aws","account":"1","region":"r","resourceType":"T","resourceId":"\#(resource.id)","#
                    + #""configuration":{"a":\#(number)},"observedAt":"\#(time.text)","version":\#(number),"#
                    + #""change":{"action":"update","source":"test"}}"#
            )
        )
    }

    /// The assessment with something wrong, the plan, and the delivery as made and as failed.
    var answers: [[[UInt8]]] {
        [
            frames(.configAssessed, assessment(fails: true)), frames(.configAssessed, assessment(fails: false)),
            frames(
                .notificationPlanned,
                envelope(
                    .notificationPlanned,
                    plan,
                    subject: alert.text,
                    cause: alert,
                    data:
                        #"{"alert":"\#(alert.text)","deliveries":[{"route":"files","channel":"directory","language":"ja","#
                        + #""template":"finding","recipient":"files","previousAlerts":[]}],"suppressed":[],\#(work(plan))}"#
                )
            ),
            frames(.notificationSent, outcome(.notificationSent, #""answer":{"code":250,"text":"Ok"}"#)),
            frames(
                .notificationFailed,
                outcome(
                    .notificationFailed,
                    #""reason":"busy","permanent":false,"nextAttemptAt":"2026-11-20T01:02:03Z","answer":{"code":421,"text":"x"}"#
                )
            ),
        ]
    }

    private func assessment(fails: Bool) -> String {
        let outcome =
            #"{"rule":"r.\#(number % 7)","outcome":"\#(fails ? "fail" : "pass")","severity":"critical","category":"3","cost":7}"#
        return envelope(
            .configAssessed,
            item,
            subject: resource.key,
            cause: id,
            data:
                #"{"change":"\#(id.text)","resource":{"provider":"aws","account":"1","region":"r","type":"T","id":"\#(resource.id)"},"#
                + #""policy":{"version":1,"digest":"sha256:00"},"trigger":"change","outcomes":[\#(outcome)],"cost":7,"#
                + #""durationMicroseconds":4,\#(work(item))}"#
        )
    }

    private func outcome(_ kind: Kind, _ fields: String) -> String {
        envelope(
            kind,
            delivery,
            subject: "\(alert.text)/files",
            cause: plan,
            data: #"{"alert":"\#(alert.text)","route":"files","channel":"directory","delivery":1,"#
                + #""outsideId":"761592fa1a1f46bbc8ee8bf4fe0435bd",\#(fields),\#(work(delivery))}"#
        )
    }

    private func work(_ item: MessageID) -> String {
        #""work":{"item":"\#(item.text)","attempt":1,"replica":"\#(PortSeeds.sender)","receivedAt":"\#(time.text)","finishedAt":"\#(time.text)"}"#
    }

    private func envelope(_ kind: Kind, _ id: MessageID, subject: String, cause: MessageID? = nil, data: String)
        -> String
    {
        let cause = cause.map { #""causationid":"\#($0.text)","# } ?? ""
        return
            #"{"specversion":"1.0","id":"\#(id.text)","source":"//settei/test","type":"settei.\#(kind.rawValue).v1","#
            + #""subject":"\#(subject)","time":"\#(time.text)","tenant":"acme",\#(cause)"data":\#(data)}"#
    }

    private func frames(_ kind: Kind, _ message: String) -> [[UInt8]] {
        [Array("\(kind.rawValue)/".utf8), Array(PortSeeds.sender.utf8), Array("\(number)".utf8), Array(message.utf8)]
    }
}
