/// Knows how the controls of each source are numbered, so that a mistyped reference is found before it is published.
///
/// A reference is the source's name, a blank and the number as the source prints it: `MIC-CFG III.3.1.1`.
public struct ControlCatalogue: Sendable {
    /// One document that controls are taken from.
    public struct Source: Sendable {
        /// The name that references begin with.
        public let name: String
        /// The document's title.
        public let title: String
        /// One reference as it should look.
        public let example: String
        let pattern: ControlPattern
    }

    /// The sources, longest names first, so that "CIS AWS 3.0" is found before "CIS AWS".
    public let sources: [Source]

    /// The sources that rules may refer to.
    public static let standard = ControlCatalogue(
        sources: [
            Source("MIC-CFG", "総務省 設定ガイドライン 2022", "MIC-CFG III.3.1.1", .guideline),
            Source("MIC-SEC", "総務省 情報セキュリティ対策ガイドライン 2014", "MIC-SEC 12.4.1", .clause(2...4)),
            Source("27017", "ISO/IEC 27017:2015", "27017 9.4.1", .clause(2...4)),
            Source("27001", "ISO/IEC 27001:2022", "27001 A.8.9", .clause(2...3)),
            Source("27002", "ISO/IEC 27002", "27002 9.4.1", .clause(2...3)),
            Source("27018", "ISO/IEC 27018", "27018 A.10.1", .clause(2...3)),
            Source("ISMAP", "ISMAP管理基準", "ISMAP 9.4.1", .measure),
            Source("STD", "クラウドサービス提供基準", "STD 4.5.2", .clause(2...4)),
            Source("JIP-ISMS517", "JIP-ISMS517", "JIP-ISMS517 4.2.2", .clause(2...4)),
            Source("NIST", "NIST SP 800-53 Rev. 5", "NIST AC-3", .family),
            Source("NIST CSF", "NIST Cybersecurity Framework", "NIST CSF PR.AC-4", .subcategory),
            Source("PCI DSS", "PCI DSS 4.0", "PCI DSS 1.3.1", .clause(2...5)),
            Source("AWS FSBP", "AWS Foundational Security Best Practices", "AWS FSBP S3.8", .service),
            Source("CIS AWS", "CIS AWS Foundations Benchmark", "CIS AWS 3.0 2.1.4", .benchmark),
            Source("CIS Azure", "CIS Microsoft Azure Foundations Benchmark", "CIS Azure 2.1 3.7", .benchmark),
            Source("CIS GCP", "CIS Google Cloud Platform Foundation Benchmark", "CIS GCP 3.0 5.1", .benchmark),
            Source("CIS Kubernetes", "CIS Kubernetes Benchmark", "CIS Kubernetes 1.9 5.2.2", .benchmark),
            Source("CIS M365", "CIS Microsoft 365 Foundations Benchmark", "CIS M365 3.1 1.1.1", .benchmark),
            Source("CIS OCI", "CIS Oracle Cloud Infrastructure Benchmark", "CIS OCI 2.0 1.7", .benchmark),
            Source("CIS Alibaba", "CIS Alibaba Cloud Foundation Benchmark", "CIS Alibaba 1.0 1.4", .benchmark),
            Source("CIS IBM", "CIS IBM Cloud Foundations Benchmark", "CIS IBM 1.1 1.2", .benchmark),
            Source("CIS Workspace", "CIS Google Workspace Benchmark", "CIS Workspace 1.2 1.1", .benchmark),
        ]
    )

    init(sources: [Source]) {
        self.sources = sources.sorted { $0.name.utf8.count > $1.name.utf8.count }
    }

    /// Says what is wrong with a reference, in words for the pack's author; nil where nothing is.
    public func complaint(about reference: String) -> String? {
        guard let source = sources.first(where: { reference == $0.name || reference.hasPrefix($0.name + " ") }) else {
            let names = sources.map(\.name).sorted().joined(separator: ", ")
            return "control \"\(reference)\" names no known source (known: \(names))"
        }
        let number = reference.dropFirst(source.name.count + 1)
        guard !number.isEmpty, source.pattern.matches(number) else {
            return "control \"\(reference)\" is not numbered as \(source.title) is, for example \"\(source.example)\""
        }
        return nil
    }
}

extension ControlCatalogue.Source {
    fileprivate init(_ name: String, _ title: String, _ example: String, _ pattern: ControlPattern) {
        self.init(name: name, title: title, example: example, pattern: pattern)
    }
}
