/// Several texts in one blob, to be sealed together.
///
/// Each is its length as 32 bits, big-endian, then its UTF-8; the length `0xffffffff` stands for none.
struct SealedFields {
    private(set) var bytes: [UInt8] = []

    init() {}

    /// Reads what was opened.
    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func append(_ text: String?) {
        let count = text.map { UInt32(clamping: $0.utf8.count) } ?? .max
        withUnsafeBytes(of: count.bigEndian) { bytes.append(contentsOf: $0) }
        if let text { bytes.append(contentsOf: text.utf8) }
    }

    /// The texts; nil where the bytes are not `count` of them.
    func texts(_ count: Int) -> [String?]? {
        var texts: [String?] = []
        texts.reserveCapacity(count)
        var place = 0
        for _ in 0..<count {
            guard place + 4 <= bytes.count else { return nil }
            let length = bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
            place += 4
            if length == Int(UInt32.max) {
                texts.append(nil)
                continue
            }
            guard length <= bytes.count - place else { return nil }
            texts.append(String(decoding: bytes[place..<place + length], as: UTF8.self))
            place += length
        }
        return place == bytes.count ? texts : nil
    }
}
