import Rules

/// Makes texts from outside safe to show in a terminal, a log or a plain text mail.
enum Plain {
    /// Returns `text` on one line, without control characters, cut to `limit` characters with an ellipsis.
    ///
    /// What could move a cursor, forge a line or turn the reading direction is shown as `\u{1b}`, so that the reader sees
    /// that it was there.
    static func line(_ text: String, limit: Int = 500) -> String {
        shown(text, keepingLineBreaks: false, limit: limit)
    }

    /// Returns `text` as ``line(_:limit:)`` does, but with its line breaks, each as a single `\n`.
    static func block(_ text: String, limit: Int = 4_000) -> String {
        shown(text, keepingLineBreaks: true, limit: limit)
    }

    private static func shown(_ text: String, keepingLineBreaks: Bool, limit: Int) -> String {
        if isShownAsItIs(text, keepingLineBreaks: keepingLineBreaks, limit: limit) { return text }
        var result = ""
        var count = 0
        for scalar in text.unicodeScalars {
            if count >= limit {
                result += "…"
                break
            }
            count += 1
            switch scalar {
            case "\n" where keepingLineBreaks: result += "\n"
            case "\r" where keepingLineBreaks: break
            case "\n", "\r", "\t": result += " "
            case _ where isUnsafe(scalar): result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Whether nothing of `text` needs a change, which is nearly always so: then it is not written anew.
    private static func isShownAsItIs(_ text: String, keepingLineBreaks: Bool, limit: Int) -> Bool {
        var count = 0
        for scalar in text.unicodeScalars {
            count += 1
            guard count <= limit else { return false }
            switch scalar.value {
            // Printable ASCII, and kana and ideographs that are all assigned: no need to look them up.
            case 0x20..<0x7F, 0x3041...0x3096, 0x3099...0x30FF, 0x4E00...0x9FFF: break
            case 0x0A where keepingLineBreaks: break
            case 0x09, 0x0A, 0x0D: return false
            default: if isUnsafe(scalar) { return false }
            }
        }
        return true
    }

    /// Control and format characters: C0, C1, bidirectional overrides, line separators, zero width, tags, noncharacters.
    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
        // Joiners stay: family emoji and several scripts cannot be written without them.
        case .format: scalar.value != 0x200C && scalar.value != 0x200D
        default: false
        }
    }
}

extension Plain {
    /// Returns `text` as ``line(_:limit:)`` does, with anything masked that looks like a secret.
    ///
    /// What comes from the journal is masked already; this is for the day when it is not.
    /// `path` is where the value stands, such as `config.masterUserPassword`.
    static func masked(_ text: String, path: String? = nil, limit: Int = 500) -> String {
        let isLiteral = ["true", "false", "null"].contains(text)
        let name = isLiteral ? nil : path?.split(whereSeparator: { ".[]\"".contains($0) }).last.map(String.init)
        return line(SecretMask.masked(text, name: name), limit: limit)
    }
}
