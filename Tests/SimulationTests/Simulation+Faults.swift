import Messages
import Threading

@testable import Bus
@testable import EvidenceStore

/// What goes wrong besides the network's own losses.
extension Simulation {
    /// Every 50 ms.
    func strike() {
        schedule(.fault, after: .milliseconds(50))
        // The process that next comes by the place dies there.
        if strikes(faults.crashesPerSecond), let point = faults.crashPoints.randomElement(using: &world.random) {
            world.plan.arm(point)
        }
        if strikes(faults.cutsPerSecond) { cut() }
        if strikes(faults.pausesPerSecond) { pause() }
        if strikes(faults.leavesPerSecond), let index = anyClient() { clients[index].run?.work?.drain(now: now) }
        if strikes(faults.stallsPerSecond) { stall() }
    }

    private func strikes(_ perSecond: Double) -> Bool { world.chance(perSecond / 20) }

    private func anyClient() -> Int? { clients.indices.randomElement(using: &world.random) }

    private func cut() {
        guard let index = anyClient() else { return }
        if world.chance(0.3) {
            clients[index].isDead = true
        } else {
            clients[index].cutUntil = now + world.delay(100...1_800)
        }
        chronicle.note("\(clients[index].name) is cut off")
    }

    private func pause() {
        let until = now + world.delay(100...(world.chance(0.2) ? 8_000 : 2_500))
        if world.chance(0.2) {
            chronicle.note("store stands still")
            storePausedUntil = until
        } else if let index = anyClient() {
            chronicle.note("\(clients[index].name) stands still")
            clients[index].pausedUntil = until
        }
    }

    private func stall() {
        let until = now + world.delay(50...600)
        switch world.random.next() % 3 {
        case 0: store?.busyUntil = until
        case 1: store?.diskFullUntil = until
        default: stallUntil = until
        }
    }
}
