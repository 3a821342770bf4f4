import Messages

extension Letter {
    /// The letter as a whole HTML page: tables and inline styles only, nothing that is fetched, as mail clients want it.
    var html: String {
        let colour: HTML = tone.colour
        var body: HTML = """
            <p>\(salutation)</p>

            """
        for paragraph in opening { body += "<p>\(paragraph)</p>\n" }
        for section in sections { body += Self.html(section) }
        body += """
            <div style="margin-top:24px;border-top:1px solid #ccc;color:#555;font-size:13px">

            """
        for paragraph in closing { body += "<p style=\"margin:8px 0\">\(paragraph)</p>\n" }
        body += "</div>\n"
        let page: HTML = """
            <!DOCTYPE html>
            <html lang="\(language.rawValue)">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(subject)</title>
            </head>
            <body style="margin:0;background:#f4f5f7;color:#1a1a1a;font-family:\(Self.fonts);font-size:15px;line-height:1.6">
            <div style="max-width:680px;margin:0 auto;padding:24px;background:#fff;border-top:6px solid \(colour)">
            <h1 style="margin:0 0 16px;font-size:18px">\(subject)</h1>
            \(body)</div>
            </body>
            </html>

            """
        return page.markup
    }

    private static let fonts: HTML = "'Hiragino Sans','Noto Sans JP','Yu Gothic',Meiryo,Helvetica,Arial,sans-serif"

    private static func html(_ section: Section) -> HTML {
        let colour: HTML = section.tone?.colour ?? "#888"
        var result: HTML = """
            <h2 style="margin:24px 0 8px;padding-left:10px;border-left:4px solid \(colour);font-size:16px">\(section.title)</h2>
            <table role="presentation" style="width:100%;border-collapse:collapse">

            """
        for row in section.rows {
            result += """
                <tr><th scope="row" style="\(labelStyle)">\(row.label)</th><td style="\(valueStyle)">\(value(row))</td></tr>

                """
        }
        return result + "</table>\n"
    }

    private static let labelStyle: HTML =
        "width:9em;padding:6px 12px 6px 0;text-align:left;vertical-align:top;color:#555;font-weight:normal"
    private static let valueStyle: HTML = "padding:6px 0;vertical-align:top;overflow-wrap:anywhere"

    private static func value(_ row: Row) -> HTML {
        if row.style == .code {
            return "<code style=\"font-family:Menlo,Consolas,monospace;font-size:13px\">\(row.value)</code>"
        }
        var result: HTML = ""
        for (index, line) in row.value.lines.enumerated() {
            if index > 0 { result += "<br>" }
            result += "\(String(line))"
        }
        return result
    }
}

extension Letter.Tone {
    /// Dangerous settings stand out in red.
    ///
    /// Source: MIC-CFG IV.4.2.1.
    fileprivate var colour: HTML {
        switch self {
        case .critical: "#c8102e"
        case .high: "#d9480f"
        case .medium: "#b7791f"
        case .low: "#2b6cb0"
        case .resolved: "#2f855a"
        case .neutral: "#4a5568"
        }
    }
}
