import Messages

/// Writes each message as two files, `<outside id>.eml` and `<outside id>.json`, into a folder of the tenant.
///
/// The same message has the same names, so that a repeat replaces its files. Both are whole or absent, also after a crash.
struct DirectoryChannel: DeliveryChannel {
    let directory: String
    let from: MailAddress
    let domain: String
    var schedule = RetrySchedule.directory
    private let writer = WriterThread()

    init(directory: String, from: MailAddress, domain: String) {
        self.directory = directory
        self.from = from
        self.domain = domain
    }

    func deliver(_ parcel: Parcel) async -> Attempt {
        await writer.run { write(parcel) }
    }

    private func write(_ parcel: Parcel) -> Attempt {
        let tenant = parcel.rendering.story.alert.tenant
        guard TenantProfile.isValid(id: tenant) else {
            return .permanent(.configuration, "no folder for this tenant's id")
        }
        let recipients = parcel.recipient.addresses
        let mail = parcel.rendering.mail(
            from: from,
            to: recipients.isEmpty ? [from] : recipients,
            domain: domain,
            outsideID: parcel.outsideID,
            continues: parcel.continues
        )
        let files = [
            DurableFile(name: "\(parcel.outsideID).eml", bytes: Array(mail.encoded().utf8)),
            DurableFile(name: "\(parcel.outsideID).json", bytes: parcel.rendering.webhook + [0x0A]),
        ]
        do throws(DurableFileError) {
            try DurableFile.write(files, in: "\(directory)/\(tenant)", unique: parcel.attemptName)
        } catch {
            return .transient(.file, "\(error)")
        }
        return .sent(Attempt.Answer(code: 0, text: "written to \(tenant)/\(parcel.outsideID).eml and .json"))
    }
}
