import Crypto
import Keystore
import Testing

@Suite("The line of a key")
struct KeyFileTests {
    static let seed = Base64.encode([UInt8](repeating: 7, count: 32))

    @Test(
        "is read with or without a line feed, and nothing else is",
        arguments: [
            ("settei-master-key-1:\(seed)", true), ("settei-master-key-1:\(seed)\n", true),
            ("", false), ("\n", false), ("settei-master-key-1:", false), (seed, false),
            ("settei-master-key-1:\(seed)\n\n", false), ("settei-master-key-1:\(seed)\r\n", false),
            ("settei-master-key-1: \(seed)", false), ("settei-master-key-2:\(seed)", false),
            ("settei-signing-key-1:\(seed)", false), ("settei-master-key-1:\(seed.dropLast(4))", false),
            ("settei-master-key-1:\(seed.dropLast())", false), ("settei-master-key-1:AAAA\(seed)", false),
            ("settei-master-key-1:\(String(repeating: "A", count: 100_000))", false),
        ]
    )
    func line(text: String, isKey: Bool) {
        #expect((MasterKey(text: Array(text.utf8)) != nil) == isKey)
    }
}
