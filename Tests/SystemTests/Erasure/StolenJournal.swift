import CCrypto
import Foundation
import Keystore
import SQLite

/// A journal's files in the hands of somebody who has a keystore and its master key, and patience.
struct StolenJournal {
    /// Every sealed value of every table.
    private(set) var sealed: [[UInt8]] = []

    /// Reads a copy of a journal's folder; the copy is taken again, because opening it changes it.
    init(_ folder: String) throws {
        let place = FileManager.default.temporaryDirectory.appending(path: "settei-stolen-\(UUID().uuidString)").path
        try FileManager.default.copyItem(atPath: folder, toPath: place)
        defer { try? FileManager.default.removeItem(atPath: place) }
        let database = try Database(path: place + "/journal.sqlite", access: .readWrite)
        defer { try? database.close() }
        let tables = try database.all(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ) {
            $0.text(0)
        }
        for table in tables {
            let statement = try database.prepare("SELECT * FROM \"\(table)\"")
            defer { statement.finalize() }
            while try statement.step() {
                for column in 0..<statement.columnCount {
                    let bytes = statement.blob(Int32(column))
                    // FORMAT.md, section 10: version, nonce, ciphertext, tag.
                    if bytes.count > 1 + 12 + 16, bytes[0] == 1 { sealed.append(bytes) }
                }
            }
        }
    }

    /// The needles that are in what any key of the keystore makes of any sealed value.
    ///
    /// Without the labels nothing can be authenticated; but AES-GCM's cipher is AES-CTR from counter 2 (NIST SP 800-38D, 7.1), so that
    /// the right key gives the plaintext all the same.
    func opened(with keys: [[UInt8]], _ needles: [Needle]) -> Set<String> {
        var found: Set<String> = []
        for key in keys {
            for bytes in sealed {
                let plain = Self.counted(Array(bytes[13..<bytes.count - 16]), key: key, nonce: Array(bytes[1..<13]))
                found.formUnion(Needle.found(needles, in: Data(plain)))
            }
        }
        return found
    }

    private static func counted(_ text: [UInt8], key: [UInt8], nonce: [UInt8]) -> [UInt8] {
        guard let context = EVP_CIPHER_CTX_new() else { return [] }
        defer { EVP_CIPHER_CTX_free(context) }
        var (plain, count) = ([UInt8](repeating: 0, count: text.count + 16), Int32(0))
        let counter = nonce + [0, 0, 0, 2]
        guard EVP_DecryptInit_ex(context, EVP_aes_256_ctr(), nil, key, counter) == 1,
            EVP_DecryptUpdate(context, &plain, &count, text, Int32(text.count)) == 1
        else { return [] }
        return Array(plain.prefix(Int(count)))
    }

    /// All keys that are left in a keystore; the copy is taken so that a running store is not in the way.
    static func keys(keystore: String, master: String) throws -> [[UInt8]] {
        let place = FileManager.default.temporaryDirectory.appending(path: "settei-stolen-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: place,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        defer { try? FileManager.default.removeItem(at: place) }
        let copy = place.appending(path: "keystore.sqlite").path
        try FileManager.default.copyItem(atPath: keystore, toPath: copy)
        let keys = try Keystore(path: copy, master: MasterKey.file(master), mode: .readOnly)
        return try keys.list().compactMap { try keys.bytes(of: $0.id) }
    }
}
