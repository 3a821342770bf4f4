import ServiceKit

extension LogKey {
    static let alert = LogKey("alert.id")
    static let channel = LogKey("delivery.channel")
    static let code = LogKey("delivery.code")
    static let delivery = LogKey("delivery.number")
    static let item = LogKey("work.item")
    static let otherTenant = LogKey("tenant.other")
    static let outsideID = LogKey("delivery.outside.id")
    static let retryIn = LogKey("delivery.retry.ms")
    static let route = LogKey("delivery.route")
    static let suppressed = LogKey("plan.suppressed")
    static let template = LogKey("plan.template")
    static let what = LogKey("what")
}
