/// Judges all cases and adds up what came out.
public struct ReportMaker: Sendable {
    private let lists: VerdictLists
    private let selection: Selection
    private var byControl: [VerdictReport.Control: Tally] = [:]
    private var byCorpus: [String: [VerdictReport.Control: Tally]] = [:]
    private var unlisted: Set<VerdictReport.Control> = []
    private var report: VerdictReport

    /// Which cases are asked for.
    public struct Selection: Sendable {
        /// Only these platforms; none is all.
        public var platforms: Set<Platform> = []
        /// Only these checks; none is all.
        public var checks: Set<String> = []
        /// Only these cases; none is all.
        public var cases: Set<String> = []

        /// Selects everything.
        public init() {}

        func includes(_ platform: Platform) -> Bool { platforms.isEmpty || platforms.contains(platform) }
        func includes(_ check: String) -> Bool { checks.isEmpty || checks.contains(check) }
    }

    /// Takes the lists and what is asked for.
    public init(lists: VerdictLists, selection: Selection = Selection()) {
        self.lists = lists
        self.selection = selection
        let nothing = VerdictReport.Line(
            name: "all",
            inScope: 0,
            withRule: 0,
            tally: Tally(),
            decided: 0,
            good: 0,
            accounted: 0
        )
        report = VerdictReport(total: nothing)
    }

    /// Judges the cases of one folder.
    public mutating func add(_ folder: CaseFolder, by judge: Judge) {
        report.weak += folder.weak
        for item in folder.cases {
            guard let platform = item.platform else {
                report.elsewhere += 1
                continue
            }
            guard selection.includes(platform), selection.includes(item.check),
                selection.cases.isEmpty || selection.cases.contains(item.id)
            else { continue }
            take(item, VerdictReport.Control(platform: platform, check: item.check), judge.judge(item, in: folder))
        }
    }

    private mutating func take(_ item: VerdictCase, _ control: VerdictReport.Control, _ judgement: Judgement?) {
        guard let list = lists.controls[control.platform], list.knows(item.check) else {
            unlisted.insert(control)
            return
        }
        guard list.inScope[item.check] != nil else {
            report.outside += 1
            return
        }
        guard let judgement else {
            report.unanswered += 1
            byCorpus[item.corpus, default: [:]][control, default: Tally()] = Tally()
            return
        }
        byControl[control, default: Tally()].count(judgement.comparison)
        byCorpus[item.corpus, default: [:]][control, default: Tally()].count(judgement.comparison)
        switch judgement.comparison {
        case .differs, .reviewed: report.differing.append(judgement)
        case .undecided: report.undecided.append(judgement)
        case .agrees:
            if lists.reviewed.reasons[item.id] != nil { report.needless.append(item.id) }
            if judgement.resources.isEmpty { report.silent += 1 }
        }
    }

    /// What is to be told when all folders were added.
    public func finished() -> VerdictReport {
        var report = report
        report.unlisted = unlisted.sorted { ($0.platform.rawValue, $0.check) < ($1.platform.rawValue, $1.check) }
        report.corpora = byCorpus.sorted { $0.key < $1.key }.map { corpus, tallies in
            line(corpus, Set(tallies.keys), tallies)
        }
        let scopes = Platform.allCases.filter { selection.includes($0) }.map { ($0, scope(of: $0)) }
        report.platforms = scopes.map { line($0.rawValue, $1, byControl) }
        report.total = line("all", scopes.reduce(into: Set()) { $0.formUnion($1.1) }, byControl)
        report.controls = byControl.sorted { one, other in
            (one.key.platform.rawValue, one.key.check) < (other.key.platform.rawValue, other.key.check)
        }.map { ($0.key, $0.value) }
        return report
    }

    /// What the lists have of a platform, with or without cases here.
    private func scope(of platform: Platform) -> Set<VerdictReport.Control> {
        let checks = (lists.controls[platform]?.inScope ?? [:]).keys.filter { selection.includes($0) }
        return Set(checks.map { VerdictReport.Control(platform: platform, check: $0) })
    }

    private func line(
        _ name: String,
        _ scope: Set<VerdictReport.Control>,
        _ tallies: [VerdictReport.Control: Tally]
    ) -> VerdictReport.Line {
        let known = scope.compactMap { tallies[$0] }
        let decided = known.compactMap(\.agreement)
        return VerdictReport.Line(
            name: name,
            inScope: scope.count,
            withRule: scope.count { !(lists.controls[$0.platform]?.inScope[$0.check] ?? []).isEmpty },
            tally: known.reduce(into: Tally()) { $0.add($1) },
            decided: decided.count,
            good: decided.count { $0 >= VerdictReport.goal },
            accounted: known.count { ($0.accounted ?? 0) >= VerdictReport.goal }
        )
    }
}
