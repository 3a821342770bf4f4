extension Outline {
    /// The expression with one operand of `&&`, `||` and `?:` a line, for people to read.
    ///
    /// Parts that fit into `width` columns stay on one line; comments are left out.
    public func layout(width: Int = 80) -> String {
        lines(width: width, depth: 0).joined(separator: "\n")
    }

    private var flat: String {
        text.split(whereSeparator: \.isNewline).map { line in
            String(line.drop(while: \.isWhitespace))
        }.joined(separator: " ")
    }

    /// Whether folding lines could change it: a comment, or a string over several lines.
    private var isFragile: Bool {
        text.contains("//") && text.contains("\n") || text.contains("\"\"\"") || text.contains("'''")
    }

    private func lines(width: Int, depth: Int) -> [String] {
        let margin = String(repeating: "  ", count: depth)
        if isFragile { return text.split(whereSeparator: \.isNewline).map { margin + $0 } }
        let whole = margin + flat
        guard whole.count > width || (form.isJunction && children.count > 1) else { return [whole] }
        switch form {
        case .and: return joined("&&", width, depth)
        case .or: return joined("||", width, depth)
        case .not: return prefixed("!", children[0], width, depth)
        case .conditional:
            return children[0].wrapped(width, depth, under: form)
                + lead("? ", children[1].wrapped(width, depth, under: form), depth)
                + lead(": ", children[2].wrapped(width, depth, under: form), depth)
        case .macro(let name, _) where children.count >= 2: return macro(name, width, depth)
        default: return [whole]
        }
    }

    private func joined(_ symbol: String, _ width: Int, _ depth: Int) -> [String] {
        children.enumerated().flatMap { index, child in
            let lines = child.wrapped(width, depth, under: form)
            return index == 0 ? lines : lead("\(symbol) ", lines, depth)
        }
    }

    /// In brackets where the operand binds less than what is around it.
    private func wrapped(_ width: Int, _ depth: Int, under outer: Form) -> [String] {
        guard binds(lessThan: outer) else { return lines(width: width, depth: depth) }
        let margin = String(repeating: "  ", count: depth)
        if !form.isJunction || margin.count + flat.count + 2 <= width, !isFragile { return [margin + "(\(flat))"] }
        return [margin + "("] + lines(width: width, depth: depth + 1) + [margin + ")"]
    }

    private func binds(lessThan outer: Form) -> Bool {
        switch (form, outer) {
        case (.conditional, _): true
        case (.or, .and), (.or, .not), (.and, .not), (.and, .or): true
        case (.call(let name, isMember: false), .not): !(name.first?.isLetter ?? false)
        default: false
        }
    }

    private func prefixed(_ symbol: String, _ child: Outline, _ width: Int, _ depth: Int) -> [String] {
        var lines = child.wrapped(width, depth, under: form)
        let margin = String(repeating: "  ", count: depth)
        lines[0] = margin + symbol + lines[0].dropFirst(margin.count)
        return lines
    }

    /// The symbol takes the place of the margin's last level.
    private func lead(_ symbol: String, _ lines: [String], _ depth: Int) -> [String] {
        let margin = String(repeating: "  ", count: depth)
        var lines = lines
        let trimmed = lines[0].drop { $0 == " " }
        lines[0] = margin + symbol + trimmed
        return lines
    }

    /// What stands before the bodies, then each body on lines of its own.
    private func macro(_ name: String, _ width: Int, _ depth: Int) -> [String] {
        let margin = String(repeating: "  ", count: depth)
        let source = Array(text.utf8)
        let start = children[1].range.lowerBound - range.lowerBound
        guard start > 0, start <= source.count else { return [margin + flat] }
        var head = String(decoding: source[..<start], as: UTF8.self)
            .split(whereSeparator: \.isNewline).map { String($0.drop(while: \.isWhitespace)) }.joined(separator: " ")
        while head.last?.isWhitespace ?? false || head.last == "(" && head.dropLast().last == " " { head.removeLast() }
        let bodies = children.dropFirst().map { $0.lines(width: width, depth: depth + 1) }
        return [margin + head]
            + bodies.enumerated().flatMap { index, lines -> [String] in
                var lines = lines
                lines[lines.count - 1] += index == bodies.count - 1 ? ")" : ","
                return lines
            }
    }
}

extension Outline.Form {
    fileprivate var isJunction: Bool { self == .and || self == .or }
}
