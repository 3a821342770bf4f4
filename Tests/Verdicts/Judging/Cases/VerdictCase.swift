public import JSON

/// Holds one case of a corpus: an input, a check, and what the check's own authors say of the input.
public struct VerdictCase: Sendable {
    /// What the authors say.
    public enum Expectation: String, Sendable {
        case pass, fail
        case notApplicable = "not-applicable"
        case skip
    }

    /// Unique over all corpora.
    public let id: String
    /// The folder and the file that it stands in, such as `k8s/checkov.jsonl`.
    public let corpus: String
    /// What it is about; nil where that is none of the platforms that rules are shipped for.
    public let platform: Platform?
    /// The check's id.
    public let check: String
    /// What the authors say.
    public let expectation: Expectation
    /// How the input is written, such as `tf-values`.
    public let format: String
    /// The whole case.
    public let node: JSONNode

    /// Whether the authors expect a failure.
    ///
    /// What is not applicable or skipped is nothing to complain of.
    public var expectsFailure: Bool { expectation == .fail }

    /// Whether the verdict was stated by the check's authors or follows from what they stated.
    ///
    /// What a tool was made to say later is somebody's opinion and not judged by; see the manifests of the corpora.
    public let isFirm: Bool

    /// Why the input alone does not decide; nil where it does.
    public let missing: String?

    /// Reads one line of a file; nil where it is no case with a verdict on settings.
    public init?(_ node: JSONNode, corpus: String) {
        guard let id = node["case"]?.string, let check = node["check_id"]?.string,
            let expectation = node["expected"]?.string.flatMap(Expectation.init), let format = node["format"]?.string
        else { return nil }
        self.id = id
        self.corpus = corpus
        self.check = check
        self.expectation = expectation
        self.format = format
        self.node = node
        platform = node["cloud"]?.string.map { Platform(cloud: $0) } ?? Platform(check: check)
        isFirm = Self.isFirm(node["label"]?.string ?? "")
        missing = Self.undecidable.first { node[$0.key]?.bool == true }?.reason
    }

    private static func isFirm(_ label: String) -> Bool {
        ["explicit", "upstream-asserted", "upstream-policy-evaluated:asserted-by-upstream-test"].contains {
            label.hasPrefix($0)
        }
    }

    private static let undecidable: [(key: String, reason: String)] = [
        ("needs_api", "the check asks the cloud for more than the input"),
        ("has_mocks", "the check asks the cloud for more than the input"),
        ("needs_context", "the check asks the cluster for more than the input"),
        ("needs_values", "the check takes values from elsewhere"),
    ]
}
