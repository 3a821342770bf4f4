import CommandLine
import Foundation
import JSON

/// One JSON document of an input file, and the line it begins on.
struct InputDocument: Sendable {
    let line: Int
    let document: JSONDocument
}

/// Splits an input into JSON documents: one document in the whole file, or one on each line (NDJSON).
struct InputDocuments: Sendable {
    private(set) var documents: [InputDocument] = []
    /// What could not be read, as `line: reason`.
    private(set) var mistakes: [String] = []

    /// Most bytes of an input; AWS Config's snapshot files reach some hundred megabytes.
    static let limits = JSONLimits(maximumBytes: 1 << 30)

    init(_ bytes: [UInt8]) {
        let lines = Self.lines(of: bytes)
        guard let first = lines.first else {
            mistakes = ["1: the input is empty"]
            return
        }
        if lines.count > 1, (try? JSONDocument(Array(bytes[first.range]), limits: Self.limits)) != nil {
            for line in lines { read(Array(bytes[line.range]), line: line.number) }
        } else {
            read(bytes, line: 1)
        }
    }

    private mutating func read(_ bytes: [UInt8], line: Int) {
        do throws(JSONError) {
            documents.append(InputDocument(line: line, document: try JSONDocument(bytes, limits: Self.limits)))
        } catch {
            let above = bytes.prefix(error.offset).count { $0 == UInt8(ascii: "\n") }
            mistakes.append("\(line + above): \(error)")
        }
    }

    /// The lines that are not blank, with their numbers from 1.
    private static func lines(of bytes: [UInt8]) -> [(number: Int, range: Range<Int>)] {
        var lines: [(number: Int, range: Range<Int>)] = []
        var (start, number) = (0, 1)
        for index in 0...bytes.count where index == bytes.count || bytes[index] == UInt8(ascii: "\n") {
            let blank = bytes[start..<index].allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }
            if !blank { lines.append((number, start..<index)) }
            (start, number) = (index + 1, number + 1)
        }
        return lines
    }

    /// Reads a file, or standard input for `-`, and no further than one byte past `maximum`.
    /// - Throws: ``CommandFailure`` where it cannot be read or is larger than that.
    static func bytes(of path: String, upTo maximum: Int = limits.maximumBytes) throws -> [UInt8] {
        let bytes: [UInt8]
        do {
            let file = path == "-" ? .standardInput : try FileHandle(forReadingFrom: URL(filePath: path))
            bytes = try read(file, upTo: maximum + 1)
        } catch {
            let reason = CommandFailure.reason(of: error)
            throw CommandFailure(.inputOutput, "cannot read \(Console.printable(path)): \(reason)")
        }
        guard bytes.count <= maximum else {
            let name = path == "-" ? "standard input" : Console.printable(path)
            throw CommandFailure(.badInput, "\(name) is larger than \(maximum >> 20) MiB; give a part of it")
        }
        return bytes.starts(with: byteOrderMark) ? Array(bytes.dropFirst(byteOrderMark.count)) : bytes
    }

    /// Piece by piece, because a pipe or a device has no size that could be refused beforehand.
    private static func read(_ file: FileHandle, upTo count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count, let piece = try file.read(upToCount: min(1 << 20, count - bytes.count)),
            !piece.isEmpty
        {
            bytes += piece
        }
        return bytes
    }

    /// What Windows begins UTF-8 with; a reader may pass over it (RFC 8259, 8.1).
    private static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]
}
