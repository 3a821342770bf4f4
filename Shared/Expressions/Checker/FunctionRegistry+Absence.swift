extension FunctionRegistry {
    /// Says why there is no such call: for a message.
    func whyAbsent(_ name: String, arguments: Int, isMember: Bool) -> String {
        let known = overloads(of: name)
        guard !known.isEmpty else {
            let near = names.filter { $0.lowercased() == name.lowercased() }.min().map { "; did you mean '\($0)'?" }
            return "unknown function '\(name)'\(near ?? "")"
        }
        let forms = known.filter { $0.style == .both || ($0.style == .member) == isMember }
        let receiver = isMember ? 1 : 0
        let counts = forms.map { $0.signature.parameters.count - receiver }
        guard let low = counts.min(), let high = counts.max() else {
            return "'\(name)' is called as \(isMember ? "\(name)(x)" : "x.\(name)()")"
        }
        let wanted = low == high ? "\(low)" : "\(low) to \(high)"
        return "'\(name)' takes \(wanted) argument\(wanted == "1" ? "" : "s"), found \(arguments - receiver)"
    }
}
