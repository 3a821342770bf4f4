import Curl
import Messages

/// Sends each message by SMTP to the people of a route.
struct EmailChannel: DeliveryChannel {
    let client: SMTPClient
    let from: MailAddress
    let domain: String
    var schedule = RetrySchedule.email

    func deliver(_ parcel: Parcel) async throws(CancellationError) -> Attempt {
        let recipients = parcel.recipient.addresses
        let mail = parcel.rendering.mail(
            from: from,
            to: recipients,
            domain: domain,
            outsideID: parcel.outsideID,
            continues: parcel.continues
        )
        let bytes = Array(mail.encoded().utf8)
        let attempt = try await send(bytes, to: recipients.map(\.address))
        guard recipients.count > 1, case .permanent = attempt.verdict else { return attempt }
        return try await sendApart(bytes, to: recipients.map(\.address))
    }

    private func send(_ message: [UInt8], to recipients: [String]) async throws(CancellationError) -> Attempt {
        do throws(SMTPFailure) {
            let reply = try await client.deliver(from: from.address, to: recipients, message: message)
            return .sent(Attempt.Answer(code: reply.code, text: reply.text))
        } catch {
            if case .connection(let error) = error, error.kind == .cancelled { throw CancellationError() }
            return Attempt(error)
        }
    }

    /// Sends to each recipient alone, because one wrong address must not keep an alert from the others.
    ///
    /// It was sent when anybody has it and nobody is to be tried again.
    private func sendApart(_ message: [UInt8], to recipients: [String]) async throws(CancellationError) -> Attempt {
        var taken: [String] = []
        var refused: [String] = []
        var last = Attempt.permanent(.refused, "")
        for recipient in recipients {
            let attempt = try await send(message, to: [recipient])
            switch attempt.verdict {
            case .transient: return attempt
            case .sent: taken.append(recipient)
            case .permanent: refused.append("\(recipient): \(attempt.answer.text)")
            }
            if taken.isEmpty || attempt.verdict == .sent { last = attempt }
        }
        if !taken.isEmpty, !refused.isEmpty {
            last.answer = Attempt.Answer(
                code: last.answer.code,
                text: "\(taken.count) of \(recipients.count) took it; refused: \(refused.joined(separator: "; "))"
            )
        }
        return last
    }
}
