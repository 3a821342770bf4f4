import Bus
import CommandLine
import JSON
import Messages

/// `settei status`: whether the store is well.
enum StatusCommand {
    static let status = Command(
        "status",
        "show the store's state: policy, queues, replicas, integrity",
        options: Option.connection + [
            Option("capacity", "only what can run out: what is used, what is left, and for how long")
        ],
        examples: ["settei status", "settei status --json | jq .queues", "settei status --capacity"]
    ) { arguments, console in
        try await Store.with(arguments) { store in
            guard let body = try await store.ask(QueryRequest(id: "status", op: .status)).body else {
                throw CommandFailure(.software, "the store answered without a body")
            }
            if arguments.has("capacity") {
                guard let capacity = body["capacity"] else {
                    throw CommandFailure(.unavailable, "the store has not looked yet; ask again in a few seconds")
                }
                if arguments.has("json") {
                    console.line(String(decoding: capacity.source, as: UTF8.self))
                } else {
                    for line in CapacityTable(capacity).lines { console.line(line) }
                }
            } else if arguments.has("json") {
                console.line(String(decoding: body.source, as: UTF8.self))
            } else {
                show(body, indented: 0, console)
            }
            return .success
        }
    }

    /// Prints any JSON as indented `name: value` lines.
    private static func show(_ node: JSONNode, indented depth: Int, _ console: Console) {
        let margin = String(repeating: "  ", count: depth)
        for (name, value) in node.members {
            switch value.kind {
            case .object where value.count > 0:
                console.line("\(margin)\(console.styled(Console.printable(name.string), .bold))")
                show(value, indented: depth + 1, console)
            case .array where value.count > 0 && value[0]?.kind == .object:
                console.line("\(margin)\(console.styled(Console.printable(name.string), .bold))")
                for element in value.elements { console.line("\(margin)  \(Console.printable(element.description))") }
            default:
                console.line(
                    "\(margin)\(Console.printable(name.string)): \(Console.printable(value.string ?? value.description))"
                )
            }
        }
    }
}
