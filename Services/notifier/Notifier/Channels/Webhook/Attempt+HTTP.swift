import Curl
import Foundation

extension Attempt {
    /// Says what an HTTP answer to a webhook means.
    ///
    /// Source: Standard Webhooks, "Delivery success and failure"; RFC 9110 10.2.3.
    init(_ response: HTTPClient.Response, now: Date) {
        let code = response.status
        let text = response.text
        switch code {
        case 200..<300:
            self = .sent(Answer(code: code, text: text))
        case 410:
            self = .permanent(.gone, text, code: code)
        case 300..<400:
            self = .transient(.redirect, "redirects are not followed; put the new URL into the profile", code: code)
        case 429, 502, 503, 504:
            let wait = response.header("retry-after").flatMap { RetryAfter.wait($0, now: now) }
            self = .transient(.busy, text, code: code, wait: wait)
        default:
            self = .transient(.status, text, code: code)
        }
    }
}
