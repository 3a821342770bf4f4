"""Gives a log of ours to verifiers that others wrote: pymerkle and sigstore. Tests/EvidenceLogTests/InteroperabilityTests.swift runs it.

Reads lines from standard input: entries, roots, inclusion and consistency proofs, a key, a checkpoint; all bytes in hexadecimal.
"""
import base64, sys, types
from collections import defaultdict

lines = defaultdict(list)
for line in sys.stdin:
    word, *rest = line.split()
    lines[word].append(rest)
entries = [bytes.fromhex(rest[0]) for rest in lines["entry"]]
roots = {int(size): bytes.fromhex(root) for size, root in lines["root"]}
proofs = [(int(size), int(index), [bytes.fromhex(hash) for hash in hashes]) for size, index, *hashes in lines["inclusion"]]
changes = [(int(old), int(new), [bytes.fromhex(hash) for hash in hashes]) for old, new, *hashes in lines["consistency"]]
assert entries and proofs and changes


def refuses(error, verify):
    try:
        verify()
    except error:
        return True
    return False


def with_pymerkle():
    from pymerkle import ConsistencyProof, InclusionProof, InmemoryTree, InvalidProof
    tree = InmemoryTree(algorithm="sha256")
    tree.append_entries(entries)
    for size, root in roots.items():
        assert tree.get_root(size) == root, f"the root of {size}"
    for size, index, hashes in proofs:
        theirs = tree.prove_inclusion(index + 1, size)
        # Theirs begins with the leaf itself.
        ours = InclusionProof("sha256", True, size, index + 1, theirs.rule, [tree.get_leaf(index + 1)] + hashes)
        ours.verify(tree.get_leaf(index + 1), roots[size], index=index + 1, size=size)
        assert size == 1 or refuses(InvalidProof, lambda: ours.verify(tree.get_leaf(index + 1), roots[1])), "verifies all"
    followed = 0
    for old, new, hashes in changes:
        theirs = tree.prove_consistency(old, new)
        if old % 2 == 0 or old == 1:
            continue  # Theirs takes the old tree's last subtree apart, and has the old root, which RFC 6962 leaves out.
        # Theirs begins with the new neighbour, RFC 6962's with the old tree's last subtree.
        ours = ConsistencyProof("sha256", True, new, old, theirs.rule, theirs.subset, [hashes[1], hashes[0]] + hashes[2:])
        ours.verify(tree.get_root(old), roots[new], prior_size=old, later_size=new)
        followed += 1
    assert followed
    print(f"verified {len(roots)} roots, {len(proofs)} inclusion proofs, {followed} consistency proofs")


def with_sigstore():
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
    from sigstore._internal.merkle import verify_merkle_inclusion
    from sigstore._internal.rekor.checkpoint import SignedCheckpoint
    from sigstore._internal.trust import Keyring
    from sigstore.errors import VerificationError
    from sigstore_models.common import v1 as common

    def entry(size, index, hashes, body):
        proof = types.SimpleNamespace(log_index=index, tree_size=size, hashes=hashes, root_hash=roots[size])
        return types.SimpleNamespace(_inner=types.SimpleNamespace(inclusion_proof=proof, canonicalized_body=body))

    for size, index, hashes in proofs:
        verify_merkle_inclusion(entry(size, index, hashes, entries[index]))
        assert refuses(VerificationError, lambda: verify_merkle_inclusion(entry(size, index, hashes, b"another")))

    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(lines["key"][0][0]))
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    ring = Keyring([common.PublicKey(raw_bytes=base64.b64encode(der), key_details=common.PublicKeyDetails.PKIX_ED25519)])
    identifier = bytes.fromhex(lines["keyhash"][0][0].rjust(8, "0")) + bytes(28)
    text = bytes.fromhex(lines["checkpoint"][0][0]).decode("utf-8")
    signed = SignedCheckpoint.from_text(text)
    signed.signed_note.verify(ring, identifier)
    assert signed.checkpoint.log_size == len(entries)
    assert bytes.fromhex(signed.checkpoint.log_hash) == roots[len(entries)]
    changed = SignedCheckpoint.from_text(text.replace(f"\n{len(entries)}\n", f"\n{len(entries) + 1}\n"))
    assert refuses(VerificationError, lambda: changed.signed_note.verify(ring, identifier))
    print(f"verified {len(proofs)} inclusion proofs and a checkpoint of {signed.checkpoint.origin}")


{"pymerkle": with_pymerkle, "sigstore": with_sigstore}[sys.argv[1]]()
