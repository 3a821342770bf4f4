import Curl
import Diagnostics
import ServiceKit

/// Holds what the operator set, checked as far as it can be before anything runs.
struct NotifierSettings: Sendable {
    let from: MailAddress
    let domain: String
    let allowed: [AddressBlock]
    let secrets: Secrets
    let directory: String
    /// Nil where e-mail is written into the directory.
    let smtp: SMTPClient.Options?
    let webhookTimeout: Duration
    let certificates: String?
    let deliveries: Int
    let hasLastResort: Bool

    /// Checks a configuration.
    ///
    /// - Throws: ``Diagnostics`` with every mistake.
    init(_ configuration: Configuration) throws(Diagnostics) {
        let sink = DiagnosticSink()
        let from = MailAddress(configuration[NotifierKeys.from])
        if from == nil {
            sink.append(
                configuration.mistake(
                    NotifierKeys.from,
                    "not a mail address",
                    hint: "write address@example.com or Name <address@example.com>"
                )
            )
        }
        let domain = configuration[NotifierKeys.domain]
        let isDomain = domain.isEmpty || MailAddress("x@\(domain)") != nil
        if !isDomain { sink.append(configuration.mistake(NotifierKeys.domain, "not a domain")) }
        allowed = configuration[NotifierKeys.webhookAllow].compactMap { text in
            if let block = AddressBlock(text) { return block }
            let message = "\"\(Plain.line(text, limit: 60))\" is not an address block"
            let hint = "write 10.0.0.0/8, with no bits set behind the length"
            sink.append(configuration.mistake(NotifierKeys.webhookAllow, message, hint: hint))
            return nil
        }
        secrets = Secrets(directory: configuration[NotifierKeys.secrets])
        directory = configuration[NotifierKeys.directory]
        webhookTimeout = configuration[NotifierKeys.webhookTimeout]
        let certificates = configuration[NotifierKeys.certificates]
        self.certificates = certificates.isEmpty ? nil : certificates
        deliveries = configuration[NotifierKeys.deliveries]
        hasLastResort = configuration[NotifierKeys.lastResort]
        smtp = Self.smtp(configuration, secrets, into: sink)
        guard let from, !sink.hasErrors else { throw sink.diagnostics }
        self.from = from
        self.domain = domain.isEmpty ? from.domain : domain
    }

    private static func smtp(
        _ configuration: Configuration,
        _ secrets: Secrets,
        into sink: DiagnosticSink
    ) -> SMTPClient.Options? {
        let host = configuration[NotifierKeys.smtpHost]
        guard !host.isEmpty else { return nil }
        var options = SMTPClient.Options(host: host, port: UInt16(clamping: configuration[NotifierKeys.smtpPort]))
        options.security = configuration[NotifierKeys.smtpSecurity]
        options.totalTimeout = configuration[NotifierKeys.smtpTimeout]
        options.maximumConcurrency = 16
        let certificates = configuration[NotifierKeys.certificates]
        options.certificateFile = certificates.isEmpty ? nil : certificates
        let user = configuration[NotifierKeys.smtpUser]
        if !user.isEmpty {
            options.user = user
            do throws(SecretsError) {
                options.password = try secrets.line(of: configuration[NotifierKeys.smtpSecret])
            } catch {
                let hint = "put the password into a file of the secrets folder and name it here"
                sink.append(configuration.mistake(NotifierKeys.smtpSecret, "\(error)", hint: hint))
            }
            if options.security == .none || options.security == .opportunistic {
                let message = "a password would be sent without TLS"
                sink.append(configuration.mistake(NotifierKeys.smtpSecurity, message, hint: "use required or implicit"))
            }
        }
        return options
    }
}

extension Channels {
    /// Makes the channels that the operator has set up.
    init(_ settings: NotifierSettings) {
        let files = DirectoryChannel(directory: settings.directory, from: settings.from, domain: settings.domain)
        directory = files
        email =
            settings.smtp.map { options in
                EmailChannel(client: SMTPClient(options), from: settings.from, domain: settings.domain)
            } ?? files
        webhook = WebhookChannel(
            check: TargetCheck(allowed: settings.allowed),
            secrets: settings.secrets,
            timeout: settings.webhookTimeout,
            concurrency: settings.deliveries,
            certificateFile: settings.certificates
        )
    }
}
