import Adapters
import JSON
import Messages

/// What clouds and their tools write, on its way into messages.
struct AdaptedDocument {
    let catalogue: AdapterCatalogue
    /// Nil where it is to be recognised.
    let format: AdapterFormat?
    let tenant: String?
    /// When the settings were seen, for documents that do not say.
    let observedAt: Timestamp

    /// What a document came to.
    struct Reading {
        var messages: [Message] = []
        /// What says nothing about settings, or cannot be published, with the reason.
        var ignored: [String] = []
        var mistakes: [String] = []
    }

    func read(_ root: JSONNode) -> Reading {
        var reading = Reading()
        do throws(AdapterError) {
            let format = format ?? catalogue.recognise(root)
            if let format, Self.planned.contains(format) {
                let words = "\(format.title) tells what is planned, not what there is: settei check looks at it"
                return Reading(mistakes: [words])
            }
            let adapted = try catalogue.read(root, as: format)
            reading.ignored = adapted.ignored
            reading.mistakes = adapted.errors.map(\.description)
            for change in adapted.changes { add(change, to: &reading) }
        } catch {
            reading.mistakes.append(error.description)
        }
        return reading
    }

    /// What is not there yet must not be taken for a resource.
    private static let planned: Set<AdapterFormat> = [.terraformPlan, .cloudFormation, .admissionReview]

    private func add(_ adapted: AdaptedChange, to reading: inout Reading) {
        let adapted = adapted.isDated ? adapted : adapted.observed(at: observedAt)
        let name = "\(adapted.change.resourceType) \(adapted.change.resourceId)"
        guard adapted.gaps.isEmpty else { return reading.ignored.append("\(name): known only in part") }
        do {
            let header = MessageHeader(
                id: adapted.id,
                kind: .configChanged,
                source: "//settei/\(adapted.change.change.source)",
                tenant: try InputMistake.tenant(tenant),
                subject: adapted.change.resource.key,
                time: adapted.time
            )
            reading.messages.append(try Message(header, data: adapted.change))
        } catch {
            reading.mistakes.append("\(name): \(error)")
        }
    }
}
