/// One value for each of the numbers that follow each other from 0, in an array.
///
/// For what is asked of each message: with ten thousand tenants at once a dictionary's hash lands far from the last one, and costs a miss
/// of the processor's cache for its table and one for what it points to.
struct ByNumber<Value> {
    /// Numbers beyond this are not kept: only a damaged journal has them, and must not make the store ask for a terabyte.
    private static var most: Int64 { 1 << 26 }

    private var values: [Value?] = []
    /// How many numbers have a value.
    private(set) var count = 0

    subscript(number: Int64) -> Value? {
        get { number >= 0 && number < values.count ? values[Int(number)] : nil }
        set {
            guard number >= 0, number < Self.most else { return }
            while values.count <= number { values.append(nil) }
            count += (newValue == nil ? 0 : 1) - (values[Int(number)] == nil ? 0 : 1)
            values[Int(number)] = newValue
        }
    }

    /// Changes a value where it stands; nil where there is none.
    mutating func change<R>(_ number: Int64, _ body: (inout Value) throws -> R) rethrows -> R? {
        guard number >= 0, number < values.count else { return nil }
        return try Self.change(&values[Int(number)], body)
    }

    /// Changes all values where they stand.
    mutating func changeAll(_ body: (inout Value) throws -> Void) rethrows {
        for number in values.indices { _ = try Self.change(&values[number], body) }
    }

    private static func change<R>(_ place: inout Value?, _ body: (inout Value) throws -> R) rethrows -> R? {
        // Taken out and put back, the body has the only one, and may change what it holds in place.
        guard var value = place.take() else { return nil }
        defer { place = value }
        return try body(&value)
    }

    /// The numbers that have a value, with it.
    var pairs: [(number: Int64, value: Value)] {
        values.indices.compactMap { number in values[number].map { (Int64(number), $0) } }
    }

    mutating func removeAll() {
        values.removeAll(keepingCapacity: true)
        count = 0
    }
}
