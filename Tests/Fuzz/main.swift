import Foundation

// Fuzz TARGET [--inputs N] [--seconds S] [--seed K]: throws damaged and generated input at the expressions.
// Fuzz replay FILE…: runs inputs again, each named by its target's folder, such as Seeds/patterns/x.
//
// Built with FUZZ=1 the same targets are driven by libFuzzer; see README.md.

#if LIBFUZZER
    CoverageGuided.run(CommandLine.arguments)
#else
    switch FuzzCommand(Array(CommandLine.arguments.dropFirst())) {
    case .run(let targets, let bounds): exit(FuzzRun(targets, bounds).run() ? 0 : 1)
    case .replay(let files): exit(FuzzRun.replay(files) ? 0 : 1)
    case .help(let status):
        FileHandle.standardError.write(Data(FuzzCommand.usage.utf8))
        exit(status)
    }
#endif
