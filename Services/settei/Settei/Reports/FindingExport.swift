import CommandLine
import Findings
import JSON
import Messages
import Rules

/// Stored findings as other security tools take them in.
struct FindingExport {
    private let texts: PolicyTexts
    private let language: Language

    /// Takes the words of rules from packs, where there are any; without them the rule's id stands in.
    /// - Throws: ``CommandFailure`` where packs were named and cannot be read.
    init(_ arguments: Arguments) throws {
        language = try arguments.list("lang", of: Language.self).last ?? .en
        guard let folder = arguments["policies"] else {
            texts = PolicyTexts()
            return
        }
        let loaded = RulePackLoader.read(paths: [folder])
        guard loaded.isValid, !loaded.packs.isEmpty else {
            throw CommandFailure(.badInput, "no usable rule packs in \(Console.printable(folder))")
        }
        texts = PolicyTexts(packs: loaded.packs)
    }

    init(texts: PolicyTexts, language: Language) {
        self.texts = texts
        self.language = language
    }

    /// The event that a finding's last change is.
    func line(for record: FindingRecord) -> String {
        let state = record.state
        let words = texts[state.rule]
        let isOpen = state.status == .open
        let event = ComplianceFinding(
            id: state.finding,
            tenant: record.tenant,
            resource: state.resource,
            outcome: RuleOutcome(
                rule: state.rule,
                outcome: !isOpen ? .pass : state.unsure ? .manual : .fail,
                severity: state.severity,
                category: state.category,
                explanation: state.explanation
            ),
            found: state.explanation?.sentence(in: language),
            words: ComplianceFinding.Words(
                title: words?.title[language] ?? state.rule,
                description: words?.risk[language],
                remedy: words?.remedy[language],
                category: Category(rawValue: state.category)?.name[language]
            ),
            controls: words?.controls ?? [],
            activity: !isOpen ? .close : record.changedAt == state.since ? .create : .update,
            status: isOpen ? .new : .resolved,
            since: state.since,
            time: record.changedAt,
            policyVersion: state.policy.version
        )
        var writer = JSONWriter(reservingCapacity: 2_048)
        event.write(to: &writer, product: SetteiCommand.version, language: language)
        return writer.text
    }
}
