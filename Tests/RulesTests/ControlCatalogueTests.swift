import Testing

@testable import Rules

@Suite("References to controls are checked against the way their source is numbered")
struct ControlCatalogueTests {
    @Test(
        "references as their sources print them are accepted",
        arguments: [
            "MIC-CFG III.3.1.1", "MIC-CFG III.1.1.1 v", "MIC-CFG IV.4.2.1", "MIC-SEC 12.4.1", "27017 9.4.1",
            "27017 CLD.9.5.1",
            "STD 4.5.2", "STD 11.1.11", "CIS AWS 3.0 2.1.4", "CIS AWS 3.0 1.4", "NIST AC-3", "NIST SC-7(3)",
            "NIST CSF PR.AC-4",
            "AWS FSBP S3.8", "PCI DSS 1.3.1", "27001 A.8.9",
        ]
    )
    func known(reference: String) {
        #expect(ControlCatalogue.standard.complaint(about: reference) == nil)
    }

    @Test(
        "mistyped references are not",
        arguments: [
            "MIC-CFG", "MIC-CFG 3.1.1", "MICCFG III.3.1.1", "27017", "27017 nine", "CIS AWS 2.1.4", "NIST AC",
            "XYZ 1.2", "", " ",
            "STD 4", "27017 9.4.1 and more",
        ]
    )
    func unknown(reference: String) {
        #expect(ControlCatalogue.standard.complaint(about: reference) != nil)
    }
}
