/// `base64.encode` and `base64.decode`.
///
/// Source: cel-go, `ext/encoders`. As there, padding may be left out when decoding, and line breaks do not count: certificates and
/// scripts in settings are wrapped.
enum EncoderFunctions {
    static let all: [Function] = [
        .global("base64.encode", "(bytes) -> string") { arguments, frame throws(Failure) in
            let bytes = arguments.bytes(0)
            let count = Base64.length(of: bytes.count)
            try frame.spend(1 + count >> 2)
            return .string(try frame.text(count: count) { Base64.encode(bytes, into: $0) })
        },
        .global("base64.decode", "(string) -> bytes") { arguments, frame throws(Failure) in
            let text = arguments.string(0)
            try frame.spend(1 + text.count >> 2)
            var written: Int?
            let room = try frame.text(count: text.count / 4 * 3 + 3) { written = Base64.decode(text, into: $0) }
            guard let written else {
                throw arguments.invalid(&frame, "\(arguments[0].shortText) is not base64")
            }
            return .bytes(UTF8View(rebasing: room[..<written]))
        },
    ]
}
