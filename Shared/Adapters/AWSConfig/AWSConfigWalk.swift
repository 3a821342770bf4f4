import JSON

/// Opens envelopes until it stands before items, and collects what it finds.
struct AWSConfigWalk {
    /// A rule's event in SNS in SQS in a function's event, and room to spare.
    static let maximumEnvelopes = 8

    var reading = AdapterReading()

    mutating func take(_ node: JSONNode, _ delivery: AWSConfigDelivery) {
        guard delivery.envelopes <= Self.maximumEnvelopes else { return fail(.tooManyEnvelopes, delivery) }
        switch node.kind {
        case .object: takeObject(node, delivery)
        case .array: takeEach(node, delivery)
        case .string: unwrap(node, delivery)
        case .null, .bool, .int, .uint, .double: fail(.unrecognised(found: "the value \(node)"), delivery)
        }
    }

    private mutating func takeObject(_ object: JSONNode, _ delivery: AWSConfigDelivery) {
        switch AWSConfigForm(object) {
        case .sns(let message): unwrap(message, delivery.opening(object, "Message"))
        case .invokingEvent(let event): take(event, delivery.opening(object, "invokingEvent"))
        case .records(let records): takeRecords(records, delivery.inside("Records"))
        case .event(let type, let detail): takeEvent(object, type, detail, delivery)
        case .item(let item, let step):
            takeItem(item, step.isEmpty ? delivery : delivery.opening(object, step), isOversized: false)
        case .oversized(let summary):
            takeItem(summary, delivery.opening(object, "configurationItemSummary"), isOversized: true)
        case .items(let items):
            var inner = delivery.opening(object, "configurationItems")
            inner.isSnapshot = true
            takeEach(items, inner)
        case .results(let results):
            var inner = delivery.opening(object, "Results")
            inner.isSnapshot = true
            takeEach(results, inner)
        case .silent(let messageType): reading.ignored.append(messageType)
        case .unrecognised: fail(.unrecognised(found: object.outline), delivery)
        }
    }

    private mutating func takeEach(_ list: JSONNode, _ delivery: AWSConfigDelivery) {
        var index = 0
        for element in list.elements {
            take(element, delivery.inside("[\(index)]"))
            index += 1
        }
    }

    private mutating func takeRecords(_ records: JSONNode, _ delivery: AWSConfigDelivery) {
        var index = 0
        for record in records.elements {
            let inner = delivery.opening(record, "[\(index)]")
            if let body = record.member("body") ?? record.member("Sns") {
                take(body, inner)
            } else {
                fail(.unrecognised(found: record.outline), inner)
            }
            index += 1
        }
    }

    private mutating func takeEvent(
        _ event: JSONNode,
        _ type: String,
        _ detail: JSONNode,
        _ delivery: AWSConfigDelivery
    ) {
        if type == AWSConfigForm.itemChange {
            take(detail, delivery.opening(event, "detail"))
        } else if event.member("source")?.isString("aws.config") == true {
            reading.ignored.append(type)
        } else {
            fail(.foreignEvent(detailType: type), delivery)
        }
    }

    private mutating func unwrap(_ string: JSONNode, _ delivery: AWSConfigDelivery) {
        var inner = delivery
        inner.envelopes += 1
        do throws(JSONError) {
            let bytes = string.withUTF8 { Array($0) } ?? []
            take(try JSONDocument(bytes).root, inner)
        } catch {
            fail(.notJSON(error), delivery)
        }
    }

    private mutating func takeItem(_ item: JSONNode, _ delivery: AWSConfigDelivery, isOversized: Bool) {
        // A resource that the recorder leaves out has a name but no settings: nothing can be said of it.
        if item.member("configurationItemStatus")?.isString("ResourceNotRecorded") == true {
            reading.ignored.append("ResourceNotRecorded")
            return
        }
        do throws(AdapterError) {
            reading.changes.append(try AWSConfigItem(item, delivery, isOversized: isOversized).adapted())
        } catch {
            reading.errors.append(error)
        }
    }

    private mutating func fail(_ reason: AdapterError.Reason, _ delivery: AWSConfigDelivery) {
        reading.errors.append(AdapterError(reason, at: delivery.place, of: .awsConfig))
    }
}
