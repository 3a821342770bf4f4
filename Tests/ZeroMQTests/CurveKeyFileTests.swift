import Foundation
import Testing

@testable import ZeroMQ

@Suite("Key files")
struct CurveKeyFileTests {
    let folder = FileManager.default.temporaryDirectory.appending(path: "keys-\(UUID().uuidString)").path

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    @Test("a pair is written once, read back, and kept from others")
    func roundTrip() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let pair = try CurveKeyPair.generate()
        let paths = try CurveKeyFile.write(pair, named: "acme-ci", in: folder)
        #expect(try CurveKeyFile.pair(at: paths.key) == pair)
        #expect(try CurveKeyFile.publicKey(at: paths.pub) == pair.publicKey)
        #expect(try CurveKeyFile.publicKey(at: paths.key) == pair.publicKey)
        #expect(throws: CurveKeyFileError.self) { try CurveKeyFile.write(pair, named: "acme-ci", in: folder) }
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: paths.key)
        let error = #expect(throws: CurveKeyFileError.self) { try CurveKeyFile.pair(at: paths.key) }
        #expect(error?.description.contains("chmod 600") == true)
    }

    @Test(
        "what is not a key file is refused by its name",
        arguments: [
            "", "secret short\n", "public rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7\n",
            "public JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6\nsecret JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6\n",
        ]
    )
    func bad(text: String) throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = "\(folder)/bad.key"
        _ = FileManager.default.createFile(
            atPath: path,
            contents: Data(text.utf8),
            attributes: [.posixPermissions: 0o600]
        )
        let error = #expect(throws: CurveKeyFileError.self) { try CurveKeyFile.pair(at: path) }
        #expect(error?.path == path)
        #expect(throws: CurveKeyFileError.self) { try CurveKeyFile.pair(at: path + ".absent") }
    }
}
