import Adapters

/// A text of a configuration with `${…}` in it, as HCL evaluators leave it where another resource is needed.
struct TerraformText {
    /// A piece of the text.
    enum Piece {
        case text(Substring)
        case reference(TerraformLink)
    }

    let pieces: [Piece]

    /// The reference, where the text is nothing else.
    var only: TerraformLink? {
        if pieces.count == 1, case .reference(let link) = pieces[0] { return link }
        return nil
    }

    /// Takes a text apart; nil where nothing in it refers to anything.
    init?(_ text: String) {
        guard text.contains("${") else { return nil }
        var pieces: [Piece] = []
        var rest = text[...]
        while let open = rest.firstRange(of: "${"), let close = rest[open.upperBound...].firstIndex(of: "}") {
            if let link = TerraformLink(rest[open.upperBound..<close]) {
                if open.lowerBound > rest.startIndex { pieces.append(.text(rest[..<open.lowerBound])) }
                pieces.append(.reference(link))
            } else {
                pieces.append(.text(rest[...close]))
            }
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { pieces.append(.text(rest)) }
        let hasReference = pieces.contains { piece in
            if case .reference = piece { return true }
            return false
        }
        guard hasReference else { return nil }
        self.pieces = pieces
    }

    /// The text with what `value` knows in place of references; what it does not know stays as it is written.
    func filled(_ value: (TerraformLink) -> String?) -> String {
        pieces.map { piece in
            switch piece {
            case .text(let text): String(text)
            case .reference(let link): value(link) ?? "${\(link.text)}"
            }
        }.joined()
    }
}

/// What `${…}` names: `aws_s3_bucket.logs.arn`, `data.aws_ami.ubuntu.id`, `var.name`.
struct TerraformLink {
    /// As it is written.
    let text: String
    /// The resource, without an index; nil for variables, locals and modules.
    let address: String?
    /// What of the resource is meant.
    let attribute: String?

    init?(_ text: Substring) {
        let parts = text.split(separator: ".").map(String.init)
        guard parts.count >= 2, text.allSatisfy({ $0.isASCII && $0 != ":" && $0 != " " && $0 != "(" }) else {
            return nil
        }
        self.text = String(text)
        let skipped = parts[0] == "data" ? 1 : 0
        if ["var", "local", "module", "each", "count", "self", "path", "terraform"].contains(parts[0]) {
            (address, attribute) = (nil, nil)
        } else {
            guard parts.count >= skipped + 2 else { return nil }
            let path = parts[..<(skipped + 2)].map { $0.prefix { $0 != "[" } }
            address = path.joined(separator: ".")
            let rest = parts.dropFirst(skipped + 2).filter { !$0.hasPrefix("[") && $0 != "*" }
            attribute = rest.last.map { String($0.prefix { $0 != "[" }) }
        }
    }

    /// Whether it says which resource, and nothing else of it.
    var isIdentity: Bool { TerraformPlanAdapter.address(inTemplate: "${\(text)}") != nil }
}
