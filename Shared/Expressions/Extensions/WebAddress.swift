/// A URL in its parts.
///
/// `@unchecked` because it points into the text it was read from, which outlives the evaluation and is never written.
struct WebAddress: BitwiseCopyable, @unchecked Sendable {
    private let whole: UTF8View
    /// As written; see ``URLText`` for the lower case.
    let scheme: UTF8View
    /// With a port, and with brackets around IPv6; still escaped.
    let host: UTF8View
    /// Still escaped.
    let path: UTF8View
    /// Behind the `?`, still escaped.
    let query: UTF8View

    /// Reads an absolute URL or an absolute path; nil when the text is neither.
    ///
    /// Source: Kubernetes, CEL library `urls`; Go, package net/url, `ParseRequestURI` to check and `Parse` to take apart.
    init?(_ text: UTF8View) {
        guard let checked = Parts(text[...], isRequest: true), checked.isSound else { return nil }
        let end = text.firstIndex(of: UInt8(ascii: "#")) ?? text.endIndex
        guard let parts = Parts(text[..<end], isRequest: false), parts.isSound,
            URLText.isEscaped(text[min(end + 1, text.endIndex)...])
        else { return nil }
        whole = text
        scheme = UTF8View(rebasing: parts.scheme)
        host = UTF8View(rebasing: parts.host)
        path = UTF8View(rebasing: parts.path)
        query = UTF8View(rebasing: parts.query)
    }

    var text: String { String(decoding: whole, as: UTF8.self) }

    func isEqual(to other: WebAddress) -> Bool { whole.isEqual(other.whole) }

    /// Where the port's colon stands in the host; nil without a port.
    private var portColon: Int? {
        guard let colon = host.lastIndex(of: UInt8(ascii: ":")) else { return nil }
        return host.lastIndex(of: UInt8(ascii: "]")).map { $0 > colon } ?? false ? nil : colon
    }

    /// The digits behind the host's colon.
    var port: UTF8View { portColon.map { UTF8View(rebasing: host[($0 + 1)...]) } ?? UTF8View(rebasing: host[..<0]) }

    /// The host without port and brackets.
    var hostname: UTF8View {
        let name = host[..<(portColon ?? host.endIndex)]
        guard name.first == UInt8(ascii: "["), name.last == UInt8(ascii: "]") else { return UTF8View(rebasing: name) }
        return UTF8View(rebasing: name.dropFirst().dropLast())
    }
}

/// A text cut where a URL's parts begin.
private struct Parts {
    var scheme: Slice<UTF8View>
    var userinfo: Slice<UTF8View>
    var host: Slice<UTF8View>
    var path: Slice<UTF8View>
    var query: Slice<UTF8View>

    init?(_ text: Slice<UTF8View>, isRequest: Bool) {
        let none = text.prefix(0)
        (scheme, userinfo, host, path, query) = (none, none, none, none, none)
        guard !text.isEmpty || !isRequest, !text.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return nil }
        guard let length = Self.schemeLength(text) else { return nil }
        scheme = text.prefix(length)
        var rest = length == 0 ? text : text.dropFirst(length + 1)
        if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
            query = rest[(mark + 1)...]
            rest = rest[..<mark]
        }
        guard rest.first == UInt8(ascii: "/") else {
            if text.elementsEqual("*".utf8) { path = rest }
            // `mailto:someone` has neither host nor path.
            if length == 0, isRequest, path.isEmpty { return nil }
            return
        }
        let slashes = rest.prefix { $0 == UInt8(ascii: "/") }.count
        if slashes >= 2, length > 0 || (!isRequest && slashes < 3) {
            let authority = rest.dropFirst(2).prefix { $0 != UInt8(ascii: "/") }
            rest = rest[authority.endIndex...]
            let at = authority.lastIndex(of: UInt8(ascii: "@"))
            userinfo = authority[..<(at ?? authority.startIndex)]
            host = at.map { authority[($0 + 1)...] } ?? authority
        }
        path = rest
    }

    /// The length of a scheme, 0 for none; nil when the text begins with a colon.
    private static func schemeLength(_ text: Slice<UTF8View>) -> Int? {
        for (length, byte) in text.enumerated() {
            switch byte {
            case UInt8(ascii: ":"): return length == 0 ? nil : length
            case _ where byte.isLetter && byte != UInt8(ascii: "_"): continue
            case _ where byte.isDigit || URLText.schemeMarks.contains(byte):
                if length == 0 { return 0 }
            default: return 0
            }
        }
        return 0
    }

    /// Whether each part holds what may stand there.
    var isSound: Bool {
        URLText.isEscaped(path) && URLText.isEscaped(userinfo) && userinfo.allSatisfy(URLText.isUserinfo) && isSoundHost
    }

    private var isSoundHost: Bool {
        var name = host
        var port = host.suffix(0)
        if host.first == UInt8(ascii: "[") {
            guard let close = host.lastIndex(of: UInt8(ascii: "]")) else { return false }
            name = host[...close]
            port = host[(close + 1)...]
        } else if let colon = host.lastIndex(of: UInt8(ascii: ":")) {
            name = host[..<colon]
            port = host[colon...]
        }
        guard port.isEmpty || (port.first == UInt8(ascii: ":") && port.dropFirst().allSatisfy(\.isDigit)) else {
            return false
        }
        return URLText.isHost(name)
    }
}
