import JSON
import Messages

extension PlannedFacts {
    /// Reads `notification.planned`.
    init(reading fields: DataFields, of header: MessageHeader) throws(EnvelopeError) {
        _ = try WorkDone(reading: fields, of: header)
        let planned: NotificationPlanned = try decodeData(fields.node)
        try header.requireSubject(planned.alert.text)
        let routes = planned.deliveries.map(\.route)
        guard Set(routes).count == routes.count else { throw fields.wrong("deliveries", "a route stands twice") }
        for route in routes where !(1...256).contains(route.utf8.count) {
            throw fields.wrong("deliveries", "a route must have 1 to 256 bytes")
        }
        self.init(routes: routes)
    }
}

extension DeliveredFacts {
    /// Reads `notification.sent` and `notification.failed`.
    init(reading fields: DataFields, of header: MessageHeader) throws(EnvelopeError) {
        _ = try WorkDone(reading: fields, of: header)
        if header.kind == .notificationSent {
            let sent: NotificationSent = try decodeData(fields.node)
            try header.requireSubject("\(sent.alert.text)/\(sent.route)")
            self.init(route: sent.route, delivery: sent.delivery, failure: nil)
        } else {
            let failed: NotificationFailed = try decodeData(fields.node)
            try header.requireSubject("\(failed.alert.text)/\(failed.route)")
            let failure = Failure(reason: failed.reason, nextAttemptAt: failed.nextAttemptAt)
            self.init(route: failed.route, delivery: failed.delivery, failure: failure)
        }
    }
}
