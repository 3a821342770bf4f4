/// The parts of an ARN that name account and region: `arn:partition:service:region:account:resource`.
struct AmazonResourceName {
    let text: String
    let region: String?
    let account: String?

    init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn" else { return nil }
        self.text = text
        region = parts[3].isEmpty ? nil : String(parts[3])
        account = parts[4].isEmpty ? nil : String(parts[4])
    }
}
