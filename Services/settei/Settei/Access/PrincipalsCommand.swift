import Access
import CommandLine
import Diagnostics
import Foundation
import JSON
import Messages
import Threading
import ZeroMQ

/// `settei principals …`: who may connect to the store, and what for.
enum PrincipalsCommand {
    static let list = Command(
        "principals list",
        "show who may connect, with which keys",
        options: [PrincipalsFileEdit.option],
        examples: ["settei principals list --principals access/principals.yaml", "settei principals list --json"]
    ) { arguments, console in
        let list = try PrincipalsFileEdit(arguments).text.list
        let entries = list.byKey.values.sorted { ($0.principal.name, $0.key) < ($1.principal.name, $1.key) }
        let now = Timestamp(milliseconds: WallClock.system.now().milliseconds)
        if arguments.has("json") {
            for entry in entries { console.line(json(entry, now)) }
            return .success
        }
        console.table(
            ["NAME", "ROLE", "TENANTS", "ONLY", "EXPIRES", "KEY"],
            entries.map { entry in
                let principal = entry.principal
                let expires = entry.expires.map { entry.isValid(at: now) ? $0.text : "\($0.text) (over)" }
                return [
                    principal.name, principal.role.rawValue,
                    principal.tenants.map { $0.sorted().joined(separator: ",") } ?? "*",
                    only(principal), expires ?? "-", entry.key,
                ]
            }
        )
        return .success
    }

    static let revoke = Command(
        "principals revoke",
        "take somebody, or one of his keys, out of the list; a running store refuses it within two seconds",
        operands: "NAME|KEY",
        options: [PrincipalsFileEdit.option],
        examples: [
            "settei principals revoke acme-ci", "settei principals revoke 'rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7'",
        ]
    ) { arguments, console in
        let word = try arguments.operand("NAME or KEY")
        var edit = try PrincipalsFileEdit(arguments)
        let entries = edit.text.list.byKey.values.filter { $0.key == word || $0.principal.name == word }
        guard !entries.isEmpty else {
            let names = Set(edit.text.list.byName.keys)
            let near = Suggestion.nearest(to: word, among: names).map { "; did you mean \($0)?" } ?? ""
            throw CommandFailure(.negative, "no name or key in \(edit.path) is '\(Console.printable(word))'\(near)")
        }
        do throws(Diagnostics) {
            try edit.text.remove(keys: Set(entries.map(\.key)))
        } catch {
            throw CommandFailure(.badInput, error.rendered())
        }
        try edit.write()
        let now = Timestamp(milliseconds: WallClock.system.now().milliseconds)
        for entry in entries.sorted(by: { $0.key < $1.key }) {
            let line = arguments.has("json") ? json(entry, now) : "revoked \(entry.principal.name) \(entry.key)"
            console.line(line)
        }
        return .success
    }

    static let check = Command(
        "principals check",
        "say whether the list can be used, or whether somebody may do something",
        operands: "[NAME publish KIND | NAME query OPERATION | NAME subscribe internal|external] [for TENANT]",
        options: [PrincipalsFileEdit.option],
        examples: [
            "settei principals check --principals access/principals.yaml",
            "settei principals check acme-ci publish config.changed for acme",
            "settei principals check acme-audit query export",
        ]
    ) { arguments, console in
        let list = try PrincipalsFileEdit(arguments).text.list
        let now = Timestamp(milliseconds: WallClock.system.now().milliseconds)
        guard !arguments.operands.isEmpty else {
            let over = list.byKey.values.count { !$0.isValid(at: now) }
            let ended = over > 0 ? ", \(over) of them over" : ""
            console.line("\(list.byName.count) principals, \(list.byKey.count) keys\(ended)")
            return .success
        }
        let objection = try question(arguments.operands).objection(in: list, at: now)
        if arguments.has("json") {
            var writer = JSONWriter()
            writer.beginObject()
            writer.key("allowed")
            writer.bool(objection == nil)
            if let objection { writer.member("reason", objection) }
            writer.endObject()
            console.line(writer.text)
        } else {
            console.line(objection.map { "no: \($0)" } ?? "yes")
        }
        return objection == nil ? .success : .negative
    }

    private static func question(_ words: [String]) throws -> PrincipalQuestion {
        let isLong = words.count == 5 && words[3] == "for"
        guard words.count == 3 || isLong else {
            throw CommandFailure(
                .usage,
                "ask for NAME publish KIND, NAME query OPERATION or NAME subscribe SIDE, then for TENANT"
            )
        }
        func word<T: RawRepresentable<String> & CaseIterable>(_ type: T.Type) throws -> T {
            if let value = T(rawValue: words[2]) { return value }
            let all = T.allCases.map(\.rawValue)
            let near = Suggestion.nearest(to: words[2], among: all).map { "did you mean \($0)?" }
            let hint = near ?? "it takes \(all.joined(separator: ", "))"
            throw CommandFailure(.usage, "\(words[1]) what? '\(Console.printable(words[2]))' is none; \(hint)")
        }
        let act: PrincipalQuestion.Act =
            switch words[1] {
            case "publish": .publish(try word(Kind.self))
            case "query": .query(try word(QueryRequest.Operation.self))
            case "subscribe": .subscribe(try word(AccessDomain.self))
            default: throw CommandFailure(.usage, "publish, query or subscribe, not '\(Console.printable(words[1]))'")
            }
        return PrincipalQuestion(name: words[0], act: act, tenant: isLong ? words[4] : nil)
    }

    /// What an entry leaves of its role, in a few words.
    private static func only(_ principal: Principal) -> String {
        let publish = principal.publish.map {
            "publish " + ($0.isEmpty ? "nothing" : $0.map(\.rawValue).sorted().joined(separator: ","))
        }
        let query = principal.query.map {
            "query " + ($0.isEmpty ? "nothing" : $0.map(\.rawValue).sorted().joined(separator: ","))
        }
        let all = [publish, query].compactMap(\.self)
        return all.isEmpty ? "-" : all.joined(separator: "; ")
    }

    static func json(_ entry: PrincipalList.Entry, _ now: Timestamp) -> String {
        let principal = entry.principal
        var writer = JSONWriter()
        func list(_ name: String, _ words: [String]?) {
            guard let words else { return }
            writer.key(name)
            writer.beginArray()
            for word in words.sorted() { writer.string(word) }
            writer.endArray()
        }
        writer.beginObject()
        writer.member("name", principal.name)
        writer.member("role", principal.role.rawValue)
        list("tenants", principal.tenants.map(Array.init) ?? ["*"])
        list("publish", principal.publish?.map(\.rawValue))
        list("query", principal.query?.map(\.rawValue))
        if let expires = entry.expires { writer.member("expires", expires.text) }
        writer.key("valid")
        writer.bool(entry.isValid(at: now))
        writer.member("key", entry.key)
        writer.endObject()
        return writer.text
    }
}
