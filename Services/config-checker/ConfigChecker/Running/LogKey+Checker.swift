import ServiceKit

extension LogKey {
    static let document = LogKey("policy.document")
    static let item = LogKey("work.item")
    static let rule = LogKey("rule")
}
