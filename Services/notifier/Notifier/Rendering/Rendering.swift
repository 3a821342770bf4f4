import Foundation
import Messages
import Rules

/// Holds an alert in every form that a channel can need, for one language.
struct Rendering: Sendable {
    let story: Story
    let letter: Letter

    init(_ alert: Alert, language: Language, profile: TenantProfile?, texts: PolicyTexts) {
        story = Story(alert, language: language, profile: profile, texts: texts)
        letter = Letter(story)
    }

    /// The body of a webhook.
    var webhook: [UInt8] { WebhookBody.encode(story, letter: letter) }

    /// The mail for one route.
    func mail(
        from: MailAddress,
        to: [MailAddress],
        domain: String,
        outsideID: String,
        continues: [String]
    ) -> MailMessage {
        MailMessage(
            from: from,
            to: to,
            subject: letter.subject,
            date: Date(timeIntervalSince1970: Double(story.alert.time.seconds)),
            outsideID: outsideID,
            continues: continues,
            domain: domain,
            tenant: story.alert.tenant,
            language: story.language.rawValue,
            isUrgent: story.template == .finding && story.severity == .critical,
            text: letter.text,
            html: letter.html
        )
    }
}
