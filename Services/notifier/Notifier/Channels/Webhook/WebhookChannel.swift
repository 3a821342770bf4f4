import Curl
import Foundation
import Messages

/// Sends each message as a signed HTTP POST.
///
/// Source: Standard Webhooks 1.0.0.
struct WebhookChannel: DeliveryChannel {
    /// The most bytes of an answer that are read; only a few words of it are kept.
    static let maximumAnswerBytes = 4_096

    let secrets: Secrets
    var schedule = RetrySchedule.webhook
    private let check: TargetCheck
    private let encrypted: HTTPClient
    private let plain: HTTPClient
    private let now: @Sendable () -> Date

    /// Makes a channel with connections of its own, which are kept open between messages.
    ///
    /// Plain and encrypted targets have clients of their own, because an open connection is not judged a second time.
    init(
        check: TargetCheck,
        secrets: Secrets,
        timeout: Duration = .seconds(15),
        concurrency: Int = 64,
        certificateFile: String? = nil,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.check = check
        self.secrets = secrets
        self.now = now
        var options = HTTPClient.Options()
        options.totalTimeout = timeout
        options.connectTimeout = min(timeout, .seconds(5))
        options.maximumResponseBytes = Self.maximumAnswerBytes
        options.maximumConcurrency = concurrency
        options.userAgent = "settei-notifier/1"
        options.certificateFile = certificateFile
        options.acceptsAddress = { check.refusal(of: $0, encrypted: true) == nil }
        encrypted = HTTPClient(options)
        options.acceptsAddress = { check.refusal(of: $0, encrypted: false) == nil }
        plain = HTTPClient(options)
    }

    func deliver(_ parcel: Parcel) async throws(CancellationError) -> Attempt {
        guard let target = parcel.route.url.flatMap({ WebhookTarget($0) }) else {
            return .permanent(.configuration, "the route's URL is not http or https, or holds a user name")
        }
        if let address = IPAddress(written: target.host),
            let refusal = check.refusal(of: address, encrypted: target.isEncrypted)
        {
            return .permanent(.target, refusal)
        }
        let secret: WebhookSecret
        do {
            secret = try self.secret(of: parcel.route)
        } catch {
            return .transient(.secret, "\(error)")
        }
        return try await send(parcel, to: target, secret)
    }

    private func send(
        _ parcel: Parcel,
        to target: WebhookTarget,
        _ secret: WebhookSecret
    ) async throws(CancellationError) -> Attempt {
        let body = parcel.rendering.webhook
        let now = now()
        let timestamp = Int64(now.timeIntervalSince1970.rounded(.down))
        let headers = [
            ("Content-Type", "application/json; charset=utf-8"),
            ("webhook-id", parcel.outsideID),
            ("webhook-timestamp", String(timestamp)),
            ("webhook-signature", secret.signature(id: parcel.outsideID, timestamp: timestamp, body: body)),
        ]
        let client = target.isEncrypted ? encrypted : plain
        do throws(CurlError) {
            let request = HTTPClient.Request(
                .post,
                target.url,
                headers: headers.map { (name: $0.0, value: $0.1) },
                body: body
            )
            return Attempt(try await client.response(to: request), now: now)
        } catch {
            if error.kind == .cancelled { throw CancellationError() }
            return Attempt(error)
        }
    }

    private func secret(of route: Route) throws -> WebhookSecret {
        guard let name = route.secretRef else {
            throw SecretsError(name: "(none)", reason: "is missing: the route names no secretRef")
        }
        return try WebhookSecret(try secrets.content(of: name))
    }
}
