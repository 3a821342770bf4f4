import JSON
import Messages

extension ComplianceFinding {
    func writeCompliance(to writer: inout JSONWriter) {
        let (number, word) = outcome.outcome.ocsf
        writer.key("compliance")
        writer.beginObject()
        writer.member("control", outcome.rule)
        writer.member("desc", words.title)
        writer.member("category", words.category)
        writer.strings("standards", standards)
        writer.strings("requirements", controls)
        writer.member("status_id", number)
        writer.member("status", word)
        writer.member("status_code", outcome.outcome.rawValue)
        writer.strings("status_details", found.map { [$0] } ?? [])
        writer.key("checks")
        writer.beginArray()
        writer.beginObject()
        writer.member("uid", outcome.rule)
        writer.member("name", words.title)
        writer.member("desc", words.description)
        writer.member("severity_id", outcome.severity.ocsf)
        writer.member("severity", outcome.severity.rawValue.capitalised)
        writer.member("status_id", number)
        writer.member("status", word)
        writer.strings("standards", standards)
        writer.endObject()
        writer.endArray()
        writer.endObject()
    }

    /// What the controls are numbered in, each once: `CIS AWS 3.0` of `CIS AWS 3.0 2.1.4`.
    ///
    /// Older versions of the schema demand one, so that a rule that serves no control names the product.
    var standards: [String] {
        var seen: Set<String> = []
        let names = controls.compactMap { control in
            control.lastIndex(of: " ").map { String(control[..<$0]) }
        }
        return names.isEmpty ? ["Settei"] : names.filter { seen.insert($0).inserted }
    }

    func writeCloud(to writer: inout JSONWriter) {
        guard let name = cloudName else { return }
        writer.key("cloud")
        writer.beginObject()
        writer.member("provider", name)
        if !resource.region.isEmpty { writer.member("region", resource.region) }
        if !resource.account.isEmpty {
            let (number, word) = accountType
            writer.key("account")
            writer.beginObject()
            writer.member("uid", resource.account)
            writer.member("name", resource.account)
            writer.member("type_id", number)
            writer.member("type", word)
            writer.endObject()
        }
        writer.endObject()
    }

    /// The cloud as the schema's examples spell it; nil for what is no cloud.
    var cloudName: String? {
        switch resource.provider {
        case "kubernetes": nil
        case "aws": "AWS"
        case "azure": "Azure"
        case "gcp": "GCP"
        case "oci": "OCI"
        case "alibaba": "Alibaba Cloud"
        case "ibm": "IBM Cloud"
        case "m365": "Microsoft 365"
        case "workspace": "Google Workspace"
        default: resource.provider
        }
    }

    /// Numbers that every release of the schema has; the later ones for subscriptions and so on are told in words.
    private var accountType: (Int, String) {
        switch resource.provider {
        case "aws": (10, "AWS Account")
        case "gcp": (99, "GCP Project")
        case "azure": (99, "Azure Subscription")
        case "oci": (99, "OCI Compartment")
        case "m365": (99, "M365 Tenant")
        case "workspace": (99, "Google Workspace")
        default: (99, "Account")
        }
    }
}

extension Severity {
    /// The schema's `severity_id`.
    var ocsf: Int {
        switch self {
        case .low: 2
        case .medium: 3
        case .high: 4
        case .critical: 5
        }
    }
}

extension Outcome {
    /// The schema's `status_id` of a check, and its caption.
    var ocsf: (Int, String) {
        switch self {
        case .pass, .notApplicable: (1, "Pass")
        // "The compliance check did not yield a result due to missing information."
        case .error, .manual: (2, "Warning")
        case .fail: (3, "Fail")
        }
    }
}

extension String {
    /// `New` of `new`, as the schema's captions are.
    var capitalised: String { prefix(1).uppercased() + dropFirst() }
}

extension JSONWriter {
    mutating func strings(_ name: String, _ texts: [String]) {
        guard !texts.isEmpty else { return }
        key(name)
        beginArray()
        for text in texts { string(text) }
        endArray()
    }
}
