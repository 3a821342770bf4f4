/// Semantic versions as values.
///
/// Source: Kubernetes, CEL library `semver`.
enum VersionFunctions {
    static let all: [Function] = [
        .global("semver", "(string) -> semver") { arguments, frame throws(Failure) in
            try read(arguments, isNormalizing: false, &frame)
        },
        .global("semver", "(string, bool) -> semver") { arguments, frame throws(Failure) in
            try read(arguments, isNormalizing: arguments.bool(1), &frame)
        },
        .global("isSemver", "(string) -> bool") { arguments, frame throws(Failure) in
            try frame.spend(bytes: arguments.string(0).count)
            return .bool(SemanticVersion(arguments.string(0)) != nil)
        },
        .global("isSemver", "(string, bool) -> bool") { arguments, frame throws(Failure) in
            try frame.spend(bytes: arguments.string(0).count)
            return .bool(SemanticVersion(arguments.string(0), isNormalizing: arguments.bool(1)) != nil)
        },
        .member("major", "(semver) -> int") { arguments, frame throws(Failure) in
            .int(try version(arguments, 0, &frame).major)
        },
        .member("minor", "(semver) -> int") { arguments, frame throws(Failure) in
            .int(try version(arguments, 0, &frame).minor)
        },
        .member("patch", "(semver) -> int") { arguments, frame throws(Failure) in
            .int(try version(arguments, 0, &frame).patch)
        },
        .member("compareTo", "(semver, semver) -> int") { arguments, frame throws(Failure) in
            .int(Int64(try compare(arguments, &frame)))
        },
        .member("isLessThan", "(semver, semver) -> bool") { arguments, frame throws(Failure) in
            .bool(try compare(arguments, &frame) < 0)
        },
        .member("isGreaterThan", "(semver, semver) -> bool") { arguments, frame throws(Failure) in
            .bool(try compare(arguments, &frame) > 0)
        },
    ]

    private static func read(_ arguments: Arguments, isNormalizing: Bool, _ frame: inout Frame) throws(Failure)
        -> Operand
    {
        try frame.spend(bytes: arguments.string(0).count)
        guard let version = SemanticVersion(arguments.string(0), isNormalizing: isNormalizing) else {
            throw arguments.invalid(
                &frame,
                "\(arguments[0].shortText) is no semantic version such as 1.2.3 or 1.2.3-rc.1"
            )
        }
        return frame.object(version)
    }

    private static func version(_ arguments: Arguments, _ position: Int, _ frame: inout Frame) throws(Failure)
        -> SemanticVersion
    {
        guard let version = arguments.object(position, as: SemanticVersion.self) else {
            throw arguments.overload(&frame)
        }
        return version
    }

    private static func compare(_ arguments: Arguments, _ frame: inout Frame) throws(Failure) -> Int {
        let version = try version(arguments, 0, &frame)
        try frame.spend(bytes: version.comparedBytes)
        return version.compare(try self.version(arguments, 1, &frame))
    }
}
