public import Diagnostics
public import JSON

extension YAMLNode {
    /// Writes the value as JSON; what JSON cannot say (infinity, not a number) becomes `null` and a diagnostic.
    public func write(to writer: inout JSONWriter, into sink: DiagnosticSink) {
        switch content {
        case .scalar(let scalar):
            write(scalar.value, to: &writer, into: sink)
        case .sequence(let elements):
            writer.beginArray()
            for element in elements { element.write(to: &writer, into: sink) }
            writer.endArray()
        case .mapping(let members):
            writer.beginObject()
            for member in members {
                writer.key(member.name)
                member.value.write(to: &writer, into: sink)
            }
            writer.endObject()
        }
    }

    /// Returns the value as JSON bytes.
    public func json(into sink: DiagnosticSink) -> [UInt8] {
        var writer = JSONWriter()
        write(to: &writer, into: sink)
        return writer.bytes
    }

    private func write(_ value: YAMLScalar.Value, to writer: inout JSONWriter, into sink: DiagnosticSink) {
        switch value {
        case .null: writer.null()
        case .bool(let value): writer.bool(value)
        case .int(let value): writer.int(value)
        case .uint(let value): writer.uint(value)
        case .text(let text): writer.string(text)
        case .double(let value):
            if !value.isFinite { sink.append(diagnostic(.error, "JSON has no number like this one")) }
            writer.double(value)
        }
    }
}
