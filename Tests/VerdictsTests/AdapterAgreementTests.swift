import Adapters
import Foundation
import JSON
import Messages
import TestSupport
import Testing

@testable import Judging

@Suite("Cases are judged in the shape that the adapters give")
struct AdapterAgreementTests {
    @Test(
        "native documents, each read by its adapter and by the judge",
        arguments: [
            ("k8s", AdapterFormat.kubernetes), ("gcp", .googleAsset), ("azure", .azureResource), ("saas", .scubaGear),
            ("saas", .scubaGoggles),
        ]
    )
    func sameShape(folder: String, format: AdapterFormat) throws {
        guard let corpora = Corpora.folder else { return }
        let path = corpora.appending(path: "\(folder)/shared").path
        let names = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".jsonl") }
        let cases = try CaseFolder(files: names.sorted().map { ("\(folder)/\($0)", "\(path)/\($0)") })
        let maker = SituationMaker(types: [:])
        let adapter = try #require(AdapterCatalogue().adapter(for: format))
        var (asked, refused, different): (Int, Int, [String]) = (0, 0, [])
        for item in cases.cases where Self.formats[item.format] == format {
            guard let resource = cases.resource(of: item) else { continue }
            let situation = maker.situation(of: item, in: cases)
            let reading = adapter.read(resource)
            // Fixtures leave out what a resource is called; the adapters want to know that.
            guard !reading.changes.isEmpty, let subject = situation.subjects.first.map({ situation.resources[$0] })
            else {
                refused += 1
                continue
            }
            asked += 1
            let same = reading.changes.first {
                $0.change.resource.provider == subject.provider && $0.change.resource.type == subject.resourceType
            }
            let found = try same?.change.configuration.document(limits: JSONLimits(maximumDepth: 256)).root
            if let found, Self.isSame(found, subject.configuration, except: Self.names) { continue }
            different.append("\(item.id): \(found?.description ?? "-") \(subject.configuration)")
        }
        #expect(asked > 50 && refused * 10 < asked, "\(asked) read, \(refused) refused")
        // Some settings of tenants could be several products', where a case says which one is meant.
        let isSame = different.count * 100 <= asked
        #expect(isSame, "\(different.count): \(different.prefix(8).joined(separator: "\n"))")
    }

    /// What an adapter may make up where a fixture leaves it out.
    private static let names: Set = [
        "id", "name", "type", "scope", "subscriptionId", "resourceGroupName", "resourceName", "resources",
    ]

    /// Whether two values say the same, in whatever order; members that are null count as absent.
    private static func isSame(_ one: JSONNode, _ other: JSONNode, except names: Set<String> = []) -> Bool {
        guard one.kind == .object, other.kind == .object else {
            guard one.kind == .array, other.kind == .array, one.count == other.count else {
                return one.string == other.string && (one.kind == .string || one.source.elementsEqual(other.source))
            }
            return zip(one.elements, other.elements).allSatisfy { isSame($0, $1) }
        }
        let keys = Set((Array(one.members) + Array(other.members)).map(\.key.string)).subtracting(names)
        return keys.allSatisfy { key in
            guard let first = one[key], !first.isNull else { return other[key]?.isNull ?? true }
            return other[key].map { isSame(first, $0) } ?? false
        }
    }

    private static let formats: [String: AdapterFormat] = [
        "k8s-object": .kubernetes, "cai-asset": .googleAsset, "azure-resource": .azureResource,
        "scubagear-provider-json": .scubaGear, "scubagoggles-provider-json": .scubaGoggles,
    ]
}
