/// URLs as values.
///
/// Source: Kubernetes, CEL library `urls`.
enum URLFunctions {
    static let all: [Function] = [
        .global("url", "(string) -> url") { arguments, frame throws(Failure) in
            try frame.spend(1 + arguments.string(0).count >> 2)
            guard let url = WebAddress(arguments.string(0)) else {
                throw arguments.invalid(
                    &frame,
                    "\(arguments[0].shortText) is no URL: one begins with a scheme, as in https://example.com/path, or is a path from /"
                )
            }
            return frame.object(url)
        },
        .global("isURL", "(string) -> bool") { arguments, frame throws(Failure) in
            try frame.spend(1 + arguments.string(0).count >> 2)
            return .bool(WebAddress(arguments.string(0)) != nil)
        },
        .member("getScheme", "(url) -> string") { arguments, frame throws(Failure) in
            let scheme = try url(arguments, &frame).scheme
            return try frame.string(utf8: scheme.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 })
        },
        .member("getHost", "(url) -> string") { arguments, frame throws(Failure) in
            try unescaped(try url(arguments, &frame).host, &frame)
        },
        .member("getHostname", "(url) -> string") { arguments, frame throws(Failure) in
            try unescaped(try url(arguments, &frame).hostname, &frame)
        },
        .member("getPort", "(url) -> string") { arguments, frame throws(Failure) in
            .string(try url(arguments, &frame).port)
        },
        .member("getEscapedPath", "(url) -> string") { arguments, frame throws(Failure) in
            let path = try url(arguments, &frame).path
            try frame.spend(bytes: path.count)
            return try frame.string(utf8: URLText.escapePath(path))
        },
        .member("getQuery", "(url) -> map(string, list(string))", query),
    ]

    private static func url(_ arguments: Arguments, _ frame: inout Frame) throws(Failure) -> WebAddress {
        guard let url = arguments.object(0, as: WebAddress.self) else { throw arguments.overload(&frame) }
        return url
    }

    private static func unescaped(_ text: UTF8View, _ frame: inout Frame) throws(Failure) -> Operand {
        guard text.contains(UInt8(ascii: "%")) else { return .string(text) }
        return try string(URLText.unescape(text[...]) ?? [], &frame)
    }

    /// A string of unescaped bytes; those that are no UTF-8 become U+FFFD.
    private static func string(_ bytes: [UInt8], _ frame: inout Frame) throws(Failure) -> Operand {
        try frame.string(String(decoding: bytes, as: UTF8.self))
    }

    /// The values of each key in order; malformed pairs are left out, as in Go's `URL.Query`.
    private static func query(_ arguments: Arguments, _ frame: inout Frame) throws(Failure) -> Operand {
        let query = try url(arguments, &frame).query
        try frame.spend(1 + query.count >> 2)
        var keys: [String] = []
        var values: [String: [Operand]] = [:]
        for pair in query.split(separator: UInt8(ascii: "&")) where !pair.contains(UInt8(ascii: ";")) {
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            guard let key = URLText.unescape(pair[..<equals], plusIsSpace: true),
                let value = URLText.unescape(pair[equals...].dropFirst(), plusIsSpace: true)
            else { continue }
            let name = String(decoding: key, as: UTF8.self)
            if values[name] == nil { keys.append(name) }
            values[name, default: []].append(try string(value, &frame))
        }
        var entries: [OperandMap.Entry] = []
        for key in keys { entries.append((try frame.string(key), try frame.list(values[key] ?? []))) }
        return try frame.map(entries, at: arguments.offset)
    }
}
