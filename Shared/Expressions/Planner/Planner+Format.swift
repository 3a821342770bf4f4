extension Planner {
    /// Finds what is wrong with a constant template of `format`, and with how many values a literal list has for it.
    mutating func checkFormat(_ template: Node, _ values: Syntax) {
        guard let constant = template as? ConstantNode, let text = constant.value.text else { return }
        var parts = FormatTemplate(text)
        var clauses = 0
        do throws(FormatTemplate.Mistake) {
            while let part = try parts.next() {
                if case .clause = part { clauses += 1 }
            }
        } catch {
            return report(template.syntax.range.lowerBound, "malformed format: \(error.message)")
        }
        guard case .list(let elements) = values.kind, !elements.contains(where: \.isOptional),
            elements.count != clauses
        else { return }
        let wanted = "\(clauses) value\(clauses == 1 ? "" : "s")"
        report(values.range.lowerBound, "the format takes \(wanted), and the list has \(elements.count)")
    }
}
