import Crypto
import Foundation
import Keystore
import Testing

@Suite("A keystore whose process is killed", .serialized)
struct KeystoreCrashTests {
    @Test(
        "has every key that was given out and none that was destroyed, under one master key",
        arguments: [3_000, 5_000, 8_000, 13_000, 21_000, 34_000, 55_000, 89_000]
    )
    func killed(afterMicroseconds delay: Int) async throws {
        let store = try TemporaryKeystore()
        let folder = store.folder
        try MasterKey.make(file: "\(folder)/0.key")
        try MasterKey.make(file: "\(folder)/1.key")
        await #expect(processExitsWith: .signal(SIGALRM)) { [folder = folder as String, delay = delay as Int] in
            try Victim(folder: folder).work(forMicroseconds: delay)
        }
        let keystore = try opened(folder)
        #expect(try keystore.check() == [])
        var expected: [String: Digest?] = [:]
        for line in try Victim.lines(of: folder) {
            let words = line.split(separator: " ").map(String.init)
            switch words[0] {
            case "made": expected[words[1]] = .some(Digest(hex: words[2]))
            // Begun and perhaps not done: either is right.
            case "destroying": expected[words[1]] = nil
            default: expected[words[1]] = .some(nil)
            }
        }
        for (id, digest) in expected {
            let id = try #require(Hex.decode(id).flatMap(KeyID.init(bytes:)))
            #expect(try keystore.bytes(of: id).map { SHA256.hash($0) } == digest)
        }
        #expect(try keystore.make(TemporaryKeystore.uses(3), at: 2).count == 3)
    }

    private func opened(_ folder: String) throws -> Keystore {
        let masters = try ["0", "1"].map { try MasterKey.file("\(folder)/\($0).key") }
        do {
            return try Keystore(path: "\(folder)/keys.db", master: masters[0], mode: .create)
        } catch KeystoreError.otherMaster {
            return try Keystore(path: "\(folder)/keys.db", master: masters[1], mode: .create)
        }
    }
}

/// Makes, destroys and rotates until an alarm ends it in the middle, and writes down what it was told is done.
private struct Victim {
    let folder: String

    static func lines(of folder: String) throws -> [Substring] {
        guard FileManager.default.fileExists(atPath: "\(folder)/said") else { return [] }
        let text = try String(contentsOfFile: "\(folder)/said", encoding: .utf8)
        // The last line may be cut.
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    }

    func work(forMicroseconds delay: Int) throws {
        let said = open("\(folder)/said", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        let masters = try ["0", "1"].map { try MasterKey.file("\(folder)/\($0).key") }
        var timer = itimerval()
        timer.it_value.tv_usec = delay
        setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil)
        let keystore = try Keystore(path: "\(folder)/keys.db", master: masters[0], mode: .create)
        var round = 0
        while true {
            let ids = try keystore.make(TemporaryKeystore.uses(20), at: 1)
            say(said, try ids.map { "made \($0) \(try keystore.bytes(of: $0).map { SHA256.hash($0).hex } ?? "")" })
            say(said, ids.prefix(10).map { "destroying \($0)" })
            try keystore.destroy(Array(ids.prefix(10)))
            say(said, ids.prefix(10).map { "destroyed \($0)" })
            round += 1
            try keystore.rotate(to: masters[round % 2])
        }
    }

    private func say(_ file: Int32, _ lines: [String]) {
        let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
        _ = write(file, bytes, bytes.count)
    }
}
