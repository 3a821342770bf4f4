/// Counts rules by what they are for and by cloud, so that what no rule looks after is seen.
public struct RuleInventory: Sendable {
    /// What rules are counted by.
    public enum Axis: String, CaseIterable, Sendable {
        case category, control, intent
    }

    /// One thing that rules can be for.
    public struct Row: Sendable, Hashable {
        /// Its number or id.
        public let id: String
        /// What it is.
        public let title: LocalizedText
        /// How many rules there are by cloud; a cloud without any is not in it.
        public let counts: [String: Int]

        /// How many rules there are over all clouds.
        public var total: Int { counts.values.reduce(0, +) }
    }

    /// The rows of one source.
    public struct Table: Sendable, Hashable {
        /// What is listed.
        public let title: LocalizedText
        /// The rows in the order of the source, also those without any rule.
        public let rows: [Row]
    }

    /// The clouds in the order of the columns.
    public let providers: [String]
    /// How many rules there are by cloud.
    public let counts: [String: Int]

    private let rules: [Rule]
    private let intents: [Intent]

    /// Takes the packs and what is known of intents.
    ///
    /// The clouds that the guideline looked at and Kubernetes have a column even without a rule.
    public init(packs: [RulePack], intents: [Intent]) {
        rules = packs.filter { !$0.retired }.flatMap(\.activeRules)
        self.intents = intents
        let found = Set(rules.map(\.applies.provider))
        providers = Self.known + found.subtracting(Self.known).sorted()
        counts = Dictionary(grouping: rules, by: \.applies.provider).mapValues(\.count)
    }

    private static let known = ["aws", "azure", "gcp", "kubernetes", "oci", "alibaba", "ibm", "m365", "workspace"]

    /// The tables of one way to count.
    public func tables(by axis: Axis) -> [Table] {
        switch axis {
        case .category: [categories(LocalizedText(en: "Categories of settings", ja: "設定項目の分類")) { _ in true }]
        case .control: controls
        case .intent: [intentTable]
        }
    }

    private func categories(_ title: LocalizedText, where isMeant: (Rule) -> Bool) -> Table {
        Table(
            title: title,
            rows: Category.allCases.map { category in
                row(category.rawValue, category.name) { $0.category == category && isMeant($0) }
            }
        )
    }

    private var controls: [Table] {
        let chart = ControlIndex.Entry(ControlIndex.chart, "", "")
        return [
            categories(LocalizedText(en: "MIC-CFG III.3.1.1, chart III.3.1-1", ja: "MIC-CFG III.3.1.1 図表III.3.1-1")) {
                $0.controls.contains(where: chart.covers)
            },
            table(LocalizedText(en: "MIC-CFG, other measures", ja: "MIC-CFG その他の対策"), ControlIndex.guideline),
            table(LocalizedText(en: "ISO/IEC 27017", ja: "ISO/IEC 27017"), ControlIndex.cloudControls),
            others,
        ].filter { !$0.rows.isEmpty }
    }

    private func table(_ title: LocalizedText, _ entries: [ControlIndex.Entry]) -> Table {
        Table(
            title: title,
            rows: entries.map { entry in
                row(entry.reference, entry.title) { $0.controls.contains(where: entry.covers) }
            }
        )
    }

    /// References to the two sources that the index has not, so that no rule's work is lost.
    private var others: Table {
        let known = ControlIndex.guideline + ControlIndex.cloudControls + [.init(ControlIndex.chart, "", "")]
        let unknown = Set(rules.flatMap(\.controls)).filter { reference in
            (reference.hasPrefix("MIC-CFG ") || reference.hasPrefix("27017 "))
                && !known.contains { $0.covers(reference) }
        }
        return Table(
            title: LocalizedText(en: "Other controls of these sources", ja: "同じ資料のその他の管理策"),
            rows: unknown.sorted().map { reference in
                row(reference, LocalizedText(en: "", ja: "")) { $0.controls.contains(reference) }
            }
        )
    }

    private var intentTable: Table {
        let named = Dictionary(intents.map { ($0.id, $0.title) }) { first, _ in first }
        let used = Set(rules.compactMap(\.intent))
        let rest = used.subtracting(named.keys).sorted().map { ($0, LocalizedText(en: "", ja: "")) }
        let all = intents.map { ($0.id, $0.title) } + rest
        return Table(
            title: LocalizedText(en: "Intents", ja: "ルールの目的"),
            rows: all.map { id, title in row(id, title) { $0.intent == id } }
        )
    }

    private func row(_ id: String, _ title: LocalizedText, where isMeant: (Rule) -> Bool) -> Row {
        let found = rules.filter(isMeant)
        return Row(id: id, title: title, counts: Dictionary(grouping: found, by: \.applies.provider).mapValues(\.count))
    }
}
