import JSON
import TestSupport
import Testing

@Suite("JSON under mutation")
struct JSONMutationTests {
    static let seeds = [
        #"{"a":[1,2.5e3,-7,true,false,null,"x\u00e9\n"],"b":{"c":{"d":[[],{}]}},"日本":"😀","k":18446744073709551615}"#,
        "{" + (0..<40).map { "\"key\($0)\":[\($0)]" }.joined(separator: ",") + "}",
    ]

    @Test(
        "random damage is refused or read, never a crash, and what is read survives a round trip",
        arguments: seeds.indices
    )
    func mutations(seed: Int) throws {
        var random = Seeded(state: UInt64(seed) + 1)
        let original = Array(Self.seeds[seed].utf8)
        for _ in 0..<20_000 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&bytes, &random) }
            guard let document = try? JSONDocument(bytes) else { continue }
            var writer = JSONWriter()
            document.root.write(to: &writer)
            var again = JSONWriter()
            try JSONDocument(writer.bytes).root.write(to: &again)
            #expect(again.bytes == writer.bytes)
            walk(document.root)
        }
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout Seeded) {
        guard !bytes.isEmpty else { return }
        let position = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes[position] = UInt8.random(in: .min ... .max, using: &random)
        case 1: bytes.remove(at: position)
        case 2: bytes.insert(Array("{}[]\",:\\0e.-u".utf8).randomElement(using: &random) ?? 0, at: position)
        case 3: bytes.removeSubrange(position...)
        default:
            let end = Int.random(in: position..<bytes.count, using: &random)
            bytes.insert(contentsOf: Array(bytes[position...end]), at: position)
        }
    }

    private func walk(_ node: JSONNode) {
        for element in node.elements { walk(element) }
        for (key, value) in node.members {
            #expect(node[key.string]?.range == value.range)
            walk(value)
        }
        if node.kind == .string { #expect(node.string != nil) }
    }
}
