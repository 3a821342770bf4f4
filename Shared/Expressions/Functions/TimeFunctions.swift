/// Parts of times, in UTC or a named zone, and of durations.
enum TimeFunctions {
    static let all: [Function] =
        [
            part("getFullYear") { civil, _ in civil.year }, part("getMonth") { civil, _ in civil.month - 1 },
            part("getDate") { civil, _ in civil.day }, part("getDayOfMonth") { civil, _ in civil.day - 1 },
            part("getDayOfWeek") { civil, _ in civil.dayOfWeek }, part("getDayOfYear") { civil, _ in civil.dayOfYear },
            part("getHours", span: 3_600_000_000_000) { civil, _ in civil.secondOfDay / 3_600 },
            part("getMinutes", span: 60_000_000_000) { civil, _ in civil.secondOfDay / 60 % 60 },
            part("getSeconds", span: 1_000_000_000) { civil, _ in civil.secondOfDay % 60 },
            part("getMilliseconds", span: 1_000_000, modulo: 1_000) { _, time in Int(time.nanoseconds / 1_000_000) },
        ]

    /// A getter; `span` is the unit in nanoseconds for those that durations have too.
    private static func part(
        _ name: String,
        span: Int64? = nil,
        modulo: Int64? = nil,
        _ body: @escaping @Sendable (CivilTime, Timestamp) -> Int
    ) -> Function {
        Function(
            name,
            .member,
            1...2,
            .int,
            .variadic { values, _, offset throws(Failure) in
                if case .duration(let nanoseconds) = values[0], let span, values.count == 1 {
                    let count = nanoseconds / span
                    return .int(modulo.map { count % $0 } ?? count)
                }
                guard case .timestamp(let time) = values[0] else { throw .overload(name, values, at: offset) }
                let shift = values.count > 1 ? try zoneOffset(values[1], at: time, name, offset) : 0
                return .int(Int64(body(CivilTime(seconds: time.seconds + Int64(shift)), time)))
            }
        )
    }

    private static func zoneOffset(_ zone: Operand, at time: Timestamp, _ name: String, _ offset: Int) throws(Failure)
        -> Int
    {
        guard let text = zone.text else { throw .overload(name, [.timestamp(time), zone], at: offset) }
        guard let shift = TimeZones.offset(of: text.description, at: time.seconds) else {
            throw Failure(.invalidArgument, at: offset, "unknown time zone \(zone.shortText)")
        }
        return shift
    }
}
