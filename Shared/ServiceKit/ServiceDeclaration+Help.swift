extension ServiceDeclaration {
    /// What `--help` prints: every key with its default, its variable and its meaning.
    public var help: String {
        var text = """
            \(name) \(version)
            \(purpose)

            Usage: \(name) [--config FILE] [--KEY VALUE]...

            Each key can stand in the YAML file (key: value), in the environment (SETTEI_KEY) and on the
            command line (--key value); a later one of these wins. Mistakes are all reported at once.

            Keys:

            """
        for key in allKeys {
            text += "  --\(key.name)  (\(ConfigurationLoader.variable(key.name)))\n"
            text += "      \(key.documentation)\n"
            let standard =
                key.isRequired ? "must be set" : key.defaultText.map { "default \($0)" } ?? "not set by default"
            text += "      \(key.expectation); \(key.isSecret ? "secret, never shown; " : "")\(standard)\n"
        }
        text += """

            Other flags:
              --config FILE   read a YAML file first (SETTEI_CONFIG)
              --healthcheck   ask the running service whether it is ready; exit 0 or 1
              --version       print the version
              --help          print this

            """
        if !examples.isEmpty { text += "\nExamples:\n" }
        for example in examples {
            text += "  \(example.call)\n      \(example.meaning)\n"
        }
        text += """

            Signals: SIGTERM and SIGINT stop it, a second one ends it at once; SIGHUP reads again what can change.
            Exit codes: 0 stopped as asked, 64 wrong flags, 69 cannot start, 70 failed, 75 stopping took too long,
            78 wrong configuration.

            """
        return text
    }
}
