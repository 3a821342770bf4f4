import Foundation
import Installation
import JSON
import TestSupport

/// An exported archive, as whoever gets it may look at it: with other people's tools.
struct ExportedArchive {
    typealias Result = (status: Int32, output: String, error: String)

    let path: String

    init(_ path: String) { self.path = path }

    /// Its files, unpacked by Python, which would open compressed ones too.
    func files() throws -> [(name: String, bytes: Data)] {
        let folder = path + ".files"
        try? FileManager.default.removeItem(atPath: folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        guard let python = Python.withModule("zipfile") else { return [] }
        let result = try python.run(["-m", "zipfile", "-e", path, folder])
        guard result.status == 0 else { throw InstallationError(description: result.error) }
        return try FileManager.default.subpathsOfDirectory(atPath: folder).sorted().compactMap { name in
            let url = URL(filePath: folder).appending(path: name)
            return url.hasDirectoryPath ? nil : (name, try Data(contentsOf: url))
        }
    }

    /// What of the needles is in the archive's bytes, or in its files.
    func found(_ needles: [Needle]) throws -> [String] {
        try ([Data(contentsOf: URL(filePath: path))] + files().map(\.bytes)).flatMap { Needle.found(needles, in: $0) }
    }

    func manifest() throws -> JSONNode {
        let file = try files().first { $0.name == "export.json" }
        return try JSONDocument(Array(file?.bytes ?? Data())).root
    }

    /// The store's key, as the archive itself has it.
    func key() throws -> String { try manifest()["keys"]?.elements.map { $0.string ?? "" }.first ?? "" }

    /// Where the archive has what: the first, the middle and the last byte of each file, and its own end.
    func places() throws -> [(name: String, place: Int)] {
        let whole = try Data(contentsOf: URL(filePath: path))
        var places = try files().flatMap { file in
            guard !file.bytes.isEmpty, let range = whole.range(of: file.bytes) else { return [(String, Int)]() }
            return [range.lowerBound, (range.lowerBound + range.upperBound) / 2, range.upperBound - 1].map {
                (file.name, $0)
            }
        }
        places.append(("the end", whole.count - 6))
        return places.map { (name: $0.0, place: $0.1) }
    }

    /// Writes another one of which one bit is another.
    func write(_ other: String, flipping place: Int) throws {
        var bytes = try Data(contentsOf: URL(filePath: path))
        bytes[place] ^= 1
        try bytes.write(to: URL(filePath: other))
    }

    /// What `settei` and the verifier in Python say, cut off from every network where the system lets us.
    func verified(_ key: String, python: Python?) throws -> (ours: Result, theirs: Result?) {
        let script = Corpora.package.appending(path: "Tests/Verifier/verify_export.py").path
        let settei = Program.folder.appending(path: "settei").path
        return (
            try Self.cutOff([settei, "evidence", "verify-export", path, "--key", key]),
            try python.map { try Self.cutOff([$0.path, script, path, "--key", key]) }
        )
    }

    private static let canCutOff = (try? Program.run("/usr/bin/unshare", ["-rn", "true"]))?.status == 0

    private static func cutOff(_ words: [String]) throws -> Result {
        canCutOff
            ? try Program.run("/usr/bin/unshare", ["-rn"] + words)
            : try Program.run(words[0], Array(words.dropFirst()))
    }
}
