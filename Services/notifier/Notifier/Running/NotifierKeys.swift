import Curl
import ServiceKit
import StoreLink

/// Declares everything that an operator can set.
enum NotifierKeys {
    static let link = StoreLink("notifier")

    static let secrets = ConfigurationKey<String>.path(
        "secrets",
        default: "var/secrets",
        "Folder of the files that profiles name as secretRef."
    )
    static let directory = ConfigurationKey<String>.path(
        "directory",
        default: "var/notifications",
        "Folder into which the directory channel writes, one folder for each tenant."
    )
    static let lastResort = ConfigurationKey<Bool>.bool(
        "operator-directory",
        default: true,
        "Write alerts that no tenant can be told into the directory; else they are only logged."
    )

    static let from = ConfigurationKey<String>.string(
        "from",
        default: "Settei <settei@localhost.localdomain>",
        "Sender of e-mail: an address, with a name before it if wanted."
    )
    static let domain = ConfigurationKey<String>.string(
        "domain",
        default: "",
        "Right part of Message-ID; default: of the sender."
    )
    static let smtpHost = ConfigurationKey<String>.string(
        "smtp-host",
        default: "",
        "Mail server; empty: e-mail is written into the directory instead."
    )
    static let smtpPort = ConfigurationKey<Int>.port("smtp-port", default: 587, "Port of the mail server.")
    static let smtpSecurity = ConfigurationKey<SMTPClient.Security>.choice(
        "smtp-security",
        default: .required,
        "TLS to the mail server: required and opportunistic use STARTTLS, implicit begins with TLS."
    )
    static let smtpUser = ConfigurationKey<String>.string(
        "smtp-user",
        default: "",
        "User at the mail server; empty: no login."
    )
    static let smtpSecret = ConfigurationKey<String>.string(
        "smtp-secret",
        default: "",
        "File in the secrets folder whose first line is the mail server's password."
    )
    static let smtpTimeout = ConfigurationKey<Duration>.duration(
        "smtp-timeout",
        default: .seconds(60),
        minimum: .seconds(1),
        "How long sending one mail may take."
    )

    static let webhookAllow = ConfigurationKey<[String]>.list(
        "webhook-allow",
        default: [],
        "Address blocks (CIDR) that webhooks may reach although they are private or without TLS."
    )
    static let webhookTimeout = ConfigurationKey<Duration>.duration(
        "webhook-timeout",
        default: .seconds(15),
        minimum: .milliseconds(100),
        "How long one try at a webhook may take."
    )
    static let certificates = ConfigurationKey<String>.string(
        "certificates",
        default: "",
        "File of certificates (PEM) to trust instead of the system's."
    )
    static let deliveries = ConfigurationKey<Int>.int(
        "deliveries",
        default: 64,
        in: 1...512,
        unit: "items",
        "How many plans and deliveries are made at once."
    )

    static let sendTest = ConfigurationKey<String>.string(
        "send-test",
        default: "",
        "Do nothing but send a test alert to the routes of this tenant, whose profile --profile names."
    )
    static let profile = ConfigurationKey<String>.string("profile", default: "", "With --send-test: the profile, JSON.")
    static let json = ConfigurationKey<Bool>.bool(
        "json",
        default: false,
        "With --send-test: print JSON, a line for each route."
    )

    static let all: [any ConfigurationDeclaration] =
        link.keys + [
            secrets, directory, lastResort, from, domain, smtpHost, smtpPort,
            smtpSecurity, smtpUser, smtpSecret, smtpTimeout, webhookAllow, webhookTimeout, certificates, deliveries,
            sendTest,
            profile, json,
        ]
}
