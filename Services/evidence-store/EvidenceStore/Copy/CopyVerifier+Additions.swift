import Crypto
import EvidenceLog

extension CopyVerifier {
    /// A witness's cosignature of an entry's checkpoint: it must be right where the witness's key was given.
    func check(cosignature line: String, of position: Int64) throws {
        let record = "cosignature of entry \(position)"
        cursor.addition += 1
        report.cosignatures += 1
        guard let signature = try? SignatureLine(text: line), signature.text == line else {
            problem(record, "cannot be read")
            return
        }
        guard let text = try text(of: position) else {
            problem(record, "is of no entry")
            return
        }
        guard let witness = witnesses.first(where: { $0.claims(signature) }) else { return }
        if witness.isValid(signature.signature, of: text) {
            report.cosigned += 1
        } else {
            problem(record, "is not by the key of \(witness.name), or not of the checkpoint")
        }
    }

    /// An authority's timestamp of an entry's checkpoint; who signed it, `openssl ts -verify` tells.
    func check(timestamp token: [UInt8], by authority: String, of position: Int64) throws {
        let record = "timestamp of entry \(position)"
        cursor.addition += 1
        report.timestamps += 1
        guard let text = try text(of: position) else {
            problem(record, "is of no entry")
            return
        }
        if TimestampToken.digest(in: token) != SHA256.hash(text) {
            problem(record, "is not of the checkpoint")
        }
    }

    func checkDestruction(of key: Int64) {
        cursor.addition += 1
        if keys[key] == nil || !destroyed.insert(key).inserted {
            problem("key \(key)", "is said to be destroyed, and is not there or was destroyed before")
        }
    }

    /// The text of an entry's checkpoint, which may stand in a segment long before.
    private func text(of position: Int64) throws -> String? {
        guard position < cursor.entries else { return nil }
        if let text = texts[position, of: cursor.entries] { return text }
        let number = try reader.firstSegment(through: report.segments + 1) { $0.cursor.entries > position }
        for case .entry(let entry) in try reader.segment(number)?.segment.records ?? [] where entry.position == position
        {
            return try? SignedNote(encoded: entry.checkpoint).text
        }
        return nil
    }
}

/// The texts of the last checkpoints; most of what is said of one is said within seconds.
struct RecentTexts {
    /// How many are remembered.
    let maximum: Int
    private var texts: [String] = []
    /// Where the oldest stands, and the next is put.
    private var oldest = 0

    init(maximum: Int = 4_096) { self.maximum = maximum }

    mutating func add(_ text: String) {
        if texts.count < maximum {
            texts.append(text)
        } else {
            texts[oldest] = text
            oldest = (oldest + 1) % maximum
        }
    }

    /// The text of the entry at a position, of a log with so many entries; nil where it is not among the last.
    subscript(position: Int64, of entries: Int64) -> String? {
        let age = entries - 1 - position
        guard age >= 0, age < texts.count else { return nil }
        return texts[(oldest + texts.count - 1 - Int(age)) % texts.count]
    }
}
