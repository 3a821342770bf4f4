import Adapters
import Diagnostics
import Foundation
import Rules

/// Reads packs, lists and cases, judges, and tells.
public struct VerdictRun {
    private let options: VerdictOptions
    private let print: (String) -> Void
    private let note: (String) -> Void

    /// Takes what is asked for, and where results and remarks go.
    public init(
        _ options: VerdictOptions,
        print: @escaping (String) -> Void,
        note: @escaping (String) -> Void
    ) {
        self.options = options
        self.print = print
        self.note = note
    }

    /// Judges by the packs and lists below the directory `root`, and gives the exit status.
    public func run(root: String) -> Int32 {
        let corpora = options.corpora ?? "\(root)/../shared/corpora"
        guard FileManager.default.fileExists(atPath: corpora) else {
            note("verdicts: there are no cases at \(corpora), so nothing is judged; name a directory with --corpora")
            return options.corpora == nil ? 0 : 65
        }
        let sink = DiagnosticSink()
        guard let packs = packs(root), let policy = policy(of: packs) else { return 65 }
        let rules = Set(packs.flatMap(\.activeRules).map(\.id))
        let lists = VerdictLists(folder: "\(root)/Tests/Verdicts", rules: rules, into: sink)
        for diagnostic in sink.diagnostics { note(diagnostic.rendered()) }
        do {
            let report = try report(corpora, policy, lists, maker(packs, root))
            tell(report, lists)
            return sink.hasErrors || policy.ruleCount < rules.count ? 65 : report.isGood ? 0 : 1
        } catch {
            note("verdicts: \(error)")
            return 65
        }
    }

    /// The packs as far as they can be read; what is wrong with them is lint's to tell in full.
    private func packs(_ root: String) -> [RulePack]? {
        let loaded = RulePackLoader.read(paths: ["\(root)/deploy/policies"])
        let errors = loaded.diagnostics.errors
        for diagnostic in errors.prefix(5) { note(diagnostic.rendered()) }
        if errors.count > 5 { note("verdicts: \(errors.count) mistakes in the packs; see settei rules lint") }
        guard !loaded.packs.isEmpty else {
            note("verdicts: there are no rule packs in \(root)/deploy/policies; call it from the top of the repository")
            return nil
        }
        return loaded.packs
    }

    /// The rules that compile; the others are told of and left out, so that their author sees the rest meanwhile.
    private func policy(of packs: [RulePack]) -> PolicySet? {
        do throws(PolicyError) {
            return try PolicySet(packs: packs)
        } catch {
            note("verdicts: left out are rules that cannot be asked:\n\(error)")
            let wrong = Set(error.mistakes.compactMap(\.rule))
            let rest = packs.map { pack in
                var pack = pack
                pack.rules.removeAll { wrong.contains($0.id) }
                return pack
            }
            return try? PolicySet(packs: rest)
        }
    }

    private func maker(_ packs: [RulePack], _ root: String) -> SituationMaker {
        let folders = ["\(root)/deploy/mappings", "\(root)/Tests/Verdicts/Mappings"]
        let mappings = MappingSet(reading: folders.filter { FileManager.default.fileExists(atPath: $0) })
        for problem in mappings.problems { note(problem.rendered()) }
        return SituationMaker(types: Self.types(of: packs), mappings: mappings)
    }

    private static func types(of packs: [RulePack]) -> [String: Set<String>] {
        packs.flatMap(\.activeRules).reduce(into: [:]) {
            $0[$1.applies.provider, default: []].formUnion($1.applies.resourceTypes)
        }
    }

    private func report(
        _ corpora: String,
        _ policy: PolicySet,
        _ lists: VerdictLists,
        _ maker: SituationMaker
    ) throws -> VerdictReport {
        let judge = try Judge(policy: policy, lists: lists, maker: maker)
        var making = ReportMaker(lists: lists, selection: options.selection)
        for folder in try CorpusReader.read(corpora) {
            making.add(folder, by: judge)
            for item in folder.cases where options.selection.cases.contains(item.id) {
                print(Self.shape(of: item, maker.situation(of: item, in: folder)) + "\n")
            }
        }
        return making.finished()
    }

    /// What rules see of a case, whether any is asked or not.
    private static func shape(of item: VerdictCase, _ situation: Situation) -> String {
        let lines = situation.resources.enumerated().map { position, resource in
            let mark = situation.subjects.contains(position) ? "*" : " "
            let names = resource.names.joined(separator: ", ")
            return "\(mark) \(resource.provider) \(resource.resourceType) (\(names))\n    \(resource.configuration)"
        }
        let expected = "\(item.check) expects \(item.expectation.rawValue)"
        return ([item.id, "  " + expected] + situation.problems.map { "  \($0)" } + lines).joined(separator: "\n")
    }

    private func tell(_ report: VerdictReport, _ lists: VerdictLists) {
        let text = ReportText(report, lists)
        print(text.summary(options.format, controls: options.isVerbose))
        guard options.format != .json else { return }
        let unreviewed = report.differing.filter { $0.comparison == .differs }
        let shown = options.showsDifferences || !options.selection.cases.isEmpty ? report.differing : unreviewed
        for judgement in shown { print("\n" + text.difference(judgement, shapes: options.showsShapes)) }
        if options.showsUndecided {
            for judgement in report.undecided { print("\n" + text.difference(judgement, shapes: options.showsShapes)) }
        }
        if options.isVerbose, !report.unlisted.isEmpty {
            print("\nIn no list of controls:")
            for control in report.unlisted { print("  \(control.platform.rawValue)  \(control.check)") }
        }
    }
}

@available(*, unavailable)
extension VerdictRun: Sendable {}
