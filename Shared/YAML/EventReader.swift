import CYAML
import Diagnostics

/// Owns a `yaml_parser_t` and turns its events into values.
final class EventReader {
    /// What one event says, copied out of libyaml's memory.
    struct Event {
        let kind: yaml_event_type_t
        let start: SourcePosition
        let end: SourcePosition
        var text = ""
        var style = YAMLScalar.Style.plain
        var tag: String?
        var anchor = false
    }

    private let source: SourceFile
    /// libyaml keeps addresses into the struct, so that it may not move.
    private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    /// libyaml reads from here until the end.
    private let input: UnsafeMutableBufferPointer<UInt8>

    init(_ source: SourceFile) {
        self.source = source
        input = .allocate(capacity: source.bytes.count)
        _ = input.initialize(from: source.bytes)
        parser.initialize(to: yaml_parser_t())
        precondition(yaml_parser_initialize(parser) == 1, "out of memory for a YAML parser")
        // Otherwise a byte order mark could switch to UTF-16, and places would no longer be those of the bytes.
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    func next() throws(Composer.Abort) -> Event {
        var raw = yaml_event_t()
        guard yaml_parser_parse(parser, &raw) == 1 else { throw Composer.Abort(diagnostic: failure()) }
        defer { yaml_event_delete(&raw) }
        var event = Event(kind: raw.type, start: position(raw.start_mark), end: position(raw.end_mark))
        switch raw.type {
        case YAML_SCALAR_EVENT:
            let scalar = raw.data.scalar
            event.text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            event.style = style(scalar.style)
            event.tag = text(scalar.tag)
            event.anchor = scalar.anchor != nil
        case YAML_SEQUENCE_START_EVENT:
            event.tag = text(raw.data.sequence_start.tag)
            event.anchor = raw.data.sequence_start.anchor != nil
        case YAML_MAPPING_START_EVENT:
            event.tag = text(raw.data.mapping_start.tag)
            event.anchor = raw.data.mapping_start.anchor != nil
        default: break
        }
        return event
    }

    private func failure() -> Diagnostic {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "not YAML"
        if parser.pointee.error == YAML_READER_ERROR {
            let place = source.position(ofByte: Int(parser.pointee.problem_offset))
            return Diagnostic(.error, problem, in: source, at: place, hint: "a YAML file is UTF-8 text")
        }
        let began = position(parser.pointee.context_mark)
        let context = parser.pointee.context.map { ", \(String(cString: $0)) that began on line \(began.line)" } ?? ""
        return Diagnostic(.error, problem + context, in: source, at: position(parser.pointee.problem_mark))
    }

    private func position(_ mark: yaml_mark_t) -> SourcePosition {
        // At the end of a file libyaml counts one line more than there is.
        guard Int(mark.line) < source.lineCount else { return source.position(ofByte: source.bytes.count) }
        return SourcePosition(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }

    private func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private func style(_ style: yaml_scalar_style_t) -> YAMLScalar.Style {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: .literal
        case YAML_FOLDED_SCALAR_STYLE: .folded
        default: .plain
        }
    }
}
