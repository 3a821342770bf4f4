import Messages
import Rules

/// Holds one finding of a story, ready to be shown.
struct StoryItem: Sendable, Hashable {
    let transition: AlertTransition
    let title: String
    let risk: String?
    let remedy: String?
    let controls: [String]
    let category: String
    let resource: StoryResource
    let path: String?
    let value: String?
    let expression: String?

    init(_ transition: AlertTransition, language: Language, texts: PolicyTexts) {
        self.transition = transition
        let words = texts[transition.rule]
        title = Plain.line(words?.title[language] ?? transition.rule, limit: 200)
        risk = words.map { Plain.block($0.risk[language].trimmed) }
        remedy = words.map { Plain.block($0.remedy[language].trimmed) }
        controls = words?.controls.map { Plain.line($0, limit: 100) } ?? []
        let name = Category(rawValue: transition.category)?.name[language]
        category = [Plain.line(transition.category, limit: 20), name].compactMap(\.self).joined(separator: " ")
        resource = StoryResource(transition.resource)
        path = transition.explanation?.path.map { Plain.masked($0) }
        value = transition.explanation?.value.map { Plain.masked($0, path: transition.explanation?.path) }
        expression = transition.explanation?.expression.map { Plain.masked($0) }
    }

    /// What was found where, in a sentence; nil where no place is known.
    func found(in language: Language) -> String? {
        path.flatMap { Explanation(path: $0, value: value).sentence(in: language) }
    }
}

/// Holds a resource's parts, ready to be shown.
struct StoryResource: Sendable, Hashable {
    let provider: String
    let account: String
    let region: String
    let type: String
    let id: String

    init(_ resource: Resource) {
        provider = Self.names[resource.provider] ?? Plain.line(resource.provider, limit: 50)
        account = Plain.line(resource.account, limit: 100)
        region = Plain.line(resource.region, limit: 100)
        type = Plain.line(resource.type, limit: 200)
        id = Plain.masked(resource.id)
    }

    private static let names = [
        "aws": "Amazon Web Services", "azure": "Microsoft Azure", "gcp": "Google Cloud", "ibm": "IBM Cloud",
        "oci": "Oracle Cloud Infrastructure", "alibaba": "Alibaba Cloud", "m365": "Microsoft 365",
        "google-workspace": "Google Workspace", "kubernetes": "Kubernetes",
    ]
}

extension String {
    /// Without blanks and line ends at either end.
    fileprivate var trimmed: String {
        var rest = drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
