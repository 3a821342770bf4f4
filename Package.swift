// swift-tools-version: 6.3
import Foundation
import PackageDescription

/// Settings of every Swift target: all of Swift 7's announced features, and no warning left standing.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
    .treatWarning("ExplicitSendable", as: .error),
]

func c(_ name: String) -> Target {
    .systemLibrary(name: name, path: "Shared/C/\(name)")
}

func shared(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Shared/\(name)", exclude: documents(in: "Shared/\(name)"))
}

/// A service is a library, so that tests can import it, and a thin `main.swift`, so that `ps` shows its own name.
func service(_ name: String, _ library: String, _ dependencies: [Target.Dependency]) -> [Target] {
    [
        .target(name: library, dependencies: dependencies, path: "Services/\(name)/\(library)"),
        .executableTarget(
            name: name,
            dependencies: [.target(name: library)],
            path: "Services/\(name)/Main"
        ),
    ]
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(
        name: name,
        dependencies: dependencies + ["TestSupport"],
        path: "Tests/\(name)",
        exclude: documents(in: "Tests/\(name)")
    )
}

/// Pages, golden files and lists beside the sources, which SwiftPM would otherwise warn about.
func documents(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(Context.packageDirectory)/\(folder)")) ?? []
    let folders = ["Golden", "Fixtures", "Seeds", "CFuzzer", "agreement"]
    return names.filter { $0.hasSuffix(".md") || $0.hasSuffix(".json") || folders.contains($0) }.sorted()
}

let libraries: [Target] = [
    // One wrapper per C library; nothing else imports its C module.
    shared("ZeroMQ", ["CZeroMQ", "Secrets"]),
    shared("SQLite", ["CSQLite"]),
    shared("PostgreSQL", ["CPostgreSQL"]),
    shared("SQL", ["SQLite", "PostgreSQL"]),
    shared("Keystore", ["SQLite", "Crypto", "Secrets"]),
    shared("Curl", ["CCurl", "Threading"]),
    shared("HTTPServer", ["CMicroHTTPD"]),
    shared("Crypto", ["CCrypto"]),
    shared("YAML", ["CYAML", "Diagnostics", "JSON"]),

    // Values and pure functions.
    shared("Secrets"),
    shared("Diagnostics"),
    shared("JSON"),
    shared("Expressions", ["JSON", "Diagnostics"]),
    shared("Messages", ["JSON", "Crypto"]),
    shared("Access", ["Messages", "YAML", "Diagnostics", "ZeroMQ"]),
    shared("Rules", ["Diagnostics", "JSON", "YAML", "Expressions", "Messages", "Crypto"]),
    shared("Adapters", ["JSON", "YAML", "Diagnostics", "Expressions", "Messages", "Crypto"]),
    shared("Findings", ["JSON", "Messages"]),
    shared("EvidenceLog", ["Crypto"]),
    shared("CommandLine", ["Diagnostics"]),
    shared("Archive"),
    shared("EvidenceExport", ["EvidenceLog", "JSON", "Messages", "Archive", "Crypto"]),

    // Threads, sockets and the shell of a service.
    shared("Threading", ["CLinux"]),
    shared("Bus", ["Messages", "JSON", "ZeroMQ", "Threading", "Crypto"]),
    shared("ServiceKit", ["Diagnostics", "JSON", "YAML", "HTTPServer", "Threading"]),
    shared("StoreLink", ["Bus", "Messages", "ServiceKit", "Diagnostics", "ZeroMQ"]),
]

let services: [Target] = [
    service(
        "evidence-store",
        "EvidenceStore",
        [
            "Access",
            "Archive",
            "Bus",
            "CommandLine",
            "Crypto",
            "Curl",
            "Diagnostics",
            "EvidenceExport",
            "EvidenceLog",
            "JSON",
            "Keystore",
            "Messages",
            "ServiceKit",
            "SQL",
            "SQLite",
            "Threading",
            "YAML",
            "ZeroMQ",
        ]
    ),
    service(
        "policy-registry",
        "PolicyRegistry",
        [
            "Access", "Messages", "JSON", "Bus", "Rules", "Crypto", "Threading", "ServiceKit", "StoreLink", "YAML",
            "Diagnostics",
        ]
    ),
    service(
        "config-checker",
        "ConfigChecker",
        ["Messages", "JSON", "Bus", "Rules", "Crypto", "Threading", "ServiceKit", "StoreLink", "Diagnostics"]
    ),
    service(
        "notifier",
        "Notifier",
        ["Messages", "JSON", "Bus", "Rules", "Curl", "Crypto", "Threading", "ServiceKit", "StoreLink", "Diagnostics"]
    ),
    service(
        "settei",
        "Settei",
        [
            "Access", "Messages", "JSON", "Bus", "Rules", "Adapters", "Findings", "Expressions", "Crypto", "ZeroMQ",
            "Threading",
            "ServiceKit",
            "YAML",
            "Diagnostics",
            "CommandLine",
            "Keystore",
            "Archive",
            "EvidenceExport",
            "EvidenceLog",
        ]
    ),
].flatMap(\.self)

/// The five in one file, for images; `deploy/build --static` builds it.
let programs: Target = .executableTarget(
    name: "programs",
    dependencies: ["EvidenceStore", "PolicyRegistry", "ConfigChecker", "Notifier", "Settei", "ServiceKit"],
    path: "Services/programs"
)

let testing: [Target] = [
    .target(name: "TestSupport", dependencies: ["JSON", "Crypto"], path: "Tests/Support"),
    .target(name: "Installation", dependencies: ["Bus", "ZeroMQ", "TestSupport"], path: "Tests/Installation"),
    tests("SecretsTests", ["Secrets"]),
    tests("ZeroMQTests", ["ZeroMQ"]),
    tests("SQLiteTests", ["SQLite"]),
    tests("SQLTests", ["SQL"]),
    tests("CurlTests", ["Curl", "HTTPServer"]),
    tests("HTTPServerTests", ["HTTPServer", "Curl"]),
    tests("CryptoTests", ["Crypto"]),
    tests("KeystoreTests", ["Keystore", "SQLite", "Crypto"]),
    tests("YAMLTests", ["YAML", "Diagnostics", "JSON"]),
    tests("DiagnosticsTests", ["Diagnostics"]),
    tests("JSONTests", ["JSON"]),
    tests("ExpressionsTests", ["Expressions", "JSON"]),
    .testTarget(
        name: "ConformanceTests",
        dependencies: ["Expressions", "JSON", "TestSupport"],
        path: "Tests/Conformance",
        exclude: documents(in: "Tests/Conformance")
    ),
    tests("MessagesTests", ["Messages", "JSON"]),
    tests("AccessTests", ["Access", "Messages", "YAML", "Diagnostics"]),
    tests("RulesTests", ["Rules", "JSON", "YAML", "Diagnostics", "Expressions", "Messages"]),
    tests("AdaptersTests", ["Adapters", "JSON", "YAML", "Diagnostics", "Expressions", "Messages", "Rules"]),
    tests("FindingsTests", ["Findings", "JSON", "Messages"]),
    tests("EvidenceLogTests", ["EvidenceLog", "Crypto"]),
    tests("ArchiveTests", ["Archive"]),
    tests("EvidenceExportTests", ["EvidenceExport", "EvidenceLog", "Archive", "Crypto"]),
    tests("ThreadingTests", ["Threading", "CLinux"]),
    tests("BusTests", ["Bus", "Messages", "JSON", "ZeroMQ", "Threading", "Crypto"]),
    tests("ServiceKitTests", ["ServiceKit", "Diagnostics", "JSON", "YAML", "Curl", "Threading"]),
    tests(
        "EvidenceStoreTests",
        [
            "Access", "EvidenceStore", "Messages", "JSON", "Bus", "SQL", "EvidenceLog", "Crypto", "Curl", "ZeroMQ",
            "Threading",
            "ServiceKit",
            "YAML", "Diagnostics", "CommandLine", "EvidenceExport", "Keystore", "Archive", "SQLite",
        ]
    ),
    tests("PolicyRegistryTests", ["PolicyRegistry", "Messages", "JSON", "Bus", "Rules", "Diagnostics", "ServiceKit"]),
    tests("ConfigCheckerTests", ["ConfigChecker", "Messages", "JSON", "Bus", "Rules", "ServiceKit", "Threading"]),
    tests(
        "NotifierTests",
        [
            "Notifier", "Messages", "JSON", "Bus", "Rules", "Curl", "HTTPServer", "Crypto", "ServiceKit", "Diagnostics",
            "Threading", "ZeroMQ",
        ]
    ),
    tests(
        "SetteiTests",
        [
            "Access",
            "Adapters",
            "Bus",
            "CommandLine",
            "Crypto",
            "EvidenceExport",
            "EvidenceLog",
            "JSON",
            "Keystore",
            "Messages",
            "Rules",
            "ServiceKit",
            "Settei",
        ]
    ),
    tests("SimulationTests", ["Access", "Bus", "EvidenceStore", "Messages", "JSON"]),
    tests(
        "SystemTests",
        [
            "Installation", "Bus", "Messages", "JSON", "CCrypto", "Crypto", "EvidenceLog", "Keystore", "ZeroMQ",
            "SQL", "SQLite", "Threading",
            "HTTPServer", "ServiceKit",
        ]
    ),
    // A plain program, so that it is built with the rest; FUZZ=1 makes it one of libFuzzer's, see Tests/Fuzz/README.md.
    .executableTarget(
        name: "Fuzz",
        dependencies: [
            "Access", "Adapters", "Bus", "Diagnostics", "Expressions", "Installation", "JSON", "Messages",
            "PolicyRegistry", "Rules", "TestSupport", "YAML", "ZeroMQ",
        ],
        path: "Tests/Fuzz",
        exclude: documents(in: "Tests/Fuzz")
    ),
    .target(
        name: "Judging",
        dependencies: ["Adapters", "Diagnostics", "JSON", "Messages", "Rules", "YAML"],
        path: "Tests/Verdicts/Judging"
    ),
    tests("VerdictsTests", ["Judging", "Adapters", "JSON", "Messages"]),
    .executableTarget(name: "Verdicts", dependencies: ["Judging"], path: "Tests/Verdicts/Main"),
    .target(name: "CMemory", path: "Tests/Benchmarks/CMemory"),
    // The sources of Expressions once more, without counting costs: what the counting takes is measured against it.
    .target(
        name: "UnmeteredExpressions",
        dependencies: ["JSON", "Diagnostics"],
        path: "Tests/Benchmarks/UnmeteredExpressions",
        exclude: documents(in: "Shared/Expressions")
    ),
    .executableTarget(
        name: "Benchmarks",
        dependencies: [
            "CMemory", "JSON", "Expressions", "UnmeteredExpressions", "Rules", "Messages", "Bus", "SQLite", "SQL",
            "ZeroMQ",
            "Crypto", "Keystore", "Threading",
            "EvidenceStore",
            "EvidenceLog", "HTTPServer", "ServiceKit", "TestSupport", "Installation",
        ],
        path: "Tests/Benchmarks/Benchmarks"
    ),
]

let package = Package(
    name: "settei",
    targets: ["CLinux", "CZeroMQ", "CSQLite", "CCurl", "CMicroHTTPD", "CCrypto", "CYAML", "CPostgreSQL"].map(c)
        + libraries + services + [programs]
        + testing,
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = settings + (target.name == "UnmeteredExpressions" ? [.define("UNMETERED")] : [])
}

// deploy/test builds for release: what is tested is optimised as it is shipped, the tests take longer to optimise than to run, and so do
// other programs of this folder, which it only runs for a moment. Who wants to measure or fuzz builds them without TESTING.
let unoptimised: Set =
    Context.environment["TESTING"] == "1"
    ? ["Fuzz", "Judging", "Verdicts", "Benchmarks", "UnmeteredExpressions"] : []
for target in package.targets where target.type == .test || unoptimised.contains(target.name) {
    target.swiftSettings?.append(.unsafeFlags(["-Onone"], .when(configuration: .release)))
}

// For the thread sanitizer, when it is asked for: what has threads and sockets of its own, and nothing else.
if Context.environment["SANITIZE"] == "thread" {
    let sanitized: Set = [
        "ThreadingTests", "ZeroMQTests", "BusTests", "TestSupport", "Threading", "ZeroMQ", "Bus", "Messages", "JSON",
        "Crypto", "Secrets", "CLinux", "CZeroMQ", "CCrypto",
    ]
    package.targets.removeAll { !sanitized.contains($0.name) }
}

// One module of tests and the programs, which is quicker to build; for Tests/Mutations.
if let only = Context.environment["ONLY_TESTS"] {
    let others: Set = ["Benchmarks", "UnmeteredExpressions", "CMemory", "Fuzz", "Judging", "Verdicts"]
    package.targets.removeAll { others.contains($0.name) || $0.type == .test && $0.name != only }
}

// Coverage-guided fuzzing, when it is asked for.
if Context.environment["FUZZ"] == "1" {
    package.targets.append(.systemLibrary(name: "CFuzzer", path: "Tests/Fuzz/CFuzzer"))
    for target in package.targets where target.name == "Fuzz" {
        target.dependencies.append("CFuzzer")
        target.swiftSettings?.append(.define("LIBFUZZER"))
    }
}
