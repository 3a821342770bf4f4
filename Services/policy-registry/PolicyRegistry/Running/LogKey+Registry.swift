import ServiceKit

extension LogKey {
    static let document = LogKey("policy.document")
    static let mistakes = LogKey("mistakes")
    static let retired = LogKey("policy.retired")
    static let rule = LogKey("rule")
    static let submitted = LogKey("policy.submitted")
    static let tests = LogKey("tests")
    static let what = LogKey("what")
}
