import Access
import Adapters
import Diagnostics
import JSON
import Messages
import PolicyRegistry
import Rules
import YAML

/// What must hold of the readers: each gives what it read or says what is wrong, and where.
struct YAMLReaderChecks {
    private var principals = 0
    private var profiles = 0
    private var packs = 0
    private var mappings = 0

    var figures: String {
        "\(principals) lists of principals, \(profiles) profiles, \(packs) packs, \(mappings) files of mappings"
    }

    /// Gives the input to the readers that it seems to be meant for, and one in sixteen to all of them.
    mutating func check(_ input: [UInt8]) throws(Violation) {
        let text = String(decoding: input.prefix(600), as: UTF8.self)
        let isForAll = input.count % 16 == 0
        if isForAll || text.contains("principals") { try checkPrincipals(input) }
        if isForAll || text.contains("Tenant") { try checkTenant(input) }
        if isForAll || text.contains("RulePack") || text.contains("Intents") { try checkPolicy(input) }
        if isForAll || text.contains("ResourceMappings") {
            let lint = MappingLint(files: [("f.yaml", input)])
            try YAMLNodeChecks.check(lint.diagnostics, input)
            if lint.isValid { mappings += 1 }
        }
        guard isForAll || text.contains("Resources") else { return }
        let sink = DiagnosticSink()
        _ = AdapterText.documents(input, name: "f.yaml", into: sink)
        try YAMLNodeChecks.check(sink.diagnostics, input)
    }

    private mutating func checkTenant(_ input: [UInt8]) throws(Violation) {
        let tenants = LoadedTenants(files: [("f.yaml", input)])
        try YAMLNodeChecks.check(tenants.diagnostics, input)
        profiles += tenants.profiles.count
        guard tenants.profiles.isEmpty == tenants.diagnostics.hasErrors else {
            throw Violation("\(tenants.profiles.count) profiles, and \(tenants.diagnostics.rendered())")
        }
    }

    /// Packs and intents; what is right may be published.
    private mutating func checkPolicy(_ input: [UInt8]) throws(Violation) {
        // What doubts there are is found out for one file in eight: it takes long.
        let loaded = RulePackLoader.load(files: [("f.yaml", input)], doubts: input.count % 8 == 0)
        try YAMLNodeChecks.check(loaded.diagnostics, input)
        guard loaded.isValid, !loaded.packs.isEmpty else { return }
        packs += 1
        for document in loaded.packs.flatMap(\.documents) {
            do throws(JSONError) {
                _ = try JSONDocument(document.content)
            } catch {
                throw Violation("\(document.document) is published as JSON that is none: \(error)")
            }
        }
    }

    /// The list as the store reads it and as `settei principals` changes it.
    private mutating func checkPrincipals(_ input: [UInt8]) throws(Violation) {
        let sink = DiagnosticSink()
        let root = YAMLNode.parseDocument(input, file: "f.yaml", into: sink)
        let list = root.flatMap { PrincipalList.read($0, into: sink) }
        try YAMLNodeChecks.check(sink.diagnostics, input)
        guard (list == nil) == sink.hasErrors else { throw Violation("a list and mistakes, or neither") }
        let given = String(decoding: input, as: UTF8.self)
        let text = PrincipalListText(given, file: "f.yaml", into: DiagnosticSink())
        // What is not UTF-8 is another text as soon as it is a String.
        guard Array(given.utf8) == input else { return }
        guard Self.says(text?.list, list) else { throw Violation("the list is read in two ways") }
        guard var text, let list else { return }
        principals += 1
        let newcomer = Principal(name: "newcomer-7", role: .auditor, tenants: ["acme"])
        do throws(Diagnostics) { try text.add(newcomer, key: Self.key) } catch { return }
        guard text.list.byKey.count == list.byKey.count + 1 else { throw Violation("one is added, and not one more") }
        do throws(Diagnostics) { try text.remove(keys: [Self.key]) } catch {
            throw Violation("one that was added cannot be removed: \(error.rendered())")
        }
        guard Self.says(text.list, list) else { throw Violation("another list after one was added and removed") }
    }

    private static let key = "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6"

    private static func says(_ one: PrincipalList?, _ other: PrincipalList?) -> Bool {
        guard let one, let other else { return (one == nil) == (other == nil) }
        return one.byKey.count == other.byKey.count
            && one.byKey.allSatisfy { key, entry in
                other.byKey[key].map { $0.principal.hasSameRights(as: entry.principal) && $0.expires == entry.expires }
                    ?? false
            }
    }
}
