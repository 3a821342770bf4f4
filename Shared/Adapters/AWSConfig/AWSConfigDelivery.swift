import JSON
import Messages

/// What the envelopes around an item say of it, for where the item itself is silent.
struct AWSConfigDelivery {
    /// Where in the document, for errors.
    var place = ""
    /// How many envelopes were opened.
    var envelopes = 0
    var account: String?
    var region: String?
    var time: JSONNode?
    /// The notification's `changeType`: `CREATE`, `UPDATE` or `DELETE`.
    var changeType: String?
    /// Whether the item is one of a list of everything there is.
    var isSnapshot = false

    /// The same delivery, one step further in.
    func inside(_ step: String) -> AWSConfigDelivery {
        var inner = self
        inner.place = place.isEmpty || step.hasPrefix("[") ? place + step : "\(place).\(step)"
        return inner
    }

    /// The same delivery inside one more envelope, whose own account, region and time count from here on.
    func opening(_ envelope: JSONNode, _ step: String) -> AWSConfigDelivery {
        var inner = inside(step)
        inner.envelopes += 1
        inner.account = envelope.text("account", "awsAccountId", "accountId") ?? account
        inner.region = envelope.text("region", "awsRegion") ?? region
        inner.time = envelope.member("notificationCreationTime") ?? envelope.member("time") ?? time
        inner.changeType = envelope.member("configurationItemDiff")?.text("changeType") ?? changeType
        return inner
    }
}

extension JSONNode {
    /// The first of the named members that is a text with something in it.
    func text(_ names: StaticString...) -> String? {
        for name in names {
            if let text = member(name)?.string, !text.isEmpty { return text }
        }
        return nil
    }
}
