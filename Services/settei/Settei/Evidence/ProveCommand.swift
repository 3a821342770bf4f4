import Bus
import CommandLine
import Crypto
import EvidenceLog
import Foundation
import JSON
import Messages

/// `settei evidence prove`: one message and the proof that it was recorded, as files.
enum ProveCommand {
    static let command = Command(
        "evidence prove",
        "write the proof that a message was recorded, and the message beside it",
        operands: "ID",
        options: [
            Option(
                "tenant",
                "TENANT",
                environment: "SETTEI_TENANT",
                "whose, where several have a message with this id"
            ),
            Option("o", "FILE", "the proof's file; default ID.tlog-proof; the message goes beside it, ending in .json"),
        ] + Option.connection,
        examples: [
            "settei evidence prove 0193460a-3b00-7c3e-9a51-5d2c1f0e7a44",
            "settei evidence prove --tenant acme --o change.tlog-proof 0193460a-3b00-7c3e-9a51-5d2c1f0e7a44",
        ]
    ) { arguments, console in
        let text = try arguments.operand("ID")
        guard let id = MessageID(text) else {
            throw CommandFailure(.usage, "'\(Console.printable(text))' is not a message's id")
        }
        var request = QueryRequest(id: "prove", op: .prove)
        request.messageId = id
        request.tenant = arguments["tenant"]
        let asked = request
        return try await Store.with(arguments) { store in
            guard let proofs = try await store.ask(asked).body?.member("proofs"), proofs.count > 0 else {
                throw CommandFailure(.negative, "no message with the id \(id) that you may read of")
            }
            let path = arguments["o"] ?? "\(id).tlog-proof"
            for (number, proof) in proofs.elements.enumerated() {
                // Several principals may have used one id: each gets files of its own.
                try write(proof, id, to: number == 0 ? path : numbered(path, number + 1), console)
            }
            return .success
        }
    }

    private static func numbered(_ path: String, _ number: Int) -> String {
        let stem = path.hasSuffix(".tlog-proof") ? String(path.dropLast(11)) : path
        return "\(stem)-\(number).tlog-proof"
    }

    /// Checks what the store said, then writes it.
    static func write(_ node: JSONNode, _ id: MessageID, to path: String, _ console: Console) throws {
        guard let text = node.member("proof")?.string, let proof = try? TlogProof(encoded: text),
            let extra = proof.extra.flatMap({ MessageExtra(bytes: $0) }), let leaf = Leaf(bytes: extra.leaf),
            let head = try? Checkpoint(text: proof.checkpoint.text),
            MessageID(high: leaf.header.idHigh, low: leaf.header.idLow) == id,
            InclusionProof.isValid(proof.hashes, leaf: leaf.hash, index: proof.index, size: head.size, root: head.root)
        else { throw CommandFailure(.software, "the store's proof does not prove the message") }
        let message = node.member("message")?.string.flatMap { Base64.decode($0) }
        if let message {
            var hasher = LeafHasher()
            guard hasher.contentHash(salt: extra.salt, message: message) == leaf.content else {
                throw CommandFailure(.software, "the message is not the one that was recorded")
            }
        }
        try save(Array(text.utf8), path)
        console.line("\(path): record \(proof.index) of \(head.origin), size \(head.size)")
        guard let message else {
            let why = node.member("erased")?.bool == true ? "was erased" : "is none that you may read"
            return console.note("the message \(why): the proof has its leaf alone")
        }
        let beside = (path.hasSuffix(".tlog-proof") ? String(path.dropLast(11)) : path) + ".json"
        try save(message, beside)
        console.line("\(beside): the message as it was received")
    }

    private static func save(_ bytes: [UInt8], _ path: String) throws {
        do {
            try Data(bytes).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw CommandFailure(
                .inputOutput,
                "cannot write \(Console.printable(path)): \(CommandFailure.reason(of: error))"
            )
        }
    }
}
