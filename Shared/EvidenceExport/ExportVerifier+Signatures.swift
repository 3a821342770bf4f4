import Archive
import Crypto
import EvidenceLog

/// Who signed the checkpoints, and how the tenant's is tied to the store's.
extension ExportVerifier {
    /// The root that the tenant's checkpoint has, signed or not; nil where it cannot be read.
    func checkpoint(
        of manifest: ExportManifest,
        in archive: ArchiveReader,
        _ report: inout ExportReport
    ) -> Digest? {
        let file = ExportNames.checkpoint
        do {
            let note = try SignedNote(bytes: try archive.read(file, limit: 1 << 20))
            let checkpoint = try Checkpoint(text: note.text)
            report.trust = trust(in: note, origin: checkpoint.origin, manifest)
            if report.trust == .none {
                report.add(file, "no key that is trusted signed it, or a signature of one is wrong")
            }
            for (what, isSame) in [
                ("log", checkpoint.origin == manifest.origin), ("size", checkpoint.size == manifest.size),
                ("root", checkpoint.root.hex == manifest.root),
            ] where !isSame {
                report.add(ExportNames.manifest, "its \(what) is not the checkpoint's")
            }
            guard Self.base(of: checkpoint.origin, tenant: manifest.tenant) != nil else {
                report.add(file, "it is of the log \(checkpoint.origin), which is not the tenant's")
                return nil
            }
            return checkpoint.root
        } catch {
            report.add(file, "\(error)")
            return nil
        }
    }

    /// Who signed a note of the log `origin`: keys count by their bytes, whichever log of the store they are named after.
    private func trust(in note: SignedNote, origin: String, _ manifest: ExportManifest) -> ExportReport.Trust {
        let own = manifest.keys.prefix(16).compactMap { try? NoteVerifier(vkey: $0) }
        for key in (keys.isEmpty ? own : keys) where key.algorithm == .ed25519 {
            let named = NoteVerifier(name: origin, key: key.publicKey)
            guard !note.verified(by: [named]).isEmpty else { continue }
            return keys.isEmpty ? .ownKey(named.vkey) : .pinned(named.vkey)
        }
        return .none
    }

    /// The base of the store's origins, where `origin` is that of the tenant's log.
    private static func base(of origin: String, tenant: String) -> String? {
        let suffix = LogOrigin.tenant(tenant, of: "")
        guard origin.utf8.count > suffix.utf8.count, origin.hasSuffix(suffix) else { return nil }
        return String(origin.dropLast(suffix.count))
    }

    /// Ties the tenant's root to the store log: the proof of the store's entry, the tenant's place under it, and growth since then.
    func anchor(
        of manifest: ExportManifest,
        _ root: Digest,
        in archive: ArchiveReader,
        _ report: inout ExportReport
    ) {
        let file = ExportNames.anchor
        guard archive.entry(file) != nil else {
            report.notes.append(
                "the archive has no proof that ties the log to the store's; the checkpoint stands alone"
            )
            return
        }
        do {
            let proof = try TlogProof(bytes: try archive.read(file, limit: 1 << 20))
            guard let extra = proof.extra.flatMap({ AnchorExtra(bytes: $0) }), extra.isValid else {
                throw ExportFormatError("the tenant's log is not under the store's entry")
            }
            let origin = LogOrigin.store(Self.base(of: manifest.origin, tenant: manifest.tenant) ?? "")
            let trusted = trust(in: proof.checkpoint, origin: origin, manifest)
            guard trusted != .none else {
                throw ExportFormatError("no key that is trusted signed the store's checkpoint")
            }
            let key: [NoteVerifier] =
                switch trusted {
                case .pinned(let vkey), .ownKey(let vkey): (try? NoteVerifier(vkey: vkey)).map { [$0] } ?? []
                case .none: []
                }
            _ = try proof.verify(leaf: extra.entry.hash, origin: origin, by: key)
            guard extra.leaf.tenant == manifest.tenant, isGrowth(extra.leaf, to: manifest, root) else {
                throw ExportFormatError("the checkpoint's log did not grow out of the one under the store's entry")
            }
            report.anchor = describe(proof, extra)
        } catch {
            report.add(file, "\(error)")
        }
    }

    private func isGrowth(_ leaf: ForestLeaf, to manifest: ExportManifest, _ root: Digest) -> Bool {
        let hashes = (manifest.consistency ?? []).map { Base64.decode($0).flatMap { Digest(bytes: $0) } }
        guard !hashes.contains(nil) else { return false }
        return ConsistencyProof.isValid(
            hashes.compactMap(\.self),
            oldSize: leaf.size,
            oldRoot: leaf.root,
            newSize: manifest.size,
            newRoot: root
        )
    }

    private func describe(_ proof: TlogProof, _ extra: AnchorExtra) -> ExportReport.Anchor {
        let cosigned = proof.checkpoint.verified(by: witnesses)
        let others = proof.checkpoint.signatures.dropFirst().filter { line in
            !cosigned.contains { $0.claims(line) }
        }
        return ExportReport.Anchor(
            position: proof.index,
            time: ExportRecord.text(ofMicroseconds: extra.entry.at),
            size: extra.leaf.size,
            witnesses: cosigned.map(\.name),
            unverified: others.map(\.name)
        )
    }
}
