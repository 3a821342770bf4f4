import CPostgreSQL

/// The values of a statement's parameters, laid out as libpq takes them: binary, in memory that is used again.
struct Parameters {
    /// Object identifiers of the types that are sent.
    ///
    /// Source: https://github.com/postgres/postgres/blob/REL_15_STABLE/src/include/catalog/pg_type.dat
    enum Kind: Oid {
        case unknown = 0
        case bytea = 17
        case int8 = 20
        case text = 25
        case float8 = 701
    }

    let count: Int
    let values: UnsafeMutablePointer<UnsafePointer<CChar>?>
    let lengths: UnsafeMutablePointer<Int32>
    let formats: UnsafeMutablePointer<Int32>
    let types: UnsafeMutablePointer<Oid>
    /// A value was bound whose type is not the one that the statement was prepared for.
    var haveNewTypes = false
    /// Memory of the parameters that are copied: at least eight bytes each.
    private let memory: UnsafeMutablePointer<UnsafeMutableRawBufferPointer>

    init(count: Int) {
        self.count = count
        let room = max(count, 1)
        values = .allocate(capacity: room)
        lengths = .allocate(capacity: room)
        formats = .allocate(capacity: room)
        types = .allocate(capacity: room)
        memory = .allocate(capacity: room)
        for index in 0..<room {
            values[index] = nil
            lengths[index] = 0
            formats[index] = 1
            types[index] = Kind.unknown.rawValue
            memory[index] = .allocate(byteCount: 16, alignment: 8)
        }
    }

    func deallocate() {
        for index in 0..<max(count, 1) { memory[index].deallocate() }
        values.deallocate()
        lengths.deallocate()
        formats.deallocate()
        types.deallocate()
        memory.deallocate()
    }

    mutating func set(_ index: Int, _ value: Int64) {
        memory[index].storeBytes(of: value.bigEndian, as: Int64.self)
        point(index, UnsafeRawPointer(memory[index].baseAddress), 8, .int8)
    }

    mutating func set(_ index: Int, _ value: Double) {
        memory[index].storeBytes(of: value.bitPattern.bigEndian, as: UInt64.self)
        point(index, UnsafeRawPointer(memory[index].baseAddress), 8, .float8)
    }

    mutating func set(_ index: Int, copying bytes: UnsafeRawBufferPointer, as kind: Kind) {
        if memory[index].count < bytes.count {
            memory[index].deallocate()
            memory[index] = .allocate(byteCount: bytes.count * 2, alignment: 8)
        }
        memory[index].copyMemory(from: bytes)
        point(index, UnsafeRawPointer(memory[index].baseAddress), bytes.count, kind)
    }

    mutating func set(_ index: Int, unowned bytes: UnsafeRawBufferPointer, as kind: Kind) {
        // A nil address would be NULL instead of the empty value.
        let address = bytes.baseAddress ?? UnsafeRawPointer(memory[index].baseAddress)
        point(index, address, bytes.count, kind)
    }

    /// The type stays as it was: an integer column's NULL needs no other preparation than its numbers.
    mutating func setNull(_ index: Int) {
        values[index] = nil
        lengths[index] = 0
    }

    private mutating func point(_ index: Int, _ address: UnsafeRawPointer?, _ length: Int, _ kind: Kind) {
        values[index] = address?.assumingMemoryBound(to: CChar.self)
        lengths[index] = Int32(clamping: length)
        guard types[index] != kind.rawValue else { return }
        types[index] = kind.rawValue
        haveNewTypes = true
    }
}
