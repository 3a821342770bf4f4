/// How the result of a check is told.
enum CheckFormat: String, CaseIterable, Sendable {
    /// For people.
    case table
    /// Everything, for programs.
    case json
    /// For code review.
    case sarif
    /// For build servers.
    case junit
    /// For security tools: one OCSF event a line.
    case ocsf
    /// For spreadsheets.
    case csv
    /// For comments on a change.
    case markdown

    /// The whole text; ``table`` is written by ``CheckTable``, which knows the terminal.
    func text(of report: CheckReport) -> String? {
        switch self {
        case .table: nil
        case .json: CheckJSON.text(of: report)
        case .sarif: CheckSARIF.text(of: report)
        case .junit: CheckJUnit.text(of: report)
        case .ocsf: CheckOCSF.text(of: report)
        case .csv: CheckCSV.text(of: report)
        case .markdown: CheckMarkdown.text(of: report)
        }
    }
}
