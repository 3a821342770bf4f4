import Foundation
import Keystore

/// Makes keystores in a folder of its own, which goes when the value does.
final class TemporaryKeystore {
    let folder: String
    var path: String { "\(folder)/keys.db" }
    let master = MasterKey()

    init() throws {
        folder = "\(NSTemporaryDirectory())/keystore-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    func open(_ mode: Keystore.Mode = .create, master: MasterKey? = nil) throws -> Keystore {
        try Keystore(path: path, master: master ?? self.master, mode: mode)
    }

    /// All bytes of the database and its journal.
    func contents() throws -> [UInt8] {
        let journal = "\(path)-journal"
        return try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
            + (FileManager.default.contents(atPath: journal).map { [UInt8]($0) } ?? [])
    }

    func write(_ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }

    static func uses(_ count: Int, tenants: Int = 100) -> [KeyUse] {
        (0..<count).map { number in
            KeyUse(
                tenant: "tenant-\(number % tenants)",
                purpose: KeyPurpose.allCases[number % KeyPurpose.allCases.count],
                month: 202_611
            )
        }
    }
}
