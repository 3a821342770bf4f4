/// Parts of times, in UTC or a zone, and of durations.
///
/// Source: CEL language definition, "Timezones" and "List of Standard Definitions".
enum TimeFunctions {
    static let all: [Function] =
        ofTimes("getFullYear") { civil, _ in civil.year }
        + ofTimes("getMonth") { civil, _ in civil.month - 1 }
        + ofTimes("getDate") { civil, _ in civil.day }
        + ofTimes("getDayOfMonth") { civil, _ in civil.day - 1 }
        + ofTimes("getDayOfWeek") { civil, _ in civil.dayOfWeek }
        + ofTimes("getDayOfYear") { civil, _ in civil.dayOfYear }
        + ofTimes("getHours") { civil, _ in civil.secondOfDay / 3_600 }
        + ofTimes("getMinutes") { civil, _ in civil.secondOfDay / 60 % 60 }
        + ofTimes("getSeconds") { civil, _ in civil.secondOfDay % 60 }
        + ofTimes("getMilliseconds") { _, time in Int(time.nanoseconds / 1_000_000) }
        + [
            ofDurations("getHours") { $0 / 3_600_000_000_000 },
            ofDurations("getMinutes") { $0 / 60_000_000_000 },
            ofDurations("getSeconds") { $0 / 1_000_000_000 },
            ofDurations("getMilliseconds") { $0 / 1_000_000 % 1_000 },
        ]

    private static func ofTimes(_ name: String, _ part: @escaping @Sendable (CivilTime, Timestamp) -> Int) -> [Function]
    {
        [
            .member(name, "(timestamp) -> int") { arguments, frame throws(Failure) in
                guard let time = arguments.timestamp(0) else { throw arguments.overload(&frame) }
                return .int(Int64(part(CivilTime(seconds: time.seconds), time)))
            },
            .member(name, "(timestamp, string) -> int") { arguments, frame throws(Failure) in
                guard let time = arguments.timestamp(0) else { throw arguments.overload(&frame) }
                try frame.spend(TimeZones.cost)
                guard let shift = TimeZones.offset(of: arguments.string(1), at: time.seconds) else {
                    try frame.spend(TimeZones.costOfUnknown)
                    throw arguments.invalid(&frame, "unknown time zone \(arguments[1].shortText)")
                }
                return .int(Int64(part(CivilTime(seconds: time.seconds + Int64(shift)), time)))
            },
        ]
    }

    private static func ofDurations(_ name: String, _ part: @escaping @Sendable (Int64) -> Int64) -> Function {
        .member(name, "(duration) -> int") { arguments, _ throws(Failure) in .int(part(arguments.duration(0))) }
    }
}
