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
            "AWS FSBP S3.8", "PCI DSS 1.3.1", "27001 A.8.9", "NIST AC-3(12)", "27017 9.4.1(a)", "27017 9.4.1 (a)",
            "ISMAP 9.4.1", "ISMAP 10.1.1.9.PB", "ISMAP 10.1.1.B", "MIC-CFG V.1", "MIC-CFG III.1.1.1 iv",
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
            "STD 4", "ISMAP 9", "ISMAP 9.4.1.P", "27017 9.4.1 and more", "27017 9.4.1.", "27017 9..1", "27017 9.4.1(a",
            "NIST AC-3(", "NIST ac-3",
            "MIC-CFG VI.1", "MIC-CFG III", "MIC-CFG III.1.1.1.1", "MIC-CFG III.1 x1", "CIS AWS 3.0 1.2.3.4.5.6",
            "CIS AWS 3 1.2", "NIST CSF XX.AC-4", "AWS FSBP S3", "AWS FSBP 3S.1",
        ]
    )
    func unknown(reference: String) {
        #expect(ControlCatalogue.standard.complaint(about: reference) != nil)
    }

    @Test(
        "names are words joined by single dashes, and a rule's also by dots",
        arguments: [
            ("a", true, true), ("aws-s3", true, true), ("aws.s3", false, true), ("aws.s3.block-public-2", false, true),
            ("", false, false), ("-a", false, false), ("a-", false, false), ("a--b", false, false),
            ("a..b", false, false),
            ("A", false, false), ("a b", false, false), ("é", false, false),
            (String(repeating: "a", count: 101), false, true), (String(repeating: "a", count: 201), false, false),
        ]
    )
    func names(text: String, isPack: Bool, isRule: Bool) {
        #expect(Identifier.isPack(text) == isPack)
        #expect(Identifier.isRule(text) == isRule)
    }
}
