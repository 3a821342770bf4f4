import Bus
import Diagnostics
import Foundation
import Messages
import ServiceKit
import StoreLink
import Threading

/// Is the notifier: takes alerts from the store, plans who is told, delivers, and says how it went.
public struct NotifierService: Sendable {
    /// Runs the service for the life of its process; never returns.
    public static func main() async -> Never {
        let arguments = arguments(Array(CommandLine.arguments.dropFirst()))
        await Service.main(declaration, arguments: arguments) { @Sendable context in
            try await NotifierService(context).run()
        }
    }

    static let declaration = ServiceDeclaration(
        name: "notifier",
        purpose: "Tells customers what is wrong with their settings, by e-mail, webhook or files.",
        healthPort: 7414,
        keys: NotifierKeys.all,
        examples: [
            ("notifier --config notifier.yaml", "run"),
            ("notifier --config notifier.yaml --send-test acme --profile acme.json", "try a tenant's routes"),
        ]
    )

    /// The arguments for the shell: trying routes needs no health endpoint, and must not meet that of a running notifier.
    static func arguments(_ arguments: [String]) -> [String] {
        let isTest = arguments.contains { $0 == "--send-test" || $0.hasPrefix("--send-test=") }
        return isTest ? ["--health-port", "0", "--log-level", "error"] + arguments : arguments
    }

    private let context: ServiceContext
    private let settings: NotifierSettings
    private let channels: Channels
    private let reporter: Reporter

    /// Checks the configuration; nothing is connected yet.
    ///
    /// - Throws: ``Diagnostics`` with every mistake in it.
    init(_ context: ServiceContext) throws {
        self.context = context
        settings = try NotifierSettings(context.configuration)
        channels = Channels(settings)
        reporter = Reporter(log: context.log, metrics: NotifierMetrics(context.metrics))
    }

    /// Runs until the task is cancelled, then finishes what it holds and hands back what it cannot.
    ///
    /// With `send-test` it tries a tenant's routes once instead and returns.
    func run() async throws {
        let tenant = context.configuration[NotifierKeys.sendTest]
        if !tenant.isEmpty { return try await sendTest(tenant) }
        if settings.smtp == nil {
            context.log.warning(
                "no mail server is set: e-mail is written into the directory",
                [.path: .string(settings.directory)]
            )
        }
        let bus = try NotifierKeys.link.connect(context)
        let watch = Task { await watchDirectory() }
        defer { watch.cancel() }
        context.health.setReady("start")
        while !Task.isCancelled {
            do {
                try await work(bus)
                break
            } catch {
                context.log.warning("reading the journal again from its beginning", [.error: .error(error)])
                guard (try? await Task.sleep(for: .seconds(1))) != nil else { break }
            }
        }
        await bus.stop(within: context.timeToFinish)
    }

    /// Looks after the folder where this installation itself writes there; tenants' own routes to it are tried again by schedule.
    private func watchDirectory() async {
        guard settings.smtp == nil || settings.hasLastResort else { return }
        await DirectoryWatch(directory: settings.directory, health: context.health, log: context.log).run()
    }

    /// Reads what must be known, takes work as soon as it is, and goes on reading until the task is cancelled.
    private func work(_ bus: BusClient) async throws {
        let knowledge = Knowledge()
        for part in Knowledge.Part.allCases { context.health.setNotReady(part.rawValue, "not loaded yet") }
        knowledge.onLoaded { part, isLast in
            context.health.setReady(part.rawValue)
            if isLast { takeWork(bus, knowledge) }
        }
        let loader = KnowledgeLoader(bus: bus, journal: BusJournal(bus), knowledge: knowledge, report: reporter.report)
        try await loader.run()
    }

    /// Takes work only now that everybody who may have to be told is known.
    private func takeWork(_ bus: BusClient, _ knowledge: Knowledge) {
        let journal = BusJournal(bus)
        let alerts = AlertCache()
        let now: @Sendable () -> Timestamp = { Timestamp(milliseconds: WallClock.system.now().milliseconds) }
        let plan = PlanHandler(
            planner: Planner(operatorRoute: settings.hasLastResort ? OperatorRoute.route : nil),
            knowledge: knowledge,
            journal: journal,
            alerts: alerts,
            report: reporter.report,
            now: now
        )
        let deliver = DeliverHandler(
            channels: channels,
            knowledge: knowledge,
            journal: journal,
            alerts: alerts,
            report: reporter.report,
            now: now,
            random: { Double.random(in: 0...1) }
        )
        let report = reporter.report
        bus.takeWork([.plan, .deliver], credit: settings.deliveries) { @Sendable item in
            do {
                let assignment = try Assignment(item)
                let answer = try await item.work.kind == .plan ? plan.handle(assignment) : deliver.handle(assignment)
                return [OutgoingMessage(answer)]
            } catch {
                report(.unanswered(item: item.item, error: "\(error)"))
                throw error
            }
        }
        context.log.notice("taking work", [.count: .int(settings.deliveries)])
    }

    private func sendTest(_ tenant: String) async throws {
        let configuration = context.configuration
        let path = configuration[NotifierKeys.profile]
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Diagnostics([configuration.mistake(NotifierKeys.profile, "cannot be read: \(path)")])
        }
        let profile = try SendTest.profile(Array(data))
        guard profile.id == tenant else {
            let message = "the profile is of tenant \(Plain.line(profile.id, limit: 63)), not \(tenant)"
            throw Diagnostics([configuration.mistake(NotifierKeys.profile, message)])
        }
        let test = SendTest(
            channels: channels,
            planner: Planner(operatorRoute: nil),
            now: { Timestamp(milliseconds: WallClock.system.now().milliseconds) }
        )
        let results = try await test.run(profile)
        for result in results {
            print(configuration[NotifierKeys.json] ? String(decoding: result.json, as: UTF8.self) : result.line)
        }
        if results.isEmpty || results.contains(where: { !$0.isSent }) { throw SendTest.Failure(of: results.count) }
    }
}
