/// Names what a case is about, as the lists of controls are named.
public enum Platform: String, CaseIterable, Sendable, Hashable {
    case aws, azure, gcp, k8s, alibaba, oracle, ibm, m365, workspace

    /// Reads the spelling of the corpora; nil for a platform that nobody ships rules for.
    public init?(cloud: String) {
        switch cloud.lowercased() {
        case "google-workspace": self = .workspace
        case let word: self.init(rawValue: word)
        }
    }

    /// Guesses from the check's id, for cases that name no cloud.
    public init?(check: String) {
        let id = check.uppercased()
        guard let found = Self.prefixes.first(where: { id.hasPrefix($0.prefix) }) else { return nil }
        self = found.platform
    }

    private static let prefixes: [(prefix: String, platform: Platform)] = [
        ("CKV_AWS", .aws), ("CKV2_AWS", .aws), ("TRIVY:AWS", .aws), ("GUARD:", .aws), ("AWSCONFIGRULE", .aws),
        ("PANTHER:AWS", .aws), ("CKV_AZURE", .azure), ("CKV2_AZURE", .azure), ("TRIVY:AZU", .azure),
        ("PSRULE:", .azure), ("CKV_GCP", .gcp), ("CKV2_GCP", .gcp), ("TRIVY:GCP", .gcp), ("POLICYLIB:", .gcp),
        ("GKEPOLICY", .gcp), ("CKV_K8S", .k8s), ("CKV2_K8S", .k8s), ("TRIVY:KSV", .k8s), ("KYVERNO", .k8s),
        ("GATEKEEPER", .k8s), ("CKV_ALI", .alibaba), ("CKV2_ALI", .alibaba), ("CKV_OCI", .oracle),
        ("CKV2_OCI", .oracle), ("TRIVY:OCI", .oracle), ("CKV_IBM", .ibm), ("CKV2_IBM", .ibm),
        ("SCUBA:MS", .m365), ("SCUBA:GWS", .workspace),
    ]
}
