/// Times as ZIP has them: two seconds exact, from 1980 to 2107, here always in UTC.
enum DOSTime {
    /// The fields for time and date.
    static func fields(_ seconds: Int64) -> (time: UInt16, date: UInt16) {
        // 1980-01-01 and the last moment of 2107.
        let seconds = min(max(seconds, 315_532_800), 4_354_819_198)
        let (days, second) = (seconds / 86_400, seconds % 86_400)
        let (year, month, day) = civil(days)
        let time = (second / 3_600) << 11 | (second / 60 % 60) << 5 | (second % 60) / 2
        return (UInt16(clamping: time), UInt16(clamping: (year - 1_980) << 9 | month << 5 | day))
    }

    /// The date of a day since 1970.
    ///
    /// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let year = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
        let part = (5 * dayOfYear + 2) / 153
        let month = part < 10 ? part + 3 : part - 9
        return (year + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * part + 2) / 5 + 1)
    }
}
